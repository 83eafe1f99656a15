"""Splitting the rows of a form among colleagues."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page
from tinhso.engines.reporting.web.entry.form_page import days_of
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number


@desk_page("GET", "POST")
def sharing(request: DeskRequest, task_id: int) -> HttpResponse:
    """Who fills which rows: one choice a row; rows of nobody are everybody's."""
    task = api.task(task_id, rights=request.rights)
    rows = [view for view in task.rows if view.enterable]
    if request.method == "POST":
        posted = {view.row.no: request.POST.get(f"r{index}", "") for index, view in enumerate(rows, start=1)}
        chosen = {row_no: read_number(text) for row_no, text in posted.items()}
        api.share_rows(task_id, chosen, rights=request.rights)
        messages.success(request, _("Đã chia dòng."))
        return redirect("reporting:form", task_id)
    found = api.sharing_of(task_id, rights=request.rights)
    context = {
        "card": task.card,
        "title": task.card.title(language()),
        "days": days_of(task.card),
        "may_edit": task.may_edit,
        "sharing": found,
        "rows": [
            (f"r{index}", view.row.no, view.name(language()), found.rows.get(view.row.no))
            for index, view in enumerate(rows, start=1)
        ],
    }
    return render(request, "reporting/sharing.html", context)
