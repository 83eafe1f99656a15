"""The lake: its files alone say what the product says, by SQL of another engine; only what is new is written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import CURRENT, FigureQuery, LakeOfAnother, LakeUnreadable, Mark, NothingSealed
from tinhso.engines.cube.logic.lake import exporting
from tinhso.engines.cube.logic.lake.catalogue import MANIFEST, PROGRESS
from tinhso.engines.cube.tests.province import MONTHS, Clerks, Province, make_province
from tinhso.engines.cube.tests.test_as_of_for_ever import build_history
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite
from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NewSuccessionLink
from tinhso.engines.orgs.testing import cast, everything_rights, rights_as
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
ADDING = ("people_served", "people", "agencies_open", "spent")


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Iterator[Province]:
    settings.TINHSO_HOME = tmp_path / "home"
    made = make_province()
    indicators.register_expectations(made.assignments)
    yield made
    indicators.unregister_expectations(made.assignments.name)


@pytest.fixture
def history(province: Province) -> Iterator[tuple[Province, Clerks]]:
    """Three rounds of acts, and a decision on top of the first reorganisation."""
    _, clock, clerks = build_history(province)
    with trust.use_clock(clock):
        clock.set(LATER)
        communes = province.territory.communes
        orgs.apply_succession(
            code="NQ", effective_on=date(2026, 1, 1), decision="thử", actor="system:test",
            links=[NewSuccessionLink(communes["24373"].id, communes["24133"].id)],
        )  # fmt: skip
        trust.seal_all()
        yield province, clerks


def read_with_duckdb(lake: Path, recipe: str) -> list[tuple[Any, ...]]:
    """Run a recipe of the lake over its files; nothing of the product is asked."""
    desk = duckdb.connect()
    views = (lake / "views.sql").read_text(encoding="utf-8").replace("'figures/", f"'{lake}/figures/")
    for table in ("units", "unit_names", "unit_links", "successions", "weights", "indicators", "periods", "expected"):
        views = views.replace(f"['{table}/", f"['{lake}/{table}/")
    desk.execute(views)
    return desk.execute(as_of_the_day((lake / recipe).read_text(encoding="utf-8"))).fetchall()


def as_of_the_day(sql: str) -> str:
    """The test's clock stands in for the reader's."""
    return sql.replace("CURRENT_DATE", "DATE '2026-03-01'")


def totals_of_the_product(tree_size: int) -> dict[tuple[str, str, str, str], tuple[Fraction, int]]:
    found = {}
    for level in ("commune", "district", "province", "agency"):
        for row in api.query(FigureQuery(ADDING, MONTHS, level, everything_rights(), as_of=tree_size)):
            if row.numerator is not None and row.denominator is not None:
                value = Fraction(row.numerator, row.denominator)
                provisional = int(row.status is not None and row.status.code == "provisional")
                found[row.indicator, level, row.unit_code, row.period.code] = value, provisional
    return found


def totals_of_the_lake(rows: list[tuple[Any, ...]]) -> dict[tuple[str, str, str, str], tuple[Fraction, int]]:
    return {
        (code, level, unit, period): (Fraction(int(total), 10 ** int(decimals)), int(provisional))
        for code, level, unit, period, total, decimals, provisional in rows
        if code in ADDING
    }


def restated_by_the_product(tree_size: int) -> dict[tuple[str, str, str], tuple[Fraction, bool]]:
    asked = FigureQuery(ADDING[:2], MONTHS, "commune", everything_rights(), structure=CURRENT, as_of=tree_size)
    return {
        (row.indicator, row.unit_code, row.period.code): (
            Fraction(row.numerator, row.denominator or 1),
            Mark.ESTIMATED_DIVISION in row.marks,
        )
        for row in api.query(asked)
        if row.numerator is not None
    }


def restated_by_the_lake(rows: list[tuple[Any, ...]]) -> dict[tuple[str, str, str], tuple[Fraction, bool]]:
    return {
        (code, unit, period): (Fraction(Decimal(total)) / 10 ** (9 + int(decimals)), bool(estimated))
        for code, unit, period, total, decimals, estimated in rows
        if code in ADDING[:2]
    }


def test_the_files_alone_say_what_the_product_says(history: tuple[Province, Clerks], tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    status = api.export_lake(lake, everything_rights())
    said = totals_of_the_product(status.tree_size)
    assert len(said) > 100
    assert totals_of_the_lake(read_with_duckdb(lake, "totals.sql")) == said
    restated = restated_by_the_product(status.tree_size)
    assert any(estimated for _, estimated in restated.values())
    assert restated_by_the_lake(read_with_duckdb(lake, "restated.sql")) == restated


# The bridge to Java leaves its socket to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_spark_says_the_same_as_the_product(history: tuple[Province, Clerks], tmp_path: Path) -> None:
    """Only where pyspark and Java are there: neither belongs to the product."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if not shutil.which("java"):
        pytest.skip("no Java")
    lake = tmp_path / "lake"
    status = api.export_lake(lake, everything_rights())
    files: dict[str, list[str]] = {}
    for one in json.loads((lake / MANIFEST).read_bytes())["files"]:
        files.setdefault(one["table"], []).append(str(lake / one["path"]))
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    try:
        for table, paths in files.items():
            spark.read.parquet(*paths).createOrReplaceTempView(table)
        rows = [tuple(row) for row in spark.sql((lake / "totals.sql").read_text(encoding="utf-8")).collect()]
        assert totals_of_the_lake(rows) == totals_of_the_product(status.tree_size)
        text = as_of_the_day((lake / "restated.sql").read_text(encoding="utf-8"))
        rows = [tuple(row) for row in spark.sql(text).collect()]
        assert restated_by_the_lake(rows) == restated_by_the_product(status.tree_size)
    finally:
        spark.stop()


