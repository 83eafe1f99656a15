"""Gives a name to what keeps the database from writing: people and the IT officer need to know which it is."""

from __future__ import annotations

import errno

from django.db import DatabaseError, InterfaceError, OperationalError

from tinhso.web_kit.errors import DatabaseBusy, DatabaseGone, DiskFull, StorageFault, StorageReadOnly

# Words of SQLite and PostgreSQL, in the order in which they are looked for.
_WORDS: tuple[tuple[str, type[StorageFault]], ...] = (
    ("database is locked", DatabaseBusy),
    ("database table is locked", DatabaseBusy),
    ("lock timeout", DatabaseBusy),
    ("deadlock detected", DatabaseBusy),
    ("too many clients", DatabaseBusy),
    ("disk is full", DiskFull),
    ("no space left", DiskFull),
    ("readonly database", StorageReadOnly),
    ("read-only", StorageReadOnly),
    ("disk i/o error", StorageReadOnly),
)
_NUMBERS = {errno.ENOSPC: DiskFull, errno.EDQUOT: DiskFull, errno.EROFS: StorageReadOnly}


def storage_fault(problem: BaseException | None) -> StorageFault | None:
    """Return the named fault behind an exception, None where it is something else."""
    seen = problem
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in _NUMBERS:
            return _NUMBERS[seen.errno]()
        if isinstance(seen, DatabaseError | InterfaceError):
            return _of_database(seen)
        seen = seen.__cause__ or seen.__context__
    return None


def _of_database(problem: Exception) -> StorageFault | None:
    text = str(problem).lower()
    for words, kind in _WORDS:
        if words in text:
            return kind()
    # What is left of these two families is a connection that is not there (any more).
    return DatabaseGone() if isinstance(problem, OperationalError | InterfaceError) else None
