"""`GET series`: figures of the units of a level over periods, for machines; ready JSON, no object per row."""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import TypeVar

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.security.base import AuthBase

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import (
    AS_REPORTED,
    CURRENT,
    Dims,
    FigureQuery,
    FigureTable,
    MalformedQuery,
    RowKey,
    Time,
    TooManyPeriods,
)
from tinhso.engines.indicators.contracts import Scenario, Status
from tinhso.kernel.clock import read_moment
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import parse_period, parse_period_range
from tinhso.web_kit.posted_numbers import read_number

MOST_PERIODS = 600
"""Fifty years of months: a page is cut from the whole answer, and one question must not keep a processor for long."""


class SeriesQuery(Schema):
    """What may be asked for.

    Attributes:
        indicator: one code, or several with commas.
        periods: one code, a range `nd09:2026-01..2026-06`, or a list with commas; 600 periods at most.
        level: province, commune, agency, …
        structure: as_reported, current, or a day (ISO).
        as_of: ISO time (the last checkpoint at or before it) or a checkpoint's tree size; live without it.
        exact: also numerator and denominator.
        cursor: from the answer before: rows after the last one of it, whatever came meanwhile; limit: rows a page.
            Pages without `as_of` are each live; with it they are all of one moment.
    """

    indicator: str
    periods: str
    level: str
    structure: str = AS_REPORTED
    as_of: str = ""
    scenario: str = "actual"
    status: str = ""
    dims: str = "total"
    time: str = "period"
    exact: bool = False
    cursor: str = ""
    limit: int = Query(1000, ge=1, le=10000)  # type: ignore[type-arg]


class SeriesPage(Schema):
    """A page of rows in canonical order, with the columns of docs/reference/figures.md; values are texts."""

    tree_size: int | None
    items: list[dict[str, str | int | None]]
    next_cursor: str | None


def build_router(auth: AuthBase) -> Router:
    """Return the router of the cube; `auth` gives the caller's rights as `request.auth`."""
    router = Router(auth=auth, tags=["figures"])

    @router.get("series", response=SeriesPage, summary="Figures of the units of a level over periods")
    def get_series(request: HttpRequest, query: Query[SeriesQuery]) -> HttpResponse:
        """Return figures the caller may see: one row per expected key, x of N beside each."""
        table = api.query(_question(query, request.auth))  # type: ignore[attr-defined]
        return HttpResponse(orjson.dumps(_page(table, query)), content_type="application/json")

    return router


def _page(table: FigureTable, query: SeriesQuery) -> dict[str, object]:
    start = table.place_after(_read_cursor(query.cursor)) if query.cursor else 0
    end = start + query.limit
    return {
        "tree_size": table.tree_size,
        "items": table.to_records(exact=query.exact, start=start, end=end),
        "next_cursor": _cursor(table.key_at(end - 1)) if end < len(table) else None,
    }


def _cursor(key: RowKey) -> str:
    """Write what the last row of a page speaks of: its place would move when rows come before it."""
    words = [key.indicator, key.unit_code, key.unit_since.isoformat(), key.period.code, key.dims]
    return base64.urlsafe_b64encode(orjson.dumps(words)).decode()


def _read_cursor(text: str) -> RowKey:
    """Read a cursor that an answer gave.

    Raises:
        MalformedQuery (CUB-010): this product never gave it.
    """
    try:
        indicator, unit_code, since, period, dims = orjson.loads(base64.urlsafe_b64decode(text.encode()))
        key = RowKey(str(indicator), str(unit_code), date.fromisoformat(since), parse_period(period), str(dims))
    except (ValueError, TypeError, AttributeError, TinhSoError) as error:
        raise _malformed("cursor", text, "next_cursor") from error
    if _cursor(key) != text:
        raise _malformed("cursor", text, "next_cursor")
    return key


def _question(query: SeriesQuery, rights: object) -> FigureQuery:
    periods = parse_period_range(query.periods)
    if len(periods) > MOST_PERIODS:
        raise TooManyPeriods(asked=len(periods), most=MOST_PERIODS)
    return FigureQuery(
        indicators=tuple(code.strip() for code in query.indicator.split(",") if code.strip()),
        periods=periods,
        level=query.level,
        rights=rights,  # type: ignore[arg-type]
        structure=_structure(query.structure),
        as_of=_as_of(query.as_of),
        scenario=_member("scenario", query.scenario, {one.code: one for one in Scenario}),
        status=_member("status", query.status, {"": None, "official": Status.OFFICIAL}),
        dims=_member("dims", query.dims, {str(one): one for one in Dims}),
        time=_member("time", query.time, {str(one): one for one in Time}),
    )


Choice = TypeVar("Choice")


def _member(name: str, text: str, known: dict[str, Choice]) -> Choice:
    if text not in known:
        raise _malformed(name, text, ", ".join(known))
    return known[text]


def _structure(text: str) -> str | date:
    if text in {AS_REPORTED, CURRENT}:
        return text
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _malformed("structure", text, f"{AS_REPORTED}, {CURRENT}, 2025-07-01") from error


def _as_of(text: str) -> datetime | int | None:
    if not text:
        return None
    if (size := read_number(text)) is not None:
        return size
    try:
        return read_moment(text)
    except ValueError as error:
        raise _malformed("as_of", text, "2026-11-16T16:00") from error


def _malformed(name: str, value: str, known: str) -> MalformedQuery:
    return MalformedQuery(parameter=name, value=value, known=known)
