"""What lies on the second medium.

generation-<time>/base.sqlite3     the database as of the beginning of the generation
generation-<time>/wal-00000001     write-ahead logs after it, byte for byte, each up to a commit
generation-<time>/complete.json    written when base and log reach each other: before that it is no generation
files/…                            what lay in the home folder beside the database
now.json                           how far the medium reaches
"""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

from tinhso.engines.operation.logic.durable_files import write_json
from tinhso.kernel.files import synchronise

BASE, COMPLETE, NOW, FILES = "base.sqlite3", "complete.json", "now.json", "files"
KEPT = 2


class Generation:
    """One base with the logs that follow it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def begin(cls, medium: Path, moment: datetime) -> Generation:
        """Make the folder of a new generation."""
        folder = medium / f"generation-{moment:%Y%m%dT%H%M%S.%fZ}"
        folder.mkdir(parents=True, mode=0o700)
        return cls(folder)

    @property
    def is_complete(self) -> bool:
        """Whether it can be restored from."""
        return (self.folder / COMPLETE).exists()

    def complete(self, moment: datetime) -> None:
        """Declare that base and log reach each other."""
        if not self.is_complete:
            write_json(self.folder / COMPLETE, {"completed_at": moment.isoformat()})

    def log(self, number: int) -> Path:
        """The file of one write-ahead log."""
        return self.folder / f"wal-{number:08}"

    def logs(self) -> list[Path]:
        """All its write-ahead logs in order."""
        return sorted(self.folder.glob("wal-*"))

    def append(self, number: int, offset: int, content: bytes) -> None:
        """Write a piece of a log where it belongs and sync it; a second time changes nothing.

        Never shorter: what stands there already is the same log, and was promised.
        """
        place = self.log(number)
        is_new = not place.exists()
        handle = os.open(place, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            written = 0
            while written < len(content):
                written += os.pwrite(handle, content[written:], offset + written)
            os.fsync(handle)
        finally:
            os.close(handle)
        if is_new:
            synchronise(self.folder)

    def size(self) -> int:
        """Bytes of its logs."""
        return sum(log.stat().st_size for log in self.logs())


def complete_generations(medium: Path) -> list[Generation]:
    """The generations that can be restored from, oldest first."""
    found = [Generation(folder) for folder in sorted(medium.glob("generation-*"))]
    return [one for one in found if one.is_complete]


def remove_old(medium: Path) -> None:
    """Keep the newest complete generations, and remove older ones and the remains of unfinished ones before them."""
    kept = complete_generations(medium)[-KEPT:]
    for folder in sorted(medium.glob("generation-*")):
        if kept and folder < kept[0].folder:
            shutil.rmtree(folder, ignore_errors=True)
