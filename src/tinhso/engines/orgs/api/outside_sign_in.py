"""Signing in by an outside service: begun here, answered there, an account by the key that is declared for it."""

from __future__ import annotations

import csv
import hmac
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.contracts.outside_sign_in import (
    NoAccountOutside,
    OidcService,
    OutsideSignInOff,
    OutsideSignInRefused,
    OutsideSignInStale,
)
from tinhso.engines.orgs.logic import second_factors
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.queries.validity import not_ended
from tinhso.engines.trust import api as trust

SESSION_KEY = "tinhso_oidc"
PATIENCE_SECONDS = 600


def outside_service() -> OidcService | None:
    """Return the outside service of this installation, if there is one."""
    service: OidcService | None = settings.TINHSO_OIDC
    return service


def begin_outside(request: HttpRequest, callback: str, back_to: str) -> str:
    """Return the address of the service to go to; this browser remembers that it began.

    Raises:
        OutsideSignInOff (ORG-063), OutsideServiceSilent (ORG-066)
    """
    from tinhso.engines.orgs.logic import oidc  # its libraries are for those who sign in so

    address, begun = oidc.begin(_service(), callback, _now(), back_to)
    request.session[SESSION_KEY] = begun.plain()
    return address


def finish_outside(request: HttpRequest, callback: str) -> tuple[User, bool, str]:
    """Return who came back, whether the service vouches for a second factor, and where they wanted to go.

    Raises:
        OutsideSignInOff (ORG-063), OutsideSignInStale (ORG-065), OutsideSignInRefused (ORG-064),
        OutsideServiceSilent (ORG-066), OutsideProofWrong (ORG-067), NoAccountOutside (ORG-068)
    """
    from tinhso.engines.orgs.logic import oidc

    service, told = _service(), request.GET
    kept = request.session.pop(SESSION_KEY, None)
    begun = oidc.Begun(**kept) if kept else None
    is_ours = begun is not None and hmac.compare_digest(begun.state.encode(), told.get("state", "").encode())
    if begun is None or not is_ours or not 0 <= _now() - begun.at <= PATIENCE_SECONDS:
        raise OutsideSignInStale()
    # Where the service names itself in the answer, another's answer is not taken for it (RFC 9207).
    if told.get("error") or told.get("iss", service.issuer) != service.issuer or not told.get("code"):
        raise OutsideSignInRefused(answer=told.get("error", "iss")[:80])
    claims = oidc.redeem(service, told["code"], callback, begun)
    return _account(service, claims), oidc.has_second_factor(service, claims), begun.back_to


def mark_proven_outside(request: HttpRequest, user: User) -> None:
    """Let the second factor that the service vouches for count in this sign-in."""
    request.session[second_factors.ENROLLED_HERE] = user.pk


def _service() -> OidcService:
    service = outside_service()
    if service is None:
        raise OutsideSignInOff()
    return service


def _account(service: OidcService, claims: Mapping[str, Any]) -> User:
    """The open account whose key is exactly the claim's value."""
    key = claims.get(service.claim)
    if not isinstance(key, str) or not key:
        raise NoAccountOutside(key="–")
    username = _declared(service).get(key) if service.accounts else key
    open_ones = User.objects.filter(not_ended(today(), "last_day"), is_active=True)
    user = open_ones.filter(username=username).first() if username else None
    if user is None:
        raise NoAccountOutside(key=key[:80])
    return user


def _declared(service: OidcService) -> dict[str, str]:
    """Accounts by their key, as the file has them at this moment; a key that stands twice is nobody's."""
    assert service.accounts is not None
    found: dict[str, str] = {}
    with service.accounts.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            key = (row.get("key") or "").strip()
            found[key] = "" if key in found else (row.get("username") or "").strip()
    return found


def _now() -> int:
    return int(trust.now().timestamp())
