"""Changing an assigned report: deadlines, units more or fewer, or another report in its place; with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.orgs.contracts import Action
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestState, RequestView
from tinhso.engines.reporting.web.assigning.chosen_units import choices, read_chosen
from tinhso.engines.reporting.web.days import read_day
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, holds, status_of, stays_on_page
from tinhso.engines.reporting.web.levels import level_name, level_names
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.errors import NoAccess
from tinhso.web_kit.posted_numbers import read_numbers


@desk_page("GET", "POST")
def change(request: DeskRequest, request_id: int) -> HttpResponse:
    """Change an assigned report: move a deadline, add or take off units, replace it; the units are told why."""
    shown = api.request(request_id, rights=request.rights)
    if not holds(request.rights, Action.ASSIGN, shown.assigner.id):
        raise NoAccess()
    error = None
    if request.method == "POST":
        try:
            done = _ACTS.get(request.POST.get("act", ""), _change)(request, shown)
            return redirect("reporting:request", done.id)
        except TinhSoError as refused:
            error = stays_on_page(refused)
    names, sent = level_names(shown.period.end), request.POST
    chosen = read_chosen(sent, shown.period, request.rights)
    open_ones = api.awaited_units(request.rights, request_id=shown.id) if shown.state is RequestState.OPEN else ()
    to_follow = api.units_to_follow(shown.id, rights=request.rights)
    context = {
        "request_view": shown,
        "to_add": [unit.name(language()) for unit in to_follow.added],
        "to_take_off": [unit.name(language()) for unit in to_follow.taken_off],
        "to_hand_over": [
            (ended.name(language()), answers.name(language())) for ended, answers in to_follow.handed_over
        ],
        "title": shown.title(language()),
        "deadlines": [
            (level, level_name(names, level), sent.get(f"han_{level}", in_vietnam(due).date().isoformat()))
            for level, due in shown.deadlines
        ],
        "awaited": [
            (str(one.assignment_id), one.unit.name(language()), str(one.assignment_id) in sent.getlist("bot"))
            for one in open_ones
        ],
        "choices": choices(request.rights, shown.period, [level for level, _due in shown.deadlines], chosen),
        "regimes": [
            {
                "code": one.code,
                "name": one.name(language()),
                "is_chosen": one.code == sent.get("che_do", shown.regime),
            }
            for one in api.regimes(shown.period.end)
            if one.scheme == shown.period.scheme
        ],
        "reason": sent.get("reason", ""),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/request_change.html", context, status=status_of(error))


def _change(request: DeskRequest, shown: RequestView) -> RequestView:
    chosen = read_chosen(request.POST, shown.period, request.rights)
    done = api.change_request(
        shown.id,
        rights=request.rights,
        reason=request.POST.get("reason", ""),
        due_on=_days(request, shown),
        add=chosen.respondents or (),
        remove=read_numbers(request.POST.getlist("bot")),
    )
    messages.success(request, _("Đã đổi và báo cho các đơn vị liên quan."))
    return done


def _replace(request: DeskRequest, shown: RequestView) -> RequestView:
    done = api.replace_request(
        shown.id,
        request.POST.get("che_do", ""),
        rights=request.rights,
        reason=request.POST.get("reason", ""),
        title_vi=request.POST.get("ten", "").strip(),
    )
    messages.success(request, _("Đã thay bằng “%(title)s” và báo cho các đơn vị.") % {"title": done.title(language())})
    return done


def _follow(request: DeskRequest, shown: RequestView) -> RequestView:
    """Ask whom the rule names, where units changed inside the report's period."""
    done = api.follow_units(shown.id, rights=request.rights, reason=request.POST.get("reason", ""))
    messages.success(request, _("Đã giao theo quy tắc kỳ giao thời và báo cho các đơn vị."))
    return done


_ACTS = {"replace": _replace, "follow": _follow}


def _days(request: DeskRequest, shown: RequestView) -> dict[str, date]:
    """The days that differ from those that stand."""
    found: dict[str, Any] = {}
    for level, due in shown.deadlines:
        text = request.POST.get(f"han_{level}", "")
        day = read_day(text)
        if day is not None and day != in_vietnam(due).date():
            found[level] = day
    return found
