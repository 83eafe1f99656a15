"""Migrate an empty test database once for a state of the migrations, and copy it afterwards.

The copy of SQLite lies under var/ and is named by the digest of every migration, model, application and pinned
dependency: whoever changes one of them migrates again. PostgreSQL keeps a template database in the server that the run
started. Processes that begin together wait for the one that migrates. The test of migrations itself always migrates.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation
from django.db.backends.sqlite3.creation import DatabaseCreation as SqliteCreation

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test-schema"
# What migrations call: operations that write triggers.
OPERATIONS = ("engines/trust/logic/append_only.py", "engines/indicators/logic/setwise_references.py")


def copy_migrated_databases() -> None:
    """Let test databases begin as a copy of one that was migrated before."""
    _copy_instead(SqliteCreation, _begin_as_a_file, _keep_a_file)
    _copy_instead(PostgresCreation, _begin_as_a_template, _keep_a_template)


def kept_file() -> Path:
    """Where the migrated database of SQLite lies, if it was made already."""
    return FOLDER / f"{_digest()}.sqlite3"


def kept_template() -> str:
    """The name of the migrated database in the run's PostgreSQL server, if it was made already."""
    return f"migrated_{_digest()}"


def _copy_instead(creation: type[BaseDatabaseCreation], begin: Any, keep: Any) -> None:
    migrate = creation.create_test_db

    def create_test_db(self: BaseDatabaseCreation, *arguments: Any, **options: Any) -> str:
        with one_at_a_time():
            if (name := begin(self)) is None:
                name = str(migrate(self, *arguments, **options))
                keep(self, name)
        return str(name)

    creation.create_test_db = create_test_db  # type: ignore[method-assign]


def _begin_as_a_file(creation: Any) -> str | None:
    if not kept_file().exists():
        return None
    name = _named(creation)
    with sqlite3.connect(kept_file()) as source:
        source.backup(creation.connection.connection)
    source.close()
    return name


def _keep_a_file(creation: Any, name: str) -> None:
    # A run that is broken off must not leave half a file under the name.
    unfinished = kept_file().with_suffix(f".{os.getpid()}")
    with sqlite3.connect(unfinished) as target:
        creation.connection.connection.backup(target)
    target.close()
    unfinished.replace(kept_file())


def keep_file(file: Path) -> None:
    """Keep a migrated database that lies somewhere else; nobody may have it open."""
    unfinished = kept_file().with_suffix(f".{os.getpid()}")
    shutil.copy(file, unfinished)
    unfinished.replace(kept_file())


def _begin_as_a_template(creation: Any) -> str | None:
    name = str(creation._get_test_db_name())
    with creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept_template()])
        if cursor.fetchone() is None:
            return None
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{kept_template()}"')
    return _named(creation)


def _keep_a_template(creation: Any, name: str) -> None:
    creation.connection.close()
    with creation._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{kept_template()}" TEMPLATE "{name}"')
    creation.connection.ensure_connection()


def _named(creation: Any) -> str:
    """Connect to the test database under its own name."""
    name = str(creation._get_test_db_name())
    creation.connection.close()
    settings.DATABASES[creation.connection.alias]["NAME"] = name
    creation.connection.settings_dict["NAME"] = name
    creation.connection.ensure_connection()
    return name


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process migrate and the others wait for what it keeps."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _digest() -> str:
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    # A library's application brings tables of its own from the day it is installed.
    digest.update(" ".join(settings.INSTALLED_APPS).encode())
    source = ROOT / "src" / "tinhso"
    files = [*source.rglob("migrations/*.py"), *source.rglob("models.py"), *source.rglob("models/*.py")]
    files += source.rglob("*_models.py")
    for file in sorted([*files, *(source / name for name in OPERATIONS), ROOT / "requirements" / "app.txt"]):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:24]
