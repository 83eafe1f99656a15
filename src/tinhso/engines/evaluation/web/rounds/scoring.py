"""A unit's own page in a round: what it answers, part by part; documents and words beside a component; sending."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.round_errors import NotInCharge, UnknownRound
from tinhso.engines.evaluation.contracts.rounds import (
    AnswerInput,
    AnswerView,
    ComponentState,
    EvidenceInput,
    RoundVerb,
    ScoringPage,
    StepView,
)
from tinhso.engines.evaluation.contracts.scorecards import Absence
from tinhso.engines.evaluation.web.paper_links import paper_links
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.rounds.words import (
    answer_words,
    choices,
    component_mark,
    mark_of,
    points,
    points_words,
    round_head,
    signed_points,
    typed_hint,
)
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale
from tinhso.web_kit.display import language, show_datetime

ALL = "tat-ca"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def show(request: Reading, number: int, unit: str) -> HttpResponse:
    """A unit's page: answers part by part, points claimed and appraised; posting saves, hands on, sends, gives back."""
    if request.method != "POST":
        return _page(request, number, unit)
    try:
        said = _act(request, number, unit)
    except TinhSoError as refused:
        if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        return _page(request, number, unit, refused)
    messages.success(request, said)
    part = request.POST.get("phan", "")[:40]
    return redirect(_address(number, unit, part))


def _address(number: int, unit: str, part: str = "") -> str:
    return reverse("evaluation:round_unit", args=[number, unit]) + (f"?phan={part}" if part else "")


def _locale() -> NumberLocale:
    return "en" if language().startswith("en") else "vi"


def _act(request: Reading, number: int, unit: str) -> str:
    act, reason = request.POST.get("viec", ""), request.POST.get("ly_do", "")[:2000]
    if act in ("luu", "trinh"):
        saved = api.save_answers(number, unit, _inputs(request), rights=request.rights, locale=_locale())
        if act == "luu":
            return _("Đã lưu.") if saved else _("Không có gì thay đổi.")
        api.submit(number, unit, rights=request.rights)
        return _("Đã trình lãnh đạo đơn vị.")
    if act == "gui":
        api.send(number, unit, rights=request.rights)
        return _("Đã gửi thẩm định, mang tên chức danh của bạn.")
    if act == "tra":
        api.give_back(number, unit, rights=request.rights, reason=reason)
        return _("Đã trả người chấm.")
    if act == "tra-lai":
        api.return_unit(number, unit, rights=request.rights, reason=reason)
        return _("Đã trả lại đơn vị để bổ sung.")
    raise UnknownRound(round=f"{number}/{unit}: {act[:20]}")


def _inputs(request: Reading) -> list[AnswerInput]:
    """What the fields say; a component of which no field was sent stays as it is."""
    found = []
    for name in request.POST:
        if name.startswith("tl-"):
            code = name.removeprefix("tl-")
            text, absence = request.POST.get(name, "")[:60], request.POST.get(f"vang-{code}", "")[:20]
            if text.startswith("!"):
                text, absence = "", text[1:]
            found.append(AnswerInput(code, "" if absence else text, absence, request.POST.get(f"gc-{code}", "")[:1000]))
    return found


def _page(request: Reading, number: int, unit: str, error: TinhSoError | None = None) -> HttpResponse:
    page = api.read_unit(number, unit, request.rights)
    may_save = RoundVerb.SAVE in page.may
    part = (request.POST.get("phan") or request.GET.get("phan") or "")[:40]
    parts = _parts(page, part or (_first_open(page) if may_save else ALL))
    chosen = next((one["code"] for one in parts if one["current"]), ALL)
    lines = [
        _line(page, one, request if error else None)
        for one in page.answers
        if chosen == ALL or one.component.code.split(".")[0] == chosen
    ]
    context = {
        "head": round_head(page.round),
        "page": page,
        "name": page.unit.name(language()),
        "mark": mark_of(page.state),
        "chips": parts,
        "part": chosen,
        "lines": lines,
        "states": [
            {**component_mark(state), "count": count}
            for state in ComponentState
            if (count := sum(one.state is state for one in page.answers))
        ],
        "open_count": page.open_count,
        "answered": len(page.asked) - page.open_count,
        "asked": len(page.asked),
        "total": points_words(page.round.card.points),
        "own": points(page.own_total),
        "score": points(page.score.share * page.round.card.points),
        "shows_score": page.sent_at is not None,
        "may_save": may_save,
        "may_submit": RoundVerb.SUBMIT in page.may or may_save,
        "may_send": RoundVerb.SEND in page.may,
        "may_return": RoundVerb.RETURN in page.may,
        "appraise_url": reverse("evaluation:round_appraise", args=[number, unit])
        if RoundVerb.APPRAISE in page.may
        else "",
        "steps": [_step(one) for one in page.steps],
        "csv_url": reverse("evaluation:round_unit_csv", args=[number, unit]),
        "papers": paper_links("round_unit_paper", number, unit),
        "excel_url": reverse("evaluation:round_excel", args=[number, unit]) if page.is_own else "",
        "upload_url": reverse("evaluation:round_upload", args=[number, unit]),
        "ups": _ups(page) if page.sent_at else [],
        "reason": request.POST.get("ly_do", "")[:2000],
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "evaluation/round_unit.html", context, status=error.status if error else HTTPStatus.OK)


