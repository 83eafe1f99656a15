"""Comparisons are exact, like with like, and said in one set of words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.indicators.contracts import DefinitionView, Missing, Scenario, Status
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.comparison import compare
from tinhso.engines.insight.logic.like_with_like import LAST_YEAR, PLAN, PREVIOUS, against
from tinhso.engines.insight.logic.words import difference, movement
from tinhso.engines.insight.testing import choose
from tinhso.engines.reporting.testing import World, at
from tinhso.kernel.periods import parse_period
from tinhso.kernel.quantities import Operator

PERIOD = parse_period("nd09:2026-11")


def row(numerator: int | None, denominator: int = 1, decimals: int = 0) -> FigureRow:
    return FigureRow(
        "x", 1, "66", PERIOD, "", Scenario.ACTUAL, numerator, None if numerator is None else denominator, decimals,
        Operator.EQUAL, Missing.NONE, Status.PROVISIONAL, 1, 1,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _in_vietnamese() -> None:
    translation.activate("vi")


@pytest.fixture
def count(db: None) -> DefinitionView:
    return make_definition("x")


def test_amounts_compare_in_percent_and_percentages_in_points(count: DefinitionView) -> None:
    amount = compare(count, row(24_118), row(23_066))
    assert amount is not None
    assert (amount.percent, amount.points, amount.good, difference(amount)) == (Decimal("104.6"), None, True, "104,6%")
    share = replace(count, measure_unit="percent", decimals=1)
    points = compare(share, row(616, 10, 1), row(612, 10, 1))
    assert points is not None
    assert (points.percent, points.points, difference(points)) == (None, Decimal("0.4"), "+0,4 điểm %")
    assert movement(points, "so với kỳ trước") == "tăng 0,4 điểm % so với kỳ trước"


def test_without_a_value_or_a_base_there_is_no_comparison(count: DefinitionView) -> None:
    assert compare(count, row(5), None) is None
    assert compare(count, row(5), row(None)) is None
    assert compare(count, row(5), row(0)) is None


def test_a_fall_is_worth_a_look_and_the_wanted_direction_decides(count: DefinitionView) -> None:
    down = replace(count, direction="down")
    fallen, sunk = compare(count, row(9), row(10)), compare(down, row(9), row(10))
    assert fallen is not None
    assert sunk is not None
    assert (fallen.tone, sunk.tone) == ("warn", "good")
    same = compare(count, row(10), row(10))
    assert same is not None
    assert (same.tone, same.percent) == ("info", Decimal("100.0"))


@settings(max_examples=60)
@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_the_percentage_is_rounded_once_half_up(now: int, then: int) -> None:
    definition = DefinitionView.__new__(DefinitionView)
    for name, value in (("measure_unit", "household"), ("direction", "none"), ("decimals", 0)):
        object.__setattr__(definition, name, value)
    found = compare(definition, row(now), row(then))
    assert found is not None
    assert found.percent == Decimal((2000 * now + then) // (2 * then)) / 10


@pytest.mark.django_db
def test_a_cumulative_figure_is_good_when_it_is_as_far_on_as_the_year(world: World) -> None:
    revenue = make_definition("revenue", nature="cumulative", time_rule="last", measure_unit="billion_vnd")
    bmt, period = world.unit_id("24133"), make_period("nd09:2026-11")
    with at("2026-11-17 13:42"):
        write_figure(revenue, bmt, period, 947)
        write_figure(revenue, bmt, period, 1000, key={"scenario": Scenario.PLAN})
        said = against(BoardFigures(choose(), ["revenue"]), "revenue", PLAN)
    # 94,7% when 11 of 12 periods (91,7%) have passed.
    assert (said.tone, said.mark, said.words) == ("good", "94,7% kế hoạch", "đã qua 11/12 kỳ trong năm")


@pytest.mark.django_db
def test_an_earlier_total_that_missed_units_says_so(world: World) -> None:
    households = world.definitions["households_trained"]
    now, before = make_period("nd09:2026-11"), make_period("nd09:2026-10")
    with at("2026-11-17 13:42"):
        for code in world.territory.communes:
            write_figure(households, world.unit_id(code), now, 100)
        write_figure(households, world.unit_id("24133"), before, 80)
        figures = BoardFigures(choose(), ["households_trained"])
        said = against(figures, "households_trained", PREVIOUS)
        assert said.words == "so với kỳ trước (1/4 đơn vị)"
        assert against(figures, "households_trained", LAST_YEAR).comparison is None
