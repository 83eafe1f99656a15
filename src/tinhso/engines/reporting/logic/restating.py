"""Earlier figures of units that were not there yet: the cube's answer, carried to the units of the form's own day.

One question to the cube for all indicators, periods and units of a page (one for each level of units, which a form
nearly always has one of). Only what the ledger has nothing of is taken from it, and it says how it came about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import Dims, FigureQuery, FigureRow, Mark
from tinhso.engines.indicators.contracts import Missing, Status
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, Scope
from tinhso.engines.reporting.contracts import NO_QUANTITY, Quantity, Restated, Row
from tinhso.engines.reporting.logic.sheet import Sheet
from tinhso.kernel.periods import Period

# Who opens a form may read its row in earlier periods, as the ledger's own states are read: decided before.
_OF_THE_FORM = {Action.SEE_FIGURES: Scope(everything=True)}
_Place = tuple[str, int, Period, str]


@dataclass(frozen=True)
class Past:
    """What the cube knows of earlier periods, by (indicator, unit, period, dimensions).

    Attributes:
        first_days: of the units that began later than some period asked for; others need no restating.
        joined: periods inside which units change and whose figures (by whether they add up) older units report too.
    """

    figures: Mapping[_Place, Quantity] = field(default_factory=dict)
    first_days: Mapping[int, date] = field(default_factory=dict)
    joined: frozenset[tuple[Period, bool]] = frozenset()

    def of(self, sheet: Sheet, row: Row, period: Period) -> Quantity:
        """The figure of a row in an earlier period, as the cube answers it."""
        return self.figures.get((row.indicator, sheet.assignment.subject_unit_id, period, row.dims), NO_QUANTITY)

    def is_before(self, sheet: Sheet, period: Period) -> bool:
        """Whether a period ended before the form's unit began."""
        first_day = self.first_days.get(sheet.assignment.subject_unit_id)
        return first_day is not None and period.end < first_day

    def is_joined(self, sheet: Sheet, row: Row, period: Period) -> bool:
        """Whether the unit began inside a period that its predecessors report, alone or beside it."""
        if not self.joined:
            return False
        first_day, definition = self.first_days.get(sheet.assignment.subject_unit_id), sheet.definition(row)
        if first_day is None or definition is None or not period.straddles(first_day):
            return False
        return (period, definition.is_additive) in self.joined

    def before_its_time(self, sheet: Sheet, row: Row, period: Period) -> Quantity:
        """The same of a period that its predecessors reported: their figures, carried over, with its own."""
        known = self.is_before(sheet, period) or self.is_joined(sheet, row, period)
        return self.of(sheet, row, period) if known else NO_QUANTITY


NO_PAST = Past()


