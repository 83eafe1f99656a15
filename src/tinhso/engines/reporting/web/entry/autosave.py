"""Saving by itself while somebody types: changed fields in, what became of them out (docs/howto/build-a-screen.md)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import SaveResult, TaskView
from tinhso.engines.reporting.web.entry.form_input import read_cells
from tinhso.engines.reporting.web.entry.form_page import clock, is_open, minutes_text, summary
from tinhso.engines.reporting.web.entry.form_rows import Attempt, CellOnScreen, rows_of
from tinhso.engines.reporting.web.quantities import number_locale


@require_POST
def autosave(request: HttpRequest, task_id: int) -> HttpResponse:
    """Keep the fields that changed and answer each cell's state; 422 when one of them was refused."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=HTTPStatus.UNAUTHORIZED)
    rights: Rights = request.rights  # type: ignore[attr-defined]
    posted = request.POST.dict()
    result, task = api.save_form(task_id, lambda now: read_cells(now, posted), rights=rights, locale=number_locale())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if result.errors else HTTPStatus.OK
    return JsonResponse(answer(task, result, posted), status=status)


def answer(task: TaskView, result: SaveResult, posted: dict[str, str]) -> dict[str, Any]:
    """Return the answer: every cell's state (a rule may doubt another row than the one typed), figures that follow."""
    refused = {(one.row_no, one.column): one.error for one in result.errors if one.error}
    touched = {one.row_no for one in result.answers}
    rows = rows_of(task, Attempt(errors=refused))
    cells: dict[str, Any] = {}
    fields: dict[str, str] = {}
    texts: dict[str, str] = {}
    for row in rows:
        texts |= {compare.element_id: compare.text for compare in row.compares}
        if not is_open(row):
            # The row leaves the list of those that still need a look.
            texts[f"open-{row.index}"] = ""
        if row.computed:
            texts[f"computed-{row.index}"] = row.computed
        for cell in (row.cell, *row.more_cells):
            if cell is None:
                continue
            cells[cell.name] = _cell(cell, posted)
            if row.no in touched:
                # Of other rows only the state is told: their version stands for the value the person saw.
                fields[cell.version_name] = str(cell.version)
    return {
        "saved_at": clock(result.saved_at),
        "summary": summary(result.cells, task.findings),
        "cells": cells,
        "fields": fields,
        "texts": texts | {"minutes-left": minutes_text(result.cells)},
    }


def _cell(cell: CellOnScreen, posted: dict[str, str]) -> dict[str, str]:
    """A refused cell keeps what was typed: the person mends it where it stands."""
    said = {"state": cell.state or "typed", "message": cell.message, "suggestion": cell.suggestion}
    if cell.is_stale:
        said["conflict"] = "1"
    if cell.name in posted and not cell.is_refused:
        said["value"] = cell.text
    return said
