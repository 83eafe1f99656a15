"""While somebody looks on as another person, or reads in an emergency, nothing is written, sent or taken away."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts.emergency import EmergencyReadsOnly, EmergencyView
from tinhso.engines.orgs.contracts.viewing import ViewingReadsOnly, ViewingView
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.problem import problem_response

# What changes nothing but how the reader reads, and the ways out.
READING = ("GET", "HEAD", "OPTIONS")
STILL_POSTED = frozenset(
    {"orgs:stop_viewing", "orgs:close_emergency", "account_logout", "web_kit:theme", "web_kit:language"}
)


class ViewingGuard:
    """Puts `request.viewing` where somebody looks on as another person, `request.emergency` where a unit is open.

    A browser without a session is not asked about; every other request asks its session, which is read anyway.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        request.viewing = api.viewing_of_request(request) if has_session else None  # type: ignore[attr-defined]
        request.emergency = api.emergency_of_request(request) if has_session else None  # type: ignore[attr-defined]
        bound = _bound_of(request)
        if bound is None:
            return self.get_response(request)
        if request.method not in READING:
            answer = self.get_response(request)
            # Whoever signs out has ended what their session had open.
            api.end_with_session(request)
            return answer
        with api.unwritable():
            return _without_files(request, self.get_response(request), bound)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Refuse what is not reading, once the address is known."""
        bound = _bound_of(request)
        match = request.resolver_match
        if bound is None or request.method in READING or (match is not None and match.view_name in STILL_POSTED):
            return None
        return problem_response(request, bound)


def _bound_of(request: HttpRequest) -> TinhSoError | None:
    """Return what everything but reading is refused with, None where nothing bounds this sign-in."""
    seen: ViewingView | None = request.viewing  # type: ignore[attr-defined]
    if seen is not None:
        return ViewingReadsOnly(holder=seen.holder.title(language()))
    opened: EmergencyView | None = request.emergency  # type: ignore[attr-defined]
    return None if opened is None else EmergencyReadsOnly(unit=opened.unit.name(language()))


def _without_files(request: HttpRequest, response: HttpResponseBase, bound: TinhSoError) -> HttpResponseBase:
    """Return the answer, or a refusal where it is a file to take away."""
    if not response.headers.get("Content-Disposition", "").startswith("attachment"):
        response.headers["Cache-Control"] = "no-store"
        return response
    refusal = problem_response(request, bound)
    # The file is let go with the answer: closing it now would end the request, and with it the connection.
    refusal._resource_closers.append(response.close)  # type: ignore[attr-defined]
    return refusal
