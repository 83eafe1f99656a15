"""Snapshots: nothing that is asked may depend on what has been moved into files, or on whether the files are whole."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import AS_REPORTED, CURRENT, Dims, FigureQuery
from tinhso.engines.cube.logic import remembered
from tinhso.engines.cube.logic.snapshots import compaction
from tinhso.engines.cube.tests.province import MONTHS, START, Clerks, Province, make_province
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.testing import key_of, make_definition, withdraw_figure, write_figure
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import CheckpointView
from tinhso.kernel.clock import FrozenClock

pytestmark = pytest.mark.django_db
CLOCK = FrozenClock(START)


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.TINHSO_HOME = tmp_path
    return tmp_path / "cube"


@pytest.fixture
def province(home: Path) -> Province:
    return make_province()


def fill(province: Province, batches: int, seed: int = 1) -> None:
    """Write some random acts and seal each."""
    clerks = Clerks(province, seed)
    for _ in range(batches):
        CLOCK.advance(timedelta(hours=5))
        with trust.use_clock(CLOCK):
            indicators.write_batches([clerks.batch(60)])
            trust.seal_all()


def everything(as_of: int | None = None) -> list[bytes]:
    """Ask much at once, in every form that leaves the house; nothing is answered from memory."""
    remembered.forget()
    codes = ("people_served", "satisfaction", "by_sex", "share_of_people")
    base = FigureQuery(codes, MONTHS[2:8], "commune", everything_rights(), as_of=as_of, structure=CURRENT)
    questions = [base, replace(base, level="province", dims=Dims.ALL, structure=AS_REPORTED)]
    with trust.use_clock(CLOCK):
        tables = [api.query(question) for question in questions]
    return [part for table in tables for part in (table.to_csv(exact=True), table.to_json(), table.to_parquet())]


def last_checkpoint() -> CheckpointView:
    found = trust.latest_checkpoint()
    assert found is not None
    return found


def test_files_and_tail_answer_alike_and_a_rebuild_to_the_byte(province: Province) -> None:
    fill(province, 4)
    unsnapped = everything()
    api.compact(full=True)
    assert everything() == unsnapped
    fill(province, 2, seed=2)
    mixed = everything()
    assert api.compact(full=True).files == 1
    assert everything() == mixed
    status = api.rebuild()
    assert (status.state, status.tail_entries) == ("ready", 0)
    assert everything() == mixed


def test_an_answer_as_of_a_checkpoint_is_the_same_for_ever(province: Province) -> None:
    fill(province, 3)
    then = last_checkpoint().tree_size
    before = everything(then)
    fill(province, 3, seed=3)
    with trust.use_clock(CLOCK):
        make_definition("people_served", version=2, valid_from=date(2025, 1, 1), decimals=3, space_rule="max")
        orgs.end_unit(province.territory.unit("24373").id, last_day=date(2025, 12, 31), actor="system:test")
        trust.seal_all()
        api.compact(full=True)
    CLOCK.advance(timedelta(days=400))
    assert everything(then) == before
    assert everything() != before


def test_a_figure_is_there_as_soon_as_it_is_committed(province: Province) -> None:
    served = province.definitions["people_served"][0]
    unit = province.territory.unit("24373")
    question = FigureQuery(("people_served",), (MONTHS[-1],), "commune", everything_rights())
    write_figure(served, unit.id, province.periods[MONTHS[-1].code], 405)
    row = api.query(question).row("people_served", unit.id, MONTHS[-1])
    assert row is not None
    assert row.value == 405


def test_a_checkpoint_does_not_know_what_was_not_sealed_under_it(province: Province) -> None:
    served = province.definitions["people_served"][0]
    unit = province.territory.unit("24373")
    with trust.use_clock(CLOCK):
        trust.seal_all()
    write_figure(served, unit.id, province.periods[MONTHS[-1].code], 405)
    question = FigureQuery(
        ("people_served",), (MONTHS[-1],), "commune", everything_rights(), as_of=last_checkpoint().tree_size
    )
    assert {row.value for row in api.query(question).rows} == {None}


@pytest.mark.parametrize("damage", ["flipped", "missing", "truncated"])
def test_a_damaged_file_is_noticed_answered_around_and_made_again(
    province: Province, home: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    fill(province, 3)
    right = everything()
    api.compact(full=True)
    [file] = home.glob("figures-*.parquet")
    spoil(file, damage)
    compaction.forget_snapshot()  # as a process that starts now
    with caplog.at_level(logging.WARNING, logger="tinhso.cube"):
        assert everything() == right
    assert "CUB-009" in caplog.text
    assert api.snapshot_status().state == "damaged"
    assert api.compact().state == "ready"
    assert everything() == right


def spoil(file: Path, damage: str) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(content if damage == "flipped" else content[:-10])


def test_a_file_that_vanishes_under_a_running_process_is_answered_around(province: Province, home: Path) -> None:
    fill(province, 2)
    right = everything()
    api.compact(full=True)
    assert everything() == right
    [file] = home.glob("figures-*.parquet")
    file.unlink()
    assert everything() == right


def test_a_snapshot_of_another_database_is_not_read(province: Province, home: Path) -> None:
    fill(province, 2)
    right = everything()
    api.compact(full=True)
    manifest = json.loads((home / "manifest.json").read_bytes())
    (home / "manifest.json").write_text(json.dumps(manifest | {"log_root": "00" * 32}))
    assert api.snapshot_status().state == "foreign"
    assert everything() == right
    assert api.compact().state == "ready"
    assert everything() == right


def test_an_unreadable_manifest_counts_as_damage(province: Province, home: Path) -> None:
    fill(province, 2)
    right = everything()
    api.compact(full=True)
    (home / "manifest.json").write_text("{")
    assert everything() == right
    assert api.compact().state == "ready"


def test_many_small_files_become_few(province: Province, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "TAIL_ROWS", 1)
    monkeypatch.setattr(compaction, "MOST_FILES", 3)
    sizes = []
    for seed in range(6):
        fill(province, 1, seed=seed + 10)
        sizes.append(api.compact().files)
    assert max(sizes) <= 3
    assert sizes[:3] == [1, 2, 3]
    right = everything()
    api.rebuild()
    assert everything() == right


def test_a_short_tail_stays_where_it_is(province: Province) -> None:
    fill(province, 1)
    assert api.compact().state == "ready"  # the first snapshot is made at once
    fill(province, 1, seed=2)
    status = api.compact()
    assert status.tail_entries > 0
    assert status.leaf_bound < last_checkpoint().tree_size


def test_a_withdrawn_figure_leaves_the_sum_when_its_entries_lie_on_both_sides(province: Province) -> None:
    served = province.definitions["people_served"][0]
    unit, month = province.territory.unit("24373"), province.periods[MONTHS[-1].code]
    question = FigureQuery(("people_served",), (MONTHS[-1],), "province", everything_rights())
    write_figure(served, unit.id, month, 405, operator=1)
    with trust.use_clock(CLOCK):
        trust.seal_all()
    api.compact(full=True)
    withdraw_figure(key_of(served, unit.id, month))
    [row] = api.query(question).rows
    assert (row.value, row.received, row.status) == (None, 0, None)
    write_figure(served, unit.id, month, 414)
    [row] = api.query(question).rows
    assert (row.value, row.received, row.operator.symbol) == (414, 1, "=")