def _ups(page: ScoringPage) -> list[dict[str, str]]:
    """What would move the unit up most, as it stands."""
    card = page.round.card
    return [
        {"code": one.code, "name": one.name.in_language(language()), "gain": points_words(gain * card.points)}
        for one, gain in api.steps_up(card, [page.score], page.unit.code)[:5]
    ]


def _first_open(page: ScoringPage) -> str:
    """The first part in which something is still to be answered."""
    for one in page.asked:
        if one.answer is None:
            return one.component.code.split(".")[0]
    return page.round.card.pillars[0].code if page.round.card.pillars else ALL


def _parts(page: ScoringPage, chosen: str) -> list[dict[str, Any]]:
    """The pillars as chips, each with how much of it is answered."""
    known = {one.code for one in page.round.card.pillars}
    chosen = chosen if chosen in known else ALL
    address = _address(page.round.number, page.unit.code)
    found = [
        {"code": ALL, "url": f"{address}?phan={ALL}", "label": _("tất cả"), "current": chosen == ALL, "count": None}
    ]
    for node in page.round.card.pillars:
        inside = [one for one in page.asked if one.component.code.split(".")[0] == node.code]
        done = sum(one.answer is not None for one in inside)
        found.append(
            {
                "code": node.code,
                "url": f"{address}?phan={node.code}",
                "label": f"{node.code}. {node.name.in_language(language())}",
                "current": chosen == node.code,
                "count": f"{done}/{len(inside)}",
            }
        )
    return found


def _line(page: ScoringPage, one: AnswerView, posted: Reading | None = None) -> dict[str, Any]:
    """One component; where a form was refused, with what had been typed."""
    code, absence = one.component.code, one.answer.absence if one.answer else None
    typed, said, note = api.typed_answer(one, _locale()), str(absence or ""), one.note
    if posted is not None and f"tl-{code}" in posted.POST:
        typed, said, note = (posted.POST.get(f"{name}-{code}", "")[:1000] for name in ("tl", "vang", "gc"))
        if typed.startswith("!"):
            typed, said = "", typed[1:]
    options = choices(one.component)
    return {
        "one": one,
        "code": code,
        "name": one.component.name.in_language(language()),
        "points": points_words(one.component.points),
        "most": points(one.component.points),
        "answer": answer_words(one),
        "mark": component_mark(one.state),
        "due_on": one.appraise_by if page.sent_at else one.answer_by,
        "has_own_day": code in page.round.days,
        "late": one.appraised_late if page.sent_at else one.is_late,
        "answered_late": one.is_late,
        "own": points(one.own),
        "appraised": _("không áp dụng") if one.is_left_out else points(one.appraised) if one.is_appraised else "",
        "difference": signed_points(one.difference),
        "agency": one.agency.name(language()) if one.agency else "",
        "choices": options,
        "hint": typed_hint(one.component),
        "typed": typed,
        "absence": said,
        "note": note,
        "is_absent": said in (Absence.NOT_APPLICABLE, Absence.REFUSED),
        "figure_url": _figure_url(page, one),
        "figure_period": _figure_period(page, one),
        "url": reverse("evaluation:round_component", args=[page.round.number, page.unit.code, code]),
    }


