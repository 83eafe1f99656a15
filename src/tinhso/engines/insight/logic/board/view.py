"""A board, computed: each card by its kind; one that fails shows its reason in its place and the others stay."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tinhso.engines.insight.contracts import CardDefinition, CardFailed, Choice
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.cards import CardView, card_kinds
from tinhso.kernel.errors import TinhSoError

log = logging.getLogger(__name__)
FAILED_TEMPLATE = "web_kit/partials/card_failed.html"


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board ready to be shown, its cards by section."""

    choice: Choice
    figures: BoardFigures
    cards: tuple[CardView, ...] = field(default=())

    def section(self, name: str) -> list[CardView]:
        """The cards of one section, in the order of the package."""
        return [card for card in self.cards if card.section == name]

    @property
    def clauses(self) -> list[Mapping[str, Any]]:
        """The headline's clauses in order; one that failed says so."""
        return [
            card.context if "text" in card.context else {"text": card.context["reason"], "url": ""}
            for card in self.section("headline")
        ]


def compute_board(choice: Choice) -> BoardView:
    """Compute every card of the chosen board that the reader may see."""
    cards = choice.board.cards
    figures = BoardFigures(choice, (card.options["indicator"] for card in cards if _shares_figures(card)))
    views = (_card_view(choice, card, figures) for card in cards)
    return BoardView(choice, figures, tuple(view for view in views if view is not None))


def _shares_figures(card: CardDefinition) -> bool:
    """Whether a card asks for the board's own unit and period, so that all such cards are asked for together."""
    return "indicator" in card.options and "period" not in card.options


def _card_view(choice: Choice, card: CardDefinition, figures: BoardFigures) -> CardView | None:
    try:
        kind = card_kinds()[card.kind]
        context = kind.build(choice, card, figures)
    except TinhSoError as error:
        return _failed(choice, card, figures, error)
    except Exception:
        log.exception("card %s of board %s failed", card.kind, choice.board.code)
        return _failed(choice, card, figures, CardFailed())
    return None if context is None else CardView(card.section, card.kind, kind.template, context)


def _failed(choice: Choice, card: CardDefinition, figures: BoardFigures, error: TinhSoError) -> CardView:
    code = str(card.options.get("indicator", ""))
    definition = figures.definitions.get(code)
    name = definition.name(choice.language) if definition else code or card.kind
    return CardView(card.section, card.kind, FAILED_TEMPLATE, {"name": name, "reason": error.message(choice.language)})
