"""A plan by the progress measure of Open SDG, for whoever compares with places that use it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.open_sdg import NotAssessed, SdgProgress, SdgStatus
from tinhso.engines.evaluation.web.plans import Reading, asked_moment, kept_moment
from tinhso.web_kit.attachment import CSV, attachment
from tinhso.web_kit.display import language, show_number, show_percent

TONES = {
    SdgStatus.TARGET_ACHIEVED: ("good", "check"),
    SdgStatus.SUBSTANTIAL: ("good", "arrow"),
    SdgStatus.MODERATE: ("info", "arrow"),
    SdgStatus.LIMITED: ("warn", "triangle"),
    SdgStatus.DETERIORATION: ("bad", "alert"),
    SdgStatus.NOT_AVAILABLE: ("quiet", "minus"),
}


def status_words(status: SdgStatus) -> str:
    """A published category in words."""
    return {
        SdgStatus.TARGET_ACHIEVED: _("đã đạt"),
        SdgStatus.SUBSTANTIAL: _("đúng hướng"),
        SdgStatus.MODERATE: _("có tiến bộ, cần nhanh hơn"),
        SdgStatus.LIMITED: _("tiến bộ ít"),
        SdgStatus.DETERIORATION: _("đi lùi"),
        SdgStatus.NOT_AVAILABLE: _("không đánh giá được"),
    }[status]


def _why(found: SdgProgress) -> str:
    """What is said beside the category."""
    words = {
        NotAssessed.NO_FIGURE: _("chưa có số gốc, hoặc chưa có số sau nó"),
        NotAssessed.TOO_SHORT: _("từ số gốc chưa đủ một năm"),
        NotAssessed.SIGNS_DIFFER: _("số gốc, số thực hiện và mục tiêu không cùng dấu"),
        NotAssessed.NOTHING_REQUIRED: _("mục tiêu bằng số gốc, không đòi tăng hay giảm"),
        NotAssessed.NOT_A_LEVEL: _("số cộng dồn qua nhiều năm: không có mức của từng năm để so"),
        NotAssessed.YEAR_NOT_OVER: _("năm chưa hết, chưa có tổng cả năm để so với năm trước"),
        NotAssessed.A_RANGE: _("mục tiêu là một khoảng: cách đo này cần một hướng, tăng hoặc giảm"),
        NotAssessed.WITHDRAWN: _("mục tiêu không còn áp dụng"),
    }
    told = [words[found.why]] if found.why and found.status is SdgStatus.NOT_AVAILABLE else []
    if "base" in found.replaced:
        told.append(_("số gốc bằng 0, tính là 0,001"))
    if "target" in found.replaced:
        told.append(_("mục tiêu bằng 0, tính là 0,001"))
    if found.of_years:
        told.append(_("so tổng cả năm với tổng năm trước"))
    return "; ".join(told)


@require_safe
def show(request: Reading, code: str) -> HttpResponse:
    """Every target of a plan by the measure of Open SDG: growth observed against growth required."""
    page = api.compute_plan(code, asked_moment(request), request.rights)
    found = [(one, api.progress_of(one)) for one in page.targets]
    counted = Counter(progress.status for _one, progress in found)
    kept = kept_moment(page.moment)
    context = {
        "title": page.plan.title.in_language(language()),
        "day": page.moment.on,
        "illustrative": page.plan.illustrative,
        "plan_url": reverse("evaluation:plan", args=[code]) + kept,
        "csv_url": reverse("evaluation:plan_open_sdg_csv", args=[code]) + kept,
        "parts": [
            {"count": counted[status], "label": status_words(status), **_look(status)}
            for status in SdgStatus if counted[status]
        ],
        "lines": [_line(code, one, progress, kept) for one, progress in found],
    }  # fmt: skip
    return render(request, "evaluation/open_sdg.html", context)


def _look(status: SdgStatus) -> dict[str, str]:
    tone, icon = TONES[status]
    return {"tone": tone, "icon": icon}


def _line(code: str, one: api.TargetStanding, found: SdgProgress, kept: str) -> dict[str, Any]:
    return {
        "number": one.spec.number,
        "name": one.name(language()),
        "url": reverse("evaluation:target", args=[code, one.spec.code]) + kept,
        "observed": _yearly(found.observed),
        "required": _yearly(found.required),
        "ratio": show_number(found.ratio, 2),
        "score": show_number(found.score, 1),
        **_look(found.status),
        "word": status_words(found.status),
        "why": _why(found),
    }


def _yearly(growth: Decimal | None) -> str:
    return "–" if growth is None else show_percent(growth * 100, 1)


@require_safe
def download(request: Reading, code: str) -> HttpResponse:
    """The same as CSV, with base, last figure and what was replaced."""
    page = api.compute_plan(code, asked_moment(request), request.rights)
    return attachment(api.open_sdg_csv(page), f"{code}-open-sdg.csv", CSV)
