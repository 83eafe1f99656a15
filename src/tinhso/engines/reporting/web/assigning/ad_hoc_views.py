"""An ad hoc report on one page: find indicators, choose units and a day, see what it costs, assign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.requests import AdHocAsk, NewIndicator
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.assigning.chosen_units import Chosen, choices, read_chosen
from tinhso.engines.reporting.web.assigning.request_creation import confirmed, periods_around, reused_codes
from tinhso.engines.reporting.web.assigning.request_preview import preview_context
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, last_closed_period, parse_period, span
from tinhso.kernel.quantities import measure_units
from tinhso.kernel.vietnamese import search_key
from tinhso.web_kit.display import language
from tinhso.web_kit.errors import NoAccess
from tinhso.web_kit.posted_numbers import read_number

USUAL_SCHEME = "nd09.month"
FOUND_AT_MOST = 12
LEVELS = ("commune", "agency")
NEW = "moi"


@desk_page("GET", "POST")
def ad_hoc(request: DeskRequest) -> HttpResponse:
    """Assign an ad hoc report on one page: indicators (or a published form), units, deadline; the rest is made."""
    if not request.rights.may(Action.ASSIGN):
        raise NoAccess()
    sent = request.POST if request.method == "POST" else request.GET
    known = {one.code: one for one in indicators.definitions()}
    form = api.versions_of(sent["bieu"])[-1] if sent.get("bieu") else None
    codes = [code for code in form.indicators if known[code].formula is None] if form else sent.getlist("ct")
    picked = [known[code] for code in dict.fromkeys(codes) if code in known]
    title = sent.get("ten", form.name_vi if form else "")
    context: dict[str, Any] = {"sent": sent, "title_vi": title, "due_on": sent.get("han", ""), "form": form}
    context["form_name"] = form.name(language()) if form else ""
    error = None
    try:
        period = _period(sent, picked)
        chosen = read_chosen(sent, period, request.rights)
        context |= _offered(sent, known, picked, period) | {
            "choices": choices(request.rights, period, _levels(picked), chosen)
        }
        if request.method == "POST" or "xem" in sent:
            ask = _ask(sent, request.rights, picked, period, chosen)
            if form is not None:
                ask = replace(ask, title_vi=title, form=form.code, indicators=())
            preview = api.preview_ad_hoc(ask, rights=request.rights)
            reuse = tuple(reused_codes(sent, preview))
            if reuse:
                ask = replace(ask, reuse=reuse)
                preview = api.preview_ad_hoc(ask, rights=request.rights)
            context |= {"preview": preview_context(preview), "reused": reuse}
            if request.method == "POST":
                return confirmed(request, api.create_ad_hoc(ask, rights=request.rights))
    except TinhSoError as refused:
        error = stays_on_page(refused)
    context |= {"error": error, "error_text": error.message(language()) if error else ""}
    return render(request, "reporting/ad_hoc.html", context, status=status_of(error))


def _ask(sent: QueryDict, rights: Rights, picked: list[DefinitionView], period: Period, chosen: Chosen) -> AdHocAsk:
    owners = sorted(rights.units_as(Role.ASSIGNER))
    return AdHocAsk(
        title_vi=sent.get("ten", ""),
        assigner_unit_id=owners[0] if owners else 0,
        period=period,
        due_on=_day(sent.get("han", "")),
        indicators=tuple(one.code for one in picked),
        new_indicators=tuple(_new_indicators(sent)),
        respondents=chosen.respondents or (),
    )


def _new_indicators(sent: QueryDict) -> list[NewIndicator]:
    """The new indicators written so far: three fields each, one set for every line that has a name."""
    lines = zip(sent.getlist("moi_ten"), sent.getlist("moi_dvt"), sent.getlist("moi_le"), strict=False)
    return [NewIndicator(name, unit, read_number(decimals, 0)) for name, unit, decimals in lines if name.strip()]


def _offered(
    sent: QueryDict, known: dict[str, DefinitionView], picked: list[DefinitionView], period: Period
) -> dict[str, Any]:
    """What the page offers to choose from."""
    text = sent.get("tim", "").strip()
    scheme, codes = picked[0].scheme if picked else "", {one.code for one in picked}
    found = [
        one
        for one in known.values()
        if text and search_key(text) in one.search_key and one.code not in codes and scheme in ("", one.scheme)
    ]
    english = language().startswith("en")
    return {
        "text": text,
        "picked": [_line(one) for one in picked],
        "found": [_line(one) for one in found[:FOUND_AT_MOST]],
        "more": max(0, len(found) - FOUND_AT_MOST),
        "new": _new_indicators(sent),
        "periods": periods_around(period.scheme) if not period.is_span else [(period.code, period.label(language()))],
        "code": period.code,
        "measures": sorted(
            ((unit.code, unit.name_en if english else unit.name_vi) for unit in measure_units()), key=lambda one: one[1]
        ),
    }


def _line(definition: DefinitionView) -> dict[str, str]:
    return {
        "code": definition.code,
        "name": definition.name(language()),
        "unit": quantities.unit_name(definition),
        "owner": definition.owner,
    }


def _period(sent: QueryDict, picked: list[DefinitionView]) -> Period:
    scheme = picked[0].scheme if picked else USUAL_SCHEME
    code = sent.get("ky", "")
    period = parse_period(code) if code else None
    if period is None or (picked and period.scheme != scheme):
        return last_closed_period(orgs.today(), scheme) if "." in scheme else span(orgs.today(), orgs.today())
    return period


def _levels(picked: list[DefinitionView]) -> tuple[str, ...]:
    """Who can answer: the level an indicator is collected at, else every usual level."""
    return tuple(dict.fromkeys(one.collected_level for one in picked)) or LEVELS


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min
