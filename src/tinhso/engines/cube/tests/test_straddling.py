"""Kỳ giao thời: whoever the rule names reports it, and over whatever structure nothing counts twice or is lost."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import AS_REPORTED, CURRENT, FigureQuery, FigureRow, Mark
from tinhso.engines.cube.tests.lake_world import read_with_duckdb
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, FigureState, UnitNotValid
from tinhso.engines.indicators.testing import key_of, make_definition, make_period, write_figure, write_figures
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts.decision_errors import DecisionLeavesFiguresOut, StraddlingRuleTooLate
from tinhso.engines.orgs.testing import Territory, everything_rights, small_territory
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.django_db
JULY = parse_period("nd09:2025-07")
OLD_CODES, NEW_CODES = ("24373", "24382", "24118", "22024"), ("24133", "24373", "22015", "22045")


@pytest.fixture
def territory(settings: Any, tmp_path: Path) -> Territory:
    settings.TINHSO_HOME = tmp_path
    return small_territory()


def load_rule(folder: Path, additive: str, others: str, day: str = "2025-07-01") -> None:
    file = folder / "straddling.csv"
    head = "changes_from,scheme,additive,others,source,confirmed\n"
    file.write_text(f"{head}{day},,{additive},{others},thử nghiệm,0\n", encoding="utf-8")
    orgs.load_straddling(file, actor="system:test")


def rows_of(code: str, level: str, structure: str | date = AS_REPORTED, **fields: Any) -> list[FigureRow]:
    return list(
        api.query(FigureQuery((code,), (JULY,), level, everything_rights(), structure=structure, **fields)).rows
    )


def total(rows: list[FigureRow]) -> Fraction:
    return sum((Fraction(row.numerator, row.denominator) for row in rows if row.numerator is not None), Fraction(0))


def report(definition: DefinitionView, territory: Territory, values: Mapping[tuple[str, str], int]) -> None:
    """Write figures of the month by (old or new, code)."""
    month, units = make_period(JULY.code), {"old": territory.old, "new": territory.communes}
    write_figures(
        {key_of(definition, units[side][code].id, month): FigureState(value) for (side, code), value in values.items()}
    )


@pytest.mark.parametrize(("additive", "others"), [("new", "new"), ("old", "old"), ("both", "new"), ("both", "old")])
def test_only_who_reports_is_taken_and_every_structure_totals_the_facts(
    territory: Territory, tmp_path: Path, additive: str, others: str
) -> None:
    load_rule(tmp_path, additive, others)
    chance = random.Random(f"{additive} {others}")
    sides = {"old": OLD_CODES, "new": NEW_CODES}
    flow, stock = make_definition("dossiers"), make_definition("villages", nature="stock", time_rule="last")
    for definition, who in ((flow, additive), (stock, others)):
        reporting = [side for side in sides if who in (side, "both")]
        values = {(side, code): chance.randint(1, 900) for side in reporting for code in sides[side]}
        report(definition, territory, values)
        for side in sides.keys() - set(reporting):
            with pytest.raises(UnitNotValid):
                report(definition, territory, {(side, sides[side][0]): 1})
        facts, code = sum(values.values()), definition.code
        communes = rows_of(code, "commune")
        assert {row.value for row in communes} == set(map(type(communes[0].value), values.values()))
        assert (len(communes), total(communes)) == (len(values), facts)
        for level, structure in (
            ("province", AS_REPORTED), ("province", CURRENT), ("commune", CURRENT), ("province", date(2025, 7, 1)),
        ):  # fmt: skip
            assert total(rows_of(code, level, structure)) == facts, (level, structure)
        [today] = rows_of(code, "province", CURRENT)
        assert (today.expected, today.received) == (len(values), len(values))
        assert all(Mark.STRADDLES in row.marks for row in communes)
        # Both at once, in one question: each by its own rule.
        asked = FigureQuery(("dossiers", "villages"), (JULY,), "province", everything_rights(), structure=CURRENT)
        assert {row.indicator: row.value for row in api.query(asked).rows}[code] == facts


def test_behind_the_total_stands_each_old_and_each_new_figure_once(territory: Territory, tmp_path: Path) -> None:
    load_rule(tmp_path, "both", "new")
    report(make_definition("dossiers"), territory, {("old", "24373"): 210, ("old", "24382"): 60, ("new", "24373"): 250})
    asked = FigureQuery(("dossiers",), (JULY,), "commune", everything_rights(), structure=CURRENT)
    ea_kar = territory.communes["24373"]
    [row] = [row for row in api.query(asked).rows if row.unit_id == ea_kar.id]
    page = api.contributions(asked, ea_kar.id, JULY)
    valued = sorted((one.value, one.unit_id) for one in page.items if one.value is not None)
    assert valued == [(60, territory.old["24382"].id), (210, territory.old["24373"].id), (250, ea_kar.id)]
    assert (row.value, row.expected, row.received) == (520, 3, 3)


def test_a_reused_code_names_the_new_unit_in_a_file_and_the_old_one_by_a_day_of_its_own(
    territory: Territory, tmp_path: Path
) -> None:
    load_rule(tmp_path, "both", "new")
    definition = make_definition("dossiers")
    make_definition("villages", nature="stock", time_rule="last")
    rows = [
        {"indicator": "dossiers", "unit": unit, "period": JULY.code, "value": value}
        for unit, value in (("24373", "250"), ("24373@2025-06-30", "210"), ("24382", "60"))
    ]
    summary = indicators.import_rows(rows, rights=everything_rights())
    assert (summary.committed, summary.accepted) == (True, 3), summary.rejections
    month = make_period(JULY.code)
    units = (territory.communes["24373"].id, territory.old["24373"].id, territory.old["24382"].id)
    states = indicators.states_of_keys([key_of(definition, unit, month) for unit in units])
    assert [states[key_of(definition, unit, month)].value for unit in units] == [250, 210, 60]
    stock = [{"indicator": "villages", "unit": "24382", "period": JULY.code, "value": "7"}]
    assert not indicators.import_rows(stock, rights=everything_rights()).committed


def test_a_lake_alone_gives_the_same_totals(territory: Territory, tmp_path: Path) -> None:
    load_rule(tmp_path, "both", "old")
    flow = {("old", "24373"): 210, ("old", "22024"): 60, ("new", "24373"): 250, ("new", "22045"): 9}
    stock = {("old", "24373"): 3, ("old", "22024"): 4}
    report(make_definition("dossiers"), territory, flow)
    report(make_definition("villages", nature="stock", time_rule="last"), territory, stock)
    trust.seal_all()
    api.export_lake(tmp_path / "lake", everything_rights())
    totals = {(code, unit): total for code, level, unit, *_, total, _, _ in read_with_duckdb(
        tmp_path / "lake", "totals.sql"
    ) if level == "province"}  # fmt: skip
    # Under the code 66 stand the old province and the new one.
    assert (totals["dossiers", "66"], totals["dossiers", "54"], totals["villages", "54"]) == (469, 60, 4)
    restated = read_with_duckdb(tmp_path / "lake", "restated.sql")
    assert sum(row[3] for row in restated if row[0] == "dossiers") == sum(flow.values()) * 10**9
    assert sum(row[3] for row in restated if row[0] == "villages") == sum(stock.values()) * 10**9


def test_an_older_moment_answers_by_the_rule_it_knew(territory: Territory, tmp_path: Path) -> None:
    make_definition("dossiers")
    trust.seal_all()
    before = rows_of("dossiers", "commune")
    checkpoint = trust.latest_checkpoint()
    assert checkpoint is not None
    load_rule(tmp_path, "both", "new")
    assert (len(before), len(rows_of("dossiers", "commune"))) == (4, 8)
    assert rows_of("dossiers", "commune", as_of=checkpoint.tree_size) == before


def test_a_rule_or_a_decision_that_would_lose_figures_is_refused(territory: Territory, tmp_path: Path) -> None:
    definition, unit = make_definition("dossiers"), territory.communes["24133"].id
    write_figure(definition, unit, make_period(JULY.code), 5)
    with pytest.raises(StraddlingRuleTooLate, match="1 figures"):
        load_rule(tmp_path, "old", "old")
    load_rule(tmp_path, "new", "new")  # what is so already changes nothing
    load_rule(tmp_path, "both", "new", "2025-07-02")
    write_figure(definition, unit, make_period("nd09:2025-09"), 8)
    stock = make_definition("villages", nature="stock", time_rule="last")
    write_figure(stock, unit, make_period("nd09:2025-09"), 3)
    file = tmp_path / "decision.csv"
    file.write_text("old_code,new_code,new_name,whole,weight\n24133,24373,,1,\n", encoding="utf-8")
    day = date(2025, 8, 20)
    told = orgs.preview_reorganisation(file, day).left_out
    assert [use.en for use in told] == ["1 figures given for old units"], "what adds up is reported by both"
    with pytest.raises(DecisionLeavesFiguresOut):
        orgs.reorganise(file, day, code="NQ", decision="thử", rights=everything_rights())
    write_figures({key_of(stock, unit, make_period("nd09:2025-09")): None})
    assert orgs.reorganise(file, day, code="NQ", decision="thử", rights=everything_rights()).left_out == ()
