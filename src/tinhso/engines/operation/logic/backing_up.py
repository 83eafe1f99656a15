"""A backup while everything runs.

1. The last checkpoint is noted: whatever is restored later must contain it.
2. The database is copied as of one moment. Files come after it: each was on the disk before the row that names it was
   committed, so every file of that moment is found.
3. The manifest is written last and the folder gets its name: until then nothing there is a backup.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import time
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import tinhso
from tinhso.engines.operation.contracts import BackupMade, FolderNotWritable, KeptFile, Manifest
from tinhso.engines.operation.logic import postgresql_copy, sqlite_copy
from tinhso.engines.operation.logic.durable_files import copy_durably, hash_file, write_json
from tinhso.engines.operation.logic.manifest import FILES, write_manifest
from tinhso.engines.operation.logic.places import database_file, files_to_copy, home, private_keys, state_folder
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import SystemClock
from tinhso.kernel.files import synchronise

STATE = "backup.json"


def back_up(folder: Path, *, with_keys: bool = False) -> BackupMade:
    """Make a backup in a new folder below `folder`.

    Args:
        with_keys: also the private keys; whoever has such a backup can seal in the province's name.

    Raises:
        FolderNotWritable (OPE-006): disk full, no permission; ToolFailed (OPE-007).
    """
    begun, made_at = time.monotonic(), SystemClock().now()
    name = f"tinhso-{made_at:%Y%m%dT%H%M%SZ}"
    draft = folder / f".{name}-{socket.gethostname()}-{os.getpid()}"
    try:
        _clear_broken_off(folder)
        draft.mkdir(parents=True, mode=0o700)
        manifest = _fill(draft, made_at, with_keys)
        write_manifest(draft, manifest)
        place = _free_name(folder, name)
        draft.rename(place)
        synchronise(folder)
    except OSError as problem:
        raise FolderNotWritable(folder=str(folder), problem=problem.strerror or str(problem)) from problem
    except sqlite3.Error as problem:
        raise FolderNotWritable(folder=str(folder), problem=str(problem)) from problem
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    made = BackupMade(place, manifest, time.monotonic() - begun)
    _remember(made)
    return made


def _fill(draft: Path, made_at: datetime, with_keys: bool) -> Manifest:
    sealed = trust.latest_checkpoint()
    migrations = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    if connection.vendor == "sqlite":
        rows, copied = sqlite_copy.take(database_file(), draft), sqlite_copy.FILE
    else:
        rows, copied = postgresql_copy.take(draft), postgresql_copy.FILE
    _sync(draft / copied)
    files = [KeptFile(copied, *hash_file(draft / copied))]
    for name in [*files_to_copy(), *(private_keys() if with_keys else ())]:
        path = f"{FILES}/{name}"
        try:
            files.append(KeptFile(path, *copy_durably(home() / name, draft / path)))
        except FileNotFoundError:
            # A file on its way (a temporary name): no row speaks of it yet.
            continue
    return Manifest(
        made_at=made_at,
        vendor=connection.vendor,
        version=tinhso.__version__,
        migrations=tuple(migrations),
        rows=rows,
        checkpoint=sealed.note if sealed else "",
        has_keys=with_keys,
        files=tuple(files),
    )


def _clear_broken_off(folder: Path) -> None:
    """Remove drafts of processes of this machine that are no more: what a full disk or a lost power left."""
    for draft in folder.glob(f".tinhso-*-{socket.gethostname()}-*"):
        try:
            os.kill(int(draft.name.rpartition("-")[2]), 0)
        except ProcessLookupError:
            shutil.rmtree(draft, ignore_errors=True)
        except (ValueError, PermissionError):
            continue  # not a draft of ours, or somebody else's that runs


def _sync(file: Path) -> None:
    with file.open("rb") as reading:
        os.fsync(reading.fileno())


def _free_name(folder: Path, name: str) -> Path:
    """Two backups of one second keep both."""
    place, number = folder / name, 1
    while place.exists():
        number += 1
        place = folder / f"{name}-{number}"
    return place


def _remember(made: BackupMade) -> None:
    """Note the backup for `doctor` and the health page; where even that cannot be written, they say so themselves."""
    try:
        write_json(
            state_folder() / STATE,
            {
                "made_at": made.manifest.made_at.isoformat(),
                "folder": str(made.folder),
                "bytes": made.manifest.size,
                "seconds": round(made.seconds, 2),
            },
        )
    except OSError:
        return
