"""A leader's passkey in tests: an authenticator without hardware, and what a page asks of it."""

from __future__ import annotations

import html
import json
import re
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from tinhso.engines.orgs.api import User

HOST = "testserver"
FLAG = AuthenticatorData.FLAG


class Device:
    """An authenticator without hardware: a key on the curve P-256."""

    def __init__(self, user: User) -> None:
        from allauth.mfa.models import Authenticator

        self.key = ec.generate_private_key(ec.SECP256R1())
        self.number = sha256(user.username.encode()).digest()
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid(bytes(16)), self.number, public)
        made = AuthenticatorData.create(sha256(HOST.encode()).digest(), FLAG.UP | FLAG.UV | FLAG.AT, 0, credential)
        said = CollectedClientData.create("webauthn.create", b"x" * 32, f"https://{HOST}")
        response = {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", made, {})),
        }
        enrolled = {"id": websafe_encode(self.number), "rawId": websafe_encode(self.number), "type": "public-key"}
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "x", "credential": enrolled | {"response": response}},
        )

    def answer(self, options: dict[str, Any], origin: str = f"https://{HOST}") -> str:
        """What the browser posts when the device was touched."""
        said = CollectedClientData.create("webauthn.get", options["publicKey"]["challenge"], origin)
        data = AuthenticatorData.create(sha256(HOST.encode()).digest(), FLAG.UP | FLAG.UV, 1)
        signature = self.key.sign(data + said.hash, ec.ECDSA(SHA256()))
        number = websafe_encode(self.number)
        response = {
            "clientDataJSON": websafe_encode(said),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
        }
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response})


def asked(page: Any) -> dict[str, Any]:
    """The request that stands in the page for the browser."""
    [written] = re.findall(r'id="passkey-request"[^>]*>(.*?)</script>', page.html, re.DOTALL)
    found: dict[str, Any] = json.loads(html.unescape(written))
    return found
