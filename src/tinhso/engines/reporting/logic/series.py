"""What a form's figures are compared with: earlier periods, the same period last year, the year to date, the plan.

One question to the ledger for all forms at hand. Computed rows follow from their formula here, on the draft's figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    CurrentState,
    DefinitionView,
    FigureKey,
    Missing,
    Scenario,
    Status,
    TimeRule,
    is_part,
)
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import (
    NO_QUANTITY,
    CellKind,
    CellView,
    Column,
    ColumnKind,
    Quantity,
    Restated,
    Row,
)
from tinhso.engines.reporting.logic.restating import NO_PAST, Past, load_past, worst
from tinhso.engines.reporting.logic.rules.rule_book import RuleBook, load_book
from tinhso.engines.reporting.logic.rules.rule_periods import periods_asked
from tinhso.engines.reporting.logic.selections import cells_by_figure, parts_of_selection
from tinhso.engines.reporting.logic.sheet import Sheet, answers, applies, joined_dims, quantity
from tinhso.kernel import formulas
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator, combine_operator_set, combine_operators, from_scaled, round_half_up

LOOK_BACK = 12
"""Periods of its own past that a figure is compared with."""
Wanted = frozenset[Period]


@dataclass
class Series:
    """States of the ledger by key, for the periods asked for, and the ids of these periods.

    `book` holds the rules that look at the forms, `units_below` the units whose figures they add up, by (unit, level).
    `past` is for showing only: rules and drafts rest on what the unit itself reported.
    """

    period_ids: dict[Period, int] = field(default_factory=dict)
    states: dict[FigureKey, CurrentState] = field(default_factory=dict)
    years: dict[Period, tuple[int | None, ...]] = field(default_factory=dict)
    book: RuleBook = field(default_factory=RuleBook)
    units_below: Mapping[tuple[int, str], Sequence[int]] = field(default_factory=dict)
    past: Past = field(default_factory=Past)

    @cached_property
    def _told(self) -> frozenset[tuple[int, int, int, int]]:
        """Of which indicator, unit and period the ledger says anything at all: most periods have no parts to add."""
        return frozenset((key.indicator_id, key.unit_id, key.period_id, key.scenario) for key in self.states)

    @cached_property
    def _combinations(self) -> Mapping[tuple[int, int, int], Sequence[tuple[str, CurrentState]]]:
        found: dict[tuple[int, int, int], list[tuple[str, CurrentState]]] = defaultdict(list)
        for key, state in self.states.items():
            if key.dims and key.scenario == Scenario.ACTUAL:
                found[key.indicator_id, key.unit_id, key.period_id].append((key.dims, state))
        return found

    def combinations_of(
        self, indicator_id: int, unit_id: int, period_id: int | None
    ) -> Sequence[tuple[str, CurrentState]]:
        """What the ledger says of the parts of a split figure, by their dimensions."""
        return self._combinations.get((indicator_id, unit_id, period_id or 0), ())

    def earlier_in_year(self, period: Period) -> tuple[int | None, ...]:
        """The ids of the year's earlier periods, None for one that nobody ever spoke of; asked once a period."""
        if period not in self.years:
            self.years[period] = tuple(self.period_ids.get(one) for one in earlier_in_year(period))
        return self.years[period]

    def of(self, sheet: Sheet, row: Row, period: Period, scenario: Scenario = Scenario.ACTUAL) -> Quantity:
        """The figure of a row in another period, as the ledger has it."""
        definition, period_id = sheet.definitions.get(row.indicator), self.period_ids.get(period)
        if definition is None or period_id is None:
            return NO_QUANTITY
        key = FigureKey(definition.indicator_id, sheet.assignment.subject_unit_id, period_id, row.dims, scenario)
        state = self.states.get(key)
        if state is None or not answers(state.missing):
            return self._added(sheet, row, key, definition) if sheet.form.is_split else NO_QUANTITY
        return quantity(state.value, state.operator, state.missing, definition.decimals, state.status)

    def beside(self, sheet: Sheet, row: Row, period: Period) -> Quantity:
        """What stands beside a figure: of an earlier period as the ledger has it, else restated, else computed."""
        definition = sheet.definition(row)
        if definition is None:
            return NO_QUANTITY
        if definition.formula is not None:
            return _computed_beside(sheet, row, self, definition, period)
        if self.past.is_joined(sheet, row, period):
            return self.past.of(sheet, row, period)
        found = self.of(sheet, row, period)
        return found if found.is_answered else self.past.of(sheet, row, period)

    def in_year(self, sheet: Sheet, row: Row, period: Period) -> Quantity:
        """A part of the year to date: the unit's own figure, else of a period before it began its predecessors'."""
        found = NO_QUANTITY if self.past.is_joined(sheet, row, period) else self.of(sheet, row, period)
        return found if found.is_answered else self.past.before_its_time(sheet, row, period)

    def last_year(self, sheet: Sheet, row: Row) -> Quantity:
        """The figure of the same period last year, as it stands beside this one."""
        return self.beside(sheet, row, sheet.period.same_period_last_year())

    def _added(self, sheet: Sheet, row: Row, key: FigureKey, definition: DefinitionView) -> Quantity:
        """The whole of a figure that only its parts were reported of, as the form's own columns split it."""
        if (key.indicator_id, key.unit_id, key.period_id, key.scenario) not in self._told:
            return NO_QUANTITY
        main = sheet.column("value")
        parts = sheet.parts_of(row, main) if main and key.scenario == Scenario.ACTUAL else ()
        keys = [key._replace(dims=joined_dims(row.dims, part.dims)) for part in parts]
        found = [state for one in keys if (state := self.states.get(one)) is not None]
        return add_up([quantity_of(state, definition) for state in found])


