"""The card of the units of a level in order of one indicator: the first ones as bars, all of them behind the link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import csv_url, indicator_url
from tinhso.engines.insight.logic.board_figures import BoardFigures
from tinhso.engines.insight.logic.cards.registry import CardKind
from tinhso.engines.insight.logic.comparison import exact
from tinhso.engines.insight.logic.words import unit_name
from tinhso.engines.orgs import api as orgs
from tinhso.web_kit.charts import Chart, Series


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Mapping[str, Any]:
    """Make the context of a ranking; units without a figure are counted in the sentence, not drawn as zero."""
    code, level = card.options["indicator"], card.options.get("level", "commune")
    shown = int(card.options.get("shown", 10))
    definition, period = figures.definition(code), figures.period_for(code)
    table = cube.query(
        FigureQuery(
            (code,), (period,), level, choice.rights, frozenset({choice.unit.id}), choice.structure, as_of=choice.as_of
        )
    )
    known = sorted((row for row in table if row.value is not None), key=lambda row: -(exact(row) or 0))
    names = {unit.id: unit for unit in orgs.last_views([row.unit_id for row in known[:shown]])}
    return {
        "title": _("%(name)s: %(count)s nơi cao nhất") % {"name": definition.name(choice.language), "count": shown},
        "href": indicator_url(choice, code),
        "chart": Chart(
            chart_id=f"ranking-{code}",
            sentence=_("%(known)s/%(all)s đơn vị có số; cao nhất là %(first)s.")
            % {
                "known": len(known),
                "all": len(table),
                "first": names[known[0].unit_id].name(choice.language) if known else "–",
            },
            labels=[names[row.unit_id].name(choice.language) for row in known[:shown]],
            series=[
                Series(
                    definition.name(choice.language), [row.value for row in known[:shown]], definition.decimals, "bar"
                )
            ],
            label_name=_("Đơn vị"),
            unit=unit_name(definition),
            csv_url=csv_url(choice, code, level),
            horizontal=True,
        ),
    }


KIND = CardKind(
    "ranking",
    "insight/cards/chart.html",
    build,
    frozenset({"indicator", "level", "shown"}),
    required=frozenset({"indicator"}),
)
