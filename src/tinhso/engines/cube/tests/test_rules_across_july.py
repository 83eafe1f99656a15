"""Conditions over a whole level ask the units that report the period: across July 2025, and back over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import RuleCheck, RuleQuestion, VerdictTable
from tinhso.engines.cube.tests.test_straddling import JULY, load_rule, report
from tinhso.engines.indicators.contracts import FigureState
from tinhso.engines.indicators.testing import key_of, make_definition, make_period, write_figures
from tinhso.engines.orgs.testing import Territory, everything_rights, small_territory
from tinhso.engines.trust import api as trust
from tinhso.kernel.formulas import Node, parse_formula
from tinhso.kernel.periods import Period, parse_period

pytestmark = pytest.mark.django_db
JUNE = parse_period("nd09:2025-06")
ON_TIME: Node = parse_formula("dossiers_on_time <= dossiers", rule=True)


@pytest.fixture
def territory(settings: Any, tmp_path: Path) -> Territory:
    settings.TINHSO_HOME = tmp_path
    return small_territory()


def checked(
    condition: Node, period: Period = JULY, level: str = "commune", as_of: int | None = None
) -> tuple[VerdictTable, dict[int, bool | None]]:
    """What a condition says of every unit: the table, and the verdicts that are not “kept” by unit."""
    asked = RuleQuestion((RuleCheck("one", condition),), period, level, everything_rights(), as_of=as_of)
    table = api.check_rules(asked)
    return table, {one.unit_id: one.holds for one in table.verdicts}


def make_dossiers(territory: Territory) -> tuple[int, int, int]:
    """Three communes, one old, send more dossiers on time than they had; return them: two old ones, a new one."""
    dossiers, on_time = make_definition("dossiers"), make_definition("dossiers_on_time")
    old, new = territory.old, territory.communes
    report(dossiers, territory, {("old", "24373"): 10, ("old", "24382"): 10, ("new", "24373"): 10})
    report(on_time, territory, {("old", "24373"): 11, ("old", "24382"): 9, ("new", "24373"): 12})
    return old["24373"].id, old["24382"].id, new["24373"].id


def test_where_both_report_a_month_each_of_them_is_asked(territory: Territory, tmp_path: Path) -> None:
    load_rule(tmp_path, "both", "new")
    too_many, kept, too_many_later = make_dossiers(territory)
    table, told = checked(ON_TIME)
    assert table.kept == {"one": 1}
    assert kept not in told
    assert {unit for unit, holds in told.items() if holds is False} == {too_many, too_many_later}
    reporting = {unit.id for unit in (*territory.old.values(), *territory.communes.values()) if unit.level == "commune"}
    assert told.keys() | {kept} == reporting


def test_a_condition_over_a_state_as_well_asks_those_who_report_the_state(territory: Territory, tmp_path: Path) -> None:
    load_rule(tmp_path, "both", "old")
    make_dossiers(territory)
    villages = make_definition("villages", nature="stock", time_rule="last")
    report(villages, territory, {("old", "24373"): 3})
    _, told = checked(parse_formula("villages <= dossiers", rule=True))
    assert told.keys() == {unit.id for unit in territory.old.values() if unit.level == "commune"} - {
        territory.old["24373"].id
    }


def test_where_the_old_units_report_a_month_the_new_ones_are_not_asked(territory: Territory, tmp_path: Path) -> None:
    load_rule(tmp_path, "old", "old")
    report(make_definition("dossiers"), territory, {("old", "24373"): 10})
    report(make_definition("dossiers_on_time"), territory, {("old", "24373"): 11})
    _, told = checked(ON_TIME)
    assert told.keys() == {unit.id for unit in territory.old.values() if unit.level == "commune"}
    assert [unit for unit, holds in told.items() if holds is False] == [territory.old["24373"].id]


def test_a_month_that_looks_back_over_the_change_asks_only_its_own_units(territory: Territory) -> None:
    dossiers = make_definition("dossiers")
    june = make_period(JUNE.code)
    write_figures({key_of(dossiers, territory.old["24373"].id, june): FigureState(4)})
    report(dossiers, territory, {("new", "24373"): 10})
    _, told = checked(parse_formula("dossiers <= previous_period(dossiers) * 10", rule=True))
    assert told.keys() == {unit.id for unit in territory.communes.values()}, "an old unit has the same code"
    assert set(told.values()) == {None}, "what was there before is another unit's"


def test_a_total_of_the_units_below_adds_up_those_who_report_it(territory: Territory, tmp_path: Path) -> None:
    load_rule(tmp_path, "both", "new")
    dossiers = make_definition("dossiers")
    given = make_definition("dossiers_of_the_province", collected_level="province")
    old, new = territory.old, territory.communes
    july = make_period(JULY.code)
    communes = [unit.id for unit in (*old.values(), *new.values()) if unit.level == "commune"]
    totals = {territory.province.id: 35, old["66"].id: 15}
    write_figures({key_of(dossiers, unit, july): FigureState(5) for unit in communes})
    write_figures({key_of(given, unit, july): FigureState(value) for unit, value in totals.items()})
    total = parse_formula("dossiers_of_the_province = children(dossiers)", rule=True)
    table, told = checked(total, level="province")
    # The old province has three communes that report with it; the new one has its four, and 54 gave nothing.
    assert (told[territory.province.id], told[old["54"].id]) == (False, None)
    assert table.kept == {"one": 1}
    [wrong] = [one for one in table.verdicts if one.holds is False]
    assert sorted(one.value for one in wrong.figures.values() if hasattr(one, "value")) == [20, 35]


def test_a_figure_of_the_unit_itself_is_none_of_those_below_it(territory: Territory) -> None:
    report(make_definition("dossiers"), territory, dict.fromkeys((("new", code) for code in territory.communes), 5))
    table, told = checked(parse_formula("dossiers = children(dossiers)", rule=True), level="province")
    assert (table.kept, told) == ({"one": 1}, {})
    _, told = checked(parse_formula("dossiers = children(dossiers)", rule=True))
    assert set(told.values()) == {None}, "a commune has none below it"


def test_an_older_moment_asks_the_units_that_it_knew(territory: Territory, tmp_path: Path) -> None:
    make_definition("dossiers"), make_definition("dossiers_on_time")
    trust.seal_all()
    checkpoint = trust.latest_checkpoint()
    assert checkpoint is not None
    load_rule(tmp_path, "both", "new")
    assert len(checked(ON_TIME)[1]) == 8
    then = checked(ON_TIME, as_of=checkpoint.tree_size)[1]
    assert then == dict.fromkeys((unit.id for unit in territory.communes.values()), None)
