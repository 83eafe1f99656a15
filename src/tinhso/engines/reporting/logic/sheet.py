"""A form as it stands: its definition, the draft's cells and what the ledger knows, for one assignment or hundreds.

`load_sheets` asks five questions however many assignments there are. Who may see a draft is decided by the caller:
a sheet made with `drafts=False` shows only what the ledger counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import is_
from typing import NamedTuple

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    CurrentState,
    DefinitionView,
    FigureKey,
    Missing,
    Scenario,
    SourceKind,
    Status,
)
from tinhso.engines.reporting.contracts import (
    CellCounts,
    CellKind,
    CellView,
    Column,
    ColumnKind,
    FormDefinition,
    KnownCell,
    Quantity,
    Row,
    TaskState,
)
from tinhso.engines.reporting.logic.assigning.parts_of_year import NO_PARTS, PartsOfYear, load_parts
from tinhso.engines.reporting.models import Assignment, Cell, Request
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.readings import FigureKind, readings_of
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator, from_scaled

SCENARIOS = {
    ColumnKind.VALUE: Scenario.ACTUAL,
    ColumnKind.PLAN: Scenario.PLAN,
    ColumnKind.ESTIMATE: Scenario.ESTIMATE,
}
BY_MACHINE = frozenset({SourceKind.CONNECTOR, SourceKind.COMPUTED, SourceKind.DOCUMENT})
_KINDS = {str(kind): kind for kind in CellKind}
DRAFT_STATES = frozenset(
    {TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.DRAFTING, TaskState.RETURNED, TaskState.AWAITING_APPROVAL}
)
EMPTY = Quantity(None, missing=Missing.NOT_REPORTED)


class _SeenRow(NamedTuple):
    """The views of a row's entered cells, and what they were made of: each is made anew once that has changed."""

    cells: Sequence[Cell | None]
    versions: Sequence[int]
    views: Sequence[CellView]
    is_draft: bool


