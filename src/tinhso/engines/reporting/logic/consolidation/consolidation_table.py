"""The consolidating agency's table: one row per unit, one column per form row, totals of x/N with fair comparisons.

Only what the ledger counts is shown, no drafts. A partial total is compared with exactly the units it is made of
(“so cùng 91 đơn vị”); last year's total of all units stands apart and never without its label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.reporting.contracts import (
    AdjustmentState,
    AdjustmentView,
    Column,
    ColumnKind,
    ConsolidationColumn,
    ConsolidationRow,
    ConsolidationTotal,
    ConsolidationView,
    Finding,
    FormDefinition,
    OpenedUnit,
    Row,
    StateCounts,
    TaskState,
)
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.entry_models import CellNote
from tinhso.engines.reporting.logic.assigning.requests import unit_ids_of, view_of
from tinhso.engines.reporting.logic.cell_notes import threads_of
from tinhso.engines.reporting.logic.consolidation.adjusting import adjustment_view, lines_of, may_adjust
from tinhso.engines.reporting.logic.consolidation.on_demand import OnDemand
from tinhso.engines.reporting.logic.consolidation.shared_period import Part
from tinhso.engines.reporting.logic.consolidation.totals import totals_of
from tinhso.engines.reporting.logic.life import holds, possible_verbs
from tinhso.engines.reporting.logic.papers.numbering import may_number
from tinhso.engines.reporting.logic.punctuality import punctuality_of, timing_of
from tinhso.engines.reporting.logic.rules.checking import check_rules
from tinhso.engines.reporting.logic.series import (
    Series,
    current,
    history_of,
    load_series,
    previous_beside,
    year_to_date,
)
from tinhso.engines.reporting.logic.sheet import BY_MACHINE, Sheet, joined_dims, load_sheets
from tinhso.engines.reporting.logic.task_cards import sees_draft
from tinhso.engines.reporting.logic.task_form import steps
from tinhso.engines.reporting.models import Adjustment, Assignment
from tinhso.engines.reporting.queries.assignments import assignments, requests_in_reach, unit_reports_of
from tinhso.engines.reporting.queries.cell_notes import notes_of, still_open, with_notes
from tinhso.engines.reporting.queries.progress import is_accepted, is_sent
from tinhso.engines.reporting.queries.versions import version_views, versions_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Table:
    """A consolidated table: what the units say, the agency's lines, the totals."""

    form: FormDefinition
    columns: tuple[ConsolidationColumn, ...]
    rows: tuple[ConsolidationRow, ...]
    lines: tuple[AdjustmentView, ...]
    totals: Mapping[str, ConsolidationTotal]
    counts: StateCounts


@dataclass(frozen=True, slots=True)
class Loaded:
    """The forms of these units and what they are compared with: loaded once for the table and for an opened unit."""

    sheets: Mapping[int, Sheet]
    series: Series
    notes: Sequence[CellNote] = ()


def consolidation_view(
    request_id: int, *, rights: Rights, now: datetime | None = None, opened: str = "", with_findings: bool = True
) -> ConsolidationView:
    """Return the table of a request: units in Vietnamese order, as far as they are within reach.

    Args:
        opened: code of the unit whose life and past are shown beside the table.
        with_findings: what the rules ask about; half the work of a table, and no paper prints it.

    Raises:
        UnknownRequest (REP-026): nothing of it is within reach.
    """
    rows = assignments(rights).filter(request_id=request_id).exclude(state=TaskState.CANCELLED)
    found = list(with_notes(rows).order_by("id"))
    if not found:
        raise UnknownRequest(request=request_id)
    units = [row for row in found if row.kind == "unit"]
    own = next((row for row in found if row.kind == "consolidation"), None)
    views, loaded = _views_of(units), _load(units, with_findings)
    table = _table_of(units, views, _visible_lines(own, rights), now or trust.now(), loaded, with_findings)
    chosen = next((row for row in units if opened and views[row.subject_unit_id].code == opened), None)
    return ConsolidationView(
        request=view_of(found[0].request, views),
        form=table.form,
        assignment_id=own.pk if own else None,
        state=TaskState(own.state) if own else None,
        verbs=possible_verbs(rights, own) if own else (),
        columns=table.columns,
        rows=table.rows,
        totals=table.totals,
        counts=table.counts,
        steps=steps(own, holds(rights, Action.ADJUST, own.respondent_unit_id)) if own else (),
        versions=version_views(versions_of([own.pk])) if own else (),
        opened=_opened(chosen, table.columns, loaded, rights) if chosen else None,
        may_number=own is not None and may_number(own, rights),
        may_adjust=own is not None and may_adjust(rights, own),
    )


