"""What rules may ask beyond formulas: ranges, units below, a figure's own past; and that formulas may not."""

from __future__ import annotations

import pytest

from tinhso.kernel.formulas import (
    Code,
    FormulaError,
    Known,
    Missing,
    OnlyInRules,
    evaluate_rule,
    from_json,
    in_words,
    parse_formula,
    references,
    substitute,
    to_json,
    to_text,
)

RULE = (
    "between(lowest(a[sex=F], 12), 1, previous_period(highest(a, 3))) and answered(a, 12) >= 3 implies children(a) = a"
)


def test_text_and_json_give_the_rule_back() -> None:
    rule = parse_formula(RULE, rule=True)
    assert parse_formula(to_text(rule), rule=True) == rule == from_json(to_json(rule), rule=True)


def test_every_reference_has_a_key_of_its_own() -> None:
    keys = [one.key for one in references(parse_formula(RULE, rule=True))]
    assert keys == ["a[sex=F]~lowest12", "a~highest3~p1", "a~answered12", "a~children", "a"]


@pytest.mark.parametrize("text", ["children(a)", "a + lowest(a, 12)", "answered(a, 1)"])
def test_what_computes_a_figure_may_not_ask_about_its_past(text: str) -> None:
    with pytest.raises(OnlyInRules):
        parse_formula(text)
    assert parse_formula(text, in_rule=True)


@pytest.mark.parametrize(
    "text", ["lowest(a, 0)", "lowest(a, 37)", "lowest(a, 1.5)", "lowest(a, b)", "lowest(a + b, 3)", "children(a + b)"]
)
def test_looking_back_wants_a_code_and_a_number_of_periods(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_formula(f"{text} > 0", rule=True)


@pytest.mark.parametrize(("value", "holds"), [(0, False), (1, True), (3, True), (4, False)])
def test_a_range_includes_its_ends(value: int, holds: bool) -> None:
    assert evaluate_rule(parse_formula("between(a, 1, 3)", rule=True), lambda _: Known.of(value)) is holds


def test_a_range_with_one_open_end_may_still_be_decided() -> None:
    rule = parse_formula("between(a, 1, b)", rule=True)

    def look_up(value: int) -> object:
        return evaluate_rule(
            rule, lambda one: Known.of(value) if one.code == "a" else Missing.because("not_reported", one)
        )

    assert look_up(0) is False
    assert isinstance(look_up(2), Missing)


def test_a_rule_about_this_figure_becomes_one_about_an_indicator() -> None:
    rule = parse_formula("this[sex=F] <= highest(this, 12) + b", rule=True)
    assert to_text(substitute(rule, "this", Code("villages"))) == "villages[sex=F] <= highest(villages, 12) + b"


def test_the_words_name_the_periods() -> None:
    rule = parse_formula("a >= lowest(a, 12)", rule=True)
    assert in_words(rule, lambda code: "Hộ") == "“Hộ” ≥ (“Hộ” thấp nhất trong 12 kỳ trước)"
