"""One consistent copy of a PostgreSQL database that is in use, by its own tools, and back.

Passwords go by environment: an argument could be read by anybody on the machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.db import connection

from tinhso.engines.operation.contracts import ToolFailed

# The driver is loaded by who speaks to a server: most starts have a file of SQLite.
if TYPE_CHECKING:
    import psycopg

FILE = "database.dump"
_FUNCTIONS = (
    "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS "
    "(SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def take(folder: Path) -> dict[str, int]:
    """Dump the database as it stands at one moment; writers go on meanwhile. Return the number of rows by table."""
    import psycopg

    with _connect() as reading:
        reading.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = _one(reading, "SELECT pg_export_snapshot()")
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges",
             f"--file={folder / FILE}")  # fmt: skip
        return count_rows(reading)


def put_back(folder: Path) -> None:
    """Restore the dump in one transaction: it is there whole or not at all."""
    name = str(connection.settings_dict["NAME"])
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
         f"--dbname={name}", str(folder / FILE))  # fmt: skip


def overwrite(folder: Path) -> None:
    """Make the database what the dump is, in one transaction: tables that the dump does not know go as well."""
    with tempfile.TemporaryDirectory() as place:
        script = Path(place) / "restore.sql"
        _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(folder / FILE))
        emptying = Path(place) / "empty.sql"
        emptying.write_text(_emptying(), encoding="utf-8")
        _run("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
             f"--file={emptying}", f"--file={script}")  # fmt: skip


def _emptying() -> str:
    """The statements that take away every table and function, whichever version made them."""
    from psycopg import sql

    with _connect() as reading:
        tables = [sql.Identifier(name) for (name,) in reading.execute(_TABLES).fetchall()]
        functions = [sql.SQL(signature) for (signature,) in reading.execute(_FUNCTIONS).fetchall()]
        gone = [sql.SQL("DROP TABLE {} CASCADE;\n").format(name) for name in tables]
        gone += [sql.SQL("DROP FUNCTION {} CASCADE;\n").format(name) for name in functions]
        return "".join(one.as_string(reading) for one in gone)


def is_empty() -> bool:
    """Whether the database has no tables."""
    with _connect() as reading:
        return not reading.execute(_TABLES).fetchall()


def rows() -> Mapping[str, int]:
    """Return the number of rows of every table."""
    with _connect() as reading:
        return count_rows(reading)


def count_rows(reading: psycopg.Connection[Any]) -> dict[str, int]:
    """Return the number of rows of every table, as this connection sees them."""
    from psycopg import sql

    found = {}
    for (table,) in reading.execute(_TABLES).fetchall():
        counted = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        found[str(table)] = int(_one(reading, counted))
    return found


@contextmanager
def temporary_database(name: str) -> Iterator[str]:
    """Make an empty database on the same server for the block; give its address.

    Raises:
        ToolFailed (OPE-007): the role may not make databases.
    """
    import psycopg
    from psycopg import sql

    quoted = sql.Identifier(name)
    try:
        with _connect(autocommit=True) as asking:
            asking.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
    except psycopg.Error as problem:
        raise ToolFailed(tool="CREATE DATABASE", problem=str(problem).strip()) from problem
    try:
        yield _address(name)
    finally:
        with _connect(autocommit=True) as asking:
            asking.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


def _connect(*, autocommit: bool = False) -> psycopg.Connection[Any]:
    import psycopg

    told = connection.settings_dict
    return psycopg.connect(
        dbname=told["NAME"], user=told["USER"] or None, password=told["PASSWORD"] or None, host=told["HOST"] or None,
        port=told["PORT"] or None, autocommit=autocommit,
    )  # fmt: skip


def _one(reading: psycopg.Connection[Any], query: Any) -> Any:
    row = reading.execute(query).fetchone()
    assert row is not None
    return row[0]


def _address(name: str) -> str:
    told = connection.settings_dict
    password = f":{quote(str(told['PASSWORD']), safe='')}" if told["PASSWORD"] else ""
    port = f":{told['PORT']}" if told["PORT"] else ""
    return f"postgresql://{quote(str(told['USER']), safe='')}{password}@{told['HOST']}{port}/{name}"


def _run(tool: str, *arguments: str) -> None:
    told = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    address = {name: str(told[key]) for name, key in names.items() if told[key]}
    found = shutil.which(tool)
    if found is None:
        raise ToolFailed(tool=tool, problem="not installed")
    done = subprocess.run(
        [found, *arguments], env={**os.environ, **address}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ToolFailed(tool=tool, problem=(done.stderr.strip() or f"exit {done.returncode}")[-500:])
