"""States of targets: the story's sentence, dates and directions, what is too short, what never happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.evaluation.contracts import (
    Direction,
    Forecast,
    Measure,
    NoForecast,
    PathKind,
    StateRules,
    TargetSpec,
    TargetState,
)
from tinhso.engines.evaluation.logic.targets.forecasting import look_ahead
from tinhso.engines.evaluation.logic.targets.judging import judge, probability, rules_on
from tinhso.engines.evaluation.logic.targets.paths import required_on, seasonal_shares
from tinhso.engines.evaluation.logic.targets.reasons import Wording, back_on_track, reason
from tinhso.kernel.periods import Period, parse_period

RULES = StateRules(date(2021, 1, 1), Decimal("0.5"), Decimal("0.1"), Decimal("0.03"))
PERCENT = Wording("percent", 1)
D = Decimal


def target(**changed: object) -> TargetSpec:
    spec = TargetSpec(
        code="t", number="1", indicator="online_share", direction=Direction.UP, low=D(80), high=None, decimals=1,
        starts_on=date(2025, 1, 1), due_on=date(2026, 12, 31), path=PathKind.AT_DATE,
    )  # fmt: skip
    return replace(spec, **changed)  # type: ignore[arg-type]


def months(last: str, values: list[str]) -> dict[Period, Decimal]:
    period = parse_period(last)
    return {period.shifted(place - len(values) + 1): D(value) for place, value in enumerate(values)}


STORY = [str(D("52.4") + D("0.4") * step) for step in range(23)]  # … 60,8 and 61,2 at the end of October


def test_the_sentence_of_the_story_comes_out_of_the_figures() -> None:
    judged = judge(target(), months("2026-10", STORY), date(2026, 11, 17), RULES)
    assert judged.state is TargetState.HARD
    assert (
        reason(target(), judged, PERCENT, "vi") == "theo nhịp hiện nay, đến 31/12 đạt khoảng 62,0%, thiếu 18,0 điểm %"
    )
    assert back_on_track(target(), judged, PERCENT, "vi") == "cần tăng 9,40 điểm % mỗi tháng, hiện tăng 0,40 điểm %"
    assert "62.0%" in reason(target(), judged, PERCENT, "en")


def test_a_target_is_said_with_the_unit_of_the_reader_s_language() -> None:
    spec, households = target(low=D(1000), decimals=0), Wording("household", 0)
    judged = judge(spec, months("2026-12", ["879", "880"]), date(2026, 12, 31), RULES)
    assert "thiếu 120 hộ" in reason(spec, judged, households, "vi")
    assert reason(spec, judged, households, "en").endswith(
        "880 households in December 2026 against 1,000 households, 120 households short"
    )
    almost = judge(spec, months("2026-12", ["879", "999"]), date(2026, 12, 31), RULES)
    assert reason(spec, almost, households, "en").endswith(", 1 household short")
    points = Wording("percentage_point", 1)
    assert (points.difference(D("2.1"), "vi"), points.difference(D("2.1"), "en")) == (
        "2,1 điểm %",
        "2.1 percentage points",
    )


def test_after_the_date_only_the_figure_of_the_date_counts_and_it_is_waited_for() -> None:
    spec, day = target(), date(2027, 1, 5)
    assert judge(spec, months("2026-11", ["79", "81"]), day, RULES).state is TargetState.NO_DATA
    assert judge(spec, months("2026-12", ["79", "80"]), day, RULES).state is TargetState.ACHIEVED
    assert judge(spec, months("2026-12", ["81", "79.9"]), day, RULES).state is TargetState.MISSED
    late = judge(spec, months("2027-02", ["79", "79.5", "80.1"]), date(2027, 3, 5), RULES)
    assert (late.state, late.reached_in) == (TargetState.ACHIEVED_LATE, parse_period("2027-02"))


def test_a_target_to_keep_is_never_done_early_and_one_lapse_misses_it() -> None:
    spec = target(direction=Direction.KEEP)
    steady = ["90"] * 22
    assert judge(spec, months("2026-10", steady), date(2026, 11, 17), RULES).state is TargetState.ON_TRACK
    assert judge(spec, months("2026-12", steady), date(2027, 1, 5), RULES).state is TargetState.ACHIEVED
    lapsed = ["90"] * 10 + ["79"] + ["90"] * 11
    assert judge(spec, months("2026-12", lapsed), date(2027, 1, 5), RULES).state is TargetState.MISSED


def test_two_points_are_no_trend_and_are_said_to_be_none() -> None:
    judged = judge(target(), months("2026-10", ["60", "61"]), date(2026, 11, 17), RULES)
    assert judged.state is TargetState.NO_DATA
    assert "chuỗi số liệu còn ngắn" in reason(target(), judged, PERCENT, "vi")
    assert back_on_track(target(), judged, PERCENT, "vi") == ""


def test_a_wave_that_only_repeats_itself_gets_no_forecast() -> None:
    wave = [D(50 + 10 * (place % 12 < 6)) for place in range(48)]
    assert look_ahead(wave, 12, 6, 1) == NoForecast("no_better")
    assert isinstance(look_ahead([D(5)] * 30, 12, 6, 1), Forecast)


def test_zeros_and_changes_of_sign_are_forecast_like_any_other_figure() -> None:
    ahead = look_ahead([D(step - 12) for step in range(25)], 12, 3, 0)
    assert isinstance(ahead, Forecast)
    assert ahead.value == 15


def test_a_cumulative_target_stops_at_a_gap_instead_of_adding_around_it() -> None:
    spec = target(measure=Measure.CUMULATIVE, low=D(100), starts_on=date(2026, 1, 1))
    figures = months("2026-06", ["10"] * 6)
    whole = judge(spec, figures, date(2026, 7, 15), RULES)
    assert whole.value == 60
    del figures[parse_period("2026-03")]
    assert judge(spec, figures, date(2026, 7, 15), RULES).value == 20


def test_a_sum_whose_first_period_has_no_figure_is_not_begun_later_in_silence() -> None:
    spec = target(measure=Measure.CUMULATIVE, low=D(100), starts_on=date(2026, 1, 1))
    figures = months("2026-06", ["10"] * 6)
    del figures[parse_period("2026-01")]
    judged = judge(spec, figures, date(2026, 7, 15), RULES)
    assert (judged.state, judged.value) == (TargetState.NO_DATA, None)
    assert reason(spec, judged, PERCENT, "vi") == "chưa cộng được vì chưa có số liệu tháng 01/2026"
    assert reason(spec, judged, PERCENT, "en") == "the sum begins with January 2026, of which there is no figure"


def test_a_seasonal_path_asks_for_the_share_of_past_years_as_a_ratio_of_sums() -> None:
    past = months("2025-12", ["10"] * 6 + ["30"] * 6) | months("2024-12", ["40"] * 6 + ["40"] * 6)
    spec = target(path=PathKind.SEASONAL, measure=Measure.CUMULATIVE, low=D(72), starts_on=date(2026, 1, 1))
    shares = seasonal_shares(spec, past)
    assert shares[date(2026, 6, 30)] == D(300) / D(720)
    assert shares[date(2026, 12, 31)] == 1
    assert required_on(spec, date(2026, 6, 30), shares) == D(72) * (D(300) / D(720))
    assert required_on(spec, date(2026, 12, 31), shares) == 72


def test_a_season_that_begins_in_mid_year_asks_for_the_parts_of_its_own_periods() -> None:
    past = months("2025-12", ["10"] * 6 + ["30"] * 3 + ["10"] * 3)
    spec = target(path=PathKind.SEASONAL, measure=Measure.CUMULATIVE, low=D(240), starts_on=date(2026, 7, 1))
    shares = seasonal_shares(spec, past)
    assert min(shares) == date(2026, 7, 31), "what was before the sum began asks for nothing"
    assert required_on(spec, date(2026, 7, 31), shares) == 60
    assert required_on(spec, date(2026, 9, 30), shares) == 180
    over_new_year = replace(spec, starts_on=date(2026, 11, 1), due_on=date(2027, 2, 28), low=D(40))
    assert required_on(over_new_year, date(2026, 12, 31), seasonal_shares(over_new_year, past)) == 20


def test_outside_a_range_the_pace_asked_for_leads_to_the_nearer_bound() -> None:
    spec = target(direction=Direction.RANGE, low=D(90), high=D(95))
    above = judge(spec, months("2026-10", [str(100 + step) for step in range(10)]), date(2026, 11, 17), RULES)
    assert (above.value, above.needed_pace) == (109, (D(95) - D(109)) / 2)


def test_the_rules_in_force_on_the_day_decide() -> None:
    strict = StateRules(date(2026, 7, 1), D("0.9"), D("0.5"), D(0))
    assert rules_on([RULES, strict], date(2026, 6, 30)) is RULES
    assert rules_on([strict, RULES], date(2026, 7, 1)) is strict
    assert rules_on([strict], date(2020, 1, 1)) is strict


RISING = {TargetState.HARD: 0, TargetState.BEHIND: 1, TargetState.ON_TRACK: 2, TargetState.ACHIEVED_EARLY: 3}
values = st.lists(st.integers(0, 990).map(lambda one: D(one) / 10), min_size=16, max_size=22)


@settings(max_examples=15, deadline=None)
@given(values, st.integers(1, 300))
def test_more_of_a_good_thing_in_every_period_never_makes_a_target_stand_worse(found: list[D], more: int) -> None:
    spec = target(path=PathKind.LINEAR, base=D(10))
    day = date(2026, 11, 17)
    before = judge(spec, months("2026-10", [str(one) for one in found]), day, RULES)
    after = judge(spec, months("2026-10", [str(one + D(more) / 10) for one in found]), day, RULES)
    if before.state in RISING and after.state in RISING:
        assert RISING[after.state] >= RISING[before.state]


@settings(max_examples=15, deadline=None)
@given(values)
def test_what_is_likely_upward_and_what_is_likely_downward_make_one(found: list[D]) -> None:
    ahead = look_ahead(found, 12, 2, 1)
    if isinstance(ahead, Forecast):
        up, down = target(), target(direction=Direction.DOWN, low=None, high=D(80))
        assert abs(probability(up, ahead) + probability(down, ahead) - 1) <= D("0.0001")


@settings(max_examples=15, deadline=None)
@given(values, st.integers(-500, 500))
def test_moving_a_whole_series_moves_its_forecast_by_as_much(found: list[D], by: int) -> None:
    one, other = look_ahead(found, 12, 4, 1), look_ahead([value + by for value in found], 12, 4, 1)
    assert isinstance(one, Forecast) == isinstance(other, Forecast)
    if isinstance(one, Forecast) and isinstance(other, Forecast):
        assert abs(other.value - one.value - by) < D("1e-15")
        assert one.method == other.method
