"""The cube at a million, ten million and 85 million figures, each size in a process of its own.

    python bench/scale.py [--figures 1000000 10000000] [--users 50]      (`make bench-scale` adds 85000000)

5,000 communes → 200 districts → 20 provinces → 1 country, 50 months, 85 of 100 cells filled; as many indicators as the
figures need (400 for 85 million). Up to ten million the figures are put into the ledger of an empty SQLite database by
one statement and the snapshot is made from it, timed; beyond, the snapshot's files are written straight away. Then

1. all indicators and months to every level above, against one hand-written DuckDB query over the same files, and
   against the floor: adding the same number of values that lie in memory, without keys;
2. one tile (an indicator, twelve months, the country): computed, remembered, and over HTTP with so many users;
3. the same questions as of the checkpoint before 5,000 corrections and 360 reorganised communes, and restated.

Times are elapsed and processor seconds side by side, medians of turns taken one after the other; nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "bench")]
SIZES, LARGEST_LEDGER = (1_000_000, 10_000_000), 10_000_000
LEVELS = (("country", 1), ("province", 20), ("district", 200), ("commune", 5_000))
MONTHS, FILLED, RUNS, ASKS, FILES = "nd09:2022-11..2026-12", 85, 5, 40, 8
SINCE, ACTOR = date(2020, 1, 1), "system:bench"
# Which cells are filled, and with what: from the ids alone, scattered by one multiplication; SQLite and DuckDB read it.
SCATTERED = "((CAST(i.id AS BIGINT) * 1000003 + p.id * 10007 + u.id) * 2654435761 % 4294967291)"
IS_FILLED, VALUE = f"({SCATTERED} >> 12) % 100 < {FILLED}", f"({SCATTERED} >> 7) % 100000"
STATUS = "CASE WHEN (i.id + p.id) % 10 = 0 THEN 1 ELSE 2 END"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--figures", type=int, nargs="+", default=SIZES, help="how many figures, one size after another"
    )
    parser.add_argument("--users", type=int, default=50, help="how many ask for the tile over HTTP at once")
    parser.add_argument("--only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        from bench.empty_database import empty_database

        with empty_database():
            measure(options.figures[0], options.users)
        return
    for figures in options.figures:
        command = [sys.executable, __file__, "--only", "--figures", str(figures), "--users", str(options.users)]
        subprocess.run(command, check=True, cwd=ROOT)


def measure(figures: int, users: int) -> None:
    """Print everything about one size."""
    from tinhso.kernel.periods import parse_period_range

    months = parse_period_range(MONTHS)
    communes, above = make_units()
    indicators = max(1, round(figures / (communes * len(months) * FILLED / 100)))
    made = make_figures(indicators, in_ledger=figures <= LARGEST_LEDGER)
    print(
        f"\n## {made.rows:,} figures: {indicators} indicators, {len(months)} months, {communes:,} communes", flush=True
    )
    print(f"{made.words}; {made.bytes / made.rows:.2f} bytes a figure ({made.bytes / 2**20:.0f} MB)", flush=True)
    codes = tuple(f"bench_{number}" for number in range(indicators))
    roll_up(made, codes, months, above)
    tile(codes, months, users)
    earlier_and_restated(codes, months)


class Made:
    """The snapshot's files, and how they came to be."""

    def __init__(self, place: Path, rows: int, words: str) -> None:
        self.files, self.rows, self.words = sorted(place.glob("figures-*.parquet")), rows, words
        self.bytes = sum(file.stat().st_size for file in self.files)


# What is measured


def roll_up(made: Made, codes: Sequence[str], months: Sequence[Any], above: dict[str, dict[int, int]]) -> None:
    """All indicators and months at every level above the communes, by the cube, by hand, and the floor."""
    from tinhso.engines.cube.contracts import FigureQuery
    from tinhso.engines.cube.logic.several_levels import computed_together
    from tinhso.engines.orgs.testing import everything_rights

    rights = everything_rights()
    asked = [FigureQuery(tuple(codes), tuple(months), level, rights) for level in above]

    def apart() -> int:
        return sum(len(computed(one)) for one in asked)

    def cube() -> int:
        return sum(len(table) for table, _ in computed_together(asked))

    hand, floor = by_hand(made, above), adding_in_memory(made.rows)
    rows = cube()
    assert hand() == rows, f"{hand()} rows by hand, {rows} by the cube"
    times = in_turn({"hand": hand, "cube": cube, "level by level": apart, "floor": floor})
    print(f"all indicators and months → {', '.join(above)}: {rows:,} rows", flush=True)
    tell(times, "cube", "hand")
    tell(times, "level by level", "hand")
    tell(times, "cube", "floor")
    tell(times, "hand", "floor")


