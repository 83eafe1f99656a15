"""A scorecard is written on screen: a draft that keeps itself, a page for its head and one for each pillar."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.drafts import CLUSTER_FIELDS, NO_PART, DraftRow, DraftView
from tinhso.engines.evaluation.contracts.scorecards import Shape
from tinhso.engines.evaluation.errors import DraftConflict
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.rounds.words import points
from tinhso.engines.evaluation.web.scorecards import shape_words
from tinhso.engines.orgs import api as orgs
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number, read_numbers

HEAD = {
    "ma": "code",
    "hieu_luc": "valid_from",
    "ten": "title_vi",
    "ten_en": "title_en",
    "tong": "points",
    "nguon": "source",
    "cap": "level",
    "khen_so": "per_cluster",
    "khen_muc": "least_share",
    "khen_han": "on_time",
}
CLUSTER = {"khoi_ma": "code", "khoi_ten": "title_vi", "khoi_ten_en": "title_en", "khoi_loai": "types"}
BLANK_ROWS, BLANK_CLUSTERS, ROWS_A_PAGE, MOST_BYTES = 5, 2, 40, 2_000_000
STAYS = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT)


@require_safe
def download(request: Reading, code: str) -> HttpResponse:
    """The version in force as a package: YAML and CSV."""
    return attachment(api.scorecard_package(code), f"{code}-goi.zip", "application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def build(request: Reading, code: str) -> HttpResponse:
    """The head of a draft: title, day, level, clusters, commendation; check, publish, fill from a package, discard."""
    if request.method != "POST":
        return _head_page(request, api.read_draft(code, request.rights))
    if _saves_itself(request):
        return _answer_head(request, code)
    act = request.POST.get("viec", "")
    try:
        return _do(request, code, act)
    except TinhSoError as refused:
        if refused.status not in STAYS:
            raise
        return _head_page(request, api.read_draft(code, request.rights), refused, request)


def _do(request: Reading, code: str, act: str) -> HttpResponse:
    if act == "bo":
        api.discard_draft(code, request.rights)
        messages.success(request, _("Đã bỏ bản nháp."))
        return redirect("evaluation:scorecard", code)
    if act == "nap":
        file = request.FILES.get("tep")
        api.fill_draft(code, file.read(MOST_BYTES) if file else b"", request.rights)
        messages.success(request, _("Đã điền bản nháp theo gói. Xem lại rồi mới công bố."))
        return redirect("evaluation:scorecard_build", code)
    draft = _save_head(request, code)
    if act == "cong-bo":
        seen = _whole(request, "_rev")
        # The head that was just kept is one's own change.
        seen += draft.revision == seen + 1 and draft.head_version == _whole(request, "_v") + 1
        published, version = api.publish_draft(code, seen, request.rights)
        messages.success(
            request, _("Đã công bố phiên bản %(version)s của bộ chỉ số “%(code)s”.")
            % {"version": version, "code": published}
        )  # fmt: skip
        return redirect("evaluation:scorecards")
    if act == "xem":
        api.check_stored(draft)
        return _head_page(request, draft, is_right=True)
    return redirect("evaluation:scorecard_build", code)


def _save_head(request: Reading, code: str) -> DraftView:
    head = {name: request.POST[field] for field, name in HEAD.items() if field in request.POST}
    if not _saves_itself(request):
        head.setdefault("on_time", "")  # a box that is not ticked is not sent
    clusters: dict[int, dict[str, str]] = {}
    for field, text in request.POST.items():
        name, sign, place = field.rpartition("-")
        if sign and name in CLUSTER and place[:3].isdecimal() and len(place) < 3:
            clusters.setdefault(int(place), {})[CLUSTER[name]] = str(text)
    whole = bool(clusters) and not _saves_itself(request)
    return api.save_head(code, head, clusters, _whole(request, "_v"), request.rights, whole=whole)


def _whole(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")[:9]
    return read_number(text, 0)


def _saves_itself(request: HttpRequest) -> bool:
    return request.headers.get("X-Autosave") == "1"


def _answer_head(request: Reading, code: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return JsonResponse({}, status=HTTPStatus.UNAUTHORIZED)
    try:
        draft = _save_head(request, code)
    except DraftConflict as conflict:
        return JsonResponse({}, status=conflict.status)
    fields = {"_v": str(draft.head_version), "_rev": str(draft.revision)}
    return JsonResponse({"saved_at": _clock(draft), "fields": fields})


def _clock(draft: DraftView) -> str:
    return f"{in_vietnam(draft.changed_at):%H:%M}" if draft.changed_at else ""


def _saved_text(draft: DraftView) -> str:
    """What is said of the draft: who kept it and when, or that nothing is kept yet."""
    if draft.changed_at is None:
        return _("Chưa có bản nháp: đang xem phiên bản hiện hành.")
    moment = in_vietnam(draft.changed_at)
    return _("Bản nháp lưu lúc %(at)s, %(who)s.") % {"at": f"{moment:%H:%M %d/%m/%Y}", "who": draft.changed_by}


def _head_page(
    request: Reading,
    draft: DraftView,
    error: TinhSoError | None = None,
    typed: HttpRequest | None = None,
    is_right: bool = False,
) -> HttpResponse:
    """The head as it is kept; after a refusal with what was typed."""
    head = dict(draft.head)
    if typed is not None:
        head |= {name: typed.POST[field][:600] for field, name in HEAD.items() if field in typed.POST}
    blank = dict.fromkeys(CLUSTER_FIELDS, "")
    context: dict[str, Any] = {
        "draft": draft,
        "title": _title(draft),
        "head": head,
        "saved_text": _saved_text(draft),
        "here": reverse("evaluation:scorecard_build", args=[draft.base]),
        "card_url": reverse("evaluation:scorecard", args=[draft.base]),
        "package_url": reverse("evaluation:scorecard_package", args=[draft.base]),
        "levels": [
            {"code": one.code, "name": one.name_en if language().startswith("en") else one.name_vi}
            for one in orgs.levels_on()
        ],
        "clusters": [
            {"number": number, "one": one, "label": one["code"] or _("khối mới")}
            for number, one in enumerate([*draft.cluster_places, *([blank] * BLANK_CLUSTERS)])
        ],
        "parts": [
            {"url": _part_url(draft.base, part.code), "name": _part_name(part.code, part.name),
             "count": part.components, "points": points(part.points)}
            for part in draft.parts
        ],
        "new_part_url": _part_url(draft.base, NO_PART),
        "total": points(draft.points),
        "is_right": is_right,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }  # fmt: skip
    return render(request, "evaluation/scorecard_build.html", context, status=error.status if error else HTTPStatus.OK)


def _title(draft: DraftView) -> str:
    spoken = draft.head["title_en"] if language().startswith("en") else ""
    return spoken or draft.head["title_vi"]


def _part_url(base: str, part: str) -> str:
    return reverse("evaluation:scorecard_build_part", args=[base, part])


def _part_name(code: str, name: str) -> str:
    return _("Chưa có mã") if code == NO_PART else f"{code} {name}".strip()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def build_part(request: Reading, code: str, part: str) -> HttpResponse:
    """The rows of one pillar of a draft, forty a page, so that any number of criteria fits a form."""
    draft = api.read_draft(code, request.rights)
    if request.method != "POST":
        return _part_page(request, draft, part)
    given, seen = _posted_rows(request)
    if _saves_itself(request):
        return _answer_rows(request, code, part, given, seen)
    try:
        api.save_rows(code, given, seen, request.rights)
    except DraftConflict as conflict:
        return _part_page(request, api.read_draft(code, request.rights), part, conflict, given)
    return redirect(f"{_part_url(code, part)}?trang={_page_number(request)}")


def _posted_rows(request: HttpRequest) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
    """Values by row, and the version of each row that was seen."""
    given: dict[str, dict[str, str]] = {}
    seen: dict[str, int] = {}
    for field, text in request.POST.items():
        name, sign, row = field.rpartition("-")
        if not sign or len(row) > 9:
            continue
        value = str(text)
        if name == "_v" and value[:9].isdecimal():
            seen[row] = int(value[:9])
        elif name in api.CARD_COLUMNS:
            given.setdefault(row, {})[name] = value
    return given, seen


def _answer_rows(
    request: Reading, code: str, part: str, given: dict[str, dict[str, str]], seen: dict[str, int]
) -> HttpResponse:
    if not request.user.is_authenticated:
        return JsonResponse({}, status=HTTPStatus.UNAUTHORIZED)
    try:
        draft = api.save_rows(code, given, seen, request.rights)
    except DraftConflict as conflict:
        return JsonResponse({}, status=conflict.status)
    there = {str(row.id): row.version for row in draft.rows}
    # What was begun and taken out again begins anew.
    fields = {f"_v-{row}": str(there.get(row, "")) for row in given}
    return JsonResponse({"saved_at": _clock(draft), "fields": fields, "texts": {"part-sum": _sum_words(draft, part)}})


def _sum_words(draft: DraftView, part: str) -> str:
    rows = draft.of_part(part)
    count = sum(bool(row.values["shape"]) for row in rows)
    own = points(sum((row.points for row in rows), draft.points * 0))
    words = ngettext(
        "%(count)s tiêu chí, cộng lại %(own)s điểm; cả bộ %(whole)s điểm.",
        "%(count)s tiêu chí, cộng lại %(own)s điểm; cả bộ %(whole)s điểm.", count,
    )  # fmt: skip
    return words % {"count": count, "own": own, "whole": points(draft.points)}


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("trang", "")[:4]
    return read_number(text, 1)


def _part_page(
    request: Reading,
    draft: DraftView,
    part: str,
    error: TinhSoError | None = None,
    typed: dict[str, dict[str, str]] | None = None,
) -> HttpResponse:
    page = Paginator(draft.of_part(part), ROWS_A_PAGE).get_page(_page_number(request))
    typed = typed or {}
    blank = dict.fromkeys(api.CARD_COLUMNS, "")
    names = {one.code: one.name for one in draft.parts}
    context: dict[str, Any] = {
        "draft": draft,
        "title": _title(draft),
        "name": _part_name(part, names.get(part, "")),
        "build_url": reverse("evaluation:scorecard_build", args=[draft.base]),
        "here": _part_url(draft.base, part),
        "form_name": f"card-{draft.base}-{part}-{page.number}",
        "saved_text": _saved_text(draft),
        "rows": [
            *(_row(row, typed.get(str(row.id))) for row in page.object_list),
            *({"id": row, "version": "", "row": {**blank, **typed.get(str(row), {})},
               "label": _("dòng mới %(number)s") % {"number": number}}
              for number, row in enumerate(_begun(draft, typed), start=1)),
        ],
        "page": page,
        "pages": [{"number": number, "url": f"?trang={number}"} for number in page.paginator.page_range],
        "shapes": [(str(shape), shape_words(shape)) for shape in Shape],
        "sum": _sum_words(draft, part),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }  # fmt: skip
    return render(
        request, "evaluation/scorecard_build_part.html", context, status=error.status if error else HTTPStatus.OK
    )


def _begun(draft: DraftView, typed: dict[str, dict[str, str]]) -> list[int]:
    """The rows that may be begun: those that were typed into and are not kept yet, and as many as there is room for."""
    there = {row.id for row in draft.rows}
    waiting = [number for number in read_numbers(typed) if number not in there]
    return [*waiting, *api.new_row_ids(max(BLANK_ROWS - len(waiting), 1))]


def _row(row: DraftRow, typed: dict[str, str] | None) -> dict[str, Any]:
    """A row with what was typed, beside what somebody else wrote in the meantime."""
    values = {**row.values, **(typed or {})}
    theirs = [text for name, text in row.values.items() if typed and typed.get(name, text) != text and text]
    return {
        "id": row.id, "version": row.version, "row": values,
        "label": row.values["code"] or row.values["name_vi"], "theirs": ", ".join(theirs),
    }  # fmt: skip
