"""A board, computed: each card by its kind; one that fails shows its reason in its place and the others stay."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from tinhso.engines.insight.contracts import CardDefinition, CardFailed, Choice
from tinhso.engines.insight.logic.board_figures import BoardFigures
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
        return [card for card in self.cards if card.section == name]

    @property
    def clauses(self) -> list[object]:
        """The headline's clauses in order."""
        return [card.context for card in self.section("headline") if "text" in card.context]


def compute_board(choice: Choice) -> BoardView:
    """Compute every card of the chosen board."""
    cards = choice.board.cards
    figures = BoardFigures(choice, (card.options["indicator"] for card in cards if _shares_figures(card)))
    return BoardView(choice, figures, tuple(_card_view(choice, card, figures) for card in cards))


def _shares_figures(card: CardDefinition) -> bool:
    """Whether a card asks for the board's own unit and period, so that all such cards are asked for together."""
    return "indicator" in card.options and card.kind != "document"


def _card_view(choice: Choice, card: CardDefinition, figures: BoardFigures) -> CardView:
    kind = card_kinds()[card.kind]
    try:
        return CardView(card.section, card.kind, kind.template, kind.build(choice, card, figures))
    except TinhSoError as error:
        return _failed(choice, card, error)
    except Exception:
        log.exception("card %s of board %s failed", card.kind, choice.board.code)
        return _failed(choice, card, CardFailed())


def _failed(choice: Choice, card: CardDefinition, error: TinhSoError) -> CardView:
    name = str(card.options.get("indicator", card.kind))
    return CardView(card.section, card.kind, FAILED_TEMPLATE, {"name": name, "reason": error.message(choice.language)})
