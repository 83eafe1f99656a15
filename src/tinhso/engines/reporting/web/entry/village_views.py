"""The sub-sheet for thôn and buôn: one line each, their sum goes into the cell."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.entry.form_page import days_of
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

EMPTY_LINES = 5


@desk_page("GET", "POST")
def villages(request: DeskRequest, task_id: int, row_no: str) -> HttpResponse:
    """Enter a figure by thôn and buôn; the list is kept for the next period."""
    lines, error = None, None
    if request.method == "POST":
        lines = list(zip(request.POST.getlist("name"), request.POST.getlist("value"), strict=False))
        seen = request.POST.get("version", "")
        try:
            answer = api.save_villages(
                task_id,
                row_no,
                lines,
                rights=request.rights,
                base_version=read_number(seen),
                locale=number_locale(),
            )
            error = answer.error
        except TinhSoError as refused:
            error = stays_on_page(refused)
        if error is None:
            messages.success(request, _("Đã cộng các thôn, buôn vào ô."))
            return redirect("reporting:village_sheet", task_id, row_no)
    sheet = api.village_sheet(task_id, row_no, rights=request.rights, locale=number_locale())
    task = api.task(task_id, rights=request.rights)
    context = {
        "sheet": sheet,
        "card": task.card,
        "title": task.card.title(language()),
        "days": days_of(task.card),
        "lines": [*(lines if lines is not None else sheet.lines), *[("", "")] * EMPTY_LINES],
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/villages.html", context, status=status_of(error))
