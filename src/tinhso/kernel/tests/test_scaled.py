"""Scaled integers, the one division, machine text and text for people."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from tinhso.kernel.quantities import (
    STORED_LIMIT,
    DecimalsOutOfRange,
    DivisionByZero,
    NotANumber,
    NumberTooLarge,
    TooManyDecimals,
    divide_half_up,
    format_number,
    format_percent,
    from_scaled,
    plain_text,
    round_half_up,
    to_scaled,
)


def test_a_decimal_and_its_scaled_integer_are_the_same_value() -> None:
    assert to_scaled(Decimal("139.5"), 1) == 1395
    assert to_scaled(Decimal("-0.05"), 2) == -5
    assert to_scaled(Decimal("1E+3"), 1) == 10_000
    assert to_scaled(Decimal("405.00"), 0) == 405
    assert to_scaled(Decimal("0E-30"), 0) == 0
    assert str(from_scaled(-5, 2)) == "-0.05"
    assert str(from_scaled(0, 1)) == "0.0"


def test_scaling_never_rounds() -> None:
    for value, decimals in [("0.05", 1), ("1E-40", 9), ("405.4", 0)]:
        with pytest.raises(TooManyDecimals):
            to_scaled(Decimal(value), decimals)


def test_values_that_the_ledger_cannot_hold_are_refused() -> None:
    assert to_scaled(Decimal(STORED_LIMIT - 1), 0) == STORED_LIMIT - 1
    for value in (Decimal(STORED_LIMIT), Decimal(-STORED_LIMIT), Decimal("1E+999999"), Decimal("1" * 500)):
        with pytest.raises(NumberTooLarge):
            to_scaled(value, 0)
    with pytest.raises(NumberTooLarge):
        to_scaled(Decimal(STORED_LIMIT // 10), 2)


def test_totals_beyond_64_and_28_digits_stay_exact() -> None:
    total = 2**127 - 1
    with localcontext(prec=5):
        assert plain_text(from_scaled(total, 3)) == "170141183460469231731687303715884105.727"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_not_finite_is_no_quantity(value: str) -> None:
    for use in (plain_text, round_to_one, scale_to_one):
        with pytest.raises(NotANumber):
            use(Decimal(value))


def round_to_one(value: Decimal) -> Decimal:
    return round_half_up(value, 1)


def scale_to_one(value: Decimal) -> int:
    return to_scaled(value, 1)


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "text"),
    [
        (91, 102, 3, "0.892"), (1, 2, 0, "1"), (-1, 2, 0, "-1"), (1, -2, 0, "-1"), (-1, -2, 0, "1"), (5, 2, 0, "3"),
        (2411800, 23066, 1, "104.6"), (2411800, 25900, 1, "93.1"), (9700, 99, 1, "98.0"),
        (195484600, 1401323, 1, "139.5"),
        (0, 7, 2, "0.00"), (-1, 1000, 2, "0.00"), (25795900, 43, 0, "599905"),
    ],
)  # fmt: skip
def test_division_rounds_half_up_and_away_from_zero(numerator: int, denominator: int, decimals: int, text: str) -> None:
    assert str(divide_half_up(numerator, denominator, decimals)) == text


def test_division_by_zero_and_undeclared_decimals_are_refused() -> None:
    with pytest.raises(DivisionByZero):
        divide_half_up(1, 0, 1)
    for decimals in (-1, 10):
        with pytest.raises(DecimalsOutOfRange):
            divide_half_up(1, 2, decimals)


def test_machine_text_has_no_exponent_and_no_minus_zero() -> None:
    assert plain_text(Decimal("1E+3")) == "1000"
    assert plain_text(Decimal("1E-7")) == "0.0000001"
    assert plain_text(Decimal("-0.0")) == "0.0"
    assert plain_text(-120) == "-120"


def test_numbers_for_people_are_written_as_the_language_does() -> None:
    assert format_number(Decimal("1234.5")) == "1.234,5"
    assert format_number(Decimal("1234.5"), "en") == "1,234.5"
    assert format_number(26660) == "26.660"
    assert format_number(26660, "en-gb") == "26,660"
    assert format_number(-120) == "\u2212120"
    assert format_number(Decimal("-0.04"), decimals=1) == "0,0"
    assert format_number(1234567, grouping=False) == "1234567"
    assert format_number(Fraction(1, 3), decimals=2) == "0,33"
    assert format_number(Decimal("405.50")) == "405,50"


def test_percentages_stand_without_a_space_and_are_not_capped() -> None:
    assert format_percent(Decimal("61.2")) == "61,2%"
    assert format_percent(Decimal("139.5"), "en") == "139.5%"
    assert format_percent(Fraction(9700, 99), decimals=1) == "98,0%"


def test_a_fraction_without_declared_decimals_is_not_shown() -> None:
    with pytest.raises(DecimalsOutOfRange):
        format_number(Fraction(1, 3))
