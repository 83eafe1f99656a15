"""Who kept the deadline: one assignment, the counts of a request, a unit's last reports.

The server's receipt of the first submission decides; what was returned and came again late is told apart, and so is
what came late and was accepted by its receiver as done in time on a device without a network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Punctuality, PunctualityCounts, UnitTimeliness
from tinhso.engines.reporting.logic.assigning.requests import request
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.progress import last_due, timing_of_request
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import Period


class Timing(NamedTuple):
    """What lateness depends on."""

    due_at: datetime
    extended: bool
    first_submitted_at: datetime | None
    last_submitted_at: datetime | None
    on_time: bool | None
    corrections: int
    accepted_claim_at: datetime | None


def punctuality_of(timing: Timing, now: datetime) -> Punctuality:
    """Say how one assignment stands against its deadline."""
    if timing.first_submitted_at is None:
        if now > timing.due_at:
            return Punctuality.LATE
        return Punctuality.EXTENDED if timing.extended else Punctuality.NOT_DUE
    if not timing.on_time:
        return Punctuality.ON_TIME_CLAIMED if timing.accepted_claim_at else Punctuality.SENT_LATE
    # A correction after the lock is no late supplement: the report had been complete in time.
    if timing.last_submitted_at and timing.last_submitted_at > timing.due_at and not timing.corrections:
        return Punctuality.SUPPLEMENTED_LATE
    return Punctuality.ON_TIME_EXTENDED if timing.extended else Punctuality.ON_TIME


def count(found: Iterable[Punctuality]) -> PunctualityCounts:
    """Count assignments by how they stand."""
    standing = list(found)
    numbers = {str(one): standing.count(one) for one in Punctuality}
    return PunctualityCounts(total=len(standing), **numbers)


def punctuality(request_id: int, *, rights: Rights, now: datetime | None = None) -> PunctualityCounts:
    """Return how the units of a request stand against their deadlines, the consolidation left out.

    Raises:
        UnknownRequest (REP-026)
    """
    request(request_id, rights=rights)
    moment = now or trust.now()
    return count(punctuality_of(Timing(*row), moment) for row in timing_of_request(request_id, rights))


def timeliness(
    unit_ids: Sequence[int], *, rights: Rights, last: int = 12, now: datetime | None = None
) -> tuple[UnitTimeliness, ...]:
    """Return each unit's record over its last reports that were due, newest first; two queries for any number."""
    moment = now or trust.now()
    rows = records(unit_ids, rights, last, moment)
    units = {view.id: view for view in orgs.last_views(list(rows))}
    return tuple(
        UnitTimeliness(unit, count(one for _, one in rows[unit.id]), tuple(rows[unit.id])) for unit in units.values()
    )


def records(
    unit_ids: Sequence[int], rights: Rights, last: int, now: datetime
) -> dict[int, list[tuple[Period, Punctuality]]]:
    """By unit, how its last due reports stood, newest first; one query."""
    found: dict[int, list[tuple[Period, Punctuality]]] = {}
    for unit_id, scheme, code, start, end, *timing in last_due(unit_ids, rights, last, now):
        standing = punctuality_of(Timing(*timing), now)
        found.setdefault(unit_id, []).append((Period(scheme, code, start, end), standing))
    return found


def timing_of(row: Assignment) -> Timing:
    """What an assignment's lateness depends on."""
    return Timing(
        row.due_at, row.extended, row.first_submitted_at, row.last_submitted_at, row.on_time, row.corrections_made,
        row.accepted_claim_at,
    )  # fmt: skip
