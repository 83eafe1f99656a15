"""The consolidated list: every line that the units of a request have sent, on pages and as files."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.lists import ListColumnKind
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page
from tinhso.engines.reporting.web.lists.list_words import value_text
from tinhso.engines.reporting.web.papers.asked_format import asked_format
from tinhso.kernel.papers import render as render_paper
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.paging import page_of


@desk_page("GET")
def listed(request: DeskRequest, request_id: int) -> HttpResponse:
    """The lines that the units have sent, one list."""
    found, shown = api.listed_lines(request_id, rights=request.rights), api.request(request_id, rights=request.rights)
    page = page_of(request, found.lines, size=100)
    columns = found.open_list.columns
    context = {
        "request_id": request_id,
        "title": shown.title(language()),
        "name": found.open_list.name(language()),
        "columns": [(one.name(language()), one.kind is ListColumnKind.NUMBER) for one in columns],
        "page": page,
        "lines": [
            {
                "unit": line.unit.name(language()),
                "cells": [
                    (one.name(language()), value_text(value), one.kind is ListColumnKind.NUMBER)
                    for one, value in zip(columns, line.values, strict=True)
                ],
            }
            for line in page.object_list
        ],
        "count": len(found.lines),
        "sent": found.sent,
        "expected": found.expected,
    }
    return render(request, "reporting/request_list.html", context)


@desk_page("GET")
def listed_file(request: DeskRequest, request_id: int, form: str) -> HttpResponse:
    """The consolidated list as a paper: xlsx, docx or pdf."""
    wanted = asked_format(form)
    made = render_paper(api.listed_paper(request_id, rights=request.rights), wanted)
    return attachment(made.content, made.name, made.mime)
