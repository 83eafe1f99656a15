"""Assigning a report: choose a regime and a period, read who sends what, when and at which cost, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RegimeDefinition, RequestView
from tinhso.engines.reporting.contracts.requests import RequestPreview
from tinhso.engines.reporting.web.assigning.chosen_units import Chosen, choices, read_chosen
from tinhso.engines.reporting.web.assigning.request_preview import preview_context
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, last_closed_period, parse_period
from tinhso.web_kit.display import language
from tinhso.web_kit.errors import NoAccess

# Reports are assigned for the period that is running or just closed; one more on each side for those who are early
# or late.
PERIODS_BACK, PERIODS_AHEAD = 3, 2


@desk_page("GET", "POST")
def create(request: DeskRequest) -> HttpResponse:
    """Assign a report: regime and period (`bieu` names a form instead), whom, a preview, then the confirmation."""
    if not request.rights.may(Action.ASSIGN):
        raise NoAccess()
    sent = request.POST if request.method == "POST" else request.GET
    form = api.versions_of(sent["bieu"])[-1] if sent.get("bieu") else None
    regimes = [one for one in api.regimes() if form is None or one.form == form.code]
    # The form leads here: where one regime asks with it, nobody chooses.
    wanted = regimes[0].code if form and len(regimes) == 1 else sent.get("che_do")
    regime = next((one for one in regimes if one.code == wanted), None)
    code, error = sent.get("ky", ""), None
    context: dict[str, Any] = {}
    if regime is not None and code:
        try:
            period = parse_period(code)
            chosen = read_chosen(sent, period, request.rights, regime)
            preview = previewed(request, regime, period, chosen, sent)
            levels = [one.level for one in regime.deadlines]
            context = {"preview": preview_context(preview), "choices": choices(request.rights, period, levels, chosen)}
            context["reused"] = reused_codes(sent, preview)
            if request.method == "POST":
                return confirmed(request, api.create_request(**_wanted(request, regime, period, chosen, sent)))
        except TinhSoError as refused:
            error = stays_on_page(refused)
    context |= {
        "regimes": [{"code": one.code, "name": one.name(language())} for one in regimes],
        "regime": regime,
        "form": form,
        "form_name": form.name(language()) if form else "",
        "periods": period_choices(regime) if regime else [],
        "code": code,
        "title_vi": sent.get("ten", ""),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/request_create.html", context, status=status_of(error))


def previewed(
    request: DeskRequest, regime: RegimeDefinition, period: Period, chosen: Chosen, sent: QueryDict
) -> RequestPreview:
    """Preview what was chosen; at first everything that others ask already is reused, then what stayed ticked."""
    title = sent.get("ten", "").strip()

    def preview(reuse: list[str]) -> RequestPreview:
        return api.preview_plan(
            regime.code,
            period,
            rights=request.rights,
            respondents=chosen.respondents,
            title_vi=title,
            reuse=reuse,
        )

    first = preview([])
    codes = reused_codes(sent, first)
    return preview(codes) if codes else first


def reused_codes(sent: QueryDict, preview: RequestPreview) -> list[str]:
    """The indicators to reuse: those that were ticked, or (the question not asked yet) all that others ask."""
    offered = list(dict.fromkeys(one.definition.code for one in preview.asked_before))
    if "da_hoi" not in sent:
        return offered
    return [code for code in offered if code in sent.getlist("dung_lai")]


def confirmed(request: DeskRequest, made: RequestView) -> HttpResponse:
    """Say what was assigned and show it."""
    messages.success(request, _("Đã giao “%(title)s”.") % {"title": made.title(language())})
    return redirect("reporting:request", made.id)


def _wanted(
    request: DeskRequest, regime: RegimeDefinition, period: Period, chosen: Chosen, sent: QueryDict
) -> dict[str, Any]:
    title = sent.get("ten", "").strip()
    return {
        "regime": regime.code,
        "period": period,
        "rights": request.rights,
        "respondents": chosen.respondents,
        "title_vi": title,
        "title_en": title,
        "reuse": sent.getlist("dung_lai"),
    }


def period_choices(regime: RegimeDefinition) -> list[tuple[str, str]]:
    """(code, label) of the periods somebody may mean today, newest first; none for an ad hoc regime."""
    return periods_around(regime.scheme)


def periods_around(scheme: str) -> list[tuple[str, str]]:
    """(code, label) of the periods of a scheme around today, newest first; none for a span."""
    if "." not in scheme:
        return []
    closed = last_closed_period(orgs.today(), scheme)
    around = [closed.shifted(steps) for steps in range(PERIODS_AHEAD, -PERIODS_BACK - 1, -1)]
    return [(period.code, period.label(language())) for period in around]
