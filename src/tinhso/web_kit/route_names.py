"""What of a request may be counted and logged: its method and the pattern of its address, which names nobody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def route_of(request: HttpRequest) -> str:
    """Return the pattern that the address fits (`/tai-khoan-don-vi/<str:username>`), a word where it fits none."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return f"/{match.route}"
    return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"


def method_of(request: HttpRequest) -> str:
    """Return the method, one word for all that are not known: anybody can send any."""
    return request.method if request.method in _METHODS else "OTHER"
