"""Reports about one unit, what others read of it, and the consolidations its figures went into."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import RequestState, TaskState
from tinhso.engines.reporting.models import (
    Assignment,
    ConsolidationFile,
    ConsolidationVersion,
    Reading,
    Submission,
)
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.reporting.queries.readings import standing_readings
from tinhso.kernel.periods import Period


def reports_about(unit_id: int, since: date, rights: Rights) -> list[Assignment]:
    """Reports about a unit within reach that were not cancelled, of periods that end on a day or later; one query."""
    rows = assignments(rights).filter(kind="unit", subject_unit_id=unit_id, request__period__end__gte=since)
    return list(rows.exclude(state=TaskState.CANCELLED).exclude(request__state=RequestState.CANCELLED).order_by("id"))


def readings_about(unit_id: int, since: date) -> list[Reading]:
    """What standing requests read of a unit instead of asking it; one query."""
    rows = standing_readings().filter(subject_unit_id=unit_id, request__period__end__gte=since)
    return list(rows.select_related("request__period").order_by("id"))


def consolidations_sent(request_ids: Collection[int]) -> list[ConsolidationVersion]:
    """Every consolidated version of these requests, oldest first; one query."""
    rows = ConsolidationVersion.objects.filter(assignment__request_id__in=request_ids)
    return list(rows.select_related("assignment").order_by("assignment_id", "number"))


def formats_of(version_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The formats of the files of versions, without their bytes; one query."""
    found: dict[int, tuple[str, ...]] = {}
    rows = ConsolidationFile.objects.filter(version_id__in=version_ids).order_by("format")
    for version_id, name in rows.values_list("version_id", "format"):
        found[version_id] = (*found.get(version_id, ()), name)
    return found


def open_consolidations(request_ids: Collection[int], rights: Rights) -> set[int]:
    """Ids of the consolidations of these requests that the reader sees; one query."""
    rows = assignments(rights).filter(kind="consolidation", request_id__in=request_ids)
    return set(rows.values_list("id", flat=True))


def first_submissions(unit_id: int, since: date) -> list[tuple[Period, int, int]]:
    """(period, cells, known cells) of the first sending of every report that a unit fills; one query."""
    rows = Submission.objects.filter(
        number=1,
        assignment__kind="unit",
        assignment__respondent_unit_id=unit_id,
        assignment__request__period__end__gte=since,
    ).exclude(assignment__request__state=RequestState.CANCELLED)
    period = [f"assignment__request__period__{name}" for name in ("scheme", "code", "start", "end")]
    found = rows.order_by("id").values_list(*period, "cells", "known_cells")
    return [(Period(scheme, code, start, end), cells, known) for scheme, code, start, end, cells, known in found]
