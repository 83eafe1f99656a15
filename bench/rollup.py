"""Roll-up of 10 million figures through the cube, against one hand-written DuckDB query over the same Parquet file.

    python bench/rollup.py [--figures 10000000] [--freshness-only]

3,321 communes in 34 provinces, 50 months; as many indicators as the figures need. The hand-written query adds values
and answers by indicator, month and province and knows nothing else. The cube also says operator, missing, status and
x of N, checks the snapshot, asks orgs for the structure and the database for the tail, and bounds rights.
Then freshness: from the commit of a figure until a question shows it, on SQLite and PostgreSQL.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
COMMUNES, PROVINCES, MONTHS = 3_321, 34, 50
RUNS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--figures", type=int, default=10_000_000, help="how many figures to roll up")
    parser.add_argument("--freshness-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as home:
        os.environ |= {"TINHSO_HOME": home, "DJANGO_SETTINGS_MODULE": "tinhso.site.settings", "TINHSO_NOW": ""}
        if not options.freshness_only:
            os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        if not options.freshness_only:
            measure_roll_up(options.figures)
        measure_freshness()
    if not options.freshness_only:
        on_postgresql()


def measure_roll_up(figures: int) -> None:
    """Print roll-ups side by side: all indicators to provinces, and one indicator at its own level."""
    from tinhso.engines.cube.contracts import FigureQuery
    from tinhso.engines.orgs.testing import everything_rights
    from tinhso.kernel.periods import parse_period_range

    indicators = max(1, figures // (COMMUNES * MONTHS))
    provinces, codes, place = prepare(indicators)
    file = place / "figures-bench.parquet"
    print(f"{indicators * MONTHS * COMMUNES:,} figures in {file.stat().st_size / 2**20:.0f} MB of Parquet")
    months = parse_period_range("nd09:2022-11..2026-12")
    rights = everything_rights()
    whole = FigureQuery(tuple(codes), months, "province", rights)
    compare("all indicators, all months → province", by_hand(file, provinces, ""), lambda: computed(whole))
    one = FigureQuery(tuple(codes[:1]), months[-12:], "province", rights)
    compare(
        "one indicator, 12 months → province", by_hand(file, provinces, recent(codes, months)), lambda: computed(one)
    )
    remembered(one)


def compare(title: str, hand: Callable[[], int], through_cube: Callable[[], Any]) -> None:
    """Take turns, so that both meet the same machine; print medians and their ratio."""
    rows = len(through_cube())
    assert hand() == rows, f"{hand()} rows by hand, {rows} by the cube"
    times: dict[str, list[tuple[float, float]]] = {"hand": [], "cube": []}
    for _ in range(RUNS):
        for name, work in (("hand", hand), ("cube", through_cube)):
            start, used = time.perf_counter(), time.process_time()
            work()
            times[name].append((time.perf_counter() - start, time.process_time() - used))
    print(f"{title}: {rows:,} rows")
    for measure, what in enumerate(("elapsed", "processor")):
        by_hand_seconds, cube_seconds = (statistics.median(one[measure] for one in times[name]) for name in times)
        print(
            f"  {what:9} by hand {by_hand_seconds * 1000:5.0f} ms, cube {cube_seconds * 1000:5.0f} ms, "
            f"{cube_seconds / by_hand_seconds:.2f}×"
        )


def computed(question: Any) -> Any:
    """The answer computed each time: measuring what is kept of the last one would measure nothing."""
    from tinhso.engines.cube.logic import answering

    return answering.computed(question)[0]


def remembered(question: Any) -> None:
    """What the same question costs the next who asks it."""
    from tinhso.engines.cube import api as cube

    cube.query(question)
    start = time.process_time()
    for _ in range(100):
        cube.query(question)
    print(f"asked again before anything was written: {(time.process_time() - start) * 10:.2f} ms of processor")


def by_hand(file: Path, provinces: dict[int, int], where: str) -> Callable[[], int]:
    """The query somebody would write, with the province of each commune in a table."""
    import duckdb
    import pyarrow as pa

    database = duckdb.connect()
    database.register("pairs", pa.table({"unit_id": list(provinces), "province_id": list(provinces.values())}))
    database.execute("CREATE TABLE provinces AS SELECT unit_id::INTEGER AS unit_id, province_id FROM pairs")
    sql = (
        "SELECT indicator_id, period_id, province_id, SUM(value_delta) AS value, SUM(presence_delta) AS received "
        f"FROM read_parquet('{file}') JOIN provinces USING (unit_id) {where} GROUP BY ALL ORDER BY ALL"
    )
    return lambda: int(database.sql(sql).to_arrow_table().num_rows)


def recent(codes: list[str], months: tuple[Any, ...]) -> str:
    """The hand-written query's condition for the first indicator and the last twelve months."""
    from tinhso.engines.indicators import api as indicators

    indicator_id = indicators.definition(codes[0]).indicator_id
    ids = ", ".join(str(number) for number in indicators.period_ids(months[-12:]).values())
    return f"WHERE indicator_id = {indicator_id} AND period_id IN ({ids})"


