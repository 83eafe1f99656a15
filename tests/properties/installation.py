"""An installation of its own for tests that need real processes: a home folder, a database, the `tinhso` command.

The database is of the kind the run tests: a file of SQLite, or a database of its own in the run's PostgreSQL. Tables
are made once a run and copied. What the tests look at directly they read by plain SQL, without the product.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.forked_starts import PLACES_OF_MODULES, run_module
from tests.schema_cache import keep_file, kept_file, kept_template, one_at_a_time
from tests.statements import share_statements

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_DAY = "2026-11-17T13:42"
SQLITE_FILE = "tinhso.sqlite3"


class Answered(NamedTuple):
    """What a command line did."""

    code: int
    output: str
    errors: str


@dataclass(frozen=True)
class Installation:
    """A home folder, the address of a database (empty: SQLite in the home folder), settings beside those two."""

    home: Path
    database_url: str = ""
    now: str = DEADLINE_DAY
    settings: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The environment of its processes; nothing of the test run's own settings reaches them."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_"))}
        return kept | {
            "TINHSO_HOME": str(self.home),
            "TINHSO_NOW": self.now,
            "DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "tinhso.site.settings",
            "PYTHONPATH": PLACES_OF_MODULES,
            **self.settings,
        }

    def python(self, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """Run Python in this installation; `said` is its standard input."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.home, env=self.environment(), input=said, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def tinhso(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run `tinhso …` as a process and return its exit code and what it printed."""
        return self.module("tinhso.site.command_line", *map(str, arguments))

    def module(self, name: str, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """Run `python -m` in this installation, forked from a process that has imported the product already."""
        return run_module(name, *arguments, folder=self.home, environment=self.environment(), said=said)

    def commands(self, *lines: Sequence[object]) -> list[Answered]:
        """Run several command lines of `tinhso`, one after the other, in one process."""
        asked = json.dumps([[str(word) for word in line] for line in lines])
        return [Answered(*answer) for answer in json.loads(self.program("run_commands", said=asked))]

    def program(self, name: str, *arguments: str, said: str = "") -> str:
        """Run a program of this folder (`python -m tests.properties.NAME`) that must succeed; return its output."""
        done = self.module(f"tests.properties.{name}", *arguments, said=said)
        assert done.returncode == 0, f"{name}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read rows by plain SQL (`?` for a parameter)."""
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(sql.replace("?", "%s"), parameters or None).fetchall()
        with closing(sqlite3.connect(self.home / SQLITE_FILE)) as connection:
            return connection.execute(sql, parameters).fetchall()

    def execute(self, sql: str) -> None:
        """Change something behind the product's back."""
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                connection.execute(sql)
            return
        with closing(sqlite3.connect(self.home / SQLITE_FILE)) as connection, connection:
            connection.execute(sql)

    def contents(self) -> dict[str, tuple[int, str]]:
        """Number of rows and a checksum of every table."""
        tables = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            if self.database_url
            else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%' ORDER BY 1"
        )
        return {table: self._checksum(table) for (table,) in self.rows(tables)}

    def _checksum(self, table: str) -> tuple[int, str]:
        lines = sorted(map(repr, self.rows(f'SELECT * FROM "{table}"')))
        return len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def copied_to(self, home: Path) -> Installation:
        """A second installation with the same database and keys; this one must not be in use."""
        shutil.copytree(self.home, home, symlinks=True)
        if not self.database_url:
            return Installation(home, now=self.now)
        url = create_database(f"{home.parent.name}_{home.name}_{os.getpid()}", template=self.database_url)
        return Installation(home, url, self.now)


def new_installation(home: Path) -> Installation:
    """Make an installation with empty tables, of the kind of database this run tests."""
    home.mkdir(parents=True, exist_ok=True)
    share_statements(home)
    name = f"{home.parent.name}_{home.name}_{os.getpid()}"
    if not os.environ.get("DATABASE_URL"):
        return new_small_installation(home)
    with one_at_a_time():
        if not _has_database(kept_template()):
            _migrate(Installation(home, create_database(kept_template())))
        return Installation(home, create_database(name, template=kept_template()))


def new_small_installation(home: Path) -> Installation:
    """Make an installation with empty tables in a file of SQLite, whatever this run tests."""
    home.mkdir(parents=True, exist_ok=True)
    with one_at_a_time():
        if not kept_file().exists():
            _migrate(Installation(home))
            keep_file(home / SQLITE_FILE)
        else:
            shutil.copy(kept_file(), home / SQLITE_FILE)
    return Installation(home)


def _migrate(made: Installation) -> None:
    done = made.tinhso("manage", "migrate", "--verbosity", "0", "--skip-checks")
    assert done.returncode == 0, done.stderr


def _has_database(name: str) -> bool:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def create_database(name: str, template: str = "") -> str:
    """Create a database in the run's PostgreSQL and return its address; it goes with the server."""
    server = os.environ["DATABASE_URL"]
    name = "".join(sign if sign.isalnum() else "_" for sign in name.lower())[-60:]
    source = f' TEMPLATE "{template.rpartition("/")[2]}"' if template else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{source}')
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
