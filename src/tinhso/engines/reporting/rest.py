"""`GET requests` and `GET assignments`: what was asked for, and where each report stands, within the caller's reach."""

from __future__ import annotations

import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security.base import AuthBase

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import AssignmentRow, RequestView, TaskState
from tinhso.web_kit.display import language


class DeadlineOut(Schema):
    """By when a level sends."""

    level: str
    due_at: datetime.datetime


class RequestOut(Schema):
    """A report that was asked for."""

    code: str
    title: str
    regime: str
    form: str
    form_version: int
    period: str
    assigner: str
    consolidator: str | None
    cut_off_on: datetime.date
    deadlines: list[DeadlineOut]
    lock_at: datetime.datetime
    state: str
    illustrative: bool


class RequestPageOut(Schema):
    """A page of requests; `next_cursor` leads to the next one, null on the last."""

    items: list[RequestOut]
    next_cursor: str | None


class AssignmentOut(Schema):
    """One unit's part of a request. `on_time` is decided by the server's receipt of the first submission."""

    id: int
    request: str
    period: str
    kind: str
    respondent: str
    subject: str
    level: str
    state: str
    due_at: datetime.datetime
    first_submitted_at: datetime.datetime | None
    on_time: bool | None
    submissions: int
    corrections: int


class AssignmentPageOut(Schema):
    """A page of assignments; `next_cursor` leads to the next one, null on the last."""

    items: list[AssignmentOut]
    next_cursor: str | None


class PageQuery(Schema):
    """Which page."""

    cursor: str = ""
    limit: int = Query(100, ge=1, le=1000)  # type: ignore[type-arg]


class AssignmentQuery(PageQuery):
    """Which assignments.

    Attributes:
        request: code of a request. state: one state, as in docs/reference/codes.md.
    """

    request: str = ""
    state: TaskState | None = None


def build_router(auth: AuthBase) -> Router:
    """Return the operations of this engine for the machine face."""
    router = Router(auth=auth, tags=["reporting"])

    @router.get(
        "/requests", response=RequestPageOut, operation_id="requests", summary="Reports asked for, within reach"
    )
    def requests(request: HttpRequest, query: PageQuery = Query(...)) -> dict[str, object]:  # type: ignore[type-arg]  # noqa: B008
        page = api.request_page(request.auth, cursor=query.cursor, size=query.limit)  # type: ignore[attr-defined]
        return {"items": [_request(one) for one in page.items], "next_cursor": page.next_cursor}

    @router.get(
        "/assignments", response=AssignmentPageOut, operation_id="assignments", summary="Where each report stands"
    )
    def assignments(request: HttpRequest, query: AssignmentQuery = Query(...)) -> dict[str, object]:  # type: ignore[type-arg]  # noqa: B008
        page = api.assignment_page(
            request.auth,  # type: ignore[attr-defined]
            cursor=query.cursor,
            size=query.limit,
            request=query.request,
            state=query.state or "",
        )
        return {"items": [_assignment(one) for one in page.items], "next_cursor": page.next_cursor}

    return router


def _request(view: RequestView) -> dict[str, object]:
    return {
        "code": view.code,
        "title": view.title(language()),
        "regime": view.regime,
        "form": view.form,
        "form_version": view.form_version,
        "period": view.period.code,
        "assigner": view.assigner.code,
        "consolidator": view.consolidator.code if view.consolidator else None,
        "cut_off_on": view.cut_off_on,
        "deadlines": [{"level": level, "due_at": due_at} for level, due_at in view.deadlines],
        "lock_at": view.lock_at,
        "state": str(view.state),
        "illustrative": view.illustrative,
    }


def _assignment(row: AssignmentRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in AssignmentRow.__slots__}
