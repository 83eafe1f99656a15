"""Evaluating formulas and rules: exact values, missing values, operators."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from tinhso.kernel.formulas import (
    Cause,
    Gap,
    Known,
    Lookup,
    Missing,
    Ratio,
    Reference,
    evaluate,
    evaluate_rule,
    parse_formula,
)
from tinhso.kernel.quantities import DivisionByZero, parse_measured


def given_figures(**figures: str | None) -> Lookup:
    """Figures by code, written as documents write them; None is not reported."""
    known = {code: None if text is None else parse_measured(text) for code, text in figures.items()}

    def lookup(reference: Reference) -> Known | Missing:
        figure = known[reference.code]
        return Known.of(figure.value, figure.operator) if figure else Missing.because("not_reported", reference)

    return lookup


def computed(text: str, **figures: str | None) -> Known:
    answer = evaluate(parse_formula(text), given_figures(**figures))
    assert isinstance(answer, Known)
    return answer


def decided(text: str, **figures: str | None) -> bool | Missing:
    return evaluate_rule(parse_formula(text, rule=True), given_figures(**figures))


def test_a_share_keeps_its_parts_and_is_rounded_only_for_showing() -> None:
    answer = computed("share(sent, due)", sent="97", due="99")
    assert answer.ratio == Ratio(9700, 99)
    assert answer.ratio.rounded(1) == Decimal("98.0")
    assert computed("sent / due", sent="98", due="100").ratio == Ratio(98, 100)
    assert computed("sent / due", sent="12.5", due="414").ratio == Ratio(25, 828)


def test_a_partial_total_is_compared_with_what_it_is_compared_with() -> None:
    assert computed("share(now, same)", now="24118", same="23066").ratio.rounded(1) == Decimal("104.6")
    assert computed("growth(now, same)", now="24118", same="23066").ratio.rounded(1) == Decimal("4.6")


def test_ratios_over_one_hundred_are_not_capped() -> None:
    assert computed("share(accounts, people)", accounts="1954846", people="1401323").ratio.rounded(1) == Decimal(
        "139.5"
    )


def test_the_consolidation_of_the_story_adds_up() -> None:
    figures = {"communes": "26430", "own": "350", "twice": "120"}
    assert computed("communes + own - twice", **figures).value == 26660


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b * 2", "14"), ("(a + b) * 2", "18"), ("a - b - 1", "-2"), ("a / b", "4/5"), ("a - b", "-1"),
        ("b / a / 2", "5/8"),
        ("min(a, b, 4.5)", "4"), ("max(a, b, 4.5)", "5"), ("sum(a, b, 0.1)", "9.1"), ("growth(b, a)", "25"),
        ("-5 * a", "-20"),
        ("growth(a, -5)", "-180"), ("a / -8", "-1/2"),
    ],
)  # fmt: skip
def test_values_are_exact(text: str, value: str) -> None:
    assert computed(text, a="4", b="5").value == Fraction(value)


def test_a_ratio_has_a_positive_denominator_and_never_zero() -> None:
    assert Ratio(4, -8) == Ratio(-4, 8)
    with pytest.raises(DivisionByZero):
        Ratio(1, 0)


@pytest.mark.parametrize(
    "text", ["a + b", "sum(a, b)", "max(a, b)", "min(b, a)", "b * 0 + a", "0 * b", "a / b", "share(b, a)"]
)
def test_a_missing_part_makes_the_answer_missing_with_its_cause(text: str) -> None:
    answer = evaluate(parse_formula(text), given_figures(a="4", b=None))
    assert answer == Missing((Cause("not_reported", Reference("b")),))


def test_every_cause_is_named_once() -> None:
    answer = evaluate(parse_formula("(a + b) / (b + previous_period(a))"), given_figures(a=None, b=None))
    expected = [Reference("a"), Reference("b"), Reference("a", periods_back=1)]
    assert answer == Missing(tuple(Cause("not_reported", reference) for reference in expected))


@pytest.mark.parametrize("text", ["a / (b - b)", "share(a, 0)", "growth(a, b - b)", "1 + a / 0", "max(a, b / 0)"])
def test_division_by_zero_is_missing_with_a_reason(text: str) -> None:
    answer = evaluate(parse_formula(text), given_figures(a="4", b="5"))
    assert answer == Missing.because(Gap.DIVISION_BY_ZERO)


def test_each_reference_is_asked_for_once() -> None:
    asked: list[Reference] = []

    def lookup(reference: Reference) -> Known:
        asked.append(reference)
        return Known.of(len(asked))

    evaluate(parse_formula("a / a + year_to_date(a) - same_period_last_year(a) + a[sex=F]"), lookup)
    assert asked == [
        Reference("a"),
        Reference("a", year_to_date=True),
        Reference("a", years_back=1),
        Reference("a", (("sex", "F"),)),
    ]


@pytest.mark.parametrize(
    ("text", "a", "b", "symbol"),
    [
        ("a + b", "10", "5", "="), ("a + b", ">10", "5", "≥"), ("a - b", "10", ">5", "≤"),
        ("a + b", ">10", "<5", "≈"),
        ("a / b", ">10", "5", ">"), ("a / b", "10", ">5", "<"), ("share(a, b)", "≥10", "≤5", "≥"),
        ("a / b", ">10", ">5", "≈"),
        ("a * 1000", ">200", "1", ">"), ("a * -1", ">200", "1", "<"), ("a * 0", ">200", "1", "="),
        ("a * b", "0", ">5", "="),
        ("a / b", "-10", ">5", ">"), ("growth(a, b)", "10", ">5", "<"), ("max(a, b)", "10", ">5", "≥"),
        ("max(a, b)", "10", "<5", "="),
        ("max(a, b)", "<10", "5", "≤"), ("max(a, b)", "<5", "5", "="), ("min(a, b)", "10", "<15", "≤"),
        ("min(a, b)", "10", ">15", "="),
        ("min(a, b)", ">10", "15", "≥"), ("a + 0", "≈10", "1", "≈"), ("year_to_date(a)", ">10", "1", ">"),
    ],
)  # fmt: skip
def test_operators_travel_along(text: str, a: str, b: str, symbol: str) -> None:
    assert computed(text, a=a, b=b).operator.symbol == symbol


@pytest.mark.parametrize(
    ("text", "a", "b", "answer"),
    [
        ("a <= b", "4", "5", True), ("a = b", "4", "4", True), ("a != b", "4", "4", False),
        ("a > b", "4", "5", False),
        ("a >= 96", ">96", "0", True), ("a > 96", ">96", "0", True), ("a <= 96", ">96", "0", False),
        ("a > 90", "≥96", "0", True),
        ("a = 96", ">96", "0", False), ("a <= b", "≤5", "≥5", True),
        ("a + b < 3", "1", "1", True),
    ],
)  # fmt: skip
def test_comparisons_are_decided_where_the_reports_decide_them(text: str, a: str, b: str, answer: bool) -> None:
    assert decided(text, a=a, b=b) is answer


@pytest.mark.parametrize(("text", "a"), [("a >= 99", ">96"), ("a > 96", "≥96"), ("a < 100", "≈1"), ("a = 96", "≥96")])
def test_comparisons_stay_open_where_the_reports_do_not_say(text: str, a: str) -> None:
    assert decided(text, a=a) == Missing.because(Gap.UNDECIDED)


TRUTHS: Mapping[str, bool | None] = {"1 < 2": True, "2 < 1": False, "x < 1": None}


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_connectives_know_three_answers(left: str, right: str) -> None:
    a, b = TRUTHS[left], TRUTHS[right]

    def answer(text: str) -> bool | None:
        found = decided(text, x=None)
        return None if isinstance(found, Missing) else found

    def unless_open(settling: bool) -> bool | None:
        return settling if settling in (a, b) else None if None in (a, b) else not settling

    assert answer(f"{left} and {right}") is unless_open(False)
    assert answer(f"{left} or {right}") is unless_open(True)
    assert answer(f"not {left}") is (None if a is None else not a)
    assert answer(f"{left} implies {right}") is answer(f"not {left} or {right}")


def test_an_open_rule_names_what_is_missing() -> None:
    assert decided("x < 1 and y < 1", x=None, y="0") == Missing.because("not_reported", Reference("x"))


def test_formulas_and_rules_are_not_confused() -> None:
    with pytest.raises(TypeError):
        evaluate(parse_formula("a < 1", rule=True), given_figures(a="1"))
    with pytest.raises(TypeError):
        evaluate_rule(parse_formula("a + 1"), given_figures(a="1"))
