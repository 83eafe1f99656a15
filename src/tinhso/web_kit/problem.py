"""One error, three answers: a designed page, a fragment for htmx, or problem+json (RFC 9457) for machines."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language

logger = logging.getLogger("tinhso.web_kit")
PROBLEM_JSON = "application/problem+json"
MACHINES = "/api/"


def problem_response(request: HttpRequest, error: TinhSoError) -> HttpResponse:
    """Answer an error with its own status in the form the client asked for.

    A fragment goes to the page's message area, not into the place the request came from, so that nothing typed is lost.
    """
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s", error, exc_info=error, extra={"request": request, "status_code": error.status})
    if wants_json(request):
        return problem_json(error)
    context = {"error": error, "title": error.title(language()), "detail": error.located_message(language())}
    if error.way:
        context |= {"action_url": reverse(error.way), "action_label": error.way_label(language())}
    if request.headers.get("HX-Request") == "true":
        response = render(request, "web_kit/partials/problem_note.html", context, status=error.status)
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML"
    else:
        response = render(request, "web_kit/problem.html", context, status=error.status)
    patch_vary_headers(response, ("Accept", "HX-Request"))
    return response


def problem_json(error: TinhSoError) -> HttpResponse:
    """Answer an error as problem details."""
    body = json.dumps(error.problem(language()), ensure_ascii=False)
    response = HttpResponse(body, content_type=PROBLEM_JSON, status=error.status)
    patch_vary_headers(response, ("Accept",))
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether the client is a machine: at their address, or preferring JSON to HTML (browsers name text/html first)."""
    # A machine gets what its face describes, whatever it says it accepts.
    if request.path_info.startswith(MACHINES):
        return True
    preferred = request.get_preferred_type(["text/html", "application/json", PROBLEM_JSON])
    return preferred in {"application/json", PROBLEM_JSON}
