"""The small forms of the frame (theme, language) and the living style page."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import defaults
from django.views.decorators.http import require_POST, require_safe

from tinhso.web_kit.context import THEME_COOKIE, THEMES
from tinhso.web_kit.display import language
from tinhso.web_kit.errors import (
    DatabaseBusy,
    FormExpired,
    NoAccess,
    PageNotFound,
    TooMuchAtOnce,
    UnexpectedFailure,
)
from tinhso.web_kit.problem import problem_json, problem_response, wants_json
from tinhso.web_kit.storage_faults import storage_fault

_YEAR_SECONDS = 365 * 24 * 3600
_RETRY_SECONDS = 5


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or auto in a cookie, so that the server renders the right page from the first byte."""
    theme = request.POST.get("theme", "auto")
    response = HttpResponseRedirect(_next(request))
    _keep(response, THEME_COOKIE, theme if theme in THEMES else "auto")
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language in Django's own cookie."""
    wanted = request.POST.get("language", "")
    response = HttpResponseRedirect(_next(request))
    if translation.check_for_language(wanted) and wanted in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, wanted)
    return response


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """Show every partial with illustrative content; only where the product is being made or shown."""
    if not (settings.DEBUG or getattr(settings, "TINHSO_MODE", "production") in {"development", "demo"}):
        raise PageNotFound(path=request.path)
    from tinhso.web_kit.style_sample import sample

    return render(request, "web_kit/style.html", sample())


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler404`."""
    return problem_response(request, PageNotFound(path=request.path))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler400`: a form too large is told so; of what else is no request that we understand nothing is said."""
    if isinstance(exception, RequestDataTooBig):
        return problem_response(request, TooMuchAtOnce(most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2))
    return defaults.bad_request(request, exception or SuspiciousOperation())


def no_access(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler403`."""
    return problem_response(request, NoAccess())


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`."""
    return problem_response(request, FormExpired())


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: no context processors, for the failure may lie in one of them."""
    error = storage_fault(sys.exc_info()[1]) or UnexpectedFailure()
    if wants_json(request):
        response = problem_json(error)
    else:
        told = {"title": error.title(language()), "detail": error.message(language()), "code": error.code}
        response = HttpResponse(loader.render_to_string("500.html", {"error": told}), status=error.status)
    if isinstance(error, DatabaseBusy):
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"


def _keep(response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie, value, max_age=_YEAR_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
