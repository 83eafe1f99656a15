"""`GET indicators` and `POST figures`: what is counted, and the door through which figures come by themselves."""

from __future__ import annotations

import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from ninja import Field, Header, Query, Router, Schema
from ninja.responses import Status
from ninja.security.base import AuthBase
from pydantic import StrictInt

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_days import IsoDay


class IndicatorOut(Schema):
    """An indicator as it is defined on the day asked for."""

    code: str
    name: str
    measure_unit: str
    time_rule: str
    space_rule: str
    scheme: str
    publication: str


class IndicatorPage(Schema):
    """A page of indicators; `next_cursor` leads to the next one, null on the last."""

    on: datetime.date
    items: list[IndicatorOut]
    next_cursor: str | None


class IndicatorQuery(Schema):
    """What may be asked for.

    Attributes:
        on: the day, ISO; default today.
        q: a code, a name or part of one, with or without tones.
    """

    on: IsoDay | None = None
    q: str = ""
    cursor: str = ""
    limit: int = Query(100, ge=1, le=1000)  # type: ignore[type-arg]


class FigureIn(Schema, extra="forbid"):
    """One figure. `value` is text with at most one dot, or a whole number; without a value, `missing` says why.

    A field that no figure of the request has is not compared with what is stored.
    """

    indicator: str
    unit: str
    period: str
    value: StrictInt | str | None = None
    dims: dict[str, str] = Field(default_factory=dict)
    operator: str = ""
    missing: str = ""
    status: str = ""
    note: str = ""


class FiguresIn(Schema, extra="forbid"):
    """Figures to be written, all or nothing. `reason` says why stored figures are corrected."""

    figures: list[FigureIn]
    reason: str = ""


class RejectionOut(Schema):
    """Why a figure was refused; `row` counts figures from 1."""

    row: int
    column: str
    code: str
    message: str


class SummaryOut(Schema):
    """What became of the figures; nothing was changed unless `committed`."""

    committed: bool
    accepted: int
    unchanged: int
    corrected: int
    rejected: int
    rejections: list[RejectionOut]


def build_router(auth: AuthBase) -> Router:
    """Return the operations of this engine for the machine face."""
    router = Router(auth=auth, tags=["indicators"])

    @router.get(
        "/indicators", response=IndicatorPage, operation_id="indicators", summary="Indicators the caller may know of"
    )
    def indicators(request: HttpRequest, query: IndicatorQuery = Query(...)) -> dict[str, object]:  # type: ignore[type-arg]  # noqa: B008
        page = api.definitions_page(
            rights=request.auth,  # type: ignore[attr-defined]
            on=query.on,
            text=query.q,
            after=query.cursor,
            limit=query.limit,
        )
        return {
            "on": page.on,
            "items": [_out(definition) for definition in page.definitions],
            "next_cursor": page.next_cursor,
        }

    @router.post(
        "/figures",
        response={HTTPStatus.OK: SummaryOut, HTTPStatus.UNPROCESSABLE_ENTITY: SummaryOut},
        operation_id="post_figures",
        summary="Write figures; the same Idempotency-Key is answered again and written once",
    )
    def figures(
        request: HttpRequest,
        body: FiguresIn,
        idempotency_key: str = Header(..., alias="Idempotency-Key"),  # type: ignore[type-arg]
    ) -> Status[dict[str, Any]]:
        summary = api.post_figures(
            [figure.model_dump(exclude_unset=True) for figure in body.figures],
            rights=request.auth,  # type: ignore[attr-defined]
            idempotency_key=idempotency_key,
            reason=body.reason,
        )
        status = HTTPStatus.OK if summary.committed else HTTPStatus.UNPROCESSABLE_ENTITY
        return Status(status, summary.to_json(language()))

    return router


def _out(definition: DefinitionView) -> dict[str, object]:
    return {
        "code": definition.code,
        "name": definition.name(language()),
        "measure_unit": definition.measure_unit,
        "time_rule": definition.time_rule,
        "space_rule": definition.space_rule,
        "scheme": definition.scheme,
        "publication": definition.publication,
    }
