"""The card of a figure published in a document or the press: no confirmed record behind it, so visibly grey."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import AS_REPORTED, FigureQuery
from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import indicator_url, origin_url
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.cards.figure import FIGURE_TEMPLATE
from tinhso.engines.insight.logic.cards.options import INDICATOR, PERIOD, UNIT
from tinhso.engines.insight.logic.cards.registry import CardKind, Context
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.defined import definition_in
from tinhso.engines.insight.logic.words import unit_beside
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action
from tinhso.kernel.periods import parse_period
from tinhso.kernel.quantities import plain_text


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """Make the context of a document card: one observation, its date, and that nobody confirmed it."""
    period = parse_period(card.options["period"])
    definition = definition_in(card.options["indicator"], period, choice.tree_size)
    unit = orgs.unit_by_code(card.options["unit"], on=period.end, known=choice.tree_size)
    if not choice.rights.may(Action.SEE_FIGURES, unit.id, definition.audience):
        return None
    within = frozenset({unit.id})
    question = FigureQuery(
        (definition.code,), (period,), unit.level, choice.rights, within=within, as_of=choice.tree_size
    )
    row = cube.query(question).row(definition.code, unit.id, period)
    origin = origin_url(choice, definition.code, unit.code, period, structure=AS_REPORTED) if row else ""
    return {
        "card": {
            "name": definition.name(choice.language),
            "value": row.value if row else None,
            "decimals": given_decimals(row.value) if row and row.value is not None else 0,
            "operator": row.operator if row else "",
            "unit": unit_beside(definition, row.value if row else None),
            "is_percent": is_percentage(definition),
            "no_line": _("một lần công bố, chưa có chuỗi"),
            "about": _("theo báo chí, không có bản ghi xác nhận"),
            "origin_url": origin,
            "href": indicator_url(choice, definition.code),
            "is_stale": True,
            "stale_since": period.short_label(choice.language),
        },
        "said": {"indicator": definition.code, "row": row, "compared": None},
    }


def given_decimals(value: Decimal) -> int:
    """Return as many decimals as the document gave: “trên 96%” is not 96,0%."""
    return len(plain_text(value).partition(".")[2].rstrip("0"))


KIND = CardKind(
    "document",
    FIGURE_TEMPLATE,
    build,
    "một số theo văn bản, báo chí: một lần công bố, hiện mờ, kèm thời điểm",
    "a figure of a document or the press: one observation, grey, with its date",
    (INDICATOR, UNIT, PERIOD),
)
