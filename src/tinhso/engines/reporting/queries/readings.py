"""What requests read from one another instead of asking a unit twice: the one place that says so."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, QuerySet

from tinhso.engines.reporting.contracts import RequestState, TaskState
from tinhso.engines.reporting.models import Assignment, Reading, Request

FigureKind = tuple[int, str]
"""An indicator's id and the canonical text of its dimensions: a figure, whatever its unit and period."""


def standing_readings() -> QuerySet[Reading]:
    """Readings whose request was not cancelled, of another request."""
    return _standing().exclude(source_id=F("request_id"))


def _standing() -> QuerySet[Reading]:
    # What a request reads from itself is left to other units by the rule of a straddling period.
    return Reading.objects.exclude(request__state=RequestState.CANCELLED)


def readings_of(request_ids: Collection[int]) -> dict[tuple[int, int], dict[FigureKind, Request]]:
    """By (request, unit), the figures that are read and the request that asked for them; one query.

    A figure that is read from the very request is left to other units, which report the period by its rule.
    """
    rows = _standing().filter(request_id__in=request_ids).select_related("source")
    rows = rows.defer("source__deadlines")
    found: dict[tuple[int, int], dict[FigureKind, Request]] = {}
    for row in rows:
        kinds = found.setdefault((row.request_id, row.subject_unit_id), {})
        kinds[row.indicator_id, row.dims] = row.source
    return found


def readers_of(request_id: int, unit_ids: Collection[int] | None = None) -> list[Request]:
    """The standing requests that read what this one asks (of these units)."""
    rows = standing_readings().filter(source_id=request_id)
    if unit_ids is not None:
        rows = rows.filter(subject_unit_id__in=unit_ids)
    ids = rows.values_list("request_id", flat=True).distinct()
    return list(Request.objects.filter(id__in=list(ids)).order_by("id"))


def asking_assignments(request_ids: Collection[int], unit_ids: Collection[int]) -> QuerySet[Assignment]:
    """Assignments of these requests that ask these units."""
    rows = Assignment.objects.filter(request_id__in=request_ids, subject_unit_id__in=unit_ids, kind="unit")
    return rows.exclude(state=TaskState.CANCELLED)
