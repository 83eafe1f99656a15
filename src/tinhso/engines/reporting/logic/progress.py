"""Completeness and lateness, live: who has sent, by unit or level; who is late, and who answers for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import (
    CompletenessRow,
    LateUnit,
    PunctualityCounts,
    RequestState,
    TaskState,
)
from tinhso.engines.reporting.logic.assigning.escalation import escalation_on
from tinhso.engines.reporting.logic.punctuality import count, records
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.people import responsible_titles
from tinhso.engines.reporting.queries.progress import SENT, completeness_rows, last_reminders, unit_reports
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.periods import Period


def completeness(
    rights: Rights, *, request_id: int | None = None, period: Period | None = None, by: str = "level"
) -> tuple[CompletenessRow, ...]:
    """Return expected, sent and accepted reports of a request, a period or everything in reach.

    Args:
        by: `level` (level of the respondent) or `unit` (whom the figures speak of).

    Returns:
        Rows by level code, or by unit in Vietnamese order; at most two queries.
    """
    found = list(completeness_rows(rights, by, request_id, period.code if period else None))
    if by == "level":
        return tuple(
            CompletenessRow(row["level"], None, row["level"], row["expected"], row["sent"], row["accepted"])
            for row in found
        )
    counted = {row["subject_unit_id"]: row for row in found}
    return tuple(
        CompletenessRow(
            unit.code,
            unit,
            unit.level,
            counted[unit.id]["expected"],
            counted[unit.id]["sent"],
            counted[unit.id]["accepted"],
        )
        for unit in orgs.last_views(list(counted))
    )


def late_units(
    rights: Rights,
    *,
    request_id: int | None = None,
    now: datetime | None = None,
    include_due_within_hours: int = 0,
) -> tuple[LateUnit, ...]:
    """Return units that have not sent although their deadline has passed, longest late first; five queries.

    Args:
        request_id: None means all open requests within reach.
        include_due_within_hours: also those whose deadline comes within so many hours (before it: not late yet).
    """
    moment = now or trust.now()
    rows = unit_reports(rights).filter(
        first_submitted_at__isnull=True, due_at__lt=moment + timedelta(hours=include_due_within_hours)
    )
    rows = rows.exclude(state=TaskState.LOCKED).exclude(request__state=RequestState.CANCELLED)
    if request_id is not None:
        rows = rows.filter(request_id=request_id)
    found = list(rows.select_related("request").order_by("due_at", "id"))
    return _late_views(found, rights, moment)


def awaited_units(rights: Rights, *, request_id: int, now: datetime | None = None) -> tuple[LateUnit, ...]:
    """Return every unit of a request whose report does not count now: not sent, returned or withdrawn; five queries."""
    rows = unit_reports(rights).filter(request_id=request_id).exclude(SENT)
    return _late_views(list(rows.select_related("request").order_by("due_at", "id")), rights, now or trust.now())


def _late_views(rows: list[Assignment], rights: Rights, now: datetime) -> tuple[LateUnit, ...]:
    units = {view.id: view for view in orgs.last_views({row.subject_unit_id for row in rows})}
    titles = responsible_titles({row.respondent_unit_id for row in rows}, in_vietnam(now).date())
    reminded = last_reminders([row.pk for row in rows])
    lately = records(list(units), rights, 12, now)
    order = {unit_id: place for place, unit_id in enumerate(units)}
    reached = escalation_on(now)
    return tuple(
        LateUnit(
            assignment_id=row.pk,
            request_id=row.request_id,
            title_vi=row.request.title_vi,
            title_en=row.request.title_en,
            unit=units[row.subject_unit_id],
            state=TaskState(row.state),
            due_at=row.due_at,
            hours_late=max(0, int((now - row.due_at).total_seconds() // 3600)),
            responsible_title=titles.get(row.respondent_unit_id, ("", ""))[0],
            responsible_title_en=titles.get(row.respondent_unit_id, ("", ""))[1],
            last_reminded_at=reminded.get(row.pk),
            last_periods=count(standing for _, standing in lately[row.subject_unit_id])
            if row.subject_unit_id in lately
            else PunctualityCounts(),
            escalated_to=reached(row.due_at),
        )
        for row in sorted(rows, key=lambda row: (row.due_at, order[row.subject_unit_id]))
    )
