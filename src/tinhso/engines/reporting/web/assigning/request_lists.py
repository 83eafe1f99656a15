"""Requests as rows of a list: what, which period, how many have sent, until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import RequestState, RequestView, StateCounts
from tinhso.engines.reporting.queries.request_counts import counts_of_requests
from tinhso.web_kit.display import language
from tinhso.web_kit.paging import page_of

# What the address says (`?loc=da-khoa`) and which requests it leaves.
_STATES = {"": RequestState.OPEN, "da-khoa": RequestState.LOCKED, "da-huy": RequestState.CANCELLED}


def list_context(request: HttpRequest, found: Sequence[RequestView], rights: Rights, route: str) -> dict[str, Any]:
    """Return what `partials/request_table.html` shows: the open ones unless the address asks for others.

    Args:
        found: every request the list may show.
        route: name of the page that a request's title leads to.
    """
    wanted = request.GET.get("loc", "")
    shown = [one for one in found if wanted == "tat-ca" or one.state is _STATES.get(wanted, RequestState.OPEN)]
    page = page_of(request, sorted(shown, key=_soonest_of_newest), size=24)
    names = {"": _("đang mở"), "da-khoa": _("đã khóa"), "da-huy": _("đã hủy"), "tat-ca": _("tất cả")}
    counts = {name: sum(one.state is state for one in found) for name, state in _STATES.items()}
    counts["tat-ca"] = len(found)
    chips = [
        {"label": label, "url": f"?loc={name}" if name else "?", "count": counts[name], "current": wanted == name}
        for name, label in names.items()
        if counts[name] or not name
    ]
    return {"page": page, "requests": request_cards(page.object_list, rights, route), "filters": chips, "any": found}


def _soonest_of_newest(request: RequestView) -> tuple[int, bool, float]:
    """The newest period first; within it what is due first."""
    due = request.deadlines[0][1] if request.deadlines else None
    return -request.period.end.toordinal(), due is None, due.timestamp() if due else 0.0


def request_cards(found: Iterable[RequestView], rights: Rights, route: str) -> list[dict[str, Any]]:
    """Return each request for a list; one query for all their counts.

    Args:
        route: name of the page that a request's title leads to.
    """
    requests = list(found)
    counts = counts_of_requests([one.id for one in requests], rights)
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
