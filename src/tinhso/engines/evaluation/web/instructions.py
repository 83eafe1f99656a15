"""“Giao nhiệm vụ” on a target, the list of instructions, one instruction as it stands, and its letter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import InstructionNotUsable, InstructionState, InstructionView
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.words import target_line
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.papers import render as render_paper
from tinhso.kernel.quantities import parse_number
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language, show_date, show_datetime, show_number
from tinhso.web_kit.signed_in import desk_page

FROM_GAP = "khoang-thieu"
"""`?theo=` of a form that begins with the units that make the gap."""
MARKS_OF = {
    InstructionState.RUNNING: ("info", "arrow"),
    InstructionState.FULFILLED: ("good", "check"),
    InstructionState.NOT_FULFILLED: ("bad", "alert"),
}


def state_words(state: InstructionState) -> str:
    """How an instruction stands, in words."""
    return {
        InstructionState.RUNNING: _("đang thực hiện"),
        InstructionState.FULFILLED: _("đã đạt"),
        InstructionState.NOT_FULFILLED: _("chưa đạt"),
    }[state]


@desk_page("GET", "POST")
def give(request: Reading, code: str, target: str) -> HttpResponse:
    """The form of an instruction about a target, filled with what is known; sending it gives the instruction."""
    page = api.compute_target(code, target, api.read_moment(""), request.rights, language())
    request.rights.require(Action.INSTRUCT, page.unit.id)
    posted: dict[str, Any] = _suggested(page, from_gap=request.GET.get("theo") == FROM_GAP)
    error: TinhSoError | None = None
    if request.method == "POST":
        posted = {name: request.POST.get(name, "")[:4000] for name in ("noi_dung", "chu_tri", "han", "muc")}
        posted["phoi_hop"] = request.POST.getlist("phoi_hop")[:40]
        try:
            number = api.give_instruction(code, target, _asked(posted, page), rights=request.rights)
        except TinhSoError as refused:
            if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            error = refused
        else:
            messages.success(request, _("Đã giao nhiệm vụ. Kết quả sẽ được đánh giá theo số liệu."))
            return redirect("evaluation:instruction", number)
    context = {
        "page": page,
        "line": target_line(page.standing, ""),
        "name": page.standing.name(language()),
        "agencies": [(unit.code, unit.name(language())) for unit in api.agencies_of(code, request.rights)],
        "posted": posted,
        "error": error,
        "error_text": error.message(language()) if error else "",
        "unit_words": page.standing.wording.unit(language()),
    }
    return render(request, "evaluation/give.html", context, status=error.status if error else HTTPStatus.OK)


def _suggested(page: api.TargetPage, *, from_gap: bool) -> dict[str, Any]:
    standing = page.standing
    return {
        "noi_dung": api.gap_as_instruction(page) if from_gap else "",
        "chu_tri": standing.spec.owner,
        "phoi_hop": [],
        "han": "",
        "muc": show_number(standing.spec.bound, standing.definition.decimals),
    }


def _asked(posted: dict[str, Any], page: api.TargetPage) -> api.NewInstruction:
    try:
        due_on = date.fromisoformat(posted["han"])
    except ValueError as error:
        raise InstructionNotUsable(problem_vi="Cần ngày hạn.", problem_en="A deadline is needed.") from error
    wanted: Decimal = parse_number(posted["muc"], locale="en" if language().startswith("en") else "vi")
    return api.NewInstruction(posted["noi_dung"], posted["chu_tri"], posted["phoi_hop"], due_on, wanted)


@require_safe
@never_cache
def show_list(request: Reading) -> HttpResponse:
    """Every instruction one may see: what is asked, of whom, by when, and how its figure stands."""
    rows = api.list_instructions(request.rights)
    names = _names(rows)
    return render(request, "evaluation/instructions.html", {"lines": [_line(one, names) for one in rows]})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def show(request: Reading, number: int) -> HttpResponse:
    """One instruction: judged by its figure, with what agencies report; posting adds a report."""
    one = api.follow_instruction(number, request.rights)
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(reverse("evaluation:instruction", args=[number]))
    error: TinhSoError | None = None
    if request.method == "POST":
        text, done = request.POST.get("noi_dung", "")[:4000], request.POST.get("xong") == "1"
        try:
            api.report_progress(number, text, says_done=done, rights=request.rights)
        except TinhSoError as refused:
            if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            error = refused
        else:
            messages.success(request, _("Đã ghi báo cáo. Trạng thái vẫn theo số liệu."))
            return redirect("evaluation:instruction", number)
    context = {
        "one": one,
        "line": _line(one, _names([one])),
        "reports": [_report(report) for report in one.reports],
        "may_report": any(request.rights.may(act, one.lead) for act in (Action.DRAFT, Action.APPROVE)),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "evaluation/instruction.html", context, status=error.status if error else HTTPStatus.OK)


@require_safe
@never_cache
def download_letter(request: Reading, number: int) -> HttpResponse:
    """The official letter of an instruction as .docx, ready for its number and signature."""
    file = render_paper(api.instruction_letter(number, request.rights), "docx")
    return attachment(file.content, file.name, file.mime)


def _names(rows: list[InstructionView]) -> dict[int, str]:
    return {view.id: view.name(language()) for view in orgs.last_views({unit for one in rows for unit in one.agencies})}


def _line(one: InstructionView, names: dict[int, str]) -> dict[str, Any]:
    spoken, (tone, icon) = language(), MARKS_OF[one.state]
    return {
        "url": reverse("evaluation:instruction", args=[one.id]),
        "target_url": reverse("evaluation:target", args=[one.plan, one.target]),
        "letter_url": reverse("evaluation:letter", args=[one.id]),
        "name": one.target_name.in_language(spoken),
        "text": one.text,
        "lead": names.get(one.lead, ""),
        "others": ", ".join(names[unit] for unit in one.others if unit in names),
        "due_on": one.due_on,
        "given": _("%(title)s, %(day)s") % {"title": one.title, "day": show_date(one.given_on)},
        "wanted": one.wanted_words.in_language(spoken),
        "value": one.value_words.in_language(spoken),
        "period": one.period.short_label(spoken) if one.period else "",
        "state": state_words(one.state),
        "tone": tone,
        "icon": icon,
    }


def _report(one: Any) -> dict[str, Any]:
    said = _("báo đã xong") if one.says_done else _("đang làm")
    return {"event": f"{one.title}: {said}", "detail": f"{show_datetime(one.reported_at)} · {one.text}"}
