"""How far each of many requests has come: one query for a whole list of them."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Q

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import StateCounts, TaskState
from tinhso.engines.reporting.queries.progress import ACCEPTED, SENT, unit_reports


def counts_of_requests(request_ids: Collection[int], rights: Rights) -> dict[int, StateCounts]:
    """Return by request how many units' reports within reach stand where; nothing for a request out of reach.

    `needs_checking` stays 0: what a figure's past says about it is asked of one request at a time.
    """
    rows = (
        unit_reports(rights)
        .filter(request_id__in=request_ids)
        .order_by("request_id")
        .values("request_id")
        .annotate(
            total=Count("id"),
            sent=Count("id", SENT),
            accepted=Count("id", ACCEPTED),
            to_accept=Count("id", Q(state=TaskState.SUBMITTED)),
            returned=Count("id", Q(state=TaskState.RETURNED)),
        )
    )
    return {
        row["request_id"]: StateCounts(row["total"], row["sent"], row["accepted"], row["to_accept"], row["returned"])
        for row in rows
    }
