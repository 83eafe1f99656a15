"""“Hôm nay ổn”: how the installation stands today, and what to do about it."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.operation import api
from tinhso.engines.operation.contracts import Health, HealthState
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.web_kit.signed_in import desk_page


class Asked(HttpRequest):
    """A request with its reader's rights beside it."""

    rights: Rights


@desk_page("GET")
def show(request: HttpRequest) -> HttpResponse:
    """How the installation stands today: one sentence, then every check with its age and what to do."""
    cast(Asked, request).rights.require(Action.OPERATE)
    health = api.check_health()
    order = {HealthState.BAD: 0, HealthState.WARN: 1, HealthState.GOOD: 2}
    findings = sorted(health.findings, key=lambda finding: order[finding.state])
    words = {"good": _("ổn"), "warn": _("cần xem"), "bad": _("cần làm ngay")}
    lines = [{"finding": finding, "tone": finding.state.value, "word": words[finding.state]} for finding in findings]
    context = {
        "health": health,
        "lines": lines,
        "sentence": sentence_of(health),
        # Disks, backups and leases know nothing of a demonstration's clock.
        "by_machine": bool(settings.TINHSO_NOW),
    }
    return render(request, "operation/health.html", context)


def sentence_of(health: Health) -> str:
    """The one sentence of the page."""
    bad, warn = health.count(HealthState.BAD), health.count(HealthState.WARN)
    if bad:
        return ngettext("Có %(count)d việc cần làm ngay", "Có %(count)d việc cần làm ngay", bad) % {"count": bad}
    if warn:
        return ngettext(
            "Hôm nay chạy được, %(count)d việc cần xem", "Hôm nay chạy được, %(count)d việc cần xem", warn
        ) % {"count": warn}
    return _("Hôm nay ổn")
