"""The snapshot as readers find it: checked once per process and file, and left aside when it cannot be trusted.

A reader never repairs: it answers from the database alone, says so in the log and leaves a mark for the compactor.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tinhso.engines.cube.contracts import SnapshotStatus, SnapshotUnusable
from tinhso.engines.cube.logic.snapshots import manifest as stored
from tinhso.engines.cube.logic.snapshots.manifest import Manifest, UnreadableManifest
from tinhso.engines.cube.queries import count_tail

if TYPE_CHECKING:
    from tinhso.engines.cube.logic.engine.workspace import Workspace
    from tinhso.engines.cube.logic.plan import Plan

READY, ABSENT, FOREIGN, DAMAGED = "ready", "absent", "foreign", "damaged"

_log = logging.getLogger("tinhso.cube")
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a question reads besides the tail: files with every entry of leaves below `leaf_bound`."""

    state: str
    place: Path
    manifest: Manifest | None = None
    notice: str = ""

    @property
    def leaf_bound(self) -> int:
        return self.manifest.leaf_bound if self.manifest else 0

    @property
    def files(self) -> list[str]:
        return [str(self.place / part.name) for part in self.manifest.parts] if self.manifest else []

    def lay_out(self, desk: Workspace, _plans: Sequence[Plan]) -> str:
        """Make a view of all files: they are sorted, whatever a question does not need is skipped."""
        if not self.files:
            return ""
        desk.read("settled_files", self.files)
        return "settled_files"


@dataclass(slots=True)
class _Memory:
    """What this process knows: the manifest it read last, and the files whose hashes it has checked."""

    process: int = 0
    stamp: tuple[str, int, int, int] | None = None
    snapshot: Snapshot | None = None
    checked: frozenset[str] = frozenset()


_memory = _Memory()


def current_snapshot() -> Snapshot:
    """Return the snapshot to read now. One look at the manifest's file; everything else only when it has changed."""
    place = stored.folder()
    with _lock:
        if _memory.process != os.getpid():
            _memory.process, _memory.stamp, _memory.checked = os.getpid(), None, frozenset()
        stamp = _stamp(place)
        if stamp is None:
            return Snapshot(ABSENT, place)
        if stamp != _memory.stamp or _memory.snapshot is None or _memory.snapshot.state == FOREIGN:
            _memory.snapshot, _memory.stamp = _checked_snapshot(place), stamp
            return _memory.snapshot
        return _memory.snapshot if _memory.snapshot.state == DAMAGED else _still_whole(_memory.snapshot)


def forget_snapshot() -> None:
    """Check everything anew at the next question."""
    with _lock:
        _memory.stamp, _memory.checked = None, frozenset()


def report_damage(snapshot: Snapshot, fault: str) -> Snapshot:
    """Put a damaged snapshot aside: say so, and leave the mark on which the compactor makes it again."""
    problem = SnapshotUnusable(place=str(snapshot.place), problem=fault)
    _log.warning("%s", problem)
    try:
        (snapshot.place / stored.REBUILD_WANTED).write_text(fault)
    except OSError:
        _log.warning("no mark could be left in %s", snapshot.place)
    return Snapshot(DAMAGED, snapshot.place, notice=fault)


def status_of(snapshot: Snapshot) -> SnapshotStatus:
    """Return the state for operators."""
    known = snapshot.manifest
    return SnapshotStatus(
        state=snapshot.state,
        leaf_bound=snapshot.leaf_bound,
        rows=known.rows if known else 0,
        files=len(known.parts) if known else 0,
        bytes=known.bytes if known else 0,
        tail_entries=count_tail(snapshot.leaf_bound, None),
        notice=snapshot.notice,
    )


def _stamp(place: Path) -> tuple[str, int, int, int] | None:
    try:
        found = (place / stored.NAME).stat()
    except FileNotFoundError:
        return None
    return str(place), found.st_ino, found.st_mtime_ns, found.st_size


def _checked_snapshot(place: Path) -> Snapshot:
    """Read a manifest that this process has not seen and check what it names."""
    try:
        manifest = stored.read_manifest(place)
    except UnreadableManifest as problem:
        return report_damage(Snapshot(DAMAGED, place), str(problem))
    if manifest is None:
        return Snapshot(ABSENT, place)
    if stored.log_root_at(manifest.leaf_bound) != manifest.log_root:
        notice = f"made from another database (log root at {manifest.leaf_bound} leaves differs)"
        _log.warning("%s", SnapshotUnusable(place=str(place), problem=notice))
        return Snapshot(FOREIGN, place, notice=notice)
    for part in manifest.parts:
        if fault := stored.fault_of(place, part, hashed=part.sha256 not in _memory.checked):
            return report_damage(Snapshot(DAMAGED, place), fault)
    _memory.checked = frozenset(part.sha256 for part in manifest.parts)
    return Snapshot(READY, place, manifest)


def _still_whole(snapshot: Snapshot) -> Snapshot:
    """Look at sizes again: files may vanish or shrink under a running process."""
    for part in snapshot.manifest.parts if snapshot.manifest else ():
        if fault := stored.fault_of(snapshot.place, part, hashed=False):
            _memory.snapshot = report_damage(snapshot, fault)
            return _memory.snapshot
    return snapshot