def _figure_url(page: ScoringPage, one: AnswerView) -> str:
    if not one.by_figure or one.figure_period is None:
        return ""
    if one.component.formula:  # many figures: those of one unit and period side by side
        many = {"chi-tieu": ",".join(one.component.figures), "ky": one.figure_period.code}
        return f"{reverse('insight:explore')}?{urlencode(many)}"
    asked = {"chi-tieu": one.component.indicator, "don-vi": page.unit.code, "ky": one.figure_period.code}
    return f"{reverse('insight:proof')}?{urlencode(asked)}"


def _figure_period(page: ScoringPage, one: AnswerView) -> str:
    """Which figure it is: that of the period, or of the year so far."""
    if one.figure_period is None:
        return ""
    label = one.figure_period.label(language())
    return label if one.figure_period == page.round.period else _("lũy kế đến %(period)s") % {"period": label}


def _step(one: StepView) -> dict[str, str]:
    words = {
        RoundVerb.SAVE: _("bắt đầu chấm"),
        RoundVerb.SUBMIT: _("trình lãnh đạo"),
        RoundVerb.GIVE_BACK: _("trả người chấm"),
        RoundVerb.SEND: _("gửi thẩm định"),
        RoundVerb.APPRAISE: _("thẩm định"),
        RoundVerb.RETURN: _("trả lại để bổ sung"),
    }
    said = f" · {one.reason}" if one.reason else ""
    return {"event": f"{one.title}: {words[one.verb]}", "detail": show_datetime(one.at) + said}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def component(request: Reading, number: int, unit: str, code: str) -> HttpResponse:
    """One component at a unit: its answer, its documents, what was said about it; posting adds a document or a word."""
    error: TinhSoError | None = None
    if request.method == "POST":
        try:
            said = _add(request, number, unit, code)
        except TinhSoError as refused:
            if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            error = refused
        else:
            messages.success(request, said)
            return redirect("evaluation:round_component", number, unit, code)
    page = api.read_unit(number, unit, request.rights)
    one = next((item for item in page.answers if item.component.code == code), None)
    if one is None:
        raise UnknownRound(round=f"{number}/{unit}/{code[:40]}")
    own = RoundVerb.SAVE in page.may
    context = {
        "head": round_head(page.round),
        "name": page.unit.name(language()),
        "line": _line(page, one),
        "back": _address(number, unit, code.split(".")[0]),
        "evidence": [
            {"item": item, "url": reverse("evaluation:round_evidence", args=[item.id])} for item in one.evidence
        ],
        "remarks": [{"event": f"{item.title} · {show_datetime(item.at)}", "detail": item.text} for item in one.remarks],
        "may_add": own and not one.by_figure,
        "may_remark": RoundVerb.REMARK in page.may and not one.by_figure,
        "posted": {name: request.POST.get(name, "")[:2000] for name in ("so", "ten", "ngay", "noi_dung")},
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "evaluation/round_component.html", context, status=error.status if error else HTTPStatus.OK)


def _add(request: Reading, number: int, unit: str, code: str) -> str:
    act = request.POST.get("viec", "")
    if act == "trao-doi":
        api.remark(number, unit, code, request.POST.get("noi_dung", "")[:2000], rights=request.rights)
        return _("Đã ghi trao đổi.")
    if act != "minh-chung":
        raise NotInCharge(component=code[:40])
    file = request.FILES.get("tep")
    issued = request.POST.get("ngay", "")[:10]
    given = EvidenceInput(
        component=code,
        title=request.POST.get("ten", "")[:300],
        number=request.POST.get("so", "")[:80],
        issued_on=_day(issued),
        name=(file.name or "") if file else "",
        content=file.read() if file else b"",
    )
    api.keep_evidence(number, unit, given, rights=request.rights)
    return _("Đã nhận minh chứng.")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def evidence(request: Reading, number: int) -> HttpResponseBase:
    """The file of a document; posting takes the document away while the unit scores itself."""
    if request.method == "POST":
        round_number, unit, code = api.drop_evidence(number, rights=request.rights)
        messages.success(request, _("Đã bỏ minh chứng."))
        return redirect("evaluation:round_component", round_number, unit, code)
    item, path = api.evidence_file(number, rights=request.rights)
    return FileResponse(path.open("rb"), as_attachment=True, filename=item.name, content_type=item.media_type)
