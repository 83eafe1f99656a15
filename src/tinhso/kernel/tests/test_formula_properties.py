"""Properties of formulas: both writings give the tree back; values agree with plain fractions."""

from __future__ import annotations

import json
import operator
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.formulas import (
    Code,
    FormulaError,
    Known,
    Missing,
    Node,
    Number,
    Op,
    Operation,
    Reference,
    evaluate,
    from_json,
    parse_formula,
    references,
    to_json,
    to_text,
)
from tinhso.kernel.quantities import Operator, QuantityError

few = settings(max_examples=100, deadline=None)

constants = st.decimals(-1000, 1000, places=3).map(Number)
codes = st.builds(
    Code,
    st.sampled_from(["a", "b", "rate", "dti.v2"]),
    st.dictionaries(st.sampled_from(["sex", "age"]), st.sampled_from(["F", "15-24", "01"]), max_size=2).map(
        lambda where: tuple(where.items())
    ),
)
SHIFTS = [Op.PREVIOUS_PERIOD, Op.SAME_PERIOD_LAST_YEAR]
shifted = st.recursive(
    codes | codes.map(lambda code: Operation(Op.YEAR_TO_DATE, (code,))),
    lambda inner: st.tuples(st.sampled_from(SHIFTS), inner).map(lambda pair: Operation(pair[0], (pair[1],))),
    max_leaves=3,
)


def operation(op: Op, arguments: st.SearchStrategy[Node], most: int = 2) -> st.SearchStrategy[Node]:
    return st.lists(arguments, min_size=2, max_size=most).map(lambda parts: Operation(op, tuple(parts)))


def arithmetic(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = [operation(op, inner) for op in (Op.SUBTRACT, Op.DIVIDE, Op.SHARE, Op.GROWTH)]
    runs = [operation(op, inner, 4) for op in (Op.ADD, Op.MULTIPLY, Op.SUM, Op.MIN, Op.MAX)]
    return st.one_of(*pairs, *runs)


formulas: st.SearchStrategy[Node] = st.recursive(constants | codes | shifted, arithmetic, max_leaves=12)
comparisons = st.one_of(
    *(
        operation(op, formulas)
        for op in (Op.EQUAL, Op.NOT_EQUAL, Op.LESS, Op.LESS_OR_EQUAL, Op.GREATER, Op.GREATER_OR_EQUAL)
    )
)
rules: st.SearchStrategy[Node] = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        operation(Op.AND, inner, 3),
        operation(Op.OR, inner, 3),
        operation(Op.IMPLIES, inner),
        inner.map(lambda part: Operation(Op.NOT, (part,))),
    ),
    max_leaves=6,
)


@few
@given(formulas | rules)
def test_json_gives_the_tree_back(node: Node) -> None:
    text = json.dumps(to_json(node))
    read = from_json(json.loads(text), rule=node.kind == "truth")
    assert read == node
    assert json.dumps(to_json(read)) == text


@few
@given(formulas | rules)
def test_text_gives_the_tree_back(node: Node) -> None:
    assert parse_formula(to_text(node), rule=node.kind == "truth") == node


def oracle(node: Node, figures: dict[Reference, Fraction]) -> Fraction | None:
    """The same arithmetic once more, as plainly as it can be said; None where something is divided by zero."""
    if isinstance(node, Number):
        return Fraction(node.value)
    if isinstance(node, Code) or node.op in (Op.YEAR_TO_DATE, *SHIFTS):
        return figures[references(node)[0]]
    parts = [oracle(argument, figures) for argument in node.args]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or (node.op in (Op.DIVIDE, Op.SHARE, Op.GROWTH) and known[1] == 0):
        return None
    match node.op:
        case Op.ADD | Op.SUM:
            return sum(known, Fraction(0))
        case Op.MULTIPLY:
            return reduce(operator.mul, known)
        case Op.SUBTRACT:
            return known[0] - known[1]
        case Op.DIVIDE:
            return known[0] / known[1]
        case Op.SHARE:
            return 100 * known[0] / known[1]
        case Op.GROWTH:
            return 100 * known[0] / known[1] - 100
        case Op.MIN:
            return min(known)
        case _:
            return max(known)