def consolidation_of(code: str, *, rights: Rights) -> ConsolidationView:
    """Return the table of the request with a code.

    Raises:
        UnknownRequest (REP-026)
    """
    request_id = requests_in_reach(rights).filter(code=code).values_list("id", flat=True).first()
    if request_id is None:
        raise UnknownRequest(request=code)
    return consolidation_view(request_id, rights=rights)


def table_of_view(view: ConsolidationView) -> Table:
    """The table of a view, as far as its reader sees it."""
    lines = tuple(line for total in view.totals.values() for line in total.adjustments)
    return Table(view.form, view.columns, view.rows, lines, view.totals, view.counts)


def whole_table(own: Assignment) -> Table:
    """Return the table of a consolidation over all its units and all its lines, for freezing and comparing."""
    units = unit_reports_of(own.request_id, own.respondent_unit_id)
    return table_at(units, lines_of([own]), trust.now())


def table_at(units: list[Assignment], lines: Sequence[Adjustment], at: datetime) -> Table:
    """Return the table of these reports as their rows say they stand, without questions about their past."""
    return _table_of(units, _views_of(units), lines, at, _load(units, with_findings=False), with_findings=False)


def _views_of(units: Sequence[Assignment]) -> dict[int, UnitView]:
    named = unit_ids_of(units[0].request) if units else set()
    return {view.id: view for view in orgs.last_views({row.subject_unit_id for row in units} | named)}


def _load(units: Sequence[Assignment], with_findings: bool = True) -> Loaded:
    """Load what the ledger says of these units: a constant number of queries for any number of them."""
    sheets = load_sheets(units, drafts=False)
    first = next(iter(sheets.values()))
    series = load_series(list(sheets.values()), None if with_findings else _beside(first.period), with_past=True)
    asked = [row.pk for row in units if with_findings and getattr(row, "has_notes", False)]
    return Loaded(sheets, series, notes_of(asked) if asked else ())


def _opened(row: Assignment, columns: Sequence[ConsolidationColumn], loaded: Loaded, rights: Rights) -> OpenedUnit:
    """The life of a unit's report, and the past of each of its figures."""
    sheet = loaded.sheets[row.pk]
    history = {
        one.row.no: tuple(quantity for _period, quantity in history_of(sheet, one.row, loaded.series))
        for one in columns
    }
    notes = [one for one in loaded.notes if one.assignment_id == row.pk]
    return OpenedUnit(steps(row, sees_draft(rights, row)), history, threads_of(notes))


def _table_of(
    units: list[Assignment],
    views: Mapping[int, UnitView],
    lines: Sequence[Adjustment],
    now: datetime,
    loaded: Loaded,
    with_findings: bool = True,
) -> Table:
    """Make the table of these units."""
    sheets, series = loaded.sheets, loaded.series
    first = next(iter(sheets.values()))
    order = {unit_id: place for place, unit_id in enumerate(views)}
    units.sort(key=lambda row: order[row.subject_unit_id])
    columns = _columns(first)
    asked = still_open(loaded.notes)
    rows = tuple(
        replace(_row(row, sheets[row.pk], series, columns, views, now, with_findings), asked_rows=asked.get(row.pk, {}))
        for row in units
    )
    definitions = {one.definition.indicator_id: one.definition for one in columns}
    own = tuple(adjustment_view(line, definitions[line.indicator_id]) for line in lines)
    parts = [Part(sheets[row.pk], series, view) for row, view in zip(units, rows, strict=True)]
    return Table(first.form, columns, rows, own, totals_of(columns, parts, own), _counts(units, rows))