def load_series(sheets: Sequence[Sheet], periods: Iterable[Period] | None = None, *, with_past: bool = False) -> Series:
    """Load what these forms are compared with, in a constant number of queries.

    Args:
        with_past: also ask the cube for what stands beside the figures where the ledger of a unit has nothing.
        periods: None loads everything a single form shows (the last twelve, the year so far, the same one last year)
            and everything that the rules which look at the forms ask for.
    """
    if not sheets:
        return Series()
    wanted = set(periods) if periods is not None else {one for sheet in sheets for one in compared(sheet.period)}
    series = Series()
    indicator_ids = {definition.indicator_id for sheet in sheets for definition in sheet.definitions.values()}
    unit_ids = {sheet.assignment.subject_unit_id for sheet in sheets}
    if periods is None:
        series.book = load_book(sheets)
        asked = {(sheet.period, one) for sheet in sheets for one in series.book.references(sheet)}
        # Hundreds of figures are asked for in the same few ways: only the ways are turned into periods.
        ways = {(own, replace(one, code="", where=())) for own, one in asked}
        wanted |= {period for own, one in ways for period in periods_asked(own, one)}
        codes = {one.code for _, one in asked}
        indicator_ids |= {version.indicator_id for version in series.book.versions if version.code in codes}
        if any(one.of_children for _, one in asked):
            series.units_below = units_below(sheets)
            unit_ids |= {unit_id for below in series.units_below.values() for unit_id in below}
    registered = {period: period_id for period_id, period in indicators.periods_by_id().items()}
    series.period_ids = {period: registered[period] for period in wanted if period in registered}
    if series.period_ids:
        series.states = indicators.current_states(indicator_ids, set(series.period_ids.values()), unit_ids, lines=[""])
    if with_past:
        beside = {one for sheet in sheets for one in compared_beside(sheet.period)}
        series.past = load_past(sheets, beside, {one for sheet in sheets for one in year_before(sheet)})
    return series


def compared_beside(period: Period) -> set[Period]:
    """The two earlier periods whose figures stand beside this one's."""
    return set() if period.is_span else {period.previous(), period.same_period_last_year()}


