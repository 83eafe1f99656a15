"""What the last step of an import costs at least: the same rows into the ledger's table, and into barer ones.

    python bench/import_floor.py [--rows 200000] [--runs 5]

SQLite. Rows stand ready in a temporary table; one transaction copies them (ADR 0044). Told is the least of the runs:
processor time and elapsed time of the statement and of the commit, and the size of the write-ahead log.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
TABLE = "indicators_entry"


def main() -> None:
    options = _options()
    from tinhso.engines.indicators.logic.ledger.insertion import COLUMNS

    table, triggers = _schema()
    bare = _without(_without(_without(table, "CHECK"), "UNIQUE", "key"), "UNIQUE", "line")
    assert "CONSTRAINT" not in bare, bare
    variants = {
        "the ledger's table": [table, *triggers],
        "without its checks": [_without(table, "CHECK")],
        "without the index of lines": [_without(table, "UNIQUE", "line")],
        "without the index of keys": [_without(table, "UNIQUE", "key")],
        "with nothing to hold": [bare],
    }
    for name, statements in variants.items():
        found = [copy_once(statements, COLUMNS, options.rows) for _ in range(options.runs)]
        insert, commit, elapsed, log = (min(column) for column in zip(*found, strict=True))
        print(f"{name:28} processor: statement {insert:5.0f} ms, commit {commit:4.0f} ms; "
              f"elapsed {elapsed:6.0f} ms; log {log:5.1f} MB", flush=True)  # fmt: skip


def copy_once(statements: list[str], columns: tuple[str, ...], rows: int) -> tuple[float, float, float, float]:
    """Return processor ms of statement and commit, elapsed ms of both, and MB of the write-ahead log."""
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as folder:
        file = Path(folder) / "ledger.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;")
            for statement in statements:
                connection.execute(statement)
            kept = ", ".join(columns[1:])
            connection.execute(f"CREATE TEMP TABLE staged ({kept})")
            places = ", ".join("?" * (len(columns) - 1))
            connection.execute("BEGIN DEFERRED")
            connection.executemany(f"INSERT INTO staged VALUES ({places})", map(_row, range(rows)))
            connection.execute("COMMIT")
            start, began = time.process_time(), time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"INSERT INTO {TABLE} (event_id, {kept}) SELECT 1, {kept} FROM staged ORDER BY rowid")
            copied = time.process_time()
            connection.execute("COMMIT")
            ended, elapsed = time.process_time(), time.perf_counter() - began
            size = os.path.getsize(f"{file}-wal") / 1e6
    return (copied - start) * 1000, (ended - copied) * 1000, elapsed * 1000, size


def _row(number: int) -> tuple[object, ...]:
    """A new figure: 500 communes, 20 periods, a new indicator after ten thousand rows."""
    place = number // 10_000
    return (number, place, place, number % 500, number // 500 % 20, "", 0, "", 1,
            7 * number, 0, 0, 1, 2, 7 * number, 1, None, None)  # fmt: skip


def _schema() -> tuple[str, list[str]]:
    """The statements of the ledger's table and triggers, as the migrations make them."""
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as home:
        environment = {**os.environ, "TINHSO_HOME": home, "DATABASE_URL": "", "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "tinhso.site.command_line", "manage", "migrate", "--verbosity", "0"]
        subprocess.run(command, env=environment, cwd=ROOT, check=True)
        with closing(sqlite3.connect(Path(home) / "tinhso.sqlite3")) as connection:
            asked = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type"
            table, *triggers = [sql for (sql,) in connection.execute(asked, [TABLE])]
    return table, triggers


def _without(table: str, kind: str, name: str = r"\w+") -> str:
    """The table without its constraints of a kind."""
    return re.sub(rf', CONSTRAINT "{TABLE}_{name}" {kind} \(.*?\)(?=, CONSTRAINT|\)$)', "", table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
