"""Emergency access on screen: every one in reach, opening one, and closing it from every page."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.orgs.contracts.emergency import CHOICES_MINUTES, LEAST_REASON, EmergencyView
from tinhso.engines.orgs.contracts.errors import NoRight
from tinhso.engines.orgs.web.accounts import Asked
from tinhso.engines.orgs.web.viewing import number_of
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.paging import page_of
from tinhso.web_kit.signed_in import desk_page

PAGE_SIZE = 50


@desk_page("GET", "POST")
def show(request: HttpRequest) -> HttpResponse:
    """Every emergency access in reach; posting opens a unit, or ends one that is open."""
    rights = cast(Asked, request).rights
    found, error = api.EmergenciesInReach(rights), None
    if request.method == "POST":
        if request.POST.get("viec") == "dong":
            api.end_emergency(number_of(request.POST.get("so", "")), rights=rights)
            messages.success(request, _("Đã kết thúc."))
            return redirect("orgs:emergency")
        rights.require(Action.BREAK_GLASS)
        try:
            _open(request, rights)
            return redirect("orgs:emergency")
        except NoRight:
            raise
        except TinhSoError as refused:
            error = refused
    page = page_of(request, found, PAGE_SIZE)
    context = {
        "page": page,
        "lines": [_line(one) for one in page.object_list],
        "may_open": rights.may(Action.BREAK_GLASS) and not rights.reads_only,
        "units": [{"code": one.code, "name": one.name(language())} for one in api.units_to_open(rights)],
        "choices": CHOICES_MINUTES,
        "least": LEAST_REASON,
        "posted": request.POST,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "orgs/emergency.html", context, status=error.status if error else 200)


@require_POST
@never_cache
def close(request: HttpRequest) -> HttpResponse:
    """Close what this sign-in has open."""
    if not request.user.is_authenticated:
        raise NoRight(action=str(Action.BREAK_GLASS), unit="–", actor="public:anonymous")
    api.close_emergency(request)
    return redirect("/")


def _open(request: HttpRequest, rights: Rights) -> None:
    told = request.POST
    api.open_emergency(
        told.get("don_vi", ""),
        request,
        minutes=number_of(told.get("phut", "")),
        reason=told.get("ly_do", ""),
        rights=rights,
    )


def _line(one: EmergencyView) -> dict[str, object]:
    return {
        "id": one.id,
        "who": one.person.title(language()),
        "username": one.person.username,
        "unit": one.unit.name(language()),
        "reason": one.reason,
        "begun_at": one.begun_at,
        "until": one.ended_at or one.until,
        "is_running": one.is_running,
        "was_ended": one.ended_at is not None,
        "may_end": one.may_end,
    }
