"""What a target asks for on the way to its date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from tinhso.engines.evaluation.contracts import PathKind, TargetSpec
from tinhso.kernel.periods import Period


def required_on(
    spec: TargetSpec, day: date, shares: Mapping[int, Decimal] | None = None, number: int = 0
) -> Decimal | None:
    """Return the value that the path asks for at the end of a day, None where it asks for nothing.

    Args:
        shares: of a seasonal path, the part of a usual year's sum that is there after each period of the year.
        number: place in its year of the period that ends on the day.
    """
    if day >= spec.due_on:
        return spec.bound
    if spec.path is PathKind.LINEAR and spec.base is not None:
        return _between(day, (spec.starts_on, spec.base), (spec.due_on, spec.bound))
    if spec.path is PathKind.MILESTONES:
        return _at_milestones(spec, day)
    if spec.path is PathKind.SEASONAL and shares:
        share = shares.get(number)
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


def seasonal_shares(history: Mapping[Period, Decimal], year: int) -> dict[int, Decimal]:
    """Return the part of a year's sum that is there after each of its periods, over the complete years before one.

    A ratio of sums over the years, never a mean of ratios; empty where no complete year with a sum is known.
    """
    by_year: dict[int, dict[int, Decimal]] = {}
    for period, value in history.items():
        by_year.setdefault(period.year, {})[period.number] = value
    longest = max((max(known) for known in by_year.values()), default=0)
    complete = [known for past, known in by_year.items() if past < year and len(known) == longest]
    whole = sum((sum(known.values()) for known in complete), Decimal(0))
    if not whole:
        return {}
    shares, passed = {}, Decimal(0)
    for number in range(1, longest + 1):
        passed += sum((known[number] for known in complete), Decimal(0))
        shares[number] = passed / whole
    return shares
