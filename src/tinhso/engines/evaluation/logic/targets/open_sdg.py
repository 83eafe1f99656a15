"""The progress measure of Open SDG, for whoever compares with other places: observed against required growth.

1. Growth is compound and yearly: CAGR = (y / y₀)^(1 / years) − 1, from the base to the last figure, and from the base
   to the target. The measure is R = sign × direction × CAGR observed ÷ |CAGR required|.
2. R of 0.95 and more is on track, from 0.6 acceleration is needed, from 0 progress is limited, below 0 it is going
   back; a target that is reached is achieved, whatever R is. The score runs from −5 to 5.
3. A sum that a target asks for within one year is held as totals of whole years: that of the year before, and that of
   the year itself once it is over. A sum over several years has no such total of a year, and nothing is assessed.
4. As published, a base or target of 0 counts as 0.001; with all values negative the direction turns; where signs
   differ, or less than a year has passed, nothing is assessed but that it is reached. Each of these is said.

Source: Open SDG, “Progress Measurement Methodology for the Sustainable Development Goals” (docs/progress-methodology),
after Statistics Canada; thresholds and score there, and in `sdg/ProgressMeasure.py` of sdg-build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

from tinhso.engines.evaluation.contracts import Direction, Measure, TargetSpec
from tinhso.engines.evaluation.contracts.open_sdg import NotAssessed, SdgProgress, SdgStatus
from tinhso.engines.evaluation.logic.targets.measuring import is_reached, measure
from tinhso.kernel.periods import Period

ON_TRACK, ACCELERATE, NO_CHANGE = Decimal("0.95"), Decimal("0.6"), Decimal(0)
INSTEAD_OF_ZERO = Decimal("0.001")
_LEAST_YEARS = 1
_EXACT = Context(prec=34)


@dataclass(frozen=True, slots=True)
class _Point:
    value: Decimal
    on: date


def measure_progress(spec: TargetSpec, figures: Mapping[Period, Decimal], on: date) -> SdgProgress:
    """Return the measure of a target on a day."""
    if spec.withdrawn_on is not None and on >= spec.withdrawn_on:
        return SdgProgress(SdgStatus.NOT_AVAILABLE, NotAssessed.WITHDRAWN)
    if spec.direction is Direction.RANGE:
        return SdgProgress(SdgStatus.NOT_AVAILABLE, NotAssessed.A_RANGE)
    direction = -1 if spec.direction is Direction.DOWN else 1
    if spec.measure is Measure.CUMULATIVE:
        return _of_years(spec, figures, on, direction)
    points = [_Point(value, period.end) for period, value in measure(spec, figures, on).points]
    base = _base(spec, points)
    if base is None or not points or points[-1].on <= base.on:
        return SdgProgress(SdgStatus.NOT_AVAILABLE, NotAssessed.NO_FIGURE)
    return assess(base, points[-1], _Point(spec.bound, spec.due_on), direction, is_reached(spec, points[-1].value))


def _of_years(spec: TargetSpec, figures: Mapping[Period, Decimal], on: date, direction: int) -> SdgProgress:
    """Measure a sum within one year: the year's total against that of the year before, or the base that is declared."""
    eve = spec.starts_on - timedelta(days=1)
    if years_between(eve, spec.due_on) != 1:
        return SdgProgress(SdgStatus.NOT_AVAILABLE, NotAssessed.NOT_A_LEVEL)
    before = spec.base if spec.base is not None else _total(figures, _year_earlier(spec.starts_on), eve)
    year = _total(figures, spec.starts_on, spec.due_on) if on >= spec.due_on else None
    if before is None or year is None:
        over = on >= spec.due_on
        why = NotAssessed.NO_FIGURE if over or before is None else NotAssessed.YEAR_NOT_OVER
        return SdgProgress(SdgStatus.NOT_AVAILABLE, why, base=before, base_on=eve if before is not None else None)
    last, goal = _Point(year, spec.due_on), _Point(spec.bound, spec.due_on)
    return replace(assess(_Point(before, eve), last, goal, direction, is_reached(spec, year)), of_years=True)


