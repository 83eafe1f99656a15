"""Figures that stand alone, older than the line of recent periods: what a document once said, a rank of a past year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import AS_REPORTED, FigureQuery, FigureRow
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.contracts import Choice
from tinhso.kernel.periods import Period


def single_figures(choice: Choice, definitions: Iterable[DefinitionView]) -> dict[str, tuple[Period, FigureRow]]:
    """Return the newest figure that the board's unit ever had of each indicator, by code, as it was reported.

    Args:
        definitions: indicators without a figure in the recent periods; the rest need not be asked for.
    """
    wanted = {one.indicator_id: one for one in definitions}
    if not wanted:
        return {}
    groups: dict[str, list[tuple[str, Period]]] = defaultdict(list)
    for indicator_id, period in indicators.last_periods(wanted, choice.unit.code).items():
        # What the chosen period could not know of yet is no figure of its past.
        if period.end <= choice.period.end:
            groups[period.scheme].append((wanted[indicator_id].code, period))
    found: dict[str, tuple[Period, FigureRow]] = {}
    for pairs in groups.values():
        found |= _rows(choice, pairs)
    return found


def _rows(choice: Choice, pairs: list[tuple[str, Period]]) -> dict[str, tuple[Period, FigureRow]]:
    question = FigureQuery(
        indicators=tuple(sorted({code for code, _period in pairs})),
        periods=tuple({period for _code, period in pairs}),
        level=choice.unit.level,
        rights=choice.rights,
        structure=AS_REPORTED,
        as_of=choice.tree_size,
    )
    mine = {(row.indicator, row.period): row for row in cube.query(question) if row.unit_code == choice.unit.code}
    return {
        code: (period, mine[code, period])
        for code, period in pairs
        if (code, period) in mine and mine[code, period].value is not None
    }
