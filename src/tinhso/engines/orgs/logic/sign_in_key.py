"""The key that signs what other applications are told of a sign-in: made once, readable by its owner only.

It lies beside the installation's other keys and is in no backup: where it is missing a new one is made, and
applications read the public half anew.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

_BITS = 3072


def signing_key_pem() -> str:
    """Return the private key as PEM text."""
    file = Path(settings.TINHSO_HOME) / "keys" / "sign-in.key"
    if not file.exists():
        _make(file)
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(file: Path, _changed: int) -> str:
    return file.read_text()


def _make(file: Path) -> None:
    """Write a new key whole or not at all; of two processes at once the first one's key stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = generate_private_key(public_exponent=65537, key_size=_BITS)
    written = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(written, file)
    except FileExistsError:
        pass
    finally:
        written.unlink()
