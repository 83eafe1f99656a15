"""One in-memory DuckDB per process, one cursor per question.

The database holds nothing of its own: it reads immutable Parquet files and Arrow tables that a question registers.
Temporary tables belong to the cursor and go with it, so that threads never meet.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import duckdb

from tinhso.engines.cube.errors import NumberTooWide
from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.statements import kept
from tinhso.engines.cube.logic.engine.workspace import FilesChanged, Workspace
from tinhso.engines.cube.logic.steps.tables import column_definitions

if TYPE_CHECKING:
    from tinhso.engines.cube.logic.engine.workspace import Step

_lock = threading.Lock()
_databases: dict[int, Any] = {}


class InProcess(Workspace):
    """A cursor of this process's DuckDB."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._named: dict[str, str] = {}

    def register(self, name: str, arrow: pa.Table) -> None:
        self._cursor.register(name, arrow)

    def lay(self, name: str, arrow: pa.Table) -> None:
        # DuckDB knows the least and greatest key of its own tables and then joins by place instead of by hash.
        self.register(f"{name}_rows", arrow)
        self._answer(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {name}_rows")

    def read(self, name: str, files: Sequence[str]) -> None:
        listed = ", ".join(quoted(file) for file in files)
        self.view(name, f"SELECT * FROM read_parquet([{listed}], hive_partitioning = false)")

    def view(self, name: str, sql: str) -> None:
        self._named.pop(name, None)
        self._named[name] = sql

    def define(self, name: str, step: Step, *flags: Hashable) -> None:
        self.view(name, compiled(step, *flags))

    def create(self, name: str) -> None:
        self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({column_definitions(name)})")

    def keep(self, name: str, step: Step, *flags: Hashable) -> None:
        self._run(f"CREATE OR REPLACE TEMP TABLE {name} AS {self.text(step, *flags)}")

    def settle(self, name: str) -> None:
        """Nothing is left to do: `keep` has computed it."""

    def append(self, name: str, step: Step, *flags: Hashable) -> None:
        self._run(f"INSERT INTO {name} BY NAME {self.text(step, *flags)}")

    def stored(self, name: str) -> pa.Table:
        return self._cursor.sql(f"SELECT * FROM {name}").to_arrow_table()

    def rows(self, step: Step, *flags: Hashable) -> list[tuple[Any, ...]]:
        return self._run(self.text(step, *flags))

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement of DuckDB as it stands (COPY and the like)."""
        return self._answer(sql)

    def text(self, step: Step, *flags: Hashable) -> str:
        """Return a step as a statement that stands alone: what it reads of what was named goes first, oldest first."""
        sql = compiled(step, *flags)
        used, read = [], sql
        for name, text in reversed(self._named.items()):
            if name in read:
                used.append(f"{name} AS NOT MATERIALIZED ({text})")
                read += text
        if not used:
            return sql
        names = ", ".join(reversed(used))
        # Ibis writes common tables of its own in the same place.
        own = sql.removeprefix("WITH ") if sql.startswith("WITH ") else None
        return f"WITH {names} {sql}" if own is None else f"WITH {names}, {own}"

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement of steps: the same ones come again and again, with the same names before them."""
        return self._answer(_parsed(sql))

    def _answer(self, statement: Any) -> list[tuple[Any, ...]]:
        try:
            found: list[tuple[Any, ...]] = self._cursor.execute(statement).fetchall()
        except duckdb.OutOfRangeException as problem:
            raise NumberTooWide(most="±2¹²⁷") from problem
        except (duckdb.IOException, duckdb.InvalidInputException) as problem:
            raise FilesChanged(str(problem)) from problem
        return found


@lru_cache(maxsize=1024)
def compiled(step: Step, *flags: Hashable) -> str:
    """Return the SQL of a step; compiling takes longer than running, so each is compiled once for all starts."""
    name = f"{step.__module__}.{step.__qualname__}({', '.join(map(repr, flags))})"
    return kept(name, lambda: str(ibis.to_sql(step(*flags), dialect="duckdb", pretty=False)))


@lru_cache(maxsize=256)
def _parsed(sql: str) -> Any:
    """Return a statement parsed: a third of the time of a small one. One holds about 100 kB."""
    [statement] = _database().extract_statements(sql)
    return statement


@contextmanager
def workspace() -> Iterator[InProcess]:
    """Open a cursor of this process's database and close it, with everything it made, at the end."""
    with _lock:
        cursor = _database().cursor()
    try:
        yield InProcess(cursor)
    finally:
        cursor.close()


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _database() -> Any:
    """Return this process's database: a forked child must not go on with its parent's threads."""
    process = os.getpid()
    if process not in _databases:
        _databases.clear()
        _databases[process] = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{_memory_megabytes()}MB",
                # The product runs without a network: never look for extensions.
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "false",
            },
        )
    return _databases[process]


def _memory_megabytes() -> int:
    """Return a quarter of the machine's memory: several processes share it."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(512, total // 4 // 2**20)
