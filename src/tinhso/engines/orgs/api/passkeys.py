"""Passkeys that sign what their holders approve, for the engines that keep what is approved.

The sign-in library is loaded with the first who asks: it needs the applications ready, and most starts never ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.orgs.contracts.account_errors import PasskeyAnswerWrong
from tinhso.engines.orgs.models import User


def has_passkey(rights: Rights) -> bool:
    """Say whether the asker has a passkey, before anybody works out what it would sign. Two queries."""
    from tinhso.engines.orgs.logic import passkey_signing

    user = _asker(rights)
    return user is not None and passkey_signing.has_passkey(user)


def passkey_request(digest: bytes, *, rights: Rights) -> dict[str, Any] | None:
    """Return what a browser needs to let the asker's passkey sign a digest (32 bytes); None where they have none."""
    from tinhso.engines.orgs.logic import passkey_signing

    user = _asker(rights)
    return passkey_signing.request_for(user, digest) if user else None


def passkey_signature(digest: bytes, answer: str, *, rights: Rights) -> dict[str, str]:
    """Check what the device answered and return what to keep of it (`key`, `authenticator_data`, …; base64url).

    Raises:
        PasskeyAnswerWrong (ORG-098)
    """
    from tinhso.engines.orgs.logic import passkey_signing

    user = _asker(rights)
    if user is None:
        raise PasskeyAnswerWrong
    return passkey_signing.signed(user, digest, answer)


def passkey_signature_holds(kept: Mapping[str, object], digest: bytes) -> bool:
    """Say whether a kept signature is over a digest; asks nothing of the database."""
    from tinhso.engines.orgs.logic import passkey_signing

    return passkey_signing.holds(kept, digest)


def _asker(rights: Rights) -> User | None:
    return User.objects.filter(pk=rights.user_id or 0).first()