@dataclass
class Sheet:
    """One assignment's form. `cells` are the draft's rows by (row number, column code)."""

    assignment: Assignment
    form: FormDefinition
    period: Period
    definitions: dict[str, DefinitionView]
    states: dict[FigureKey, CurrentState]
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    read_from: Mapping[FigureKind, Request] = field(default_factory=dict)
    parts: PartsOfYear = NO_PARTS

    @cached_property
    def _entered(self) -> dict[str, Sequence[Column]]:
        """What was found for each row: a form of sixty columns is asked for each of its cells."""
        return {}

    @cached_property
    def _taken(self) -> dict[str, dict[str, int]]:
        """By row the codes of its entered columns, each with its place among them."""
        return {}

    @cached_property
    def _parts(self) -> dict[tuple[str, str], Sequence[Column]]:
        return {}

    @cached_property
    def _keys(self) -> dict[tuple[str, str], FigureKey]:
        return {}

    @cached_property
    def _standing(self) -> dict[tuple[str, str], CurrentState | None]:
        return {}

    @cached_property
    def _seen(self) -> dict[str, _SeenRow]:
        """Rows as they were shown last: counts, checks and comparisons look at the same ones again and again."""
        return {}

    @cached_property
    def _places(self) -> dict[str, Sequence[tuple[str, str]]]:
        return {}

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {column.code: column for column in reversed(self.form.columns)}

    @cached_property
    def _rows(self) -> dict[str, Row]:
        """A form of thousands of rows is asked for each of them."""
        return {row.no: row for row in reversed(self.form.rows)}

    @property
    def is_draft(self) -> bool:
        """Whether the draft speaks, not the ledger."""
        return self.assignment.state in DRAFT_STATES

    def row(self, row_no: str) -> Row | None:
        """The row with a number."""
        return self._rows.get(row_no)

    def column(self, code: str) -> Column | None:
        """The column with a code."""
        return self._columns.get(code)

    def definition(self, row: Row) -> DefinitionView | None:
        """The indicator's version in force on the period's last day; None for a heading."""
        return self.definitions.get(row.indicator)

    def is_computed(self, row: Row) -> bool:
        """Whether the row follows from others by its indicator's formula."""
        definition = self.definition(row)
        return definition is not None and definition.formula is not None

    def is_derived(self, row: Row) -> bool:
        """Whether the figure follows from shorter periods that are reported by themselves (the months of a quarter)."""
        definition = self.definition(row)
        return definition is not None and definition.formula is None and definition.scheme != self.period.scheme

    def source_of(self, row: Row) -> Request | None:
        """The request whose answer this form reads instead of asking again; None where the unit is asked here."""
        definition = self.definition(row)
        return self.read_from.get((definition.indicator_id, row.dims)) if definition else None

    def is_left_to_others(self, row: Row) -> bool:
        """Whether other units report the figure, by the rule of a period inside which units change."""
        source = self.source_of(row)
        return source is not None and source.pk == self.assignment.request_id

    def is_enterable(self, row: Row) -> bool:
        """Whether somebody fills the row on this form."""
        if self.definition(row) is None or self.is_computed(row) or self.is_derived(row):
            return False
        return self.source_of(row) is None

    def entered(self) -> Iterable[tuple[Row, Column]]:
        """Every cell that a person or a machine must fill."""
        for row in self.form.rows:
            yield from ((row, column) for column in self.entered_columns(row))

    def entered_columns(self, row: Row) -> Sequence[Column]:
        """The columns of a row that a person or a machine must fill.

        Columns of a dimension's items are for indicators that are split by it. Where the whole is not entered it
        follows from its parts; a row without parts enters the whole all the same.
        """
        if row.no not in self._entered:
            self._entered[row.no] = self._find_entered(row)
        return self._entered[row.no]

    def _find_entered(self, row: Row) -> Sequence[Column]:
        definition = self.definition(row)
        if definition is None or not self.is_enterable(row):
            return ()
        columns = [column for column in self.form.columns if column.entered and applies(column, row, definition)]
        if self.form.is_split and not any(column.kind is ColumnKind.VALUE for column in columns):
            columns = [column for column in self.form.columns if column.code == ColumnKind.VALUE] + columns
        return columns

    def takes(self, row: Row, column: Column) -> bool:
        """Whether a cell is to be filled."""
        return column.code in self._order(row)

    def _order(self, row: Row) -> dict[str, int]:
        found = self._taken.get(row.no)
        if found is None:
            entered = self.entered_columns(row)
            found = self._taken[row.no] = {column.code: at for at, column in enumerate(entered)}
        return found

    def parts_of(self, row: Row, column: Column) -> Sequence[Column]:
        """The columns whose figures add up to this one, none where it is entered or stands alone."""
        if column.entered or column.kind is not ColumnKind.VALUE or not self.form.is_split:
            return ()
        place = row.no, column.code
        if place not in self._parts:
            entered = self.entered_columns(row)
            self._parts[place] = [one for one in entered if one.kind is ColumnKind.VALUE and one.dims]
        return self._parts[place]

    def shorter_periods_of(self, row: Row, *, year_to_date: bool = False) -> list[tuple[Period, CurrentState | None]]:
        """The shorter periods a derived figure follows from, each with its answer in the ledger (None: none yet)."""
        definition, unit_id = self.definitions[row.indicator], self.assignment.subject_unit_id
        found = []
        for period, period_id in self.parts.periods_within(self.period, definition.scheme, year_to_date):
            state = self.parts.states.get(FigureKey(definition.indicator_id, unit_id, period_id or 0, row.dims))
            found.append((period, state if state is not None and answers(state.missing) else None))
        return found

    def _is_given(self, row: Row) -> bool:
        """Nothing is asked of the unit, yet the row will have its figure."""
        if self.is_derived(row):
            return all(state is not None for _, state in self.shorter_periods_of(row))
        return self.source_of(row) is not None and not self.is_left_to_others(row)

    def key(self, row: Row, column: Column) -> FigureKey:
        """The key in the ledger that a cell speaks of."""
        place = row.no, column.code
        found = self._keys.get(place)
        if found is None:
            found = self._keys[place] = FigureKey(
                self.definitions[row.indicator].indicator_id,
                self.assignment.subject_unit_id,
                self.assignment.request.period_id,
                joined_dims(row.dims, column.dims),
                SCENARIOS[column.kind],
            )
        return found

    def standing(self, row: Row, column: Column) -> CurrentState | None:
        """The answer that stands in the ledger for a cell, None when there is none."""
        place = row.no, column.code
        if place not in self._standing:
            state = self.states.get(self.key(row, column))
            self._standing[place] = state if state is not None and answers(state.missing) else None
        return self._standing[place]

    def known(self, row: Row, column: Column) -> KnownCell | None:
        """What the ledger holds for a cell without this form having said it; kept beside an overriding value."""
        return self._known(row, column, self.cells.get((row.no, column.code)), self.standing(row, column))

    def _known(self, row: Row, column: Column, cell: Cell | None, state: CurrentState | None) -> KnownCell | None:
        if cell is not None and cell.known_source in BY_MACHINE:
            overridden = said_by_person(cell) if state is None else state.source not in BY_MACHINE
            if overridden:
                return KnownCell(row.no, column.code, self.remembered(row, cell), SourceKind(cell.known_source), 0)
        if state is not None and (state.source in BY_MACHINE or not said_by_person(cell)):
            quantity = self.quantity_of_state(row, state)
            return KnownCell(row.no, column.code, quantity, SourceKind(state.source), state.entry_id)
        if cell is not None and cell.known_source is not None and said_by_person(cell):
            return KnownCell(row.no, column.code, self.remembered(row, cell), SourceKind(cell.known_source), 0)
        return None

    def view(self, row: Row, column: Column) -> CellView:
        """One cell as people see it; computed rows are the business of `comparing.py`."""
        at = self._order(row).get(column.code)
        if at is None:
            return self._view(row, column, self.cells.get((row.no, column.code)))
        return self.row_views(row)[at]

    def row_views(self, row: Row) -> Sequence[CellView]:
        """The entered cells of a row as people see them, in the order of `entered_columns`."""
        columns, places = self.entered_columns(row), self._places.get(row.no)
        if places is None:
            places = self._places[row.no] = [(row.no, column.code) for column in columns]
        cells = [self.cells.get(place) for place in places]
        versions, is_draft, seen = (
            [cell.version if cell else 0 for cell in cells],
            self.is_draft,
            self._seen.get(row.no),
        )
        if seen is None or seen.is_draft != is_draft:
            views = [self._view(row, *both) for both in zip(columns, cells, strict=True)]
        elif seen.versions == versions and all(map(is_, seen.cells, cells)):
            return seen.views
        else:
            views = [
                view if cell is before and version == then else self._view(row, column, cell)
                for column, cell, version, before, then, view in zip(columns, cells, versions, *seen[:3], strict=True)
            ]
        self._seen[row.no] = _SeenRow(cells, versions, views, is_draft)
        return views

    def part_views(self, row: Row, column: Column) -> Sequence[CellView]:
        """The cells whose figures add up to this one's, none where it is entered or stands alone."""
        parts = self.parts_of(row, column)
        if not parts:
            return ()
        views = self.row_views(row)
        if len(parts) == len(views):
            return views
        wanted = {part.code for part in parts}
        return [view for view in views if view.column in wanted]

    def _view(self, row: Row, column: Column, cell: Cell | None) -> CellView:
        state = self.standing(row, column)
        if cell is None and state is None:
            suggestion = self._suggestion(row, column)
            return CellView(row.no, column.code, CellKind.EMPTY, EMPTY, suggestion=suggestion)
        known = self._known(row, column, cell, state)
        kind, quantity = CellKind.EMPTY, EMPTY
        if said_by_person(cell):
            assert cell is not None
            kind = _KINDS[cell.kind]
            quantity = self.quantity_of_cell(row, cell)
            if state is not None and not self.is_draft:
                quantity = self.quantity_of_state(row, state)
        elif known is not None:
            kind, quantity = CellKind.KNOWN, known.quantity
        return CellView(
            row.no,
            column.code,
            kind,
            quantity,
            version=cell.version if cell else 0,
            note=cell.note if cell else "",
            disputed=cell.disputed if cell else "",
            known=known,
            suggestion=self._suggestion(row, column),
            updated_by=cell.updated_by if cell else "",
            updated_at=cell.updated_at if cell else None,
            parts=self.villages_of(row, cell),
            sent=self._sent(row, quantity, state),
        )

    def _sent(self, row: Row, now: Quantity, state: CurrentState | None) -> Quantity | None:
        """What counts until a correction is approved, None where it says the same."""
        if state is None or not (self.assignment.correcting and self.is_draft):
            return None
        sent = self.quantity_of_state(row, state)
        return None if (sent.value, sent.operator, sent.missing) == (now.value, now.operator, now.missing) else sent

    def counts(self) -> CellCounts:
        """How many cells there are, are known, are filled; what is read elsewhere or summed up counts as known."""
        total = known = filled = 0
        for row in self.form.rows:
            views, given = self.row_views(row), self._is_given(row)
            total += len(views) + given
            known += len([view for view in views if view.is_known]) + given
            filled += len([view for view in views if view.is_filled]) + given
        return CellCounts(total, known, filled)

    def quantity_of_state(self, row: Row, state: CurrentState) -> Quantity:
        """A state of the ledger as an exact figure."""
        return quantity(
            state.value, state.operator, state.missing, self.definitions[row.indicator].decimals, state.status
        )

    def quantity_of_cell(self, row: Row, cell: Cell) -> Quantity:
        """A cell of the draft as an exact figure."""
        return quantity(cell.value, cell.operator, cell.missing, self.definitions[row.indicator].decimals)

    def remembered(self, row: Row, cell: Cell) -> Quantity:
        decimals = self.definitions[row.indicator].decimals
        return quantity(cell.known_value, cell.known_operator, cell.known_missing, decimals)

    def villages_of(self, row: Row, cell: Cell | None) -> tuple[tuple[str, Decimal], ...]:
        """The thôn and buôn that a cell is the sum of."""
        if cell is None or not cell.parts:
            return ()
        decimals = self.definitions[row.indicator].decimals
        return tuple((name, from_scaled(value, decimals)) for name, value in cell.parts)

    def _suggestion(self, row: Row, column: Column) -> Decimal | None:
        if not self.assignment.suggestions:
            return None
        for one in self.assignment.suggestions:
            if one["row"] == row.no and one["column"] == column.code and self.is_draft:
                return from_scaled(int(one["value"]), self.definitions[row.indicator].decimals)
        return None