def earlier_in_year(period: Period) -> tuple[Period, ...]:
    """The periods of the year before this one: what a year to date adds its own figure to."""
    return () if period.is_span else period.year_to_date()[:-1]


def year_before(sheet: Sheet) -> set[Period]:
    """The year's earlier periods, and the shorter ones that figures of the year follow from."""
    found = set(earlier_in_year(sheet.period))
    for row in sheet.form.rows:
        if sheet.is_derived(row):
            found |= {period for period, _ in sheet.shorter_periods_of(row, year_to_date=True)}
    return found


def units_below(sheets: Sequence[Sheet]) -> dict[tuple[int, str], tuple[int, ...]]:
    """Return the units below each form's unit on its period's last day, by (unit, level)."""
    found: dict[tuple[int, str], tuple[int, ...]] = {}
    for day in {sheet.period.end for sheet in sheets}:
        own = {sheet.assignment.subject_unit_id for sheet in sheets if sheet.period.end == day}
        above: dict[int, list[int]] = defaultdict(list)
        for level in {view.level for view in orgs.unit_views(own, day)}:
            for unit_id, ancestor_id in orgs.closure(level, day):
                if ancestor_id in own and unit_id != ancestor_id:
                    above[unit_id].append(ancestor_id)
        by_place: dict[tuple[int, str], list[int]] = defaultdict(list)
        for view in orgs.unit_views(above, day):
            for ancestor_id in above[view.id]:
                by_place[ancestor_id, view.level].append(view.id)
        found |= {place: tuple(sorted(units)) for place, units in by_place.items()}
    return found


def compared(period: Period) -> set[Period]:
    """The periods a form of this one is compared with, itself among them (its plan stands there)."""
    if period.is_span:
        return {period, period.same_period_last_year()}
    back = {period.shifted(-steps) for steps in range(LOOK_BACK + 1)}
    return back | set(period.year_to_date()) | {period.same_period_last_year()}


def previous_of(sheet: Sheet, row: Row, series: Series) -> Quantity:
    """The figure of the period before."""
    return NO_QUANTITY if sheet.period.is_span else series.of(sheet, row, sheet.period.previous())


def previous_beside(sheet: Sheet, row: Row, series: Series) -> Quantity:
    """The figure of the period before as it stands beside this one: never carried over where it was restated."""
    return NO_QUANTITY if sheet.period.is_span else series.beside(sheet, row, sheet.period.previous())


def history_of(sheet: Sheet, row: Row, series: Series) -> tuple[tuple[Period, Quantity], ...]:
    """The answered figures of the last twelve periods, oldest first."""
    if sheet.period.is_span:
        return ()
    earlier = [sheet.period.shifted(-steps) for steps in range(LOOK_BACK, 0, -1)]
    found = [(period, series.of(sheet, row, period)) for period in earlier]
    return tuple((period, one) for period, one in found if one.value is not None)


def year_to_date(sheet: Sheet, row: Row, series: Series) -> Quantity:
    """The year so far with the form's own figure as its last part, by the indicator's time rule."""
    definition = sheet.definition(row)
    if definition is None or sheet.period.is_span:
        return NO_QUANTITY
    if sheet.is_derived(row):
        return derived(sheet, row, series, year_to_date=True)
    if definition.formula is not None:
        return _computed(sheet, row, series, definition, whole_year=True)
    if definition.time_rule is TimeRule.SUM and not sheet.form.is_split:
        return _summed_year(sheet, row, series, definition)
    parts = [series.in_year(sheet, row, period) for period in earlier_in_year(sheet.period)]
    return combine_in_time([*parts, current(sheet, row, series)], definition)


