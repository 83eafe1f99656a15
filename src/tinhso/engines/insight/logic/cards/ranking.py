"""The card of the units of a level in order of one indicator: the first ones as bars, all of them behind the link."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, FigureRow
from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import csv_url, indicator_url
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.cards.options import INDICATOR, LEVEL, SHOWN
from tinhso.engines.insight.logic.cards.registry import CardKind, Context
from tinhso.engines.insight.logic.comparison import exact
from tinhso.engines.insight.logic.words import unit_name
from tinhso.engines.orgs import api as orgs
from tinhso.web_kit.charts import Chart, Series

FIRST_ONES = 10


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """Make the context of a ranking; units without a figure are counted in the sentence, not drawn as zero."""
    code, level = card.options["indicator"], card.options.get("level", "commune")
    if not figures.shows(code):
        return None
    definition, period = figures.definition(code), figures.period_for(code)
    within = frozenset({choice.unit.id})
    question = FigureQuery((code,), (period,), level, choice.rights, within, choice.restated_to, as_of=choice.tree_size)
    rows = cube.query(question).rows
    shown = highest(rows)[: card.options.get("shown", FIRST_ONES)]
    names = {
        unit.id: unit.short_name or unit.name(choice.language)
        for unit in orgs.last_views([row.unit_id for row in shown])
    }
    return {
        "title": _("%(name)s: %(count)s nơi cao nhất")
        % {"name": definition.name(choice.language), "count": len(shown)},
        "href": indicator_url(choice, code),
        "chart": Chart(
            chart_id=f"ranking-{code}",
            sentence=_sentence(rows, shown, names),
            labels=[names[row.unit_id] for row in shown],
            series=[Series(definition.name(choice.language), [row.value for row in shown], definition.decimals, "bar")],
            label_name=_("Đơn vị"),
            unit=unit_name(definition),
            csv_url=csv_url(choice, code, level),
            horizontal=True,
        ),
    }


def highest(rows: Sequence[FigureRow]) -> list[FigureRow]:
    """Rows with a value, the highest first; equal ones by unit code."""
    known = [row for row in rows if row.value is not None]
    return sorted(known, key=lambda row: (-(exact(row) or 0), row.unit_code))


def _sentence(rows: Sequence[FigureRow], shown: Sequence[FigureRow], names: dict[int, str]) -> str:
    known = sum(row.value is not None for row in rows)
    if not shown:
        return _("Chưa đơn vị nào có số trong kỳ này.")
    return _("%(known)s/%(all)s đơn vị có số; cao nhất là %(first)s.") % {
        "known": known,
        "all": len(rows),
        "first": names[shown[0].unit_id],
    }


KIND = CardKind(
    "ranking",
    "insight/cards/chart.html",
    build,
    "các đơn vị cao nhất của một chỉ tiêu trong kỳ",
    "the units with the highest figures of the period",
    (INDICATOR, LEVEL, SHOWN),
)
