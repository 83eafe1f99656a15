"""The register of card kinds, and how one card becomes something a template shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.board.figures import BoardFigures

Context = Mapping[str, Any]
Build = Callable[[Choice, CardDefinition, BoardFigures], Context | None]
Check = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Option:
    """One key of a card in a board package: what it means, what it may hold, whether it must stand."""

    name: str
    holds: str
    meaning_vi: str
    meaning_en: str
    fits: Check
    required: bool = False


@dataclass(frozen=True, slots=True)
class CardKind:
    """One kind of card.

    Attributes:
        name: what a board package writes as `kind`.
        template: partial that shows it.
        build: makes the partial's context; None leaves the card out (nothing the reader may see); may raise, then the
            card shows its reason and the others stay.
        meaning_vi, meaning_en: what it shows, for the page of keys.
        options: every key the kind understands.
    """

    name: str
    template: str
    build: Build
    meaning_vi: str
    meaning_en: str
    options: tuple[Option, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class CardView:
    """A card ready to be shown: its partial and that partial's context."""

    section: str
    kind: str
    template: str
    context: Context


_KINDS: dict[str, CardKind] = {}


def register_card(kind: CardKind) -> None:
    """Make a kind of card known.

    Raises:
        ValueError: another kind has this name (a defect of the program, found at start).
    """
    if _KINDS.get(kind.name, kind) != kind:
        raise ValueError(f"card kind {kind.name!r} is registered twice")
    _KINDS[kind.name] = kind


def card_kinds() -> Mapping[str, CardKind]:
    """Every registered kind by name."""
    return _KINDS
