"""Headers that every answer carries, and errors turned into answers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.problem import PROBLEM_JSON, problem_response

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# No nonce and no 'unsafe-inline': nothing is ever inline, so a page can be cached and an injected script never runs.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeaders:
    """Adds the policy and its companions; a view that already set a header keeps its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # The same address answers a page or a fragment; caches must keep them apart.
            patch_vary_headers(response, ("HX-Request",))
        _keep_apart(request, response)
        return response


def _keep_apart(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let no cache between give one person's answer to another: what is answered depends on who asks."""
    if response.headers.get("Content-Type", "").startswith(("application/json", PROBLEM_JSON)):
        patch_vary_headers(response, ("Authorization",))
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
        response.headers.setdefault("Cache-Control", "private, no-cache")


class ProblemResponses:
    """Answers every TinhSoError as a page, a fragment or problem+json, whichever was asked for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this when a view raised; anything else stays a server error."""
        return problem_response(request, exception) if isinstance(exception, TinhSoError) else None


class SigningOutClearsTheDevice:
    """Tells the browser to forget drafts and kept pages when somebody signs out: offices share machines.

    Also where the page's own script does not run. Only a POST signs anybody out; an ended session clears nothing, so
    that its person finds what waited after signing in again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST":
            return self.get_response(request)
        before = request.session.get(SESSION_KEY)
        response = self.get_response(request)
        if before is not None and request.session.get(SESSION_KEY) != before:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


class ReaderLanguage:
    """Vietnamese unless the reader chose otherwise.

    Django's own middleware follows the browser, and the offices' machines often run English Windows.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
