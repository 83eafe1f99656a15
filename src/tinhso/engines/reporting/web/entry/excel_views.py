"""A form through Excel: download, upload with a preview of every change, keep all of it or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import SaveResult, TaskView
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.entry.excel_page import preview_on_screen
from tinhso.engines.reporting.web.entry.excel_promise import chosen_cells, promise, read_promise
from tinhso.engines.reporting.web.entry.form_page import days_of
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.workbooks import DEFAULT_LIMITS
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk_page("GET")
def download(request: DeskRequest, task_id: int) -> HttpResponse:
    """A unit's form as an Excel file in the official layout, with what it holds now."""
    file = api.form_workbook(task_id, rights=request.rights, language=language())
    return attachment(file.content, file.file_name, XLSX)


@desk_page("GET", "POST")
def upload(request: DeskRequest, task_id: int) -> HttpResponse:
    """Upload a filled Excel form: every change is shown first, then all of it is kept or nothing."""
    task = api.task(task_id, rights=request.rights)
    if request.method != "POST":
        return _page(request, task)
    try:
        if request.POST.get("act") == "keep":
            return _keep(request, task)
        return _preview(request, task)
    except TinhSoError as error:
        return _page(request, task, error=stays_on_page(error))


def _preview(request: DeskRequest, task: TaskView) -> HttpResponse:
    file = request.FILES.get("tep")
    # At most one byte more than is allowed: the reading room refuses it by its size.
    data = file.read(DEFAULT_LIMITS.file_bytes + 1) if file is not None else b""
    seen = api.preview_workbook(task.card.id, data, rights=request.rights)
    token = promise(task.card.id, request.rights.user_id, seen) if seen.may_be_kept else ""
    name = (file.name or "") if file is not None else ""
    status = 422 if seen.faults else 200
    return _page(request, task, status, preview=preview_on_screen(seen), token=token, file_name=name)


def _keep(request: DeskRequest, task: TaskView) -> HttpResponse:
    api.preview_cells(task.card.id, [], rights=request.rights)  # rights and state are asked before the promise is read
    promised = read_promise(request.POST.get("xem", ""), task.card.id, request.rights.user_id)
    cells = chosen_cells(promised, request.POST)
    result = api.keep_workbook_changes(task.card.id, cells, promised.listed, promised.list_seen, rights=request.rights)
    if result.errors:
        return _page(request, task, 409, stale=[_stale(result, at) for at in range(len(result.errors))])
    words = ngettext("Đã lưu %(count)d ô từ tệp Excel.", "Đã lưu %(count)d ô từ tệp Excel.", len(cells))
    said = [words % {"count": len(cells)}] if cells else []
    if promised.listed is not None:
        count = len(promised.listed)
        listed = ngettext("Đã lưu danh sách: %(count)d dòng.", "Đã lưu danh sách: %(count)d dòng.", count)
        said.append(listed % {"count": count})
    messages.success(request, " ".join(said) or _("Không có gì thay đổi."))
    return redirect(reverse("reporting:form", args=[task.card.id]))


def _stale(result: SaveResult, at: int) -> str:
    error = result.errors[at].error
    return error.message(language()) if error else ""


def _page(
    request: DeskRequest, task: TaskView, status: int = 200, *, error: TinhSoError | None = None, **more: Any
) -> HttpResponse:
    context = {
        "task": task,
        "card": task.card,
        "title": task.card.title(language()),
        "form_name": task.form.name(language()),
        "days": days_of(task.card),
        "error": error,
        "error_text": error.located_message(language()) if error else "",
    }
    return render(request, "reporting/excel.html", context | more, status=status_of(error) if error else status)
