"""Kinds of cards. A kind is registered once, by the engine that owns it (`cards.py`), and used by any board package."""

from tinhso.engines.insight.logic.cards.registry import CardKind, CardView, card_kinds, register_card

__all__ = ["CardKind", "CardView", "card_kinds", "register_card"]
