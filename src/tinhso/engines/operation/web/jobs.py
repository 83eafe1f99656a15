"""Background jobs: what waits, what failed and why, and trying it again at once."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.operation.web.health import Asked
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.trust import api as trust
from tinhso.web_kit.display import show_number
from tinhso.web_kit.signed_in import desk_page

SHOWN = 50
# Tried for about half a day: it will not come right by itself.
DEAD_AFTER_ATTEMPTS = 20


@desk_page("GET", "POST")
def show(request: HttpRequest) -> HttpResponse:
    """Background jobs: what waits, what failed, why and when it is tried again; posting tries it at once."""
    rights = cast(Asked, request).rights
    rights.require(Action.OPERATE)
    if request.method == "POST":
        number = request.POST.get("viec", "")
        one = int(number) if number.isdecimal() and len(number) < 16 else None
        count = trust.retry_deliveries(rights.actor, one)
        messages.success(request, _("Sẽ chạy lại %(count)s việc trong giây lát.") % {"count": show_number(count)})
        return redirect("operation:jobs")
    failing = [
        {"delivery": one, "is_dead": one.attempts >= DEAD_AFTER_ATTEMPTS} for one in trust.failing_deliveries(SHOWN)
    ]
    context = {"outbox": trust.outbox_state(), "sealing": trust.sealing_state(), "failing": failing}
    return render(request, "operation/jobs.html", context)
