"""Formulas compiled for DuckDB give what the kernel's evaluator gives, to the last digit of both sides."""

from __future__ import annotations

from fractions import Fraction

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.cube.logic.engine.workspace import table_of
from tinhso.engines.cube.logic.steps.compile_formula import Exact, compile_formula
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Code, Known, Node, Op, Operation, parse_formula

CODES = ("a", "b", "c")
COLUMNS = ("a_num", "a_den", "b_num", "b_den", "c_num", "c_den")

leaves = st.one_of(
    st.sampled_from([Code(code) for code in CODES]),
    st.sampled_from([parse_formula(text) for text in ("2", "-3", "0", "12.50", "0.25")]),
)
many = st.sampled_from([Op.ADD, Op.SUM, Op.MULTIPLY, Op.MIN, Op.MAX])
two = st.sampled_from([Op.SUBTRACT, Op.DIVIDE, Op.SHARE, Op.GROWTH])


def operations(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(lambda op, args: Operation(op, tuple(args)), many, st.lists(parts, min_size=2, max_size=3)),
        st.builds(lambda op, one, other: Operation(op, (one, other)), two, parts, parts),
    )


trees = st.recursive(leaves, operations, max_leaves=4)
numbers = st.tuples(st.integers(-5000, 5000), st.sampled_from([1, 10, 100, 7]))
rows = st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=4)


def compiled(tree: Node, values: list[tuple[tuple[int, int], ...]]) -> list[tuple[int | None, int | None]]:
    """Run a compiled formula over rows of (numerator, denominator) for a, b and c."""
    table = ibis.table(dict.fromkeys(("place", *COLUMNS), "int64"), name="inputs")
    inputs = {formulas.reference_of(Code(code)): Exact(f"{code}_num", f"{code}_den") for code in CODES}
    computed, value = compile_formula(tree, table, inputs)
    expression = computed.select("place", num=computed[value.num], den=computed[value.den]).order_by("place")
    flat = [(place, *(part for pair in row for part in pair)) for place, row in enumerate(values)]
    # 128 bits, as sums have them.
    schema = pa.schema([("place", pa.int64()), *((name, pa.decimal128(38)) for name in COLUMNS)])
    with duckdb.connect() as database:
        database.register("given", table_of(flat, schema))
        casts = ", ".join(f"{name}::HUGEINT AS {name}" for name in COLUMNS)
        database.execute(f"CREATE TEMP TABLE inputs AS SELECT place, {casts} FROM given")
        found = database.execute(str(ibis.to_sql(expression, dialect="duckdb"))).fetchall()
    return [(num, den) for _, num, den in found]


def evaluated(tree: Node, row: tuple[tuple[int, int], ...]) -> tuple[int | None, int | None]:
    known = {code: Known.of(Fraction(*pair)) for code, pair in zip(CODES, row, strict=True)}
    answer = formulas.evaluate(tree, lambda one: known[one.code])
    return (answer.ratio.numerator, answer.ratio.denominator) if isinstance(answer, Known) else (None, None)


@settings(max_examples=100, deadline=None)
@given(trees, rows)
def test_a_compiled_formula_is_the_evaluated_one(tree: Node, values: list[tuple[tuple[int, int], ...]]) -> None:
    try:
        found = compiled(tree, values)
    except duckdb.OutOfRangeException:
        return  # beyond 128 bits: the cube then takes the evaluator itself
    for (num, den), row in zip(found, values, strict=True):
        expected = evaluated(tree, row)
        assert (num if den is not None else None, den if num is not None else None) == expected


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("share(a, b)", (40500, 414)),
        ("a / b", (405, 414)),
        ("growth(a, b)", (-900, 414)),
        ("a / (b - 414)", (None, None)),
    ],
)
def test_the_sides_of_an_outermost_division_are_not_cancelled(text: str, sides: tuple[int | None, int | None]) -> None:
    assert compiled(parse_formula(text), [((405, 1), (414, 1), (1, 1))]) == [sides]
