"""One in-memory DuckDB per process, one cursor per question.

The database holds nothing of its own: it reads immutable Parquet files and Arrow tables that a question registers.
Temporary tables belong to the cursor and go with it, so that threads never meet.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import duckdb

from tinhso.engines.cube.logic.arrow import pa
from tinhso.engines.cube.logic.lazy_ibis import ibis
from tinhso.engines.cube.logic.statements import kept
from tinhso.engines.cube.logic.tables import SCHEMAS, arrow_schema, column_definitions

if TYPE_CHECKING:
    Step = Callable[..., ibis.Table]

_lock = threading.Lock()
_databases: dict[int, Any] = {}


class Workspace:
    """A cursor with the few things that steps need: rows in, Ibis through, rows or Arrow out."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._named: dict[str, str] = {}

    def load(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows into a table of the catalogue."""
        self.register(name, table_of(rows, arrow_schema(SCHEMAS[name])))

    def register(self, name: str, arrow: pa.Table) -> None:
        """Make an Arrow table known under a name."""
        self._cursor.register(name, arrow)

    def view(self, name: str, sql: str) -> None:
        """Name a piece of DuckDB SQL: it is computed with whatever reads it, and planned only then."""
        self._named.pop(name, None)
        self._named[name] = sql

    def create(self, name: str) -> None:
        """Make an empty table of the catalogue, to be appended to."""
        self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({column_definitions(name)})")

    def define(self, name: str, step: Step, *flags: Hashable) -> None:
        """Name a step that is read once."""
        self.view(name, compiled(step, *flags))

    def keep(self, name: str, step: Step, *flags: Hashable) -> None:
        """Compute a step once and keep its result under a name of the catalogue."""
        self._run(f"CREATE OR REPLACE TEMP TABLE {name} AS {self._with_names(compiled(step, *flags))}")

    def append(self, name: str, step: Step, *flags: Hashable) -> None:
        """Add a step's result to a kept one of the same columns."""
        self._run(f"INSERT INTO {name} BY NAME {self._with_names(compiled(step, *flags))}")

    def stored(self, name: str) -> pa.Table:
        """Return the rows of a kept step, in any order; 128-bit numbers come as decimals without a fraction."""
        return self._cursor.sql(f"SELECT * FROM {name}").to_arrow_table()

    def rows(self, step: Step, *flags: Hashable) -> list[tuple[Any, ...]]:
        """Compute a step and return its rows as exact Python values."""
        found: list[tuple[Any, ...]] = self._run(self._with_names(compiled(step, *flags))).fetchall()
        return found

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement as it stands (COPY and the like)."""
        found: list[tuple[Any, ...]] = self._cursor.execute(sql).fetchall()
        return found

    def _run(self, sql: str) -> Any:
        """Run a statement of steps: the same ones come again and again, with the same names before them."""
        return self._cursor.execute(_parsed(sql))

    def _with_names(self, sql: str) -> str:
        """Put what was named in front of a statement that reads it, oldest first."""
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
def workspace() -> Iterator[Workspace]:
    """Open a cursor of this process's database and close it, with everything it made, at the end."""
    with _lock:
        cursor = _database().cursor()
    try:
        yield Workspace(cursor)
    finally:
        cursor.close()


def table_of(rows: Iterable[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Return rows as an Arrow table; no rows make an empty one of the same schema."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


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
