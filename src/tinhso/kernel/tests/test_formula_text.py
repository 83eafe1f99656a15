"""Formulas as text, and in words."""

from __future__ import annotations

import unicodedata

import pytest

from tinhso.kernel.formulas import (
    Code,
    FormulaError,
    FormulaSyntax,
    FormulaTooLarge,
    UnknownOperation,
    WrongArgumentCount,
    WrongArgumentKind,
    WrongResultKind,
    in_words,
    parse_formula,
    to_json,
    to_text,
)
from tinhso.kernel.quantities import AmbiguousNumber, WrongGrouping

NAMES = {"online": "Hồ sơ trực tuyến", "received": "Hồ sơ đã tiếp nhận", "target": "Kế hoạch"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a+b", "a + b"),
        ("a + b + c", "a + b + c"),
        ("(a + b) + c", "(a + b) + c"),
        ("a + (b + c)", "a + (b + c)"),
        ("a - b - c", "a - b - c"),
        ("a - (b - c)", "a - (b - c)"),
        ("a - b + c + d", "a - b + c + d"),
        ("a + b - c", "a + b - c"),
        ("((a)) × 2 ÷ (b − c)", "a * 2 / (b - c)"),
        ("a / (b / c)", "a / (b / c)"),
        ("a / b * c", "a / b * c"),
        ("a : b", "a / b"),
        ("-5 + a - -5", "-5 + a - -5"),
        ("a * 1.6370", "a * 1.6370"),
        ("a * 2.50", "a * 2.5"),
        ("sum(a, b, 3)", "sum(a, b, 3)"),
        ("max(a,min( b , c))", "max(a, min(b, c))"),
        ("share(dti.v2.group_1, b)", "share(dti.v2.group_1, b)"),
        ("x[sex=F,age=15-24] / x", "x[age=15-24, sex=F] / x"),
        ("x[field=01.2] + 1", "x[field=01.2] + 1"),
        ("growth(a, same_period_last_year(a))", "growth(a, same_period_last_year(a))"),
    ],
)
def test_formulas_are_read_and_written(text: str, written: str) -> None:
    assert to_text(parse_formula(text)) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a ≤ b and a >= 0", "a <= b and a >= 0"),
        ("a == b", "a = b"),
        ("a ≠ b or not a < 1 and b > 2", "a != b or not a < 1 and b > 2"),
        ("(a < 1 or b < 1) and c < 1", "(a < 1 or b < 1) and c < 1"),
        ("(a < 1 and b < 1) and c < 1", "(a < 1 and b < 1) and c < 1"),
        ("not (a < 1 and b < 1)", "not (a < 1 and b < 1)"),
        ("a > 0 implies b > 0 or c > 0", "a > 0 implies b > 0 or c > 0"),
        ("(a > 0 implies b > 0) implies c > 0", "(a > 0 implies b > 0) implies c > 0"),
    ],
)
def test_rules_are_read_and_written(text: str, written: str) -> None:
    assert to_text(parse_formula(text, rule=True)) == written


def test_the_signs_bind_as_in_school() -> None:
    assert to_json(parse_formula("a + b * c")) == {
        "op": "+",
        "args": [{"code": "a"}, {"op": "*", "args": [{"code": "b"}, {"code": "c"}]}],
    }


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1), ("   ", 4), ("a +", 4), ("a b", 3), ("(a + b", 7), ("a + b)", 6), ("a + * b", 5), ("2 / ", 5),
        ("a $ b", 3),
        ("'abc'", 1), ('a + "x"', 5), ("a if b else c", 3), ("a = b = c", 7), ("sum a", 1), ("x[]", 3),
        ("x[sex]", 6), ("x[sex=]", 7),
        ("x[sex=F", 8), ("x[a=1,2]", 8), ("-a", 1), ("--5", 1), ("a; b", 2), ("hồ", 2), ("sum()", 5),
        ("sum(a,)", 7), ("not", 4),
    ],
)  # fmt: skip
def test_a_text_that_is_no_formula_is_refused_at_its_character(text: str, position: int) -> None:
    with pytest.raises(FormulaSyntax) as caught:
        parse_formula(text)
    assert caught.value.details["position"] == position


