"""An exact answer: integer numerator and denominator, rounded only where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from tinhso.kernel.quantities import DivisionByZero, divide_half_up


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact quotient that keeps its parts: 98/100 stays 98 of 100.

    The denominator is never zero and never negative. A share in percent carries its 100 in the numerator, so the value
    is always numerator ÷ denominator.
    """

    numerator: int
    denominator: int = 1

    def __post_init__(self) -> None:
        if self.denominator == 0:
            raise DivisionByZero(numerator=self.numerator)
        if self.denominator < 0:
            object.__setattr__(self, "numerator", -self.numerator)
            object.__setattr__(self, "denominator", -self.denominator)

    @classmethod
    def of(cls, value: Fraction | Decimal | int) -> Ratio:
        """Make the ratio of an exact value, in lowest terms."""
        return cls(*value.as_integer_ratio())

    @property
    def value(self) -> Fraction:
        """Return the exact value."""
        return _exact(self.numerator, self.denominator)

    def rounded(self, decimals: int) -> Decimal:
        """Return the value for showing, rounded half up.

        >>> Ratio(91, 102).rounded(3)
        Decimal('0.892')
        """
        return divide_half_up(self.numerator, self.denominator, decimals)


@lru_cache(maxsize=65_536)
def _exact(numerator: int, denominator: int) -> Fraction:
    """Cancel once what the rules of a form ask for a thousand times."""
    return Fraction(numerator, denominator)
