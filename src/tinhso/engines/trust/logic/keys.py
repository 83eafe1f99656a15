"""The sealer's key pair: two small files under TINHSO_HOME/keys.

`sealer.key` holds the private key in the text form of Go's note signer (`PRIVATE+KEY+<name>+<id>+<base64>`) and is
readable by its owner only; `sealer.pub` holds the verifier key, which is meant to be published.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import KeyMissing, KeyOfAnotherLog, KeyOpenToOthers, UnreadableKey
from tinhso.engines.trust.logic.notes import ED25519, VerifierKey

_PREFIX = "PRIVATE+KEY+"


def load_sealer_key() -> Ed25519PrivateKey:
    """Return the private key, made on first use.

    Raises:
        KeyMissing: TRU-003, the log was sealed before and its key file is gone; a new key would split the log.
        KeyOpenToOthers: TRU-004, other users of the machine may read the file.
        UnreadableKey: TRU-005.
        KeyOfAnotherLog: TRU-008, the key was made for another TINHSO_LOG_ORIGIN.
    """
    file = _folder() / "sealer.key"
    if not file.exists():
        if queries.latest_checkpoint() is not None:
            raise KeyMissing(file=str(file))
        _make_pair()
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise KeyOpenToOthers(file=str(file), mode=f"{file.stat().st_mode & 0o777:o}")
    return _read_private(file)


def verifier_key() -> VerifierKey:
    """Return the public key of this log, made with its private key on first use.

    Raises:
        As `load_sealer_key`, where only the private file is there.
    """
    file = _folder() / "sealer.pub"
    if not file.exists():
        return VerifierKey(settings.TINHSO_LOG_ORIGIN, load_sealer_key().public_key().public_bytes_raw())
    return VerifierKey.parse(file.read_text())


def _folder() -> Path:
    return Path(settings.TINHSO_HOME) / "keys"


def _make_pair() -> None:
    """Create both files; of two processes that try at once, one wins and both then read its key."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    public = VerifierKey(settings.TINHSO_LOG_ORIGIN, key.public_key().public_bytes_raw())
    secret = base64.b64encode(ED25519 + key.private_bytes_raw()).decode()
    draft = _folder() / f"sealer.key.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(f"{_PREFIX}{public.name}+{public.key_id.hex()}+{secret}\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, _folder() / "sealer.key")  # refuses to replace, unlike rename
    except FileExistsError:
        return
    finally:
        draft.unlink()
    (_folder() / "sealer.pub").write_text(public.text() + "\n")


def _read_private(file: Path) -> Ed25519PrivateKey:
    text = file.read_text().strip()
    name, _, rest = text.removeprefix(_PREFIX).partition("+")
    try:
        secret = base64.b64decode(rest.partition("+")[2], validate=True)
        if not text.startswith(_PREFIX) or secret[:1] != ED25519:
            raise ValueError("not a note signer")
        key = Ed25519PrivateKey.from_private_bytes(secret[1:])
    except ValueError:
        # The text is a secret: the message names the file only.
        raise UnreadableKey(text=str(file)) from None
    if name != settings.TINHSO_LOG_ORIGIN:
        raise KeyOfAnotherLog(file=str(file), name=name, origin=settings.TINHSO_LOG_ORIGIN)
    return key