def load_sheets(rows: Sequence[Assignment], *, drafts: bool = True) -> dict[int, Sheet]:
    """Load the forms of unit assignments in five queries (two more where months make up a quarter), by assignment id.

    Args:
        rows: assignments with `request` and `request.period` at hand; consolidations are left out.
        drafts: False leaves the draft's cells out.
    """
    units = [row for row in rows if row.kind == "unit"]
    if not units:
        return {}
    forms = forms_by_id({row.request.form_version_id for row in units})
    versions = indicators.definition_versions({code for form in forms.values() for code in form.indicators})
    states = indicators.current_states(
        {version.indicator_id for version in versions},
        {row.request.period_id for row in units},
        {row.subject_unit_id for row in units},
        lines=[""],
    )
    read_from = readings_of({row.request_id for row in units})
    parts = load_parts(versions, {period_of_row(row) for row in units}, {row.subject_unit_id for row in units})
    by_place: dict[tuple[int, int], dict[FigureKey, CurrentState]] = {}
    for key, state in states.items():
        by_place.setdefault((key.unit_id, key.period_id), {})[key] = state
    cells: dict[int, dict[tuple[str, str], Cell]] = {}
    if drafts:
        for cell in Cell.objects.filter(assignment_id__in=[row.pk for row in units]):
            cells.setdefault(cell.assignment_id, {})[cell.row_no, cell.column] = cell
    in_force: dict[Period, dict[str, DefinitionView]] = {}
    sheets = {}
    for row in units:
        period = period_of_row(row)
        if period not in in_force:
            in_force[period] = definitions_in_force(versions, period)
        sheets[row.pk] = Sheet(
            row,
            forms[row.request.form_version_id],
            period,
            in_force[period],
            by_place.get((row.subject_unit_id, row.request.period_id), {}),
            cells.get(row.pk, {}),
            read_from.get((row.request_id, row.subject_unit_id), {}),
            parts,
        )
    return sheets


