"""The card of one or two indicators over the last periods: a sentence, a line, a table, the same numbers as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import csv_url, indicator_url
from tinhso.engines.insight.logic.board_figures import RECENT_PERIODS, BoardFigures
from tinhso.engines.insight.logic.cards.registry import CardKind
from tinhso.engines.insight.logic.comparison import compare
from tinhso.engines.insight.logic.words import movement, unit_name, value_text
from tinhso.web_kit.charts import Chart, Series


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Mapping[str, Any]:
    """Make the context of a line over the last periods, restated to today's units."""
    code = card.options["indicator"]
    definition, recent = figures.definition(code), figures.recent(code)
    known = [(period, row) for period, row in recent if row is not None and row.value is not None]
    return {
        "title": definition.name(choice.language),
        "href": indicator_url(choice, code),
        "chart": Chart(
            chart_id=f"chart-{code}",
            sentence=_sentence(choice, figures, code, known),
            labels=[period.short_label(choice.language) for period, _row in recent],
            series=[
                Series(
                    definition.name(choice.language),
                    [row.value if row else None for _period, row in recent],
                    definition.decimals,
                )
            ],
            label_name=_("Kỳ"),
            unit=unit_name(definition),
            csv_url=csv_url(choice, code, choice.unit.level, RECENT_PERIODS),
        ),
    }


def _sentence(choice: Choice, figures: BoardFigures, code: str, known: list[Any]) -> str:
    definition = figures.definition(code)
    if not known:
        return _("%(name)s: chưa có số trong các kỳ này.") % {"name": definition.name(choice.language)}
    period, row = known[-1]
    values = {
        "name": definition.name(choice.language),
        "period": period.short_label(choice.language),
        "value": value_text(definition, row),
    }
    year_ago = next((one for when, one in known if when == period.same_period_last_year()), None)
    comparison = compare(definition, row, year_ago)
    if comparison is None:
        return _("%(name)s, %(period)s: %(value)s.") % values
    return _("%(name)s, %(period)s: %(value)s, %(movement)s.") % {
        **values,
        "movement": movement(comparison, _("so với cùng kỳ năm trước")),
    }


KIND = CardKind(
    "series", "insight/cards/chart.html", build, frozenset({"indicator"}), required=frozenset({"indicator"})
)
