"""Ships every committed transaction of SQLite to a second medium, a moment after it was committed.

1. The application's connections never checkpoint (`wal_autocheckpoint=0`): only the shipper does, so the log holds
   whatever the medium may still lack.
2. Each round copies what the index calls committed, files first: a row never arrives before the file that it names.
3. When the log is long and shipped, it is closed: with the write lock held, its rest is shipped and its pages go into
   the database file; the next writer begins a new log.
4. Whatever does not continue exactly what was shipped (another program checkpointed, logs were missed) begins a new
   generation with a new base. The old one stays restorable until the new one is complete.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from io import BufferedWriter
from pathlib import Path
from typing import Any

from tinhso.engines.operation.logic.durable_files import read_json, write_json
from tinhso.engines.operation.logic.journal.following_files import FollowedFiles
from tinhso.engines.operation.logic.journal.generations import (
    BASE,
    NOW,
    Generation,
    complete_generations,
    remove_old,
)
from tinhso.engines.operation.logic.journal.wal_index import (
    FRAME_HEADER_BYTES,
    HEADER_BYTES,
    WalIndex,
    WalIndexFile,
    commits_in,
)
from tinhso.engines.operation.logic.places import state_folder
from tinhso.kernel.clock import SystemClock

STATE = "second-medium.json"
CLOSE_AT_FRAMES = 1_000
GENERATION_LASTS = timedelta(days=1)
GENERATION_BYTES = 256 * 2**20
# Without a medium the log must not fill the first disk: beyond this it is taken into the database all the same.
LONGEST_LOG_BYTES = 512 * 2**20
_PIECE_FRAMES = 4_096
_BEAT = timedelta(seconds=1)


class Shipper:
    """Follows one database; one process at a time.

    Raises:
        OSError: another shipper is at work.
    """

    def __init__(self, database: Path, medium: Path) -> None:
        self.database, self.medium = database, medium
        self._lock = _only_one()
        self.wal = database.with_name(f"{database.name}-wal")
        # Open as long as the shipper lives: then no other connection is the last one, whose closing removes the log.
        self._anchor = sqlite3.connect(database, timeout=2, isolation_level=None, check_same_thread=False)
        self._anchor.execute("PRAGMA wal_autocheckpoint=0")
        self._anchor.execute("PRAGMA journal_mode=WAL")
        self._anchor.execute("SELECT count(*) FROM sqlite_master").fetchone()
        self._index = WalIndexFile(database)
        self._files = FollowedFiles(medium)
        self.generation: Generation | None = None
        self.number, self.shipped, self.changes, self.salt = 1, 0, 0, b""
        self.is_closed = False
        self._base: _BaseCopy | None = None
        self._beat: datetime | None = None
        self._covered: datetime | None = None
        self._resume()

    def round(self) -> None:
        """Ship what was committed since the last round.

        Raises:
            OSError: the medium cannot be written; what is not there yet is shipped by a later round.
        """
        try:
            self._round()
        except OSError as problem:
            self._tell(problem.strerror or str(problem))
            self._save_the_first_disk()
            raise

    def finish(self) -> None:
        """Ship the last commits of a process family that is being stopped."""
        self._round()

    def _round(self) -> None:
        moment, index = SystemClock().now(), self._index.read()
        if index is None:
            return
        self.medium.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self._continues(index):
            self.generation = None
        self._files.carry()
        if self.generation:
            self._ship(self.generation, index)
        if self.generation:
            self._covered = moment
        self._look_after_base(moment)
        if index.frames >= CLOSE_AT_FRAMES and self.generation and not self._base:
            self._close_log()
        self._tell("")

    def _continues(self, index: WalIndex) -> bool:
        """Say whether this log goes on where shipping ended; take the step from a closed log to the next one."""
        if not self.generation:
            return False
        if index.salt == self.salt:
            return index.frames >= self.shipped
        # Before a generation's first frame any log will do: its base holds what came before.
        if self.shipped and not (self.is_closed and index.follows(self.salt)):
            return False
        if self.shipped:
            self.number += 1
        self.shipped, self.salt = 0, index.salt
        return True

    def _ship(self, generation: Generation, index: WalIndex) -> None:
        """Copy the frames between what was shipped and what is committed, in pieces."""
        commits = 0
        while self.shipped < index.frames:
            first = self.shipped
            count = min(index.frames - first, _PIECE_FRAMES)
            offset = HEADER_BYTES + first * index.frame_bytes if first else 0
            content = self._read(offset, HEADER_BYTES + (first + count) * index.frame_bytes)
            now = self._index.read()
            if now is None or now.salt != index.salt or (not first and content[16:24] != index.salt):
                # The log began again under our hands: what was read may be of the next one.
                self.generation = None
                return
            generation.append(self.number, offset, content)
            self.shipped, self.is_closed = first + count, False
            commits += commits_in(content[0 if first else HEADER_BYTES :], index.frame_bytes)
        lost = (index.changes - self.changes) % 2**32 > commits
        if lost and generation.is_complete:
            # Somebody committed what this log does not hold: it was checkpointed and overwritten behind our back.
            self.generation = None
            return
        self.changes = index.changes
        generation.complete(SystemClock().now())

    def _read(self, start: int, end: int) -> bytes:
        with self.wal.open("rb") as log:
            log.seek(start)
            content = log.read(end - start)
        if len(content) < end - start:
            raise OSError(f"{self.wal.name}: {start + len(content)} < {end}")
        return content

    def _close_log(self) -> None:
        """Ship the rest while nobody can write, and take the log's pages into the database file."""
        try:
            self._anchor.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return  # somebody writes just now: next round
        try:
            index = self._index.read()
            if index is None or not self.generation or index.salt != self.salt:
                return
            self._ship(self.generation, index)
            # Written down before anybody can begin the next log: whoever resumes knows that this one is whole.
            self.is_closed = self.generation is not None and self._checkpoint() and self.shipped == index.frames
            self._tell("", at_once=True)
        finally:
            self._anchor.execute("ROLLBACK")

    def _checkpoint(self) -> bool:
        """Take the log into the database file; say whether all of it went (a reader of an old state may hold it)."""
        with closing(sqlite3.connect(self.database, timeout=2)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            busy, frames, taken = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return not busy and frames == taken

    def _save_the_first_disk(self) -> None:
        index = self._index.read()
        too_long = index is not None and index.end > LONGEST_LOG_BYTES
        # A base that is being copied needs the log from its beginning.
        if too_long and not self._base and self._checkpoint():
            self.generation = None

    def _look_after_base(self, moment: datetime) -> None:
        """Begin a base when one is needed, and change over to its generation when it has been copied."""
        index = self._index.read()
        if index is None:
            return
        if self._base is None and self._needs_base(moment):
            self._base = _BaseCopy(self.database, Generation.begin(self.medium, moment), index.salt)
        if self._base is None or self._base.is_running:
            return
        copied, self._base = self._base, None
        if copied.problem:
            raise OSError(copied.problem)
        index = self._index.read()
        if index is None or index.salt != copied.salt:
            # The log began again meanwhile: what was committed after the base was read may be in neither. Once more.
            return
        # The log is the one that stood when copying began, so it holds all that the base does not.
        self.generation, self.number, self.shipped = copied.generation, 1, 0
        self.salt, self.changes, self.is_closed = index.salt, index.changes, False
        self._ship(copied.generation, index)
        if self.generation:
            self._covered = moment
            remove_old(self.medium)

    def _needs_base(self, moment: datetime) -> bool:
        if not self.generation:
            return True
        base, size = (self.generation.folder / BASE).stat(), self.generation.size()
        # Without commits an old base is as good as a new one.
        is_old = size > 0 and moment.timestamp() - base.st_mtime > GENERATION_LASTS.total_seconds()
        return is_old or size > max(GENERATION_BYTES, 2 * base.st_size)

    def _resume(self) -> None:
        """Go on where an earlier shipper ended, if this log is the one it followed or the next after one it closed."""
        kept = read_json(self.medium / NOW)
        known = {one.folder.name: one for one in complete_generations(self.medium)}
        index = self._index.read()
        if not kept or index is None or kept.get("generation") not in known:
            return
        generation, salt = known[kept["generation"]], bytes.fromhex(kept["salt"])
        if index.salt == salt and not self._ends_alike(generation, index, kept):
            return
        if index.salt != salt and not (kept["closed"] and index.follows(salt)):
            return
        self.generation, self.number, self.shipped = generation, int(kept["number"]), int(kept["frames"])
        self.salt, self.changes, self.is_closed = salt, int(kept["changes"]), bool(kept["closed"])

    def _ends_alike(self, generation: Generation, index: WalIndex, kept: Mapping[str, Any]) -> bool:
        """Compare the last frame's header, which holds a running checksum over everything before it."""
        shipped = int(kept["frames"])
        if not 0 < shipped <= index.frames:
            return False
        start = HEADER_BYTES + (shipped - 1) * index.frame_bytes
        try:
            with generation.log(kept["number"]).open("rb") as log:
                log.seek(start)
                return log.read(FRAME_HEADER_BYTES) == self._read(start, start + FRAME_HEADER_BYTES)
        except OSError:
            return False

    def _tell(self, problem: str, *, at_once: bool = False) -> None:
        """Write down how far the medium reaches: there for whoever restores, here for whoever looks after it."""
        moment = SystemClock().now()
        if not problem and not at_once and self._beat and moment - self._beat < _BEAT:
            return
        self._beat = moment
        told: dict[str, Any] = {
            "covered_at": self._covered.isoformat() if self._covered else None,
            "generation": self.generation.folder.name if self.generation else None,
            "number": self.number, "frames": self.shipped, "changes": self.changes, "salt": self.salt.hex(),
            "closed": self.is_closed,
        }  # fmt: skip
        if self.generation and not problem:
            write_json(self.medium / NOW, told)
        log_bytes = self.wal.stat().st_size if self.wal.exists() else 0
        here = told | {"medium": str(self.medium), "at": moment.isoformat(), "problem": problem, "log_bytes": log_bytes}
        write_json(state_folder() / STATE, here, durable=False)


def _only_one() -> BufferedWriter:
    """Hold a lock of the operating system as long as the process lives: two shippers would write over each other."""
    state_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (state_folder() / "shipper.lock").open("wb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise
    return file


class _BaseCopy:
    """Copies the database in one read transaction on a thread of its own, while shipping goes on.

    Attributes:
        salt: of the log that stood before copying began.
    """

    def __init__(self, database: Path, generation: Generation, salt: bytes) -> None:
        self.generation, self.salt, self.problem = generation, salt, ""
        self._thread = threading.Thread(target=self._copy, args=(database,), name="base", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def _copy(self, database: Path) -> None:
        target = self.generation.folder / BASE
        try:
            with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
                source.backup(copy, pages=-1)
            with target.open("rb") as file:
                os.fsync(file.fileno())
        except (OSError, sqlite3.Error) as problem:
            self.problem = str(problem)
