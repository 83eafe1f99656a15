"""Plan 3330 by the rules: 18 = 8 + 7 + 3 on 21/9/2023, its final states, and every series decides its own target."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from tinhso.engines.evaluation.contracts import GROUP_OF, Direction, Judgement, StateGroup, TargetSpec, TargetState
from tinhso.engines.evaluation.logic.targets.judging import judge, rules_on
from tinhso.engines.evaluation.logic.targets.reasons import Wording, reason
from tinhso.engines.evaluation.testing import Series, demo_plan, demo_series

PRESS_DAY, TODAY = date(2023, 9, 21), date(2026, 11, 17)
PLAN, SERIES = demo_plan(), demo_series()
CODES = [spec.code for spec in PLAN.targets]


def judged_on(day: date, series: Series) -> dict[str, Judgement]:
    rules = rules_on(PLAN.rules, day)
    return {spec.code: judge(spec, series[spec.indicator], day, rules) for spec in PLAN.targets}


def said(spec: TargetSpec, judged: Judgement, language: str = "vi") -> str:
    return reason(spec, judged, Wording("percent", spec.decimals), language)


def test_on_the_day_of_the_article_eighteen_targets_are_eight_and_seven_and_three() -> None:
    counted = Counter(one.group for one in judged_on(PRESS_DAY, SERIES).values())
    assert counted == {StateGroup.DONE: 8, StateGroup.IN_PROGRESS: 7, StateGroup.HARD: 3}
    states = Counter(one.state for one in judged_on(PRESS_DAY, SERIES).values())
    assert states[TargetState.ACHIEVED_EARLY] == 8
    assert states[TargetState.ON_TRACK] + states[TargetState.BEHIND] == 7


def test_after_its_end_the_plan_has_final_states_only() -> None:
    states = Counter(one.state for one in judged_on(TODAY, SERIES).values())
    assert states == {TargetState.ACHIEVED: 14, TargetState.MISSED: 3, TargetState.NOT_APPLICABLE: 1}


def perturbed(spec: TargetSpec, series: Series) -> Series:
    """The last known figures of one series moved to the other side: reached ones fall short, the others reach."""
    reached = GROUP_OF[judged_on(PRESS_DAY, series)[spec.code].state] is StateGroup.DONE
    better = Decimal(1) if spec.direction is Direction.UP else Decimal(-1)
    changed = dict(series[spec.indicator])
    known = sorted((period for period in changed if period.end <= PRESS_DAY), key=lambda one: one.sort_key)
    if reached:
        short = spec.bound - better * max(abs(spec.bound) / 5, Decimal(1))
        for period in known:
            changed[period] = min(changed[period], short) if better > 0 else max(changed[period], short)
    elif spec.measure == "cumulative":
        changed[known[-1]] += spec.bound
    else:
        changed[known[-1]] = spec.bound + better
    return {**series, spec.indicator: changed}


@pytest.mark.parametrize("code", CODES)
def test_each_series_decides_the_state_and_the_reason_of_its_own_target(code: str) -> None:
    spec = next(one for one in PLAN.targets if one.code == code)
    before, after = judged_on(PRESS_DAY, SERIES), judged_on(PRESS_DAY, perturbed(spec, SERIES))
    assert after[code].group is not before[code].group
    for language in ("vi", "en"):
        assert said(spec, after[code], language) != said(spec, before[code], language)
    assert {one: after[one] for one in CODES if one != code} == {one: before[one] for one in CODES if one != code}
