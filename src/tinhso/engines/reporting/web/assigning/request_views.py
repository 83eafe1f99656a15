"""The assigning office's pages: its requests, one request with who is late, and what it may do about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.orgs.contracts import Action
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import LateUnit, PunctualityCounts, RequestState, RequestView
from tinhso.engines.reporting.contracts.requests import CallView, ContactView
from tinhso.engines.reporting.web.assigning.reading_views import read_words
from tinhso.engines.reporting.web.assigning.request_lists import list_context
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, holds, status_of, stays_on_page
from tinhso.engines.reporting.web.levels import level_name, level_names
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language, show_datetime
from tinhso.web_kit.posted_numbers import read_number, read_numbers

# A reminder helps before the deadline more than after it.
REMIND_BEFORE_HOURS = 24
REMINDED = "reporting_reminded"


@desk_page("GET")
def requests(request: DeskRequest) -> HttpResponse:
    """The reports that were assigned: which period, how many have sent, where they stand."""
    context = list_context(request, request.rights, "reporting:request")
    context["may_assign"] = request.rights.may(Action.ASSIGN)
    return render(request, "reporting/requests.html", context)


@desk_page("GET", "POST")
def request_page(request: DeskRequest, request_id: int) -> HttpResponse:
    """One assigned report: progress by level, late units with who answers for them; remind, extend, cancel."""
    error = None
    if request.method == "POST":
        try:
            return _act(request, request_id)
        except TinhSoError as refused:
            error = stays_on_page(refused)
    context = _context(request, api.request(request_id, rights=request.rights))
    context |= {
        "posted": request.POST,
        "chosen": set(request.POST.getlist("chon")),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/request.html", context, status=status_of(error))


@desk_page("GET")
def reminded(request: DeskRequest, request_id: int) -> HttpResponse:
    """The words of the reminders just recorded, ready to paste into a chat."""
    shown = api.request(request_id, rights=request.rights)
    kept = request.session.get(REMINDED, {})
    texts = kept.get("texts", []) if kept.get("request_id") == request_id else []
    context = {"request_view": shown, "title": shown.title(language()), "texts": texts}
    return render(request, "reporting/reminded.html", context)


def _act(request: DeskRequest, request_id: int) -> HttpResponse:
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    chosen = read_numbers(request.POST.getlist("chon"))
    if act == "cancel":
        api.cancel_request(request_id, rights=request.rights, reason=reason)
        messages.success(request, _("Đã hủy báo cáo này."))
    elif act in ("grant_ask", "refuse_ask"):
        _answer_ask(request, grant=act == "grant_ask", reason=reason)
    elif act == "call":
        called = request.POST.get("goi", "")
        number = read_number(called, 0)
        api.log_call(number, request.POST.get("ket_qua", ""), rights=request.rights, note=reason)
        messages.success(request, _("Đã ghi cuộc gọi."))
    elif not chosen:
        messages.warning(request, _("Chưa chọn đơn vị nào."))
    elif act == "extend":
        _extend(request, chosen, reason)
    else:
        channel = "mail" if act == "mail" else "chat"
        texts = api.remind(chosen, rights=request.rights, channel=channel, text=request.POST.get("text", "").strip())
        if channel == "mail":
            messages.success(
                request,
                ngettext(
                    "Đã đưa thư vào hàng gửi cho %(count)d đơn vị.",
                    "Đã đưa thư vào hàng gửi cho %(count)d đơn vị.",
                    len(texts),
                )
                % {"count": len(texts)},
            )
            return redirect("reporting:request", request_id)
        # The words must be there after the redirect, and again when the page is read a second time.
        request.session[REMINDED] = {
            "request_id": request_id,
            "texts": [{"unit": one.unit.name(language()), "text": one.text} for one in texts],
        }
        return redirect("reporting:reminded", request_id)
    return redirect("reporting:request", request_id)


def _answer_ask(request: DeskRequest, *, grant: bool, reason: str) -> None:
    """Grant or refuse what a unit asked for."""
    number = request.POST.get("ask", "")
    ask_id = read_number(number, 0)
    given = api.answer_extension(ask_id, rights=request.rights, grant=grant, reason=reason)
    if given is None:
        messages.success(request, _("Đã từ chối và báo cho đơn vị."))
        return
    messages.success(request, _("Đã gia hạn đến %(due)s.") % {"due": show_datetime(given.due_at)})


def _extend(request: DeskRequest, chosen: list[int], reason: str) -> None:
    """Grant a later day; say so when the consolidating agency must send before the unit does."""
    text = request.POST.get("due_on", "")
    try:
        due_on = date.fromisoformat(text)
    except ValueError:
        messages.warning(request, _("Chưa chọn hạn mới."))
        return
    given = api.grant_extension(chosen, due_on, rights=request.rights, reason=reason)
    messages.success(request, _("Đã gia hạn đến %(due)s.") % {"due": show_datetime(given.due_at)})
    if given.after_consolidation:
        words = _("Hạn này sau hạn của cơ quan tổng hợp: bản tổng hợp đi đúng hạn với x/N, đơn vị gửi sau vào bổ sung.")
        messages.info(request, words)


def _context(request: DeskRequest, shown: RequestView) -> dict[str, Any]:
    rights, is_open = request.rights, shown.state is RequestState.OPEN
    late = api.late_units(rights, request_id=shown.id, include_due_within_hours=REMIND_BEFORE_HOURS) if is_open else ()
    numbers = api.contacts([one.unit.id for one in late], rights=rights)
    names = level_names(shown.period.end)
    rows = api.completeness(rights, request_id=shown.id, by="level")
    assigns = holds(rights, Action.ASSIGN, shown.assigner.id)
    return {
        "request_view": shown,
        "title": shown.title(language()),
        "period": shown.period.label(language()),
        "deadlines": [(level_name(names, level), due) for level, due in shown.deadlines],
        "progress": [{"level": level_name(names, row.level), "row": row} for row in rows],
        "sent": sum(row.sent for row in rows),
        "expected": sum(row.expected for row in rows),
        "punctuality": api.punctuality(shown.id, rights=rights),
        "late": [_late(one, numbers.get(one.unit.id, ())) for one in late],
        "calls": [_call(one) for one in api.calls(shown.id, rights=rights)],
        "mails": api.mails(shown.id, rights=rights),
        "call_results": [(code, call_words(code)) for code in api.CALL_RESULTS],
        "may_remind": is_open and rights.may(Action.REMIND),
        "may_extend": is_open and assigns,
        "may_cancel": is_open and assigns,
        # Who only reads what others ask has no table to open.
        "may_consolidate": rights.may(Action.ACCEPT) and bool(rows),
        "chosen": set(),
        "asks": api.extension_asks(shown.id, rights=rights) if is_open else (),
        "sources": [read_words(one) for one in api.read_figures(shown.id, rights=rights)],
    }


def call_words(result: str) -> str:
    """What came of a call."""
    return {
        "promised": _("hứa gửi"),
        "reached": _("đã gặp"),
        "no_answer": _("không nghe máy"),
        "wrong_number": _("sai số"),
    }[result]


def _call(one: CallView) -> dict[str, Any]:
    return {"unit": one.unit.name(language()), "result": call_words(one.result), "note": one.note, "at": one.at}


def _late(unit: LateUnit, numbers: tuple[ContactView, ...]) -> dict[str, Any]:
    return {
        "id": str(unit.assignment_id),
        "name": unit.unit.name(language()),
        "state": str(unit.state),
        "due_at": unit.due_at,
        "responsible": unit.responsible(language()) or "–",
        "punctuality": record_words(unit.last_periods),
        "reminded_at": unit.last_reminded_at,
        "escalated": unit.escalated_to,
        "phone": next((one.phone for one in numbers if one.phone), ""),
        "contact_url": reverse("reporting:contacts", args=[unit.unit.code]),
    }


def record_words(counts: PunctualityCounts) -> str:
    """`9/12`: how many of the last reports that were due kept their deadline."""
    return f"{counts.kept}/{counts.due}" if counts.due else "–"