small = st.integers(-20, 20).map(Fraction)


@few
@given(formulas, st.data())
def test_values_agree_with_plain_fractions(node: Node, data: st.DataObject) -> None:
    figures = {reference: data.draw(small) for reference in references(node)}
    answer = evaluate(node, lambda reference: Known.of(figures[reference]))
    expected = oracle(node, figures)
    assert (answer.value if isinstance(answer, Known) else None) == expected
    if isinstance(answer, Known):
        assert answer.operator is Operator.EQUAL
        assert answer.ratio.denominator > 0
        assert answer.ratio.rounded(2) == Known.of(answer.value).ratio.rounded(2)


@few
@given(formulas, st.data())
def test_one_missing_figure_always_shows(node: Node, data: st.DataObject) -> None:
    needed = references(node)
    if needed:
        missing = data.draw(st.sampled_from(needed))

        def lookup(reference: Reference) -> Known | Missing:
            return Missing.because("refused", reference) if reference == missing else Known.of(7)

        answer = evaluate(node, lookup)
        assert isinstance(answer, Missing)
        assert missing in {cause.reference for cause in answer.causes}


PLAIN = st.sampled_from(
    ["a + b", "a - b", "a * b", "a / b", "share(a, b)", "growth(a, b)", "min(a, b)", "max(a, b)", "2 - 3 * a / b"]
)


def allowed(how: Operator, reported: Fraction, true: Fraction) -> bool:
    return {
        "=": true == reported,
        ">": true > reported,
        "≥": true >= reported,
        "<": true < reported,
        "≤": true <= reported,
        "≈": True,
    }[how.symbol]


@few
@given(PLAIN, st.integers(4, 20), st.integers(4, 20), st.sampled_from(Operator), st.sampled_from(Operator))
def test_no_answer_claims_more_than_its_figures(text: str, a: int, b: int, how_a: Operator, how_b: Operator) -> None:
    node = parse_formula(text)
    reported = {"a": Known.of(a, how_a), "b": Known.of(b, how_b)}
    answer = evaluate(node, lambda reference: reported[reference.code])
    assert isinstance(answer, Known)
    for true_a, true_b in product(range(a - 3, a + 4), range(b - 3, b + 4)):
        if allowed(how_a, Fraction(a), Fraction(true_a)) and allowed(how_b, Fraction(b), Fraction(true_b)):
            true = {"a": Fraction(true_a), "b": Fraction(true_b)}
            exact = oracle(node, {reference: true[reference.code] for reference in references(node)})
            assert exact is not None
            assert allowed(answer.operator, answer.value, exact)


def parsed(text: str) -> Node | FormulaError | QuantityError:
    try:
        return parse_formula(text)
    except (FormulaError, QuantityError) as error:
        return error


@few
@given(st.text(alphabet="ab+-*/()[]=<>,. 0159sumshareandnot×÷≥\"'ồ", max_size=40) | st.text(max_size=30))
def test_any_text_gives_a_tree_or_an_error_in_two_languages(text: str) -> None:
    node = parsed(text)
    if isinstance(node, FormulaError | QuantityError):
        assert node.message("vi") != node.message("en")
    else:
        assert parse_formula(to_text(node)) == node


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["op", "args", "code", "number", "where", "+", "a"]), inner, max_size=3)
    ),
    max_leaves=10,
)


def read(data: object) -> Node | FormulaError:
    try:
        return from_json(data)
    except FormulaError as error:
        return error


@few
@given(json_values)
def test_any_json_gives_a_tree_or_an_error_with_a_path(data: object) -> None:
    answer = read(data)
    if isinstance(answer, FormulaError):
        assert answer.message("vi")
        assert str(answer.details.get("path", "$")).startswith("$")


def test_constants_with_three_decimals_survive_the_text() -> None:
    assert to_text(Number(Decimal("1.637"))) == "1.6370"
    assert parse_formula("1.6370") == Number(Decimal("1.637"))
