"""A unit asks for a later day, with a reason; the office that assigned the report answers on its own page."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language, show_date


@desk_page("GET", "POST")
def ask(request: DeskRequest, task_id: int) -> HttpResponse:
    """Ask the office for a later deadline: which working day, and why."""
    task = api.task(task_id, rights=request.rights)
    text, reason, error = request.POST.get("due_on", ""), request.POST.get("reason", ""), None
    if request.method == "POST":
        try:
            asked = api.ask_extension(task_id, read_day(text), rights=request.rights, reason=reason)
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            words = _("Đã xin gia hạn đến %(day)s. Nơi giao trả lời ở mục Thông báo.")
            messages.success(request, words % {"day": show_date(asked.wanted_on)})
            return redirect("reporting:form", task_id)
    context = {
        "card": task.card,
        "title": task.card.title(language()),
        "waiting": api.open_ask(task_id, rights=request.rights),
        "due_on": text,
        "reason": reason,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/extension.html", context, status=status_of(error))


def read_day(text: str) -> date:
    """Read a day of a date field; what is no day is long past, and refused as such."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date(2000, 1, 3)