def load_sheet(row: Assignment, *, drafts: bool = True) -> Sheet:
    """Load the form of one unit assignment."""
    return load_sheets([row], drafts=drafts)[row.pk]


def period_of_row(row: Assignment) -> Period:
    """The period of an assignment's request, as stored."""
    stored = row.request.period
    return Period(stored.scheme, stored.code, stored.start, stored.end)


def definitions_in_force(versions: Sequence[DefinitionView], period: Period) -> dict[str, DefinitionView]:
    """By code, the version of each indicator in force on the period's last day."""
    ordered = sorted(versions, key=lambda version: (version.valid_from, version.version))
    return {version.code: version for version in ordered if version.valid_from <= period.end}


def joined_dims(row: str, column: str) -> str:
    """The items that a row and a column ask for together, as the ledger writes them."""
    return ";".join(sorted([*row.split(";"), *column.split(";")])) if row and column else row or column


def applies(column: Column, row: Row, definition: DefinitionView) -> bool:
    """Whether a column of a dimension's item means something for a row."""
    if not column.dims:
        return True
    return _splits(column.dims, row.dims, definition.dimensions)


@lru_cache(maxsize=4_096)
def _splits(column: str, row: str, dimensions: tuple[str, ...]) -> bool:
    """Whether a column's items split what an indicator of these dimensions leaves open in a row."""
    wanted = {part.partition("=")[0] for part in column.split(";")}
    taken = {part.partition("=")[0] for part in row.split(";") if part}
    return wanted <= set(dimensions) and not wanted & taken


def answers(missing: int) -> bool:
    """Whether a state with this missing code is an answer."""
    return missing in (Missing.NONE, Missing.NOT_APPLICABLE)


def said_by_person(cell: Cell | None) -> bool:
    """Whether a person filled the cell (a cleared one, or one that only carries a dispute, says nothing)."""
    return cell is not None and cell.kind != CellKind.KNOWN and cell.missing != Missing.NOT_REPORTED


@lru_cache(maxsize=16_384)
def quantity(value: int | None, operator: int, missing: int, decimals: int, status: int | None = None) -> Quantity:
    """Turn stored integers into an exact figure; frozen, so that one serves every cell that says the same."""
    exact = None if value is None else from_scaled(value, decimals)
    return Quantity(exact, Operator(operator), Missing(missing), Status(status) if status else None)
