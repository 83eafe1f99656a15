"""Requests as lists and screens see them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, TextField
from django.db.models.functions import Cast, Coalesce

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


@dataclass(frozen=True, slots=True)
class RequestLists:
    """The requests of a reader's lists: how many stand where, and those of one state in order, by id."""

    counts: dict[RequestState, int]
    ids: tuple[int, ...]


def request_lists(
    rights: Rights,
    *,
    state: RequestState | None = None,
    received_by: Collection[int] | None = None,
    consolidated_by: int | None = None,
) -> RequestLists:
    """Return requests within reach in the order of lists: the newest period first, within it what is due first.

    One query that reads no more of a request than its place in the list; `requests_by_id` reads those of a page.

    Args:
        state: only these in `ids`; None gives all.
        received_by: only what is sent to these units, first or after another consolidated.
        consolidated_by: only what this unit consolidates.
    """
    rows = requests_in_reach(rights)
    if received_by is not None:
        rows = rows.filter(Q(assigner_unit_id__in=received_by) | Q(consolidator_unit_id__in=received_by))
    if consolidated_by is not None:
        rows = rows.filter(consolidator_unit_id=consolidated_by)
    # As text: of thousands only those of one state are read.
    due = Coalesce(Cast("deadlines_now", TextField()), Cast("deadlines", TextField()))
    found = list(rows.order_by("-period__end", "code").values_list("id", "state", "period__end", due))
    counts = Counter(row[1] for row in found)
    wanted = sorted((row for row in found if state in (None, row[1])), key=_place)
    return RequestLists({one: counts[one] for one in RequestState}, tuple(row[0] for row in wanted))


def _place(row: tuple[int, str, date, str]) -> tuple[int, bool, float]:
    _id, _state, period_end, deadlines = row
    due = min(map(datetime.fromisoformat, json.loads(deadlines).values()), default=None)
    return -period_end.toordinal(), due is None, due.timestamp() if due else 0.0


def requests_by_id(request_ids: Sequence[int], rights: Rights) -> tuple[RequestView, ...]:
    """Return these requests within reach, in this order; two queries."""
    found = {one.id: one for one in request_views(list(requests_in_reach(rights).filter(id__in=request_ids)))}
    return tuple(found[one] for one in request_ids if one in found)


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
