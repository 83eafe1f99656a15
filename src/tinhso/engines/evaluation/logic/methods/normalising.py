"""Components brought on one scale, and values far from the others brought in.

1. A component is a column of shares, None where a unit has none; every result keeps the order and the gaps.
2. More is better in every column: the scorecard's shapes have seen to that.
3. A column in which all units are alike tells nothing apart: min-max, z-score and the like give None for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from tinhso.engines.evaluation.contracts.methods import Normalisation, Number
from tinhso.engines.evaluation.logic.methods.statistics import (
    CONTEXT,
    decimal_of,
    deviation,
    kurtosis,
    mean,
    mean_ranks,
    skewness,
)

Column = Sequence[Fraction | None]
Normalised = list[Number | None]
MOST_SKEW, MOST_KURTOSIS, MOST_MOVED = Decimal(2), Fraction(7, 2), 5
"""The JRC's rule: a column is treated where |skewness| > 2 and kurtosis > 3.5, by at most five values."""


def normalise(column: Column, how: Normalisation) -> Normalised | None:
    """Return a column on the chosen scale, None where it tells no units apart on it."""
    known = [value for value in column if value is not None]
    if not known or (how is not Normalisation.GOALPOSTS and min(known) == max(known)):
        return None
    scaled = iter(_SCALES[how](known))
    return [None if value is None else next(scaled) for value in column]


def goalposts(values: Sequence[Fraction], low: Fraction = Fraction(0), high: Fraction = Fraction(1)) -> list[Number]:
    """Between two bounds that are given, not found in the data; beyond them is as at them."""
    return [
        Fraction(0) if value <= low else Fraction(1) if value >= high else (value - low) / (high - low)
        for value in values
    ]


def _min_max(values: Sequence[Fraction]) -> list[Number]:
    low, high = min(values), max(values)
    return [(value - low) / (high - low) for value in values]


def _z_score(values: Sequence[Fraction]) -> list[Number]:
    middle, spread = mean(values), deviation(values)
    return [CONTEXT.divide(decimal_of(value - middle), spread) for value in values]


def _percentile(values: Sequence[Fraction]) -> list[Number]:
    """The part of the units that are no better, those alike counted by half, as a rank between 0 and 1."""
    return [(place - Fraction(1, 2)) / len(values) for place in mean_ranks(values)]


def _borda(values: Sequence[Fraction]) -> list[Number]:
    """How many units one beats; one that is alike counts half."""
    return [place - 1 for place in mean_ranks(values)]


def _distance(values: Sequence[Fraction]) -> list[Number]:
    """As a part of the best unit's value."""
    best = max(values)
    return [value / best for value in values]


_SCALES: dict[Normalisation, Callable[[Sequence[Fraction]], list[Number]]] = {
    Normalisation.GOALPOSTS: lambda values: [min(max(value, Fraction(0)), Fraction(1)) for value in values],
    Normalisation.MIN_MAX: _min_max,
    Normalisation.Z_SCORE: _z_score,
    Normalisation.PERCENTILE: _percentile,
    Normalisation.RANK: lambda values: list(mean_ranks(values)),
    Normalisation.BORDA: _borda,
    Normalisation.DISTANCE: _distance,
}


def winsorise(column: Column) -> tuple[list[Fraction | None], int]:
    """Bring the values farthest out to the next ones, one at a time, until the column is no longer so skewed.

    Returns:
        The column, and how many values were moved.
    """
    found, moved = list(column), 0
    while moved < MOST_MOVED and is_skewed([value for value in found if value is not None]):
        known = sorted({value for value in found if value is not None})
        middle = mean([value for value in found if value is not None])
        at_top = known[-1] - middle >= middle - known[0]
        out, inner = (known[-1], known[-2]) if at_top else (known[0], known[1])
        count = sum(value == out for value in found)
        if moved + count > MOST_MOVED:
            break
        moved += count
        found = [inner if value == out else value for value in found]
    return found, moved


def is_skewed(values: Sequence[Fraction]) -> bool:
    """Say whether values lie so far out that they decide alone."""
    skew, peak = skewness(values), kurtosis(values)
    return skew is not None and peak is not None and abs(skew) > MOST_SKEW and peak > MOST_KURTOSIS
