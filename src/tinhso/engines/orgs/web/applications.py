"""Signing in to other applications: their list for administrators, and the addresses that they ask (OpenID Connect)."""

from __future__ import annotations

import math
from http import HTTPStatus
from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.orgs.contracts.applications import SCOPES
from tinhso.engines.orgs.contracts.errors import NoRight
from tinhso.engines.orgs.web.accounts import Asked
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.client_address import client_address
from tinhso.web_kit.display import language
from tinhso.web_kit.shared_counts import seconds_to_wait, shared_file
from tinhso.web_kit.signed_in import desk_page


@desk_page("GET", "POST")
def show(request: HttpRequest) -> HttpResponse:
    """The applications and what each may be told; posting adds one, renews its secret or closes it."""
    rights = cast(Asked, request).rights
    rights.require(Action.OPERATE)
    error, given = None, dict[str, str]()
    if request.method == "POST":
        try:
            given = _act(request, rights)
            if not given:
                messages.success(request, _("Đã đóng ứng dụng."))
                return redirect("orgs:applications")
        except NoRight:
            raise
        except TinhSoError as refused:
            error = refused
    context = {
        "applications": api.applications(rights),
        "given": given,
        "discovery": request.build_absolute_uri(reverse("orgs:provider_described")),
        "posted": {} if given else request.POST,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "orgs/applications.html", context, status=error.status if error else HTTPStatus.OK)


@require_safe
def described(request: HttpRequest) -> JsonResponse:
    """Where an application asks what (OpenID Connect Discovery)."""

    def at(name: str) -> str:
        return request.build_absolute_uri(reverse(f"orgs:{name}"))

    return JsonResponse(
        {
            "issuer": request.build_absolute_uri("/").rstrip("/"),
            "authorization_endpoint": at("provider_consent"),
            "token_endpoint": at("provider_token"),
            "userinfo_endpoint": at("provider_person"),
            "jwks_uri": at("provider_keys"),
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nonce", "name", "unit"],
        }
    )


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public key that what applications are told can be checked by."""
    from allauth.idp.oidc.views import jwks

    answer: HttpResponse = jwks(request)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def consent(request: HttpRequest) -> HttpResponse:
    """Ask whoever is signed in whether an application may know who they are."""
    if request.user.is_authenticated:
        # Where every act needs a second factor (not approving alone), so does being somebody elsewhere.
        cast(Asked, request).rights.require_proof(Action.DRAFT)
    from tinhso.engines.orgs.web.sign_in_provider import Consent

    answer: HttpResponse = Consent.as_view()(request)
    return answer


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Give an application, by its secret, the tokens for a code."""
    # Checking a secret is slow on purpose: whoever guesses is held back before that.
    limit = settings.TINHSO_API_RATE_ADDRESS
    wait = seconds_to_wait(shared_file(Path(settings.TINHSO_SHARED_FILE)), f"sign-in:{client_address(request)}", limit)
    if wait:
        refused = JsonResponse({"error": "temporarily_unavailable"}, status=HTTPStatus.TOO_MANY_REQUESTS)
        refused.headers["Retry-After"] = str(math.ceil(wait))
        return refused
    from tinhso.engines.orgs.web.sign_in_provider import CodeForToken

    answer: HttpResponse = CodeForToken.as_view()(request)
    return answer


@require_safe
def person(request: HttpRequest) -> HttpResponse:
    """Tell an application, by its access token, what it may know of whoever signed in."""
    from allauth.idp.oidc.views import user_info

    answer: HttpResponse = user_info(request)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _act(request: HttpRequest, rights: Rights) -> dict[str, str]:
    """Do what was asked; returns the identifier and the secret to show once, nothing where there is none."""
    told = request.POST
    client_id, reason = told.get("ma", ""), told.get("ly_do", "")
    if told.get("viec") == "dong":
        api.close_application(client_id, rights=rights, reason=reason)
        return {}
    if told.get("viec") == "bi-mat":
        return {"client_id": client_id, "secret": api.renew_secret(client_id, rights=rights, reason=reason)}
    made, secret = api.add_application(
        told.get("ten", ""), told.get("dia_chi", ""), profile="ho_so" in told, rights=rights, reason=reason
    )
    return {"client_id": made, "secret": secret}
