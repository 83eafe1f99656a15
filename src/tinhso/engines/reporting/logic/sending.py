"""The leader's acts: approving (figures enter the ledger), taking back; and the receipt for what was sent.

Under one event: the figures, the new state, the receipt, the news. The event commits to the draft's history by a
digest (SHA-256 over the canonical JSON of its changes since the last submission).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Receipt, Signature, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import AlreadyAccepted, DrafterApproves, NotAUnitReport
from tinhso.engines.reporting.contracts.events import CORRECTED, SUBMITTED
from tinhso.engines.reporting.logic.drafting import refuse_unready
from tinhso.engines.reporting.logic.evidence.evidence import commit_evidence, commitment_of
from tinhso.engines.reporting.logic.figures import answers_of, reversals_of
from tinhso.engines.reporting.logic.life import TABLE, move, sign, subject_of, take_one
from tinhso.engines.reporting.logic.locked_elsewhere import corrections_elsewhere, without_locked
from tinhso.engines.reporting.logic.receipts import receipt_of
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheet
from tinhso.engines.reporting.models import Assignment, CellChange, Submission
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.reporting.queries.drafts import changes_since_submission
from tinhso.engines.trust import api as trust
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.clock import as_utc


@transaction.atomic
def approve(assignment_id: int, *, rights: Rights) -> Receipt:
    """Approve and send a unit's report: its figures become provisional and count.

    A correction after the lock writes by the correction verb, keeps each figure's status, and locks again.

    Returns:
        The receipt.

    Raises:
        DrafterApproves (REP-042): whoever entered or sent it cannot approve it, in whatever role.
        NotReady (REP-044): a known figure changed since it was sent for approval.
        UnknownAssignment (REP-040), NoRight (ORG-020: also when a delegation has ended), WrongState (REP-041),
        NotAUnitReport (REP-047: use `send_upward`).
    """
    row = take_one(Verb.APPROVE, assignment_id, rights)
    if row.kind != "unit":
        raise NotAUnitReport(assignment=row.pk)
    changes = changes_since_submission(row.pk)
    refuse_own_work(row, changes, rights)
    sheet = load_sheet(row)
    refuse_unready(sheet)
    verb = Verb.APPROVE_CORRECTION if row.correcting else Verb.APPROVE
    at, digest = trust.now(), digest_of(changes)
    counts, writes = sheet.counts(), answers_of(sheet)
    changed = [] if row.correcting else corrections_elsewhere(sheet, writes)
    public = {
        **facts_of(row, at),
        "form": f"{sheet.form.code}@{sheet.form.version}",
        "confirmed": counts.known,
        "draft_changes": len(changes),
        "draft_digest": digest,
    }
    spec = BatchSpec(
        TABLE[verb].event_kind,
        subject_of(row),
        rights.actor,
        writes,
        reason=row.correction_reason if row.correcting else "; ".join(dict.fromkeys(one.note for one in changed)),
        evidence=commitment_of(row),
        public=public,
        at=at,
        correction=row.correcting or bool(changed),
    )
    event_id = indicators.write_batches([spec])[0].event_id
    commit_evidence(row, event_id)
    signed = sign(rights, verb, row)
    submission = _receive(
        row,
        event_id,
        at,
        signed,
        {
            "cells": counts.total,
            "known_cells": counts.known,
            "draft_changes": len(changes),
            "draft_digest": digest,
            "last_change_id": changes[-1].pk if changes else _last_change_id(row),
        },
    )
    _stand(row, verb, event_id, at, signed)
    trust.publish(
        CORRECTED if verb is Verb.APPROVE_CORRECTION else SUBMITTED,
        {
            "assignment_id": row.pk,
            "request_id": row.request_id,
            "number": submission.number,
            "event_id": event_id,
        },
    )
    return receipt_of(row, submission)


@transaction.atomic
def withdraw(assignment_id: int, *, rights: Rights, reason: str) -> None:
    """Take a report back before it is accepted: reversing entries, and the form is a draft again.

    Raises:
        AlreadyAccepted (REP-048), ReasonNeeded (REP-043), UnknownAssignment (REP-040), NoRight (ORG-020),
        WrongState (REP-041), NotAUnitReport (REP-047).
    """
    known = assignments(rights).filter(id=assignment_id).first()
    if known is not None and known.state in (TaskState.ACCEPTED, TaskState.CONSOLIDATED):
        raise AlreadyAccepted(assignment=assignment_id)
    row = take_one(Verb.WITHDRAW, assignment_id, rights, reason)
    if row.kind != "unit":
        raise NotAUnitReport(assignment=row.pk)
    event_id = take_back(load_sheet(row), Verb.WITHDRAW, rights, reason)
    move([row], Verb.WITHDRAW, event_id, trust.now(), sign(rights, Verb.WITHDRAW, row))
    row.save(update_fields=["state"])


def take_back(sheet: Sheet, verb: Verb, rights: Rights, reason: str) -> int:
    """Write the reversing entries of a form under the event of a verb, and return it."""
    row = sheet.assignment
    spec = BatchSpec(
        TABLE[verb].event_kind,
        subject_of(row),
        rights.actor,
        without_locked(row.request, reversals_of(sheet)),
        reason=reason,
        public={"request": row.request.code, "number": row.submissions_made},
    )
    return indicators.write_batches([spec])[0].event_id


def refuse_own_work(row: Assignment, changes: Sequence[CellChange], rights: Rights) -> None:
    """Refuse an approver who entered or sent the report (REP-042)."""
    workers = {row.sent_by, *(change.actor for change in changes)}
    persons = {row.sent_by_person_id, *(change.person_id for change in changes)} - {None}
    if rights.actor in workers or rights.user_id in persons:
        raise DrafterApproves()


def facts_of(row: Assignment, at: datetime) -> dict[str, Any]:
    """What a submission's event says readably: no person, no text."""
    return {
        "request": row.request.code,
        "number": row.submissions_made + 1,
        "on_time": (at <= row.due_at) if row.on_time is None else row.on_time,
    }


