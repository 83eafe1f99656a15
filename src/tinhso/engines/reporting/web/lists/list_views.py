"""The open list of a report: lines with fields to fill, or to read once it is sent; plain forms throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.list_errors import NoListHeadings
from tinhso.engines.reporting.contracts.lists import ListColumn, ListColumnKind, ListFault, ListSheet
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.entry.form_page import days_of
from tinhso.engines.reporting.web.lists.list_words import value_text
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.papers import render as render_paper
from tinhso.kernel.workbooks import DEFAULT_LIMITS
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

PAGE = 50
"""Lines on one page: twelve columns of them stay below the thousand fields that a post may have."""
EMPTY_LINES = 5


@dataclass(frozen=True, slots=True)
class FieldOnScreen:
    """A field of a line."""

    name: str
    label: str
    text: str
    kind: str
    message: str
    code: str


@desk_page("GET", "POST")
def report_list(request: DeskRequest, task_id: int) -> HttpResponse:
    """The list of a report: add, change and remove lines, paste them from Excel, take those of the last period."""
    page, error = _page_of(request), None
    faults: tuple[ListFault, ...] = ()
    typed: list[dict[str, str]] | None = None
    sheet = api.report_list(task_id, rights=request.rights)
    if request.method == "POST":
        columns = sheet.open_list.columns
        typed = _lines(request.POST, columns)
        try:
            if _has_strange_file(request, task_id, sheet):
                return _map_file(request, task_id, sheet, typed, page)
            more = [*pasted(request.POST.get("dan", ""), columns), *_from_file(request, task_id, sheet)]
            wanted = _wanted(request.POST, [*typed, *more], page)
            faults = api.save_list(task_id, wanted, rights=request.rights, locale=number_locale())
            typed += more
        except TinhSoError as refused:
            error = stays_on_page(refused)
        if error is None and not faults:
            return _saved(request, task_id, page)
    context = _context(task_id, request, sheet, page) | _fields(sheet, page, typed, faults)
    context |= {"error": error, "error_text": _said(error) if error else "", "faults": len(faults)}
    return render(request, "reporting/report_list.html", context, status=422 if faults else status_of(error))


@desk_page("GET")
def list_workbook(request: DeskRequest, task_id: int) -> HttpResponse:
    """The list as an .xlsx with its headings, to fill offline and send back."""
    made = render_paper(api.list_paper(task_id, rights=request.rights), "xlsx")
    return attachment(made.content, made.name, made.mime)


def pasted(text: str, columns: tuple[ListColumn, ...]) -> list[dict[str, str]]:
    """Lines copied from Excel or Word: columns apart by tabs, in the order of the list."""
    codes = [column.code for column in columns]
    return [
        dict(zip(codes, (part.strip() for part in line.split("\t")), strict=False))
        for line in text.splitlines()
        if line.strip()
    ]


def _from_file(request: DeskRequest, task_id: int, sheet: ListSheet) -> list[dict[str, str]]:
    """The lines of an uploaded workbook; none without one."""
    sent = request.FILES.get("tep")
    if sent is None:
        return []
    sent.seek(0)
    own = api.own_list_headings(task_id, rights=request.rights)
    return api.read_list_file(sent.read(DEFAULT_LIMITS.file_bytes + 1), sheet.open_list, number_locale(), own)


def _has_strange_file(request: DeskRequest, task_id: int, sheet: ListSheet) -> bool:
    """Whether a file came whose headings are neither the list's nor those the unit's files are known to have."""
    try:
        _from_file(request, task_id, sheet)
    except NoListHeadings:
        return True
    return False


def _map_file(
    request: DeskRequest, task_id: int, sheet: ListSheet, typed: list[dict[str, str]], page: int
) -> HttpResponse:
    """Keep what was typed, and let a person say which column of the file holds what."""
    faults = api.save_list(task_id, _wanted(request.POST, typed, page), rights=request.rights, locale=number_locale())
    sent = request.FILES.get("tep")
    assert sent is not None, "a strange file was sent"
    if faults:
        context = _context(task_id, request, sheet, page) | _fields(sheet, page, typed, faults)
        context |= {"error": None, "error_text": "", "faults": len(faults)}
        return render(request, "reporting/report_list.html", context, status=422)
    sent.seek(0)
    data = sent.read(DEFAULT_LIMITS.file_bytes + 1)
    kept = api.keep_list_file(task_id, sent.name or "", data, rights=request.rights)
    return redirect("reporting:list_file", task_id, kept)


def _wanted(posted: QueryDict, typed: list[dict[str, str]], page: int) -> api.Lines:
    seen, act = posted.get("seen", ""), posted.get("act", "")
    replaced = posted.get("count", "")
    return api.Lines(
        typed=typed,
        first=(page - 1) * PAGE,
        replaced=read_number(replaced, 0),
        seen=read_number(seen),
        copies=act == "copy",
        declares_none=act == "none",
    )


def _lines(posted: QueryDict, columns: tuple[ListColumn, ...]) -> list[dict[str, str]]:
    """The lines of the page; one that is ticked to go is empty, as if its fields had been cleared."""
    by_code = {column.code: posted.getlist(f"cot_{column.code}") for column in columns}
    count = max((len(texts) for texts in by_code.values()), default=0)
    gone = set(posted.getlist("bo"))
    return [
        {code: texts[at] for code, texts in by_code.items() if at < len(texts) and str(at) not in gone}
        for at in range(count)
    ]


def _saved(request: DeskRequest, task_id: int, page: int) -> HttpResponse:
    now = api.report_list(task_id, rights=request.rights)
    count = len(now.lines)
    words = ngettext("Đã lưu danh sách: %(count)d dòng.", "Đã lưu danh sách: %(count)d dòng.", count)
    messages.success(request, words % {"count": count})
    if request.POST.get("act") == "back":
        row = now.figures[0][0] if now.figures else ""
        return redirect(f"{reverse('reporting:form', args=[task_id])}#dong-{row}")
    pages = _pages(now)
    asked = request.POST.get("act", "").partition(":")[2]
    target = read_number(asked, page)
    return redirect(f"{reverse('reporting:report_list', args=[task_id])}?trang={min(max(target, 1), pages)}")


def _context(task_id: int, request: DeskRequest, sheet: ListSheet, page: int) -> dict[str, Any]:
    task, english = api.task(task_id, rights=request.rights), language().startswith("en")
    return {
        "card": task.card,
        "title": task.card.title(language()),
        "days": days_of(task.card) if sheet.may_edit else "",
        "sheet": sheet,
        "name": sheet.open_list.name(language()),
        "columns": [(one, one.name(language())) for one in sheet.open_list.columns],
        "figures": [(en if english else vi, value_text(value)) for _no, vi, en, value in sheet.figures],
        "page_number": page,
        "page_count": _pages(sheet),
        "save_url": reverse("reporting:lists_save"),
    }


def _said(error: TinhSoError) -> str:
    """What was refused; of a file with the cell it stands in."""
    words, cell = error.message(language()), error.where.cell
    return _("Ô %(cell)s: %(words)s") % {"cell": cell, "words": words} if cell else words


def _fields(
    sheet: ListSheet, page: int, typed: list[dict[str, str]] | None, faults: tuple[ListFault, ...]
) -> dict[str, Any]:
    """The lines of a page: those that were typed where they were refused, else those that stand."""
    first = (page - 1) * PAGE
    shown = sheet.lines[first : first + PAGE]
    said = {(one.line, one.column): one.error.message(language()) for one in faults}
    columns = sheet.open_list.columns
    if typed is None:
        texts = [[value_text(value) for value in line] for line in shown]
        is_last = page == _pages(sheet)
        texts += [["" for _one in columns] for _line in range(EMPTY_LINES)] if sheet.may_edit and is_last else []
    else:
        texts = [[line.get(column.code, "") for column in columns] for line in typed]
    lines = [
        [_field(column, at, text, said) for column, text in zip(columns, line, strict=True)]
        for at, line in enumerate(texts)
    ]
    return {"lines": lines, "count": len(shown), "first": first}


def _field(column: ListColumn, at: int, text: str, said: dict[tuple[int, str], str]) -> FieldOnScreen:
    return field_of(column, text, said.get((at, column.code), ""), f"cot_{column.code}")


def field_of(column: ListColumn, text: str, message: str, name: str) -> FieldOnScreen:
    """A field of a line with what is wrong with it."""
    kind = "num" if column.kind is ListColumnKind.NUMBER else str(column.kind)
    return FieldOnScreen(name, column.name(language()), text, kind, message, column.code)


def _pages(sheet: ListSheet) -> int:
    return max(1, -(-len(sheet.lines) // PAGE))


def _page_of(request: DeskRequest) -> int:
    text = request.GET.get("trang", "1")
    return max(1, read_number(text, 1))