def _summed_year(sheet: Sheet, row: Row, series: Series, definition: DefinitionView) -> Quantity:
    """The commonest rule on scaled integers: a table of a hundred units asks for thousands of these."""
    now = current(sheet, row, series)
    if not now.is_answered:
        return NO_QUANTITY
    total, gaps, operators = 0, 0, set[Operator]()
    unit_id, known = sheet.assignment.subject_unit_id, 0
    before: list[Quantity] = []
    earlier = earlier_in_year(sheet.period)
    for at, period_id in enumerate(series.earlier_in_year(sheet.period)):
        key = FigureKey(definition.indicator_id, unit_id, period_id or 0, row.dims)
        state = series.states.get(key)
        if state is None or not answers(state.missing) or series.past.is_joined(sheet, row, earlier[at]):
            if series.past.first_days:
                before.append(series.past.before_its_time(sheet, row, earlier[at]))
            gaps += not (series.past.first_days and before[-1].is_answered)
        elif state.value is not None:
            total += state.value
            operators.add(Operator(state.operator))
            known += 1
    exact = from_scaled(total, definition.decimals)
    if now.value is not None:
        exact, known = exact + now.value, known + 1
        operators.add(now.operator)
    restated = worst(one.restated for one in before)
    if restated is Restated.IMPOSSIBLE:
        return replace(NO_QUANTITY, restated=restated)
    for one in before:
        if one.value is not None:
            exact, known, gaps = exact + one.value, known + 1, gaps + one.gaps
            operators.add(one.operator)
    if not known:
        return NO_QUANTITY
    return Quantity(exact, combine_operator_set(operators, known), gaps=gaps, restated=restated)


def quantity_of(state: CurrentState, definition: DefinitionView) -> Quantity:
    """A state of the ledger as an exact figure."""
    return quantity(state.value, state.operator, state.missing, definition.decimals, state.status)


def add_up(parts: Iterable[Quantity]) -> Quantity:
    """The sum of the parts that have a value, as the cube adds them up; nothing where none has."""
    valued = [(part.value, part.operator) for part in parts if part.value is not None]
    if not valued:
        return NO_QUANTITY
    exact = sum((value for value, _ in valued), Decimal(0))
    return Quantity(exact, combine_operators([operator for _, operator in valued]))


def add_up_drafted(parts: Sequence[Quantity]) -> Quantity:
    """The same of parts that are being filled in: while one of them is still open so is the whole."""
    is_open = any(part.value is None and part.missing in _OPEN for part in parts)
    return NO_QUANTITY if is_open else add_up(parts)


_OPEN = (Missing.NONE, Missing.NOT_REPORTED)


def combine_in_time(parts: Sequence[Quantity], definition: DefinitionView) -> Quantity:
    """Combine figures of one unit over successive periods; parts that nobody reported are counted in `gaps`."""
    values = [part for part in parts if part.value is not None]
    gaps = sum(not part.is_answered for part in parts) + sum(part.gaps for part in values)
    if not values or definition.time_rule is TimeRule.NONE or not parts[-1].is_answered:
        return NO_QUANTITY
    exact = [part.value for part in values if part.value is not None]
    if definition.time_rule is TimeRule.LAST:
        return values[-1] if parts[-1].value is not None else NO_QUANTITY
    restated = worst(part.restated for part in parts)
    if restated is Restated.IMPOSSIBLE:
        return replace(NO_QUANTITY, restated=restated)
    if definition.time_rule in (TimeRule.MIN, TimeRule.MAX):
        least = definition.time_rule is TimeRule.MIN
        chosen = sorted(values, key=lambda part: part.value or Decimal(0), reverse=not least)[0]
        return Quantity(chosen.value, chosen.operator, gaps=gaps, restated=restated)
    total = sum(exact, Decimal(0))
    operator = combine_operators([part.operator for part in values])
    if definition.time_rule is TimeRule.MEAN:
        mean = round_half_up(Fraction(total) / len(exact), definition.decimals)
        return Quantity(mean, operator, gaps=gaps, restated=restated)
    return Quantity(total, operator, gaps=gaps, restated=restated)


