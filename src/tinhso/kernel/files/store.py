"""Files in a folder, each named by the SHA-256 of its content: the same file is kept once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tinhso.kernel.files.durable import synchronise


@dataclass(frozen=True, slots=True)
class FileStore:
    """The files of one folder."""

    folder: Path

    def path_of(self, digest: str) -> Path:
        """Where the file with this digest lies, whether or not it is there."""
        return self.folder / digest[:2] / digest

    def keep(self, content: bytes) -> str:
        """Store a file durably and return its digest; a second time changes nothing.

        It is on the disk before the row that names it is committed: what was acknowledged is there.
        """
        digest = hashlib.sha256(content).hexdigest()
        place = self.path_of(digest)
        if place.exists():
            return digest
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, place)
            synchronise(place.parent)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return digest

    def read(self, digest: str) -> bytes | None:
        """Return a file's content, None where it is missing or is not what it was."""
        try:
            content = self.path_of(digest).read_bytes()
        except FileNotFoundError:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None
