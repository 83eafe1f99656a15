"""An appraiser's queue, and the page on which components are appraised one beside the other."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.rounds import AnswerView, AppraisalInput, ScoringPage
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.rounds.words import (
    answer_words,
    component_mark,
    mark_of,
    points,
    points_words,
    round_head,
)
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import plain_text, round_half_up
from tinhso.web_kit.display import language

LEFT_OUT = "!not_applicable"


@require_safe
@never_cache
def queue(request: Reading) -> HttpResponse:
    """The units that wait for oneself as an appraiser, those due first on top."""
    lines = [
        {
            "head": round_head(one.round),
            "name": one.unit.name(language()),
            "url": reverse("evaluation:round_appraise", args=[one.round.number, one.unit.code]),
            "mark": mark_of(one.state),
            "sent_at": one.sent_at,
            "left": one.left,
            "in_charge": one.in_charge,
            "due_on": one.due_on,
            "late": one.is_late,
        }
        for one in api.appraisal_queue(request.rights)
    ]
    left = sum(bool(line["left"]) for line in lines)
    return render(request, "evaluation/appraisal_queue.html", {"lines": lines, "left": left})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def appraise(request: Reading, number: int, unit: str) -> HttpResponse:
    """The components in one's charge at a unit: what it claims, its documents, one's own points and reasons."""
    page = api.page_to_appraise(number, unit, request.rights)
    mine = [one for one in page.answers if one.component.code in page.in_charge]
    error: TinhSoError | None = None
    if request.method == "POST":
        locale: Any = "en" if language().startswith("en") else "vi"
        try:
            changed = api.appraise(number, unit, _inputs(request, mine), rights=request.rights, locale=locale)
        except TinhSoError as refused:
            if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            error = refused
        else:
            messages.success(request, _("Đã ghi thẩm định.") if changed else _("Không có gì thay đổi."))
            return redirect("evaluation:round_appraise", number, unit)
    context = {
        "head": round_head(page.round),
        "name": page.unit.name(language()),
        "mark": mark_of(page.state),
        "page": page,
        "back": reverse("evaluation:round_unit", args=[number, unit]),
        "lines": [_line(page, one, request if error else None) for one in mine],
        "left": sum(not one.is_appraised for one in mine),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "evaluation/round_appraise.html", context, status=error.status if error else HTTPStatus.OK)


def _inputs(request: Reading, mine: list[AnswerView]) -> list[AppraisalInput]:
    """Every component with points or “does not apply”; one without either is left for later."""
    found = []
    agrees = set(request.POST.getlist("dong_y"))
    for one in mine:
        code = one.component.code
        text = request.POST.get(f"diem-{code}", "")[:30].strip()
        left_out = request.POST.get(f"kad-{code}") == "1"
        if code in agrees and not text and not left_out:
            text, left_out = _claimed(one), one.own is None
        if text or left_out:
            reason = request.POST.get(f"ly-do-{code}", "")[:2000]
            found.append(AppraisalInput(code, "" if left_out else text, left_out, reason))
    return found


def _claimed(one: AnswerView) -> str:
    """The points a unit claims, as they are typed in the reader's language."""
    if one.own is None:
        return ""
    text = plain_text(round_half_up(one.own, 4))
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if language().startswith("en") else text.replace(".", ",")


def _given(one: AnswerView) -> str:
    if not one.is_appraised or one.appraised is None:
        return ""
    text = plain_text(round_half_up(one.appraised, 4)).rstrip("0").rstrip(".")
    return text if language().startswith("en") else text.replace(".", ",")


def _line(page: ScoringPage, one: AnswerView, posted: Reading | None) -> dict[str, Any]:
    code = one.component.code
    given, left_out, reason = _given(one), one.is_left_out, one.reason
    if posted is not None:
        given = posted.POST.get(f"diem-{code}", "")[:30]
        left_out = posted.POST.get(f"kad-{code}") == "1"
        reason = posted.POST.get(f"ly-do-{code}", "")[:2000]
    return {
        "mark": component_mark(one.state),
        "due_on": one.appraise_by if one.appraise_by != page.round.appraise_due_on else None,
        "late": one.appraised_late,
        "one": one,
        "code": code,
        "name": one.component.name.in_language(language()),
        "points": points_words(one.component.points),
        "answer": answer_words(one),
        "own": points(one.own),
        "given": given,
        "left_out": left_out,
        "reason": reason,
        "agreed": posted is not None and code in posted.POST.getlist("dong_y"),
        "url": reverse("evaluation:round_component", args=[page.round.number, page.unit.code, code]),
    }