def prepare(indicators: int) -> tuple[dict[int, int], list[str], Path]:
    """Make units, definitions and periods, and a snapshot with a figure for each of their combinations."""
    from tinhso.engines.cube.logic.snapshots import manifest as stored
    from tinhso.engines.indicators.testing import make_definition, make_period
    from tinhso.engines.trust import api as trust
    from tinhso.kernel.periods import parse_period_range

    provinces = make_units()
    definitions = [make_definition(f"bench_{number}") for number in range(indicators)]
    periods = [make_period(month.code) for month in parse_period_range("nd09:2022-11..2026-12")]
    checkpoint = trust.seal_all() or trust.latest_checkpoint()
    assert checkpoint is not None
    place = stored.folder()
    place.mkdir(parents=True)
    rows = write_file(place / "figures-bench.parquet", definitions, periods, sorted(provinces))
    part = stored.describe(place / "figures-bench.parquet", rows)
    stored.write_manifest(place, stored.Manifest(checkpoint.tree_size, checkpoint.root_hash.hex(), (part,)))
    return provinces, [definition.code for definition in definitions], place


def make_units() -> dict[int, int]:
    """Make provinces and communes; return the province of each commune."""
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.orgs.contracts import PLACE, NewUnit
    from tinhso.engines.orgs.testing import known_levels

    known_levels()
    since, actor = date(2020, 1, 1), "system:bench"
    tops = orgs.create_units(
        [NewUnit(f"{number:02}", PLACE, "province", f"Tỉnh {number}", since) for number in range(1, PROVINCES + 1)],
        actor=actor,
    )
    below = [
        NewUnit(f"{number:05}", PLACE, "commune", f"Xã {number}", since, parent_id=tops[number % PROVINCES].id)
        for number in range(1, COMMUNES + 1)
    ]
    made = orgs.create_units(below, actor=actor)
    return {unit.id: new.parent_id or 0 for unit, new in zip(made, below, strict=True)}


def write_file(file: Path, definitions: list[Any], periods: list[int], units: list[int]) -> int:
    """Write one sorted snapshot file: a tenth provisional, one figure in fifty “over”."""
    from tinhso.engines.cube.logic.engine.connection import quoted, workspace
    from tinhso.engines.cube.logic.snapshots.entry_columns import ORDER
    from tinhso.engines.cube.logic.steps.entries import entries_of

    ids = [(one.indicator_id, one.id) for one in definitions]
    raw = f"""
        SELECT i.indicator_id, p.period_id, u.unit_id, '' AS dims, 0 AS scenario, '' AS line, 1 AS entry_no,
            hash(i.indicator_id, p.period_id, u.unit_id) % 100000 AS value,
            CASE WHEN hash(u.unit_id, p.period_id) % 50 = 0 THEN 1 ELSE 0 END AS operator, 0 AS missing,
            CASE WHEN hash(p.period_id, i.indicator_id) % 10 = 0 THEN 1 ELSE 2 END AS status, 1 AS source,
            hash(i.indicator_id, p.period_id, u.unit_id) % 100000 AS value_delta, 1 AS presence_delta, 0 AS leaf_index,
            row_number() OVER () AS entry_id, 1 AS event_id, i.definition_id,
            NULL AS previous_operator, NULL AS previous_missing, NULL AS previous_status
        FROM (VALUES {", ".join(f"({one}, {two})" for one, two in ids)}) i(indicator_id, definition_id),
            (VALUES {", ".join(f"({one})" for one in periods)}) p(period_id),
            (VALUES {", ".join(f"({one})" for one in units)}) u(unit_id)"""
    with workspace() as desk:
        desk.view("spooled", raw)
        made = desk.text(entries_of, "spooled")
        [(rows,)] = desk.execute(
            f"COPY (SELECT * FROM ({made}) ORDER BY {', '.join(ORDER)}) TO {quoted(str(file))} "
            "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)"
        )
    return int(rows)


def measure_freshness() -> None:
    """Print how long after its commit a figure stands in an answer."""
    from django.db import connection

    from tinhso.engines.cube import api as cube
    from tinhso.engines.cube.contracts import FigureQuery
    from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.orgs.testing import everything_rights, small_territory
    from tinhso.kernel.periods import parse_period

    month = parse_period("nd09:2026-10")
    fresh = make_definition(f"fresh_{hashlib.sha256(os.urandom(8)).hexdigest()[:8]}")
    unit = next(iter(orgs.units_on("commune", month.end)), None) or small_territory().unit("24373")
    question = FigureQuery((fresh.code,), (month,), "commune", everything_rights())
    cube.query(question)
    times = []
    for number in range(1, 16):
        write_figure(fresh, unit.id, make_period(month.code), number)
        start = time.perf_counter()
        row = cube.query(question).row(fresh.code, unit.id, month)
        times.append(time.perf_counter() - start)
        assert row is not None
        assert row.value == number, "the figure was committed and must be there"
    milliseconds = statistics.median(times) * 1000
    print(f"freshness on {connection.vendor}: the first answer after the commit has it, after {milliseconds:.0f} ms")


def on_postgresql() -> None:
    """Measure freshness on PostgreSQL where it is installed."""
    from tests.postgres import find_server

    if not find_server():
        print("PostgreSQL is not installed: left out.")
        return
    command = [sys.executable, __file__, "--freshness-only"]
    subprocess.run([sys.executable, str(ROOT / "tests/postgres.py"), *command], check=True)


if __name__ == "__main__":
    main()
