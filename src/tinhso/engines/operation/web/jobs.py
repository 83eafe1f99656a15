"""Background jobs: what waits, what failed and why, how far forecasts are; trying again, stopping, going on."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.operation.web.health import Asked
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.trust import api as trust
from tinhso.web_kit.display import show_number
from tinhso.web_kit.posted_numbers import read_number
from tinhso.web_kit.signed_in import desk_page

SHOWN, SECONDS_SAID = 50, 100
# Tried for about half a day: it will not come right by itself.
DEAD_AFTER_ATTEMPTS = 20


@desk_page("GET", "POST")
def show(request: HttpRequest) -> HttpResponse:
    """Background jobs: what waits, what failed and when it is tried again, how far forecasts are; posting acts."""
    rights = cast(Asked, request).rights
    rights.require(Action.OPERATE)
    if request.method == "POST" and (asked := request.POST.get("du-bao", "")):
        return _turn_forecasts(asked, rights)
    if request.method == "POST":
        number = request.POST.get("viec", "")
        one = read_number(number)
        count = trust.retry_deliveries(rights.actor, one)
        messages.success(
            request,
            ngettext("Sẽ chạy lại %(count)s việc trong giây lát.", "Sẽ chạy lại %(count)s việc trong giây lát.", count)
            % {"count": show_number(count)},
        )
        return redirect("operation:jobs")
    failing = [
        {"delivery": one, "is_dead": one.attempts >= DEAD_AFTER_ATTEMPTS} for one in trust.failing_deliveries(SHOWN)
    ]
    context = {"outbox": trust.outbox_state(), "sealing": trust.sealing_state(), "failing": failing}
    forecasts = evaluation.forecast_progress()
    context |= {"forecasts": forecasts, "time_left": _time_left(forecasts.seconds_left if forecasts else None)}
    return render(request, "operation/jobs.html", context)


def _time_left(seconds: int | None) -> str:
    """“còn khoảng 9 giây”, “còn khoảng 4 phút”; empty where nothing tells."""
    if seconds is None:
        return ""
    if seconds < SECONDS_SAID:
        words = ngettext("còn khoảng %(count)s giây", "còn khoảng %(count)s giây", seconds)
        return words % {"count": show_number(seconds)}
    minutes = round(seconds / 60)
    words = ngettext("còn khoảng %(count)s phút", "còn khoảng %(count)s phút", minutes)
    return words % {"count": show_number(minutes)}


def _turn_forecasts(asked: str, rights: Rights) -> HttpResponse:
    """Stop the forecasts in the background, or let them go on."""
    if asked == "dung":
        evaluation.cancel_forecasts(rights)
    elif asked == "tiep":
        evaluation.resume_forecasts(rights)
    return redirect("operation:jobs")
