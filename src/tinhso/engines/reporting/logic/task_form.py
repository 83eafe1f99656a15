"""One task as a whole form: rows × columns with what a person needs beside each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from tinhso.engines.indicators.contracts import Missing, Scenario
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import (
    CellHistoryLine,
    CellKind,
    CellView,
    ColumnKind,
    Finding,
    KnownCell,
    Row,
    RowView,
    Step,
    TaskState,
    TaskView,
    Verb,
)
from tinhso.engines.reporting.contracts.errors import NotAUnitReport, UnknownAssignment, UnknownRow
from tinhso.engines.reporting.contracts.rules import NO_ANSWERS, RuleAnswers
from tinhso.engines.reporting.logic.assigning.requests import unit_ids_of, view_of
from tinhso.engines.reporting.logic.forms.column_formulas import formula_values
from tinhso.engines.reporting.logic.papers.numbering import may_number
from tinhso.engines.reporting.logic.papers.paper_cells import absent_words
from tinhso.engines.reporting.logic.receipts import receipt_of
from tinhso.engines.reporting.logic.rules.checking import check_form, check_rules, shown
from tinhso.engines.reporting.logic.rules.rule_figures import RuleFigures
from tinhso.engines.reporting.logic.series import (
    Series,
    cell_view,
    history_of,
    load_series,
    parts_of,
    previous_beside,
    year_to_date,
)
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheet, quantity
from tinhso.engines.reporting.logic.task_cards import card_of, sees_draft, units_of_rows
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.assignments import assignments, last_returns, receipts_of, steps_of
from tinhso.engines.reporting.queries.drafts import changes_of_cell
from tinhso.engines.trust import api as trust


def task(assignment_id: int, *, rights: Rights, now: datetime | None = None) -> TaskView:
    """Return a unit's form with everything on it; about a dozen queries, whatever its size.

    Whoever does not belong to the unit sees what was approved, never the draft.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047: see `consolidation_view`).
    """
    row = unit_report(assignment_id, rights=rights)
    return with_life(loaded_form(row, rights=rights, now=now).task, row, rights)


class LoadedForm(NamedTuple):
    """A form without its life, and the figures that its rules ask for, each found once for whoever tells of rules."""

    task: TaskView
    figures: RuleFigures


def loaded_form(row: Assignment, *, rights: Rights, now: datetime | None = None) -> LoadedForm:
    """Return the form of an assignment within reach, and what its rules rest on."""
    own = sees_draft(rights, row)
    sheet = load_sheet(row, drafts=own)
    series = load_series([sheet], with_past=True)
    figures = RuleFigures(sheet, series)
    rules = check_rules(sheet, series, figures=figures) if own else NO_ANSWERS
    return LoadedForm(task_of_sheet(sheet, series, rules, rights=rights, now=now), figures)


def with_life(view: TaskView, row: Assignment, rights: Rights) -> TaskView:
    """Return a form with what became of it so far: its steps and the receipts of its sendings."""
    receipts = tuple(receipt_of(row, one, view.card.subject) for one in reversed(receipts_of([row.pk])))
    return replace(view, steps=steps(row, sees_draft(rights, row)), receipts=receipts)


def task_of_sheet(
    sheet: Sheet, series: Series, rules: RuleAnswers, *, rights: Rights, now: datetime | None = None
) -> TaskView:
    """Return a loaded form with everything on it but its life, as `task` does.

    Args:
        rules: what the rules say; nothing is said of empty cells either where they are `NO_ANSWERS`.
    """
    own = sees_draft(rights, sheet.assignment)
    findings = check_form(sheet, series, rules) if own and rules is not NO_ANSWERS else ()
    of_row: dict[str, list[Finding]] = {}
    for finding in findings:
        of_row.setdefault(finding.row_no, []).append(finding)
    rows = tuple(row_view(sheet, one, series, of_row.get(one.no, ())) for one in sheet.form.rows)
    return replace(_view(sheet, rows, rights, now or trust.now()), findings=findings, undecided=rules.undecided)


def form_to_fill(sheet: Sheet, series: Series, *, rights: Rights) -> TaskView:
    """Return a loaded form for whoever reads what was typed into its fields: their cells and the figures before.

    It says nothing of rules, of empty cells, of other comparisons and of the report's life.
    """
    rows = tuple(_row_to_fill(sheet, one, series) for one in sheet.form.rows)
    return _view(sheet, rows, rights, trust.now())


def _view(sheet: Sheet, rows: tuple[RowView, ...], rights: Rights, moment: datetime) -> TaskView:
    row = sheet.assignment
    units = {view.id: view for view in orgs.last_views(units_of_rows([row]) | unit_ids_of(row.request))}
    returned = last_returns([row.pk]) if row.state == TaskState.RETURNED else {}
    card = card_of(row, sheet, units, rights, moment, returned.get(row.pk))
    return TaskView(
        card=card,
        request=view_of(row.request, units),
        form=sheet.form,
        columns=sheet.form.columns,
        rows=rows,
        findings=(),
        steps=(),
        receipts=(),
        may_edit=Verb.SAVE in card.verbs,
        may_number=may_number(row, rights),
    )


def known_cells(assignment_id: int, *, rights: Rights) -> tuple[KnownCell, ...]:
    """Return what the ledger already holds for a form, by row; nothing of it needs typing.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047).
    """
    row = unit_report(assignment_id, rights=rights)
    sheet = load_sheet(row, drafts=sees_draft(rights, row))
    found = (sheet.known(one, column) for one, column in sheet.entered())
    return tuple(cell for cell in found if cell is not None and cell.entry_id)


def cell_history(
    assignment_id: int, row_no: str, *, rights: Rights, column: str = "value"
) -> tuple[CellHistoryLine, ...]:
    """Return who changed a cell of the draft, newest first; the unit's own people only.

    Raises:
        UnknownAssignment (REP-040), UnknownRow (REP-070).
    """
    row = visible_row(assignment_id, rights)
    if not sees_draft(rights, row):
        raise UnknownAssignment(assignment=assignment_id)
    sheet = load_sheet(row)
    place = sheet.row(row_no)
    definition = sheet.definition(place) if place else None
    if definition is None:
        raise UnknownRow(form=sheet.form.code, row=row_no, column=column)

    def words(said: dict[str, int] | None) -> str:
        if said is None or said["missing"]:
            return "" if said is None else absent_words(Missing(said["missing"]))
        return shown(quantity(said["value"], said["operator"], said["missing"], definition.decimals))

    return tuple(
        CellHistoryLine(
            change.at,
            change.actor,
            words(change.before),
            words(change.after),
            CellKind(change.after["kind"]),
            change.after["note"],
            tuple(
                (name, shown(quantity(value, 0, 0, definition.decimals)))
                for name, value in change.after.get("parts", [])
            ),
            change.claimed_at,
        )
        for change in changes_of_cell(assignment_id, row_no, column)
        if change.after is not None
    )


def visible_row(assignment_id: int, rights: Rights) -> Assignment:
    """Return an assignment within reach, or refuse (UnknownAssignment, REP-040)."""
    row = assignments(rights).filter(id=assignment_id).first()
    if row is None:
        raise UnknownAssignment(assignment=assignment_id)
    return row


def unit_report(assignment_id: int, *, rights: Rights) -> Assignment:
    """Return a unit's report within reach, or refuse: a consolidation has pages of its own.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047).
    """
    return require_unit_kind(visible_row(assignment_id, rights))


def require_unit_kind(row: Assignment) -> Assignment:
    """Refuse a consolidation (NotAUnitReport, REP-047)."""
    if row.kind != "unit":
        raise NotAUnitReport(assignment=row.pk)
    return row


def require_unit_report(assignment_id: int, *, rights: Rights) -> None:
    """Refuse what is no unit's report within reach, without loading it; raises what `unit_report` does."""
    unit_report(assignment_id, rights=rights)


