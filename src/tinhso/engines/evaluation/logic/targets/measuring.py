"""The series that is held against a target: levels as they are, or sums from the day the target starts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tinhso.engines.evaluation.contracts import Direction, Measure, TargetSpec
from tinhso.engines.evaluation.logic.targets.paths import first_period_of
from tinhso.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Measured:
    """Periods in order with the value held against the target.

    Attributes:
        stretch: the last part without a gap and without a break of the series, for looking ahead.
        begins_with: the first period of a sum, where that has no figure: nothing can be added yet.
    """

    points: tuple[tuple[Period, Decimal], ...]
    stretch: tuple[tuple[Period, Decimal], ...]
    begins_with: Period | None = None

    @property
    def unbroken(self) -> tuple[Decimal, ...]:
        """The values of the last stretch."""
        return tuple(value for _period, value in self.stretch)


def measure(spec: TargetSpec, figures: Mapping[Period, Decimal], on: date, breaks: Collection[Period] = ()) -> Measured:
    """Return what is held against a target on a day: figures of periods that have ended by then.

    A sum begins with its first period and stops at one without a figure: what came after it would be a partial sum
    that looks whole.

    Args:
        breaks: periods with which the series begins anew.
    """
    known = sorted((period for period in figures if period.end <= on), key=lambda one: one.sort_key)
    if spec.measure is Measure.LEVEL:
        points = [(period, figures[period]) for period in known]
        return Measured(tuple(points), _last_stretch(points, breaks))
    before = [(period, figures[period]) for period in known if period.end < spec.starts_on]
    counted = [period for period in known if period.end >= spec.starts_on]
    if counted and counted[0] != (first := first_period_of(spec, counted[0])):
        return Measured((), (), first)
    running, points = Decimal(0), []
    for period in _stretch_from(counted):
        running += figures[period]
        points.append((period, running))
    earlier, total = [], Decimal(0)
    for period, value in reversed(before):
        earlier.append((period, total))
        total -= value
    return Measured(tuple(points), _last_stretch([*reversed(earlier), *points], breaks))


def _last_stretch(
    points: Sequence[tuple[Period, Decimal]], breaks: Collection[Period]
) -> tuple[tuple[Period, Decimal], ...]:
    found: list[tuple[Period, Decimal]] = []
    for point in reversed(points):
        if found and (point[0].next() != found[-1][0] or found[-1][0] in breaks):
            break
        found.append(point)
    return tuple(reversed(found))


def _stretch_from(periods: Sequence[Period]) -> list[Period]:
    found: list[Period] = []
    for period in periods:
        if found and found[-1].next() != period:
            break
        found.append(period)
    return found


def is_reached(spec: TargetSpec, value: Decimal) -> bool:
    """Say whether a value is what the target asks for at its date."""
    if spec.low is not None and spec.direction is not Direction.DOWN and value < spec.low:
        return False
    return not (spec.high is not None and spec.direction in (Direction.DOWN, Direction.RANGE) and value > spec.high)


def nearest_bound(spec: TargetSpec, value: Decimal) -> Decimal:
    """Return the bound that a value is to come to: of a range the one on its side."""
    is_above = spec.direction is Direction.RANGE and spec.high is not None and value > spec.high
    return spec.high if is_above and spec.high is not None else spec.bound


def shortfall(spec: TargetSpec, value: Decimal) -> Decimal:
    """Return how much is missing to the target; negative is how much more than asked for there is."""
    if spec.direction is Direction.DOWN:
        return value - spec.bound
    if spec.direction is Direction.RANGE and spec.high is not None:
        return max(spec.bound - value, value - spec.high)
    return spec.bound - value
