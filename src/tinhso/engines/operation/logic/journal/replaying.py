"""Plays a second medium back: SQLite itself takes each shipped log into the base, with its own checksums."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tinhso.engines.operation.contracts import BackupDamaged, NotABackup
from tinhso.engines.operation.logic.durable_files import copy_durably, read_json
from tinhso.engines.operation.logic.journal.generations import BASE, FILES, NOW, Generation, complete_generations
from tinhso.engines.operation.logic.journal.wal_index import FRAME_HEADER_BYTES, HEADER_BYTES


@dataclass(frozen=True, slots=True)
class Replayed:
    """A database made again: until when the medium holds everything, and where the files lie."""

    covered_at: datetime
    files: Path


def is_second_medium(folder: Path) -> bool:
    """Whether a folder holds a generation that can be restored from."""
    return bool(complete_generations(folder)) if folder.is_dir() else False


def replay(medium: Path, database: Path) -> Replayed:
    """Make the database again from the newest generation; it is there whole or not at all.

    Raises:
        NotABackup (OPE-001); BackupDamaged (OPE-002): a log that others follow is not whole.
    """
    found = complete_generations(medium)
    if not found:
        raise NotABackup(folder=str(medium), problem="generation-*/complete.json")
    generation, draft = found[-1], database.with_name(f"{database.name}.restoring")
    copy_durably(generation.folder / BASE, draft)
    logs = generation.logs()
    _require_chain(generation, logs)
    for log in logs:
        _play(log, draft, must_be_whole=log != logs[-1])
    draft.replace(database)
    return Replayed(_covered_at(medium, generation), medium / FILES)


def _play(log: Path, draft: Path, *, must_be_whole: bool) -> None:
    beside = draft.with_name(f"{draft.name}-wal")
    size, _ = copy_durably(log, beside)
    with closing(sqlite3.connect(draft)) as connection:
        (page_size,) = connection.execute("PRAGMA page_size").fetchone()
        busy, frames, taken = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    for ending in ("-wal", "-shm"):
        draft.with_name(f"{draft.name}{ending}").unlink(missing_ok=True)
    shipped = (size - HEADER_BYTES) // (page_size + FRAME_HEADER_BYTES)
    # The end of the last log may be torn: the machine was lost while it was written.
    if busy or frames != taken or (must_be_whole and frames != shipped):
        raise BackupDamaged(path=str(log), problem=f"{taken}/{shipped}")


def _require_chain(generation: Generation, logs: list[Path]) -> None:
    """Refuse a gap between logs: each carries the number of its successor in its salt."""
    before: int | None = None
    for number, log in enumerate(logs, start=1):
        with log.open("rb") as file:
            salt = int.from_bytes(file.read(HEADER_BYTES)[16:20], "big")
        if log != generation.log(number) or (before is not None and salt != (before + 1) % 2**32):
            raise BackupDamaged(path=str(log), problem="≠ wal + 1")
        before = salt


def _covered_at(medium: Path, generation: Generation) -> datetime:
    told = read_json(medium / NOW) or {}
    if told.get("covered_at"):
        return datetime.fromisoformat(told["covered_at"])
    return datetime.fromtimestamp((generation.folder / BASE).stat().st_mtime, UTC)
