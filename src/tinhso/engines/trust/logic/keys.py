"""The sealer's key pair: two small files.

`sealer.key` holds the private key in the text form of Go's note signer (`PRIVATE+KEY+<name>+<id>+<base64>`) and is
readable by its owner only; it lies in TINHSO_SEALER_KEYS, or under TINHSO_HOME/keys. `sealer.pub` is always there: it
holds the verifier key, which is meant to be published. While a key is being changed, `sealer.key.next` is the one to
come.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import (
    KeyMissing,
    KeyOfAnotherLog,
    KeyOpenToOthers,
    SealedByAnotherKey,
    UnreadableKey,
)
from tinhso.engines.trust.logic.introductions import open_introduction
from tinhso.engines.trust.logic.notes import ED25519, VerifierKey

_PREFIX = "PRIVATE+KEY+"


def load_sealer_key() -> Ed25519PrivateKey:
    """Return the private key that signs now, made on first use.

    Raises:
        KeyMissing: TRU-003, the log was sealed before and its key file is gone; a new key would split the log.
        KeyOpenToOthers: TRU-004, other users of the machine may read the file.
        UnreadableKey: TRU-005.
        KeyOfAnotherLog: TRU-008, the key was made for another TINHSO_LOG_ORIGIN.
        SealedByAnotherKey: TRU-020, the log was handed on to another key.
    """
    introduced = queries.introductions()
    if introduced:
        return _introduced_key(open_introduction(introduced[-1].note).new)
    if not key_file().exists():
        if queries.latest_checkpoint() is not None:
            raise KeyMissing(file=str(key_file()))
        _make_pair()
    return read_private(key_file())


def _introduced_key(wanted: VerifierKey) -> Ed25519PrivateKey:
    """Return the key that the log was handed on to, and finish a change that was broken off after the log had it."""
    for file in (key_file(), next_file()):
        if file.exists():
            key = read_private(file)
            if key.public_key().public_bytes_raw() == wanted.key:
                if file == next_file():
                    take_over(wanted)
                return key
    if not key_file().exists():
        raise KeyMissing(file=str(key_file()))
    raise SealedByAnotherKey(wanted=wanted.text(), file=str(key_file()))


def verifier_key() -> VerifierKey:
    """Return the public key of this log, made with its private key on first use.

    Raises:
        As `load_sealer_key`, where only the private file is there.
    """
    file = public_file()
    if not file.exists():
        return VerifierKey(settings.TINHSO_LOG_ORIGIN, load_sealer_key().public_key().public_bytes_raw())
    return VerifierKey.parse(file.read_text())


def key_file() -> Path:
    """Where the private key lies."""
    return (settings.TINHSO_SEALER_KEYS or _public_folder()) / "sealer.key"


def next_file() -> Path:
    """Where the private key to come lies while it is being introduced."""
    return key_file().with_name("sealer.key.next")


def public_file() -> Path:
    """Where the public key lies, readable by whoever checks."""
    return _public_folder() / "sealer.pub"


def _public_folder() -> Path:
    return Path(settings.TINHSO_HOME) / "keys"


def write_private(file: Path, key: Ed25519PrivateKey) -> VerifierKey:
    """Write a private key that only its owner may read, on the disk when this returns; return its public key."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    public = VerifierKey(settings.TINHSO_LOG_ORIGIN, key.public_key().public_bytes_raw())
    secret = base64.b64encode(ED25519 + key.private_bytes_raw()).decode()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(f"{_PREFIX}{public.name}+{public.key_id.hex()}+{secret}\n")
        out.flush()
        os.fsync(out.fileno())
    return public


def take_over(public: VerifierKey) -> None:
    """Put the key to come into the place of the one that was; the old private key is gone from this disk."""
    os.replace(next_file(), key_file())
    _write_public(public)


def _write_public(public: VerifierKey) -> None:
    draft = public_file().with_name(f"sealer.pub.{os.getpid()}")
    draft.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft.write_text(public.text() + "\n")
    os.replace(draft, public_file())


def _make_pair() -> None:
    """Create both files; of two processes that try at once, one wins and both then read its key."""
    draft = key_file().with_name(f"sealer.key.{os.getpid()}")
    public = write_private(draft, Ed25519PrivateKey.generate())
    try:
        os.link(draft, key_file())  # refuses to replace, unlike rename
    except FileExistsError:
        return
    finally:
        draft.unlink()
    _write_public(public)


def read_private(file: Path) -> Ed25519PrivateKey:
    """Read a private key of this log; raises TRU-004, TRU-005, TRU-008 as `load_sealer_key`."""
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise KeyOpenToOthers(file=str(file), mode=f"{file.stat().st_mode & 0o777:o}")
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
