"""The witness's side, at another agency: signs a checkpoint after checking that it continues the last one it signed.

It needs this package, but no database, no settings and no network: a folder holds everything.

- `witness.key`, `witness.pub`: the witness's own key pair, made once.
- `<log>/keys`: the keys of a log that the witness accepts, the first one typed in from a place it trusts.
- `<log>/checkpoint`: the last checkpoint that it signed. Replaced, on the disk, before the signature leaves.
- `<log>/refused-…`: what it refused to sign: evidence against the log's operator.

The checks are those of `add-checkpoint` in https://c2sp.org/tlog-witness.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tinhso.engines.trust.contracts import (
    KeyOpenToOthers,
    NotContinued,
    UnknownLog,
    UnreadableKey,
    WitnessElsewhere,
    WrongSignature,
)
from tinhso.engines.trust.logic.cosignatures import WitnessRequest, cosign_text
from tinhso.engines.trust.logic.introductions import open_introduction
from tinhso.engines.trust.logic.merkle import verify_consistency
from tinhso.engines.trust.logic.notes import (
    COSIGNATURE,
    Statement,
    VerifierKey,
    open_checkpoint,
    read_statement,
    split_note,
)
from tinhso.kernel.clock import SystemClock
from tinhso.kernel.files import synchronise

_PREFIX = "PRIVATE+KEY+"


def init_witness(folder: Path, name: str) -> VerifierKey:
    """Make the witness's key pair, or find it made; return the public key that others are told.

    Args:
        folder: of the witness, made when missing.
        name: of the witness, such as `thanhtra.daklak.gov.vn/w1`: no space and no plus sign.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / "witness.key").exists():
        key = Ed25519PrivateKey.generate()
        public = VerifierKey(name, key.public_key().public_bytes_raw(), COSIGNATURE)
        VerifierKey.parse(public.text(), COSIGNATURE)
        secret = base64.b64encode(COSIGNATURE + key.private_bytes_raw()).decode()
        _replace(folder / "witness.pub", public.text() + "\n")
        _replace(folder / "witness.key", f"{_PREFIX}{name}+{public.key_id.hex()}+{secret}\n")
    return _own_key(folder)[0]


def trust_log(folder: Path, key: str) -> VerifierKey:
    """Accept a log by its public key, which must come from a place that the witness trusts (TRU-005)."""
    accepted = VerifierKey.parse(key)
    place = _place_of(folder, accepted.name)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if accepted not in _accepted(place):
        _replace(place / "keys", "".join(f"{one}\n" for one in [*_accepted(place), accepted]))
    return accepted


def trust_introduction(folder: Path, note: str) -> VerifierKey:
    """Accept the next key of a log, introduced by one that is accepted already.

    Raises:
        UnknownLog: TRU-023, no accepted key signed it; a lost key introduces nobody. TRU-005, 006, 007.
    """
    said = open_introduction(note)
    if said.lost or said.old not in _accepted(_place_of(folder, said.old.name)):
        raise UnknownLog(name=said.new.name)
    return trust_log(folder, said.new.text())


def cosign(folder: Path, request: str) -> str:
    """Check a request and return the checkpoint with the witness's signature under that of the log.

    Raises:
        UnknownLog: TRU-023. WrongSignature: TRU-006. UnreadableCheckpoint: TRU-007.
        WitnessElsewhere: TRU-024, the request does not begin where this witness last signed.
        NotContinued: TRU-025, the log was rewritten or cut; the request is kept as evidence.
    """
    asked = WitnessRequest.parse(request)
    origin = read_statement(asked.note).origin
    place = _place_of(folder, origin)
    if not place.is_dir():
        raise UnknownLog(name=origin)
    public, key = _own_key(folder)
    with _alone(place):
        said = _opened(asked.note, _accepted(place))
        last = _last(place)
        size = last.tree_size if last else 0
        if asked.old_size != size:
            raise WitnessElsewhere(asked=asked.old_size, size=size)
        if not _continues(last, said, asked):
            _replace(place / f"refused-{said.tree_size:012}-{said.root_hash.hex()[:8]}", request)
            raise NotContinued(old=size, new=said.tree_size)
        text, signatures = split_note(asked.note)
        line = cosign_text(text, public.name, key, SystemClock().now())
        own = [one.text() for one in signatures if not one.is_by(public)]
        _replace(place / "checkpoint", asked.note)
    return text + "\n" + "\n".join([*own, line]) + "\n"


def _continues(last: Statement | None, said: Statement, asked: WitnessRequest) -> bool:
    if last is None:
        return not asked.path
    path = asked.path
    return verify_consistency(last.tree_size, said.tree_size, last.root_hash, said.root_hash, path)


def _opened(note: str, keys: list[VerifierKey]) -> Statement:
    for key in keys:
        try:
            return open_checkpoint(note, key)
        except WrongSignature:
            continue
    raise WrongSignature(key=", ".join(map(str, keys)))


def _last(place: Path) -> Statement | None:
    file = place / "checkpoint"
    return read_statement(file.read_text(encoding="utf-8")) if file.exists() else None


def _accepted(place: Path) -> list[VerifierKey]:
    file = place / "keys"
    return [VerifierKey.parse(line) for line in file.read_text().split("\n") if line] if file.exists() else []


def _place_of(folder: Path, origin: str) -> Path:
    # A log's name is a path or an address: it is no name of a folder.
    return folder / hashlib.sha256(origin.encode()).hexdigest()[:16]


def _own_key(folder: Path) -> tuple[VerifierKey, Ed25519PrivateKey]:
    file = folder / "witness.key"
    if file.exists() and file.stat().st_mode & 0o077:
        raise KeyOpenToOthers(file=str(file), mode=f"{file.stat().st_mode & 0o777:o}")
    try:
        name, _, rest = file.read_text().strip().removeprefix(_PREFIX).partition("+")
        key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(rest.partition("+")[2], validate=True)[1:])
    except (OSError, ValueError):
        # The text is a secret: the message names the file only.
        raise UnreadableKey(text=str(file)) from None
    return VerifierKey(name, key.public_key().public_bytes_raw(), COSIGNATURE), key


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Of two requests at once the second sees what the first one signed."""
    descriptor = os.open(place / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _replace(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    synchronise(file.parent)
