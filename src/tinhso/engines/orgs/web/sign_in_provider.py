"""What the sign-in library asks of us when it signs people in to other applications, and its pages in our look.

Loaded with the first request that needs it: the library brings a protocol of its own along.
"""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import PrivateKey, Token
from allauth.idp.oidc.views import AuthorizationView, TokenView
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts.applications import SignInRequestRefused
from tinhso.web_kit.middleware import CONTENT_SECURITY_POLICY

# Longer than any code lives.
CODE_REMEMBERED_SECONDS = 300


class ProvinceAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Our key, and no more of a person than `orgs.api.told_of` says."""

    def get_claims(
        self, purpose: str, user: api.User, client: Any, scopes: list[str], email: str | None = None, **more: Any
    ) -> dict[str, Any]:
        """Return what is told in the id token and by the userinfo address."""
        return api.told_of(user, list(scopes))

    def get_user_sub(self, client: Any, user: api.User) -> str:
        """Return the subject: the account's number, which is never given to another."""
        return str(user.pk)

    def get_user_by_sub(self, client: Any, sub: str) -> api.User | None:
        """Return the account of a subject while it is open."""
        user: api.User | None = super().get_user_by_sub(client, sub)
        return user if user is not None and api.may_still_sign_in(user) else None

    def list_private_keys(self, **_asked: Any) -> list[PrivateKey]:
        """Return the one key there is."""
        return [PrivateKey(pem=api.sign_in_key())]

    def get_jwks_cache_control(self) -> int:
        """Return for how many seconds applications may keep the public key."""
        return 3600


class Consent(AuthorizationView):  # type: ignore[misc]
    """Asks whoever is signed in; by code with PKCE only, never silently."""

    template_name = "orgs/application_consent.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show who asks and what they would be told.

        Raises:
            SignInRequestRefused (ORG-097): what must not be sent back to an address that is not known.
        """
        if "code_challenge" not in request.GET or request.GET.get("code_challenge_method") != "S256":
            raise SignInRequestRefused(problem="code_challenge (S256)")
        if "none" in request.GET.get("prompt", "").split():
            raise SignInRequestRefused(problem="prompt=none")
        answer: HttpResponse = super().get(request, *args, **kwargs)
        info = getattr(self, "_request_info", None)
        if answer.status_code == HTTPStatus.OK:
            if info is None or "redirect_uri" not in info:
                raise SignInRequestRefused(problem="client_id, redirect_uri")
            answer.headers["Content-Security-Policy"] = policy_towards(info["redirect_uri"])
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send them back with a code, or with a refusal.

        Raises:
            SignInRequestRefused (ORG-097): nothing was asked before.
        """
        if not request.POST.get("request"):
            raise SignInRequestRefused(problem="request")
        return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]

    def form_valid(self, form: Any) -> HttpResponse:
        """Give the code and log it in one."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            if answer.status_code == HTTPStatus.FOUND:
                api.note_entered(self.request, self._request_info["client_id"])
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Refuse a form that was changed on its way.

        Raises:
            SignInRequestRefused (ORG-097)
        """
        raise SignInRequestRefused(problem="scopes")


class CodeForToken(TokenView):  # type: ignore[misc]
    """Gives tokens for a code, and no way to renew them: whoever comes back signs in again."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer with an id token and a short-lived access token; a code does so once, however many ask at once."""
        with transaction.atomic():
            answer: HttpResponse = super().post(request)
            if answer.status_code == HTTPStatus.OK and not _is_first(request.POST.get("code", "")):
                transaction.set_rollback(True)
                answer = JsonResponse({"error": "invalid_grant"}, status=HTTPStatus.BAD_REQUEST)
            if answer.status_code == HTTPStatus.OK:
                told = json.loads(answer.content)
                told.pop("refresh_token", None)
                told.pop("refresh_expires_in", None)
                Token.objects.filter(type=Token.Type.REFRESH_TOKEN).delete()
                Token.objects.expired().delete()
                answer.content = JsonResponse(told).content
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _is_first(code: str) -> bool:
    """Say whether nobody has had tokens for this code; the library takes it back only after it has answered."""
    return bool(cache.add(f"orgs.code_used:{hashlib.sha256(code.encode()).hexdigest()}", True, CODE_REMEMBERED_SECONDS))


def policy_towards(redirect: str) -> str:
    """Return the pages' policy with the one more place that the form's answer leads to."""
    parts = urlsplit(redirect)
    return CONTENT_SECURITY_POLICY.replace("form-action 'self'", f"form-action 'self' {parts.scheme}://{parts.netloc}")
