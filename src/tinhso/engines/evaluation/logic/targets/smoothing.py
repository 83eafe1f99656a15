"""Exponential smoothing of level, damped trend and, where two whole seasons are known, season: ETS, additive parts.

ETS(A,Ad,N) and ETS(A,Ad,A) of Hyndman, Koehler, Ord and Snyder (2008), on exact decimals. Parameters come from a grid
by the least sum of squared one-step errors, and the two forms compete by Akaike's criterion. The first level is the
first value (of the first season its mean), the first trend the mean change, the first season its distances from its
mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import product

LEVELS = tuple(map(Decimal, ("0.1", "0.3", "0.5", "0.7", "0.9")))
TRENDS = tuple(map(Decimal, ("0", "0.1", "0.3")))  # share of the level's smoothing
SEASONS = tuple(map(Decimal, ("0.1", "0.3", "0.5")))
DAMPINGS = tuple(map(Decimal, ("0.8", "0.9", "0.98")))
_WORKING = Context(prec=16)
Values = Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class Smoothing:
    """Parameters of one form; `season` 0 has no seasonal part."""

    level: Decimal
    trend: Decimal
    damping: Decimal
    season: Decimal = Decimal(0)


@dataclass(slots=True)
class _State:
    level: Decimal
    trend: Decimal
    seasonal: list[Decimal]
    error: Decimal


def ets(values: Values, season: int) -> Callable[[int], Decimal]:
    """Return what is expected so many periods ahead."""
    fitted = [_best(values, season, seasonal=False)]
    if season > 1 and len(values) >= 2 * season:
        fitted.append(_best(values, season, seasonal=True))
    _, chosen, state = min(fitted, key=lambda one: one[0])
    damped = [Decimal(0)]

    def ahead(step: int) -> Decimal:
        while len(damped) <= step:
            damped.append(damped[-1] + chosen.damping ** len(damped))
        part = state.seasonal[(len(values) + step - 1) % season] if chosen.season else Decimal(0)
        return state.level + damped[step] * state.trend + part

    return ahead


def _best(values: Values, season: int, *, seasonal: bool) -> tuple[Decimal, Smoothing, _State]:
    """Return the criterion, the parameters and the last state of the form's best fit."""
    fits = [(one, _run(values, season, one)) for one in _grid(seasonal=seasonal)]
    chosen, state = min(fits, key=lambda one: one[1].error)
    parameters = 4 + (season + 1 if seasonal else 0)
    mean = state.error / len(values)
    # A series that is fitted without any error needs nothing more.
    criterion = len(values) * _WORKING.ln(mean) + 2 * parameters if mean else Decimal("-Infinity")
    return criterion, chosen, state


def _grid(*, seasonal: bool) -> Iterator[Smoothing]:
    seasons = SEASONS if seasonal else (Decimal(0),)
    for level, share, damping, part in product(LEVELS, TRENDS, DAMPINGS, seasons):
        yield Smoothing(level, level * share, damping, part)


def _run(values: Values, season: int, how: Smoothing) -> _State:
    if how.season:
        mean = sum(values[:season], Decimal(0)) / season
        later = sum(values[season : 2 * season], Decimal(0)) / season
        state = _State(mean, (later - mean) / season, [value - mean for value in values[:season]], Decimal(0))
    else:
        state = _State(values[0], (values[-1] - values[0]) / max(len(values) - 1, 1), [], Decimal(0))
    times, plus, minus = _WORKING.multiply, _WORKING.add, _WORKING.subtract
    for place, value in enumerate(values if how.season else values[1:]):
        drawn = times(how.damping, state.trend)
        expected = plus(state.level, drawn)
        if how.season:
            expected = plus(expected, state.seasonal[place % season])
        error = minus(value, expected)
        state.error = plus(state.error, times(error, error))
        state.level = plus(plus(state.level, drawn), times(how.level, error))
        state.trend = plus(drawn, times(how.trend, error))
        if how.season:
            state.seasonal[place % season] = plus(state.seasonal[place % season], times(how.season, error))
    return state
