"""Counts that every process of this machine shares, in a small file of their own beside the database (ADR 0041).

1. A limit is a rate (so many in so many seconds). What is kept of each name is one moment: when everything taken so far
   would have been taken at an even pace. Whoever asks may be ahead of that pace by the whole rate, never by more.
2. Taking is one statement, so two processes never both take the last one. A refusal writes nothing.
3. The file is not the province's data: it is in no backup, and without it (a full disk) each thread counts by itself.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)
_UNITS = {"s": 1, "m": 60, "h": 3600}
_TRY_AGAIN_SECONDS = 60.0
_TIDY_EVERY = 2_000
# NORMAL: the file survives a loss of power whole, and a count waits for no disk.
_OPEN = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
CREATE TABLE IF NOT EXISTS pace (name TEXT PRIMARY KEY, reached REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value BLOB NOT NULL, ends REAL) WITHOUT ROWID;
"""
# A pace further ahead than it can be was written before the clock was set back: it starts anew.
_TAKE = """
INSERT INTO pace AS p (name, reached) VALUES (:name, :now + :step)
ON CONFLICT (name) DO UPDATE SET reached = :step +
  CASE WHEN p.reached < :now OR p.reached > :now + :ahead + :step + 1 THEN :now ELSE p.reached END
WHERE p.reached <= :now + :ahead OR p.reached > :now + :ahead + :step + 1
RETURNING reached
"""


@dataclass(frozen=True)
class Rate:
    """So many in so many seconds; `amount` 0 means no limit."""

    amount: int
    seconds: int

    @property
    def step(self) -> float:
        """Seconds that one takes at an even pace."""
        return self.seconds / self.amount


def read_rate(text: str) -> Rate:
    """Read `600/m` (a minute), `20/s`, `5000/h`; `0` is no limit.

    Raises:
        ValueError: the text is none of these.
    """
    if text == "0":
        return Rate(0, 1)
    amount, _, unit = text.partition("/")
    if unit not in _UNITS or not amount.isascii() or not amount.isdigit() or not 1 <= int(amount) <= 1_000_000:
        raise ValueError("must be like 600/m (s, m or h), or 0 for no limit")
    return Rate(int(amount), _UNITS[unit])


class SharedFile:
    """One connection a thread and process to the file, which SQLite forbids to carry through a fork."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._own = threading.local()
        self._taken = 0

    def run(self, statement: str, values: dict[str, object]) -> list[tuple[object, ...]]:
        """Run one statement in a transaction of its own; where the file cannot be used, among this thread's own."""
        try:
            return self._connection().execute(statement, values).fetchall()
        except (sqlite3.Error, OSError) as problem:
            log.warning("shared counts: %s cannot be used (%s); every thread counts by itself", self.file, problem)
            self._keep(_opened(":memory:"), until=time.monotonic() + _TRY_AGAIN_SECONDS)
            return self._connection().execute(statement, values).fetchall()

    def problem(self) -> str:
        """Say why the file cannot be used just now, in the words of whoever refused it; empty where it can."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = _opened(str(self.file))
            connection.execute("DELETE FROM pace WHERE name = ''")
            connection.close()
        except (sqlite3.Error, OSError) as problem:
            return str(problem)
        return ""

    def tidy_now_and_then(self, now: float) -> None:
        """Let go of what has run out, once in a while."""
        self._taken += 1
        if self._taken % _TIDY_EVERY == 0:
            self.run("DELETE FROM pace WHERE reached < :now", {"now": now})
            self.run("DELETE FROM kept WHERE ends < :now", {"now": now})

    def _connection(self) -> sqlite3.Connection:
        own = self._own
        if getattr(own, "process", None) == os.getpid() and (own.until is None or time.monotonic() < own.until):
            found: sqlite3.Connection = own.connection
            return found
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._keep(_opened(str(self.file)), until=None)

    def _keep(self, connection: sqlite3.Connection, *, until: float | None) -> sqlite3.Connection:
        before = getattr(self._own, "connection", None)
        # One of another process is left alone: closing it here would let go of that process's locks.
        if before is not None and self._own.process == os.getpid():
            with contextlib.suppress(sqlite3.Error):
                before.close()
        self._own.connection, self._own.until, self._own.process = connection, until, os.getpid()
        return connection


def _opened(name: str) -> sqlite3.Connection:
    # Opened and closed by its own thread in life; a test's thread may end before what it opened.
    connection = sqlite3.connect(name, timeout=1.0, isolation_level=None, check_same_thread=False)
    connection.executescript(_OPEN)
    return connection


_FILES: dict[Path, SharedFile] = {}


def shared_file(file: Path) -> SharedFile:
    """Return the one object of this process for a file."""
    return _FILES.setdefault(file, SharedFile(file))


def seconds_to_wait(shared: SharedFile, name: str, rate: Rate, now: float | None = None) -> float:
    """Take one of a rate, or say how long until one can be taken.

    Args:
        name: whose rate it is.
        now: seconds since 1970; the machine's clock unless told.

    Returns:
        0 when one was taken; else seconds, more than 0.
    """
    if not rate.amount:
        return 0.0
    moment = time.time() if now is None else now
    ahead = rate.seconds - rate.step
    # A hair of tolerance: sums of steps are not exact, and the last of a rate must not fail for it.
    values = {"name": name, "now": moment, "step": rate.step, "ahead": ahead + 1e-4}
    if shared.run(_TAKE, values):
        shared.tidy_now_and_then(moment)
        return 0.0
    found = shared.run("SELECT reached FROM pace WHERE name = :name", {"name": name})
    reached = float(str(found[0][0])) if found else moment
    return max(reached - ahead - moment, 1e-3)
