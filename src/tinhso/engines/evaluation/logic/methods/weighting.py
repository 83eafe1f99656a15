"""What each component weighs: its points, the same as all others, or its part in the first principal component.

1. Given weights are points over all points; equal ones are 1 / n; both exact.
2. The first principal component is that of the correlation matrix. A component's weight is its squared loading over
   the sum of all (they sum to the eigenvalue), so it is never negative and the weights sum to one.
3. The matrix is squared until its columns point one way: 2ᵏ steps of the power method in k. Where two directions
   explain as much as one another none is first, and no weight is invented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from tinhso.engines.evaluation.contracts.methods import DIGITS, Number
from tinhso.engines.evaluation.logic.methods.statistics import decimal_of, mean, moment

MOST_SQUARINGS = 24
_CLOSE = Decimal("1e-14")
Matrix = list[list[Decimal]]


@dataclass(frozen=True, slots=True)
class FirstComponent:
    """The first principal component: its direction (length 1), and the share of all variance that it explains."""

    direction: tuple[Decimal, ...]
    explains: Decimal


def given_weights(points: Mapping[str, Fraction]) -> dict[str, Number]:
    whole = sum(points.values(), Fraction(0))
    return {code: one / whole for code, one in points.items()}


def equal_weights(codes: Sequence[str]) -> dict[str, Number]:
    return {code: Fraction(1, len(codes)) for code in codes}


def filled(column: Sequence[Fraction | None]) -> list[Fraction]:
    """A column with the mean of the known values where there is none, so that it adds no correlation."""
    middle = mean([value for value in column if value is not None])
    return [middle if value is None else value for value in column]


def correlations(columns: Sequence[Sequence[Fraction]]) -> Matrix:
    """Return the correlation matrix of columns that vary."""
    with localcontext(prec=DIGITS):
        scaled = [_standardised(column) for column in columns]
        count = len(scaled)
        found: Matrix = [[Decimal(1)] * count for _row in range(count)]
        for row in range(count):
            for place in range(row):
                product = sum((a * b for a, b in zip(scaled[row], scaled[place], strict=True)), Decimal(0))
                found[row][place] = found[place][row] = product
        return found


def _standardised(column: Sequence[Fraction]) -> list[Decimal]:
    """Distances from the mean, as a vector of length 1."""
    middle, length = mean(column), (decimal_of(moment(column, 2)) * len(column)).sqrt()
    return [decimal_of(value - middle) / length for value in column]


def first_component(matrix: Matrix) -> FirstComponent | None:
    """Return the first principal component of a correlation matrix, None where no direction is the first."""
    with localcontext(prec=DIGITS):
        power, before = matrix, _direction(matrix)
        for _squaring in range(MOST_SQUARINGS):
            power = _squared(power)
            found = _direction(power)
            if max(abs(a - b) for a, b in zip(found, before, strict=True)) < _CLOSE:
                return _explained(matrix, found) if _points_one_way(power, found) else None
            before = found
    return None


def _squared(matrix: Matrix) -> Matrix:
    """The square over its trace, so that it neither grows nor vanishes."""
    count = len(matrix)
    found: Matrix = [[Decimal(0)] * count for _row in range(count)]
    for row in range(count):
        for place in range(row + 1):
            product = sum((a * b for a, b in zip(matrix[row], matrix[place], strict=True)), Decimal(0))
            found[row][place] = found[place][row] = product
    trace = sum((found[place][place] for place in range(count)), Decimal(0))
    return [[value / trace for value in row] for row in found]


def _direction(power: Matrix) -> tuple[Decimal, ...]:
    """The longest column, of length 1, its largest part positive."""
    column = max(power, key=lambda one: sum((value * value for value in one), Decimal(0)))
    length = sum((value * value for value in column), Decimal(0)).sqrt()
    sign = -1 if max(column, key=abs) < 0 else 1
    return tuple(sign * value / length for value in column)


def _points_one_way(power: Matrix, direction: tuple[Decimal, ...]) -> bool:
    """Whether the power of the matrix has become the square of one direction alone."""
    return all(
        abs(value - direction[row] * direction[place]) < _CLOSE.sqrt()
        for row, line in enumerate(power)
        for place, value in enumerate(line)
    )


def _explained(matrix: Matrix, direction: tuple[Decimal, ...]) -> FirstComponent:
    turned = [sum((a * b for a, b in zip(row, direction, strict=True)), Decimal(0)) for row in matrix]
    eigenvalue = sum((a * b for a, b in zip(turned, direction, strict=True)), Decimal(0))
    return FirstComponent(direction, eigenvalue / len(matrix))


def pca_weights(codes: Sequence[str], found: FirstComponent) -> dict[str, Number]:
    """Return squared loadings over their sum."""
    with localcontext(prec=DIGITS):
        squares = [one * one for one in found.direction]
        whole = sum(squares, Decimal(0))
        return {code: square / whole for code, square in zip(codes, squares, strict=True)}
