"""The PDF of a report taken back: uploaded, compared figure by figure, kept, given out again."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.papers.errors import PdfTooLarge
from tinhso.kernel.papers.signatures import SignatureState
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language


@desk_page("GET", "POST")
def papers(request: DeskRequest, task_id: int) -> HttpResponse:
    """PDFs of a report that came back; a new one is kept only when every figure in it is the recorded one."""
    task, error = api.task(task_id, rights=request.rights), None
    if request.method == "POST":
        try:
            kept = api.keep_signed_paper(task_id, _uploaded(request), rights=request.rights)
        except TinhSoError as refused:
            error = refused if refused.status == PdfTooLarge.status else stays_on_page(refused)
        else:
            words = ngettext(
                "Đã so %(count)d số, tất cả đúng như bản ghi. Tệp đã được giữ làm minh chứng.",
                "Đã so %(count)d số, tất cả đúng như bản ghi. Tệp đã được giữ làm minh chứng.",
                kept.figures_compared,
            )
            messages.success(request, words % {"count": kept.figures_compared})
            return redirect("reporting:signed_papers", task_id)
    kept_ones = [
        {"paper": one, "signature": SignatureState(one.signature).label(language())}
        for one in api.signed_papers(task_id, rights=request.rights)
    ]
    context = {
        "card": task.card,
        "title": task.card.title(language()),
        "kept": kept_ones,
        "is_sent": bool(task.receipts) and not task.may_edit,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/signed_papers.html", context, status=status_of(error))


@desk_page("GET")
def paper(request: DeskRequest, task_id: int, paper_id: int) -> HttpResponse:
    """A PDF that came back, byte for byte as it was kept."""
    content = api.signed_paper_file(task_id, paper_id, rights=request.rights)
    return attachment(content, f"bao-cao-{task_id}-ban-{paper_id}.pdf", "application/pdf")


def _uploaded(request: DeskRequest) -> bytes:
    """Read the uploaded file, which must not be larger than what is compared; nothing is no PDF, if one may ask."""
    # Loaded with the first paper: it brings a reader of PDF, a tenth of every start.
    from tinhso.kernel.papers.accepting import LIMIT_BYTES

    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return b""
    if (file.size or 0) > LIMIT_BYTES:
        raise PdfTooLarge(found=f"{(file.size or 0) // 1_000_000} MB", limit=f"{LIMIT_BYTES // 1_000_000} MB")
    return bytes(file.read())
