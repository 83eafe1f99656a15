"""Migrate an empty SQLite test database once for a state of the migrations, and copy it afterwards.

The copy lies under var/ and is named by the digest of every migration, model and pinned dependency: whoever changes one
of them migrates again. PostgreSQL, CI and the test of migrations themselves always migrate.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test-schema"
# What migrations call: operations that write triggers.
OPERATIONS = ("engines/trust/logic/append_only.py", "engines/indicators/logic/setwise_references.py")


def copy_migrated_databases() -> None:
    """Let test databases of SQLite begin as a copy of one that was migrated before."""
    migrate = DatabaseCreation.create_test_db

    def create_test_db(self: DatabaseCreation, *arguments: Any, **options: Any) -> str:
        kept = FOLDER / f"{_digest()}.sqlite3"
        if not kept.exists():
            name = str(migrate(self, *arguments, **options))
            _keep(self.connection.connection, kept)
            return name
        name = str(self._get_test_db_name())
        self.connection.close()
        settings.DATABASES[self.connection.alias]["NAME"] = name
        self.connection.settings_dict["NAME"] = name
        self.connection.ensure_connection()
        with sqlite3.connect(kept) as source:
            source.backup(self.connection.connection)
        source.close()
        return name

    DatabaseCreation.create_test_db = create_test_db  # type: ignore[method-assign]


def _digest() -> str:
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    source = ROOT / "src" / "tinhso"
    files = [*source.rglob("migrations/*.py"), *source.rglob("models.py"), *source.rglob("models/*.py")]
    for file in sorted([*files, *(source / name for name in OPERATIONS), ROOT / "requirements" / "app.txt"]):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:24]


def _keep(connection: sqlite3.Connection, place: Path) -> None:
    """Write the migrated database beside its name first: two test processes may do this at once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(unfinished) as target:
        connection.backup(target)
    target.close()
    unfinished.replace(place)
