"""An OpenID provider for tests and demonstrations: whoever asks chooses one of the cast. Never outside a demonstration.

It keeps nothing: a code is a signed text of a minute, its key is made from the installation's secret.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts.errors import RolePlayRefused
from tinhso.web_kit.display import language
from tinhso.web_kit.loopback import comes_from_this_machine

SALT, KID, LIVES_SECONDS = "orgs.demonstration_provider", "minh-hoa", 300
CLIENT = "tinh-so-minh-hoa"


@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """Its addresses, as OpenID Connect Discovery wants them."""
    issuer = _issuer(request)
    return JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/cho-phep",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
    )


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Its public key."""
    _issuer(request)
    raw = _key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    x = urlsafe_b64encode(raw).rstrip(b"=").decode()
    return JsonResponse({"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": KID, "x": x}]})


@require_safe
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Choose who one is, with or without a second factor; the choice leads back with a code."""
    issuer, told = _issuer(request), request.GET
    back = request.build_absolute_uri(reverse("orgs:outside_back"))
    if told.get("redirect_uri") != back or told.get("client_id") != CLIENT or not told.get("code_challenge"):
        raise RolePlayRefused()
    username = told.get("la", "")
    if not username:
        members = [
            {
                "title": member.title(language()) or member.username,
                "username": member.username,
                "plain": f"?{urlencode(told.dict() | {'la': member.username})}",
                "proven": f"?{urlencode(told.dict() | {'la': member.username, 'amr': 'otp'})}",
            }
            for member in api.demonstration_cast()
        ]
        return render(request, "orgs/demonstration_provider.html", {"members": members})
    said = {name: told.get(name, "") for name in ("nonce", "code_challenge", "redirect_uri", "amr")}
    code = signing.dumps(said | {"sub": username}, salt=SALT)
    return redirect(f"{back}?{urlencode({'code': code, 'state': told.get('state', ''), 'iss': issuer})}")


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Give the proof for a code, once its verifier fits; asked by the product itself, which has no form."""
    issuer, told = _issuer(request), request.POST
    try:
        said: dict[str, Any] = signing.loads(told.get("code", ""), salt=SALT, max_age=60)
    except signing.BadSignature:
        return JsonResponse({"error": "invalid_grant"}, status=400)
    digest = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
    fits = urlsafe_b64encode(digest).rstrip(b"=").decode() == said["code_challenge"]
    if not fits or told.get("redirect_uri") != said["redirect_uri"] or told.get("client_id") != CLIENT:
        return JsonResponse({"error": "invalid_grant"}, status=400)
    claims = claims_of(issuer, said["sub"], said["nonce"], [said["amr"]] if said["amr"] else ["pwd"])
    return JsonResponse({"token_type": "Bearer", "access_token": "minh-hoa", "id_token": signed(claims)})


def claims_of(issuer: str, sub: str, nonce: str, amr: list[str]) -> dict[str, Any]:
    """What is said of somebody. By the machine's own clock: the demonstration's stands still elsewhere in time."""
    at = int(datetime.now(UTC).timestamp())
    return {
        "iss": issuer,
        "aud": CLIENT,
        "sub": sub,
        "nonce": nonce,
        "amr": amr,
        "iat": at,
        "exp": at + LIVES_SECONDS,
    }


def signed(claims: dict[str, Any]) -> str:
    """The claims as a signed token."""
    import jwt  # who never asks for a token need not load it

    return jwt.encode(claims, _key(), algorithm="EdDSA", headers={"kid": KID})


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"{SALT}:{settings.SECRET_KEY}".encode()).digest())


def _issuer(request: HttpRequest) -> str:
    if settings.TINHSO_MODE != "demo" or not comes_from_this_machine(request):
        raise RolePlayRefused()
    return request.build_absolute_uri(reverse("orgs:provider")).rstrip("/")
