"""The narrative of a report: its sections as written, with places for figures, and as they are printed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language


@desk_page("GET", "POST")
def outline(request: DeskRequest, task_id: int) -> HttpResponse:
    """The narrative of a report or a consolidation; the drafter edits words, figures fill themselves in."""
    view, error = api.outline(task_id, rights=request.rights), None
    posted = {one.number: request.POST.get(f"muc-{one.number}", one.text) for one in view.sections}
    if request.method == "POST":
        try:
            count = api.save_outline(task_id, posted, rights=request.rights)
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            messages.success(request, _("Đã lưu lời văn.") if count else _("Không có gì thay đổi."))
            return redirect("reporting:outline", task_id)
    context = {
        "view": view,
        "sections": [{"section": one, "text": posted[one.number]} for one in view.sections],
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/outline.html", context, status=status_of(error))
