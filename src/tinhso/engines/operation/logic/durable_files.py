"""Files that are on the disk when the call returns: copied with their hash, replaced in one step."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinhso.kernel.files import synchronise

_CHUNK = 1 << 20


def copy_durably(source: Path, target: Path, mode: int = 0o600) -> tuple[int, str]:
    """Copy a file, sync it, and return its size and SHA-256 as they were read."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
        while chunk := reading.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return size, digest.hexdigest()


def hash_file(file: Path) -> tuple[int, str]:
    """Return size and SHA-256 of a file."""
    with file.open("rb") as reading:
        digest = hashlib.file_digest(reading, "sha256")
        return reading.tell(), digest.hexdigest()


def write_json(file: Path, document: Mapping[str, Any], *, durable: bool = True) -> None:
    """Replace a small JSON file in one step: a reader sees the old one or the new one.

    Args:
        durable: on the disk when the call returns; what is written again in a second need not be.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as out:
        json.dump(document, out, ensure_ascii=False, indent=1)
        if durable:
            out.flush()
            os.fsync(out.fileno())
    draft.replace(file)
    if durable:
        synchronise(file.parent)


def read_json(file: Path) -> dict[str, Any] | None:
    """Read such a file; None where there is none or nobody could read it."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None
