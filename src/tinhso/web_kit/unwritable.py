"""Refuses texts with the character NUL wherever they come in: address, form, JSON.

PostgreSQL keeps none in a text and would fail in the middle of a question; SQLite would keep it: the two would differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tinhso.web_kit.errors import UnwritableCharacter
from tinhso.web_kit.problem import MACHINES, problem_response

NUL = "\x00"
# A backslash before the backslash makes it a plain text again.
_IN_JSON = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class RefuseNul:
    """Answers 400 (WEB-400); after the language and the signs of other sites' forms were looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Django calls this before the view."""
        return problem_response(request, UnwritableCharacter()) if _has_nul(request) else None


def _has_nul(request: HttpRequest) -> bool:
    if NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    if request.method not in {"POST", "PUT", "PATCH"}:
        return False
    # What comes to the machines' address is read whole and once: a form there is refused by its own surface.
    if request.content_type == "application/json" or request.path_info.startswith(MACHINES):
        return _IN_JSON.search(request.body) is not None
    posted = request.POST.lists()
    return any(NUL in name or any(NUL in value for value in values) for name, values in posted)
