"""Saving the lines of lists as they are typed: of one unit's list, or of many units' on one page.

Request: JSON `{"lists": {"12": {"seen": 4, "first": 0, "replaced": 3, "lines": [{"c1": "Chợ", "c2": "34,5"}]}}}`.
Answer (200, or 422 where a list was not taken): `{"saved_at", "lists": {"12": {"seen", "count", "figures",
"faults": [{"line", "column", "message"}], "message"}}}`; `count` is how many of the lines sent were kept, `message`
says why a list was not taken as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.lists import ListFault, ListSheet
from tinhso.engines.reporting.web.entry.form_page import clock
from tinhso.engines.reporting.web.lists.list_words import figures_text
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.engines.trust import api as trust
from tinhso.web_kit.display import language

MOST_LISTS, MOST_LINES = 200, 2_000


@require_POST
def save_lists(request: HttpRequest) -> HttpResponse:
    """Keep the lists that changed and answer how each stands."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=HTTPStatus.UNAUTHORIZED)
    rights: Rights = request.rights  # type: ignore[attr-defined]
    try:
        wanted = _read(json.loads(request.body)["lists"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({}, status=HTTPStatus.BAD_REQUEST)
    if not wanted:
        return JsonResponse({"lists": {}})
    found = api.save_lists(wanted, rights=rights, locale=number_locale())
    standing = api.lists_of(list(wanted), rights=rights)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if any(found.values()) else HTTPStatus.OK
    lists = {str(task): _said(wanted[task], faults, standing[task]) for task, faults in found.items()}
    return JsonResponse({"saved_at": clock(trust.now()), "lists": lists}, status=status)


def _read(lists: Mapping[str, Any]) -> dict[int, api.Lines]:
    """The lists by task; what is not of this shape is refused."""
    found = {}
    for task, said in list(lists.items())[:MOST_LISTS]:
        typed = [{str(code): str(text) for code, text in line.items()} for line in said["lines"][: MOST_LINES + 1]]
        found[int(task)] = api.Lines(
            typed, max(int(said["first"]), 0), max(int(said["replaced"]), 0), int(said["seen"])
        )  # fmt: skip
    return found


def _said(wanted: api.Lines, faults: tuple[ListFault, ...], now: ListSheet) -> dict[str, Any]:
    whole = next((fault for fault in faults if fault.line < 0), None)
    said: dict[str, Any] = {
        "faults": [
            {"line": one.line, "column": one.column, "message": one.error.message(language())}
            for one in faults
            if one.line >= 0
        ],
        "message": whole.error.message(language()) if whole else "",
        "figures": figures_text(now),
    }
    if not faults:
        kept = sum(any(text.strip() for text in line.values()) for line in wanted.typed)
        said |= {"seen": now.seen, "count": kept}
    return said