def _total(figures: Mapping[Period, Decimal], first: date, last: date) -> Decimal | None:
    """The sum of the periods that end between two days, where none of them is without a figure."""
    periods = sorted((one for one in figures if first <= one.end <= last), key=lambda one: one.sort_key)
    if not periods or periods[0].previous().end >= first or periods[-1].next().end <= last:
        return None
    unbroken = all(one.next() == following for one, following in pairwise(periods))
    return sum((figures[one] for one in periods), Decimal(0)) if unbroken else None


def _year_earlier(day: date) -> date:
    """The same day of the year before; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 3, 1)


def _base(spec: TargetSpec, points: list[_Point]) -> _Point | None:
    """The figure of the day before the target starts; else the base that is declared; else the first one after."""
    eve = spec.starts_on - timedelta(days=1)
    known = {one.on: one for one in points}
    if eve in known:
        return known[eve]
    if spec.base is not None:
        return _Point(spec.base, eve)
    return next((one for one in points if one.on >= spec.starts_on), None)


def assess(base: _Point, last: _Point, target: _Point, direction: int, is_achieved: bool) -> SdgProgress:
    """Return the measure of a base, a last figure and a target.

    Args:
        direction: 1 where more is better, −1 where less is.
    """
    replaced = tuple(name for name, one in (("base", base), ("target", target)) if not one.value)
    first, goal = base.value or INSTEAD_OF_ZERO, target.value or INSTEAD_OF_ZERO
    told = {"base": base.value, "base_on": base.on, "value": last.value, "value_on": last.on, "replaced": replaced}
    passed, whole = years_between(base.on, last.on), years_between(base.on, target.on)
    why = _why_not(first, last.value, goal, passed, whole)
    if why is not None:
        status = SdgStatus.TARGET_ACHIEVED if is_achieved else SdgStatus.NOT_AVAILABLE
        return SdgProgress(status, why, score=Decimal(5) if is_achieved else None, **told)  # type: ignore[arg-type]
    observed, required = growth(first, last.value, passed), growth(first, goal, whole)
    sign = -1 if first < 0 else 1
    ratio = _EXACT.divide(sign * direction * observed, abs(required))
    return SdgProgress(
        status=SdgStatus.TARGET_ACHIEVED if is_achieved else status_of(ratio), observed=observed, required=required,
        ratio=ratio, score=Decimal(5) if is_achieved else score_of(ratio), **told,  # type: ignore[arg-type]
    )  # fmt: skip


def _why_not(base: Decimal, last: Decimal, target: Decimal, passed: Fraction, whole: Fraction) -> NotAssessed | None:
    if passed < _LEAST_YEARS or whole <= 0:
        return NotAssessed.TOO_SHORT
    if (last and (last < 0) != (base < 0)) or (target < 0) != (base < 0):
        return NotAssessed.SIGNS_DIFFER
    return NotAssessed.NOTHING_REQUIRED if base == target else None


def years_between(first: date, last: date) -> Fraction:
    """Return the years from the end of one day to the end of another; whole between the same days of two years."""
    begin, end = first + timedelta(days=1), last + timedelta(days=1)
    months = (end.year - begin.year) * 12 + end.month - begin.month
    return Fraction(months, 12) + Fraction(4 * (end.day - begin.day), 1461)


def growth(first: Decimal, last: Decimal, years: Fraction) -> Decimal:
    """Return compound growth a year; both values have one sign, the last may be 0."""
    if not last:
        return Decimal(-1)
    log = _EXACT.ln(_EXACT.divide(last, first))
    yearly = _EXACT.divide(_EXACT.multiply(log, Decimal(years.denominator)), Decimal(years.numerator))
    return _EXACT.subtract(_EXACT.exp(yearly), Decimal(1))


def status_of(ratio: Decimal) -> SdgStatus:
    """Return the published category of a ratio."""
    if ratio >= ON_TRACK:
        return SdgStatus.SUBSTANTIAL
    if ratio >= ACCELERATE:
        return SdgStatus.MODERATE
    return SdgStatus.LIMITED if ratio >= NO_CHANGE else SdgStatus.DETERIORATION


def score_of(ratio: Decimal) -> Decimal:
    """Return the published score: −5 at −60%, 0 at 60%, 5 at 130%, straight between, flat beyond."""
    if ratio >= ACCELERATE:
        return min(_EXACT.divide((ratio - ACCELERATE) * 5, Decimal("0.7")), Decimal(5))
    return max(_EXACT.divide((ratio - ACCELERATE) * 5, Decimal("1.2")), Decimal(-5))
