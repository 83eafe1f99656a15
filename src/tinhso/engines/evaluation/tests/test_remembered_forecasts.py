"""A forecast is computed once: by the judge in the background, for pages of every process; it is read back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import Forecast, ForecastWith, NoForecast, PlanDefinition
from tinhso.engines.evaluation.logic.plans import finding, forecasts
from tinhso.engines.evaluation.logic.targets.forecasting import look_ahead
from tinhso.engines.orgs.testing import Territory, rights_as

TODAY, PLAN = date(2026, 11, 17), "plan-3330"
SERIES = tuple(Decimal(100 + 3 * place + (place * 7) % 5) for place in range(30))


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget_this_process()
    cache.clear()
    yield
    forget_this_process()
    cache.clear()


def forget_this_process() -> None:
    forecasts.remembered_ahead.cache_clear()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.decimals("-1e9", "1e9", places=3), min_size=1, max_size=30).map(tuple), st.integers(1, 9))
def test_what_another_process_computed_is_read_back_exactly(values: tuple[Decimal, ...], horizon: int) -> None:
    found = forecasts.remembered_ahead(values, 4, horizon, 1, ForecastWith.USUAL)
    forget_this_process()
    assert forecasts.remembered_ahead(values, 4, horizon, 1, ForecastWith.USUAL) == found
    assert found == look_ahead(values, 4, horizon, 1, ForecastWith.USUAL)


def test_it_is_computed_once_for_all_and_anew_for_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def counted(*how: object) -> Forecast | NoForecast:
        asked.append(how)
        return look_ahead(*how)  # type: ignore[arg-type]

    monkeypatch.setattr(forecasts.forecasting, "look_ahead", counted)
    for _process in range(3):
        forecasts.remembered_ahead(SERIES, 12, 6, 0, ForecastWith.USUAL)
        forget_this_process()
    assert len(asked) == 1
    corrected = (*SERIES[:-1], SERIES[-1] + 1)
    for values, horizon, way in (
        (corrected, 6, ForecastWith.USUAL),
        (SERIES, 5, ForecastWith.USUAL),
        (SERIES, 6, ForecastWith.ETS),
    ):
        forecasts.remembered_ahead(values, 12, horizon, 0, way)
    assert len(asked) == 4


def test_another_version_of_the_methods_reads_nothing_of_an_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    before = forecasts._key(SERIES, 12, 6, 0, ForecastWith.USUAL)
    monkeypatch.setattr(forecasts, "_methods", lambda: "another")
    assert forecasts._key(SERIES, 12, 6, 0, ForecastWith.USUAL) != before


@pytest.mark.django_db
def test_the_judge_leaves_every_forecast_that_pages_of_a_smoothed_target_ask_for(
    world: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    smoothed, plan_of = "t06", finding.plan_of

    def with_smoothing(*what: Any) -> PlanDefinition:
        plan = plan_of(*what)
        return replace(
            plan,
            targets=tuple(
                replace(spec, forecast=ForecastWith.ETS) if spec.code == smoothed else spec for spec in plan.targets
            ),
        )

    monkeypatch.setattr(finding, "plan_of", with_smoothing)
    assert api.forecast_and_judge() == 18
    forget_this_process()
    monkeypatch.setattr(forecasts.forecasting, "look_ahead", _refused)
    page = api.compute_target(PLAN, smoothed, api.read_moment(""), rights_as("chutich", TODAY), "vi")
    assert page.changes


def _refused(*how: object) -> Forecast:
    raise AssertionError(f"computed again: {how}")
