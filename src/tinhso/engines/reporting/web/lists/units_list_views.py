"""The lists of many units that one respondent enters, on one page: lines of each unit, added and removed beside it.

With JavaScript the page saves by itself (`list_saving.py`); without, one button keeps everything on the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.lists import ListFault, UnitList, UnitsLists
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page
from tinhso.engines.reporting.web.lists.list_views import FieldOnScreen, field_of
from tinhso.engines.reporting.web.lists.list_words import figures_text, value_text
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

FIELDS_ON_A_PAGE = 600
"""Below the thousand fields that a post may have, with what travels beside each unit's lines."""
UNITS_ON_A_PAGE = 25
LONGEST = 50
"""A longer list has pages of its own."""

Typed = Mapping[int, list[dict[str, str]]]
Faults = Mapping[int, tuple[ListFault, ...]]
_NONE: Faults = {}
_SEEN, _COLUMN = re.compile(r"seen_([0-9]{1,12})"), re.compile(r"cot_([0-9]{1,12})_(.+)")


@dataclass(frozen=True, slots=True)
class UnitOnScreen:
    """One unit's lines. `url` opens its own list, which is all that is offered where it `is_long`."""

    task_id: int
    name: str
    url: str
    figures: str
    seen: int
    count: int
    is_long: bool
    may_edit: bool
    is_declared: bool
    message: str
    lines: list[list[FieldOnScreen]]


@desk_page("GET", "POST")
def units_lists(request: DeskRequest, request_id: int) -> HttpResponse:
    """Every unit's list of a request that the reader's unit enters for others."""
    number, typed, faults = max(_number(request.GET.get("trang")), 1), _typed(request.POST), _NONE
    if request.method == "POST":
        wanted = {task: _lines(request.POST, task, lines) for task, lines in typed.items()}
        found_wrong = api.save_lists(wanted, rights=request.rights, locale=number_locale()) if wanted else {}
        faults = {task: one for task, one in found_wrong.items() if one}
        if not faults:
            return _saved(request, request_id, number)
    found = api.units_lists(request_id, rights=request.rights)
    pages = _pages(found)
    number = min(number, len(pages))
    shown = api.request(request_id, rights=request.rights)
    more = _number(request.GET.get("them"))
    context = {
        "request_id": request_id,
        "title": shown.title(language()),
        "name": found.open_list.name(language()),
        "columns": [(one, one.name(language())) for one in found.open_list.columns],
        "units": [_unit(unit, found, typed, faults, more) for unit in pages[number - 1]],
        "unit_count": len(found.units),
        "line_count": sum(len(unit.sheet.lines) for unit in found.units),
        "may_edit": any(unit.sheet.may_edit for unit in pages[number - 1]),
        "faults": sum(map(len, faults.values())),
        "page_number": number,
        "page_count": len(pages),
        "save_url": reverse("reporting:lists_save"),
    }
    return render(request, "reporting/units_lists.html", context, status=422 if faults else 200)


def _pages(found: UnitsLists) -> list[list[UnitList]]:
    """Units in pages of so many that their fields stay few."""
    width, pages, fields = len(found.open_list.columns), [[]], 0  # type: int, list[list[UnitList]], int
    for unit in found.units:
        lines = 0 if len(unit.sheet.lines) > LONGEST else len(unit.sheet.lines) + 1
        if pages[-1] and (fields + lines * width > FIELDS_ON_A_PAGE or len(pages[-1]) >= UNITS_ON_A_PAGE):
            pages.append([])
            fields = 0
        pages[-1].append(unit)
        fields += lines * width
    return pages


def _typed(posted: QueryDict) -> dict[int, list[dict[str, str]]]:
    """The lines of each unit that the page held; one that is ticked to go is empty."""
    by_task: dict[int, dict[str, list[str]]] = {
        int(found[1]): {} for name in posted if (found := _SEEN.fullmatch(name))
    }  # fmt: skip
    for name in posted:
        if (found := _COLUMN.fullmatch(name)) and int(found[1]) in by_task:
            by_task[int(found[1])][found[2]] = posted.getlist(name)
    return {task: _lines_of(columns, set(posted.getlist(f"bo_{task}"))) for task, columns in by_task.items()}


def _lines_of(columns: Mapping[str, list[str]], gone: set[str]) -> list[dict[str, str]]:
    count = max((len(texts) for texts in columns.values()), default=0)
    return [
        {code: texts[at] for code, texts in columns.items() if at < len(texts) and str(at) not in gone}
        for at in range(count)
    ]


def _lines(posted: QueryDict, task: int, typed: list[dict[str, str]]) -> api.Lines:
    return api.Lines(
        typed=typed,
        replaced=_number(posted.get(f"count_{task}")),
        seen=_number(posted.get(f"seen_{task}")),
        declares_none=posted.get("act") == f"none:{task}",
    )


def _saved(request: DeskRequest, request_id: int, number: int) -> HttpResponse:
    now = api.units_lists(request_id, rights=request.rights)
    count = sum(len(unit.sheet.lines) for unit in now.units)
    words = ngettext("Đã lưu danh sách: %(count)d dòng.", "Đã lưu danh sách: %(count)d dòng.", count)
    messages.success(request, words % {"count": count})
    act, _, where = request.POST.get("act", "").partition(":")
    if act == "back":
        return redirect("reporting:request_grid", request_id)
    address = reverse("reporting:units_lists", args=[request_id])
    if act == "add":
        return redirect(f"{address}?trang={number}&them={_number(where)}#don-vi-{_number(where)}")
    return redirect(f"{address}?trang={_number(where) if act == 'page' else number}")


def _unit(unit: UnitList, found: UnitsLists, typed: Typed, faults: Faults, more: int) -> UnitOnScreen:
    sheet, refused = unit.sheet, faults.get(unit.task_id, ())
    texts = [[value_text(value) for value in line] for line in sheet.lines]
    columns = found.open_list.columns
    if refused:
        texts = [[line.get(column.code, "") for column in columns] for line in typed[unit.task_id]]
    elif sheet.may_edit:
        texts += [["" for _one in columns] for _line in range(3 if more == unit.task_id else 1)]
    said = {(one.line, one.column): one.error.message(language()) for one in refused}
    is_long = len(sheet.lines) > LONGEST
    lines = [
        [
            field_of(column, text, said.get((at, column.code), ""), f"cot_{unit.task_id}_{column.code}")
            for column, text in zip(columns, line, strict=True)
        ]
        for at, line in enumerate(texts)
    ]  # fmt: skip
    return UnitOnScreen(
        unit.task_id, unit.subject.name(language()), reverse("reporting:report_list", args=[unit.task_id]),
        figures_text(sheet), sheet.seen, len(sheet.lines), is_long, sheet.may_edit, sheet.is_declared,
        said.get((-1, ""), ""), [] if is_long else lines,
    )  # fmt: skip


def _number(text: str | None) -> int:
    return read_number(text, 0)
