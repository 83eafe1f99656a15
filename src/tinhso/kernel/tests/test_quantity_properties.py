"""Properties of quantities against plain fractions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tinhso.kernel.quantities import (
    STORED_LIMIT,
    QuantityError,
    divide_half_up,
    format_number,
    from_scaled,
    parse_number,
    plain_text,
    to_scaled,
)

few = settings(max_examples=100, deadline=None)
stored = st.integers(1 - STORED_LIMIT, STORED_LIMIT - 1)
wide = st.integers(-(2**127), 2**127)
decimals = st.integers(0, 9)


@few
@given(stored, decimals)
def test_storing_and_reading_gives_the_value_back(scaled: int, places: int) -> None:
    assert to_scaled(from_scaled(scaled, places), places) == scaled


@few
@given(wide, wide.filter(bool), decimals)
def test_division_agrees_with_exact_fractions(numerator: int, denominator: int, places: int) -> None:
    answer = Fraction(divide_half_up(numerator, denominator, places))
    exact = Fraction(numerator, denominator)
    unit = Fraction(1, 10**places)
    assert abs(answer - exact) <= unit / 2
    if abs(answer - exact) == unit / 2:
        assert abs(answer) > abs(exact)


@few
@given(st.integers(-(10**12), 10**12), st.integers(0, 6), st.integers(0, 6))
def test_division_agrees_with_the_rounding_of_the_standard_library(scaled: int, had: int, places: int) -> None:
    with localcontext(prec=60):
        wanted = from_scaled(scaled, had).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert divide_half_up(scaled, 10**had, places) == wanted


@few
@given(stored, decimals, st.sampled_from(["vi", "en"]), st.booleans())
def test_what_is_shown_reads_back_with_its_locale(scaled: int, places: int, locale: str, grouping: bool) -> None:
    value = from_scaled(scaled, places)
    shown = format_number(value, locale, grouping=grouping)
    assert parse_number(shown, locale=locale, decimals=places) == value  # type: ignore[arg-type]


@few
@given(stored, decimals)
def test_machine_text_reads_back_unless_it_is_ambiguous(scaled: int, places: int) -> None:
    assume(places != 3)
    value = from_scaled(scaled, places)
    assert parse_number(plain_text(value), decimals=places) == value


def read(text: str, locale: str | None) -> Decimal | QuantityError:
    try:
        return parse_number(text, locale=locale, percent=True)  # type: ignore[arg-type]
    except QuantityError as error:
        return error


@few
@given(st.text(alphabet="0123456789.,- \u00a0%+−", max_size=12), st.sampled_from([None, "vi", "en"]))
def test_what_is_read_has_exactly_the_digits_that_were_written(text: str, locale: str | None) -> None:
    value = read(text, locale)
    if isinstance(value, Decimal):
        written = "".join(filter(str.isdecimal, text)).lstrip("0")
        assert "".join(map(str, value.as_tuple().digits)).lstrip("0") == written


@few
@given(st.text(max_size=20), st.sampled_from([None, "vi", "en"]))
def test_any_text_gives_a_number_or_an_error_in_two_languages(text: str, locale: str | None) -> None:
    value = read(text, locale)
    if isinstance(value, QuantityError):
        assert value.code.startswith("KER-05")
        assert value.message("vi") != value.message("en")
