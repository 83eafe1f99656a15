"""Whether a reader has just done something: they must find it on a page that others may share for some seconds.

The browser itself forgets: a cookie that lasts as long as a shared page may, set on the answer to what was done.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "tinhso_acted"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def has_just_acted(request: HttpRequest) -> bool:
    """Say whether this reader changed something within the last seconds."""
    return COOKIE in request.COOKIES


class JustActed:
    """Marks the browser of a signed-in person whose act was taken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        seconds = int(settings.TINHSO_BOARD_SECONDS)
        is_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        if seconds and is_signed_in and request.method not in _SAFE and response.status_code < 400:
            response.set_cookie(
                COOKIE, "1", max_age=seconds, httponly=True, secure=bool(settings.SESSION_COOKIE_SECURE), samesite="Lax"
            )
        return response
