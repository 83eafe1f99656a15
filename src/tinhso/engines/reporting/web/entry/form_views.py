"""The form of a unit's report: opening, saving and sending it, all by plain forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import SaveResult, TaskView
from tinhso.engines.reporting.contracts.opened_form import OpenedForm
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.entry.form_input import Asked, read_act, read_cells, texts_of
from tinhso.engines.reporting.web.entry.form_lines import draw_lines
from tinhso.engines.reporting.web.entry.form_page import page_context
from tinhso.engines.reporting.web.entry.form_rows import Attempt
from tinhso.engines.reporting.web.entry.form_rules import rules_block
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language


@desk_page("GET", "POST")
def form(request: DeskRequest, task_id: int) -> HttpResponse:
    """A unit's form: fill it, keep it, send it to the unit's leader; read only once it is sent."""
    if request.method == "POST":
        return _answer(request, task_id)
    return render(request, "reporting/form.html", _form_context(api.open_form(task_id, rights=request.rights), request))


def _answer(request: DeskRequest, task_id: int) -> HttpResponse:
    """Keep what was typed; then, if asked, send the form. Mistakes show the form again (422)."""
    act = request.POST.get("act", "save")
    asked = read_act(act)
    posted = request.POST.dict()
    try:
        result, task = api.fill_form(
            task_id,
            lambda now: read_cells(now, posted, act),
            rights=request.rights,
            locale=number_locale(),
            sends=asked.verb == "send",
            leaves_nothing_out=asked.verb == "save",
        )
    except TinhSoError as refused:
        return _show_again(request, task_id, asked, None, stays_on_page(refused))
    if result and result.errors:
        return _show_again(request, task_id, asked, result, None)
    _thank(request, asked, result)
    return redirect(_next(task, asked, request.GET.get("trang")))


def _show_again(
    request: DeskRequest, task_id: int, asked: Asked, result: SaveResult | None, error: TinhSoError | None
) -> HttpResponse:
    opened = api.open_form(task_id, rights=request.rights)
    refused = {(one.row_no, one.column): one.error for one in result.errors if one.error} if result else {}
    attempt = Attempt(_kept_texts(opened.task, request, refused), refused, sending=asked.verb == "send")
    context = _form_context(opened, request, attempt, error)
    return render(request, "reporting/form.html", context, status=status_of(error) if error else 422)


def _form_context(
    opened: OpenedForm, request: DeskRequest, attempt: Attempt | None = None, error: TinhSoError | None = None
) -> dict[str, Any]:
    """The form, the documents cited for it, which rows have files, and whose rows are whose."""
    task, evidence, sharing = opened.task, opened.evidence, opened.sharing
    own = {row_no for row_no, person_id in sharing.rows.items() if person_id == request.user.pk} if sharing else set()
    titles = {one.id: one.title for one in sharing.colleagues} if sharing else {}
    context = page_context(task, request.GET.get("trang"), attempt, error, own)
    if opened.rules is not None:
        context["rules_id"] = f"rules-{task.card.id}"
        context["rules_block"] = rules_block(opened.rules, task, context["page"].rows)
    if task.may_edit:
        owners = {row_no: titles.get(person_id, "") for row_no, person_id in sharing.rows.items()} if sharing else {}
        with_files = {one.row_no for one in evidence if one.row_no}
        context["drawn_lines"] = draw_lines(task, context["page"].rows, owners, with_files)
    return context | {
        "letters": [one for one in evidence if not one.row_no],
        "shows_letters": task.card.on_behalf or any(not one.row_no for one in evidence),
        "shares": sharing.shares if sharing else (),
        "questions": _questions(opened),
        "may_number": task.may_number,
        "may_share": sharing is not None and len(sharing.colleagues) > 1,
    }


def _questions(opened: OpenedForm) -> list[dict[str, str]]:
    """What whoever receives the report asks about its cells and nobody has settled."""
    task = opened.task
    names = {view.row.no: view.name(language()) for view in task.rows}
    return [
        {
            "name": names.get(one.row_no, one.row_no),
            "text": one.notes[-1].text,
            "unit": one.notes[-1].unit.name(language()),
            "waits": "1" if one.awaits_answer else "",
            "url": reverse("reporting:cell", args=[task.card.id, one.row_no]) + "#hoi-dap",
        }
        for one in opened.threads
        if one.is_open
    ]


def _kept_texts(task: TaskView, request: DeskRequest, refused: dict[tuple[str, str], TinhSoError]) -> dict[str, str]:
    """Texts of the cells that were not taken; the others show what is stored now."""
    open_rows = {row_no for row_no, _column in refused}
    indexes = {str(index) for index, row in enumerate(task.rows, start=1) if row.row.no in open_rows}
    texts = texts_of(request.POST.dict())
    return {name: text for name, text in texts.items() if name[1:].partition("-")[0] in indexes}


def _thank(request: DeskRequest, asked: Asked, result: SaveResult | None) -> None:
    if asked.verb == "send":
        messages.success(request, _("Đã trình lãnh đạo đơn vị phê duyệt."))
        return
    count = len(result.answers) if result else 0
    words = ngettext("Đã lưu %(count)d ô.", "Đã lưu %(count)d ô.", count) % {"count": count}
    messages.success(request, words if count else _("Không có gì thay đổi."))


def _next(task: TaskView, asked: Asked, page: str | None) -> str:
    if asked.verb == "send":
        return reverse("reporting:my_work")
    address = reverse("reporting:form", args=[task.card.id])
    number = str(asked.page) if asked.page else page
    address = f"{address}?trang={number}" if number and number.isdecimal() else address
    in_form = 0 < asked.row_index <= len(task.rows)
    return f"{address}#dong-{task.rows[asked.row_index - 1].row.no}" if in_form else address
