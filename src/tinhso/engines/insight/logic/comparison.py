"""Comparisons in exact numbers; one place, so that card, sentence and export say the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.indicators.contracts import DefinitionView, Direction
from tinhso.kernel.quantities import divide_half_up

PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure against another one.

    Attributes:
        percent: 100 × now ÷ then with one decimal; None for percentages (compared in points) and for a zero base.
        points: difference in percentage points; None for other figures.
        direction: 1 rose, −1 fell, 0 the same.
        good: whether the direction is the wanted one; None when the indicator has none, or nothing changed.
    """

    percent: Decimal | None
    points: Decimal | None
    direction: int
    good: bool | None

    @property
    def tone(self) -> str:
        """Worse than before is worth a look, not an alarm: red stays for what must be acted on now."""
        return {True: "good", False: "warn", None: "info"}[self.good]


def exact(row: FigureRow | None) -> Fraction | None:
    """The row's exact value, None without one."""
    if row is None or row.numerator is None or row.denominator is None:
        return None
    return Fraction(row.numerator, row.denominator)


def is_percentage(definition: DefinitionView) -> bool:
    """Whether figures of the indicator are percentages, which are compared in points."""
    return definition.measure_unit == PERCENT


def compare(definition: DefinitionView, now: FigureRow | None, then: FigureRow | None) -> Comparison | None:
    """Compare two rows of one indicator; None when either has no value or the base cannot carry a percentage."""
    this, that = exact(now), exact(then)
    if this is None or that is None:
        return None
    direction = (this > that) - (this < that)
    good = None
    if direction and definition.direction in (Direction.UP, Direction.DOWN):
        good = (direction > 0) == (definition.direction is Direction.UP)
    if is_percentage(definition):
        difference = this - that
        points = divide_half_up(difference.numerator, difference.denominator, definition.decimals)
        return Comparison(None, points, direction, good)
    if that <= 0:
        return None
    share = 100 * this / that
    return Comparison(divide_half_up(share.numerator, share.denominator, 1), None, direction, good)
