"""The state of a target on a day, by dated rules from its path and what is expected at its date.

1. What does not apply any more, and what has no figure, is said first.
2. From its date on, the figure of that date decides; one that was reached only later is achieved late.
3. Before it, a target that pulls up or down and is reached is achieved early; one that must hold never is.
4. Else the likelihood of reaching it decides between on track, behind and hard; behind its path it is not on track.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import NormalDist

from tinhso.engines.evaluation.contracts import (
    BreakKind,
    Direction,
    Forecast,
    Judgement,
    Measure,
    NoForecast,
    PathKind,
    StateRules,
    TargetSpec,
    TargetState,
)
from tinhso.engines.evaluation.logic.targets.forecasting import LookAhead, look_ahead, pace
from tinhso.engines.evaluation.logic.targets.measuring import Measured, is_reached, measure, nearest_bound, shortfall
from tinhso.engines.evaluation.logic.targets.paths import period_ending_by, required_on, seasonal_shares
from tinhso.engines.evaluation.logic.targets.tet import unlike_usual, usual_start
from tinhso.kernel.periods import Period, find_scheme

SHORTEST_SERIES = 3
"""With fewer figures neither a pace nor a trend is spoken of."""
_CERTAIN = Decimal("0.9999")
_STANDARD = NormalDist()
Breaks = Mapping[Period, BreakKind]
NO_BREAKS: Breaks = {}


def rules_on(rules: Sequence[StateRules], on: date) -> StateRules:
    """Return the rules in force on a day: the last that began, the first before any did."""
    began = [one for one in rules if one.valid_from <= on]
    return max(began, key=lambda one: one.valid_from) if began else min(rules, key=lambda one: one.valid_from)


def judge(
    spec: TargetSpec,
    figures: Mapping[Period, Decimal],
    on: date,
    rules: StateRules,
    look_ahead: LookAhead = look_ahead,
    breaks: Breaks = NO_BREAKS,
) -> Judgement:
    """Decide how a target stands at the end of a day.

    Args:
        figures: of the target's indicator and unit, by period, as known on that day.
        look_ahead: how the series is forecast; another one may remember what it found before.
        breaks: periods with which the series begins anew, and why: nothing before them tells of what comes.
    """
    if spec.withdrawn_on is not None and on >= spec.withdrawn_on:
        return Judgement(TargetState.NOT_APPLICABLE)
    measured = measure(spec, figures, on, breaks)
    if not measured.points:
        return Judgement(TargetState.NO_DATA, awaited=measured.begins_with)
    if on >= spec.due_on:
        return _after(spec, measured)
    judged = _before(spec, figures, measured, rules, look_ahead)
    first = measured.stretch[0][0]
    return replace(judged, broken_in=first, broken_by=breaks[first]) if first in breaks else judged


def _after(spec: TargetSpec, measured: Measured) -> Judgement:
    """The figure of the last period that ended by the date decides; without it nothing is decided."""
    last_period, last_value = measured.points[-1]
    due = period_ending_by(spec.due_on, last_period)
    by_period = dict(measured.points)
    at_date = by_period.get(due)
    if at_date is None:
        return Judgement(TargetState.NO_DATA, last_value, last_period, awaited=due)
    if is_reached(spec, at_date) and (spec.direction is not Direction.KEEP or _held(spec, measured, due)):
        return Judgement(TargetState.ACHIEVED, at_date, due, spec.bound, _reached_in(spec, measured))
    later = next((one for one in measured.points if one[0].end > due.end and is_reached(spec, one[1])), None)
    if later is not None and spec.direction in (Direction.UP, Direction.DOWN):
        return Judgement(TargetState.ACHIEVED_LATE, later[1], later[0], spec.bound, later[0])
    return Judgement(TargetState.MISSED, at_date, due, spec.bound)


def _held(spec: TargetSpec, measured: Measured, due: Period) -> bool:
    """Say whether a target that must hold did so in every period of its time."""
    return all(
        is_reached(spec, value)
        for period, value in measured.points
        if period.end >= spec.starts_on and period.end <= due.end
    )


def _before(
    spec: TargetSpec,
    figures: Mapping[Period, Decimal],
    measured: Measured,
    rules: StateRules,
    look_ahead: LookAhead,
) -> Judgement:
    period, value = measured.points[-1]
    season = find_scheme(period.scheme).frequency.per_year
    horizon = _steps(period, period_ending_by(spec.due_on, period))
    shares = seasonal_shares(spec, figures) if spec.path is PathKind.SEASONAL else None
    required = required_on(spec, period.end, shares)
    looked_from = _looked_from(spec, measured) if horizon else len(measured.stretch)
    values = measured.unbroken[:looked_from]
    unlike = unlike_usual([one for one, _value in measured.stretch[:looked_from]])
    passed = len(measured.stretch) - looked_from
    ahead = look_ahead(values, season, horizon + passed, spec.decimals, spec.forecast, unlike)
    forecast = ahead if isinstance(ahead, Forecast) else None
    likely = probability(spec, forecast) if forecast else None
    state = _state(spec, value, required, likely, rules, enough=len(measured.unbroken) >= SHORTEST_SERIES)
    return Judgement(
        state=state,
        value=value,
        period=period,
        required=required,
        reached_in=_reached_in(spec, measured),
        forecast=forecast,
        no_forecast=ahead.reason if isinstance(ahead, NoForecast) else "",
        probability=likely,
        pace=pace(values, season) if len(values) >= SHORTEST_SERIES else None,
        needed_pace=(nearest_bound(spec, value) - value) / horizon if horizon and not is_reached(spec, value) else None,
        looked_from=measured.stretch[looked_from - 1][0] if passed else None,
    )


def _looked_from(spec: TargetSpec, measured: Measured) -> int:
    """How many figures of the last stretch are looked ahead from.

    A level that ends in Tết goes on from before it. A sum does not: what Tết took from it stays missing.
    """
    whole = len(measured.stretch)
    return usual_start([one for one, _value in measured.stretch]) if spec.measure is Measure.LEVEL else whole


def _state(
    spec: TargetSpec,
    value: Decimal,
    required: Decimal | None,
    likely: Decimal | None,
    rules: StateRules,
    *,
    enough: bool,
) -> TargetState:
    if spec.direction in (Direction.UP, Direction.DOWN) and is_reached(spec, value):
        return TargetState.ACHIEVED_EARLY
    if likely is not None and likely < rules.hard_probability:
        return TargetState.HARD
    must_hold = spec.direction in (Direction.RANGE, Direction.KEEP)
    behind = not is_reached(spec, value) if must_hold else _is_behind(spec, value, required, rules)
    if likely is None:
        if required is None and not must_hold:
            return TargetState.NO_DATA
        if not enough:
            return TargetState.NO_DATA
        return TargetState.BEHIND if behind else TargetState.ON_TRACK
    return TargetState.BEHIND if behind or likely < rules.on_track_probability else TargetState.ON_TRACK


def _is_behind(spec: TargetSpec, value: Decimal, required: Decimal | None, rules: StateRules) -> bool:
    """Say whether a value stands behind its path by more than the tolerated share of the whole way."""
    if required is None:
        return False
    whole = abs(spec.bound - spec.base) if spec.base is not None else abs(spec.bound)
    missing = value - required if spec.direction is Direction.DOWN else required - value
    return missing > whole * rules.tolerance_share


def probability(spec: TargetSpec, forecast: Forecast) -> Decimal:
    """Return how likely the target is at its date, 0.0001 to 0.9999: certain is only what has happened."""
    if spec.direction is Direction.RANGE and spec.low is not None and spec.high is not None:
        likely = _below(spec.high, forecast) - _below(spec.low, forecast)
    elif spec.direction is Direction.DOWN:
        likely = _below(spec.bound, forecast)
    else:
        likely = 1 - _below(spec.bound, forecast)
    return min(max(likely, 1 - _CERTAIN), _CERTAIN)


def _below(bound: Decimal, forecast: Forecast) -> Decimal:
    """Likelihood that less than a bound comes out, to four decimals: a statement about chance, not a figure."""
    distance = (bound - forecast.value) / forecast.deviation
    distance = min(max(distance, Decimal(-8)), Decimal(8))
    return Decimal(f"{_STANDARD.cdf(float(distance)):.4f}")


def _reached_in(spec: TargetSpec, measured: Measured) -> Period | None:
    """The period since which the target is reached without a break, None when the last figure does not reach it."""
    found = None
    for period, value in reversed(measured.points):
        if not is_reached(spec, value):
            break
        found = period
    return found


def _steps(first: Period, last: Period) -> int:
    steps = 0
    while first < last:
        first, steps = first.next(), steps + 1
    return steps


__all__ = ["SHORTEST_SERIES", "judge", "probability", "rules_on", "shortfall"]
