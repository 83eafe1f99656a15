"""Requests as rows of a list: what, which period, how many have sent, until when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestState, RequestView, StateCounts
from tinhso.web_kit.display import language
from tinhso.web_kit.paging import page_of

# What the address says (`?loc=da-khoa`) and which requests it leaves.
_STATES = {"": RequestState.OPEN, "da-khoa": RequestState.LOCKED, "da-huy": RequestState.CANCELLED}
ALL = "tat-ca"


def list_context(
    request: HttpRequest, rights: Rights, route: str, received_by: Collection[int] | None = None
) -> dict[str, Any]:
    """Return what `partials/request_table.html` shows: the open ones unless the address asks for others.

    Args:
        route: name of the page that a request's title leads to.
        received_by: only what is sent to these units.
    """
    wanted = request.GET.get("loc", "")
    state = None if wanted == ALL else _STATES.get(wanted, RequestState.OPEN)
    lists = api.request_lists(rights, state=state, received_by=received_by)
    page = page_of(request, lists.ids, size=24)
    names = {"": _("đang mở"), "da-khoa": _("đã khóa"), "da-huy": _("đã hủy"), ALL: _("tất cả")}
    counts = {name: lists.counts[of_name] for name, of_name in _STATES.items()}
    counts[ALL] = sum(lists.counts.values())
    chips = [
        {"label": label, "url": f"?loc={name}" if name else "?", "count": counts[name], "current": wanted == name}
        for name, label in names.items()
        if counts[name] or not name
    ]
    cards = request_cards(api.requests_by_id(list(page.object_list), rights), rights, route)
    return {"page": page, "requests": cards, "filters": chips, "any": counts[ALL] > 0}


def request_cards(found: Iterable[RequestView], rights: Rights, route: str) -> list[dict[str, Any]]:
    """Return each request for a list; one query for all their counts.

    Args:
        route: name of the page that a request's title leads to.
    """
    requests = list(found)
    counts = api.counts_of_requests([one.id for one in requests], rights)
    return [_card(one, counts.get(one.id, StateCounts()), route) for one in requests]


def _card(request: RequestView, counts: StateCounts, route: str) -> dict[str, Any]:
    mark_code, mark_text = mark_of(request, counts)
    return {
        "title": request.title(language()),
        "url": reverse(route, args=[request.id]),
        "period": request.period.label(language()),
        "consolidator": (request.consolidator or request.assigner).name(language()),
        "deadline": request.deadlines[0][1] if request.deadlines else None,
        "is_open": request.state is RequestState.OPEN,
        "counts": counts,
        "progress": f"{counts.sent}/{counts.total}",
        "mark_code": mark_code,
        "mark_text": mark_text,
        "illustrative": request.illustrative,
    }


def mark_of(request: RequestView, counts: StateCounts) -> tuple[str, str]:
    """(code, words) of where a request stands."""
    if request.state is RequestState.LOCKED:
        return "locked", ""
    if request.state is RequestState.CANCELLED:
        return "cancelled", ""
    if counts.to_accept:
        return "submitted", _("%(count)d chờ tiếp nhận") % {"count": counts.to_accept}
    if counts.total and counts.accepted == counts.total:
        return "accepted", _("đã tiếp nhận đủ")
    return "assigned", _("đang thu")
