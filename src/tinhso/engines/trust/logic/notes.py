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
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tinhso.engines.trust.contracts import UnreadableCheckpoint, UnreadableKey, WrongSignature

ED25519, COSIGNATURE = b"\x01", b"\x04"
SIGNATURE_PREFIX = "— "
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]*")
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key and its name: `<name>+<key id, hex>+<base64 of the signature type and 32 key bytes>`.

    The signature type is 0x01 for the key of a log, 0x04 for that of a witness.
    """

    name: str
    key: bytes
    signature_type: bytes = ED25519

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || 0x0A || signature type || key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.signature_type + self.key).digest()[:4]

    def text(self) -> str:
        """Return the key as people pass it on."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self.signature_type + self.key).decode()}"

    def __str__(self) -> str:
        return self.text()

    @classmethod
    def parse(cls, text: str, signature_type: bytes = ED25519) -> VerifierKey:
        """Read a key of this type.

        Raises:
            UnreadableKey: TRU-005, the text is not such a verifier key, or its id does not fit.
        """
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        key = _decode(encoded)
        if key is None or key[:1] != signature_type or len(key) != 33 or not _NAME.fullmatch(name):
            raise UnreadableKey(text=text)
        parsed = cls(name, key[1:], signature_type)
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


class SignatureLine(NamedTuple):
    """One line under a note: whose it says it is, and the signature."""

    name: str
    key_id: bytes
    signature: bytes

    def is_by(self, key: VerifierKey) -> bool:
        """Say whether name and id are those of the key; the signature is not looked at."""
        return self.name == key.name and self.key_id == key.key_id

    def text(self) -> str:
        """Return the line without its end."""
        return f"{SIGNATURE_PREFIX}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}"


def sign_statement(statement: Statement, key: Ed25519PrivateKey) -> str:
    """Return the signed note of a checkpoint; the key's name is the statement's origin."""
    return sign_text(statement.text(), statement.origin, [key])


def sign_text(text: str, name: str, keys: list[Ed25519PrivateKey]) -> str:
    """Return the note of a text that ends with a line end, signed by each key under this name."""
    lines = []
    for key in keys:
        verifier = VerifierKey(name, key.public_key().public_bytes_raw())
        lines.append(SignatureLine(name, verifier.key_id, key.sign(text.encode())).text())
    return text + "\n" + "\n".join(lines) + "\n"


def split_note(note: str) -> tuple[str, list[SignatureLine]]:
    """Return the text of a note, with its line end, and the signatures below it, none of them checked yet.

    Raises:
        UnreadableCheckpoint: TRU-007.
    """
    text, separator, signatures = note.rpartition("\n\n")
    if not separator:
        raise UnreadableCheckpoint(problem="no empty line before the signatures")
    return text + "\n", read_signatures(signatures)


def read_signatures(lines: str) -> list[SignatureLine]:
    """Read signature lines; raises UnreadableCheckpoint (TRU-007)."""
    found = []
    for line in lines.removesuffix("\n").split("\n"):
        name, _, encoded = line.removeprefix(SIGNATURE_PREFIX).partition(" ")
        blob = _decode(encoded)
        if not line.startswith(SIGNATURE_PREFIX) or blob is None or len(blob) < 5:
            raise UnreadableCheckpoint(problem=f"line {line!r} is not a signature")
        found.append(SignatureLine(name, blob[:4], blob[4:]))
    return found


def open_checkpoint(note: str, key: VerifierKey) -> Statement:
    """Check the key's signature and return what the checkpoint says.

    Signatures of other keys (witnesses) are allowed and ignored, as the format demands.

    Raises:
        WrongSignature: TRU-006, not signed by this key, or the text was changed.
        UnreadableCheckpoint: TRU-007, not a checkpoint of ours.
    """
    text, signatures = split_note(note)
    check_signature(text, signatures, key)
    statement = _parse(text)
    # One text for one statement: nothing may hide in spellings such as base64 with loose end bits.
    if statement.text() != text or statement.origin != key.name:
        raise UnreadableCheckpoint(problem="the text is not in its one canonical form")
    return statement


def read_statement(note: str) -> Statement:
    """Return what a checkpoint says before anybody's signature is checked, to know whose is needed (TRU-007)."""
    return _parse(split_note(note)[0])


def check_signature(text: str, signatures: list[SignatureLine], key: VerifierKey) -> None:
    """Refuse unless the key signed the text (WrongSignature, TRU-006)."""
    for line in signatures:
        if line.is_by(key):
            if not signature_holds(key, line.signature, text.encode()):
                break
            return
    raise WrongSignature(key=key.text())


def signature_holds(key: VerifierKey, signature: bytes, message: bytes) -> bool:
    """Say whether an Ed25519 signature is the key's."""
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


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