def cell_view(sheet: Sheet, row: Row, column: Column, series: Series | None = None) -> CellView | None:
    """One cell of any column that holds a figure, computed rows included; None where the form has no cell."""
    definition = sheet.definition(row)
    if definition is None or column.kind not in (ColumnKind.VALUE, ColumnKind.PLAN, ColumnKind.ESTIMATE):
        return None
    if sheet.is_derived(row):
        return CellView(row.no, column.code, CellKind.COMPUTED, derived(sheet, row))
    if definition.formula is None:
        parts = sheet.part_views(row, column)
        if parts:
            whole = add_up_drafted([part.quantity for part in parts])
            return CellView(row.no, column.code, CellKind.COMPUTED, whole)
        return sheet.view(row, column) if applies(column, row, definition) else None
    if column.kind is not ColumnKind.VALUE or column.dims:
        return None
    computed = _computed(sheet, row, series or Series(), definition)
    return CellView(row.no, column.code, CellKind.COMPUTED, computed)


def derived(sheet: Sheet, row: Row, series: Series | None = None, *, year_to_date: bool = False) -> Quantity:
    """A figure that follows from shorter periods (a quarter's from its months); nothing while one is missing.

    Args:
        series: of a year to date: periods that ended before the unit began are those of its predecessors, marked.
    """
    definition, parts = sheet.definitions[row.indicator], list[Quantity]()
    for period, state in sheet.shorter_periods_of(row, year_to_date=year_to_date):
        past = series.past if series is not None else NO_PAST
        if past.is_joined(sheet, row, period) or (state is None and past.is_before(sheet, period)):
            parts.append(past.before_its_time(sheet, row, period))
            continue
        if state is None and definition.time_rule is not TimeRule.LAST:
            return NO_QUANTITY
        known = state and quantity(state.value, state.operator, state.missing, definition.decimals, state.status)
        parts.append(known or NO_QUANTITY)
    if not parts:
        return NO_QUANTITY
    combined = combine_in_time(parts, definition)
    provisional = any(part.status is Status.PROVISIONAL for part in parts)
    return replace(combined, status=Status.PROVISIONAL if provisional else Status.OFFICIAL)


def parts_of(sheet: Sheet, row: Row) -> tuple[tuple[Period, Quantity], ...]:
    """The shorter periods a derived figure follows from, with their figures."""
    decimals = sheet.definitions[row.indicator].decimals
    return tuple(
        (period, quantity(state.value, state.operator, state.missing, decimals, state.status) if state else NO_QUANTITY)
        for period, state in sheet.shorter_periods_of(row)
    )


def current(sheet: Sheet, row: Row, series: Series) -> Quantity:
    """The figure of this period as the form shows it."""
    column = next(column for column in sheet.form.columns if column.code == ColumnKind.VALUE)
    view = cell_view(sheet, row, column, series)
    return view.quantity if view else NO_QUANTITY


def lookup_of(
    sheet: Sheet, series: Series, *, whole_year: bool = False, used: list[Quantity] | None = None
) -> formulas.Lookup:
    """Answer the references of a formula or a rule from the form and the loaded series.

    Args:
        whole_year: every indicator's year to date instead of its period.
        used: takes every figure that was asked for, with its marks.
    """

    def look_up(reference: formulas.Reference) -> formulas.Known | formulas.Missing:
        row = next(
            (row for row in sheet.form.rows if row.indicator == reference.code and row.dims == reference.dims), None
        )
        found = (
            _of_parts(sheet, series, reference, whole_year)
            if row is None
            else _referenced(sheet, row, series, reference, whole_year)
        )
        if found is None:
            return formulas.Missing.because("not_on_form", reference)
        if used is not None:
            used.append(found)
        if found.value is None:
            return formulas.Missing.because(found.missing.code, reference)
        return formulas.Known.of(found.value, found.operator)

    return look_up


