"""The agency's own lines through Excel: download the consolidation, upload it with a preview, keep all or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.consolidation.lines_page import preview_on_screen
from tinhso.engines.reporting.web.consolidation.lines_promise import promise, read_promise
from tinhso.engines.reporting.web.consolidation.versions import TYPES, lede_of
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.workbooks import DEFAULT_LIMITS
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language


@desk_page("GET")
def download(request: DeskRequest, request_id: int) -> HttpResponse:
    """A consolidation as an Excel file: every unit to read, the agency's own lines to fill."""
    file = api.lines_workbook(request_id, rights=request.rights, language=language())
    return attachment(file.content, file.file_name, TYPES["xlsx"])


@desk_page("GET", "POST")
def lines(request: DeskRequest, request_id: int) -> HttpResponse:
    """Upload a filled consolidation: every change of the agency's lines is shown first, then all is kept or nothing."""
    if request.method != "POST":
        api.lines_to_fill(request_id, rights=request.rights)
        return _page(request, request_id)
    try:
        if request.POST.get("act") == "keep":
            return _keep(request, request_id)
        return _preview(request, request_id)
    except TinhSoError as error:
        return _page(request, request_id, error=stays_on_page(error))


def _preview(request: DeskRequest, request_id: int) -> HttpResponse:
    file = request.FILES.get("tep")
    # At most one byte more than is allowed: the reading room refuses it by its size.
    data = file.read(DEFAULT_LIMITS.file_bytes + 1) if file is not None else b""
    seen = api.preview_lines(request_id, data, rights=request.rights)
    token = promise(request_id, request.rights.user_id, seen) if seen.may_be_kept else ""
    name = (file.name or "") if file is not None else ""
    more: dict[str, Any] = {"preview": preview_on_screen(seen), "token": token, "file_name": name}
    return _page(request, request_id, 422 if seen.faults else 200, **more)


def _keep(request: DeskRequest, request_id: int) -> HttpResponse:
    api.lines_to_fill(request_id, rights=request.rights)  # rights and state are asked before the promise is read
    inputs = read_promise(request.POST.get("xem", ""), request_id, request.rights.user_id)
    count = api.keep_lines(request_id, inputs, rights=request.rights)
    words = ngettext("Đã lưu %(count)d số của dòng từ tệp Excel.", "Đã lưu %(count)d số của dòng từ tệp Excel.", count)
    messages.success(request, words % {"count": count})
    return redirect("reporting:consolidation", request_id)


def _page(
    request: DeskRequest, request_id: int, status: int = 200, *, error: TinhSoError | None = None, **more: Any
) -> HttpResponse:
    view = api.request(request_id, rights=request.rights)
    context = {
        "request_id": request_id,
        "title": view.title(language()),
        "lede": lede_of(view),
        "error": error,
        "error_text": error.located_message(language()) if error else "",
    }
    return render(request, "reporting/lines.html", context | more, status=status_of(error) if error else status)
