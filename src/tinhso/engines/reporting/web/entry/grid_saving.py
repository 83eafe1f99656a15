"""Saving the cells of a table as they are typed or pasted: one request for a block of any size.

Request: JSON `{"beside": true, "cells": {"12/2/value": {"text": "405", "version": 3}}}`, `beside` for the
table of one form, whose grey columns follow. Answer (200,
or 422 where one was refused): `{"saved_at", "summary", "cells": {key: {"text", "state", "words", "version", …}}}`,
where a refused cell has no `text`: what was typed stays. A cell that somebody changed meanwhile carries `theirs`.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import SaveResult
from tinhso.engines.reporting.contracts.errors import StaleCell
from tinhso.engines.reporting.contracts.grid import GridLine, GridView
from tinhso.engines.reporting.web.entry.form_grid import compare_texts
from tinhso.engines.reporting.web.entry.form_page import clock, summary_of_counts
from tinhso.engines.reporting.web.entry.grid_input import key_of, read_sheets
from tinhso.engines.reporting.web.entry.grid_screen import CellOnGrid, cell_of, state_words
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.kernel.errors import TinhSoError


@require_POST
def save_grid(request: HttpRequest) -> HttpResponse:
    """Keep the cells that changed and answer how each of their forms stands."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=HTTPStatus.UNAUTHORIZED)
    rights: Rights = request.rights  # type: ignore[attr-defined]
    try:
        asked = json.loads(request.body)
        inputs = read_sheets(asked["cells"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({}, status=HTTPStatus.BAD_REQUEST)
    if not inputs:
        return JsonResponse({"cells": {}})
    results = api.save_sheets(inputs, rights=rights, locale=number_locale())
    view = api.sheets_grid(list(inputs), rights=rights)
    status = HTTPStatus.OK if not any(one.errors for one in results.values()) else HTTPStatus.UNPROCESSABLE_ENTITY
    said = answer(view, results)
    if asked.get("beside") and len(inputs) == 1:
        said["texts"] |= compare_texts(api.task(next(iter(inputs)), rights=rights))
    return JsonResponse(said, status=status)


def answer(view: GridView, results: dict[int, SaveResult]) -> dict[str, Any]:
    """Return how the forms that were written to stand now: a rule may doubt another cell than the one typed."""
    errors = {
        (task_id, one.row_no, one.column): one.error
        for task_id, result in results.items()
        for one in result.errors
        if one.error
    }
    asked = {key_of(task_id, one.row_no, one.column) for task_id, result in results.items() for one in result.answers}
    cells: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for line in view.lines:
        texts[f"line-{line.task_id}"] = state_words(line)
        for one in view.columns:
            cell = cell_of(line.task_id, one, line.cells[one.place], line.may_edit, errors)
            if cell.key:
                error = errors.get((line.task_id, *one.place))
                cells[cell.key] = _cell(cell, error, line, was_sent=cell.key in asked)
            else:
                texts[cell.element_id] = cell.text
    saved_at = max(result.saved_at for result in results.values())
    return {
        "saved_at": clock(saved_at),
        "summary": summary_of_counts(view.counts, sum(line.blocking > 0 for line in view.lines)),
        "cells": cells,
        "texts": texts,
    }


def _cell(cell: CellOnGrid, error: TinhSoError | None, line: GridLine, *, was_sent: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"state": cell.state, "words": cell.words, **cell.facts}
    if error is None and was_sent:
        said |= {"text": cell.text, "version": cell.version}
    elif isinstance(error, StaleCell):
        said |= {"theirs": cell.text, "version": cell.version}
    return said
