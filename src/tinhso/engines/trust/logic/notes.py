"""Signed notes and log checkpoints as C2SP writes them, with Ed25519.

Source: https://c2sp.org/signed-note (v1.0.0) and https://c2sp.org/tlog-checkpoint. Our checkpoints carry two extension
lines, `sealed-at <time>` and `last-sequence <number>`: without them the time and the numbering that "as of" relies on
would stand outside the signature. C2SP advises against extension lines because monitors cannot check them; here
`verify_log` does.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tinhso.engines.trust.contracts import UnreadableCheckpoint, UnreadableKey, WrongSignature

ED25519 = b"\x01"
SIGNATURE_PREFIX = "— "
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]*")
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key and its name: `<name>+<key id, hex>+<base64 of 0x01 and 32 key bytes>`."""

    name: str
    key: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || 0x0A || 0x01 || key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.key).digest()[:4]

    def text(self) -> str:
        """Return the key as people pass it on."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.key).decode()}"

    def __str__(self) -> str:
        return self.text()

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read a key.

        Raises:
            UnreadableKey: TRU-005, the text is not a verifier key, or its id does not fit.
        """
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        key = _decode(encoded)
        if key is None or key[:1] != ED25519 or len(key) != 33 or not _NAME.fullmatch(name):
            raise UnreadableKey(text=text)
        parsed = cls(name, key[1:])
        if parsed.key_id.hex() != key_id:
            raise UnreadableKey(text=text)
        return parsed


@dataclass(frozen=True, slots=True)
class Statement:
    """What a checkpoint says."""

    origin: str
    tree_size: int
    root_hash: bytes
    sealed_at: datetime
    last_sequence: int

    def text(self) -> str:
        """Return the text that is signed."""
        lines = [
            self.origin,
            str(self.tree_size),
            base64.b64encode(self.root_hash).decode(),
            f"sealed-at {self.sealed_at.astimezone(UTC).strftime(_TIME_FORMAT)}",
            f"last-sequence {self.last_sequence}",
        ]
        return "\n".join(lines) + "\n"


def sign_statement(statement: Statement, key: Ed25519PrivateKey) -> str:
    """Return the signed note of a checkpoint; the key's name is the statement's origin."""
    text = statement.text()
    verifier = VerifierKey(statement.origin, key.public_key().public_bytes_raw())
    signature = base64.b64encode(verifier.key_id + key.sign(text.encode())).decode()
    return f"{text}\n{SIGNATURE_PREFIX}{statement.origin} {signature}\n"


def open_checkpoint(note: str, key: VerifierKey) -> Statement:
    """Check the key's signature and return what the checkpoint says.

    Signatures of other keys (witnesses) are allowed and ignored, as the format demands.

    Raises:
        WrongSignature: TRU-006, not signed by this key, or the text was changed.
        UnreadableCheckpoint: TRU-007, not a checkpoint of ours.
    """
    text, separator, signatures = note.rpartition("\n\n")
    if not separator:
        raise UnreadableCheckpoint(problem="no empty line before the signatures")
    text += "\n"
    _check_signature(text, signatures, key)
    statement = _parse(text)
    # One text for one statement: nothing may hide in spellings such as base64 with loose end bits.
    if statement.text() != text or statement.origin != key.name:
        raise UnreadableCheckpoint(problem="the text is not in its one canonical form")
    return statement


def _check_signature(text: str, signatures: str, key: VerifierKey) -> None:
    for line in signatures.removesuffix("\n").split("\n"):
        if not line.startswith(SIGNATURE_PREFIX):
            raise UnreadableCheckpoint(problem=f"line {line!r} is not a signature")
        name, _, encoded = line.removeprefix(SIGNATURE_PREFIX).partition(" ")
        blob = _decode(encoded)
        if blob is None or len(blob) < 5:
            raise UnreadableCheckpoint(problem=f"line {line!r} is not a signature")
        if name == key.name and blob[:4] == key.key_id:
            try:
                Ed25519PublicKey.from_public_bytes(key.key).verify(blob[4:], text.encode())
            except InvalidSignature:
                raise WrongSignature(key=key.text()) from None
            return
    raise WrongSignature(key=key.text())


def _parse(text: str) -> Statement:
    lines = text.removesuffix("\n").split("\n")
    try:
        origin, size, root, sealed, sequence = lines
        root_hash = _decode(root)
        if root_hash is None or len(root_hash) != 32 or not _SIZE.fullmatch(size):
            raise ValueError("root or size")
        moment = datetime.strptime(sealed, f"sealed-at {_TIME_FORMAT}").replace(tzinfo=UTC)
        return Statement(origin, int(size), root_hash, moment, int(sequence.removeprefix("last-sequence ")))
    except ValueError as problem:
        raise UnreadableCheckpoint(problem=str(problem)) from problem


def _decode(encoded: str) -> bytes | None:
    """Decode standard base64 in its one canonical spelling, None otherwise."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == encoded else None
