"""Changing what was assigned, with notice to the units: deadlines, units, cancelling, replacing."""

from __future__ import annotations

from django.db import transaction

from tinhso.engines.orgs.contracts import NoRight, Rights
from tinhso.engines.reporting.contracts import RequestState, RequestView, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import RequestHasFigures, UnknownRequest
from tinhso.engines.reporting.contracts.request_errors import ReadByOthers
from tinhso.engines.reporting.logic.life import (
    TABLE,
    Rule,
    closed,
    holds,
    move,
    refuse_stale,
    require_reason,
    signature,
    subject_of_request,
)
from tinhso.engines.reporting.logic.requests import request_view
from tinhso.engines.reporting.models import Assignment, Request
from tinhso.engines.reporting.queries.assignments import assignments_of_request_for_change, requests_in_reach
from tinhso.engines.reporting.queries.readings import readers_of
from tinhso.engines.trust import api as trust


def take_request(request_id: int, verb: Verb, rights: Rights, reason: str) -> tuple[Request, list[Assignment], Rule]:
    """Lock an open request and its assignments for an act of the office that assigned it, or refuse.

    Raises:
        UnknownRequest (REP-026), RequestClosed (REP-027), ReasonNeeded (REP-043), NoRight (ORG-020),
        StaleRights (REP-045).
    """
    refuse_stale(rights)
    if not requests_in_reach(rights).filter(id=request_id).exists():
        raise UnknownRequest(request=request_id)
    request, rule = Request.objects.select_for_update().get(id=request_id), TABLE[verb]
    rows = assignments_of_request_for_change(request_id)
    unit_id = request.assigner_unit_id
    if not (rights.may(rule.action, unit_id) and holds(rights, rule.action, unit_id)):
        raise NoRight(action=str(rule.action), unit=unit_id, actor=rights.actor)
    require_reason(rule, reason)
    if request.state != RequestState.OPEN:
        raise closed(request, rule)
    return request, [row for row in rows if row.state != TaskState.CANCELLED], rule


@transaction.atomic
def cancel_request(request_id: int, *, rights: Rights, reason: str) -> RequestView:
    """Cancel a request nobody has sent figures for.

    Raises:
        UnknownRequest (REP-026), RequestClosed (REP-027), RequestHasFigures (REP-028), ReadByOthers (REP-163),
        ReasonNeeded (REP-043), NoRight (ORG-020), StaleRights (REP-045).
    """
    request, rows, rule = take_request(request_id, Verb.CANCEL, rights, reason)
    refuse_sent(request, rows)
    refuse_read(request)
    event_id = trust.record(
        kind=rule.event_kind, subject=subject_of_request(request.code), actor=rights.actor, reason=reason
    )
    cancel_rows(rows, request, event_id, rights)
    request.state = RequestState.CANCELLED
    request.save(update_fields=["state"])
    return request_view(request)


def cancel_rows(rows: list[Assignment], request: Request, event_id: int, rights: Rights) -> None:
    """End these tasks under an event."""
    move(
        rows, Verb.CANCEL, event_id, trust.now(), signature(rights, TABLE[Verb.CANCEL].action, request.assigner_unit_id)
    )
    Assignment.objects.filter(id__in=[row.pk for row in rows]).update(state=TaskState.CANCELLED)


def refuse_sent(request: Request, rows: list[Assignment]) -> None:
    """Refuse to end tasks whose figures count (RequestHasFigures, REP-028)."""
    sent = [row for row in rows if row.state in (TaskState.SUBMITTED, TaskState.ACCEPTED, TaskState.CONSOLIDATED)]
    if sent:
        raise RequestHasFigures(request=request.code, sent=len(sent))


def refuse_read(request: Request, unit_ids: list[int] | None = None) -> None:
    """Refuse to stop asking what others read (ReadByOthers, REP-163)."""
    readers = readers_of(request.pk, unit_ids)
    if readers:
        raise ReadByOthers(count=len(readers), readers=", ".join(f"“{row.title_vi}”" for row in readers[:3]))
