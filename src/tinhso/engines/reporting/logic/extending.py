"""Later deadlines: the office grants them, or a unit asks and the office answers. Working days only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import ExtensionResult, Verb
from tinhso.engines.reporting.contracts.errors import AlreadySent, NotAnExtension
from tinhso.engines.reporting.logic.deadlines import at_hour, refuse_day_off
from tinhso.engines.reporting.logic.life import TABLE, move, sign, subject_of_request, take
from tinhso.engines.reporting.models import Assignment, Extension
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM


@transaction.atomic
def grant_extension(assignment_ids: Sequence[int], due_on: date, *, rights: Rights, reason: str) -> ExtensionResult:
    """Move deadlines to a later working day, at the same hour.

    Returns:
        The event, the new moment, and whether it comes after the consolidating agency's own deadline: then that agency
        sends x/N in time and the late unit enters by a numbered supplement.

    Raises:
        NotAWorkingDay (REP-029: offers the next one), NotAnExtension (REP-030), AlreadySent (REP-052), ReasonNeeded
        (REP-043), UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041).
    """
    refuse_day_off(due_on)
    rows = take(Verb.EXTEND, assignment_ids, rights, reason)
    moved = []
    for row in rows:
        if row.first_submitted_at is not None:
            raise AlreadySent(assignment=row.pk)
        due_at = at_hour(due_on, row.due_at.astimezone(VIETNAM).time())
        if due_at <= row.due_at:
            raise NotAnExtension(due=_shown(due_at), known=_shown(row.due_at))
        moved.append((row, row.due_at, due_at))
    at, request = trust.now(), rows[0].request
    event_id = trust.record(
        kind=TABLE[Verb.EXTEND].event_kind,
        subject=subject_of_request(request.code),
        actor=rights.actor,
        reason=reason,
        public={"assignments": [row.pk for row in rows], "due_at": moved[0][2].isoformat()},
    )
    move(rows, Verb.EXTEND, event_id, at, sign(rights, Verb.EXTEND, rows[0]))
    for row, _, due_at in moved:
        row.due_at, row.extended = due_at, True
    Assignment.objects.bulk_update(rows, ["due_at", "extended"], batch_size=1_000)
    Extension.objects.bulk_create(
        Extension(assignment=row, previous_due_at=before, due_at=due_at, event_id=event_id)
        for row, before, due_at in moved
    )
    last = Assignment.objects.filter(request=request, kind="consolidation").values_list("due_at", flat=True).first()
    return ExtensionResult(event_id, moved[0][2], last is not None and moved[0][2] > last)


def _shown(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