def _of_parts(sheet: Sheet, series: Series, reference: formulas.Reference, whole_year: bool) -> Quantity | None:
    """A selection without a row of its own, from the parts of it that the form has; None where it has none."""
    definition = sheet.definitions.get(reference.code)
    versions = series.book.versions_of(reference.code) or ((definition,) if definition else ())
    cells = parts_of_selection(cells_by_figure(sheet), reference, versions)
    period = formulas.shifted_period(sheet.period, reference)
    if definition is None or not cells:
        return None
    if period is None:
        return NO_QUANTITY

    def at(one: Period) -> Quantity:
        key = FigureKey(
            definition.indicator_id, sheet.assignment.subject_unit_id, series.period_ids.get(one, 0), reference.dims
        )
        own = series.states.get(key)
        if own is not None and own.value is not None:
            return quantity_of(own, definition)
        stored = series.combinations_of(key.indicator_id, key.unit_id, key.period_id)
        parts = {dims: quantity_of(state, definition) for dims, state in stored if is_part(dims, key.dims, versions)}
        if one != sheet.period:
            return add_up(parts.values())
        views = {dims: cell_view(sheet, row, column, series) for dims, (row, column) in cells.items()}
        parts |= {dims: view.quantity for dims, view in views.items() if view is not None}
        return add_up_drafted(list(parts.values()))

    if not (reference.year_to_date or whole_year) or period.is_span:
        return at(period)
    return combine_in_time([at(one) for one in period.year_to_date()], definition)


def _referenced(sheet: Sheet, row: Row, series: Series, reference: formulas.Reference, whole_year: bool) -> Quantity:
    if not (reference.periods_back or reference.years_back):
        with_year = reference.year_to_date or whole_year
        return year_to_date(sheet, row, series) if with_year else current(sheet, row, series)
    if sheet.period.is_span:
        return NO_QUANTITY
    period = sheet.period.shifted(-reference.periods_back)
    for _ in range(reference.years_back):
        period = period.same_period_last_year()
    if not reference.year_to_date:
        return series.of(sheet, row, period)
    parts = [series.of(sheet, row, one) for one in period.year_to_date()]
    return combine_in_time(parts, sheet.definitions[row.indicator])


def _computed(
    sheet: Sheet, row: Row, series: Series, definition: DefinitionView, *, whole_year: bool = False
) -> Quantity:
    """The value of a computed row, rounded once for showing; missing when a part is."""
    node, used = series.book.formula_of(definition), list[Quantity]()
    answer = formulas.evaluate(node, lookup_of(sheet, series, whole_year=whole_year, used=used))
    restated = worst(one.restated for one in used)
    if isinstance(answer, formulas.Missing):
        impossible = restated if restated is Restated.IMPOSSIBLE else None
        return Quantity(None, missing=Missing.NOT_REPORTED, restated=impossible)
    return Quantity(answer.ratio.rounded(definition.decimals), Operator(answer.operator), restated=restated)


def _computed_beside(sheet: Sheet, row: Row, series: Series, definition: DefinitionView, period: Period) -> Quantity:
    """A computed row of an earlier period: from its parts as they stand beside their own rows, with their marks."""
    used: list[Quantity] = []

    def look_up(reference: formulas.Reference) -> formulas.Known | formulas.Missing:
        shifted = reference.periods_back or reference.years_back or reference.year_to_date
        part = next(
            (one for one in sheet.form.rows if (one.indicator, one.dims) == (reference.code, reference.dims)), None
        )
        if part is None or shifted or part.no == row.no:
            return formulas.Missing.because("not_on_form", reference)
        used.append(found := series.beside(sheet, part, period))
        if found.value is None:
            return formulas.Missing.because(found.missing.code, reference)
        return formulas.Known.of(found.value, found.operator)

    answer = formulas.evaluate(series.book.formula_of(definition), look_up)
    restated, gaps = worst(one.restated for one in used), max((one.gaps for one in used), default=0)
    if isinstance(answer, formulas.Missing):
        return replace(NO_QUANTITY, restated=restated if restated is Restated.IMPOSSIBLE else None)
    value = answer.ratio.rounded(definition.decimals)
    return Quantity(value, Operator(answer.operator), gaps=gaps, restated=restated)
