"""Operators: stored integers, spellings, and what sums, differences and ratios may claim."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.quantities import (
    Operator,
    UnknownOperator,
    combine_operator_set,
    combine_operators,
    invert,
    operator_of_difference,
    operator_of_ratio,
)

few = settings(max_examples=100, deadline=None)
operators = st.sampled_from(Operator)


def combine(symbols: str) -> str:
    return combine_operators(map(Operator.from_symbol, symbols)).symbol


def test_the_stored_integers_never_change() -> None:
    assert [(operator.value, operator.symbol) for operator in Operator] == list(enumerate("=>≥<≤≈"))


@pytest.mark.parametrize(
    ("symbols", "result"),
    [
        ("", "="), ("==", "="), ("=>", "≥"), ("=≥", "≥"), (">>", "≥"), ("<=", "≤"), ("≤=", "≤"), ("><", "≈"),
        ("≥≤", "≈"), ("≈=", "≈"), ("≈>", "≈"), ("≈≈", "≈"), ("==≥<", "≈"),
    ],
)  # fmt: skip
def test_sums_combine_as_the_rule_says(symbols: str, result: str) -> None:
    assert combine(symbols) == result


@pytest.mark.parametrize("symbol", "=>≥<≤≈")
def test_a_lone_figure_keeps_its_own_operator(symbol: str) -> None:
    assert combine(symbol) == symbol


@pytest.mark.parametrize(("text", "symbol"), [(" >= ", "≥"), ("=<", "≤"), ("~", "≈"), ("", "="), ("==", "=")])
def test_people_may_type_operators_their_way(text: str, symbol: str) -> None:
    assert Operator.from_symbol(text).symbol == symbol


def test_an_unknown_operator_is_refused() -> None:
    with pytest.raises(UnknownOperator):
        Operator.from_symbol("><")


@few
@given(st.lists(operators, min_size=2, max_size=6), st.data())
def test_order_and_grouping_of_a_sum_do_not_matter(terms: list[Operator], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(terms) - 1))
    grouped = combine_operators([combine_operators(terms[:cut]), combine_operators(terms[cut:])])
    assert grouped == combine_operators(terms) == combine_operators(data.draw(st.permutations(terms)))


@few
@given(st.lists(operators, min_size=2, max_size=6))
def test_combining_again_changes_nothing(terms: list[Operator]) -> None:
    once = combine_operators(terms)
    assert combine_operators([once, once]) == combine_operators([once]) == once
    assert combine_operators([*terms, *terms]) == once


@few
@given(st.lists(operators, max_size=6))
def test_an_engine_that_knows_only_the_set_and_the_count_agrees(terms: list[Operator]) -> None:
    assert combine_operator_set(frozenset(terms), len(terms)) == combine_operators(terms)


def allows(operator: Operator, reported: int, true: int) -> bool:
    """The meaning of an operator, written out once more for the tests."""
    return {
        "=": true == reported,
        ">": true > reported,
        "≥": true >= reported,
        "<": true < reported,
        "≤": true <= reported,
        "≈": True,
    }[operator.symbol]


def truths(operator: Operator, reported: int, reach: Sequence[int]) -> list[int]:
    return [reported + step for step in reach if allows(operator, reported, reported + step)]


@pytest.mark.parametrize(("first", "second"), list(product(Operator, Operator)))
def test_sums_and_differences_never_claim_more_than_their_terms(first: Operator, second: Operator) -> None:
    reach = range(-3, 4)
    for a, b in product(truths(first, 10, reach), truths(second, 4, reach)):
        assert allows(combine_operators([first, second]), 14, a + b)
        assert allows(operator_of_difference(first, second), 6, a - b)


@pytest.mark.parametrize(("first", "second"), list(product(Operator, Operator)))
def test_ratios_never_claim_more_than_their_parts(first: Operator, second: Operator) -> None:
    operator = operator_of_ratio(first, second)
    for a, b in product(truths(first, 10, range(-3, 4)), truths(second, 5, range(-3, 4))):
        # Cross-multiplied: a/b against 10/5, all positive.
        assert allows(operator, 10 * b, 5 * a)


def test_inverting_twice_gives_the_operator_back() -> None:
    assert all(invert(invert(operator)) is operator for operator in Operator)
    assert [invert(operator).symbol for operator in Operator] == list("=<≤>≥≈")


def test_all_orders_of_three_operators_agree() -> None:
    for terms in product(Operator, repeat=3):
        assert len({combine_operators(order) for order in permutations(terms)}) == 1
