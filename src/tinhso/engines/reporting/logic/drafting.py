"""The unit's own acts before sending: opening a task, sending it for approval, sending it back to the drafter."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from tinhso.engines.indicators.contracts import Missing
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import CellKind, Finding, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import NotAUnitReport, NotReady, WrongState
from tinhso.engines.reporting.contracts.rules import RuleAnswers
from tinhso.engines.reporting.logic.life import (
    TABLE,
    may,
    move,
    move_each,
    sign,
    sign_each,
    subject_of,
    take,
    take_one,
    take_seen,
)
from tinhso.engines.reporting.logic.locked_elsewhere import findings_elsewhere
from tinhso.engines.reporting.logic.looking import Look
from tinhso.engines.reporting.logic.rules.checking import check_form
from tinhso.engines.reporting.logic.saving import store_cells
from tinhso.engines.reporting.logic.series import Series, load_series
from tinhso.engines.reporting.logic.sheet import BY_MACHINE, Sheet, load_sheet, load_sheets, said_by_person
from tinhso.engines.reporting.logic.task_form import visible_row
from tinhso.engines.reporting.models import Assignment, Cell
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventSpec

SHOWN = 5


def open_task(assignment_id: int, *, rights: Rights) -> None:
    """Note that the unit has received a task; opening it again, without the right to enter it, or what is no form of a
    unit, changes nothing, and waits for nobody who writes.

    Raises:
        UnknownAssignment (REP-040).
    """
    opened_row(assignment_id, rights)


def opened_row(assignment_id: int, rights: Rights) -> Assignment:
    """Open a task as `open_task` and return its assignment, whatever kind it is."""
    row = visible_row(assignment_id, rights)
    if row.kind != "unit" or row.state != TaskState.ASSIGNED or not may(rights, TABLE[Verb.OPEN], row):
        return row
    try:
        return _receive(row, rights)
    except WrongState:
        # Somebody else opened it in this moment.
        return visible_row(assignment_id, rights)


@transaction.atomic
def _receive(seen: Assignment, rights: Rights) -> Assignment:
    [row] = take_seen(Verb.OPEN, [seen], rights)
    _step(row, Verb.OPEN, rights)
    row.received_at = trust.now()
    row.save(update_fields=["state", "received_at"])
    return row


@transaction.atomic
def send_for_approval(assignment_id: int, *, rights: Rights, reason: str = "") -> None:
    """Give a filled form (or a consolidation) to the unit's leader.

    What the system knows is confirmed as it stands now: if it changes before the approval, the form asks again.

    Raises:
        NotReady (REP-044): empty cells, errors, or warnings without a note; `findings` lists them.
        UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041).
    """
    row = take_one(Verb.SEND_FOR_APPROVAL, assignment_id, rights)
    sheet = load_sheet(row) if row.kind == "unit" else None
    if sheet is not None:
        refuse_unready([sheet])
    _give(row, sheet, rights, reason)


@transaction.atomic
def send_looked_at(look: Look, *, rights: Rights, rules: RuleAnswers | None = None) -> None:
    """Give a form that was looked at to the unit's leader, as `send_for_approval` with one reading of it less.

    Args:
        rules: what the rules said of the form as it was looked at, where they have been asked.

    Raises:
        As `send_for_approval`.
    """
    [row] = take_seen(Verb.SEND_FOR_APPROVAL, look.assignments, rights)
    sheet = look.sheets_now([row])[row.pk]
    told = rules if sheet is look.sheet else None
    refuse_findings([*check_form(sheet, look.series, told), *findings_elsewhere([sheet])])
    _give(row, sheet, rights, "")


def _give(row: Assignment, sheet: Sheet | None, rights: Rights, reason: str) -> None:
    if sheet is not None:
        store_cells(_known_now(sheet, rights))
    _step(row, Verb.SEND_FOR_APPROVAL, rights, reason)
    row.received_at = row.received_at or trust.now()
    row.sent_by, row.sent_by_person_id = rights.actor, rights.user_id
    row.save(update_fields=["state", "received_at", "sent_by", "sent_by_person_id"])


@transaction.atomic
def send_sheets_for_approval(assignment_ids: Collection[int], *, rights: Rights) -> None:
    """Give several filled forms to the unit's leader at once; one that is not ready refuses all of them.

    Raises:
        As `send_for_approval`, and NotAUnitReport (REP-047).
    """
    rows = take(Verb.SEND_FOR_APPROVAL, assignment_ids, rights)
    for row in rows:
        if row.kind != "unit":
            raise NotAUnitReport(assignment=row.pk)
    if not rows:
        return
    sheets = load_sheets(rows)
    refuse_unready(list(sheets.values()))
    store_cells([cell for sheet in sheets.values() for cell in _known_now(sheet, rights)])
    at, kind = trust.now(), TABLE[Verb.SEND_FOR_APPROVAL].event_kind
    events = trust.record_many([EventSpec(kind, subject_of(row), rights.actor) for row in rows])
    move_each(rows, Verb.SEND_FOR_APPROVAL, events, at, sign_each(rights, Verb.SEND_FOR_APPROVAL, rows))
    for row in rows:
        row.received_at = row.received_at or at
        row.sent_by, row.sent_by_person_id = rights.actor, rights.user_id
    names = ["state", "received_at", "sent_by", "sent_by_person_id"]
    Assignment.objects.bulk_update(rows, names, batch_size=500)


@transaction.atomic
def send_back_to_drafter(assignment_id: int, *, rights: Rights, reason: str) -> None:
    """Give a form back to its drafter within the unit, with a reason.

    Raises:
        ReasonNeeded (REP-043), UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041).
    """
    row = take_one(Verb.SEND_BACK_TO_DRAFTER, assignment_id, rights, reason)
    _step(row, Verb.SEND_BACK_TO_DRAFTER, rights, reason)
    row.return_reason = reason
    row.save(update_fields=["state", "return_reason"])


def refuse_unready(sheets: Collection[Sheet]) -> None:
    """Refuse forms with something on one of them that must be answered first; the same queries for any number.

    Raises:
        NotReady (REP-044)
    """
    refuse_findings([*findings_on(sheets, load_series(list(sheets))), *findings_elsewhere(sheets)])


def findings_on(sheets: Collection[Sheet], series: Series) -> list[Finding]:
    """Return what needs a look on these forms, one form after the other."""
    return [one for sheet in sheets for one in check_form(sheet, series)]


def refuse_findings(found: Collection[Finding]) -> None:
    """Refuse to go on while one of these must be answered first (NotReady, REP-044)."""
    blocking = [finding for finding in found if finding.blocks]
    if blocking:
        raise not_ready(blocking)


def not_ready(findings: list[Finding]) -> NotReady:
    """Make the refusal that lists the first few places."""
    named = findings[:SHOWN]
    more = ["…"] if len(findings) > SHOWN else []
    error = NotReady(
        count=len(findings),
        list_vi="; ".join([f"dòng {one.row_no}: {one.message_vi}" for one in named] + more),
        list_en="; ".join([f"row {one.row_no}: {one.message_en}" for one in named] + more),
    )
    error.findings = tuple(findings)
    return error


def _known_now(sheet: Sheet, rights: Rights) -> list[Cell]:
    """Take a picture of every known figure, so that a later change of its source is seen; the caller stores it."""
    at, touched = trust.now(), []
    for row, column in sheet.entered():
        state, cell = sheet.standing(row, column), sheet.cells.get((row.no, column.code))
        if state is None or said_by_person(cell) or (cell is not None and sheet.view(row, column).known is None):
            continue
        cell = cell or Cell(
            assignment=sheet.assignment,
            row_no=row.no,
            column=column.code,
            version=0,
            kind=CellKind.KNOWN,
            missing=Missing.NOT_REPORTED,
        )
        if cell.known_source is not None and state.source not in BY_MACHINE and cell.known_source in BY_MACHINE:
            continue  # going back to the system's figure: its picture is already there
        cell.known_value, cell.known_operator, cell.known_missing = state.value, state.operator, state.missing
        cell.known_status, cell.known_source = state.status, state.source
        cell.version += 1
        cell.updated_by, cell.updated_at = rights.actor, at
        touched.append(cell)
    return touched


def _step(row: Assignment, verb: Verb, rights: Rights, reason: str = "") -> int:
    event_id = trust.record(kind=TABLE[verb].event_kind, subject=subject_of(row), actor=rights.actor, reason=reason)
    move([row], verb, event_id, trust.now(), sign(rights, verb, row))
    return event_id
