"""The figures a request reads from others instead of asking again: one row a unit, each figure leads to its origin."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.requests import ReadFigures
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page
from tinhso.engines.reporting.web.entry.form_rows import PROOF_OF_ENTRY
from tinhso.web_kit.display import language


@desk_page("GET")
def reading(request: DeskRequest, request_id: int) -> HttpResponse:
    """The figures that this report reuses: which request they come from, unit by unit, with their origin."""
    table = api.reading_table(request_id, rights=request.rights)
    context = {
        "request_view": table.request,
        "title": table.request.title(language()),
        "sources": [read_words(one) for one in api.read_figures(request_id, rights=request.rights)],
        "columns": [
            {"name": definition.name(language()), "dims": dims, "unit": quantities.unit_name(definition)}
            for definition, dims in table.columns
        ],
        "rows": [
            {
                "unit": unit.name(language()),
                "cells": [
                    {
                        "text": quantities.shown(cell.quantity, definition.decimals),
                        "url": PROOF_OF_ENTRY.format(entry_id=cell.entry_id),
                    }
                    if cell
                    else {"text": "–", "url": ""}
                    for cell, (definition, _) in zip(cells, table.columns, strict=True)
                ],
            }
            for unit, cells in table.rows
        ],
    }
    return render(request, "reporting/reading.html", context)


def read_words(one: ReadFigures) -> dict[str, Any]:
    """One line of what is read: figure, who asked for it, how many have answered."""
    return {
        "name": one.definition.name(language()),
        "by": one.source_assigner.name(language()),
        "title": one.source_title(language()),
        "progress": f"{one.answered}/{one.units}",
        "answered": one.answered,
        "units": one.units,
        "due_at": one.due_at,
    }
