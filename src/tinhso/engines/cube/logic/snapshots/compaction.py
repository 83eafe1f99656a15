"""Making snapshots: the sealed tail becomes a file, many files become one, a damaged or foreign one is made again.

1. One compactor at a time for one folder (a lease).
2. New files are written beside the old ones, synchronised, and named by a new manifest in one rename.
3. Files that no manifest names are removed by the next round but one: a question that has just read the old manifest
   may still open them.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq

from tinhso.engines.cube import queries
from tinhso.engines.cube.contracts import SnapshotStatus
from tinhso.engines.cube.logic.engine.connection import InProcess, quoted, workspace
from tinhso.engines.cube.logic.snapshots import manifest as stored
from tinhso.engines.cube.logic.snapshots.entry_columns import ORDER, SCHEMA
from tinhso.engines.cube.logic.snapshots.manifest import Manifest, Part
from tinhso.engines.cube.logic.snapshots.snapshot import READY, current_snapshot, forget_snapshot, status_of
from tinhso.engines.cube.logic.snapshots.tail import raw_table
from tinhso.engines.cube.logic.steps.entries import entries_of
from tinhso.engines.trust.api import latest_checkpoint, lease
from tinhso.engines.trust.contracts import LeaseTaken
from tinhso.kernel.files import put_in_place

TAIL_ROWS = 5_000  # a shorter tail is quicker read from the database than a file is written
MOST_FILES = 8
LEASE_SECONDS = 1_800
GRACE_SECONDS = 600

_log = logging.getLogger("tinhso.cube")


def compact(*, full: bool = False) -> SnapshotStatus:
    """Bring the snapshot up to the last checkpoint when the tail is long enough; see `api.compact`."""
    if full or _is_due():
        try:
            _compact(full=full)
        except LeaseTaken:
            # Another process is at it; asking every few seconds is not a fault.
            _log.info("the snapshot is being made by another process")
    return _status()


def _is_due() -> bool:
    """Look without taking the lease, which would write to the database every few seconds."""
    snapshot = current_snapshot()
    if snapshot.state != READY or (snapshot.place / stored.REBUILD_WANTED).exists():
        return latest_checkpoint() is not None
    checkpoint = latest_checkpoint()
    if checkpoint is None or checkpoint.tree_size == snapshot.leaf_bound:
        return False
    return queries.count_tail(snapshot.leaf_bound, checkpoint.tree_size) >= TAIL_ROWS


def _compact(*, full: bool) -> None:
    with _alone() as place:
        snapshot = current_snapshot()
        wanted = place / stored.REBUILD_WANTED
        if snapshot.state != READY or wanted.exists():
            if snapshot.notice:
                _log.warning("making the snapshot again: %s", snapshot.notice)
            _write(place, None)
        else:
            _write(place, snapshot.manifest, least_rows=0 if full else TAIL_ROWS, into_one=full)
        wanted.unlink(missing_ok=True)
        _remove_leftovers(place)


def rebuild() -> SnapshotStatus:
    """Make the snapshot again from the ledger alone."""
    with _alone() as place:
        _write(place, None)
        (place / stored.REBUILD_WANTED).unlink(missing_ok=True)
        _remove_leftovers(place)
    return _status()


@contextmanager
def _alone() -> Iterator[Path]:
    """Hold the lease of this folder's compactor; machines with folders of their own do not wait for each other."""
    place = stored.folder()
    place.mkdir(parents=True, exist_ok=True)
    name = f"cube:{hashlib.sha256(str(place).encode()).hexdigest()[:24]}"
    with lease(name, LEASE_SECONDS):
        yield place


def _status() -> SnapshotStatus:
    forget_snapshot()
    return status_of(current_snapshot())


def _write(place: Path, before: Manifest | None, *, least_rows: int = 0, into_one: bool = False) -> None:
    """Write the manifest that reaches the last checkpoint, keeping the files of the one before."""
    checkpoint = latest_checkpoint()
    if checkpoint is None:
        return
    start = before.leaf_bound if before else 0
    parts = list(before.parts) if before else []
    if before and (checkpoint.tree_size == start or queries.count_tail(start, checkpoint.tree_size) < least_rows):
        if not into_one or len(parts) < 2:
            return
    elif added := _write_tail(place, start, checkpoint.tree_size):
        parts.append(added)
    merged = parts if into_one else _too_many(parts)
    if len(merged) > 1:
        parts = [part for part in parts if part not in merged] + [_merge(place, merged)]
    stored.write_manifest(
        place, Manifest(checkpoint.tree_size, checkpoint.root_hash.hex(), tuple(parts)),
    )  # fmt: skip


def _too_many(parts: list[Part]) -> list[Part]:
    """Return the files to be merged: none up to MOST_FILES, then the small ones up to a quarter of the next."""
    if len(parts) <= MOST_FILES:
        return []
    by_size = sorted(parts, key=lambda part: part.rows)
    chosen, rows = by_size[:2], sum(part.rows for part in by_size[:2])
    for part in by_size[2:]:
        if part.rows > 4 * rows:
            break
        chosen, rows = [*chosen, part], rows + part.rows
    return chosen


def _write_tail(place: Path, start: int, end: int) -> Part | None:
    """Write the entries of leaves from start to end (not included) as one sorted file; None when there are none."""
    spool = place / f"spool-{secrets.token_hex(6)}.parquet"
    try:
        rows = _spool(spool, queries.tail_entries(start, end))
        if not rows:
            return None
        with workspace() as desk:
            desk.read("spooled", [str(spool)])
            return _write_sorted(desk, place, f"{start}-{end}", desk.text(entries_of, "spooled"))
    finally:
        spool.unlink(missing_ok=True)


def _spool(spool: Path, chunks: Iterable[list[queries.EntryRow]]) -> int:
    """Write raw rows as they come, in constant memory."""
    rows, writer = 0, None
    try:
        for chunk in chunks:
            table = raw_table(chunk)
            writer = writer or pq.ParquetWriter(spool, table.schema, compression="snappy")
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer:
            writer.close()
    return rows


def _merge(place: Path, parts: list[Part]) -> Part:
    files = ", ".join(quoted(str(place / part.name)) for part in parts)
    with workspace() as desk:
        return _write_sorted(desk, place, f"merged-{len(parts)}", f"SELECT * FROM read_parquet([{files}])")


def _write_sorted(desk: InProcess, place: Path, label: str, select: str) -> Part:
    """Write a file in the order of keys, durably, and describe it."""
    file = place / f"figures-{label}-{secrets.token_hex(6)}.parquet"
    fresh = file.with_suffix(".new")
    desk.execute(f"SET temp_directory = {quoted(str(place / 'spill'))}")
    [(rows,)] = desk.execute(
        f"COPY (SELECT {', '.join(SCHEMA)} FROM ({select}) ORDER BY {', '.join(ORDER)}) TO {quoted(str(fresh))} "
        "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)"
    )
    put_in_place(fresh, file)
    return stored.describe(file, int(rows))


def _remove_leftovers(place: Path) -> None:
    """Remove files that the manifest does not name and that have been there for longer than any question takes."""
    manifest = stored.read_manifest(place)
    named = {part.name for part in manifest.parts} if manifest else set()
    for file in [*place.glob("figures-*"), *place.glob("spool-*"), *place.glob(f"{stored.NAME}.*.new")]:
        if file.name not in named and time.time() - file.stat().st_mtime > GRACE_SECONDS:
            file.unlink(missing_ok=True)
