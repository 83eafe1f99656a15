"""`GET requests` and `GET assignments`: what was asked for, and where each report stands, within the caller's reach."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security.base import AuthBase

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import (
    AssignmentRow,
    ConsolidationColumn,
    ConsolidationTotal,
    ConsolidationView,
    PunctualityCounts,
    Quantity,
    RequestView,
    RowView,
    TaskState,
    TaskView,
)
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
    """One unit's part of a request. `on_time` is decided by the server's receipt of the first submission.

    Attributes:
        accepted_claim_at: where it came late: until when the work was done by the device's clock, as the receiver
            accepted it; null where nobody did.
    """

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
    accepted_claim_at: datetime.datetime | None
    submissions: int
    corrections: int


class AssignmentPageOut(Schema):
    """A page of assignments; `next_cursor` leads to the next one, null on the last."""

    items: list[AssignmentOut]
    next_cursor: str | None


class FigureOut(Schema):
    """A figure as text, exact; `missing` says why there is none.

    Attributes:
        restated: how former units' figures were carried to the unit of today (`whole`, `divided`), or that they
            cannot be (`impossible`); empty where all of it is the unit's own.
    """

    value: str | None
    operator: str
    missing: str
    restated: str


class ReportRowOut(Schema):
    """A row of a report: its figures by column, and what the screen shows beside them.

    Attributes:
        figures: by code of the form's column; the draft's while the unit drafts and the caller belongs to it.
        year_to_date: the year so far with the row's own figure as its last part.
    """

    row_no: str
    name: str
    indicator: str
    dims: str
    decimals: int
    figures: dict[str, FigureOut]
    previous: FigureOut
    same_period_last_year: FigureOut
    year_to_date: FigureOut
    plan: FigureOut


class ReportOut(Schema):
    """One unit's report with every row that holds figures."""

    id: int
    request: str
    period: str
    subject: str
    state: str
    rows: list[ReportRowOut]


class LineOut(Schema):
    """A line of the consolidating agency."""

    title: str
    value: str


class TotalOut(Schema):
    """A total over the units that sent, compared with exactly the same units.

    Attributes:
        received, expected: x and N. units_total: the units' sum; total: with the agency's lines.
        same_units_…: the same x units; the percentages are units_total against them.
        all_units_last_year: all N units; not what a partial total is compared with.
        year_to_date: the year so far of the units that sent, with the agency's lines.
    """

    row_no: str
    indicator: str
    dims: str
    received: int
    expected: int
    units_total: str | None
    lines: list[LineOut]
    total: str | None
    same_units_last_year: str | None
    percent_of_same_units_last_year: str | None
    same_units_previous: str | None
    percent_of_same_units_previous: str | None
    all_units_last_year: str | None
    year_to_date: str | None
    sentence: str


class VersionOut(Schema):
    """A version that was sent upward; `files` are SHA-256 by format."""

    number: int
    name: str
    kind: str
    frozen_at: datetime.datetime
    sent: int
    expected: int
    files: dict[str, str]


class PunctualityOut(Schema):
    """How many units stand where against their deadlines, now; the words are those of docs/reference/report-life.md.

    Attributes:
        due: all but those not sent whose (granted) deadline is ahead. kept: of these, sent in time.
        percent_on_time: kept of due, one decimal; null when nothing was due.
    """

    total: int
    on_time: int
    on_time_extended: int
    on_time_claimed: int
    supplemented_late: int
    extended: int
    not_due: int
    sent_late: int
    late: int
    due: int
    kept: int
    percent_on_time: str | None


class ConsolidationOut(Schema):
    """A consolidated report as it stands, and what was sent."""

    request: str
    period: str
    sent: int
    expected: int
    punctuality: PunctualityOut
    totals: list[TotalOut]
    versions: list[VersionOut]


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

    @router.get(
        "/assignments/{assignment_id}", response=ReportOut, operation_id="report",
        summary="One report: each row with what stands beside it",
    )  # fmt: skip
    def report(request: HttpRequest, assignment_id: int) -> dict[str, object]:
        return _report(api.task(assignment_id, rights=request.auth))  # type: ignore[attr-defined]

    @router.get(
        "/consolidations/{code}", response=ConsolidationOut, operation_id="consolidation",
        summary="Totals of a request: x/N, compared with the same units",
    )  # fmt: skip
    def consolidation(request: HttpRequest, code: str) -> dict[str, object]:
        view = api.consolidation_of(code, rights=request.auth)  # type: ignore[attr-defined]
        return _consolidation(view, api.punctuality(view.request.id, rights=request.auth))  # type: ignore[attr-defined]

    return router


def _report(view: TaskView) -> dict[str, object]:
    return {
        "id": view.card.id,
        "request": view.request.code,
        "period": view.request.period.code,
        "subject": view.card.subject.code,
        "state": str(view.card.state),
        "rows": [_report_row(row, row.definition) for row in view.rows if row.definition is not None],
    }


def _report_row(row: RowView, definition: DefinitionView) -> dict[str, object]:
    beside = ("previous", "same_period_last_year", "year_to_date", "plan")
    return {
        "row_no": row.row.no,
        "name": row.name(language()),
        "indicator": definition.code,
        "dims": row.row.dims,
        "decimals": definition.decimals,
        "figures": {code: _figure(cell.quantity) for code, cell in row.cells.items()},
        **{name: _figure(getattr(row, name)) for name in beside},
    }


def _figure(quantity: Quantity) -> dict[str, str | None]:
    return {
        "value": _exact(quantity.value),
        "operator": quantity.operator.symbol,
        "missing": quantity.missing.code,
        "restated": str(quantity.restated or ""),
    }


def _punctuality(counts: PunctualityCounts) -> dict[str, object]:
    names = (*PunctualityCounts.__slots__, "due", "kept")
    return {name: getattr(counts, name) for name in names} | {"percent_on_time": _exact(counts.percent_on_time)}


def _consolidation(view: ConsolidationView, counts: PunctualityCounts) -> dict[str, object]:
    return {
        "request": view.request.code,
        "period": view.request.period.code,
        "sent": view.counts.sent,
        "expected": view.counts.total,
        "punctuality": _punctuality(counts),
        "totals": [_total(column, view.totals[column.row.no]) for column in view.columns],
        "versions": [
            {
                "number": one.number, "name": one.name(language()), "kind": str(one.kind),
                "frozen_at": one.frozen_at, "sent": one.sent, "expected": one.expected,
                "files": {file.format: file.digest for file in one.files},
            }
            for one in view.versions
        ],
    }  # fmt: skip


def _total(column: ConsolidationColumn, total: ConsolidationTotal) -> dict[str, object]:
    return {
        "row_no": column.row.no,
        "indicator": column.definition.code,
        "dims": column.row.dims,
        "received": total.received,
        "expected": total.expected,
        "units_total": _exact(total.units_total.value),
        "lines": [{"title": one.title_vi, "value": _exact(one.value)} for one in total.adjustments],
        "total": _exact(total.total.value),
        "same_units_last_year": _exact(total.same_units_last_year.value),
        "percent_of_same_units_last_year": _exact(total.change_percent),
        "same_units_previous": _exact(total.same_units_previous.value),
        "percent_of_same_units_previous": _exact(total.previous_percent),
        "all_units_last_year": _exact(total.all_units_last_year.value),
        "year_to_date": _exact(total.year_to_date.value),
        "sentence": total.sentence(column.name(language()), column.definition.decimals, language()),
    }


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


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
