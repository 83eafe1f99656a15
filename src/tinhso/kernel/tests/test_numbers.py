"""Reading numbers: machine numbers, declared locales, ambiguity, typography."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest

from tinhso.kernel.quantities import (
    AmbiguousNumber,
    NotANumber,
    NumberTooLarge,
    QuantityError,
    TooManyDecimals,
    UnexpectedPercentSign,
    UnknownNumberLocale,
    WrongGrouping,
    parse_number,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("405", "405"),
        ("4120", "4120"),
        ("61.2", "61.2"),
        ("-120", "-120"),
        ("0007", "7"),
        ("1.6370", "1.6370"),
    ],
)
def test_machine_numbers_are_digits_with_at_most_one_dot(text: str, value: str) -> None:
    assert str(parse_number(text)) == value


@pytest.mark.parametrize("text", ["1.637", "0.125", "-12.345", "1234.567"])
def test_a_dot_before_exactly_three_digits_is_asked_about(text: str) -> None:
    with pytest.raises(AmbiguousNumber):
        parse_number(text)


def test_the_question_about_an_ambiguous_number_names_both_readings() -> None:
    with pytest.raises(AmbiguousNumber) as caught:
        parse_number("1.637")
    assert "1637" in caught.value.message("vi")
    assert "1,637" in caught.value.message("vi")
    assert "1.637 (a decimal)" in caught.value.message("en")


@pytest.mark.parametrize(
    "text", ["1,5", "1.234.567", "1,234.5", "1 234", "1\u00a0234", "1.2.3", "1..2", "+5", "16,121.66", "5."]
)
def test_any_other_grouping_of_a_machine_number_is_refused(text: str) -> None:
    with pytest.raises(WrongGrouping):
        parse_number(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "—", ".5", "1e5", "0x1F", "NaN", "Infinity", "١٢", "\uff11\uff12", "48/63", "3; 4", "hết 2020"],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1.637", "vi", "1637"), ("1.637", "en", "1.637"), ("1,637", "vi", "1.637"), ("1,637", "en", "1637"),
        ("1.234,5", "vi", "1234.5"), ("1,234.5", "en", "1234.5"),
        ("1234,5", "vi", "1234.5"), ("16,121.66", "en", "16121.66"),
        ("42.923", "vi", "42923"), ("1.954.846", "vi", "1954846"), ("0,125", "vi", "0.125"), ("+0,4", "vi", "0.4"),
    ],
)  # fmt: skip
def test_a_declared_locale_settles_the_reading(text: str, locale: str, value: str) -> None:
    assert str(parse_number(text, locale=locale)) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("12.34", "vi"), ("1.2345", "vi"), ("1234.567", "vi"), ("0.125", "vi"), ("16,121.66", "vi"), ("1.234.5", "vi"),
        ("12,34", "en"), ("1.234,5", "en"), ("1 234", "vi"), ("1.23.456", "vi"), (",5", "vi"), ("5,", "vi"),
    ],
)  # fmt: skip
def test_grouping_against_the_declared_locale_is_refused(text: str, locale: str) -> None:
    with pytest.raises((WrongGrouping, NotANumber)):
        parse_number(text, locale=locale)  # type: ignore[arg-type]


def test_more_decimals_than_declared_are_refused_and_never_rounded() -> None:
    with pytest.raises(TooManyDecimals) as caught:
        parse_number("61.25", decimals=1)
    assert caught.value.details["found"] == 2
    assert parse_number("61.25", decimals=2) == Decimal("61.25")
    with pytest.raises(TooManyDecimals):
        parse_number("405.0", decimals=0)


@pytest.mark.parametrize("text", ["\u00a0405 ", "\u2009405\u202f", "405\n", "\ufeff405"])
def test_spaces_around_a_number_do_not_matter(text: str) -> None:
    assert parse_number(text) == 405


@pytest.mark.parametrize("minus", ["-", "\u2212", "\u2010", "\u2011", "\u2013", "\uff0d"])
def test_every_minus_sign_of_a_word_processor_is_a_minus(minus: str) -> None:
    assert parse_number(f"{minus}120") == -120


def test_a_percent_sign_is_taken_only_where_a_percentage_is_expected() -> None:
    assert parse_number("139,5%", locale="vi", percent=True) == Decimal("139.5")
    assert parse_number("61,2\u00a0%", locale="vi", percent=True) == Decimal("61.2")
    assert parse_number("61.2", percent=True) == Decimal("61.2")
    with pytest.raises(UnexpectedPercentSign):
        parse_number("139,5%", locale="vi")


def test_a_number_of_endless_digits_is_refused_before_it_costs_anything() -> None:
    for text in ("9" * 41, "9" * 100_000, "1" + ".000" * 50):
        with pytest.raises(NumberTooLarge):
            parse_number(text, locale="vi")


def test_an_undeclared_locale_is_refused() -> None:
    with pytest.raises(UnknownNumberLocale):
        parse_number("1", locale="fr")  # type: ignore[arg-type]


def test_decomposed_words_are_reported_not_misread() -> None:
    with pytest.raises(NotANumber):
        parse_number(unicodedata.normalize("NFD", "bốn"))


def test_an_error_can_be_given_its_row() -> None:
    with pytest.raises(QuantityError) as caught:
        parse_number("x")
    located = caught.value.at(row=12, column="value")
    assert located.code == "KER-051"
    assert located.problem("vi")["where"] == {"row": 12, "column": "value"}
