"""The gate of every page that is for somebody: which methods it answers, who is sent to sign in, what is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]


def desk_page(*methods: str, back: Callable[..., str] | None = None) -> Callable[[View], View]:
    """Answer these methods only, to people who are signed in; others are sent to sign in and come back.

    Args:
        methods: GET answers HEAD as well.
        back: where somebody comes back to where there is no GET, by the view's own arguments.
    """
    answered = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            return redirect_to_login(request.get_full_path() if back is None else back(*args, **kwargs))

        # Offices share machines: a page with unpublished figures must not stay behind in a browser's cache.
        gate = require_http_methods(answered)(never_cache(checked))
        gate.allowed_methods = methods  # type: ignore[attr-defined]
        return gate

    return decorate
