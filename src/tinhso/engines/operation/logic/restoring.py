"""From a backup back to an installation, in an empty place only.

1. Every file of the backup is hashed before anything is written.
2. Files first, the database last: an attempt that was broken off can be repeated, since files equal to the backup's
   are no hindrance and a database is there whole or not at all.
3. Newer migrations are applied, rows are counted, and the whole log is checked against the checkpoint that the backup
   was made under.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

import tinhso
from tinhso.engines.operation.contracts import (
    FolderNotWritable,
    KeptFile,
    MadeByNewerVersion,
    Manifest,
    OtherDatabase,
    OtherKey,
    PlaceNotEmpty,
    Restored,
)
from tinhso.engines.operation.logic import postgresql_copy, sqlite_copy
from tinhso.engines.operation.logic.durable_files import copy_durably, hash_file
from tinhso.engines.operation.logic.journal.replaying import is_second_medium, replay
from tinhso.engines.operation.logic.manifest import FILES, check_files, newest_backup, read_manifest
from tinhso.engines.operation.logic.places import database_file, home
from tinhso.engines.operation.logic.table_steps import apply_steps
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import KeyCustody
from tinhso.kernel.errors import TinhSoError

# The start of any command makes one where there is none: it belongs to nothing yet.
_MADE_AT_START = "keys/secret.key"


def restore(folder: Path, language: str = "vi") -> Restored:
    """Bring a backup back and check what came back.

    Args:
        folder: one backup, a folder of backups of which the newest is taken, or the second medium of SQLite.

    Raises:
        NotABackup (OPE-001), BackupDamaged (OPE-002), PlaceNotEmpty (OPE-003), OtherDatabase (OPE-004),
        MadeByNewerVersion (OPE-005), FolderNotWritable (OPE-006), ToolFailed (OPE-007), OtherKey (OPE-008).
    """
    begun = time.monotonic()
    if is_second_medium(folder):
        return _restore_second_medium(folder, language, begun)
    folder = newest_backup(folder) or folder
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    require_same_kind(manifest)
    _require_empty(manifest)
    connections.close_all()
    try:
        for kept, name in home_files(manifest):
            copy_durably(folder / kept.path, home() / name)
        if connection.vendor == "sqlite":
            database_file().parent.mkdir(parents=True, exist_ok=True)
            sqlite_copy.put_back(folder, database_file())
        else:
            postgresql_copy.put_back(folder)
    except OSError as problem:
        raise FolderNotWritable(folder=str(home()), problem=problem.strerror or str(problem)) from problem
    faults = [*_differing_counts(manifest, rows_by_table()), *check_restored(manifest.checkpoint, language)]
    return Restored(
        copied_at=manifest.made_at,
        rows=sum(manifest.rows.values()),
        files=len(manifest.files) - 1,
        seconds=time.monotonic() - begun,
        faults=tuple(faults),
        misses_sealing_key=trust.key_custody() is KeyCustody.MISSING,
    )


def _restore_second_medium(medium: Path, language: str, begun: float) -> Restored:
    """Bring back what the second medium holds: every transaction that had reached it."""
    if connection.vendor != "sqlite":
        raise OtherDatabase(made="sqlite", here=connection.vendor)
    require_empty_database()
    connections.close_all()
    carried = sorted(path.relative_to(medium / FILES) for path in (medium / FILES).rglob("*") if path.is_file())
    for name in carried:
        if (home() / name).exists() and hash_file(home() / name) != hash_file(medium / FILES / name):
            raise PlaceNotEmpty(place=str(home() / name))
    try:
        for name in carried:
            copy_durably(medium / FILES / name, home() / name)
        database_file().parent.mkdir(parents=True, exist_ok=True)
        replayed = replay(medium, database_file())
    except OSError as problem:
        raise FolderNotWritable(folder=str(home()), problem=problem.strerror or str(problem)) from problem
    faults = check_restored("", language)
    return Restored(
        copied_at=replayed.covered_at,
        rows=sum(rows_by_table().values()),
        files=len(carried),
        seconds=time.monotonic() - begun,
        faults=tuple(faults),
        misses_sealing_key=trust.key_custody() is KeyCustody.MISSING,
    )


def check_restored(checkpoint: str, language: str) -> list[str]:
    """Apply what the copy does not know yet and check its whole log; return what is wrong, in words."""
    unknown = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()} - _known()
    if unknown:
        newer = MadeByNewerVersion(made="?", here=tinhso.__version__, migration=min(unknown))
        return [newer.message(language)]
    apply_steps()
    try:
        faults = trust.verify_log(witnessed=[checkpoint] if checkpoint else []) if _was_sealed() else []
    except TinhSoError as problem:
        return [problem.message(language)]
    return [fault.text(language) for fault in faults]


def require_empty_database() -> None:
    """Refuse a database that holds anything (OPE-003)."""
    sqlite = connection.vendor == "sqlite"
    if not (sqlite_copy.is_empty(database_file()) if sqlite else postgresql_copy.is_empty()):
        name = str(database_file()) if sqlite else str(connection.settings_dict["NAME"])
        raise PlaceNotEmpty(place=name)


def _was_sealed() -> bool:
    """Before the first checkpoint there is no key, and checking must not make one."""
    return trust.latest_checkpoint() is not None


def require_same_kind(manifest: Manifest) -> None:
    """Refuse a backup of another kind of database (OPE-004), or of a newer version (OPE-005)."""
    if manifest.vendor != connection.vendor:
        raise OtherDatabase(made=manifest.vendor, here=connection.vendor)
    known = _known()
    for migration in manifest.migrations:
        if migration not in known:
            raise MadeByNewerVersion(made=manifest.version, here=tinhso.__version__, migration=migration)


def _known() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def _require_empty(manifest: Manifest) -> None:
    require_empty_database()
    for kept, name in home_files(manifest):
        place = home() / name
        if name == _MADE_AT_START or not place.exists() or hash_file(place) == (kept.size, kept.sha256):
            continue
        raise OtherKey(file=str(place)) if name.startswith("keys/") else PlaceNotEmpty(place=str(place))


def home_files(manifest: Manifest) -> Iterator[tuple[KeptFile, str]]:
    """The files of a backup that belong into the home folder, with their place in it."""
    for kept in manifest.files:
        path = PurePosixPath(kept.path)
        if path.parts[0] == FILES:
            yield kept, str(path.relative_to(FILES))


def rows_by_table() -> Mapping[str, int]:
    """The number of rows of every table of this installation's database."""
    return sqlite_copy.rows_of(database_file()) if connection.vendor == "sqlite" else postgresql_copy.rows()


def _differing_counts(manifest: Manifest, rows: Mapping[str, int]) -> list[str]:
    tables = sorted(manifest.rows.keys() | rows.keys())
    wrong = [table for table in tables if manifest.rows.get(table) != rows.get(table)]
    return [f"{table}: {manifest.rows.get(table)} → {rows.get(table)}" for table in wrong]
