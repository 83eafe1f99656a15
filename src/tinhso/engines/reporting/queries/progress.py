"""Counts over assignments: who has sent, who was in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import SENT_STATES, TaskState
from tinhso.engines.reporting.models import Assignment, Reminder
from tinhso.engines.reporting.queries.assignments import visible

TIMING = (
    "due_at", "extended", "first_submitted_at", "last_submitted_at", "on_time", "corrections_made", "accepted_claim_at",
)  # fmt: skip
# A locked report, and one being corrected after the lock, counts as it stood before.
SENT = Q(state__in=SENT_STATES) | (
    (Q(state=TaskState.LOCKED) | Q(correcting=True)) & Q(state_before_lock__in=SENT_STATES)
)
_ACCEPTED = (TaskState.ACCEPTED, TaskState.CONSOLIDATED)
ACCEPTED = Q(state__in=_ACCEPTED) | (
    (Q(state=TaskState.LOCKED) | Q(correcting=True)) & Q(state_before_lock__in=_ACCEPTED)
)


def is_sent(row: Assignment) -> bool:
    """The condition SENT for a row at hand."""
    return row.state in SENT_STATES or (_closed(row) and row.state_before_lock in SENT_STATES)


def is_accepted(row: Assignment) -> bool:
    """The condition ACCEPTED for a row at hand."""
    return row.state in _ACCEPTED or (_closed(row) and row.state_before_lock in _ACCEPTED)


def _closed(row: Assignment) -> bool:
    return row.state == TaskState.LOCKED or row.correcting


def unit_reports(rights: Rights) -> QuerySet[Assignment]:
    """Units' reports within reach that are not cancelled; consolidations left out."""
    return Assignment.objects.filter(visible(rights), kind="unit").exclude(state=TaskState.CANCELLED)


def timing_of_request(request_id: int, rights: Rights) -> Iterable[tuple[Any, ...]]:
    """What lateness depends on, for each unit report of a request."""
    return unit_reports(rights).filter(request_id=request_id).order_by("id").values_list(*TIMING)


def completeness_rows(rights: Rights, by: str, request_id: int | None, period_code: str | None) -> list[Any]:
    """Expected, sent and accepted reports by level or by subject unit; one query."""
    rows = unit_reports(rights)
    if request_id is not None:
        rows = rows.filter(request_id=request_id)
    if period_code is not None:
        rows = rows.filter(request__period__code=period_code)
    field = "level" if by == "level" else "subject_unit_id"
    counted = rows.order_by(field).values(field)
    return list(counted.annotate(expected=Count("id"), sent=Count("id", SENT), accepted=Count("id", ACCEPTED)))


def last_due(unit_ids: Collection[int], rights: Rights, last: int, now: datetime) -> Iterable[tuple[Any, ...]]:
    """Each unit's last reports that were due or sent, newest first: (unit, period's four parts, timing); one query."""
    rows = unit_reports(rights).filter(subject_unit_id__in=unit_ids)
    rows = rows.filter(Q(due_at__lte=now) | Q(first_submitted_at__isnull=False))
    place = Window(RowNumber(), partition_by=F("subject_unit_id"), order_by=[F("due_at").desc(), F("id").desc()])
    return (
        rows.annotate(place=place)
        .filter(place__lte=last)
        .order_by("subject_unit_id", "place")
        .values_list(
            "subject_unit_id",
            "request__period__scheme",
            "request__period__code",
            "request__period__start",
            "request__period__end",
            *TIMING,
        )
    )


def last_reminders(assignment_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these assignments was reminded last; one query."""
    rows = Reminder.objects.filter(assignment_id__in=assignment_ids).order_by("assignment_id")
    return dict(rows.values("assignment_id").annotate(last=Max("at")).values_list("assignment_id", "last"))
