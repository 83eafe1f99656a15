"""Tables to type into: the forms that one respondent enters for many units, or one form with many columns.

With JavaScript the table is a grid that saves by itself (`grid_saving.py`). Without, `?kieu=trang` is the same table
as pages of plain fields, short enough for the limit of a thousand fields a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.grid import GridLine, GridView
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, stays_on_page
from tinhso.engines.reporting.web.entry.form_page import days_of_period, summary_of_counts
from tinhso.engines.reporting.web.entry.form_rules import units_rules_block
from tinhso.engines.reporting.web.entry.grid_input import read_sheets
from tinhso.engines.reporting.web.entry.grid_screen import NO_ERRORS, Errors, LineOnGrid, head_of, line_of, units_grid
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

FIELDS_ON_A_PAGE = 240
"""Each cell sends its text and its version: far below Django's thousand fields."""


@desk_page("GET", "POST")
def request_grid(request: DeskRequest, request_id: int) -> HttpResponse:
    """Every form of a request that the reader's unit enters for others, as one table."""
    if request.method == "POST":
        return _save_page(request, request_id)
    as_pages = request.GET.get("kieu") == "trang"
    view = api.request_grid(request_id, rights=request.rights, with_rules=not as_pages)
    context = _about(view) | {"grid": units_grid(view)}
    if as_pages:
        return render(request, "reporting/grid_plain.html", context | _page(view, request.GET.get("trang")))
    if view.rules is not None:
        context |= {"rules_id": f"rules-r{request_id}", "rules_block": units_rules_block(view)}
    return render(request, "reporting/grid.html", context)


def _save_page(request: DeskRequest, request_id: int) -> HttpResponse:
    """Send what is ready, or keep the fields of one plain page; refused ones stand again with their question (422)."""
    posted = request.POST.dict()
    if posted.get("act") == "send":
        return _send_ready(request, request_id)
    cells = {
        name[2:]: {"text": text, "version": _version(posted.get(f"v.{name[2:]}"))}
        for name, text in posted.items()
        if name.startswith("c.") and text.strip() != posted.get(f"w.{name[2:]}", "").strip()
    }
    inputs = read_sheets(cells)
    results = api.save_sheets(inputs, rights=request.rights, locale=number_locale()) if inputs else {}
    errors = {
        (task_id, one.row_no, one.column): one.error
        for task_id, result in results.items()
        for one in result.errors
        if one.error
    }
    number = request.GET.get("trang")
    if errors:
        now = api.request_grid(request_id, rights=request.rights)
        typed = {name[2:]: text for name, text in posted.items() if name.startswith("c.")}
        context = _about(now) | {"grid": units_grid(now)} | _page(now, number, errors, typed)
        return render(request, "reporting/grid_plain.html", context, status=422)
    messages.success(request, _("Đã lưu %(count)d ô.") % {"count": len(cells)} if cells else _("Không có gì thay đổi."))
    there = posted.get("act", "").removeprefix("page:")
    number = there if there.isdecimal() else number or "1"
    return redirect(f"{reverse('reporting:request_grid', args=[request_id])}?kieu=trang&trang={number}")


def _send_ready(request: DeskRequest, request_id: int) -> HttpResponse:
    """Give every form that is complete to the unit's leader; the others stay."""
    view = api.request_grid(request_id, rights=request.rights)
    ready = [line.task_id for line in view.lines if line.is_ready]
    try:
        api.send_sheets_for_approval(ready, rights=request.rights)
    except TinhSoError as refused:
        messages.error(request, stays_on_page(refused).message(language()))
    else:
        words = ngettext(
            "Đã trình lãnh đạo đơn vị %(count)d biểu.", "Đã trình lãnh đạo đơn vị %(count)d biểu.", len(ready)
        ) % {"count": len(ready)}
        messages.success(request, words if ready else _("Chưa có biểu nào đủ số để trình."))
    return redirect("reporting:request_grid", request_id)


def _about(view: GridView) -> dict[str, Any]:
    return {
        "view": view,
        "title": view.request.title(language()),
        "form_name": view.form.name(language()),
        "days": days_of_period(view.request.period),
        "due_at": view.request.due_at("agency") or view.request.deadlines[-1][1],
        "summary": summary_of_counts(view.counts, sum(line.blocking > 0 for line in view.lines)),
        "ready": [line for line in view.lines if line.is_ready],
        "may_edit": any(line.may_edit for line in view.lines),
        "save_url": reverse("reporting:grid_save"),
        "list_url": reverse("reporting:units_lists", args=[view.request.id]) if view.form.open_list else "",
        "list_name": view.form.open_list.name(language()) if view.form.open_list else "",
    }


def _page(
    view: GridView, wanted: str | None, errors: Errors = NO_ERRORS, typed: dict[str, str] | None = None
) -> dict[str, Any]:
    """One page of plain fields: so many units that the fields stay few."""
    width = max(sum(one.enterable for one in view.columns), 1)
    size = max(FIELDS_ON_A_PAGE // width, 1)
    pages = [view.lines[start : start + size] for start in range(0, len(view.lines), size)]
    number = min(max(read_number(wanted, 1), 1), len(pages))
    return {
        "heads": [head_of(one) for one in view.columns],
        "lines": _plain_lines(pages[number - 1], view, errors, typed or {}),
        "number": number,
        "count": len(pages),
        "previous": number - 1,
        "next": number + 1 if number < len(pages) else 0,
        "has_errors": bool(errors),
    }


def _plain_lines(
    lines: Sequence[GridLine], view: GridView, errors: Errors, typed: dict[str, str]
) -> list[tuple[LineOnGrid, list[tuple[Any, str]]]]:
    """Rows with the text of each field: what was typed where it was refused, what is stored elsewhere."""
    found = []
    for line in lines:
        row = line_of(line, view, errors)
        cells = [(cell, typed.get(cell.key, cell.text) if cell.state == "wrong" else cell.text) for cell in row.cells]
        found.append((row, cells))
    return found


def _version(text: str | None) -> int | None:
    return read_number(text)