def _beside(period: Period) -> set[Period]:
    """The periods that stand beside a figure; its further past is for questions only."""
    last_year = period.same_period_last_year()
    return {last_year} if period.is_span else {last_year, period.previous(), *period.year_to_date()}


def _columns(sheet: Sheet) -> tuple[ConsolidationColumn, ...]:
    """Every row with a figure, each followed by its items where columns of the form split it."""
    found: list[ConsolidationColumn] = []
    for row in sheet.form.rows:
        definition = sheet.definition(row)
        if definition is None:
            continue
        found.append(ConsolidationColumn(row, definition))
        found += [ConsolidationColumn(_item_of(row, one), definition, one.code) for one in _items(sheet, row)]
    return tuple(found)


def _items(sheet: Sheet, row: Row) -> list[Column]:
    return [one for one in sheet.entered_columns(row) if one.kind is ColumnKind.VALUE and one.dims]


def _item_of(row: Row, column: Column) -> Row:
    """A row as one of its items, so that everything that reads a row reads the item's own figures."""
    return replace(
        row, no=f"{row.no}|{column.code}", dims=joined_dims(row.dims, column.dims), name_vi=column.name_vi,
        name_en=column.name_en, indent=row.indent + 1, label=row.printed_no, from_list="",
    )  # fmt: skip


def _row(
    row: Assignment,
    sheet: Sheet,
    series: Series,
    columns: Sequence[ConsolidationColumn],
    views: Mapping[int, UnitView],
    now: datetime,
    with_findings: bool,
) -> ConsolidationRow:
    shown = {one.row.no: one.row for one in columns}
    return ConsolidationRow(
        assignment_id=row.pk,
        unit=views[row.subject_unit_id],
        state=TaskState(row.state),
        correcting=row.correcting,
        punctuality=punctuality_of(timing_of(row), now),
        due_at=row.due_at,
        first_submitted_at=row.first_submitted_at,
        accepted_claim_at=row.accepted_claim_at,
        figures=OnDemand(shown, lambda one: current(sheet, one, series)),
        year_to_date=OnDemand(shown, lambda one: year_to_date(sheet, one, series)),
        same_period_last_year=OnDemand(shown, lambda one: series.last_year(sheet, one)),
        known_rows=frozenset(no for no, one in shown.items() if _is_known(sheet, one)),
        findings=_findings(sheet, series) if with_findings and is_sent(row) else (),
        corrections=row.corrections_made,
        previous=OnDemand(shown, lambda one: previous_beside(sheet, one, series)),
        submissions=row.submissions_made,
        is_sent=is_sent(row),
        is_accepted=is_accepted(row),
    )


def _is_known(sheet: Sheet, row: Row) -> bool:
    if sheet.is_derived(row):
        return all(state is not None for _, state in sheet.shorter_periods_of(row))
    state = None if sheet.is_computed(row) else sheet.standing(row, _value_column(sheet))
    return state is not None and state.source in BY_MACHINE


def _findings(sheet: Sheet, series: Series) -> tuple[Finding, ...]:
    """What the rules find in figures that people sent."""
    return check_rules(
        sheet, series, is_typed=lambda row: not (not sheet.is_enterable(row) or _is_known(sheet, row))
    ).broken


def _value_column(sheet: Sheet) -> Column:
    return next(column for column in sheet.form.columns if column.code == "value")


def _visible_lines(own: Assignment | None, rights: Rights) -> list[Adjustment]:
    """The agency's lines; drafted ones for the agency's own people only."""
    if own is None:
        return []
    inside = any(holds(rights, action, own.respondent_unit_id) for action in (Action.ADJUST, Action.APPROVE))
    return [line for line in lines_of([own]) if inside or line.state == AdjustmentState.WRITTEN]


def _counts(units: Sequence[Assignment], rows: Sequence[ConsolidationRow]) -> StateCounts:
    return StateCounts(
        total=len(units),
        sent=sum(is_sent(row) for row in units),
        accepted=sum(is_accepted(row) for row in units),
        to_accept=sum(row.state == TaskState.SUBMITTED for row in units),
        returned=sum(row.state == TaskState.RETURNED for row in units),
        needs_checking=sum(row.needs_checking for row in rows),
    )
