"""One consistent copy of a SQLite database that is in use, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from tinhso.engines.operation.logic.durable_files import copy_durably

FILE = "database.sqlite3"


def take(database: Path, folder: Path) -> dict[str, int]:
    """Copy the database as it stands at one moment; writers go on meanwhile. Return the number of rows by table."""
    with closing(sqlite3.connect(database, timeout=30)) as source, closing(sqlite3.connect(folder / FILE)) as copy:
        # All pages in one step: a single read transaction, so that nobody's commit makes it start over.
        source.backup(copy, pages=-1)
        # One file without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        return count_rows(copy)


def put_back(folder: Path, database: Path) -> None:
    """Put the copy where the database belongs: it is there whole or not at all."""
    draft = database.with_name(f"{database.name}.restoring")
    copy_durably(folder / FILE, draft)
    draft.replace(database)


def overwrite(folder: Path, database: Path) -> None:
    """Make a database what the copy is, in one transaction of its own: who ends it midway leaves the old one."""
    with closing(sqlite3.connect(folder / FILE)) as copy, closing(sqlite3.connect(database, timeout=30)) as target:
        copy.backup(target, pages=-1)


def is_empty(database: Path) -> bool:
    """Whether there is no database yet, or one without tables."""
    if not database.exists() or not database.stat().st_size:
        return True
    with closing(sqlite3.connect(database)) as connection:
        return not _tables(connection)


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of every table."""
    return {
        table: int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]) for table in _tables(connection)
    }


def rows_of(database: Path) -> Mapping[str, int]:
    """Return the number of rows of every table of a database file."""
    with closing(sqlite3.connect(database)) as connection:
        return count_rows(connection)


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted(name for (name,) in found)
