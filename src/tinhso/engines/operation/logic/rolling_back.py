"""Back to the backup that the last upgrade made.

1. Rows that were written since are named and nothing is done, unless they are to be left behind.
2. What stands now is backed up first: even what is left behind can be read again.
3. The database becomes that of the backup in one transaction, files that are missing or differ come from it. No step of
   migration is applied: the older program, which is used next, knows these tables.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from django.db import connection, connections

from tinhso.engines.operation.contracts import FolderNotWritable, NoUpgrade, RolledBack, WrittenSince
from tinhso.engines.operation.logic import postgresql_copy, sqlite_copy
from tinhso.engines.operation.logic.backing_up import back_up
from tinhso.engines.operation.logic.durable_files import copy_durably, hash_file
from tinhso.engines.operation.logic.manifest import check_files, read_manifest
from tinhso.engines.operation.logic.places import database_file, home
from tinhso.engines.operation.logic.restoring import home_files, require_same_kind, rows_by_table
from tinhso.engines.operation.logic.upgrading import forget_upgrade, last_upgrade
from tinhso.engines.operation.logic.use import alone

# Written by looking at a page, by starting or by the upgrade itself: nobody's work.
_NOBODYS = frozenset({"django_session", "django_migrations", "django_content_type", "auth_permission", "trust_lease"})


def roll_back(*, leave_behind: bool = False) -> RolledBack:
    """Return to the database from before the last upgrade.

    Args:
        leave_behind: also when something was written since; it stays in the backup that is made first.

    Raises:
        NoUpgrade (OPE-011), WrittenSince (OPE-012), InUse (OPE-010), BackupDamaged (OPE-002), OtherDatabase (OPE-004),
        FolderNotWritable (OPE-006), ToolFailed (OPE-007).
    """
    begun = time.monotonic()
    with alone():
        last = last_upgrade()
        if last is None:
            raise NoUpgrade(home=str(home()))
        manifest = read_manifest(last.backup)
        require_same_kind(manifest)
        check_files(last.backup, manifest)
        before = manifest.rows if last.rows_after is None else last.rows_after
        written = _written_since(before, rows_by_table())
        if written and not leave_behind:
            raise WrittenSince(tables=", ".join(f"{table} +{count}" for table, count in written.items()))
        kept = back_up(last.backup.parent)
        connections.close_all()
        _put_back(last.backup)
        try:
            for file, name in home_files(manifest):
                if not (home() / name).exists() or hash_file(home() / name) != (file.size, file.sha256):
                    copy_durably(last.backup / file.path, home() / name)
        except OSError as problem:
            raise FolderNotWritable(folder=str(home()), problem=problem.strerror or str(problem)) from problem
        forget_upgrade()
    return RolledBack(last.backup, manifest.version, kept.folder, written, time.monotonic() - begun)


def _put_back(backup: Path) -> None:
    if connection.vendor == "sqlite":
        sqlite_copy.overwrite(backup, database_file())
    else:
        postgresql_copy.overwrite(backup)


def _written_since(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int]:
    """How many rows each table has more than then; what changes in place leaves an event or a change of its own."""
    return {
        table: count - before[table]
        for table, count in sorted(now.items())
        if table in before and table not in _NOBODYS and count > before[table]
    }
