"""`GET units`: the units of a day for machines. Units are public; figures are not, and are not here."""

from __future__ import annotations

import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security.base import AuthBase

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import UnitView
from tinhso.web_kit.posted_days import IsoDay


class UnitOut(Schema):
    """A unit as it was called on the day asked for."""

    code: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    kind: str
    level: str
    name_vi: str
    name_en: str
    short_name: str
    parent: str | None
    longitude: float | None
    latitude: float | None


class UnitPage(Schema):
    """A page of units; `next_cursor` leads to the next one, null on the last."""

    on: datetime.date
    items: list[UnitOut]
    next_cursor: str | None


class UnitQuery(Schema):
    """What may be asked for.

    Attributes:
        level: one level; empty means every level.
        on: the day, ISO; default today.
        within: code of a unit: only it and what is below.
        q: a name or part of one, with or without tones.
    """

    level: str = ""
    on: IsoDay | None = None
    within: str = ""
    q: str = ""
    cursor: str = ""
    limit: int = Query(100, ge=1, le=1000)  # type: ignore[type-arg]


def build_router(auth: AuthBase) -> Router:
    """Return the operations of this engine for the machine face."""
    router = Router(auth=auth, tags=["units"])

    @router.get("/units", response=UnitPage, operation_id="units", summary="Units valid on a day")
    def units(request: HttpRequest, query: UnitQuery = Query(...)) -> dict[str, object]:  # type: ignore[type-arg]  # noqa: B008
        day = query.on or api.today()
        within = api.unit_by_code(query.within, day).id if query.within else None
        found = api.units_page(
            day, level=query.level, within=within, text=query.q, after=query.cursor, limit=query.limit
        )
        parents = api.parent_codes([unit.id for unit in found.units], day)
        return {
            "on": day,
            "items": [_out(unit, parents.get(unit.id)) for unit in found.units],
            "next_cursor": found.next_cursor,
        }

    return router


def _out(unit: UnitView, parent: str | None) -> dict[str, object]:
    return {
        "code": unit.code,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "kind": unit.kind,
        "level": unit.level,
        "name_vi": unit.name_vi,
        "name_en": unit.name_en,
        "short_name": unit.short_name,
        "parent": parent,
        "longitude": unit.longitude,
        "latitude": unit.latitude,
    }