def by_hand(made: Made, above: dict[str, dict[int, int]]) -> Callable[[], int]:
    """The query somebody would write: the ancestors of each commune in a table, one statement."""
    import duckdb
    import pyarrow as pa

    pairs = [(unit, top) for tops in above.values() for unit, top in tops.items()]
    database = duckdb.connect()
    database.register("pairs", pa.table({"unit_id": [one for one, _ in pairs], "above": [one for _, one in pairs]}))
    database.execute("CREATE TABLE ancestors AS SELECT unit_id::INTEGER AS unit_id, above FROM pairs")
    sql = (
        "SELECT indicator_id, period_id, above, SUM(value_delta) AS value, SUM(presence_delta) AS received "
        f"FROM read_parquet({[str(file) for file in made.files]}) JOIN ancestors USING (unit_id) "
        "GROUP BY ALL ORDER BY ALL"
    )
    return lambda: int(database.sql(sql).to_arrow_table().num_rows)


def adding_in_memory(rows: int) -> Callable[[], int]:
    """Adding so many values of eight bytes that are in memory already: nothing that reads them all is quicker."""
    import numpy as np

    values = np.arange(rows, dtype=np.int64)
    return lambda: int(values.sum())


def tile(codes: Sequence[str], months: Sequence[Any], users: int) -> None:
    """One indicator's last twelve months for the country."""
    from tinhso.engines.cube import api as cube
    from tinhso.engines.cube.contracts import FigureQuery
    from tinhso.engines.orgs.testing import everything_rights

    asked = FigureQuery(tuple(codes[:1]), tuple(months[-12:]), "country", everything_rights())
    cube.query(asked)
    times = in_turn({"computed": lambda: len(computed(asked)), "remembered": lambda: len(cube.query(asked))}, runs=15)
    for name, (elapsed, used) in times.items():
        print(f"tile, {name}: {elapsed * 1000:.1f} ms, processor {used * 1000:.1f} ms", flush=True)
    query = f"indicator={codes[0]}&periods={months[-12].code}..{months[-1].code.partition(':')[2]}&level=country"
    with served() as address:
        one, many = crowd(f"{address}/api/v1/series?{query}", 1), crowd(f"{address}/api/v1/series?{query}", users)
    print(f"tile over HTTP, one user: median {told(one)}; {users} users at once: median {told(many)}", flush=True)


