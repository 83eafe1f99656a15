"""The Open SDG measure against the cases that Open SDG publishes, its own thresholds, and floating arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.evaluation.contracts import Direction, Measure, TargetSpec
from tinhso.engines.evaluation.contracts.open_sdg import NotAssessed, SdgProgress, SdgStatus
from tinhso.engines.evaluation.logic.targets.open_sdg import (
    growth,
    measure_progress,
    score_of,
    status_of,
    years_between,
)
from tinhso.engines.evaluation.testing import demo_plan
from tinhso.engines.orgs.testing import Territory
from tinhso.kernel.periods import Period, parse_period

D = Decimal
SPEC = replace(
    demo_plan().targets[0], direction=Direction.DOWN, low=None, high=D(0), base=None, measure=Measure.LEVEL,
    starts_on=date(2015, 1, 1), due_on=date(2030, 12, 31), withdrawn_on=None,
)  # fmt: skip
# Malaria incidence in the tests of sdg-build (tests/assets/progress-calculation, indicator 3-3-3): direction negative,
# target 0, base year 2015, target year 2030.
MALARIA = {2015: "1.55", 2016: "1.69", 2017: "1.65", 2018: "1.62", 2019: "1.82"}


def progress(values: dict[int, str], spec: TargetSpec = SPEC, on: date = date(2025, 6, 30)) -> SdgProgress:
    return measure_progress(spec, {parse_period(str(year)): D(value) for year, value in values.items()}, on)


def up(goal: str, **changed: object) -> TargetSpec:
    return replace(SPEC, direction=Direction.UP, low=D(goal), high=None, **changed)  # type: ignore[arg-type]


def test_the_published_series_is_deteriorating_and_its_zero_target_counts_as_a_thousandth() -> None:
    found = progress(MALARIA)
    assert found.replaced == ("target",)
    assert (found.base, found.base_on, found.value, found.value_on) == (
        D("1.55"), date(2015, 12, 31), D("1.82"), date(2019, 12, 31),
    )  # fmt: skip
    # By the published formulas in floating numbers.
    observed, required = (1.82 / 1.55) ** (1 / 4) - 1, (0.001 / 1.55) ** (1 / 15) - 1
    assert found.observed is not None
    assert found.required is not None
    assert found.ratio is not None
    assert float(found.observed) == pytest.approx(observed, rel=1e-12)
    assert float(found.required) == pytest.approx(required, rel=1e-12)
    assert float(found.ratio) == pytest.approx(-observed / abs(required), rel=1e-12)
    assert found.status is SdgStatus.DETERIORATION
    # Published as max(4.1667 R − 2.5, −5), rounded coefficients.
    assert float(found.score or 0) == pytest.approx(4.1667 * float(found.ratio) - 2.5, abs=1e-4)


THRESHOLDS = {
    "0.95": SdgStatus.SUBSTANTIAL,
    "0.9499": SdgStatus.MODERATE,
    "0.6": SdgStatus.MODERATE,
    "0.5999": SdgStatus.LIMITED,
    "0": SdgStatus.LIMITED,
    "-0.0001": SdgStatus.DETERIORATION,
}


def test_thresholds_and_score_are_those_published() -> None:
    assert {text: status_of(D(text)) for text in THRESHOLDS} == THRESHOLDS
    told = {"-0.6": -5, "-2": -5, "0": D("-2.5"), "0.6": 0, "0.95": D("2.5"), "1.3": 5, "4": 5}
    assert {text: score_of(D(text)) for text in told} == told


def test_half_of_the_growth_that_was_needed_is_limited_progress() -> None:
    # 100 to 200 in 15 years asks 4.73% a year; 100 to 112.2 in 5 years is 2.33%: 0.49 of it.
    found = progress({2015: "100", 2020: "112.2"}, up("200"))
    assert float(found.ratio or 0) == pytest.approx(((1.122) ** 0.2 - 1) / (2 ** (1 / 15) - 1), rel=1e-12)
    assert found.status is SdgStatus.LIMITED
    assert progress({2015: "100", 2020: "201"}, up("200")).status is SdgStatus.TARGET_ACHIEVED


SAID = {
    "a base of zero counts as a thousandth": ({2015: "0", 2020: "5"}, up("50"), None, ("base",)),
    "signs that differ": ({2015: "-3", 2020: "5"}, up("50"), NotAssessed.SIGNS_DIFFER, ()),
    "a target on the other side of zero": ({2015: "-3", 2020: "-2"}, up("4"), NotAssessed.SIGNS_DIFFER, ()),
    "less than a year": ({2015: "3"}, up("50"), NotAssessed.NO_FIGURE, ()),
    "nothing required": ({2015: "50", 2020: "49"}, up("50"), NotAssessed.NOTHING_REQUIRED, ()),
    "no figure": ({}, up("50"), NotAssessed.NO_FIGURE, ()),
    "a sum": ({2015: "3", 2020: "5"}, up("50", measure=Measure.CUMULATIVE), NotAssessed.NOT_A_LEVEL, ()),
    "less than a year between": (
        {2015: "3", 2016: "5"},
        up("50", starts_on=date(2016, 6, 30), base=D(3)),
        NotAssessed.TOO_SHORT,
        (),
    ),
    "one that was withdrawn": (
        {2015: "3", 2020: "5"},
        up("50", withdrawn_on=date(2021, 1, 1)),
        NotAssessed.WITHDRAWN,
        (),
    ),
    "a range": (
        {2015: "3", 2020: "5"},
        replace(SPEC, direction=Direction.RANGE, low=D(1), high=D(2)),
        NotAssessed.A_RANGE,
        (),
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_what_cannot_be_assessed_is_said(name: str) -> None:
    values, spec, why, replaced = SAID[name]
    found = progress(values, spec)
    assert (found.why, found.replaced) == (why, replaced)
    assert (found.status is SdgStatus.NOT_AVAILABLE) == (why is not None)


YEAR = up("120", measure=Measure.CUMULATIVE, starts_on=date(2025, 1, 1), due_on=date(2025, 12, 31))


def months(year: int, each: str, count: int = 12) -> dict[Period, Decimal]:
    return {parse_period(f"{year}-{month:02}"): D(each) for month in range(1, count + 1)}


def test_a_sum_within_a_year_is_measured_by_totals_of_whole_years() -> None:
    # 100 last year, 110 this year, 120 wanted: half of the growth that was needed, on totals as on levels.
    last, this = months(2024, "8.5", 11) | {parse_period("2024-12"): D("6.5")}, months(2025, "9.1666666667")
    found = measure_progress(YEAR, last | this, date(2026, 1, 15))
    assert (found.of_years, found.base, found.base_on, found.value_on) == (
        True, D(100), date(2024, 12, 31), date(2025, 12, 31),
    )  # fmt: skip
    assert float(found.ratio or 0) == pytest.approx(0.5, rel=1e-6)
    assert found.status is SdgStatus.LIMITED
    reached = measure_progress(YEAR, last | months(2025, "10"), date(2026, 1, 15))
    assert reached.status is SdgStatus.TARGET_ACHIEVED
    declared = measure_progress(replace(YEAR, base=D(60)), this, date(2026, 1, 15))
    assert (declared.base, declared.status) == (D(60), SdgStatus.MODERATE)


def test_a_part_of_a_year_or_a_sum_over_several_is_no_total_of_a_year() -> None:
    known = months(2024, "8") | months(2025, "9", 8)
    assert measure_progress(YEAR, known, date(2025, 9, 1)).why is NotAssessed.YEAR_NOT_OVER
    assert measure_progress(YEAR, known, date(2026, 1, 15)).why is NotAssessed.NO_FIGURE
    gap = {period: value for period, value in (known | months(2025, "9")).items() if period.code != "2024-05"}
    assert measure_progress(YEAR, gap, date(2026, 1, 15)).why is NotAssessed.NO_FIGURE
    several = replace(YEAR, starts_on=date(2024, 1, 1))
    assert measure_progress(several, known | months(2025, "9"), date(2026, 1, 15)).why is NotAssessed.NOT_A_LEVEL


def test_with_negative_values_the_direction_turns() -> None:
    # From −10 towards −2 more is better: |value| shrinks, as it should.
    found = progress({2015: "-10", 2020: "-5"}, up("-2"))
    assert found.ratio is not None
    assert found.ratio > 1
    assert progress({2015: "-10", 2020: "-12"}, up("-2")).status is SdgStatus.DETERIORATION


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 30))
def test_growth_is_compound_growth_in_floating_arithmetic_too(first: int, last: int, years: int) -> None:
    found = growth(D(first), D(last), years_between(date(2010, 12, 31), date(2010 + years, 12, 31)))
    assert float(found) == pytest.approx((last / first) ** (1 / years) - 1, rel=1e-9, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 500), st.integers(0, 500))
def test_more_growth_never_gives_a_lower_score(first: int, above: int, one: int, more: int) -> None:
    values, spec = [{2015: str(first), 2020: str(last)} for last in (one, one + more)], up(str(first + above))
    worse, better = (progress(found, spec) for found in values)
    assert worse.score is not None
    assert better.score is not None
    assert worse.score <= better.score


@pytest.mark.django_db
def test_the_plan_is_a_table_by_open_sdg_in_both_languages_and_as_csv(
    world: Territory, browser: Callable[[str], Client]
) -> None:
    reader, address = browser("chutich"), "/ke-hoach/plan-3330/open-sdg"
    page = reader.get(address).content.decode()
    assert "đã đạt" in page
    rows = reader.get(f"{address}/csv").content.decode().splitlines()
    assert len(rows) == 19
    assert rows[0].startswith("number,target,indicator,status,ratio,observed,required,score")
    reader.cookies["django_language"] = "en"
    assert "Target achieved" in reader.get(address).content.decode()
    assert browser("eakar.nhap").get(address).status_code == 404
