"""To the tables of a newer version: backup, steps, every check; whatever fails, the way back is said.

1. The backup is made and remembered before anything changes. An upgrade that was broken off and begun again keeps the
   backup of its first attempt: the database of that moment is what one would return to. One that had nothing to do
   leaves the way back of the one before.
2. The steps of migration are applied; each is there whole or not at all.
3. The whole log is checked against the checkpoint that the backup was made under, and a check of the health page that
   was not bad before must not be bad now.
4. What every table held then is noted: `rollback` tells from it whether somebody has written since.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import tinhso
from tinhso.engines.operation.contracts import HealthState, Manifest, Upgraded
from tinhso.engines.operation.logic.backing_up import back_up
from tinhso.engines.operation.logic.durable_files import read_json, write_json
from tinhso.engines.operation.logic.health import check_health
from tinhso.engines.operation.logic.manifest import check_files, read_manifest
from tinhso.engines.operation.logic.places import state_folder
from tinhso.engines.operation.logic.restoring import check_restored, rows_by_table
from tinhso.engines.operation.logic.use import alone
from tinhso.kernel.clock import SystemClock
from tinhso.kernel.errors import TinhSoError

STATE = "upgrade.json"


@dataclass(frozen=True, slots=True)
class LastUpgrade:
    """The last upgrade of this installation.

    Attributes:
        rows_after: rows of each table when it was done; None while it is not.
    """

    backup: Path
    rows_after: Mapping[str, int] | None


def upgrade(folder: Path, language: str = "vi") -> Upgraded:
    """Bring the database to this version's tables.

    Args:
        folder: where the backup goes.

    Raises:
        InUse (OPE-010); FolderNotWritable (OPE-006) and ToolFailed (OPE-007), when nothing was changed yet.
    """
    begun = time.monotonic()
    with alone():
        manifest, backup, is_way_back = _backup_to_return_to(folder)
        bad_before = _bad_checks()
        try:
            problems = check_restored(manifest.checkpoint, language)
        except Exception as problem:  # whatever a step of migration raises: the way back must be said
            told = problem.message(language) if isinstance(problem, TinhSoError) else str(problem)
            problems = [f"{type(problem).__name__}: {told}"]
        problems += [said for key, said in _bad_checks().items() if not problems and key not in bad_before]
        if not problems and is_way_back:
            _remember(backup, rows_by_table())
    return Upgraded(backup, manifest.version, tinhso.__version__, time.monotonic() - begun, tuple(problems))


def last_upgrade() -> LastUpgrade | None:
    """The last upgrade that this installation remembers, finished or not."""
    kept = read_json(state_folder() / STATE)
    return LastUpgrade(Path(kept["backup"]), kept["rows_after"]) if kept else None


def forget_upgrade() -> None:
    """After the way back was taken there is none to take."""
    (state_folder() / STATE).unlink(missing_ok=True)


def _backup_to_return_to(folder: Path) -> tuple[Manifest, Path, bool]:
    """The backup, and whether `rollback` is to lead to it."""
    last = last_upgrade()
    if last and last.rows_after is None and (manifest := _readable(last.backup)):
        return manifest, last.backup, True
    made = back_up(folder.resolve())
    is_way_back = last is None or last.rows_after is None or _steps_wait()
    if is_way_back:
        _remember(made.folder, None)
    return made.manifest, made.folder, is_way_back


def _readable(backup: Path) -> Manifest | None:
    try:
        manifest = read_manifest(backup)
        check_files(backup, manifest)
    except TinhSoError:
        # Gone or damaged: what stands now is the best that can be kept.
        return None
    return manifest


def _steps_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _bad_checks() -> dict[str, str]:
    found: dict[str, str] = {}
    for one in check_health().findings:
        # That tables wait for their steps is why one upgrades.
        if one.state is HealthState.BAD and one.key != "migrations":
            found[one.key] = f"{one.name}: {one.said}"
    return found


def _remember(backup: Path, rows_after: Mapping[str, int] | None) -> None:
    document: dict[str, Any] = {"backup": str(backup), "version": tinhso.__version__, "rows_after": rows_after}
    write_json(state_folder() / STATE, document | {"at": SystemClock().now().isoformat()})