def test_a_second_export_writes_only_what_is_new_and_none_when_nothing_is(
    history: tuple[Province, Clerks], tmp_path: Path
) -> None:
    province, _ = history
    lake = tmp_path / "lake"
    first = api.export_lake(lake, everything_rights())
    stamps = {file: file.stat().st_mtime_ns for file in lake.rglob("*.parquet")}
    again = api.export_lake(lake, everything_rights())
    assert (again.added_files, again.figures, again.files) == (0, first.figures, first.files)
    assert {file: file.stat().st_mtime_ns for file in lake.rglob("*.parquet")} == stamps
    key = FigureKey(
        province.definitions["people_served"][0].indicator_id,
        province.territory.communes["24133"].id,
        province.periods[MONTHS[-1].code],
    )
    change = [FigureWrite(key, FigureState(77_777))]
    indicators.write_batches([BatchSpec("reporting.submitted", "reporting.assignment:1", "system:test", change)])
    trust.seal_all()
    grown = api.export_lake(lake, everything_rights())
    assert grown.figures > first.figures
    assert stamps.items() <= {file: file.stat().st_mtime_ns for file in lake.rglob("*.parquet")}.items()
    assert totals_of_the_lake(read_with_duckdb(lake, "totals.sql")) == totals_of_the_product(grown.tree_size)
    whole = api.export_lake(tmp_path / "whole", everything_rights())
    assert whole.figures == grown.figures


def test_an_export_that_was_broken_off_goes_on_where_it_was(
    history: tuple[Province, Clerks], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "LEAVES_A_STRETCH", 5)
    lake, reached = tmp_path / "lake", list[int]()

    class Killed(Exception):
        pass

    def kill(done: int, _: int) -> None:
        reached.append(done)
        if list(lake.rglob("*.parquet")):
            raise Killed

    with pytest.raises(Killed):
        api.export_lake(lake, everything_rights(), kill)
    assert (lake / PROGRESS).exists()
    assert not (lake / MANIFEST).exists()
    half = next(lake.rglob("*.parquet")).with_name(f"leaves-{reached[-1]:012}-{reached[-1] + 5:012}.parquet.new")
    half.write_bytes(b"half")
    told: list[int] = []
    status = api.export_lake(lake, everything_rights(), lambda done, _: told.append(done))
    assert told[0] == reached[-1] + 5
    assert api.check_lake(lake) == (replace(status, added_files=0), [])
    assert totals_of_the_lake(read_with_duckdb(lake, "totals.sql")) == totals_of_the_product(status.tree_size)
    assert not list(lake.rglob("*.new"))


def test_a_damaged_file_is_named_and_written_again(history: tuple[Province, Clerks], tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    api.export_lake(lake, everything_rights())
    file = next((lake / "figures").rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-9])
    _, faults = api.check_lake(lake)
    assert [fault.split(":")[0] for fault in faults] == [file.relative_to(lake).as_posix()]
    status = api.export_lake(lake, everything_rights())
    assert api.check_lake(lake)[1] == []
    assert totals_of_the_lake(read_with_duckdb(lake, "totals.sql")) == totals_of_the_product(status.tree_size)


def test_a_reader_takes_along_only_what_they_may_see(history: tuple[Province, Clerks], tmp_path: Path) -> None:
    province, _ = history
    cast(province.territory)
    stock = {"nature": "stock", "time_rule": "last", "valid_from": date(2025, 1, 1), "publication": "internal"}
    make_definition("people", version=2, **stock)
    trust.seal_all()
    own = province.territory.communes["24133"].id
    reader = rights_as("bmt.nhap")
    api.export_lake(tmp_path / "own", reader)
    api.export_lake(tmp_path / "public", orgs.anonymous_rights())
    seen = units_in(tmp_path / "own", "people")
    assert own in seen
    assert seen <= reader.scope(orgs.Action.SEE_FIGURES).unit_ids
    assert units_in(tmp_path / "own", "spent") - seen  # published for everybody
    assert units_in(tmp_path / "public", "people") == set()
    assert units_in(tmp_path / "public", "spent")
    with pytest.raises(LakeOfAnother):
        api.export_lake(tmp_path / "own", everything_rights())


def units_in(lake: Path, indicator: str) -> set[int]:
    """The units of which a lake has figures of an indicator."""
    files = f"read_parquet('{lake}/figures/*/*.parquet')"
    found = duckdb.execute(f"SELECT DISTINCT unit_id FROM {files} WHERE indicator = ?", [indicator]).fetchall()
    return {unit for (unit,) in found}


def test_what_is_no_lake_and_a_log_without_checkpoint_are_refused(province: Province, tmp_path: Path) -> None:
    with pytest.raises(LakeUnreadable):
        api.check_lake(tmp_path)
    with pytest.raises(NothingSealed):
        api.export_lake(tmp_path / "lake", everything_rights())
    trust.seal_all()
    (tmp_path / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(LakeUnreadable):
        api.export_lake(tmp_path, everything_rights())
