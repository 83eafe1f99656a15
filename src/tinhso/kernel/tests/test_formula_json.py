"""The tree of formulas and its JSON: what is accepted, and how refusals name the place."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tinhso.kernel.formulas import (
    MAX_DEPTH,
    MAX_NODES,
    Code,
    FormulaError,
    FormulaLoop,
    FormulaTooLarge,
    MalformedFormula,
    Number,
    Op,
    Operation,
    Reference,
    UnknownOperation,
    WrongArgumentCount,
    WrongArgumentKind,
    WrongResultKind,
    codes,
    from_json,
    order_formulas,
    parse_formula,
    references,
    to_json,
)

A, B = {"code": "a"}, {"code": "b"}
RATE = {"op": "share", "args": [{"code": "dossiers_online"}, {"code": "dossiers_received", "where": {"sex": "F"}}]}


def test_a_formula_is_read_from_json_and_written_back() -> None:
    node = from_json(RATE)
    assert node == Operation(Op.SHARE, (Code("dossiers_online"), Code("dossiers_received", (("sex", "F"),))))
    assert to_json(node) == RATE
    assert json.loads(json.dumps(to_json(node))) == RATE


def test_a_rule_is_a_condition_over_formulas() -> None:
    rule = {"op": "implies", "args": [{"op": ">", "args": [A, {"number": "0"}]}, {"op": "<=", "args": [A, B]}]}
    assert to_json(from_json(rule, rule=True)) == rule


def test_one_constant_has_one_text() -> None:
    assert Number(Decimal("2.50")) == Number(Decimal("2.5"))
    assert to_json(from_json({"number": "2.50"})) == {"number": "2.5"}
    assert to_json(Number(Decimal("1E+2"))) == {"number": "100"}


def test_selections_are_kept_in_one_order() -> None:
    assert Code("a", (("sex", "F"), ("age", "15-24"))) == Code("a", (("age", "15-24"), ("sex", "F")))
    assert references(Code("a", (("sex", "F"), ("age", "15-24"))))[0].dims == "age=15-24;sex=F"


@pytest.mark.parametrize(
    ("data", "error", "path"),
    [
        (None, MalformedFormula, "$"),
        ("a / b", MalformedFormula, "$"),
        ([A], MalformedFormula, "$"),
        ({}, MalformedFormula, "$"),
        ({"op": "+"}, MalformedFormula, "$"),
        ({"code": "a", "extra": 1}, MalformedFormula, "$"),
        ({"number": 12.5}, MalformedFormula, "$.number"),
        ({"number": 12}, MalformedFormula, "$.number"),
        ({"number": "1e5"}, MalformedFormula, "$.number"),
        ({"number": "1.234,5"}, MalformedFormula, "$.number"),
        ({"number": "9" * 31}, MalformedFormula, "$"),
        ({"code": 4}, MalformedFormula, "$.code"),
        ({"code": "hồ sơ"}, MalformedFormula, "$"),
        ({"code": "sum"}, MalformedFormula, "$"),
        ({"code": "a", "where": {"sex": 1}}, MalformedFormula, "$.where"),
        ({"code": "a", "where": ["sex"]}, MalformedFormula, "$.where"),
        ({"code": "a", "where": {"sex": "F;age=1"}}, MalformedFormula, "$"),
        ({"op": "if", "args": [A, B]}, UnknownOperation, "$"),
        ({"op": "for", "args": [A]}, UnknownOperation, "$"),
        ({"op": "concat", "args": [A, B]}, UnknownOperation, "$"),
        ({"op": ["+"], "args": [A, B]}, UnknownOperation, "$"),
        ({"op": "+", "args": "ab"}, MalformedFormula, "$.args"),
        ({"op": "+", "args": [A, {"op": "*", "args": [B, {"number": 2}]}]},
         MalformedFormula, "$.args[1].args[1].number"),
        ({"op": "+", "args": [A, {"op": "-", "args": [B]}]}, WrongArgumentCount, "$.args[1]"),
        ({"op": "+", "args": [A]}, WrongArgumentCount, "$"),
        ({"op": "+", "args": [A] * 101}, WrongArgumentCount, "$"),
        ({"op": "/", "args": [A, B, A]}, WrongArgumentCount, "$"),
        ({"op": "+", "args": [A, {"op": "<", "args": [A, B]}]}, WrongArgumentKind, "$.args[1]"),
        ({"op": "*", "args": [B, {"op": "+", "args": [A, {"op": "not", "args": [{"op": "=", "args": [A, B]}]}]}]},
         WrongArgumentKind, "$.args[1].args[1]"),
        ({"op": "year_to_date", "args": [{"op": "+", "args": [A, B]}]}, WrongArgumentKind, "$.args[0]"),
        ({"op": "year_to_date", "args": [{"op": "previous_period", "args": [A]}]}, WrongArgumentKind, "$.args[0]"),
        ({"op": "same_period_last_year", "args": [{"number": "1"}]}, WrongArgumentKind, "$.args[0]"),
        ({"op": "and", "args": [A, B]}, WrongArgumentKind, "$.args[0]"),
    ],
)  # fmt: skip
def test_wrong_json_is_refused_with_its_path(data: object, error: type[FormulaError], path: str) -> None:
    with pytest.raises(error) as caught:
        from_json(data)
    assert caught.value.details["path"] == path
    assert path in caught.value.message("vi")
    assert path in caught.value.message("en")


def test_a_formula_may_not_be_a_condition_nor_a_rule_a_number() -> None:
    comparison = {"op": "<", "args": [A, B]}
    with pytest.raises(WrongResultKind):
        from_json(comparison)
    with pytest.raises(WrongResultKind):
        from_json(RATE, rule=True)


def nested(levels: int) -> Any:
    data: Any = A
    for _ in range(levels - 1):
        data = {"op": "+", "args": [data, B]}
    return data


def test_depth_is_limited_before_python_gives_up() -> None:
    assert from_json(nested(MAX_DEPTH)).depth == MAX_DEPTH
    for levels in (MAX_DEPTH + 1, 900):
        with pytest.raises(FormulaTooLarge):
            from_json(nested(levels))


def test_size_is_limited() -> None:
    wide = {"op": "sum", "args": [{"op": "sum", "args": [A] * 99}] * 4}
    with pytest.raises(FormulaTooLarge):
        from_json(wide)
    assert from_json({"op": "sum", "args": [{"op": "sum", "args": [A] * 98}] * 4}).size <= MAX_NODES


def test_references_say_what_is_needed_and_how_it_is_shifted() -> None:
    text = (
        "growth(year_to_date(a), same_period_last_year(year_to_date(a))) + previous_period(previous_period(b[sex=F]))"
        " + same_period_last_year(previous_period(b)) + previous_period(same_period_last_year(b)) + 5 * a"
    )
    assert references(parse_formula(text)) == (
        Reference("a", year_to_date=True),
        Reference("a", year_to_date=True, years_back=1),
        Reference("b", (("sex", "F"),), periods_back=2),
        Reference("b", periods_back=1, years_back=1),
        Reference("a"),
    )
    assert codes(parse_formula(text)) == ("a", "b")


def test_formulas_are_ordered_so_that_each_comes_after_what_it_needs() -> None:
    formulas = {"c": parse_formula("a + b"), "a": parse_formula("x / y"), "b": parse_formula("a * 2")}
    order = order_formulas(formulas)
    assert sorted(order) == ["a", "b", "c"]
    assert order.index("a") < order.index("b") < order.index("c")


@pytest.mark.parametrize("text", ["b + 1", "a", "previous_period(a) + x"])
def test_formulas_that_need_themselves_are_refused_by_name(text: str) -> None:
    formulas = {"a": parse_formula(text), "b": parse_formula("a / x")}
    with pytest.raises(FormulaLoop) as caught:
        order_formulas(formulas)
    assert "a →" in caught.value.message("vi") + " →"
