"""A passkey signs what its holder approves: the challenge it answers is the digest of exactly that.

1. `request_for`: what the browser hands to the device, None where nobody's passkey is enrolled.
2. `signed`: the device's answer, checked against the account's keys; it carries all that a later check needs.
3. `holds`: the later check, from what was kept alone. Source: W3C Web Authentication Level 2, section 7.2.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AuthenticationResponse, AuthenticatorData, CollectedClientData, UserVerificationRequirement

from tinhso.engines.orgs.contracts.account_errors import PasskeyAnswerWrong
from tinhso.engines.orgs.models import User

PARTS: Final = ("key", "authenticator_data", "client_data", "signature")
_VERIFICATION: Final = UserVerificationRequirement.PREFERRED


def request_for(user: User, digest: bytes) -> dict[str, Any] | None:
    """Return what a browser needs to ask for a signature over a digest; None for an account without a passkey."""
    credentials = auth.get_credentials(user)
    if not credentials:
        return None
    options, _ = auth.get_server().authenticate_begin(credentials, _VERIFICATION, challenge=digest)
    return dict(options)


def has_passkey(user: User) -> bool:
    """Say whether an account has a passkey. One query."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists())


def signed(user: User, digest: bytes, answer: str) -> dict[str, str]:
    """Check a device's answer and return what is kept of it: PARTS in base64url, no name and no number of the device.

    Raises:
        PasskeyAnswerWrong (ORG-098): not an answer to this digest, or by no passkey of the account.
    """
    server, credentials = auth.get_server(), auth.get_credentials(user)
    _, state = server.authenticate_begin(credentials, _VERIFICATION, challenge=digest)
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        used = server.authenticate_complete(state, credentials, response)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise PasskeyAnswerWrong from None
    said = response.response
    kept = (cbor.encode(dict(used.public_key)), said.authenticator_data, said.client_data, said.signature)
    return {name: websafe_encode(bytes(part)) for name, part in zip(PARTS, kept, strict=True)}


def holds(kept: Mapping[str, object], digest: bytes) -> bool:
    """Say whether what was kept is a signature over a digest by the key that stands with it."""
    try:
        key, data, client, signature = (websafe_decode(str(kept[name])) for name in PARTS)
        said = CollectedClientData(client)
        if said.type != CollectedClientData.TYPE.GET or said.challenge != digest:
            return False
        if not AuthenticatorData(data).is_user_present():
            return False
        CoseKey.parse(cast(Mapping[int, Any], cbor.decode(key))).verify(
            data + hashlib.sha256(client).digest(), signature
        )
    except (ValueError, TypeError, KeyError, InvalidSignature):
        return False
    return True
