"""Import of a million figures through every rule, against the raw insert into the same table, columns and indexes.

    python bench/import_figures.py [--rows 1000000] [--database URL]

Each measurement runs in a process and a database of its own: SQLite files in a temporary folder, or databases made on
the server of a PostgreSQL URL. Without --database both are measured, PostgreSQL when it is installed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
INDICATORS, UNITS = 20, 500


def main() -> None:
    options = _options()
    if options.phase:
        print(json.dumps(measure(options.phase, options.rows)))
        return
    if options.database:
        report("PostgreSQL", options.database, options.rows)
        return
    report("SQLite", "", options.rows)
    from tests.postgres import find_server

    if find_server():
        command = [sys.executable, __file__, "--rows", str(options.rows), "--database", "from-environment"]
        subprocess.run([sys.executable, str(ROOT / "tests/postgres.py"), *command], check=True)
    else:
        print("PostgreSQL is not installed: left out.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="figures to import")
    parser.add_argument("--database", default="", help="PostgreSQL URL; or from-environment for DATABASE_URL")
    parser.add_argument("--phase", choices=["raw", "import", "again"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.database == "from-environment":
        options.database = os.environ["DATABASE_URL"]
    return options


def report(name: str, url: str, rows: int) -> None:
    """Measure raw insert, import, and the same import again, and print them side by side."""
    raw, first, again = (_run(phase, url, rows) for phase in ("raw", "import", "again"))
    print(f"{name}: {rows:,} figures")
    for title, result in (("raw insert", raw), ("import", first), ("same file again", again)):
        speed, ratio = rows / result["seconds"], result["seconds"] / raw["seconds"]
        print(
            f"  {title:16} {result['seconds']:7.1f} s {speed:9,.0f} rows/s  {ratio:5.2f}× raw  "
            f"lock held {result['locked']:5.1f} s  memory {result['megabytes']:,} MB"
        )


def _run(phase: str, url: str, rows: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as home:
        environment = {**os.environ, "TINHSO_HOME": home, "DATABASE_URL": _fresh_database(url, phase), "TINHSO_NOW": ""}
        command = [sys.executable, __file__, "--phase", phase, "--rows", str(rows)]
        answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(answer.splitlines()[-1])
    return found


def _fresh_database(url: str, phase: str) -> str:
    if not url:
        return ""
    import psycopg

    name = f"bench_{phase}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return f"{url.rpartition('/')[0]}/{name}"


def measure(phase: str, rows: int) -> dict[str, float]:
    """Prepare an empty product and measure one phase in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.site.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    file = Path(os.environ["TINHSO_HOME"]) / "figures.csv"
    units = prepare()
    write_file(file, units, rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if phase == "raw":
        return _finish(*raw_insert(file), before)
    result = import_once(file)
    return _finish(*(import_once(file) if phase == "again" else result), before)


def _finish(seconds: float, locked: float, before: int) -> dict[str, float]:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"seconds": seconds, "locked": locked, "megabytes": used // 1024}


def prepare() -> list[str]:
    """Make 500 communes and 20 indicators; return the codes of the communes."""
    from datetime import date

    from tinhso.engines.indicators.testing import make_definition
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.orgs.contracts import PLACE, NewUnit
    from tinhso.engines.orgs.testing import known_levels

    known_levels()
    start = date(2000, 1, 1)
    codes = [f"{20_000 + number}" for number in range(UNITS)]
    orgs.create_units([NewUnit(code, PLACE, "commune", f"Xã {code}", start) for code in codes], actor="system:bench")
    for number in range(INDICATORS):
        make_definition(f"indicator_{number}", decimals=number % 3)
    return codes


def write_file(file: Path, units: list[str], rows: int) -> None:
    """Write a CSV of distinct keys in the order in which systems export: by period, unit, indicator."""
    from itertools import islice

    chance = random.Random(2026)
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["indicator", "unit", "period", "value", "status"])
        writer.writerows([*key, _value(chance, key[0]), ""] for key in islice(_keys(units), rows))


def _keys(units: list[str]) -> Iterator[tuple[str, str, str]]:
    for year in range(2010, 2100):
        for month in range(1, 13):
            for unit in units:
                for number in range(INDICATORS):
                    yield f"indicator_{number}", unit, f"nd09:{year}-{month:02}"


def _value(chance: random.Random, indicator: str) -> str:
    decimals = int(indicator.rpartition("_")[2]) % 3
    whole = str(chance.randrange(100_000))
    return f"{whole}.{chance.randrange(10**decimals):0{decimals}}" if decimals else whole


def import_once(file: Path) -> tuple[float, float]:
    """Import the file; return seconds in all, and seconds during which the database's write lock was held."""
    from django.db import transaction

    from tinhso.engines.indicators import api
    from tinhso.engines.indicators.logic.importing import figures
    from tinhso.engines.orgs.testing import everything_rights

    locked = 0.0

    @contextmanager
    def timed() -> Iterator[None]:
        """The writing transaction from its beginning until it is on the disk."""
        nonlocal locked
        start = time.perf_counter()
        with transaction.atomic():
            yield
        locked += time.perf_counter() - start

    figures.transaction = SimpleNamespace(atomic=timed)  # type: ignore[attr-defined]
    start = time.perf_counter()
    summary = api.import_csv(file, rights=everything_rights())
    seconds = time.perf_counter() - start
    figures.transaction = transaction  # type: ignore[attr-defined]
    if not summary.committed:
        raise SystemExit(f"the import was refused: {summary.rejections[:3]}")
    return seconds, locked


def raw_insert(file: Path) -> tuple[float, float]:
    """Insert the same figures without any rule: ready rows, one statement, one commit."""
    from django.db import transaction

    from tinhso.engines.indicators import api
    from tinhso.engines.indicators.logic.ledger.insertion import insert_entries
    from tinhso.engines.orgs.api import Unit
    from tinhso.engines.trust import api as trust
    from tinhso.kernel.periods import parse_period

    with file.open(encoding="utf-8", newline="") as text:
        read = [row[:3] for row in csv.reader(text)][1:]
    units = dict(Unit.objects.values_list("code", "id"))
    definitions = {one.code: one for one in api.definitions()}
    periods = {period.code: number for period, number in api.period_ids({parse_period(row[2]) for row in read}).items()}
    with transaction.atomic():
        event = trust.record(kind="bench.raw", subject="bench.raw:1", actor="system:bench")
    rows = [
        (event, line, definitions[code].indicator_id, definitions[code].id, units[unit], periods[period], "", 0, "", 1,
         line, 0, 0, 1, 2, line, 1, None, None)
        for line, (code, unit, period) in enumerate(read)
    ]  # fmt: skip
    start = time.perf_counter()
    with transaction.atomic():
        insert_entries(rows)
    seconds = time.perf_counter() - start
    return seconds, seconds


if __name__ == "__main__":
    main()
