"""Figures as documents say them, with their operators and what stands behind the number."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest

from tinhso.kernel.quantities import (
    AmbiguousNumber,
    Measured,
    NotANumber,
    Operator,
    UnknownOperator,
    WrongGrouping,
    parse_measured,
)


@pytest.mark.parametrize(
    ("text", "symbol", "value", "suffix"),
    [
        (">96", ">", "96", ""),
        ("> 99 %", ">", "99", "%"),
        ("≥ 99%", "≥", "99", "%"),
        (">=99", "≥", "99", ""),
        ("trên 96%", ">", "96", "%"),
        ("Trên\u00a096%", ">", "96", "%"),
        ("hơn 200 cơ quan", ">", "200", "cơ quan"),
        ("khoảng 1%", "≈", "1", "%"),
        ("≈1", "≈", "1", ""),
        ("không dưới 80%", "≥", "80", "%"),
        ("dưới 5%", "<", "5", "%"),
        ("tối đa 30 ngày", "≤", "30", "ngày"),
        ("405", "=", "405", ""),
        ("68 hệ thống", "=", "68", "hệ thống"),
        ("-120 hồ sơ", "=", "-120", "hồ sơ"),
        ("2 trạm 5G", "=", "2", "trạm 5G"),
    ],
)
def test_operator_number_and_suffix_are_told_apart(text: str, symbol: str, value: str, suffix: str) -> None:
    assert parse_measured(text) == Measured(Operator.from_symbol(symbol), Decimal(value), suffix)


def test_decomposed_vietnamese_words_are_understood() -> None:
    assert parse_measured(unicodedata.normalize("NFD", "khoảng 1%")).operator is Operator.APPROXIMATE


def test_a_percentage_over_one_hundred_is_read_as_it_stands() -> None:
    read = parse_measured("139,5%", locale="vi")
    assert read.is_percentage
    assert read.value == Decimal("139.5")


@pytest.mark.parametrize(
    "text",
    [
        "48/63",
        "188/188",
        "24/7",
        "29/9",
        "3; 4",
        "từ 10 đến 20",
        "toàn bộ",
        "phủ kín",
        "hết 2020",
        "",
        ">",
        "96 97",
        "1e5",
        "5G",
    ],
)
def test_texts_that_are_not_one_number_are_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_measured(text)


def test_the_number_inside_follows_the_same_rules() -> None:
    with pytest.raises(AmbiguousNumber):
        parse_measured("hơn 1.637 thủ tục")
    with pytest.raises(WrongGrouping):
        parse_measured("139,5%")
    assert parse_measured("hơn 1.637 thủ tục", locale="vi").value == 1637


def test_an_unknown_sign_is_refused() -> None:
    with pytest.raises(UnknownOperator):
        parse_measured("<> 5")
