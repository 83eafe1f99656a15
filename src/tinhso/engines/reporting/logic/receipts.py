"""Phiếu xác nhận đã gửi: what the server received, when, in which version, under which event of the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.engines.reporting.contracts import Receipt, Revocation, Verb
from tinhso.engines.reporting.contracts.errors import UnknownAssignment
from tinhso.engines.reporting.contracts.events import PASSKEY
from tinhso.engines.reporting.logic.sheet import period_of_row
from tinhso.engines.reporting.models import Assignment, Submission
from tinhso.engines.reporting.queries.assignments import assignments, receipts_of, steps_of
from tinhso.engines.trust import api as trust

REVOKING: Final = frozenset({Verb.WITHDRAW, Verb.RETURN})
"""Steps after which a sending's figures count no longer."""


def receipts(assignment_id: int, *, rights: Rights) -> tuple[Receipt, ...]:
    """Return the receipts of an assignment, newest first.

    Raises:
        UnknownAssignment (REP-040)
    """
    row = assignments(rights).filter(id=assignment_id).first()
    if row is None:
        raise UnknownAssignment(assignment=assignment_id)
    subject = orgs.last_views([row.subject_unit_id])[0]
    sent = receipts_of([row.pk])
    revoked, last = _revocations(row.pk, sent), len(sent)
    events = trust.event_views([one.event_id for one in sent])
    return tuple(
        replace(
            receipt_of(row, one, subject),
            revoked=revoked.get(one.number),
            followed_by=one.number + 1 if one.number < last else 0,
            by_passkey=one.event_id in events and PASSKEY in events[one.event_id].public,
        )
        for one in reversed(sent)
    )


def _revocations(assignment_id: int, sent: Sequence[Submission]) -> dict[int, Revocation]:
    """By number of a sending, what took it back before the next one came; two queries."""
    steps = [step for step in steps_of([assignment_id]) if step.verb in REVOKING]
    reasons = trust.texts_of([step.event_id for step in steps], ["reason"]) if steps else {}
    found: dict[int, Revocation] = {}
    for step in steps:
        before = [one.number for one in sent if one.event_id < step.event_id]
        if before:
            reason = reasons.get(step.event_id, {}).get("reason", "")
            found.setdefault(max(before), Revocation(Verb(step.verb), step.at, reason, step.event_id))
    return found


def receipt_of(row: Assignment, submission: Submission, subject: UnitView | None = None) -> Receipt:
    """Return a submission as the paper a unit keeps."""
    return Receipt(
        assignment_id=row.pk,
        number=submission.number,
        kind=submission.kind,
        title_vi=row.request.title_vi,
        title_en=row.request.title_en,
        period=period_of_row(row),
        subject=subject or orgs.last_views([row.subject_unit_id])[0],
        submitted_at=submission.submitted_at,
        due_at=row.due_at,
        on_time=submission.on_time,
        approver_title=submission.approver_title,
        capacity=submission.capacity,
        cells=submission.cells,
        known_cells=submission.known_cells,
        draft_changes=submission.draft_changes,
        draft_digest=submission.draft_digest,
        event_id=submission.event_id,
        claimed_at=submission.claimed_at,
        accepted_claim_at=row.accepted_claim_at if submission.number == 1 else None,
    )
