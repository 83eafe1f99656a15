"""One form as a table to type into: its rows down, its columns across, what it is compared with in grey."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import ColumnKind, RowView, TaskView
from tinhso.engines.reporting.contracts.cell_notes import CellThread
from tinhso.engines.reporting.contracts.grid import GridCell, GridColumn
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page
from tinhso.engines.reporting.web.entry.form_page import days_of, saved_text, summary
from tinhso.engines.reporting.web.entry.form_rows import compare_columns, compares_of
from tinhso.engines.reporting.web.entry.form_rules import grid_rules_block
from tinhso.engines.reporting.web.entry.grid_screen import CellOnGrid, GridOnScreen, HeadOnGrid, LineOnGrid, cell_of
from tinhso.web_kit.display import language

_FIGURES = (ColumnKind.VALUE, ColumnKind.PLAN, ColumnKind.ESTIMATE)


@desk_page("GET")
def form_grid(request: DeskRequest, task_id: int) -> HttpResponse:
    """A form as a grid; the page of the form itself does the same without JavaScript, and on a phone."""
    task, packet = api.task_and_rules(task_id, rights=request.rights)
    context = {
        "task": task,
        "card": task.card,
        "title": task.card.title(language()),
        "form_name": task.form.name(language()),
        "days": days_of(task.card),
        "due_at": task.card.due_at,
        "grid": grid_of(task, api.cell_threads(task_id, rights=request.rights)),
        "summary": summary(task.cells, task.findings),
        "saved_text": saved_text(task),
        "may_edit": task.may_edit,
        "save_url": reverse("reporting:grid_save"),
    }
    if packet is not None:
        context |= {"rules_id": f"rules-{task_id}", "rules_block": grid_rules_block(packet, task)}
    return render(request, "reporting/grid.html", context)


def grid_of(task: TaskView, threads: tuple[CellThread, ...] = ()) -> GridOnScreen:
    """The table of one form, with what is asked about its cells."""
    asked = {one.row_no: one for one in threads if one.is_open}
    beside = compare_columns(task)
    entered = [column for column in task.columns if column.kind in _FIGURES and column.entered]
    heads = [HeadOnGrid(column.name(language()), "", "entry") for column in entered]
    heads += [HeadOnGrid(heading, "", "beside") for _kind, heading, _label in beside]
    lines = [_line(task, view, index, beside, asked) for index, view in enumerate(task.rows, start=1)]
    return GridOnScreen(_("Chỉ tiêu"), tuple(heads), tuple(lines))


def compare_texts(task: TaskView) -> dict[str, str]:
    """The grey figures by element id, for a saving to change in place."""
    columns = compare_columns(task)
    return {
        one.element_id: one.text
        for index, view in enumerate(task.rows, start=1)
        for one in compares_of(task, view, index, columns)
    }


def _line(
    task: TaskView, view: RowView, index: int, beside: list[tuple[str, str, str]], asked: dict[str, CellThread]
) -> LineOnGrid:
    name = f"{view.row.no}. {view.name(language())}" if view.row.is_heading else view.name(language())
    if view.definition is None:
        return LineOnGrid(name, "", "", "", ())
    entered = [column for column in task.columns if column.kind in _FIGURES and column.entered]
    cells: list[CellOnGrid] = []
    for column in entered:
        stored = view.cells.get(column.code)
        place = GridColumn(view.row, column, view.definition, view.enterable)
        if stored is None:
            cells.append(CellOnGrid("", "", "computed", True, ""))
            continue
        is_value = column.kind is ColumnKind.VALUE
        cell = (
            GridCell(
                stored,
                view.previous,
                view.same_period_last_year,
                view.year_to_date,
                view.findings,
                asked.get(view.row.no),
            )
            if is_value
            else GridCell(stored)
        )
        cells.append(cell_of(task.card.id, place, cell, task.may_edit))
    cells += [
        CellOnGrid("", one.text, "beside", True, one.mark.words if one.mark else "", element_id=one.element_id)
        for one in compares_of(task, view, index, beside)
    ]
    url = reverse("reporting:cell", args=[task.card.id, view.row.no])
    return LineOnGrid(name, url, quantities.unit_name(view.definition), "", tuple(cells))
