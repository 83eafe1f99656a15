"""Small cases of every rule that people will ask about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import (
    Dims,
    EmptyQuery,
    FigureQuery,
    FigureRow,
    FinerThanCollected,
    Mark,
    MixedPeriodSchemes,
    Time,
    UnknownIndicator,
    UnknownLevel,
    UnknownStructure,
)
from tinhso.engines.cube.logic.steps import answers
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, Expectation, Missing, Scenario, Status
from tinhso.engines.indicators.testing import (
    key_of,
    make_definition,
    make_dimension,
    make_period,
    withdraw_figure,
    write_figure,
)
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NewSuccessionLink
from tinhso.engines.orgs.testing import Territory, everything_rights, small_territory
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.formulas import parse_formula, to_json
from tinhso.kernel.periods import Period, parse_period
from tinhso.testing.standing import standing

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = parse_period("nd09:2026-10"), parse_period("nd09:2026-11")
NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[FrozenClock]:
    frozen = FrozenClock(NOW)
    with trust.use_clock(frozen):
        yield frozen


def _territory() -> Territory:
    with trust.use_clock(FrozenClock(NOW)):
        return small_territory()


territory_of_rules = standing("territory_of_rules", _territory)


@pytest.fixture
def territory(territory_of_rules: Territory) -> Territory:
    return territory_of_rules


@pytest.fixture
def dossiers(territory: Territory) -> DefinitionView:
    return make_definition("dossiers")


def report(
    definition: DefinitionView, territory: Territory, values: Mapping[str, int], period: Period = OCTOBER, **state: Any
) -> None:
    """Write figures of communes of today by their codes."""
    for code, value in values.items():
        write_figure(definition, territory.unit(code).id, make_period(period.code), value, **state)


def ask(
    *codes: str, level: str = "province", periods: tuple[Period, ...] = (OCTOBER,), **changes: Any
) -> list[FigureRow]:
    return list(api.query(FigureQuery(codes, periods, level, everything_rights(), **changes)).rows)


def only(*codes: str, **changes: Any) -> FigureRow:
    [row] = ask(*codes, **changes)
    return row


ALL_FOUR = {"24133": 10, "24373": 20, "22015": 30, "22045": 40}


def test_adjustment_lines_add_at_their_unit_and_above_and_nowhere_else(
    dossiers: DefinitionView, territory: Territory
) -> None:
    report(dossiers, territory, {"24133": 26_000, "24373": 400, "22015": 20, "22045": 10})
    province, october = territory.province.id, make_period(OCTOBER.code)
    write_figure(dossiers, province, october, 350, key={"line": "own"})
    write_figure(dossiers, province, october, -120, key={"line": "double-count"})
    assert only("dossiers").value == 26_660
    assert sum(row.value or 0 for row in ask("dossiers", level="commune")) == 26_430
    withdraw_figure(key_of(dossiers, province, october, line="double-count"))
    assert only("dossiers").value == 26_780
    assert (only("dossiers").expected, only("dossiers").received) == (4, 4)


def test_a_partial_total_is_compared_with_the_same_units_only(dossiers: DefinitionView, territory: Territory) -> None:
    last_year = NOVEMBER.same_period_last_year()
    report(dossiers, territory, {"24133": 100, "24373": 50, "22015": 7}, NOVEMBER)
    report(dossiers, territory, {"24133": 90, "24373": 60, "22015": 5, "22045": 1000}, last_year)
    write_figure(dossiers, territory.province.id, make_period(last_year.code), 17, key={"line": "own"})
    whole = only("dossiers", periods=(NOVEMBER,), time=Time.SAME_PERIOD_LAST_YEAR)
    assert (whole.value, whole.received, whole.period) == (1172, 4, NOVEMBER)
    same = only("dossiers", periods=(last_year,), same_units_as=NOVEMBER)
    assert (same.value, same.expected, same.received) == (155, 3, 3)


@pytest.mark.parametrize(
    ("operators", "together"),
    [([1], ">"), ([1, 0], "≥"), ([0, 0], "="), ([3, 4], "≤"), ([2, 4], "≈"), ([5, 0], "≈")],
)
def test_operators_combine(dossiers: DefinitionView, territory: Territory, operators: list[int], together: str) -> None:
    for code, operator in zip(ALL_FOUR, operators, strict=False):
        report(dossiers, territory, {code: 5}, operator=operator)
    assert only("dossiers").operator.symbol == together


def test_official_alone_leaves_out_what_was_only_reported(dossiers: DefinitionView, territory: Territory) -> None:
    report(dossiers, territory, {"24133": 10}, status=Status.OFFICIAL)
    report(dossiers, territory, {"24373": 20})
    both, official = only("dossiers"), only("dossiers", status=Status.OFFICIAL)
    assert (both.value, both.status, both.received) == (30, Status.PROVISIONAL, 2)
    assert (official.value, official.status, official.received) == (10, Status.OFFICIAL, 1)
    keys = [key_of(dossiers, territory.unit("24373").id, make_period(OCTOBER.code))]
    indicators.promote(keys, actor="system:test", subject="reporting.request:1")
    assert only("dossiers", status=Status.OFFICIAL).value == only("dossiers").value == 30


def test_four_kinds_of_missing_are_told_apart(dossiers: DefinitionView, territory: Territory) -> None:
    october = make_period(OCTOBER.code)
    write_figure(dossiers, territory.unit("24133").id, october, None, missing=Missing.NOT_APPLICABLE)
    write_figure(dossiers, territory.unit("24373").id, october, None, missing=Missing.REFUSED)
    report(dossiers, territory, {"22015": 0})
    rows = {row.unit_code: row for row in ask("dossiers", level="commune")}
    assert [rows[code].missing for code in ("24133", "24373", "22015", "22045")] == [
        Missing.NOT_APPLICABLE, Missing.REFUSED, Missing.NONE, Missing.NOT_REPORTED,
    ]  # fmt: skip
    assert (rows["22015"].value, rows["24133"].received, rows["24373"].received) == (0, 1, 0)
    # The period is still running: nobody is late with it.
    running = parse_period("nd09:2026-12")
    assert {row.missing for row in ask("dossiers", level="commune", periods=(running,))} == {Missing.NOT_DUE}


def test_only_units_that_were_asked_are_expected_and_are_late_by_their_deadline(
    dossiers: DefinitionView, territory: Territory
) -> None:
    place = dossiers.indicator_id, make_period(OCTOBER.code)

    class Source:
        name = "test"

        def expectations(self, *_: object) -> list[Expectation]:
            late, early = datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 18, tzinfo=UTC)
            due = {"24133": late, "24373": early, "22015": None}
            owed = {territory.unit(code).id: day for code, day in due.items()}
            # Asked for twice: the earlier deadline holds, and one that is known before none.
            again = {territory.unit("24133").id: early, territory.unit("24373").id: None}
            return [Expectation((place[0],), place[1], units) for units in (owed, again)]

    indicators.register_expectations(Source())
    try:
        rows = {row.unit_code: row.missing for row in ask("dossiers", level="commune")}
        assert rows == {"24133": Missing.NOT_REPORTED, "24373": Missing.NOT_DUE, "22015": Missing.NOT_REPORTED}
        report(dossiers, territory, {"22045": 3, "24133": 4})
        # An answer nobody asked for counts as asked for.
        row = only("dossiers")
        assert (row.value, row.expected, row.received) == (7, 4, 2)
    finally:
        indicators.unregister_expectations("test")


def test_a_quarter_and_the_year_to_date_are_made_of_their_months(
    dossiers: DefinitionView, territory: Territory
) -> None:
    stock = make_definition("households", nature="stock", time_rule="last")
    for number, month in enumerate(parse_period("nd09:2026-Q4").children("month"), start=1):
        for definition in (dossiers, stock):
            report(definition, territory, {"24373": 400 + number, "24133": 1}, month)
    quarter = parse_period("nd09:2026-Q4")
    rows = {row.indicator: row for row in ask("dossiers", "households", periods=(quarter,))}
    assert (rows["dossiers"].value, rows["households"].value) == (1209, 404)
    # Two communes have answered for all three months, the other two for none.
    assert (rows["dossiers"].expected, rows["dossiers"].received) == (4, 2)
    assert only("dossiers", periods=(NOVEMBER,), time=Time.YEAR_TO_DATE).value == 401 + 402 + 2


def test_means_extremes_and_weighted_means_of_units(territory: Territory) -> None:
    people = make_definition("people")
    rules = {"mean": Decimal("25.0"), "min": Decimal("10.0"), "max": Decimal("40.0"), "weighted_mean": Decimal("30.0")}
    for rule in rules:
        one = make_definition(f"days_{rule}", space_rule=rule, weight_indicator="people", decimals=1)
        report(one, territory, {code: value * 10 for code, value in ALL_FOUR.items()})
    report(people, territory, {"24133": 1, "24373": 2, "22015": 3, "22045": 4})
    rows = {row.indicator: row for row in ask(*(f"days_{rule}" for rule in rules))}
    assert {rule: rows[f"days_{rule}"].value for rule in rules} == rules
    withdraw_figure(key_of(people, territory.unit("22045").id, make_period(OCTOBER.code)))
    partly = only("days_weighted_mean")
    assert (partly.value, partly.marks) == (Decimal("23.3"), {Mark.APPROXIMATE})


def test_an_indicator_without_a_rule_has_no_value_above_its_level(territory: Territory) -> None:
    rank = make_definition("rank", kind="rank", space_rule="none", time_rule="none")
    report(rank, territory, ALL_FOUR)
    row = only("rank")
    assert (row.value, row.received, row.marks) == (None, 4, {Mark.NOT_AGGREGATED})
    assert {one.value for one in ask("rank", level="commune")} == {10, 20, 30, 40}


def test_a_ratio_above_is_the_ratio_of_sums_and_may_exceed_a_hundred(territory: Territory) -> None:
    accounts, people = make_definition("accounts"), make_definition("adults")
    share = to_json(parse_formula("share(accounts, adults)"))
    make_definition("share_of_adults", kind="ratio", decimals=1, formula=share, space_rule="ratio_of_sums")
    report(accounts, territory, {"24133": 150, "24373": 30})
    report(people, territory, {"24133": 100, "24373": 60})
    row = only("share_of_adults")
    assert (row.value, row.numerator, row.denominator) == (Decimal("112.5"), 18000, 160)
    by_commune = {one.unit_code: one for one in ask("share_of_adults", level="commune")}
    assert by_commune["24133"].value == Decimal("150.0")
    assert by_commune["22015"].missing is Missing.NOT_REPORTED
    report(people, territory, {"22015": 0})
    report(accounts, territory, {"22015": 0})
    zero = {one.unit_code: one for one in ask("share_of_adults", level="commune")}["22015"]
    assert (zero.value, zero.missing) == (None, Missing.NOT_APPLICABLE)


def test_a_stored_figure_stands_where_its_formula_gives_nothing(territory: Territory) -> None:
    make_definition("accounts"), make_definition("adults")
    share = to_json(parse_formula("share(accounts, adults)"))
    stated = make_definition(
        "share_of_adults", kind="ratio", decimals=1, formula=share, space_rule="ratio_of_sums",
        collected_level="province",
    )  # fmt: skip
    write_figure(stated, territory.province.id, make_period(OCTOBER.code), 1395, source=5, operator=1)
    row = only("share_of_adults")
    assert (row.value, row.operator.symbol) == (Decimal("139.5"), ">")


def test_totals_over_dimensions_are_the_units_own_or_their_parts(territory: Territory) -> None:
    make_dimension("sex", "F", "M")
    staff = make_definition("staff", dimensions=["sex"])
    october = make_period(OCTOBER.code)
    for code, dims, value in (
        ("24133", "", 9), ("24133", "sex=F", 4), ("24373", "sex=F", 3), ("24373", "sex=M", 2),
    ):  # fmt: skip
        write_figure(staff, territory.unit(code).id, october, value, key={"dims": dims})
    assert only("staff").value == 14
    rows = {row.dims: row.value for row in ask("staff", dims=Dims.ALL)}
    assert rows == {"": 9, "sex=F": 7, "sex=M": 2}
    header = api.query(FigureQuery(("staff",), (OCTOBER,), "province", everything_rights(), dims=Dims.ALL)).to_csv()
    assert header.splitlines()[0].startswith(b"indicator,unit,period,dim.sex,scenario,value")


def test_versions_with_different_decimals_add_up_exactly(territory: Territory) -> None:
    make_definition("spent")
    cents = make_definition("spent", version=2, valid_from=NOVEMBER.start, decimals=2, comparable=False)
    report(cents, territory, {"24373": 7}, OCTOBER)
    report(cents, territory, {"24373": 1234}, NOVEMBER)
    quarter = parse_period("nd09:2026-Q4")
    row = only("spent", periods=(quarter,))
    assert (row.value, row.marks) == (Decimal("12.34") + 7, {Mark.BREAK})
    first, second = ask("spent", periods=(OCTOBER, NOVEMBER))
    assert (first.value, first.marks, second.marks) == (7, frozenset(), {Mark.BREAK})


def test_plans_are_another_scenario(dossiers: DefinitionView, territory: Territory) -> None:
    october = make_period(OCTOBER.code)
    write_figure(dossiers, territory.unit("24373").id, october, 500, key={"scenario": int(Scenario.PLAN)})
    report(dossiers, territory, {"24373": 405})
    assert (only("dossiers").value, only("dossiers", scenario=Scenario.PLAN).value) == (405, 500)


def test_what_nobody_owes_and_nobody_gave_is_no_row(dossiers: DefinitionView, territory: Territory) -> None:
    report(dossiers, territory, ALL_FOUR)
    assert ask("dossiers", level="agency") == []
    # The indicator did not exist yet: nobody owed it.
    assert {row.period for row in ask("dossiers", periods=(parse_period("nd09:1999-10"), OCTOBER))} == {OCTOBER}


def test_the_short_way_of_counting_says_what_the_long_one_says(
    dossiers: DefinitionView, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    october = make_period(OCTOBER.code)
    report(dossiers, territory, {"24133": 1})
    write_figure(dossiers, territory.unit("24373").id, october, None, missing=Missing.REFUSED)
    write_figure(dossiers, territory.unit("22015").id, october, None, missing=Missing.NOT_REPORTED)
    levels = ("commune", "province")
    short = [ask("dossiers", level=level, periods=(OCTOBER, NOVEMBER)) for level in levels]
    monkeypatch.setattr(answers, "_is_plain", lambda _: False)
    assert [ask("dossiers", level=level, periods=(OCTOBER, NOVEMBER)) for level in levels] == short


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"indicators": ()}, EmptyQuery),
        ({"periods": ()}, EmptyQuery),
        ({"indicators": ("nobody_knows",)}, UnknownIndicator),
        ({"periods": (parse_period("2026-10"),)}, MixedPeriodSchemes),
        ({"periods": (OCTOBER, parse_period("nd09:2026-Q4"))}, MixedPeriodSchemes),
        ({"indicators": ("by_quarter",)}, FinerThanCollected),
        ({"level": "hamlet"}, UnknownLevel),
        ({"structure": "tomorrow"}, UnknownStructure),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_reason(
    dossiers: DefinitionView, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    make_definition("by_quarter", scheme="nd09.quarter")
    question = FigureQuery(("dossiers",), (OCTOBER,), "province", everything_rights())
    with pytest.raises(refusal):
        api.query(replace(question, **changes))


def test_figures_can_be_carried_back_where_all_of_a_unit_came_from_one(
    dossiers: DefinitionView, territory: Territory
) -> None:
    report(dossiers, territory, ALL_FOUR)
    back = {row.unit_code: row for row in ask("dossiers", level="commune", structure=date(2025, 6, 1))}
    # One old ward became a new one; another was divided into two, which together are all of it.
    assert (back["24118"].value, back["22024"].value) == (10, 70)
    # Two old units made one: what came from which nobody knows.
    for code in ("24373", "24382"):
        assert (back[code].value, back[code].marks) == (None, {Mark.NOT_RESTATABLE})


def test_a_unit_that_took_in_others_since_is_not_carried_back_as_if_it_had_not(
    dossiers: DefinitionView, territory: Territory
) -> None:
    went, stayed = territory.communes["24133"], territory.communes["24373"]
    orgs.apply_succession(
        code="2026-09-01",
        effective_on=date(2026, 9, 1),
        decision="thử",
        links=[NewSuccessionLink(went.id, stayed.id, whole=True)],
        actor="system:test",
    )
    report(dossiers, territory, {code: value for code, value in ALL_FOUR.items() if code != "24133"})
    before = {"structure": date(2026, 8, 1)}
    back = {row.unit_code: row for row in ask("dossiers", level="commune", **before)}
    for unit in (went, stayed):
        assert (back[unit.code].value, back[unit.code].marks) == (None, {Mark.NOT_RESTATABLE})
    assert (back["22015"].value, back["22045"].value) == (30, 40)
    [whole] = ask("dossiers", **before)
    assert (whole.value, whole.marks) == (90, frozenset())


def test_a_line_of_a_unit_that_came_from_several_is_not_lost_on_the_way_back(
    dossiers: DefinitionView, territory: Territory
) -> None:
    report(dossiers, territory, ALL_FOUR)
    before = {"structure": date(2025, 6, 1)}
    assert {row.unit_code: row.value for row in ask("dossiers", **before)} == {"66": 30, "54": 70}
    write_figure(dossiers, territory.province.id, make_period(OCTOBER.code), 5, key={"line": "a"})
    for row in ask("dossiers", **before):
        assert (row.value, row.marks) == (None, {Mark.NOT_RESTATABLE})