def crowd(address: str, users: int) -> list[float]:
    """Let so many ask again and again, and return how long each answer took."""
    took: list[float] = []

    def ask() -> None:
        for _ in range(ASKS):
            start = time.perf_counter()
            try:
                with urllib.request.urlopen(address, timeout=120) as answer:
                    answer.read()
            except OSError:
                return
            took.append(time.perf_counter() - start)

    hands = [threading.Thread(target=ask) for _ in range(users)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(took) == users * ASKS, "some were not answered"
    return took


def told(took: list[float]) -> str:
    places = statistics.quantiles(took, n=20)
    return f"{statistics.median(took) * 1000:.0f} ms, 95th of 100 {places[-1] * 1000:.0f} ms"


def earlier_and_restated(codes: Sequence[str], months: Sequence[Any]) -> None:
    """The checkpoint before corrections against now; today's units against those of each month."""
    from dataclasses import replace

    import as_of

    from tinhso.engines.cube import api as cube
    from tinhso.engines.cube.contracts import CURRENT, FigureQuery
    from tinhso.engines.orgs.testing import everything_rights
    from tinhso.engines.trust import api as trust

    first = trust.latest_checkpoint()
    assert first is not None
    as_of.correct(list(codes))
    as_of.reorganise()
    trust.seal_all()
    cube.compact()
    whole = FigureQuery(tuple(codes), tuple(months), "province", everything_rights())
    one = replace(whole, indicators=tuple(codes[:1]), periods=tuple(months[:24]), level="commune")
    for words, now in (("all → province", whole), ("one indicator, 24 months → commune", one)):
        earlier, restated = replace(now, as_of=first.tree_size), replace(now, structure=CURRENT)
        questions = {"now": now, "as of": earlier, "restated": restated}
        times = in_turn({name: lambda asked=asked: len(computed(asked)) for name, asked in questions.items()})  # type: ignore[misc]
        print(f"{words}:", flush=True)
        tell(times, "as of", "now")
        tell(times, "restated", "now")


def computed(question: Any) -> Any:
    """The answer computed each time."""
    from tinhso.engines.cube.logic import answering

    return answering.computed(question)[0]


def in_turn(works: dict[str, Callable[[], int]], runs: int = RUNS) -> dict[str, tuple[float, float]]:
    """Take turns, so that all meet the same machine; return median seconds elapsed and of the processor."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(runs):
        for name, work in works.items():
            start, used = time.perf_counter(), time.process_time()
            work()
            times[name].append((time.perf_counter() - start, time.process_time() - used))
    return {name: tuple(statistics.median(one[at] for one in found) for at in (0, 1)) for name, found in times.items()}  # type: ignore[misc]


def tell(times: dict[str, tuple[float, float]], name: str, against: str) -> None:
    (one, one_used), (other, other_used) = times[name], times[against]
    print(
        f"  {name} / {against}: {one * 1000:.0f} / {other * 1000:.0f} ms {one / other:.2f}×, "
        f"processor {one_used * 1000:.0f} / {other_used * 1000:.0f} ms {one_used / max(other_used, 1e-6):.2f}×",
        flush=True,
    )


# What is asked about


def make_units() -> tuple[int, dict[str, dict[int, int]]]:
    """Make the four levels; return how many communes, and by level above them the ancestor of each."""
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.orgs.contracts import PLACE, TERRITORY, NewUnit

    orgs.create_structure(TERRITORY, name_vi="Lãnh thổ", name_en="Territory")
    rows: list[list[int]] = []
    for rank, (level, count) in enumerate(LEVELS, start=1):
        orgs.create_level(level, name_vi=level, name_en=level, rank=rank, valid_from=SINCE)
        digits = {"country": 1, "province": 2, "district": 3, "commune": 5}[level]
        tops = [*rows[-1]] if rows else [None]
        new = [
            NewUnit(f"{no + 1:0{digits}}", PLACE, level, f"{level} {no}", SINCE, parent_id=tops[no % len(tops)])
            for no in range(count)
        ]
        rows.append([unit.id for unit in orgs.create_units(new, actor=ACTOR)])
    communes = rows[-1]
    ancestors = {
        level: {unit: rows[at][number % count] for number, unit in enumerate(communes)}
        for at, (level, count) in enumerate(LEVELS[:-1])
    }
    return len(communes), ancestors


def make_figures(indicators: int, *, in_ledger: bool) -> Made:
    """Define indicators and fill the cells, in the ledger and from it into the snapshot, or straight into its files."""
    from tinhso.engines.cube.logic.snapshots import manifest as stored
    from tinhso.engines.indicators.testing import make_definition, make_period
    from tinhso.kernel.periods import parse_period_range

    definitions = [make_definition(f"bench_{number}") for number in range(indicators)]
    for month in parse_period_range(MONTHS):
        make_period(month.code)
    start = time.perf_counter()
    if in_ledger:
        rows = fill_ledger()
        filled, start = time.perf_counter() - start, time.perf_counter()
        from tinhso.engines.cube import api as cube

        cube.rebuild()
        built = time.perf_counter() - start
        words = f"put into the ledger in {filled:.1f} s, snapshot made from it in {built:.1f} s"
        words += f" ({rows / built:,.0f} a second)"
    else:
        rows = write_files(definitions)
        words = f"snapshot's files written straight away in {time.perf_counter() - start:.1f} s"
    return Made(stored.folder(), rows, words)


def fill_ledger() -> int:
    """Put a figure into every filled cell by one statement, under one event, and seal it."""
    from django.db import connection, transaction

    from tinhso.engines.trust import api as trust
    from tinhso.engines.trust.contracts import FigureRoot

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {cells('indicators_definition')} WHERE {IS_FILLED}")
        [rows] = cursor.fetchone()
        root = FigureRoot(bytes(32), rows)  # no leaf is proved here
        event_id = trust.record(
            kind="indicators.imported", subject="indicators.import:bench", actor=ACTOR, figures=root
        )
        cursor.execute(f"""
            INSERT INTO indicators_entry (event_id, line_no, indicator_id, definition_id, unit_id, period_id, dims,
                scenario, line, entry_no, value, operator, missing, status, source, value_delta, presence_delta)
            SELECT {event_id}, row_number() OVER () - 1, i.indicator_id, i.id, u.id, p.id, '', 0, '', 1, {VALUE}, 0, 0,
                {STATUS}, 1, {VALUE}, 1
            FROM {cells("indicators_definition")} WHERE {IS_FILLED}""")
    trust.seal_all()
    return int(rows)


def cells(definitions: str) -> str:
    """Every combination of an indicator's version, a period and a commune."""
    return f"{definitions} i, indicators_periodrow p, (SELECT id FROM orgs_unit WHERE level = 'commune') u"


def write_files(definitions: Sequence[Any]) -> int:
    """Write the snapshot in some files, each of its own indicators, so that sorting stays within modest memory."""
    from tinhso.engines.cube.logic.engine.connection import quoted, workspace
    from tinhso.engines.cube.logic.snapshots import manifest as stored
    from tinhso.engines.cube.logic.snapshots.entry_columns import ORDER
    from tinhso.engines.cube.logic.steps.entries import entries_of
    from tinhso.engines.indicators.models import PeriodRow
    from tinhso.engines.orgs.models import Unit
    from tinhso.engines.trust import api as trust

    checkpoint = trust.seal_all() or trust.latest_checkpoint()
    assert checkpoint is not None
    place = stored.folder()
    place.mkdir(parents=True)
    periods = ", ".join(f"({number})" for number in PeriodRow.objects.values_list("id", flat=True))
    units = ", ".join(f"({unit})" for unit in Unit.objects.filter(level="commune").values_list("id", flat=True))
    parts, size = [], -(-len(definitions) // FILES)
    for first in range(0, len(definitions), size):
        some = ", ".join(f"({one.id}, {one.indicator_id})" for one in definitions[first : first + size])
        raw = f"""
            SELECT i.indicator_id, p.id AS period_id, u.id AS unit_id, '' AS dims, 0 AS scenario, '' AS line,
                1 AS entry_no, {VALUE} AS value, 0 AS operator, 0 AS missing, {STATUS} AS status, 1 AS source,
                {VALUE} AS value_delta, 1 AS presence_delta, 0 AS leaf_index, row_number() OVER () AS entry_id,
                1 AS event_id, i.id AS definition_id,
                NULL AS previous_operator, NULL AS previous_missing, NULL AS previous_status
            FROM (VALUES {some}) i(id, indicator_id), (VALUES {periods}) p(id), (VALUES {units}) u(id)
            WHERE {IS_FILLED}"""
        file = place / f"figures-{first:03}.parquet"
        with workspace() as desk:
            desk.view("spooled", raw)
            made = desk.text(entries_of, "spooled")
            [(rows,)] = desk.execute(
                f"COPY (SELECT * FROM ({made}) ORDER BY {', '.join(ORDER)}) TO {quoted(str(file))} "
                "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)"
            )
        parts.append(stored.describe(file, int(rows)))
    stored.write_manifest(place, stored.Manifest(checkpoint.tree_size, checkpoint.root_hash.hex(), tuple(parts)))
    return sum(part.rows for part in parts)


@contextmanager
def served() -> Iterator[str]:
    """The product over the same folder, until it has answered everybody."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    # All users come from one address here; a province's come from hundreds.
    environment = {**os.environ, "PORT": port, "PYTHONPATH": str(ROOT / "src"), "TINHSO_API_RATE_ADDRESS": "0"}
    command = [sys.executable, "-m", "tinhso.site.command_line", "serve"]
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)


if __name__ == "__main__":
    main()
