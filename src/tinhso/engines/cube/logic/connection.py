"""One in-memory DuckDB per process, one cursor per question.

The database holds nothing of its own: it reads immutable Parquet files and Arrow tables that a question registers.
Temporary tables belong to the cursor and go with it, so that threads never meet.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import ibis
import pyarrow as pa

_lock = threading.Lock()
_databases: dict[int, Any] = {}


class Workspace:
    """A cursor with the few things that rules need: Arrow in, Ibis through, Arrow out."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def register(self, name: str, table: pa.Table) -> ibis.Table:
        """Make an Arrow table known under a name and return it as an Ibis table."""
        self._cursor.register(name, table)
        return ibis.table(ibis.Schema.from_pyarrow(table.schema), name=name)

    def view(self, name: str, sql: str, schema: dict[str, str]) -> ibis.Table:
        """Name a piece of DuckDB SQL; `schema` tells Ibis its columns."""
        self._cursor.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")
        return ibis.table(schema, name=name)

    def keep(self, name: str, expression: ibis.Table) -> ibis.Table:
        """Compute an expression once and return the stored result."""
        self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {compile_sql(expression)}")
        return ibis.table(expression.schema(), name=name)

    def arrow(self, expression: ibis.Table) -> pa.Table:
        """Compute an expression and return its rows; 128-bit sums come as decimals without a fraction."""
        return self._cursor.sql(compile_sql(expression)).to_arrow_table()

    def rows(self, expression: ibis.Table) -> list[tuple[Any, ...]]:
        """Compute an expression and return its rows as tuples of exact Python values."""
        found: list[tuple[Any, ...]] = self._cursor.execute(compile_sql(expression)).fetchall()
        return found

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement of DuckDB's own (COPY and the like)."""
        found: list[tuple[Any, ...]] = self._cursor.execute(sql).fetchall()
        return found


def compile_sql(expression: ibis.Table) -> str:
    """Return an expression as DuckDB SQL."""
    return str(ibis.to_sql(expression, dialect="duckdb"))


@contextmanager
def workspace() -> Iterator[Workspace]:
    """Open a cursor of this process's database and close it, with everything it made, at the end."""
    with _lock:
        cursor = _database().cursor()
    try:
        yield Workspace(cursor)
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
