"""Assigning a report in two steps: choose a regime and a period, read who must send by when, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RegimeDefinition, RespondentRule
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.levels import level_name, level_names
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, last_closed_period, parse_period
from tinhso.web_kit.display import language
from tinhso.web_kit.errors import NoAccess

# Reports are assigned for the period that is running or just closed; one more on each side for those who are early
# or late.
PERIODS_BACK, PERIODS_AHEAD = 3, 2


@desk_page("GET", "POST")
def create(request: DeskRequest) -> HttpResponse:
    """Assign a report: regime and period, a preview of deadlines and respondents, then the confirmation."""
    if not request.rights.may(Action.ASSIGN):
        raise NoAccess()
    sent = request.POST if request.method == "POST" else request.GET
    regimes = api.regimes()
    regime = next((one for one in regimes if one.code == sent.get("che_do")), None)
    code, error = sent.get("ky", ""), None
    preview: dict[str, Any] | None = None
    if regime is not None and code:
        try:
            period = parse_period(code)
            preview = preview_of(regime, period)
            if request.method == "POST":
                return _confirm(request, regime, period)
        except TinhSoError as refused:
            error = stays_on_page(refused)
    context = {
        "regimes": [{"code": one.code, "name": one.name(language())} for one in regimes],
        "regime": regime,
        "periods": period_choices(regime) if regime else [],
        "code": code,
        "title_vi": sent.get("ten", ""),
        "preview": preview,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/request_create.html", context, status=status_of(error))


def _confirm(request: DeskRequest, regime: RegimeDefinition, period: Period) -> HttpResponse:
    title = request.POST.get("ten", "").strip()
    made = api.create_request(regime.code, period, rights=request.rights, title_vi=title, title_en=title)
    messages.success(request, _("Đã giao “%(title)s”.") % {"title": made.title(language())})
    return redirect("reporting:request", made.id)


def preview_of(regime: RegimeDefinition, period: Period) -> dict[str, Any]:
    """What a request would be: deadlines by level, who reports, on whose behalf.

    Raises:
        As `api.preview_request`.
    """
    names = level_names(period.end)
    return {
        "regime": regime.name(language()),
        "form": api.form(regime.form, period.end).name(language()),
        "period": period.label(language()),
        "cut_off": period.end,
        "deadlines": [(level_name(names, level), due) for level, due in api.preview_request(regime.code, period)],
        "respondents": [_respondents(rule, period, names) for rule in regime.respondents],
        "consolidator": _unit(regime.consolidator, period),
        "assigner": _unit(regime.assigner, period),
        "legal_basis": regime.legal_basis,
        "illustrative": regime.illustrative,
    }


def period_choices(regime: RegimeDefinition) -> list[tuple[str, str]]:
    """(code, label) of the periods somebody may mean today, newest first; none for an ad hoc regime."""
    if "." not in regime.scheme:
        return []
    closed = last_closed_period(orgs.today(), regime.scheme)
    around = [closed.shifted(steps) for steps in range(PERIODS_AHEAD, -PERIODS_BACK - 1, -1)]
    return [(period.code, period.label(language())) for period in around]


def _respondents(rule: RespondentRule, period: Period, names: dict[str, str]) -> dict[str, Any]:
    """Who reports by one line of the regime: how many, of which level, by whom."""
    if rule.level:
        units = orgs.units_on(rule.level, period.end)
        words = _("%(count)d đơn vị (%(level)s)") % {"count": len(units), "level": level_name(names, rule.level)}
    else:
        found = orgs.units_by_codes(rule.units, period.end)
        units = [found[code] for code in rule.units if code in found]
        words = ", ".join(unit.name(language()) for unit in units)
    return {
        "words": words,
        "by": _unit(rule.respondent, period),
        "names": [unit.name(language()) for unit in units],
    }


def _unit(code: str, period: Period) -> str:
    return orgs.unit_by_code(code, period.end).name(language()) if code else ""
