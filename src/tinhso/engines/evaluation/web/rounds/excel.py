"""Scoring by Excel: the form goes out, comes back, is shown as what it would change, and is kept as a whole or not."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.round_errors import ScoringPreviewStale
from tinhso.engines.evaluation.contracts.round_workbooks import ScoringPreview
from tinhso.engines.evaluation.contracts.rounds import AnswerInput, EvidenceInput
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.rounds.words import round_head
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.signed_promise import open_promise, sign_promise

SALT = "evaluation.scoring"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@never_cache
def download(request: Reading, number: int, unit: str) -> HttpResponse:
    """A unit's scoring form as a workbook, with what it has answered."""
    name, content = api.scoring_workbook(number, unit, rights=request.rights, language=language())
    return attachment(content, name, XLSX)


@require_POST
@never_cache
def upload(request: Reading, number: int, unit: str) -> HttpResponse:
    """What an uploaded workbook would change; nothing is kept yet."""
    file = request.FILES.get("tep")
    error: TinhSoError | None = None
    seen: ScoringPreview | None = None
    try:
        seen = api.preview_scoring(number, unit, file.read() if file else b"", rights=request.rights)
    except TinhSoError as refused:
        if refused.status not in (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.BAD_REQUEST):
            raise
        error = refused
    page = api.read_unit(number, unit, request.rights)
    spoken = language()
    context: dict[str, Any] = {
        "head": round_head(page.round),
        "name": page.unit.name(spoken),
        "back": reverse("evaluation:round_unit", args=[number, unit]),
        "keep_url": reverse("evaluation:round_keep", args=[number, unit]),
        "seen": seen,
        "error": error,
        "error_text": error.message(spoken) if error else "",
    }
    if seen is not None:
        context["faults"] = [{"cell": one.cell, "text": one.error.message(spoken), "code": one.error.code}
                             for one in seen.faults]  # fmt: skip
        context["changes"] = [
            {"cell": one.cell, "code": one.input.component, "name": one.name_vi if spoken == "vi" else one.name_en,
             "before": one.before, "after": one.after, "note": one.input.note, "is_hidden": one.is_hidden}
            for one in seen.changes
        ]  # fmt: skip
        context["documents"] = seen.documents
        can_keep = not seen.faults and (seen.changes or seen.documents)
        context["token"] = promise(number, unit, request.rights.user_id, seen) if can_keep else ""
    refused_file = error is not None or (seen is not None and bool(seen.faults))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused_file else HTTPStatus.OK
    return render(request, "evaluation/round_upload.html", context, status=status)


def promise(number: int, unit: str, user_id: int | None, seen: ScoringPreview) -> str:
    """What the preview shows, signed for one person and one unit: nothing is stored until it is kept."""
    plain = {
        "round": number, "unit": unit, "user": user_id,
        "answers": [[one.input.component, one.input.text, one.input.absence, one.input.note] for one in seen.changes],
        "before": {one.input.component: one.stood for one in seen.changes},
        "documents": [
            [one.component, one.title, one.number, one.issued_on.isoformat() if one.issued_on else ""]
            for one in seen.documents
        ],
        "locale": seen.locale,
    }  # fmt: skip
    return sign_promise(plain, SALT)


@require_POST
@never_cache
def keep(request: Reading, number: int, unit: str) -> HttpResponse:
    """Keep what the preview showed: all of it, or nothing."""
    api.require_scoring(number, unit, request.rights)
    plain = open_promise(request.POST.get("xem_truoc", ""), SALT, ScoringPreviewStale)
    if (plain["round"], plain["unit"], plain["user"]) != (number, unit, request.rights.user_id):
        raise ScoringPreviewStale()
    answers = [AnswerInput(*one) for one in plain["answers"]]
    documents = [
        EvidenceInput(component, title, code, date.fromisoformat(day) if day else None)
        for component, title, code, day in plain["documents"]
    ]
    before = {component: tuple(stood) for component, stood in plain["before"].items()}
    count = api.keep_scoring(
        number, unit, answers, documents, before=before, rights=request.rights, locale=plain["locale"]
    )
    messages.success(
        request,
        ngettext("Đã nhận %(count)s thay đổi từ tệp Excel.", "Đã nhận %(count)s thay đổi từ tệp Excel.", count)
        % {"count": count},
    )
    return redirect("evaluation:round_unit", number, unit)
