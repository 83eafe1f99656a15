"""A round of a year inside which units changed scores those that report the year, as the dated rule says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.rounds import RoundVerb
from tinhso.engines.evaluation.round_testing import NOW, TODAY, load_round_card, open_small_round
from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.testing import Territory, cast, rights_as, small_territory
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.django_db
YEAR = parse_period("2025")


@pytest.fixture
def territory() -> Iterator[Territory]:
    with trust.use_clock(FrozenClock(NOW)):
        territory = small_territory()
        cast(territory)
        load_round_card()
        yield territory


def load_rule(folder: Path, additive: str, others: str) -> None:
    file = folder / "straddling.csv"
    head = "changes_from,scheme,additive,others,source,confirmed\n"
    file.write_text(f"{head}2025-07-01,,{additive},{others},thử nghiệm,0\n", encoding="utf-8")
    orgs.load_straddling(file, actor="system:test")


def scored_of(number: int) -> set[int]:
    table = api.read_round(number, rights_as("vp.khoa", TODAY))
    return {line.unit.id for line in table.lines}


def communes_of(territory: Territory, side: str) -> set[int]:
    units = territory.old if side == "old" else territory.communes
    return {unit.id for unit in units.values() if unit.level == "commune"}


@pytest.mark.parametrize(("additive", "others"), [("new", "new"), ("both", "new"), ("old", "old"), ("both", "old")])
def test_one_side_is_scored_and_its_points_are_kept(
    territory: Territory, tmp_path: Path, additive: str, others: str
) -> None:
    load_rule(tmp_path, additive, others)
    number = open_small_round(period=YEAR.code)
    wanted = communes_of(territory, others)
    # Both old provinces went into the one that scores.
    assert scored_of(number) == wanted
    api.change_round(number, RoundVerb.CLOSE, rights=rights_as("vp.khoa", TODAY))
    total = indicators.definition("thu_tong", date(2025, 12, 31)).indicator_id
    kept = indicators.current_states([total], [indicators.period_id(YEAR)])
    assert {key.unit_id for key in kept} == wanted


def test_a_year_that_is_not_over_has_the_units_of_the_day(territory: Territory, tmp_path: Path) -> None:
    file = tmp_path / "decision.csv"
    file.write_text("old_code,new_code,new_name,whole,weight\n22045,22015,,1,\n", encoding="utf-8")
    orgs.reorganise(file, date(2026, 12, 1), code="NQ", decision="thử", rights=rights_as("cntt", TODAY))
    assert scored_of(open_small_round()) == communes_of(territory, "new")


def test_units_reporting_a_year_are_those_of_every_piece_that_its_rule_names(
    territory: Territory, tmp_path: Path
) -> None:
    load_rule(tmp_path, "both", "old")
    province = territory.province.id

    def units(period: str, *, additive: bool) -> set[int]:
        found = orgs.units_reporting("commune", parse_period(period), additive=additive, within=province, by=TODAY)
        return {unit.id for unit in found}

    old, new = communes_of(territory, "old"), communes_of(territory, "new")
    assert (units("2025", additive=True), units("2025", additive=False)) == (old | new, old)
    assert (units("2024", additive=True), units("2026", additive=False)) == (old, new)
    ea_kar = territory.communes["24373"]
    below = orgs.units_reporting("commune", YEAR, additive=True, within=ea_kar.id, by=TODAY)
    assert {unit.id for unit in below} == {ea_kar.id, territory.old["24373"].id, territory.old["24382"].id}
