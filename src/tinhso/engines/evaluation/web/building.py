"""A scorecard is copied and changed on screen, seen with what is wrong, published as a version, kept as files."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
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
from tinhso.engines.evaluation.contracts.scorecards import Shape
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.rounds.words import points
from tinhso.engines.evaluation.web.scorecards import shape_words
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language

HEAD = {
    "ma": "code",
    "hieu_luc": "valid_from",
    "ten": "title_vi",
    "ten_en": "title_en",
    "tong": "points",
    "nguon": "source",
}
BLANK_ROWS, LONGEST, MOST_ROWS, MOST_BYTES = 5, 600, 120, 2_000_000


@require_safe
def download(request: Reading, code: str) -> HttpResponse:
    """The version in force as a package: YAML and CSV."""
    return attachment(api.scorecard_package(code), f"{code}-goi.zip", "application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def build(request: Reading, code: str) -> HttpResponse:
    """The whole card in one form: change, look at the sum, fill from a package, publish; only publishing stores."""
    draft = api.draft_of(code, request.rights)
    if request.method != "POST":
        return _page(request, draft)
    act = request.POST.get("viec", "")
    try:
        if act == "nap":
            file = request.FILES.get("tep")
            content = file.read(MOST_BYTES) if file else b""
            return _page(request, api.read_package(draft, content))
        draft = _posted(request, draft)
        if act == "cong-bo":
            published, version = api.publish_version(draft, rights=request.rights)
            messages.success(
                request, _("Đã công bố phiên bản %(version)s của bộ chỉ số “%(code)s”.")
                % {"version": version, "code": published}
            )  # fmt: skip
            return redirect("evaluation:scorecards")
        api.check_draft(draft)
    except TinhSoError as refused:
        if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        return _page(request, draft, refused)
    return _page(request, draft, is_right=True)


def _posted(request: Reading, draft: api.CardDraft) -> api.CardDraft:
    """What the fields say; a row without code and name is taken away."""
    head = {name: request.POST.get(field, "").strip()[:LONGEST] for field, name in HEAD.items()}
    rows = []
    for number in range(MOST_ROWS):
        row = {name: request.POST.get(f"{name}-{number}", "").strip()[:LONGEST] for name in api.CARD_COLUMNS}
        if row["code"] or row["name_vi"]:
            rows.append(row)
    return replace(draft, rows=rows, **head)


def _page(
    request: Reading, draft: api.CardDraft, error: TinhSoError | None = None, is_right: bool = False
) -> HttpResponse:
    blank = dict.fromkeys(api.CARD_COLUMNS, "")
    rows = [*draft.rows, *([blank] * BLANK_ROWS)]
    context: dict[str, Any] = {
        "draft": draft,
        "card_url": reverse("evaluation:scorecard", args=[draft.base]),
        "package_url": reverse("evaluation:scorecard_package", args=[draft.base]),
        "rows": [
            {"number": number, "row": row, "label": row["code"] or _("dòng mới")} for number, row in enumerate(rows)
        ],
        "shapes": [(str(shape), shape_words(shape)) for shape in Shape],
        "total": points(_total(draft)),
        "count": sum(bool(row["shape"]) for row in draft.rows),
        "is_right": is_right,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "evaluation/scorecard_build.html", context, status=error.status if error else HTTPStatus.OK)


def _total(draft: api.CardDraft) -> Fraction:
    """The points that the rows add up to; what is no number is named when the card is checked."""
    total = Fraction(0)
    for row in draft.rows:
        try:
            total += Fraction(row["points"]) if row["shape"] and "/" not in row["points"] else 0
        except ValueError:
            continue
    return total
