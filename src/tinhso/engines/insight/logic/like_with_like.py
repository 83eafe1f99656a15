"""A figure beside an earlier one or the plan, like with like, and the words that say against what.

While units are still missing, both sides count only the units that have answered: 24.118 of 91 communes against 23.066
of the same 91, never against the 25.900 of all 102. Otherwise whole stands beside whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.indicators.contracts import Nature
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.comparison import Comparison, compare
from tinhso.engines.insight.logic.words import coverage, difference
from tinhso.kernel.periods import Period, find_scheme

PREVIOUS, LAST_YEAR, PLAN = "previous", "same_period_last_year", "plan"
COMPARISONS = (PREVIOUS, LAST_YEAR, PLAN)


@dataclass(frozen=True, slots=True)
class Against:
    """What a figure compares to: the comparison (None when it cannot be made), against what, and how it is shown."""

    comparison: Comparison | None
    words: str
    tone: str = "info"
    mark: str = ""
    icon: str = ""


NOTHING = Against(None, "")


def against(figures: BoardFigures, code: str, wanted: str) -> Against:
    """Compare an indicator's figure of the chosen period.

    Args:
        wanted: `previous`, `same_period_last_year` or `plan`.
    """
    now = figures.now(code)
    if now is None or now.value is None:
        return NOTHING
    if wanted == PLAN:
        return _against_plan(figures, code, now)
    period = figures.period_for(code)
    earlier = period.same_period_last_year() if wanted == LAST_YEAR else period.previous()
    return _against_period(figures, code, now, earlier, wanted)


def _against_period(figures: BoardFigures, code: str, now: FigureRow, earlier: Period, wanted: str) -> Against:
    definition = figures.definition(code)
    if is_partial(now):
        comparison = compare(
            definition, figures.same_units(code, figures.period_for(code)), figures.same_units(code, earlier)
        )
        said, tone = _same_units(wanted, now.received or 0) % {"count": now.received}, "info"
    else:
        then = figures.at(code, earlier)
        comparison = compare(definition, now, then)
        said = _("so với cùng kỳ năm trước") if wanted == LAST_YEAR else _("so với kỳ trước")
        if then is not None and is_partial(then):
            said += f" ({coverage(then)})"
        tone = comparison.tone if comparison else "info"
    if comparison is None:
        return NOTHING
    icon = {1: "up", -1: "down", 0: "minus"}[comparison.direction]
    return Against(comparison, said, tone, difference(comparison), icon)


def _same_units(wanted: str, count: int) -> str:
    if wanted == LAST_YEAR:
        return ngettext("so cùng %(count)s đơn vị năm trước", "so cùng %(count)s đơn vị năm trước", count)
    return ngettext("so cùng %(count)s đơn vị kỳ trước", "so cùng %(count)s đơn vị kỳ trước", count)


def _against_plan(figures: BoardFigures, code: str, now: FigureRow) -> Against:
    """Against the plan: good when reached; a cumulative figure is good when it is as far on as the year."""
    definition = figures.definition(code)
    comparison = compare(definition, now, figures.plan(code))
    if comparison is None:
        return NOTHING
    said = ""
    reached = comparison.direction >= 0
    if comparison.percent is not None and definition.nature is Nature.CUMULATIVE:
        passed, of = _year_passed(figures.period_for(code))
        reached = comparison.percent * of >= 100 * passed
        said = _("đã qua %(passed)s/%(of)s kỳ trong năm") % {"passed": passed, "of": of}
    mark = _("%(share)s kế hoạch") % {"share": difference(comparison)}
    return Against(comparison, said, "good" if reached else "warn", mark)


def _year_passed(period: Period) -> tuple[int, int]:
    """How many periods of the reporting year have ended, of how many."""
    return period.number, find_scheme(period.scheme).frequency.per_year


def is_partial(row: FigureRow) -> bool:
    """Whether a figure of several units still misses some."""
    return row.expected > 1 and not row.is_complete
