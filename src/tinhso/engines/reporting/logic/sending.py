"""What was sent: taking it back, who may not approve it, and what its event says of the draft behind it.

A submission's event commits to the draft's history by a digest (SHA-256 over the canonical JSON of its changes since
the last submission). Approving itself stands in `approving.py`.
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
from tinhso.engines.reporting.contracts import TaskState, Verb
from tinhso.engines.reporting.contracts.errors import AlreadyAccepted, DrafterApproves, NotAUnitReport
from tinhso.engines.reporting.logic.figures import reversals_of
from tinhso.engines.reporting.logic.life import TABLE, move, sign, subject_of, take_one
from tinhso.engines.reporting.logic.locked_elsewhere import without_locked
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheet
from tinhso.engines.reporting.models import Assignment, CellChange
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.trust import api as trust
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.clock import as_utc


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
    def claimed_at(self) -> datetime | None: ...
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
        + ([as_utc(change.claimed_at).isoformat()] if change.claimed_at else [])
        for change in changes
    ]
    return hashlib.sha256(canonical_json(told)).hexdigest()
