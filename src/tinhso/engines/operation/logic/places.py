"""What lies where under TINHSO_HOME, and what of it goes into a copy.

Everything goes but what is named here: a folder that some engine begins to keep tomorrow is in the copy without anybody
having thought of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

PRIVATE_KEYS = ("keys/sealer.key", "keys/secret.key")
# Made again by themselves (cube, statements), of this machine only (operation, metrics, counts that workers share, mail
# that has left), or copied apart.
_NOT_COPIED = frozenset({"cube", "statements", "operation", "mail", "keys", "metrics", "shared"})

BACKUP_NAME = re.compile(r"\.?tinhso-\d{8}T\d{6}Z")
"""How the folder of a backup begins, one that is being made with a point in front."""


def home() -> Path:
    """The installation's folder."""
    return Path(settings.TINHSO_HOME)


def state_folder() -> Path:
    """Where operation keeps what it knows of this machine: last backup, last drill."""
    return home() / "operation"


def database_file() -> Path:
    """The file of SQLite."""
    return Path(str(connection.settings_dict["NAME"]))


def files_to_copy() -> Iterator[str]:
    """Name every file that belongs into a copy beside the database and the private keys, in order of its name."""
    database = database_file().name if connection.vendor == "sqlite" else ""
    for entry in sorted(home().iterdir()) if home().is_dir() else ():
        if entry.name in _NOT_COPIED or (database and entry.name.startswith(database)) or _is_other_copy(entry):
            continue
        yield from _files_below(entry)
    if (home() / "keys/sealer.pub").exists():
        yield "keys/sealer.pub"


def _is_other_copy(folder: Path) -> bool:
    """Say whether a folder is a backup, made or being made, or the second medium: copies of copies grow without end."""
    medium: Path | None = settings.TINHSO_SECOND_MEDIUM
    return BACKUP_NAME.match(folder.name) is not None or (medium is not None and folder.resolve() == medium.resolve())


def private_keys() -> Iterator[str]:
    """Name the private keys that are there."""
    return (name for name in PRIVATE_KEYS if (home() / name).exists())


def _files_below(entry: Path) -> Iterator[str]:
    if entry.is_file():
        yield entry.relative_to(home()).as_posix()
        return
    for folder, folders, files in os.walk(entry):
        folders[:] = sorted(name for name in folders if not _is_other_copy(Path(folder) / name))
        for name in sorted(files):
            yield (Path(folder) / name).relative_to(home()).as_posix()
