"""The figures a pivot needs, asked in a number of questions that does not grow with its cells.

1. The cells: all units at once, where they are few enough to be ranked and coloured against each other; of a larger
   answer only the page's own rows and columns.
2. The line of the whole above them, by the indicators' own rules (a ratio of sums is no sum of ratios).
3. For growth the period before or the same one last year; where units are still missing, both sides over the units
   that have answered, one question a period.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import AS_REPORTED, Dims, FigureQuery, FigureRow
from tinhso.engines.insight.errors import PivotTooLarge
from tinhso.engines.insight.logic.choosing import unit_day
from tinhso.engines.insight.logic.explore.asking import Axis, Exploration, Measure, Order
from tinhso.engines.insight.logic.like_with_like import is_partial
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.periods import Period

MOST_CELLS = 60_000
Key = tuple[str, int, Period, str]
NEEDS_ALL = (Measure.SHARE, Measure.RANK)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was answered, by (indicator, unit, period, dimensions).

    Attributes:
        units: every unit that a row may speak of, in Vietnamese order.
        earlier: the row each is compared with; `alike` are those over the units that have answered for both.
        whole: rows of the unit above all; `top` names it.
        is_whole: whether `rows` holds every cell of the exploration, not only those of a page.
    """

    rows: dict[Key, FigureRow]
    units: tuple[UnitView, ...]
    top: UnitView | None
    whole: dict[Key, FigureRow]
    is_whole: bool
    earlier: dict[Key, FigureRow] = field(default_factory=dict)
    alike: dict[Key, tuple[FigureRow | None, FigureRow | None]] = field(default_factory=dict)
    tree_size: int | None = None


def listed_units(asked: Exploration) -> tuple[UnitView, ...]:
    """Every unit of the level within what bounds the rows, on the days of the periods or on that of the structure."""
    choice = asked.choice
    if choice.structure == AS_REPORTED:
        first, last = asked.periods[0].end, asked.periods[-1].end
    else:
        first = last = unit_day(choice.structure, asked.periods[-1], in_vietnam(choice.moment).date())
    return tuple(orgs.units_between(asked.level, first, last, choice.tree_size))


def ask_figures(asked: Exploration, shown_units: slice, shown_periods: slice) -> Figures:
    """Ask for everything a page of the pivot shows.

    Args:
        shown_units, shown_periods: the page's own, for an answer that is too large to be held.

    Raises:
        PivotTooLarge (INS-008), and what the cube refuses.
    """
    units = listed_units(asked)
    question, is_whole = asked.question, True
    if len(units) * len(asked.periods) * len(asked.codes) > MOST_CELLS:
        if asked.measure in NEEDS_ALL or asked.heat or asked.order is not Order.NAME or asked.unit_ids is not None:
            raise PivotTooLarge(most=MOST_CELLS, units=len(units), periods=len(asked.periods), codes=len(asked.codes))
        if {asked.rows, asked.columns} != {Axis.UNIT, Axis.PERIOD} or asked.dims is Dims.ALL:
            raise PivotTooLarge(most=MOST_CELLS, units=len(units), periods=len(asked.periods), codes=len(asked.codes))
        within = frozenset(unit.id for unit in units[shown_units])
        question, is_whole = replace(question, within=within, periods=asked.periods[shown_periods]), False
    top = _top(asked)
    asking = [question] + ([_above(question, top)] if top else [])
    table, *above = cube.query_levels(question, [(one.level, one.within) for one in asking])
    rows = _by_key(table.rows)
    present = {row.unit_id for row in rows.values()}
    seen = tuple(unit for unit in units if not is_whole or unit.id in present)
    whole = _by_key(above[0].rows) if above else {}
    figures = Figures(rows, seen, top, whole, is_whole, tree_size=table.tree_size)
    return (
        _with_earlier(asked, question, figures) if asked.measure in (Measure.PREVIOUS, Measure.LAST_YEAR) else figures
    )


def _by_key(rows: Iterable[FigureRow]) -> dict[Key, FigureRow]:
    return {(row.indicator, row.unit_id, row.period, row.dims): row for row in rows}


def _top(asked: Exploration) -> UnitView | None:
    """The unit whose own figure stands above the rows, None where the rows are of its level themselves."""
    if asked.group:
        return None
    top = asked.unit or asked.choice.unit
    return None if top.level == asked.level else top


def _above(question: FigureQuery, top: UnitView) -> FigureQuery:
    return replace(question, level=top.level, within=frozenset({top.id}))


def earlier_than(period: Period, measure: Measure) -> Period:
    """The period that growth is measured against."""
    return period.same_period_last_year() if measure is Measure.LAST_YEAR else period.previous()


def _with_earlier(asked: Exploration, question: FigureQuery, now: Figures) -> Figures:
    before = {period: earlier_than(period, asked.measure) for period in question.periods}
    asking = [question] + ([_above(question, now.top)] if now.top else [])
    then: dict[Key, FigureRow] = {}
    alike: dict[Key, tuple[FigureRow | None, FigureRow | None]] = {}
    for one, rows in zip(asking, (now.rows, now.whole), strict=False):
        found = _by_key(cube.query(replace(one, periods=tuple(sorted(set(before.values()))))).rows)
        then |= {key: row for key in rows if (row := found.get((key[0], key[1], before[key[2]], key[3])))}
        alike |= _alike(one, rows, before)
    return replace(now, earlier=then, alike=alike)


def _alike(
    question: FigureQuery, rows: dict[Key, FigureRow], before: dict[Period, Period]
) -> dict[Key, tuple[FigureRow | None, FigureRow | None]]:
    """Of every row that misses units: itself and its earlier one over exactly the units that have answered."""
    partial = {key: row for key, row in rows.items() if is_partial(row) and row.value is not None and not key[3]}
    found: dict[Key, tuple[FigureRow | None, FigureRow | None]] = {}
    for period in sorted({key[2] for key in partial}):
        codes = tuple(dict.fromkeys(key[0] for key in partial if key[2] == period))
        pair = (period, before[period])
        table = cube.query(replace(question, indicators=codes, periods=pair, dims=Dims.TOTAL, same_units_as=period))
        for key in partial:
            if key[2] == period:
                found[key] = table.row(key[0], key[1], period), table.row(key[0], key[1], before[period])
    return found


def page_slice(page: int, size: int) -> slice:
    """The places of a page, from 1."""
    return slice((page - 1) * size, page * size)


def pages_of(count: int, size: int) -> int:
    """How many pages so many members make, at least one."""
    return max(1, -(-count // size))


def clamp(page: int, members: Sequence[object], size: int) -> int:
    """The nearest page there is."""
    return min(max(1, page), pages_of(len(members), size))
