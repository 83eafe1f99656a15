"""The manifest: which immutable files make up the snapshot, how far it reaches, and of which database it is.

A manifest is replaced by an atomic rename; files are written and synchronised before it names them. The database is
known by the root hash of its log at the snapshot's end: no other log, and no older copy of this one, has it.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from tinhso.engines.trust.api import checkpoint_of_size
from tinhso.engines.trust.contracts import NoCheckpoint
from tinhso.kernel.files import put_in_place

FORMAT = 2
NAME = "manifest.json"
REBUILD_WANTED = "rebuild-wanted"


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file of the snapshot, its size in bytes, SHA-256 (hexadecimal) and number of entries."""

    name: str
    bytes: int
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The snapshot holds exactly the entries of leaves below `leaf_bound`; `log_root` is the log's root there."""

    leaf_bound: int
    log_root: str
    parts: tuple[Part, ...]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.parts)


class UnreadableManifest(Exception):
    """The manifest is there and cannot be read; its text says why."""


def folder() -> Path:
    """Return the folder of the snapshot."""
    return Path(settings.TINHSO_HOME) / "cube"


def read_manifest(place: Path) -> Manifest | None:
    """Return the manifest in a folder, None when there is none.

    Raises:
        UnreadableManifest
    """
    try:
        document = json.loads((place / NAME).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as problem:
        raise UnreadableManifest(str(problem)) from problem
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UnreadableManifest(f"format {document.get('format') if isinstance(document, dict) else '?'}")
    try:
        parts = tuple(Part(**part) for part in document["parts"])
        return Manifest(int(document["leaf_bound"]), str(document["log_root"]), parts)
    except (KeyError, TypeError, ValueError) as problem:
        raise UnreadableManifest(repr(problem)) from problem


def write_manifest(place: Path, manifest: Manifest) -> None:
    """Put a manifest in place of the one before, durably and at once."""
    fresh = place / f"{NAME}.{os.getpid()}.new"
    fresh.write_bytes(json.dumps(asdict(manifest), indent=1).encode())
    put_in_place(fresh, place / NAME)


def describe(file: Path, rows: int) -> Part:
    """Return what the manifest says about a file."""
    return Part(file.name, file.stat().st_size, digest(file), rows)


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fault_of(place: Path, part: Part, *, hashed: bool) -> str:
    """Say what is wrong with a file, empty when nothing is."""
    file = place / part.name
    try:
        size = file.stat().st_size
        if size != part.bytes:
            return f"{part.name}: {size} bytes, {part.bytes} expected"
        if hashed and digest(file) != part.sha256:
            return f"{part.name}: SHA-256 differs"
    except OSError as problem:
        return f"{part.name}: {problem.strerror}"
    return ""


def log_root_at(tree_size: int) -> str:
    """Return the root of this database's log over so many leaves, empty when it has no such checkpoint."""
    try:
        return checkpoint_of_size(tree_size).root_hash.hex()
    except NoCheckpoint:
        return ""
