"""One rule, three evaluators, one answer: the server's, the browser's (under node) and the cube's (in DuckDB).

Random rules over random figures, with missing ones, divisions by zero, operators, and numbers beyond 128 bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.browser_evaluator import FRONTEND, BrowserEvaluator, browser_evaluator, said
from tinhso.engines.cube.logic.engine.connection import workspace
from tinhso.engines.cube.logic.rules.answers import decide
from tinhso.kernel.formulas import (
    Code,
    Known,
    Missing,
    Node,
    Number,
    Op,
    Operation,
    evaluate,
    evaluate_rule,
    parse_formula,
    references,
)
from tinhso.kernel.quantities import Operator

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.skipif(not (FRONTEND / "node_modules").exists(), reason="the front end's tools are not installed"),
]
random_rules = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

codes = st.sampled_from([Code("a"), Code("b"), Code("c", (("sex", "F"), ("age", "15-24")))])
leaves = st.one_of(
    codes,
    codes.map(lambda code: Operation(Op.YEAR_TO_DATE, (code,))),
    codes.map(lambda code: Operation(Op.CHILDREN, (code,))),
    codes.map(lambda code: Operation(Op.PREVIOUS_PERIOD, (Operation(Op.SAME_PERIOD_LAST_YEAR, (code,)),))),
    st.builds(
        lambda op, code: Operation(op, (code, Number(Decimal(12)))),
        st.sampled_from([Op.LOWEST, Op.HIGHEST, Op.ANSWERED]),
        codes,
    ),
    st.sampled_from([Number(Decimal(text)) for text in ("0", "2", "-3", "12.5", "100", "99999999999999999999")]),
)


def arithmetic(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    many = st.sampled_from([Op.ADD, Op.SUM, Op.MULTIPLY, Op.MIN, Op.MAX])
    two = st.sampled_from([Op.SUBTRACT, Op.DIVIDE, Op.SHARE, Op.GROWTH])
    return st.one_of(
        st.builds(lambda op, args: Operation(op, tuple(args)), many, st.lists(parts, min_size=2, max_size=3)),
        st.builds(lambda op, one, other: Operation(op, (one, other)), two, parts, parts),
    )


numbers = st.recursive(leaves, arithmetic, max_leaves=4)
compared = st.one_of(
    st.builds(
        lambda op, one, other: Operation(op, (one, other)),
        st.sampled_from([Op.EQUAL, Op.NOT_EQUAL, Op.LESS, Op.LESS_OR_EQUAL, Op.GREATER, Op.GREATER_OR_EQUAL]),
        numbers,
        numbers,
    ),
    st.builds(lambda *parts: Operation(Op.BETWEEN, parts), numbers, numbers, numbers),
)


def connected(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(
            lambda op, args: Operation(op, tuple(args)),
            st.sampled_from([Op.AND, Op.OR]),
            st.lists(parts, min_size=2, max_size=3),
        ),
        st.builds(lambda one, other: Operation(Op.IMPLIES, (one, other)), parts, parts),
        parts.map(lambda part: Operation(Op.NOT, (part,))),
    )


rules = st.recursive(compared, connected, max_leaves=3)
figures = st.one_of(
    st.builds(Known.of, st.integers(-12, 12)),
    st.builds(Known.of, st.fractions(-50, 50, max_denominator=100), st.sampled_from(Operator)),
    st.builds(lambda above, below: Known.of(Fraction(above, below)), st.integers(-(2**130), 2**130), st.integers(1, 7)),
    st.sampled_from(["not_reported", "refused"]),
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserEvaluator]:
    with browser_evaluator(Path(tmp_path_factory.mktemp("evaluator"))) as evaluator:
        yield evaluator


def figure(data: st.DataObject, reference: object) -> Known | Missing:
    drawn = data.draw(figures)
    return Missing.because(drawn, reference) if isinstance(drawn, str) else drawn  # type: ignore[arg-type]


@random_rules
@given(rule=rules, data=st.data())
def test_a_random_rule_has_one_answer(rule: Node, data: st.DataObject, browser: BrowserEvaluator) -> None:
    rows = [{one: figure(data, one) for one in references(rule)} for _ in range(4)]
    expected = [evaluate_rule(rule, row.__getitem__) for row in rows]
    assert browser.ask(rule, rows, rule=True) == [said(answer) for answer in expected]
    with workspace() as desk:
        found = decide(desk, rule, [list(row.values()) for row in rows])
    assert found == [None if isinstance(answer, Missing) else answer for answer in expected]


@random_rules
@given(formula=numbers, data=st.data())
def test_a_random_value_to_show_is_one_value(formula: Node, data: st.DataObject, browser: BrowserEvaluator) -> None:
    rows = [{one: figure(data, one) for one in references(formula)} for _ in range(4)]
    expected = [said(evaluate(formula, row.__getitem__)) for row in rows]
    assert browser.ask(formula, rows, rule=False) == expected


BIG = 2**120


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("a <= b", {"a": Known.of(780), "b": Known.of(1260)}, True),
        ("a <= b", {"a": "not_reported", "b": Known.of(1260)}, None),
        ("a <= b or b > 0", {"a": "not_reported", "b": Known.of(1260)}, True),
        ("a / b > 1", {"a": Known.of(1), "b": Known.of(0)}, None),
        ("max(a / b, 5) > 1", {"a": Known.of(1), "b": Known.of(0)}, None),
        ("not (a / b > 1) and b > 1", {"a": Known.of(1), "b": Known.of(0)}, False),
        ("a * a * a > b", {"a": Known.of(BIG), "b": Known.of(BIG)}, True),
        ("a > 90", {"a": Known.of(96, Operator.GREATER)}, True),
        ("a >= 99", {"a": Known.of(96, Operator.GREATER)}, None),
        ("a <= 96", {"a": Known.of(96, Operator.GREATER)}, False),
        ("a = 1", {"a": Known.of(1, Operator.APPROXIMATE)}, None),
        ("between(a, 1, 3)", {"a": Known.of(3)}, True),
        ("between(a, 1, b)", {"a": Known.of(0), "b": "refused"}, False),
    ],
)
def test_the_answers_that_people_will_ask_about(
    text: str, values: dict[str, Known | str], expected: bool | None, browser: BrowserEvaluator
) -> None:
    rule = parse_formula(text, rule=True)
    found: list[Known | Missing] = []
    for one in references(rule):
        value = values[one.code]
        found.append(Missing.because(value, one) if isinstance(value, str) else value)
    row = dict(zip(references(rule), found, strict=True))
    answer = evaluate_rule(rule, row.__getitem__)
    assert (None if isinstance(answer, Missing) else answer) is expected
    assert browser.ask(rule, [row], rule=True) == [said(answer)]
    with workspace() as desk:
        assert decide(desk, rule, [found]) == [expected]
