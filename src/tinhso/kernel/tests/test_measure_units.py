"""Measure units: the shipped table, exact conversion, refusals."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from tinhso.kernel.quantities import (
    IncompatibleMeasureUnits,
    MalformedMeasureUnit,
    MeasureUnit,
    MeasureUnits,
    RepeatedMeasureUnit,
    UnknownMeasureUnit,
    measure_units,
    unit_after,
    unit_heading,
)

ROW = {"code": "basket", "name_vi": "gùi", "name_en": "basket", "dimension": "basket", "factor": "1", "symbol": ""}


def convert(value: str, source: str, target: str) -> Fraction:
    return measure_units().convert(Decimal(value), source, target)


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        ("1500", "million_vnd", "billion_vnd", "1.5"), ("2.5", "trillion_vnd", "billion_vnd", "2500"),
        ("18096", "square_kilometre", "hectare", "1809600"), ("1.2", "hectare", "square_metre", "12000"),
        ("35", "quintal_per_hectare", "tonne_per_hectare", "3.5"), ("3", "tonne", "quintal", "30"),
        ("1.4", "million_persons", "person", "1400000"), ("61.2", "percent", "times", "0.612"),
        ("2", "hour", "minute", "120"),
    ],
)  # fmt: skip
def test_units_of_one_dimension_convert_exactly(value: str, source: str, target: str, result: str) -> None:
    assert convert(value, source, target) == Fraction(result)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("household", "person"), ("account", "person"), ("dossier", "document"), ("percent", "percentage_point"),
        ("point", "percentage_point"), ("vnd", "usd"), ("hectare", "kilometre"), ("working_day", "day"),
        ("visit", "visitor"),
    ],
)  # fmt: skip
def test_units_that_measure_different_things_are_never_converted(source: str, target: str) -> None:
    with pytest.raises(IncompatibleMeasureUnits):
        convert("1", source, target)


def test_a_conversion_there_and_back_gives_the_value_again() -> None:
    units = measure_units()
    for old, new in product(units, units):
        if old.dimension == new.dimension:
            there = units.convert(Decimal("12.5"), old.code, new.code)
            assert units.convert(there, new.code, old.code) == Decimal("12.5")


def test_every_dimension_has_exactly_one_base_unit_or_declares_its_ratio() -> None:
    units = list(measure_units())
    for dimension in {unit.dimension for unit in units}:
        assert [unit.factor for unit in units if unit.dimension == dimension].count(Fraction(1)) == 1


def test_shipped_units_have_two_names_and_a_symbol() -> None:
    percent = measure_units()["percent"]
    assert (percent.name(), percent.name("en"), percent.symbol) == ("phần trăm", "percent", "%")
    assert measure_units()["household"].symbol == "hộ"
    names = [unit.name_vi for unit in measure_units()]
    assert len(set(names)) == len(names)


def test_no_english_word_of_a_unit_is_vietnamese() -> None:
    for unit in measure_units():
        for words in (unit.name("en"), unit.heading("en"), unit.after(1, "en"), unit.after(Decimal("2.5"), "en")):
            assert words
            assert not [letter for letter in words if not (letter.isascii() or letter in "²³‰")], unit.code


@pytest.mark.parametrize(
    ("code", "value", "vietnamese", "english", "heading"),
    [
        ("household", "1", "hộ", "household", "household"), ("household", "120", "hộ", "households", "household"),
        ("agency", "0", "cơ quan", "agencies", "agency"), ("hectare", "1", "ha", "ha", "ha"),
        ("percentage_point", "-2.1", "điểm %", "percentage points", "percentage points"),
        ("million_usd", "3", "triệu USD", "million USD", "million USD"), ("percent", "62.0", "%", "%", "%"),
        ("billion_vnd", "2", "tỷ đồng", "billion dong", "billion dong"), ("gùi", "2", "gùi", "gùi", "gùi"),
    ],
)  # fmt: skip
def test_a_number_is_followed_by_the_reader_s_own_words(
    code: str, value: str, vietnamese: str, english: str, heading: str
) -> None:
    assert (unit_after(code, Decimal(value)), unit_after(code, Decimal(value), "en")) == (vietnamese, english)
    assert unit_heading(code, "en") == heading


def test_an_unknown_unit_is_refused() -> None:
    assert "basket" not in measure_units()
    with pytest.raises(UnknownMeasureUnit):
        measure_units()["basket"]


def test_a_package_may_add_units_but_not_change_them() -> None:
    basket = MeasureUnit.from_row(ROW)
    more = measure_units().with_units([basket, basket])
    assert more["basket"].name_vi == "gùi"
    assert "basket" not in measure_units()
    with pytest.raises(RepeatedMeasureUnit):
        more.with_units([MeasureUnit.from_row(ROW | {"name_vi": "rổ"})])
    with pytest.raises(RepeatedMeasureUnit):
        MeasureUnits([basket, MeasureUnit.from_row(ROW | {"factor": "2"})])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("factor", "0"), ("factor", "-1"), ("factor", "1e3"), ("factor", "1/0"), ("factor", ""), ("factor", "0.00"),
        ("factor", "0/5"),
        ("code", "Gùi"), ("dimension", ""), ("name_vi", ""), ("name_en", ""),
    ],
)  # fmt: skip
def test_a_malformed_row_is_refused_with_its_field(field: str, value: str) -> None:
    with pytest.raises(MalformedMeasureUnit) as caught:
        MeasureUnit.from_row(ROW | {field: value})
    assert caught.value.where.field == field


@pytest.mark.parametrize("factor", ["10", "100", "1/100", "0.5", "1/1000", "10000000"])
def test_factors_with_zeros_at_their_end_are_good(factor: str) -> None:
    assert MeasureUnit.from_row(ROW | {"factor": factor}).factor == Fraction(factor)
