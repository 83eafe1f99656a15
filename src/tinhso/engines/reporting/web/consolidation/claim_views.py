"""Reports that came after their deadline: what their devices say, and the receiver's formal word about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.claims import ClaimDecision, TimeClaimView
from tinhso.engines.reporting.web.consolidation.versions import lede_of
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language, show_datetime
from tinhso.web_kit.errors import PageNotFound
from tinhso.web_kit.paging import page_of
from tinhso.web_kit.posted_numbers import read_number

UNITS_ON_A_PAGE = 50
ACTS: dict[str, Callable[..., int]] = {"accept": api.accept_claim, "revoke": api.revoke_claim}


@desk_page("GET", "POST")
def claims(request: DeskRequest, request_id: int) -> HttpResponse:
    """Who came late by the server, with the device's time beside it; the receiver accepts it or takes that back."""
    error: TinhSoError | None = None
    if request.method == "POST":
        decide = ACTS.get(request.POST.get("act", ""))
        if decide is None:
            raise PageNotFound(path=request.path)
        try:
            decide(_chosen(request), rights=request.rights, reason=request.POST.get("reason", ""))
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            done = _("Đã công nhận đúng hạn. Đơn vị thấy ở mục Thông báo.")
            messages.success(request, done if decide is api.accept_claim else _("Đã thôi công nhận đúng hạn."))
            return redirect("reporting:claims", request_id)
    found, shown = api.time_claims(request_id, rights=request.rights), api.request(request_id, rights=request.rights)
    page = page_of(request, found, UNITS_ON_A_PAGE)
    context = {
        "request_id": request_id,
        "title": shown.title(language()),
        "lede": lede_of(shown),
        "page": page,
        "units": [_unit(one) for one in page.object_list],
        "late": len(found),
        "accepted": sum(one.is_accepted for one in found),
        "claimed": sum(one.is_acceptable for one in found),
        "error_text": error.message(language()) if error else "",
        "refused": _chosen(request) if error else 0,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "reporting/claims.html", context, status=status_of(error))


def _chosen(request: DeskRequest) -> int:
    text = request.POST.get("chon", "")
    return read_number(text, 0)


def _unit(one: TimeClaimView) -> dict[str, Any]:
    return {
        "id": one.assignment_id,
        "name": one.unit.name(language()),
        "due_at": one.due_at,
        "received_at": one.received_at,
        "claimed_at": one.claimed_at,
        "claim_words": _claim_words(one),
        "is_accepted": one.is_accepted,
        "may_accept": one.may_decide and one.is_acceptable and not one.is_accepted,
        "may_revoke": one.may_decide and one.is_accepted,
        "decisions": [_decision(decision) for decision in one.decisions],
    }


def _claim_words(one: TimeClaimView) -> str:
    if one.claimed_at is None:
        return _("không có giờ máy: nhập khi có mạng")
    words = _("%(offline)d/%(changes)d lần nhập khi mất mạng") % {
        "offline": one.offline_changes,
        "changes": one.changes,
    }
    return words if one.is_acceptable else f"{words}; {_('xong sau hạn')}"


def _decision(one: ClaimDecision) -> str:
    """“Công nhận: Phó Giám đốc Sở · 18/11/2026 08:10 · “mất mạng cả xã””."""
    what = _("Công nhận") if one.accepted else _("Thôi công nhận")
    who = ", ".join(part for part in (one.title, one.capacity) if part)
    said = f"“{one.reason}”" if one.reason else ""
    return f"{what}: " + " · ".join(part for part in (who, show_datetime(one.at), said) if part)
