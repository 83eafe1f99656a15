"""The order of rows in a snapshot's file: the same figures in three orders, asked the same three questions.

    python bench/layout.py [--figures 10000000]

5,000 communes, 50 months; one hand-written query each over the Parquet file, so that nothing of the cube is in the way:
a tile (one indicator, twelve months), the roll-up of everything, and the history of one commune.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import duckdb

COMMUNES, MONTHS, RUNS = 5_000, 50, 7
ORDERS = {
    "indicator, period, unit": "ORDER BY indicator_id, period_id, unit_id",
    "period, indicator, unit": "ORDER BY period_id, indicator_id, unit_id",
    "as they came": "ORDER BY hash(entry_id)",
}
QUESTIONS = {
    "tile": "SELECT period_id, SUM(value_delta) FROM f WHERE indicator_id = 1 AND period_id > 38 GROUP BY ALL",
    "roll-up": "SELECT indicator_id, period_id, unit_id % 200, SUM(value_delta), COUNT(*) FROM f GROUP BY ALL",
    "one unit": "SELECT indicator_id, period_id, SUM(value_delta) FROM f WHERE unit_id = 77 GROUP BY ALL",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--figures", type=int, default=10_000_000, help="how many figures")
    figures = parser.parse_args().figures
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as home:
        for name, order in ORDERS.items():
            file = Path(home) / "figures.parquet"
            write(file, figures, order)
            print(f"{name}: {file.stat().st_size / figures:.2f} bytes a figure", flush=True)
            ask(file)


def write(file: Path, figures: int, order: str) -> None:
    """Write figures with the columns of a snapshot that cost: keys, value, what it changes, number of the entry."""
    indicators = max(1, figures // (COMMUNES * MONTHS))
    made = duckdb.connect()
    made.execute("SET memory_limit = '6GB'")
    made.execute(f"""
        COPY (
            SELECT i.range::INTEGER + 1 AS indicator_id, p.range::INTEGER + 1 AS period_id, u.range::INTEGER AS unit_id,
                hash(i.range, p.range, u.range) % 100000 AS value_delta, 1::TINYINT AS presence_delta,
                row_number() OVER () AS entry_id
            FROM range({indicators}) i, range({MONTHS}) p, range({COMMUNES}) u {order}
        ) TO '{file}' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)""")


def ask(file: Path) -> None:
    database = duckdb.connect()
    database.execute(f"CREATE VIEW f AS SELECT * FROM read_parquet('{file}')")
    for name, sql in QUESTIONS.items():
        times = []
        for _ in range(RUNS):
            start = time.process_time()
            database.execute(sql).fetchall()
            times.append(time.process_time() - start)
        print(f"  {name}: {statistics.median(times) * 1000:.0f} ms of processor", flush=True)


if __name__ == "__main__":
    main()