def draft_row(assignment_id: int, rights: Rights) -> Assignment:
    """Return a unit's own assignment, or refuse: a draft is its own people's business.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047).
    """
    row = unit_report(assignment_id, rights=rights)
    if not sees_draft(rights, row):
        raise UnknownAssignment(assignment=assignment_id)
    return row


def row_view(sheet: Sheet, row: Row, series: Series, findings: Sequence[Finding]) -> RowView:
    """Return one row with its cells and its comparisons."""
    definition = sheet.definition(row)
    if definition is None:
        return RowView(row, None, {})
    entered = {view.column: view for view in sheet.row_views(row)}
    cells = {
        column.code: view
        for column in sheet.form.columns
        if (view := entered.get(column.code) or _cell(sheet, row, column.code, series)) is not None
    }
    period, source, left = sheet.period, sheet.source_of(row), sheet.is_left_to_others(row)
    shown_row = RowView(
        row,
        definition,
        cells,
        previous=previous_beside(sheet, row, series),
        same_period_last_year=series.last_year(sheet, row),
        year_to_date=year_to_date(sheet, row, series),
        plan=series.of(sheet, row, period, Scenario.PLAN),
        history=history_of(sheet, row, series),
        findings=tuple(finding for finding in findings if finding.row_no == row.no),
        # What the list gives is not typed beside it.
        enterable=sheet.is_enterable(row) and not row.from_list,
        entered=() if row.from_list else tuple(entered),
        parts=parts_of(sheet, row) if sheet.is_derived(row) else (),
        read_from_vi=source.title_vi if source and not left else "",
        read_from_en=source.title_en if source and not left else "",
        left_to_others=left,
    )
    return replace(shown_row, formulas=formula_values(sheet.form, shown_row))


def _row_to_fill(sheet: Sheet, row: Row, series: Series) -> RowView:
    if sheet.definition(row) is None:
        return RowView(row, None, {})
    cells = {view.column: view for view in sheet.row_views(row)}
    return RowView(
        row,
        sheet.definition(row),
        cells,
        previous=previous_beside(sheet, row, series),
        enterable=sheet.is_enterable(row) and not row.from_list,
        entered=() if row.from_list else tuple(cells),
    )


def steps(row: Assignment, with_inner: bool = True) -> tuple[Step, ...]:
    """Return the life of an assignment, oldest first; two queries.

    Args:
        with_inner: whether to tell what happened inside the unit (drafting, sending back).
    """
    inner = {Verb.SAVE, Verb.SEND_FOR_APPROVAL, Verb.SEND_BACK_TO_DRAFTER}
    rows = [step for step in steps_of([row.pk]) if with_inner or step.verb not in inner]
    texts = trust.texts_of([step.event_id for step in rows], ["actor", "reason"])
    return tuple(
        Step(
            verb=Verb(step.verb),
            from_state=TaskState(step.from_state) if step.from_state else TaskState.ASSIGNED,
            to_state=TaskState(step.to_state),
            at=step.at,
            actor=texts.get(step.event_id, {}).get("actor", ""),
            title=step.title,
            capacity=step.capacity,
            reason=texts.get(step.event_id, {}).get("reason", ""),
            event_id=step.event_id,
        )
        for step in rows
    )


def _cell(sheet: Sheet, row: Row, code: str, series: Series) -> CellView | None:
    column = sheet.column(code)
    assert column is not None
    if column.kind is ColumnKind.PLAN and not column.entered:
        return None
    return cell_view(sheet, row, column, series)
