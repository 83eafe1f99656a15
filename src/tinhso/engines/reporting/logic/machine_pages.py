"""Requests and assignments in pages for machines: a cursor continues after the last id, whatever came meanwhile."""

from __future__ import annotations

import base64
import binascii

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import AssignmentPage, AssignmentRow, RequestPage
from tinhso.engines.reporting.contracts.errors import WrongCursor
from tinhso.engines.reporting.logic.assigning.requests import request_views
from tinhso.engines.reporting.queries.assignments import assignments, requests_in_reach
from tinhso.web_kit.posted_numbers import read_number

LARGEST = 1_000


def request_page(rights: Rights, *, cursor: str = "", size: int = 100) -> RequestPage:
    """Return requests within reach by id.

    Args:
        cursor: `next_cursor` of the page before; empty for the first. size: 1 to 1000.

    Raises:
        WrongCursor (REP-091)
    """
    size = max(1, min(size, LARGEST))
    rows = list(requests_in_reach(rights).filter(id__gt=read_cursor(cursor)).order_by("id")[: size + 1])
    return RequestPage(request_views(rows[:size]), _next(rows[size - 1].pk) if len(rows) > size else None)


def assignment_page(
    rights: Rights, *, cursor: str = "", size: int = 100, request: str = "", state: str = ""
) -> AssignmentPage:
    """Return assignments within reach by id; two queries.

    Args:
        request: code of a request; empty means all. state: a state; empty means all. cursor, size: as `request_page`.

    Raises:
        WrongCursor (REP-091)
    """
    size = max(1, min(size, LARGEST))
    found = assignments(rights).filter(id__gt=read_cursor(cursor))
    if request:
        found = found.filter(request__code=request)
    if state:
        found = found.filter(state=state)
    rows = list(found.order_by("id")[: size + 1])
    shown = rows[:size]
    ids = {unit_id for row in shown for unit_id in (row.respondent_unit_id, row.subject_unit_id)}
    codes = {view.id: view.code for view in orgs.last_views(ids)}
    items = tuple(
        AssignmentRow(
            id=row.pk,
            request=row.request.code,
            period=row.request.period.code,
            kind=row.kind,
            respondent=codes[row.respondent_unit_id],
            subject=codes[row.subject_unit_id],
            level=row.level,
            state=row.state,
            due_at=row.due_at,
            first_submitted_at=row.first_submitted_at,
            on_time=row.on_time,
            accepted_claim_at=row.accepted_claim_at,
            submissions=row.submissions_made,
            corrections=row.corrections_made,
        )
        for row in shown
    )
    return AssignmentPage(items, _next(shown[-1].pk) if len(rows) > size else None)


def read_cursor(cursor: str) -> int:
    """Return the id a cursor continues after; 0 for the beginning."""
    if not cursor:
        return 0
    try:
        kind, _, number = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        last_id = read_number(number)
        if kind == "after" and last_id is not None:
            return last_id
    except (binascii.Error, UnicodeError):
        pass
    raise WrongCursor(cursor=cursor)


def _next(last_id: int) -> str:
    return base64.urlsafe_b64encode(f"after:{last_id}".encode()).decode()