class Changed(Protocol):
    """A change of a draft, as a row of the table or as one about to become one."""

    @property
    def row_no(self) -> str: ...
    @property
    def column(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def before(self) -> dict[str, Any] | None: ...
    @property
    def after(self) -> dict[str, Any] | None: ...


def digest_of(changes: Sequence[Changed]) -> str:
    """Return what a submission commits its draft's history with; empty when nothing was typed."""
    if not changes:
        return ""
    told = [
        [change.row_no, change.column, change.actor, as_utc(change.at).isoformat(), change.before, change.after]
        for change in changes
    ]
    return hashlib.sha256(canonical_json(told)).hexdigest()


def _receive(row: Assignment, event_id: int, at: datetime, signed: Signature, counted: dict[str, Any]) -> Submission:
    """Write the receipt and what it decides about the assignment; the first one decides lateness for ever."""
    if row.correcting:
        kind = "correction" if row.submissions_made else "supplement"
    else:
        kind = "again" if row.submissions_made else "first"
    if row.first_submitted_at is None:
        row.first_submitted_at, row.on_time = at, at <= row.due_at
    row.submissions_made += 1
    row.last_submitted_at = at
    return Submission.objects.create(
        assignment=row,
        number=row.submissions_made,
        kind=kind,
        submitted_at=at,
        approver_title=signed.title,
        capacity=signed.capacity,
        on_time=bool(row.on_time),
        event_id=event_id,
        **counted,
    )


def _stand(row: Assignment, verb: Verb, event_id: int, at: datetime, signed: Signature) -> None:
    move([row], verb, event_id, at, signed)
    if row.correcting:
        row.corrections_made += 1
        if row.state_before_lock not in (TaskState.ACCEPTED, TaskState.CONSOLIDATED):
            row.state_before_lock = TaskState.SUBMITTED
    row.correcting, row.correction_reason, row.return_reason, row.suggestions = False, "", "", []
    row.save()


def _last_change_id(row: Assignment) -> int:
    last = Submission.objects.filter(assignment=row).order_by("-number").first()
    return last.last_change_id if last else 0
