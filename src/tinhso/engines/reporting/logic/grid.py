"""The forms of one request that a respondent enters for many units, as one table; a dozen queries for any number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.engines.reporting.contracts import (
    NO_QUANTITY,
    CellKind,
    CellView,
    ColumnKind,
    Finding,
    TaskState,
    Verb,
)
from tinhso.engines.reporting.contracts.cell_notes import CellThread
from tinhso.engines.reporting.contracts.errors import UnknownAssignment, UnknownRequest
from tinhso.engines.reporting.contracts.grid import GridCell, GridColumn, GridLine, GridView
from tinhso.engines.reporting.logic.assigning.requests import unit_ids_of, view_of
from tinhso.engines.reporting.logic.cell_notes import open_threads
from tinhso.engines.reporting.logic.life import possible_verbs
from tinhso.engines.reporting.logic.rules.checking import check_form
from tinhso.engines.reporting.logic.rules.rule_packet import packets_of
from tinhso.engines.reporting.logic.series import Series, cell_view, load_series, previous_beside, year_to_date
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheets
from tinhso.engines.reporting.logic.task_cards import units_of_rows
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.assignments import my_assignments
from tinhso.engines.reporting.queries.cell_notes import with_notes
from tinhso.kernel.vietnamese import sort_key


def request_grid(request_id: int, *, rights: Rights, with_rules: bool = False) -> GridView:
    """Return the forms of a request that somebody's own unit enters, one row a unit in the order of their names.

    Args:
        with_rules: whether a browser is to decide the rules by itself while somebody types.

    Raises:
        UnknownRequest (REP-026): no form of the request is somebody's to enter or approve.
    """
    rows = list(with_notes(my_assignments(rights).filter(request_id=request_id, kind="unit")))
    if not rows:
        raise UnknownRequest(request=request_id)
    return _grid(rows, rights, with_rules)


def sheets_grid(assignment_ids: Collection[int], *, rights: Rights) -> GridView:
    """Return some forms of one request as a table.

    Raises:
        UnknownAssignment (REP-040): one is not somebody's to enter or approve, or is of another request.
    """
    rows = list(with_notes(my_assignments(rights).filter(id__in=assignment_ids, kind="unit")))
    of_one = [row for row in rows if row.request_id == rows[0].request_id]
    for missing in sorted(set(assignment_ids) - {row.pk for row in of_one}):
        raise UnknownAssignment(assignment=missing)
    return _grid(rows, rights)


def _grid(rows: list[Assignment], rights: Rights, with_rules: bool = False) -> GridView:
    sheets = load_sheets(rows)
    series = load_series(list(sheets.values()), with_past=True)
    units = {view.id: view for view in orgs.last_views(units_of_rows(rows) | unit_ids_of(rows[0].request))}
    first = sheets[rows[0].pk]
    columns = columns_of(first)
    rows.sort(key=lambda row: sort_key(units[row.subject_unit_id].name()))
    asked = open_threads(rows)
    lines = tuple(_line(row, sheets[row.pk], series, columns, units, rights, asked) for row in rows)
    open_sheets = {line.task_id: sheets[line.task_id] for line in lines if line.may_edit}
    return GridView(
        request=view_of(rows[0].request, units),
        form=first.form,
        respondent=units[rows[0].respondent_unit_id],
        columns=columns,
        lines=lines,
        rules=packets_of(open_sheets, series) if with_rules and open_sheets else None,
    )


def columns_of(sheet: Sheet) -> tuple[GridColumn, ...]:
    """The cells of a form that hold figures, in the order of its rows."""
    return tuple(
        GridColumn(row, column, definition, sheet.takes(row, column) and not row.from_list)
        for row in sheet.form.rows
        if (definition := sheet.definition(row)) is not None
        for column in sheet.form.columns
        if sheet.takes(row, column) or column.code == ColumnKind.VALUE
    )


def _line(
    row: Assignment,
    sheet: Sheet,
    series: Series,
    columns: Sequence[GridColumn],
    units: Mapping[int, UnitView],
    rights: Rights,
    asked: Mapping[tuple[int, str], CellThread],
) -> GridLine:
    findings = check_form(sheet, series)
    by_row: dict[str, list[Finding]] = {}
    for finding in findings:
        by_row.setdefault(finding.row_no, []).append(finding)
    return GridLine(
        task_id=row.pk,
        subject=units[row.subject_unit_id],
        state=TaskState(row.state),
        may_edit=Verb.SAVE in possible_verbs(rights, row),
        counts=sheet.counts(),
        blocking=sum(finding.blocks for finding in findings),
        cells={
            one.place: _cell(sheet, one, series, by_row.get(one.row.no, []), asked.get((row.pk, one.row.no)))
            for one in columns
        },
    )


def _cell(
    sheet: Sheet, one: GridColumn, series: Series, findings: Sequence[Finding], question: CellThread | None
) -> GridCell:
    view = cell_view(sheet, one.row, one.column, series)
    if one.column.kind is not ColumnKind.VALUE:
        return GridCell(view or _computed(one))
    if view is None:
        return GridCell(_computed(one), question=question)
    return GridCell(
        view,
        previous_beside(sheet, one.row, series),
        series.last_year(sheet, one.row),
        year_to_date(sheet, one.row, series),
        tuple(findings),
        question,
    )


def _computed(one: GridColumn) -> CellView:
    return CellView(one.row.no, one.column.code, CellKind.COMPUTED, NO_QUANTITY)
