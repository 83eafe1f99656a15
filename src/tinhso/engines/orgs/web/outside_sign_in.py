"""Signing in by an outside service: away to it, and back."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.engines.orgs import api


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Go to the service; the browser remembers which sign-in it began."""
    return redirect(api.begin_outside(request, _callback(request), request.GET.get("next", "")))


@require_safe
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Come back with the service's answer and sign in to the account that is declared for it."""
    user, is_proven, wanted = api.finish_outside(request, _callback(request))
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    target = wanted if inside else settings.LOGIN_REDIRECT_URL
    if is_proven:
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        api.mark_proven_outside(request, user)
        return redirect(target)
    # Whoever has a code or a passkey here is asked for it, as after a password.
    answer: HttpResponse = perform_login(request, user, redirect_url=target)
    return answer


def _callback(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("orgs:outside_back"))
