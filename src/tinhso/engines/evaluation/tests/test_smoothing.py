"""Exponential smoothing: exact where the series is, better where it should be, and only where it is asked for."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.evaluation.contracts import Forecast, ForecastMethod, ForecastWith
from tinhso.engines.evaluation.logic.targets.forecasting import look_ahead
from tinhso.engines.evaluation.logic.targets.judging import judge
from tinhso.engines.evaluation.logic.targets.smoothing import ets
from tinhso.engines.evaluation.testing import demo_plan
from tinhso.kernel.periods import parse_period

D = Decimal
YEAR = [D(text) for text in ["10", "14", "11", "9", "20", "25", "24", "18", "16", "12", "11", "34"]]


def test_what_stands_still_and_what_repeats_itself_is_continued_exactly() -> None:
    still = ets([D("7.5")] * 8, 12)
    assert [still(step) for step in (1, 6, 30)] == [D("7.5")] * 3
    repeated = ets(YEAR * 3, 12)
    assert [repeated(step) for step in range(1, 15)] == [*YEAR, *YEAR[:2]]


def test_a_trend_is_followed_and_damped() -> None:
    line = [D(100 + 4 * place) for place in range(24)]
    ahead = ets(line, 1)
    steps = [ahead(step + 1) - ahead(step) for step in range(1, 12)]
    assert line[-1] < ahead(1)
    assert all(later <= earlier for earlier, later in pairwise(steps))
    assert steps[-1] > 0


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(-500, 500), min_size=5, max_size=30), st.integers(1, 40), st.integers(-300, 300))
def test_another_scale_gives_the_same_forecast_on_that_scale(values: list[int], factor: int, offset: int) -> None:
    plain = ets([D(one) for one in values], 4)(3)
    moved = ets([D(factor * one + offset) for one in values], 4)(3)
    assert math.isclose(moved, factor * plain + offset, rel_tol=1e-6, abs_tol=1e-4)


def growing_season() -> list[Decimal]:
    """A season that is clear and a level that climbs: what neither a pace nor Theta knows of."""
    chance = random.Random(7)
    return [YEAR[place % 12] * 4 + place * 2 + D(chance.randint(-2, 2)) for place in range(48)]


def test_it_competes_only_where_it_is_asked_for_and_wins_only_by_its_errors() -> None:
    series = growing_season()
    asked = look_ahead(series, 12, 6, 0, ForecastWith.ETS)
    usual = look_ahead(series, 12, 6, 0)
    assert isinstance(asked, Forecast)
    assert asked.method is ForecastMethod.ETS
    assert asked.error_ratio < 1
    assert not isinstance(usual, Forecast) or usual.error_ratio > asked.error_ratio
    walk = [D(100 + 5 * place) for place in range(30)]
    straight = look_ahead(walk, 12, 6, 0, ForecastWith.ETS)
    assert isinstance(straight, Forecast)
    assert straight.method is ForecastMethod.DRIFT, "a straight line needs nothing more"


@pytest.mark.parametrize("way", ForecastWith)
def test_a_target_says_which_methods_compete(way: ForecastWith) -> None:
    plan = demo_plan()
    spec = replace(
        plan.targets[0], starts_on=parse_period("2021-01").start, due_on=parse_period("2025-06").end, forecast=way
    )
    months = [parse_period(f"{2021 + place // 12}-{place % 12 + 1:02}") for place in range(48)]
    figures = dict(zip(months, growing_season(), strict=True))
    judged = judge(spec, figures, months[-1].end, plan.rules[0])
    uses_it = judged.forecast is not None and judged.forecast.method is ForecastMethod.ETS
    assert uses_it == (way is ForecastWith.ETS)
