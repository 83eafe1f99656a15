"""OpenID Connect, the authorization code flow with state, nonce and PKCE; every proof checked by signature.

1. `begin`: the address of the service, and what must be remembered until the answer.
2. `redeem`: the code becomes claims: iss, aud, azp, exp, nonce and the signature by a key of the service hold, or none.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import jwt

from tinhso.engines.orgs.contracts.outside_sign_in import OidcService, OutsideProofWrong, OutsideServiceSilent

# Signatures by a pair of keys only: “none” and shared secrets are not among them.
ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
PATIENCE_SECONDS = 5
CLOCKS_APART_SECONDS = 60
_WELL_KNOWN = "/.well-known/openid-configuration"
_MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Begun:
    """What is remembered between leaving for the service and coming back."""

    state: str
    nonce: str
    verifier: str
    at: int
    back_to: str

    def plain(self) -> dict[str, Any]:
        """As a session keeps it."""
        return asdict(self)


def begin(service: OidcService, callback: str, at: int, back_to: str) -> tuple[str, Begun]:
    """Return the service's address to go to and what to remember."""
    begun = Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), at, back_to)
    question = {
        "response_type": "code",
        "client_id": service.client_id,
        "redirect_uri": callback,
        "scope": " ".join(service.scopes),
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": challenge_of(begun.verifier),
        "code_challenge_method": "S256",
    }
    address = str(_described(service)["authorization_endpoint"])
    return f"{address}{'&' if '?' in address else '?'}{urlencode(question)}", begun


def challenge_of(verifier: str) -> str:
    """PKCE's S256."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def redeem(service: OidcService, code: str, callback: str, begun: Begun) -> Mapping[str, Any]:
    """Return the claims of whoever came back.

    Raises:
        OutsideServiceSilent (ORG-066), OutsideProofWrong (ORG-067)
    """
    told = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback,
        "client_id": service.client_id,
        "code_verifier": begun.verifier,
    }
    if service.client_secret:
        told["client_secret"] = service.client_secret
    answer = ask(str(_described(service)["token_endpoint"]), told)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise OutsideProofWrong(problem="id_token")
    claims = _checked(service, token)
    if not hmac.compare_digest(str(claims.get("nonce", "")), begun.nonce):
        raise OutsideProofWrong(problem="nonce")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != service.client_id:
        raise OutsideProofWrong(problem="azp")
    return claims


def has_second_factor(service: OidcService, claims: Mapping[str, Any]) -> bool:
    """Say whether the service vouches for a second factor, by what the configuration takes for one."""
    used = claims.get("amr")
    by_method = isinstance(used, list) and not service.amr.isdisjoint(map(str, used))
    return by_method or str(claims.get("acr", "")) in service.acr


def ask(address: str, told: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the JSON object that an address of the service answers; no redirect is followed.

    Raises:
        OutsideServiceSilent (ORG-066)
    """
    import requests  # loaded by who asks the service: no start needs it

    try:
        answer = requests.request(
            "GET" if told is None else "POST", address, data=told, timeout=PATIENCE_SECONDS, allow_redirects=False,
            headers={"Accept": "application/json"},
        )  # fmt: skip
        if answer.status_code != requests.codes.ok or len(answer.content) > _MOST_BYTES:
            raise OutsideServiceSilent(address=address)
        document = answer.json()
    except requests.RequestException:
        raise OutsideServiceSilent(address=address) from None
    if not isinstance(document, dict):
        raise OutsideServiceSilent(address=address)
    return document


def _checked(service: OidcService, token: str) -> dict[str, Any]:
    try:
        head = jwt.get_unverified_header(token)
        return jwt.decode(
            token, _key(service, str(head.get("kid", ""))), algorithms=list(ALGORITHMS), audience=service.client_id,
            issuer=service.issuer, leeway=CLOCKS_APART_SECONDS,
            options={"require": ["iss", "aud", "exp", "iat", "sub"]},
        )  # fmt: skip
    except jwt.PyJWTError as wrong:
        raise OutsideProofWrong(problem=type(wrong).__name__) from None


def _key(service: OidcService, kid: str) -> jwt.PyJWK:
    """The service's key of this name; asked for anew once, should it have changed its keys."""
    for forget in (False, True):
        if forget:
            _keys.cache_clear()
        found = [one for one in _keys(str(_described(service)["jwks_uri"])) if kid in ("", one.key_id)]
        if len(found) == 1:
            return found[0]
    raise OutsideProofWrong(problem="kid")


@lru_cache(maxsize=4)
def _keys(address: str) -> tuple[jwt.PyJWK, ...]:
    return tuple(jwt.PyJWKSet.from_dict(ask(address)).keys)


@lru_cache(maxsize=4)
def _described_at(issuer: str) -> dict[str, Any]:
    found = ask(issuer.rstrip("/") + _WELL_KNOWN)
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if found.get("issuer") != issuer or not all(isinstance(found.get(name), str) for name in wanted):
        raise OutsideServiceSilent(address=issuer)
    scheme = issuer.partition(":")[0]
    if any(not str(found[name]).startswith(f"{scheme}:") for name in wanted):
        raise OutsideServiceSilent(address=issuer)
    return found


def _described(service: OidcService) -> dict[str, Any]:
    return _described_at(service.issuer)


def forget() -> None:
    """Ask the service for its addresses and keys anew."""
    _keys.cache_clear()
    _described_at.cache_clear()
