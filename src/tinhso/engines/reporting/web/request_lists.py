"""Requests as rows of a list: what, which period, how many have sent, until when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import RequestState, RequestView, StateCounts
from tinhso.engines.reporting.queries.request_counts import counts_of_requests
from tinhso.web_kit.display import language


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
