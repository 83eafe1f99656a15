"""Means, deviations and correlations of a few hundred exact values, as decimals of 34 digits.

Sums are exact fractions; only roots and logarithms are decimals, so the order of units never changes a digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from math import lcm

from tinhso.engines.evaluation.contracts.methods import DIGITS, Number

CONTEXT = Context(prec=DIGITS)
Values = Sequence[Fraction]


def decimal_of(value: Number) -> Decimal:
    """A fraction as a decimal of so many digits."""
    if isinstance(value, Decimal):
        return value
    return CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def whole_numbers(values: Values) -> tuple[list[int], int]:
    """Return values over their common denominator: sums of whole numbers need no reducing."""
    common = lcm(*(value.denominator for value in values))
    return [value.numerator * (common // value.denominator) for value in values], common


def total(values: Values) -> Fraction:
    parts, common = whole_numbers(values)
    return Fraction(sum(parts), common)


def mean(values: Values) -> Fraction:
    return total(values) / len(values)


def _from_mean(values: Values) -> tuple[list[int], int]:
    """Return distances from the mean, as whole numbers over one denominator."""
    parts, common = whole_numbers(values)
    count, whole = len(parts), sum(parts)
    return [part * count - whole for part in parts], common * count


def moment(values: Values, order: int) -> Fraction:
    """Return a central moment of the population."""
    distances, common = _from_mean(values)
    return Fraction(sum(one**order for one in distances), common**order * len(values))


def deviation(values: Values) -> Decimal:
    """Return the standard deviation of a sample (n − 1); 0 for a single value."""
    if len(values) < 2:
        return Decimal(0)
    return CONTEXT.sqrt(decimal_of(moment(values, 2) * len(values) / (len(values) - 1)))


def covariance(first: Values, second: Values) -> Fraction:
    """Return the covariance of the population."""
    (one, below), (other, under) = _from_mean(first), _from_mean(second)
    return Fraction(sum(a * b for a, b in zip(one, other, strict=True)), below * under * len(first))


def correlation(first: Values, second: Values) -> Decimal | None:
    """Return Pearson's correlation, None where one of them does not vary or there are fewer than two."""
    if len(first) < 2:
        return None
    spread = moment(first, 2) * moment(second, 2)
    if not spread:
        return None
    found = CONTEXT.divide(decimal_of(covariance(first, second)), CONTEXT.sqrt(decimal_of(spread)))
    return min(max(found, Decimal(-1)), Decimal(1))


def mean_ranks(values: Values) -> list[Fraction]:
    """Return places from the smallest, 1 to n; equal values share the mean of their places."""
    compared, _common = whole_numbers(values)
    ordered = sorted(range(len(compared)), key=compared.__getitem__)
    found = [Fraction(0)] * len(compared)
    start = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and compared[ordered[end]] == compared[ordered[start]]:
            end += 1
        for place in ordered[start:end]:
            found[place] = Fraction(start + 1 + end, 2)
        start = end
    return found


def rank_correlation(first: Values, second: Values) -> Decimal | None:
    """Return Spearman's correlation: Pearson's of the places."""
    return correlation(mean_ranks(first), mean_ranks(second))


def skewness(values: Values) -> Decimal | None:
    """Return the sample skewness G1, None with fewer than three values or no spread."""
    count, second = len(values), moment(values, 2)
    if count < 3 or not second:
        return None
    spread = decimal_of(second)
    plain = CONTEXT.divide(decimal_of(moment(values, 3)), CONTEXT.multiply(spread, CONTEXT.sqrt(spread)))
    return CONTEXT.multiply(plain, CONTEXT.divide(CONTEXT.sqrt(Decimal(count * (count - 1))), Decimal(count - 2)))


def kurtosis(values: Values) -> Fraction | None:
    """Return the sample excess kurtosis G2, None with fewer than four values or no spread."""
    count, second = len(values), moment(values, 2)
    if count < 4 or not second:
        return None
    plain = moment(values, 4) / second**2 - 3
    return Fraction(count - 1, (count - 2) * (count - 3)) * ((count + 1) * plain + 6)
