"""A restore drill: the newest backup is brought back in a place of its own, checked, timed and thrown away.

The restore runs as the process that an officer would start on an empty machine; nothing of this one helps it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection

from tinhso.engines.operation.contracts import Drilled, FolderNotWritable, NotABackup
from tinhso.engines.operation.logic.backing_up import STATE as BACKUP_STATE
from tinhso.engines.operation.logic.durable_files import read_json, write_json
from tinhso.engines.operation.logic.manifest import newest_backup, read_manifest
from tinhso.engines.operation.logic.places import state_folder
from tinhso.engines.operation.logic.postgresql_copy import temporary_database
from tinhso.kernel.clock import SystemClock

STATE = "drill.json"
_SAID_AT_MOST = 400


def drill(folder: Path | None = None) -> Drilled:
    """Try out a backup and remember how it went.

    Args:
        folder: a backup, or a folder of backups (the newest is taken); None takes the last one made here.

    Raises:
        NotABackup (OPE-001): there is none. FolderNotWritable (OPE-006), ToolFailed (OPE-007).
    """
    asked = folder or _last_made()
    found = newest_backup(asked) if asked else None
    if found is None:
        raise NotABackup(folder=str(asked or state_folder()), problem="manifest.json")
    manifest, begun = read_manifest(found), time.monotonic()
    with _empty_place() as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tinhso.site.command_line", "restore", str(found.resolve())],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    said = done.stderr.strip() or done.stdout.strip() or f"exit {done.returncode}"
    drilled = Drilled(
        folder=found,
        made_at=manifest.made_at,
        drilled_at=SystemClock().now(),
        seconds=time.monotonic() - begun,
        problem=said[-_SAID_AT_MOST:] if done.returncode else "",
    )
    _remember(drilled)
    return drilled


def last_drill() -> Drilled | None:
    """The last drill on this machine."""
    kept = read_json(state_folder() / STATE)
    if kept is None:
        return None
    return Drilled(
        folder=Path(kept["folder"]),
        made_at=datetime.fromisoformat(kept["made_at"]),
        drilled_at=datetime.fromisoformat(kept["drilled_at"]),
        seconds=float(kept["seconds"]),
        problem=kept["problem"],
    )


def _last_made() -> Path | None:
    kept = read_json(state_folder() / BACKUP_STATE)
    return Path(kept["folder"]) if kept else None


@contextmanager
def _empty_place() -> Iterator[dict[str, str]]:
    """An empty home folder, and an empty database where the installation has PostgreSQL, for the block."""
    try:
        state_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        place = Path(tempfile.mkdtemp(prefix="drill-", dir=state_folder()))
    except OSError as problem:
        raise FolderNotWritable(folder=str(state_folder()), problem=problem.strerror or str(problem)) from problem
    environment = {**os.environ, "TINHSO_HOME": str(place), "DATABASE_URL": "", "TINHSO_SECOND_MEDIUM": ""}
    try:
        if connection.vendor == "sqlite":
            yield environment
        else:
            with temporary_database(f"tinhso_drill_{os.getpid()}") as address:
                yield environment | {"DATABASE_URL": address}
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _remember(drilled: Drilled) -> None:
    write_json(
        state_folder() / STATE,
        {
            "folder": str(drilled.folder),
            "made_at": drilled.made_at.isoformat(),
            "drilled_at": drilled.drilled_at.isoformat(),
            "seconds": round(drilled.seconds, 2),
            "problem": drilled.problem,
        },
    )