@pytest.mark.parametrize("text", ["if(a, b, c)", "concat(a, b)", "for(a)", "avg(a, b)", "and(a, b)"])
def test_conditions_loops_and_unknown_functions_are_refused_by_name(text: str) -> None:
    with pytest.raises(UnknownOperation) as caught:
        parse_formula(text)
    assert "year_to_date" in caught.value.message("vi")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("share(a)", WrongArgumentCount),
        ("growth(a, b, c)", WrongArgumentCount),
        ("year_to_date(a + b)", WrongArgumentKind),
        ("a + (b < c)", WrongArgumentKind),
        ("not a", WrongArgumentKind),
        ("x[sex=F, sex=M]", FormulaError),
        ("a < b", WrongResultKind),
    ],
)
def test_parts_that_do_not_fit_are_refused(text: str, error: type[FormulaError]) -> None:
    with pytest.raises(error):
        parse_formula(text)


def test_constants_follow_the_rules_of_machine_numbers() -> None:
    with pytest.raises(AmbiguousNumber) as caught:
        parse_formula("a * 1.637")
    assert caught.value.where.column == 5
    with pytest.raises(WrongGrouping):
        parse_formula("max(1,5)")


def test_depth_and_length_are_limited_without_exhausting_python() -> None:
    for text in (
        "(" * 3000 + "a" + ")" * 900,
        "not " * 900 + "a < b",
        "max(a, " * 500,
        "a" + " - a" * 500,
        "+ a" * 2000,
    ):
        with pytest.raises((FormulaTooLarge, FormulaSyntax)):
            parse_formula(text)


def test_decomposed_text_is_read_like_composed_text() -> None:
    text = "x[sex=F] ≠ y"
    assert parse_formula(unicodedata.normalize("NFD", text), rule=True) == parse_formula(text, rule=True)


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("share(online, received)",
         "tỷ lệ phần trăm của “Hồ sơ trực tuyến” trên “Hồ sơ đã tiếp nhận”",
         "“Hồ sơ trực tuyến” as a percentage of “Hồ sơ đã tiếp nhận”"),
        ("year_to_date(online) / target * 1234.5",
         "“Hồ sơ trực tuyến” lũy kế từ đầu năm ÷ “Kế hoạch” × 1.234,5",
         "“Hồ sơ trực tuyến” year to date ÷ “Kế hoạch” × 1,234.5"),
        ("sum(online, received, target) - 2",
         "(tổng của “Hồ sơ trực tuyến”, “Hồ sơ đã tiếp nhận” và “Kế hoạch”) − 2",
         "(the sum of “Hồ sơ trực tuyến”, “Hồ sơ đã tiếp nhận” and “Kế hoạch”) − 2"),
        ("growth(online, same_period_last_year(online))",
         "tăng trưởng phần trăm của “Hồ sơ trực tuyến” so với “Hồ sơ trực tuyến” cùng kỳ năm trước",
         "growth in percent of “Hồ sơ trực tuyến” over “Hồ sơ trực tuyến” in the same period last year"),
        ("share(online + target, received)",
         "tỷ lệ phần trăm của (“Hồ sơ trực tuyến” + “Kế hoạch”) trên “Hồ sơ đã tiếp nhận”",
         "(“Hồ sơ trực tuyến” + “Kế hoạch”) as a percentage of “Hồ sơ đã tiếp nhận”"),
    ],
)  # fmt: skip
def test_a_formula_can_be_said_in_words(text: str, vi: str, en: str) -> None:
    assert in_words(parse_formula(text), NAMES.__getitem__) == vi
    assert in_words(parse_formula(text), NAMES.__getitem__, "en") == en


def test_a_rule_can_be_said_in_words() -> None:
    rule = parse_formula("not online > received and (online > 0 implies target > 0)", rule=True)
    assert in_words(rule, NAMES.__getitem__) == (
        "không phải (“Hồ sơ trực tuyến” > “Hồ sơ đã tiếp nhận”) và (nếu (“Hồ sơ trực tuyến” > 0) thì (“Kế hoạch” > 0))"
    )


def test_selected_items_are_named() -> None:
    node = Code("online", (("sex", "F"),))
    assert in_words(node, NAMES.__getitem__) == "“Hồ sơ trực tuyến” (sex: F)"
    assert in_words(node, NAMES.__getitem__, "vi", lambda dimension, item: "nữ") == "“Hồ sơ trực tuyến” (nữ)"
