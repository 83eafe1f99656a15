"""The card of one figure: value, line of recent periods, comparison, coverage, state, origin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import indicator_url, origin_url
from tinhso.engines.insight.logic.board_figures import BoardFigures
from tinhso.engines.insight.logic.cards.registry import CardKind
from tinhso.engines.insight.logic.comparison import Comparison, compare, is_percentage
from tinhso.engines.insight.logic.words import comparison_mark, coverage, mark_words, status_word, unit_name
from tinhso.kernel.periods import Period

FIGURE_TEMPLATE = "web_kit/partials/figure_card.html"


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Mapping[str, Any]:
    """Make the context of a figure card; without a figure for the period it shows the latest one, visibly old."""
    code = card.options["indicator"]
    definition, period = figures.definition(code), figures.period_for(code)
    row, recent = figures.now(code), figures.recent(code)
    stale_since = ""
    if row is None or row.value is None:
        period, row = _latest(recent)
        stale_since = period.short_label(choice.language) if row else ""
    comparison, against = _comparison(card.options.get("compare", "previous"), figures, code, stale=bool(stale_since))
    return {
        "card": {
            "name": definition.name(choice.language),
            "value": row.value if row else None,
            "decimals": definition.decimals,
            "operator": row.operator if row else "",
            "unit": unit_name(definition),
            "is_percent": is_percentage(definition),
            "recent": [one.value if one else None for _period, one in recent],
            "recent_label": _("%(name)s, %(count)s kỳ gần nhất")
            % {"name": definition.name(choice.language), "count": len(recent)},
            "tone": comparison.tone if comparison else "",
            "mark_text": comparison_mark(comparison),
            "mark_tone": comparison.tone if comparison else "quiet",
            "about": _about(row, period, choice, against),
            "origin_url": origin_url(choice, code, choice.unit.code, period) if row else "",
            "href": indicator_url(choice, code),
            "is_stale": bool(stale_since),
            "stale_since": stale_since,
        }
    }


def _latest(recent: list[tuple[Period, FigureRow | None]]) -> tuple[Period, FigureRow | None]:
    for period, row in reversed(recent):
        if row is not None and row.value is not None:
            return period, row
    return recent[-1][0], None


def _comparison(wanted: str, figures: BoardFigures, code: str, stale: bool) -> tuple[Comparison | None, str]:
    """The comparison a card asks for, and the words that say against what."""
    definition, now = figures.definition(code), figures.now(code)
    if stale or now is None:
        return None, ""
    if wanted == "plan":
        return compare(definition, now, figures.plan(code)), _("so với kế hoạch năm")
    last_year = wanted == "same_period_last_year"
    then = figures.same_units_last_year(code) if last_year else figures.same_units_previous(code)
    comparison = compare(definition, now, then)
    if not now.is_complete and now.expected > 1:
        words = _("so cùng %(received)s đơn vị") % {"received": now.received}
        return comparison, _("%(same)s năm trước") % {"same": words} if last_year else words
    return comparison, _("so cùng kỳ năm trước") if last_year else _("so với kỳ trước")


def _about(row: FigureRow | None, period: Period, choice: Choice, against: str) -> str:
    parts = [period.short_label(choice.language)]
    if row is not None:
        parts += [coverage(row), against, status_word(row.status), *mark_words(row.marks)]
    return " · ".join(part for part in parts if part)


KIND = CardKind(
    "figure", FIGURE_TEMPLATE, build, frozenset({"indicator", "compare"}), required=frozenset({"indicator"})
)
