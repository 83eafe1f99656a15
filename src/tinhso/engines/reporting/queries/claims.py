"""When the work behind a first sending was done: by the device where it says so, else by the server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Verb
from tinhso.engines.reporting.entry_models import TimeClaim
from tinhso.engines.reporting.models import Assignment, CellChange, Submission, Transition
from tinhso.engines.reporting.queries.assignments import assignments


class Work(NamedTuple):
    """The changes that the first sending committed to: the last moment of the work, how many are the device's word."""

    ended_at: datetime
    offline: int
    changes: int


def sent_late(request_id: int, rights: Rights) -> list[Assignment]:
    """Units' reports of a request within reach whose first sending the server received after the deadline."""
    return list(assignments(rights).filter(request_id=request_id, kind="unit", on_time=False).order_by("id"))


def work_of(assignment_ids: Collection[int]) -> dict[int, Work]:
    """The work behind the first sending of these reports; one query."""
    first = Submission.objects.filter(assignment_id=OuterRef("assignment_id"), number=1).values("last_change_id")[:1]
    rows = CellChange.objects.filter(assignment_id__in=assignment_ids).filter(id__lte=Subquery(first))
    found = rows.order_by("assignment_id").values("assignment_id")
    told = found.annotate(ended=Max(Coalesce("claimed_at", "at")), offline=Count("claimed_at"), changes=Count("id"))
    return {one["assignment_id"]: Work(one["ended"], one["offline"], one["changes"]) for one in told}


def decisions_of(assignment_ids: Collection[int]) -> dict[int, list[tuple[TimeClaim, str, str]]]:
    """What was decided about each of these reports, oldest first, with the office and the capacity; one query."""
    step = Transition.objects.filter(
        assignment_id=OuterRef("assignment_id"), event_id=OuterRef("event_id"),
        verb__in=(Verb.ACCEPT_CLAIM, Verb.REVOKE_CLAIM),
    )  # fmt: skip
    rows = TimeClaim.objects.filter(assignment_id__in=assignment_ids).annotate(
        title=Subquery(step.values("title")[:1]), capacity=Subquery(step.values("capacity")[:1])
    )
    found: dict[int, list[tuple[TimeClaim, str, str]]] = defaultdict(list)
    for row in rows.order_by(F("id")):
        found[row.assignment_id].append((row, row.title or "", row.capacity or ""))
    return found
