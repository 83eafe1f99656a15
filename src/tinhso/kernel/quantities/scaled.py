"""Exact decimals as scaled integers, and the one function of the product that divides and rounds.

A figure is stored as an integer and a declared number of decimals (12,5 with one decimal is 125). Nothing here uses
the decimal context: its 28 digits would silently round totals of 128 bits.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tinhso.kernel.quantities.errors import (
    DecimalsOutOfRange,
    DivisionByZero,
    NotANumber,
    NumberTooLarge,
    TooManyDecimals,
)

MAX_DECIMALS = 9
# A difference of two stored values must still fit in 64 bits (the ledger's range constraint is the same).
STORED_LIMIT = 2**62
_USUAL_DIGITS = 18


def plain_text(value: Decimal | int) -> str:
    """Write a number for machines: digits with at most one dot, never an exponent, never a minus zero.

    Trailing zeros are kept, they tell the declared decimals.

    Raises:
        NotANumber (KER-051): for NaN and infinities.

    >>> plain_text(Decimal("1E+3")), plain_text(Decimal("-0.00")), plain_text(Decimal("12.50"))
    ('1000', '0.00', '12.50')
    """
    if isinstance(value, int):
        return str(value)
    text = format(_finite(value), "f")
    return text.lstrip("-") if value.is_zero() else text


def to_scaled(value: Decimal, decimals: int) -> int:
    """Turn an exact decimal into the integer that is stored.

    Args:
        value: exact decimal; zeros beyond the declared decimals are allowed here, digits are not.
        decimals: declared decimals, 0 to 9.

    Raises:
        TooManyDecimals (KER-053): the value would have to be rounded.
        NumberTooLarge (KER-054): the integer does not fit the ledger.

    >>> to_scaled(Decimal("61.2"), 2)
    6120
    """
    check_decimals(decimals)
    if value.is_finite() and -MAX_DECIMALS <= value.adjusted() <= _USUAL_DIGITS:
        numerator, denominator = value.as_integer_ratio()  # exact, and quicker than its digits one by one
        whole, rest = divmod(numerator * int(10**decimals), denominator)
        if not rest and abs(whole) < STORED_LIMIT:
            return whole
    # Before any power of ten is built: a hostile exponent must not fill the memory.
    if value.is_finite() and value and (value.adjusted() > 40 or len(value.as_tuple().digits) > 100):
        raise NumberTooLarge(text=str(value), decimals=decimals)
    sign, digits, exponent = _parts(value)
    if not digits:
        return 0
    shift = exponent + decimals
    if shift < 0 and (len(str(digits)) <= -shift or digits % 10**-shift):
        raise TooManyDecimals(text=plain_text(value), found=-exponent, allowed=decimals)
    scaled = sign * (digits * int(10**shift) if shift >= 0 else digits // int(10**-shift))
    if abs(scaled) >= STORED_LIMIT:
        raise NumberTooLarge(text=plain_text(value), decimals=decimals)
    return scaled


def from_scaled(scaled: int, decimals: int) -> Decimal:
    """Turn a stored integer (or a total of any size) back into the exact decimal.

    >>> from_scaled(6120, 2)
    Decimal('61.20')
    """
    check_decimals(decimals)
    return _decimal(scaled, decimals)


def divide_half_up(numerator: int, denominator: int, decimals: int) -> Decimal:
    """Divide two exact integers and round half up, away from zero on ties: the only division of figures.

    Args:
        numerator, denominator: exact integers of any size.
        decimals: decimals of the answer, 0 to 9.

    Raises:
        DivisionByZero (KER-056).

    >>> divide_half_up(91, 102, 3), divide_half_up(-1, 2, 0)
    (Decimal('0.892'), Decimal('-1'))
    """
    check_decimals(decimals)
    if denominator == 0:
        raise DivisionByZero(numerator=numerator)
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    doubled = 2 * abs(numerator) * 10**decimals + abs(denominator)
    return _decimal(sign * (doubled // (2 * abs(denominator))), decimals)


def round_half_up(value: Decimal | Fraction | int, decimals: int) -> Decimal:
    """Round one exact value for showing, by the same rule as `divide_half_up`.

    >>> round_half_up(Decimal("2.345"), 2)
    Decimal('2.35')
    """
    exact = Fraction(_finite(value)) if isinstance(value, Decimal) else Fraction(value)
    return divide_half_up(exact.numerator, exact.denominator, decimals)


def decimals_of(value: Decimal) -> int:
    """Return how many decimals a number is written with (12.50 has two).

    >>> decimals_of(Decimal("12.50")), decimals_of(Decimal("1E+3"))
    (2, 0)
    """
    exponent = _finite(value).as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


def check_decimals(decimals: int) -> None:
    """Refuse a number of decimals that no indicator may declare.

    Raises:
        DecimalsOutOfRange (KER-057).
    """
    if not 0 <= decimals <= MAX_DECIMALS:
        raise DecimalsOutOfRange(decimals=decimals, limit=MAX_DECIMALS)


def _decimal(scaled: int, decimals: int) -> Decimal:
    return Decimal(f"{scaled}E-{decimals}")  # exact whatever the context's precision: a text is never rounded


def _parts(value: Decimal) -> tuple[int, int, int]:
    """Return sign (+1, -1), digits as one integer, exponent."""
    sign, digits, exponent = _finite(value).as_tuple()
    assert isinstance(exponent, int)  # only NaN and infinities have letters there
    return -1 if sign else 1, int("".join(map(str, digits)) or "0"), exponent


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise NotANumber(text=str(value), example="1234.5")
    return value
