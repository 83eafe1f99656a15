"""The card of a figure published in a document or the press: no confirmed record behind it, so visibly grey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.indicators import api as indicators
from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import indicator_url, origin_url
from tinhso.engines.insight.logic.board_figures import BoardFigures
from tinhso.engines.insight.logic.cards.figure import FIGURE_TEMPLATE
from tinhso.engines.insight.logic.cards.registry import CardKind
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.words import unit_name
from tinhso.engines.orgs import api as orgs
from tinhso.kernel.periods import parse_period


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Mapping[str, Any]:
    """Make the context of a document card: one observation, its date, and that nobody confirmed it."""
    period = parse_period(str(card.options["period"]))
    definition = indicators.definition(card.options["indicator"], on=period.end)
    unit = orgs.unit_by_code(str(card.options["unit"]), on=period.end)
    table = cube.query(
        FigureQuery(
            (definition.code,), (period,), unit.level, choice.rights, within=frozenset({unit.id}), as_of=choice.as_of
        )
    )
    row = table.row(definition.code, unit.id, period)
    return {
        "card": {
            "name": definition.name(choice.language),
            "value": row.value if row else None,
            "decimals": definition.decimals,
            "operator": row.operator if row else "",
            "unit": unit_name(definition),
            "is_percent": is_percentage(definition),
            "no_line": _("một lần công bố, chưa có chuỗi"),
            "about": _("theo báo chí, không có bản ghi xác nhận"),
            "origin_url": origin_url(choice, definition.code, unit.code, period) if row else "",
            "href": indicator_url(choice, definition.code),
            "is_stale": True,
            "stale_since": period.short_label(choice.language),
        }
    }


KIND = CardKind(
    "document",
    FIGURE_TEMPLATE,
    build,
    frozenset({"indicator", "unit", "period"}),
    required=frozenset({"indicator", "unit", "period"}),
)
