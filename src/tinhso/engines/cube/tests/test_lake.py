"""The lake: its files alone say what the product says, by SQL of another engine; only what is new is written."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import LakeOfAnother, LakeUnreadable, NothingSealed
from tinhso.engines.cube.logic.lake import exporting
from tinhso.engines.cube.logic.lake.catalogue import MANIFEST, PROGRESS
from tinhso.engines.cube.logic.lake.data_package import DATA_PACKAGE
from tinhso.engines.cube.testing import faults_by_frictionless
from tinhso.engines.cube.tests.lake_world import (
    TO_COME,
    read_with_duckdb,
    restated_by_the_lake,
    restated_by_the_product,
    standing_province,
    totals_of_the_lake,
    totals_of_the_product,
    with_a_history,
)
from tinhso.engines.cube.tests.province import MONTHS, Clerks, Province
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite
from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.testing import cast, everything_rights, rights_as
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Iterator[Province]:
    settings.TINHSO_HOME = tmp_path / "home"
    with standing_province() as made:
        yield made


@pytest.fixture
def history(province: Province) -> Iterator[tuple[Province, Clerks]]:
    with with_a_history(province) as made:
        yield made


def test_the_files_alone_say_what_the_product_says(history: tuple[Province, Clerks], tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    status = api.export_lake(lake, everything_rights())
    said = totals_of_the_product(status.tree_size)
    assert len(said) > 100
    assert totals_of_the_lake(read_with_duckdb(lake, "totals.sql")) == said
    restated = restated_by_the_product(status.tree_size)
    assert any(estimated for _, estimated in restated.values())
    unknown = {(unit, period) for (_, unit, period), (value, _) in restated.items() if value is None}
    assert unknown == {(unit, MONTHS[-2].code) for unit in ("24902", "24903")} | {
        (unit, TO_COME.code) for unit in ("22015", "22045")
    }
    assert restated["people_served", "24133", TO_COME.code] == (77, False)
    assert restated_by_the_lake(read_with_duckdb(lake, "restated.sql")) == restated


def test_a_data_package_names_every_file_as_it_is(history: tuple[Province, Clerks], tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    status = api.export_lake(lake, everything_rights())
    package = json.loads((lake / DATA_PACKAGE).read_bytes())
    described = {one["path"]: one for one in package["resources"]}
    files = {file.relative_to(lake).as_posix(): file for file in lake.rglob("*.parquet")}
    assert described.keys() == files.keys()
    assert len({one["name"] for one in package["resources"]}) == status.files
    for path, one in described.items():
        content = files[path].read_bytes()
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        held = pq.read_table(files[path])
        assert (one["rowCount"], [field["name"] for field in one["schema"]["fields"]]) == (
            held.num_rows,
            held.column_names,
        )
        # The names that Frictionless allows (Data Package 2.0, "name").
        assert re.fullmatch(r"[a-z0-9._/-]+", one["name"])
    assert package["checkpoint"]["tree_size"] == status.tree_size
    assert faults_by_frictionless(lake) == {}
    assert api.export_lake(lake, everything_rights()).added_files == 0
    assert json.loads((lake / DATA_PACKAGE).read_bytes()) == package
    damaged = package["resources"][0]
    (lake / damaged["path"]).write_bytes(bytes(damaged["bytes"]))
    assert faults_by_frictionless(lake) == {damaged["name"]: {"hash-count"}}


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
    damaged = [next((lake / table).rglob("*.parquet")) for table in ("figures", "units")]
    for file in damaged:
        file.write_bytes(file.read_bytes()[:-9])
    _, faults = api.check_lake(lake)
    assert sorted(fault.split(":")[0] for fault in faults) == [file.relative_to(lake).as_posix() for file in damaged]
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


def test_a_lake_of_before_an_indicator_was_published_is_not_gone_on_with(
    history: tuple[Province, Clerks], tmp_path: Path
) -> None:
    stock = {"nature": "stock", "time_rule": "last"}
    make_definition("people", version=2, valid_from=date(2025, 1, 1), publication="internal", **stock)
    trust.seal_all()
    lake, public = tmp_path / "public", orgs.anonymous_rights()
    api.export_lake(lake, public)
    # Another indicator is nothing that the lake should have held.
    make_definition("new_ones", publication="restricted"), make_definition("more_new_ones")
    trust.seal_all()
    api.export_lake(lake, public)
    for version, publication in ((3, "public"), (4, "internal")):
        fresh = tmp_path / f"version-{version}"
        make_definition("people", version=version, valid_from=date(2025, 1, 1), publication=publication, **stock)
        trust.seal_all()
        if version == 4:
            lake = tmp_path / "version-3"
        with pytest.raises(LakeOfAnother, match="people"):
            api.export_lake(lake, public)
        api.export_lake(fresh, public)
        assert bool(units_in(fresh, "people")) is (publication == "public")


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
