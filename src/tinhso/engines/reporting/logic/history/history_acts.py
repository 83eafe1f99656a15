"""The acts of one request of the past: what each writes into the ledger, and which rows it leaves behind.

Assignments are inserted once, already in the state their history ends in; transitions, receipts and draft changes
follow with the events of their acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tinhso.engines.indicators.contracts import (
    BatchSpec,
    FigureWrite,
    Status,
)
from tinhso.engines.reporting.contracts import (
    HistoricAdjustment,
    HistoricReport,
    HistoricRequest,
    HistoricVersion,
    RequestState,
    TaskState,
    Verb,
)
from tinhso.engines.reporting.logic.assigning.requesting import (
    ASSIGNED_EVENT,
    public_of,
    request_fields,
)
from tinhso.engines.reporting.logic.history.bulk_rows import ReceiptRow
from tinhso.engines.reporting.logic.history.history_past import (
    Act,
    Buffers,
    Life,
    Past,
    cells_of,
    changes_of,
    first_drafter,
    foresee,
    go,
    transition_row,
)
from tinhso.engines.reporting.logic.history.history_upward import acceptance_acts, consolidation_acts, lock_act
from tinhso.engines.reporting.logic.life import TABLE, subject_of, subject_of_request
from tinhso.engines.reporting.logic.sending import digest_of
from tinhso.engines.reporting.models import (
    Assignment,
    Extension,
    Request,
)

S = TaskState


def acts_of_request(
    request: HistoricRequest, reports: Sequence[HistoricReport], lines: Sequence[HistoricAdjustment]
) -> list[Act]:
    """Return everything that happened to a request, unsorted but each report in the order of its life."""
    past = Past(request, reports)
    acts = [_assign(past)]
    for life in past.lives:
        foresee(past, life)
        acts += _acts_of_report(past, life)
    acts += acceptance_acts(past)
    if past.own is not None:
        acts += consolidation_acts(past, past.own, lines)
    if request.locked_at is not None:
        acts.append(lock_act(past))
    # A correction after the lock must find the lock before it: sorted here, the merge by time is stable.
    return sorted(acts, key=lambda act: act.at)


def _assign(past: Past) -> Act:
    def spec() -> BatchSpec:
        return BatchSpec(
            ASSIGNED_EVENT, subject_of_request(past.request.code), past.request.assigned_by, (),
            public=public_of(past.plan), at=past.request.opened_at,
        )  # fmt: skip

    def done(event_id: int, buffers: Buffers) -> None:
        state = RequestState.LOCKED if past.request.locked_at else RequestState.OPEN
        request = Request.objects.create(**request_fields(past.plan, past.request.opened_at, event_id), state=state)
        rows = [life.row for life in past.lives] + ([past.own] if past.own else [])
        for row in rows:
            row.request, row.event_id = request, event_id
        Assignment.objects.bulk_create(rows, batch_size=2_000)
        for row in rows:
            buffers.transitions.append(
                transition_row(row, Verb.ASSIGN, "", S.ASSIGNED, past.request.opened_at, event_id)
            )
        buffers.assignments += len(rows)

    return Act(past.request.opened_at, spec, done, opens=True)


def _acts_of_report(past: Past, life: Life) -> list[Act]:
    report, acts = life.report, []
    if report.extended_to is not None:
        acts.append(_extend(past, life))
    if report.received_at is not None:
        acts.append(_step(past, life, Verb.OPEN, report.received_at, first_drafter(report)))
    for number, version in enumerate(report.versions, start=1):
        acts += _acts_of_version(past, life, number, version)
    return acts


def _acts_of_version(past: Past, life: Life, number: int, version: HistoricVersion) -> list[Act]:
    locked = past.request.locked_at
    corrects = locked is not None and version.submitted_at > locked
    acts = []
    if corrects:
        if not version.correction_reason:
            raise past.broken(life, "điều chỉnh sau khóa thiếu lý do", "a correction after the lock needs a reason")
        started = version.drafted_at or version.submitted_at
        acts.append(_step(past, life, Verb.START_CORRECTION, started, version.drafter, version.correction_reason))
    elif number > 1:
        before = life.report.versions[number - 2]
        if before.returned_at is None and before.withdrawn_at is None:
            raise past.broken(life, "bản trước chưa trả lại hay rút về", "the version before was not taken back")
    if version.drafted_at is not None:
        acts.append(_step(past, life, Verb.SEND_FOR_APPROVAL, version.drafted_at, version.drafter))
    acts.append(_submit(past, life, number, version, corrects))
    if version.returned_at is not None:
        acts.append(_take_back(past, life, Verb.RETURN, version.returned_at, version.return_reason, version))
    elif version.withdrawn_at is not None:
        reason = version.correction_reason or "sửa lại"
        acts.append(_take_back(past, life, Verb.WITHDRAW, version.withdrawn_at, reason, version))
    return acts


def _step(past: Past, life: Life, verb: Verb, at: datetime, actor: str, reason: str = "") -> Act:
    """An act that writes no figure."""

    def spec() -> BatchSpec:
        return BatchSpec(TABLE[verb].event_kind, subject_of(life.row), actor, (), reason=reason, at=at)

    def done(event_id: int, buffers: Buffers) -> None:
        go(life, verb, at, event_id, buffers)

    return Act(at, spec, done)


def _submit(past: Past, life: Life, number: int, version: HistoricVersion, corrects: bool) -> Act:
    at, row = version.submitted_at, life.row
    verb = Verb.APPROVE_CORRECTION if corrects else Verb.APPROVE
    changes = changes_of(past, life, version)
    digest = digest_of(changes)
    accepted_before = corrects and number > 1 and life.report.accepted_at is not None

    def spec() -> BatchSpec:
        status = Status.OFFICIAL if accepted_before else Status.PROVISIONAL
        writes = [
            FigureWrite(past.key(past.row_of(life, no), row.subject_unit_id), state._replace(status=status))
            for no, state in version.figures.items()
        ]
        life.said = dict(version.figures)
        public = {
            "request": past.request.code,
            "number": number,
            "on_time": bool(row.on_time),
            "form": f"{past.plan.form.code}@{past.plan.form.version}",
            "draft_changes": len(changes),
            "draft_digest": digest,
        }
        return BatchSpec(
            TABLE[verb].event_kind, subject_of(row), version.approver, writes,
            reason=version.correction_reason if corrects else "", public=public, at=at, correction=corrects,
        )  # fmt: skip

    def done(event_id: int, buffers: Buffers) -> None:
        if not version.drafted_at:
            life.state = S.AWAITING_APPROVAL
        go(life, verb, at, event_id, buffers, version.approver_title, version.capacity)
        buffers.changes += [change._replace(assignment_id=row.pk) for change in changes]
        if number == len(life.report.versions):
            buffers.cells += cells_of(life, version)
        kind = ("correction" if number > 1 else "supplement") if corrects else ("again" if number > 1 else "first")
        life.changes_made += len(changes)
        buffers.receipts.append(
            ReceiptRow(
                row.pk, number, kind, at, version.approver_title, version.capacity, bool(row.on_time),
                past.total_cells, past.total_cells - len(version.figures), len(changes), digest, life.changes_made,
                event_id,
            )
        )  # fmt: skip

    return Act(at, spec, done)


def _take_back(past: Past, life: Life, verb: Verb, at: datetime, reason: str, version: HistoricVersion) -> Act:
    def spec() -> BatchSpec:
        writes = [FigureWrite(past.key(past.rows[no], life.row.subject_unit_id), None) for no in version.figures]
        actor = past.request.accepted_by if verb is Verb.RETURN else version.approver
        return BatchSpec(TABLE[verb].event_kind, subject_of(life.row), actor, writes, reason=reason, at=at)

    def done(event_id: int, buffers: Buffers) -> None:
        go(life, verb, at, event_id, buffers)

    return Act(at, spec, done)


def _extend(past: Past, life: Life) -> Act:
    to, before = life.report.extended_to, dict(past.plan.times.deadlines)[life.row.level]
    at = life.report.extended_at or past.request.opened_at
    assert to is not None

    def spec() -> BatchSpec:
        return BatchSpec(
            TABLE[Verb.EXTEND].event_kind, subject_of(life.row), past.request.assigned_by, (),
            reason="gia hạn theo đề nghị", public={"due_at": to.isoformat()}, at=at,
        )  # fmt: skip

    def done(event_id: int, buffers: Buffers) -> None:
        buffers.transitions.append(transition_row(life.row, Verb.EXTEND, life.state, life.state, at, event_id))
        buffers.extensions.append(Extension(assignment=life.row, previous_due_at=before, due_at=to, event_id=event_id))

    return Act(at, spec, done)
