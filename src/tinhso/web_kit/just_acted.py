"""When a reader last did something: they must find it on a page that others may share for some seconds.

The browser itself keeps and forgets it: a cookie that lasts as long as a shared page may, set on the answer to what was
done.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "tinhso_acted"
TIMES_SHARED = 3
"""How many times TINHSO_BOARD_SECONDS a shared page may be shown, while it is made anew."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def last_acted_at(request: HttpRequest) -> float:
    """Say when this reader last changed something, in seconds of the machine's clock; 0 where that is long ago.

    The word is the browser's own: at most somebody makes their own page older or dearer with it, never another's.
    """
    try:
        # Whoever says they act in the future has just acted.
        return min(float(request.COOKIES.get(COOKIE, 0)), time.time())
    except ValueError:
        return time.time()


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
                COOKIE,
                f"{time.time():.3f}",
                max_age=TIMES_SHARED * seconds,
                httponly=True,
                secure=bool(settings.SESSION_COOKIE_SECURE),
                samesite="Lax",
            )
        return response
