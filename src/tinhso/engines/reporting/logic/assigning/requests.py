"""Requests as lists and screens see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.engines.reporting.contracts import RequestState, RequestView
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.models import Request
from tinhso.engines.reporting.queries.assignments import requests_in_reach
from tinhso.kernel.clock import as_utc
from tinhso.kernel.periods import Period


def requests(rights: Rights, *, period: Period | None = None, state: str | None = None) -> tuple[RequestView, ...]:
    """Return the requests within reach, newest period first; two queries."""
    rows = requests_in_reach(rights)
    if period is not None:
        rows = rows.filter(period__code=period.code)
    if state is not None:
        rows = rows.filter(state=state)
    return request_views(list(rows.order_by("-period__end", "code")))


def request(request_id: int, *, rights: Rights) -> RequestView:
    """Return one request.

    Raises:
        UnknownRequest (REP-026)
    """
    row = requests_in_reach(rights).filter(id=request_id).first()
    if row is None:
        raise UnknownRequest(request=request_id)
    return request_view(row)


def request_views(rows: Sequence[Request]) -> tuple[RequestView, ...]:
    """Return rows as views, their units in one query."""
    ids = {
        unit_id
        for row in rows
        for unit_id in (row.assigner_unit_id, row.consolidator_unit_id, row.aggregate_unit_id)
        if unit_id is not None
    }
    units = {view.id: view for view in orgs.last_views(ids)}
    return tuple(view_of(row, units) for row in rows)


def request_view(row: Request) -> RequestView:
    """Return one row as a view."""
    return request_views([row])[0]


def view_of(row: Request, units: dict[int, UnitView]) -> RequestView:
    """Return one row as a view with units at hand."""
    period = Period(row.period.scheme, row.period.code, row.period.start, row.period.end)
    return RequestView(
        id=row.pk,
        code=row.code,
        title_vi=row.title_vi,
        title_en=row.title_en,
        regime=row.regime_version.regime.code,
        form=row.form_version.form.code,
        form_version=row.form_version.version,
        period=period,
        assigner=units[row.assigner_unit_id],
        consolidator=units[row.consolidator_unit_id] if row.consolidator_unit_id else None,
        aggregate=units[row.aggregate_unit_id] if row.aggregate_unit_id else None,
        cut_off_on=row.cut_off_on,
        deadlines=tuple(
            (level, as_utc(datetime.fromisoformat(moment)))
            for level, moment in sorted((row.deadlines_now or row.deadlines).items(), key=lambda pair: pair[1])
        ),
        lock_at=row.lock_now or row.lock_at,
        state=RequestState(row.state),
        opened_at=row.opened_at,
        event_id=row.event_id,
        illustrative=row.illustrative,
    )


def unit_ids_of(row: Request) -> set[int]:
    """The units a request's view names."""
    found = {row.assigner_unit_id, row.consolidator_unit_id, row.aggregate_unit_id}
    return {unit_id for unit_id in found if unit_id is not None}
