"""What was assigned, extended and cancelled, live or as known at a checkpoint."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q

from tinhso.engines.reporting.contracts import RequestState, TaskState, Verb
from tinhso.engines.reporting.models import Assignment, DeadlineMove, Extension, Reading, Request, Transition


def known_by(as_of: int | None) -> Q:
    """Rows whose event is among the first `as_of` leaves of the log; all committed rows when None."""
    return Q() if as_of is None else Q(event__leaf__leaf_index__lt=as_of)


def requests_of_periods(period_ids: Collection[int], as_of: int | None) -> list[Request]:
    """Requests of these periods, as far as they were known."""
    rows = Request.objects.filter(known_by(as_of), period_id__in=period_ids)
    rows = rows.select_related("period")
    return list(rows.only("id", "period_id", "form_version_id", "state", "period__scheme"))


def read_figures(request_ids: Collection[int]) -> dict[tuple[int, int], set[int]]:
    """By (request, unit), the indicators that the request reads from another one; one query."""
    found: dict[tuple[int, int], set[int]] = {}
    rows = Reading.objects.filter(request_id__in=list(request_ids))
    for request_id, unit_id, indicator_id in rows.values_list("request_id", "subject_unit_id", "indicator_id"):
        found.setdefault((request_id, unit_id), set()).add(indicator_id)
    return found


def cancelled_requests(request_ids: Collection[int], as_of: int | None) -> set[int]:
    """Those of these requests that had been cancelled at a checkpoint; nothing to ask for the live answer."""
    if as_of is None or not request_ids:
        return set()
    # The last cancelling step of a cancelled request ended it; earlier ones took single units off.
    ended = Request.objects.filter(id__in=list(request_ids), state=RequestState.CANCELLED)
    steps = Transition.objects.filter(assignment__request__in=ended, verb=Verb.CANCEL).order_by()
    last = steps.values("assignment__request_id").annotate(last=Max("event_id"))
    by_event = {row["last"]: row["assignment__request_id"] for row in last}
    known = Transition.objects.filter(known_by(as_of), event_id__in=list(by_event)).values_list("event_id", flat=True)
    return {by_event[event_id] for event_id in known}


def deadlines_as_of(request_ids: Collection[int], as_of: int | None) -> dict[int, datetime]:
    """Deadlines of extended assignments as they were known at a checkpoint; empty for the live answer."""
    if as_of is None or not request_ids:
        return {}
    found: dict[int, datetime] = {}
    steps: list[tuple[int, int, datetime, datetime, bool]] = []
    for model in (Extension, DeadlineMove):
        rows = model.objects.filter(assignment__request_id__in=list(request_ids))
        known = set(rows.filter(known_by(as_of)).values_list("id", flat=True))
        for row in rows:
            steps.append((row.event_id, row.assignment_id, row.previous_due_at, row.due_at, row.pk in known))
    for _, assignment_id, before, after, is_known in sorted(steps):
        if is_known:
            found[assignment_id] = after
        else:
            found.setdefault(assignment_id, before)
    return found


def unit_assignments(
    request_ids: Collection[int], as_of: int | None = None
) -> Iterable[tuple[int, int, int, datetime]]:
    """(assignment, request, subject unit, deadline) of units' reports, added and taken off as known; one query."""
    rows = Assignment.objects.filter(known_by(as_of), request_id__in=list(request_ids), kind="unit").order_by("id")
    if as_of is None:
        rows = rows.exclude(state=TaskState.CANCELLED)
    else:
        off = Transition.objects.filter(known_by(as_of), verb=Verb.CANCEL, assignment_id=OuterRef("id"))
        rows = rows.filter(~Exists(off))
    return rows.values_list("id", "request_id", "subject_unit_id", "due_at")
