"""Evidence on screen: files of a cell, the letter a form is entered from, and handing a file over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.days import read_day
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number


@desk_page("POST")
def add_evidence(request: DeskRequest, task_id: int) -> HttpResponse:
    """Keep a file beside a cell, or cite a letter for the whole form; then go back to where it was added."""
    row_no = request.POST.get("row", "")
    try:
        if "number" in request.POST:
            _cite(request, task_id)
        else:
            files: list[UploadedFile[Any] | None] = [*request.FILES.getlist("file")]
            for file in files or [None]:
                name, content = _content(file)
                api.attach_evidence(task_id, row_no, name, content, rights=request.rights)
    except TinhSoError as refused:
        error = stays_on_page(refused)
        context = {"error": error, "error_text": error.message(language()), "back": _back(task_id, row_no)}
        return render(request, "reporting/evidence_refused.html", context, status=status_of(error))
    messages.success(request, _("Đã lưu minh chứng."))
    return redirect(_back(task_id, row_no))


@desk_page("POST")
def drop_evidence(request: DeskRequest, evidence_id: int) -> HttpResponse:
    """Take evidence away that was not sent yet."""
    api.drop_evidence(evidence_id, rights=request.rights)
    messages.success(request, _("Đã bỏ minh chứng."))
    task, row_no = read_number(request.POST.get("task")), request.POST.get("row", "")
    return redirect(reverse("reporting:my_work") if task is None else _back(task, row_no))


@desk_page("GET")
def evidence_file(request: DeskRequest, evidence_id: int) -> HttpResponse:
    """Hand a file over: always as a download, never shown by the browser as a page of this site."""
    found = api.evidence_file(evidence_id, rights=request.rights)
    content = found.path.read_bytes()
    answer = HttpResponse(content, content_type=found.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _cite(request: DeskRequest, task_id: int) -> None:
    name, content = _content(request.FILES.get("file"))
    issued = request.POST.get("issued_on", "")
    api.cite_letter(
        task_id, request.POST["number"], read_day(issued), rights=request.rights, name=name, content=content
    )


def _content(file: UploadedFile[Any] | None) -> tuple[str, bytes]:
    """A file's name and bytes; one byte beyond the limit is enough to refuse it."""
    if file is None:
        return "", b""
    return file.name or "", file.read(api.MOST_EVIDENCE_BYTES + 1)


def _back(task_id: int, row_no: str) -> str:
    if row_no:
        return reverse("reporting:cell", args=[task_id, row_no]) + "#minh-chung"
    return reverse("reporting:form", args=[task_id]) + "#van-ban"
