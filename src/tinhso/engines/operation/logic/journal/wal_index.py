"""What SQLite's shared index says of its write-ahead log: how far it is committed, and which log it is.

The layout is the documented one (sqlite.org/walformat.html). The header stands twice; a reader that finds two equal
copies has read a whole one. The file must stay open: closing it would drop the locks that SQLite holds on it for this
process.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path

HEADER_BYTES, FRAME_HEADER_BYTES = 32, 24
_VERSION = 3007000
_TRIES = 50


@dataclass(frozen=True, slots=True)
class WalIndex:
    """The state of a write-ahead log at one moment.

    Attributes:
        frames: committed pages in it; what lies beyond is somebody's unfinished transaction.
        changes: a counter that grows by one with every commit and goes on when the log begins again.
        salt: eight bytes that tell one log from the next; the first four grow by one.
    """

    frames: int
    changes: int
    page_size: int
    salt: bytes

    @property
    def frame_bytes(self) -> int:
        """Bytes of one page with its header."""
        return self.page_size + FRAME_HEADER_BYTES

    @property
    def end(self) -> int:
        """Where the committed part of the log ends."""
        return HEADER_BYTES + self.frames * self.frame_bytes

    def follows(self, salt: bytes) -> bool:
        """Whether this log is the very next one after the one with that salt."""
        before, here = (int.from_bytes(one[:4], "big") for one in (salt, self.salt))
        return here == (before + 1) % 2**32


class WalIndexFile:
    """The index of one database; opened once and kept open."""

    def __init__(self, database: Path) -> None:
        self._handle = os.open(database.with_name(f"{database.name}-shm"), os.O_RDONLY)

    def read(self) -> WalIndex | None:
        """Return the state, None while nobody has used the database yet or a commit is just being noted."""
        for _ in range(_TRIES):
            copies = os.pread(self._handle, 96, 0)
            if len(copies) == 96 and copies[:48] == copies[48:]:
                return _parse(copies[:48])
        return None


def _parse(header: bytes) -> WalIndex | None:
    version, _, changes, is_ready, _, page_size, frames, _ = struct.unpack_from("=IIIBBHII", header)
    if version != _VERSION or not is_ready:
        return None
    # 65,536 does not fit in two bytes and is written as 1.
    return WalIndex(frames, changes, 65_536 if page_size == 1 else page_size, header[32:40])


def commits_in(frames: bytes, frame_bytes: int) -> int:
    """Count the commits among whole frames: the last page of each names the size of the database."""
    return sum(1 for at in range(0, len(frames), frame_bytes) if frames[at + 4 : at + 8] != b"\0\0\0\0")
