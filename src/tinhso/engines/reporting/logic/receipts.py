"""Phiếu xác nhận đã gửi: what the server received, when, in which version, under which event of the log."""

from __future__ import annotations

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.engines.reporting.contracts import Receipt
from tinhso.engines.reporting.contracts.errors import UnknownAssignment
from tinhso.engines.reporting.logic.sheet import period_of_row
from tinhso.engines.reporting.models import Assignment, Submission
from tinhso.engines.reporting.queries.assignments import assignments, receipts_of


def receipts(assignment_id: int, *, rights: Rights) -> tuple[Receipt, ...]:
    """Return the receipts of an assignment, newest first.

    Raises:
        UnknownAssignment (REP-040)
    """
    row = assignments(rights).filter(id=assignment_id).first()
    if row is None:
        raise UnknownAssignment(assignment=assignment_id)
    subject = orgs.last_views([row.subject_unit_id])[0]
    return tuple(receipt_of(row, one, subject) for one in reversed(receipts_of([row.pk])))


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
    )