def load_past(sheets: Sequence[Sheet], beside: Iterable[Period], in_year: Iterable[Period] = ()) -> Past:
    """Ask the cube for figures of periods that ended before a form's unit began, and of sums of shorter periods.

    Args:
        beside: the periods whose figures stand beside the form's.
        in_year: the year's earlier ones, and the shorter ones that they are made of where a row follows from these;
            asked for only where they ended before some unit began.
    """
    figures: dict[_Place, Quantity] = {}
    first_days: dict[int, date] = {}
    joined: frozenset[tuple[Period, bool]] = frozenset()
    shown, year = {one for one in beside if not one.is_span}, {one for one in in_year if not one.is_span}
    by_day: dict[date, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        by_day[sheet.period.end].append(sheet)
    for day, of_day in by_day.items():
        views = orgs.unit_views({sheet.assignment.subject_unit_id for sheet in of_day}, day)
        by_level: dict[str, list[Sheet]] = defaultdict(list)
        level_of = {view.id: view.level for view in views}
        joined |= _joined(shown | year, {view.valid_from for view in views})
        of_others = {period for period, _ in joined}
        young = {
            view.id: view.valid_from
            for view in views
            if any(one.end < view.valid_from or one in of_others for one in shown | year if one.start < view.valid_from)
        }
        asked = shown | {one for one in year if any(one.end < first_day for first_day in young.values())}
        asked |= of_others
        first_days |= young
        for sheet in of_day:
            if sheet.assignment.subject_unit_id in level_of:
                by_level[level_of[sheet.assignment.subject_unit_id]].append(sheet)
        for level, of_level in by_level.items():
            figures |= _answers(of_level, level, day, asked, young)
    return Past(figures, first_days, joined)


def _joined(periods: Collection[Period], first_days: Collection[date]) -> frozenset[tuple[Period, bool]]:
    """Of the periods inside which some of these units begin, those that older units report; three queries, or none."""
    inside = [one for one in periods if any(one.straddles(day) for day in first_days)]
    rules = orgs.straddling_rules() if inside else None
    return frozenset(
        (one, additive)
        for one in inside
        for additive in (True, False)
        if rules and rules.reporting_days(one, additive=additive) != (one.end,)
    )


def _answers(
    sheets: Sequence[Sheet], level: str, day: date, asked: set[Period], young: Mapping[int, date]
) -> dict[_Place, Quantity]:
    """The cube's answers: one question for the form's own kind of period, one more for a shorter one."""
    found: dict[_Place, Quantity] = {}
    for scheme in sorted({one.scheme for one in asked}):
        found |= _answers_of(scheme, sheets, level, day, asked, young)
    return found


def _answers_of(
    scheme: str, sheets: Sequence[Sheet], level: str, day: date, asked: set[Period], young: Mapping[int, date]
) -> dict[_Place, Quantity]:
    codes, dims = set[str](), Dims.TOTAL
    for sheet in sheets:
        is_young = sheet.assignment.subject_unit_id in young
        rows = [row for row in sheet.form.rows if _can_be_asked(sheet, row, level, is_young, scheme)]
        codes |= {row.indicator for row in rows}
        dims = Dims.ALL if any(row.dims for row in rows) else dims
    units = frozenset(sheet.assignment.subject_unit_id for sheet in sheets)
    periods = tuple(sorted((one for one in asked if one.scheme == scheme), key=lambda one: one.end))
    if not codes or not periods:
        return {}
    rights = Rights("system:reporting", None, day, public=_OF_THE_FORM)
    question = FigureQuery(
        tuple(sorted(codes)), periods, level, rights, within=units, structure=day, dims=dims
    )  # fmt: skip
    return {
        (row.indicator, row.unit_id, row.period, row.dims): _quantity(row, young.get(row.unit_id))
        for row in cube.query(question).rows
        if row.unit_id in units
    }


def _can_be_asked(sheet: Sheet, row: Row, level: str, is_young: bool, scheme: str) -> bool:
    """Whether the cube can speak of a row: of a young unit's own figures, and of what follows from shorter periods."""
    definition = sheet.definition(row)
    if definition is None or definition.formula is not None or definition.collected_level != level:
        return False
    if scheme != sheet.period.scheme:
        return is_young and sheet.is_derived(row) and definition.scheme == scheme
    return bool(sheet.shorter_periods_of(row)) if sheet.is_derived(row) else is_young


def _quantity(row: FigureRow, first_day: date | None) -> Quantity:
    older = first_day is not None and row.period.start < first_day
    restated = how_restated(row.marks) if older else None
    if row.value is None:
        impossible = Restated.IMPOSSIBLE if Mark.NOT_RESTATABLE in row.marks else None
        missing = row.missing if row.missing is Missing.NOT_APPLICABLE else Missing.NOT_REPORTED
        return Quantity(None, missing=missing, restated=impossible)
    status = row.status or Status.PROVISIONAL
    gaps = max(row.expected - row.received, 0)
    return Quantity(row.value, row.operator, status=status, gaps=gaps, restated=restated)


def how_restated(marks: frozenset[Mark]) -> Restated:
    """Whether weights had to divide a unit."""
    return Restated.DIVIDED if Mark.ESTIMATED_DIVISION in marks else Restated.WHOLE


def worst(marks: Iterable[Restated | None]) -> Restated | None:
    """What must be said of a figure made of others: the most doubtful of their marks."""
    found = set(marks)
    return next((one for one in (Restated.IMPOSSIBLE, Restated.DIVIDED, Restated.WHOLE) if one in found), None)


def legend(figures: Iterable[Quantity]) -> tuple[str, ...]:
    """What a paper says below a table with restated figures; nothing where there are none."""
    found = {one.restated for one in figures}
    words = {
        Restated.WHOLE: "Số của kỳ trước sắp xếp đơn vị hành chính được quy đổi về đơn vị hiện hành.",
        Restated.DIVIDED: "Số quy đổi có phần ước tính chia tách theo trọng số.",
        Restated.IMPOSSIBLE: "Chỗ trống: số của đơn vị cũ không quy đổi được.",
    }
    return tuple(text for mark, text in words.items() if mark in found)
