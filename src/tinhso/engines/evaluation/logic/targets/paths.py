"""What a target asks for on the way to its date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from tinhso.engines.evaluation.contracts import PathKind, TargetSpec
from tinhso.kernel.periods import Period, find_scheme, period_range

_ONE_DAY = timedelta(days=1)


def required_on(spec: TargetSpec, day: date, shares: Mapping[date, Decimal] | None = None) -> Decimal | None:
    """Return the value that the path asks for at the end of a day, None where it asks for nothing.

    Args:
        shares: of a seasonal path, the part of its whole sum that is usually there at the end of each period.
    """
    if day >= spec.due_on:
        return spec.bound
    if spec.path is PathKind.LINEAR and spec.base is not None:
        return _between(day, (spec.starts_on, spec.base), (spec.due_on, spec.bound))
    if spec.path is PathKind.MILESTONES:
        return _at_milestones(spec, day)
    if spec.path is PathKind.SEASONAL and shares:
        share = shares.get(day)
        return None if share is None else spec.bound * share
    return None


def _between(day: date, first: tuple[date, Decimal], last: tuple[date, Decimal]) -> Decimal:
    """Return the value on the straight line between two days."""
    if day <= first[0]:
        return first[1]
    passed, whole = (day - first[0]).days, (last[0] - first[0]).days
    return first[1] + (last[1] - first[1]) * passed / whole


def _at_milestones(spec: TargetSpec, day: date) -> Decimal | None:
    """Return what the last milestone asked for: between two of them nothing more is asked."""
    passed = [value for when, value in spec.milestones if when <= day]
    return passed[-1] if passed else spec.base


def seasonal_shares(spec: TargetSpec, history: Mapping[Period, Decimal]) -> dict[date, Decimal]:
    """Return the part of a sum's whole that is usually there at the end of each of its periods, by that day.

    What a period usually brings is what the periods of its place in the year brought, over the complete years before
    the sum began: a ratio of sums over the years, never a mean of ratios. A sum that begins in mid-year asks at its
    first period for that period's part only. Empty where no complete year with a sum is known.
    """
    counted = periods_of_sum(spec, next(iter(history), None))
    if not counted:
        return {}
    by_year: dict[int, dict[int, Decimal]] = {}
    for period, value in history.items():
        by_year.setdefault(period.year, {})[period.number] = value
    longest = find_scheme(counted[0].scheme).frequency.per_year
    complete = [known for year, known in by_year.items() if year < counted[0].year and len(known) == longest]
    usual = [sum((known[period.number] for known in complete), Decimal(0)) for period in counted]
    whole = sum(usual, Decimal(0))
    if not whole:
        return {}
    shares, passed = {}, Decimal(0)
    for period, brought in zip(counted, usual, strict=True):
        passed += brought
        shares[period.end] = passed / whole
    return shares


def periods_of_sum(spec: TargetSpec, like: Period | None) -> list[Period]:
    """The periods that a target's sum adds: from the first that ends on or after its beginning to its date.

    Args:
        like: a period of the scheme; None gives none.
    """
    if like is None:
        return []
    first, last = first_period_of(spec, like), period_ending_by(spec.due_on, like)
    return list(period_range(first, last)) if first <= last else []


def first_period_of(spec: TargetSpec, like: Period) -> Period:
    """The first period of a scheme that ends on or after the day a target begins."""
    return period_ending_by(spec.starts_on - _ONE_DAY, like).next()


def period_ending_by(day: date, like: Period) -> Period:
    """The last period of a scheme that has ended by a day."""
    period = like
    while period.end > day:
        period = period.previous()
    while period.next().end <= day:
        period = period.next()
    return period
