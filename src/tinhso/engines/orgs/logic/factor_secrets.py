"""Secrets of code applications and recovery codes, encrypted where they lie: a copy of the database is none of them.

The key comes from the installation's secret key, which stands in a file of its own and in no backup unless asked for.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "f1:"


def encrypted(text: str, secret_key: str) -> str:
    """Return a secret as the database keeps it."""
    return MARK + _fernet(secret_key).encrypt(text.encode()).decode()


def decrypted(kept: str, secret_key: str) -> str:
    """Return a secret as it was given; empty, so that no code fits, where another key encrypted it.

    What was kept before secrets were encrypted is read as it is.
    """
    if not kept.startswith(MARK):
        return kept
    try:
        return _fernet(secret_key).decrypt(kept.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        return ""


def _fernet(secret_key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"tinhso second factors").derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(derived))
