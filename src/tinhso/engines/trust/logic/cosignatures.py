"""Cosignatures: a witness says that it has seen a checkpoint, and that it continues the one it saw before.

Source: https://c2sp.org/tlog-cosignature (Ed25519, `cosignature/v1`) and, for what is sent to a witness, the body of
`add-checkpoint` in https://c2sp.org/tlog-witness. Both work by file as well as over a network.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tinhso.engines.trust.contracts import UnreadableCheckpoint, WrongSignature
from tinhso.engines.trust.logic.notes import COSIGNATURE, SignatureLine, VerifierKey, signature_holds

MOST_HASHES = 63


def cosign_text(text: str, name: str, key: Ed25519PrivateKey, at: datetime) -> str:
    """Return the signature line of a witness under the text of a checkpoint, without its end."""
    seconds = int(at.timestamp())
    verifier = VerifierKey(name, key.public_key().public_bytes_raw(), COSIGNATURE)
    signature = seconds.to_bytes(8, "big") + key.sign(_message(text, seconds))
    return SignatureLine(name, verifier.key_id, signature).text()


def cosigned_at(text: str, line: SignatureLine, key: VerifierKey) -> datetime:
    """Return when the witness signed the text of a checkpoint.

    Raises:
        WrongSignature: TRU-006, the line is not this witness's, or not over this text.
    """
    seconds = int.from_bytes(line.signature[:8], "big")
    holds = line.is_by(key) and len(line.signature) == 72 and seconds < 2**40
    if not holds or not signature_holds(key, line.signature[8:], _message(text, seconds)):
        raise WrongSignature(key=key.text())
    return datetime.fromtimestamp(seconds, UTC)


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """What a witness is asked: a checkpoint, and the proof that it continues the one of `old_size` leaves."""

    old_size: int
    path: tuple[bytes, ...]
    note: str

    def text(self) -> str:
        """Return the body of `add-checkpoint`."""
        hashes = [base64.b64encode(hashed).decode() for hashed in self.path]
        return "\n".join([f"old {self.old_size}", *hashes, "", self.note])

    @classmethod
    def parse(cls, text: str) -> WitnessRequest:
        """Read such a body; raises UnreadableCheckpoint (TRU-007)."""
        head, _, note = text.partition("\n\n")
        first, *hashes = head.split("\n")
        try:
            size = int(first.removeprefix("old "))
            path = tuple(base64.b64decode(one, validate=True) for one in hashes)
        except (ValueError, binascii.Error) as problem:
            raise UnreadableCheckpoint(problem=f"not a request to a witness: {problem}") from problem
        if len(path) > MOST_HASHES or not first.startswith("old ") or size < 0 or any(len(one) != 32 for one in path):
            raise UnreadableCheckpoint(problem="not a request to a witness")
        return cls(size, path, note)


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
