"""The office's acts on a whole request: locking, unlocking with a reason; and correcting one report afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import SourceKind
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts import CellKind, RequestState, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.contracts.events import LOCKED
from tinhso.engines.reporting.logic.life import (
    TABLE,
    closed,
    holds,
    move,
    refuse_stale,
    require_reason,
    sign,
    signature,
    subject_of,
    subject_of_request,
    take_one,
)
from tinhso.engines.reporting.logic.saving import store_cells
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheet
from tinhso.engines.reporting.models import Assignment, Cell, Request
from tinhso.engines.reporting.queries.assignments import assignments_of_request_for_change, requests_in_reach
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.readings import readings_of
from tinhso.engines.trust import api as trust


@transaction.atomic
def lock_request(request_id: int, *, rights: Rights, reason: str = "") -> int:
    """Close a request: its period is locked for its indicators and units, sent or not. Returns the event.

    Whoever has not sent enters by a late supplement (`start_correction`).

    Raises:
        UnknownRequest (REP-026), RequestClosed (REP-027), NoRight (ORG-020), StaleRights (REP-045).
    """
    request, rows = _take_request(request_id, Verb.LOCK, rights, RequestState.OPEN, reason)
    at, event_id = trust.now(), _record(request, Verb.LOCK, rights, reason, len(rows))
    for row in rows:
        row.state_before_lock = row.state
        row.correcting = False
    move(rows, Verb.LOCK, event_id, at, signature(rights, Action.LOCK, request.assigner_unit_id))
    _store(rows)
    _close(request, RequestState.LOCKED)
    for indicator_ids, unit_ids in _own_figures(request, rows):
        indicators.lock(
            indicator_ids, request.period_id, unit_ids,
            actor=rights.actor, subject=subject_of_request(request.code), event_id=event_id,
        )  # fmt: skip
    trust.publish(LOCKED, {"request_id": request.pk, "locked": True, "event_id": event_id})
    return event_id


@transaction.atomic
def unlock_request(request_id: int, *, rights: Rights, reason: str) -> int:
    """Reopen a locked request by authority, with a reason: every report stands as before the lock. Returns the event.

    Raises:
        ReasonNeeded (REP-043) and as `lock_request`.
    """
    request, rows = _take_request(request_id, Verb.UNLOCK, rights, RequestState.LOCKED, reason)
    at, event_id = trust.now(), _record(request, Verb.UNLOCK, rights, reason, len(rows))
    for row in rows:
        row.correcting = False
    locked = [row for row in rows if row.state == TaskState.LOCKED]
    before = [TaskState(row.state_before_lock or TaskState.ASSIGNED) for row in locked]
    if locked:
        move(locked, Verb.UNLOCK, event_id, at, sign(rights, Verb.UNLOCK, locked[0]), before)
    for row in locked:
        row.state_before_lock = ""
    _store(rows)
    _close(request, RequestState.OPEN)
    for indicator_ids, unit_ids in _own_figures(request, rows):
        indicators.unlock(
            indicator_ids, request.period_id, unit_ids,
            actor=rights.actor, subject=subject_of_request(request.code), event_id=event_id,
        )  # fmt: skip
    trust.publish(LOCKED, {"request_id": request.pk, "locked": False, "event_id": event_id})
    return event_id


@transaction.atomic
def start_correction(assignment_id: int, *, rights: Rights, reason: str) -> None:
    """Open one locked report for a correction (or, never sent, for a late supplement); it is approved again.

    The draft starts from what the ledger says now.

    Raises:
        ReasonNeeded (REP-043), UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041).
    """
    row = take_one(Verb.START_CORRECTION, assignment_id, rights, reason)
    rule, at = TABLE[Verb.START_CORRECTION], trust.now()
    event_id = trust.record(kind=rule.event_kind, subject=subject_of(row), actor=rights.actor, reason=reason)
    if row.kind == "unit":
        store_cells(_cells_from_ledger(load_sheet(row), rights, at))
    move([row], Verb.START_CORRECTION, event_id, at, sign(rights, Verb.START_CORRECTION, row))
    row.correcting, row.correction_reason = True, reason
    row.save(update_fields=["state", "correcting", "correction_reason"])


def _cells_from_ledger(sheet: Sheet, rights: Rights, at: datetime) -> list[Cell]:
    """Bring the draft to what the ledger says: an import may have changed a figure since it was approved."""
    touched = []
    for row, column in sheet.entered():
        cell, state = sheet.cells.get((row.no, column.code)), sheet.standing(row, column)
        if state is None or state.source not in (SourceKind.MANUAL, SourceKind.FILE):
            continue
        if cell is not None and (cell.value, cell.operator, cell.missing) == state[3:6]:
            continue
        cell = cell or Cell(assignment=sheet.assignment, row_no=row.no, column=column.code, version=0)
        cell.value, cell.operator, cell.missing = state.value, state.operator, state.missing
        cell.kind = CellKind.TYPED if state.value is not None else CellKind.NOT_APPLICABLE
        cell.version += 1
        cell.updated_by, cell.updated_at = rights.actor, at
        touched.append(cell)
    return touched


def _take_request(
    request_id: int, verb: Verb, rights: Rights, state: RequestState, reason: str
) -> tuple[Request, list[Assignment]]:
    """Lock a request and its assignments for an act of the office, or refuse."""
    refuse_stale(rights)
    if not requests_in_reach(rights).filter(id=request_id).exists():
        raise UnknownRequest(request=request_id)
    request = Request.objects.select_for_update().get(id=request_id)
    rows = assignments_of_request_for_change(request_id)
    rule, unit_id = TABLE[verb], request.assigner_unit_id
    if not (rights.may(rule.action, unit_id) and holds(rights, rule.action, unit_id)):
        raise NoRight(action=str(rule.action), unit=unit_id, actor=rights.actor)
    require_reason(rule, reason)
    if request.state != state:
        raise closed(request, rule)
    return request, [row for row in rows if row.state != TaskState.CANCELLED]


def _record(request: Request, verb: Verb, rights: Rights, reason: str, count: int) -> int:
    return trust.record(
        kind=TABLE[verb].event_kind,
        subject=subject_of_request(request.code),
        actor=rights.actor,
        reason=reason,
        public={"request": request.code, "assignments": count},
    )


def _store(rows: list[Assignment]) -> None:
    Assignment.objects.bulk_update(rows, ["state", "state_before_lock", "correcting"], batch_size=1_000)


def _close(request: Request, state: RequestState) -> None:
    request.state = state
    request.save(update_fields=["state"])


def _own_figures(request: Request, rows: list[Assignment]) -> list[tuple[list[int], list[int]]]:
    """(indicators, units) of the figures this request asks for; what it only reads is closed by whoever asked."""
    form = forms_by_id([request.form_version_id])[request.form_version_id]
    asked = {
        version.indicator_id
        for version in indicators.definition_versions(form.indicators)
        if version.formula is None and version.scheme == request.period.scheme
    }
    read = readings_of([request.pk])
    together: dict[frozenset[int], list[int]] = {}
    for row in rows:
        if row.kind == "unit":
            elsewhere = {indicator_id for indicator_id, _ in read.get((request.pk, row.subject_unit_id), {})}
            together.setdefault(frozenset(asked - elsewhere), []).append(row.subject_unit_id)
    if request.aggregate_unit_id:
        together.setdefault(frozenset(asked), []).append(request.aggregate_unit_id)
    return [(sorted(some), sorted(set(units))) for some, units in together.items() if some]
