"""Deciding one rule for any number of rows at once: in DuckDB where every input is exact and fits, else by the kernel.

A row is the answers of the rule's references, in the order of `references(rule)`. An input that says “over” or “about”
makes its row the kernel's; a product beyond 128 bits makes all rows of the rule the kernel's. Nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tinhso.engines.cube.errors import NumberTooWide
from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.workspace import Workspace, table_of
from tinhso.engines.cube.logic.rules.compile_rule import compile_rule
from tinhso.engines.cube.logic.steps.compile_formula import Exact
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Known, Missing, Node
from tinhso.kernel.quantities import Operator

Input = Known | Missing
_WIDEST: Final = 10**38
"""What a decimal of Arrow holds; DuckDB's whole numbers are a little wider."""


def decide(desk: Workspace, rule: Node, rows: Sequence[Sequence[Input]]) -> list[bool | None]:
    """Return for each row whether the rule holds, None where that is undecided."""
    references = formulas.references(rule)
    exact = [place for place, row in enumerate(rows) if all(_is_exact(one) for one in row)]
    answers: list[bool | None] = [None] * len(rows)
    left = set(range(len(rows)))
    try:
        for place, holds in _compiled(desk, rule, references, exact, rows):
            answers[place] = holds
        left -= set(exact)
    except NumberTooWide:
        pass
    for place in left:
        answer = formulas.evaluate_rule(rule, dict(zip(references, rows[place], strict=True)).__getitem__)
        answers[place] = None if isinstance(answer, Missing) else answer
    return answers


def holds(rule: Node) -> ibis.Table:
    """Compute a rule over the rows that `_compiled` puts there."""
    references = formulas.references(rule)
    names = [name for place in range(len(references)) for name in (f"num_{place}", f"den_{place}")]
    rows = ibis.table({"place": "int32"} | dict.fromkeys(names, "int64"), name="rule_rows")
    inputs = {one: Exact(f"num_{place}", f"den_{place}") for place, one in enumerate(references)}
    computed, result = compile_rule(rule, rows, inputs)
    return computed.select("place", holds=computed[result])


def _compiled(
    desk: Workspace,
    rule: Node,
    references: Sequence[formulas.Reference],
    places: Sequence[int],
    rows: Sequence[Sequence[Input]],
) -> Iterable[tuple[int, bool | None]]:
    if not places:
        return []
    names = [name for place in range(len(references)) for name in (f"num_{place}", f"den_{place}")]
    schema = pa.schema([("place", pa.int32()), *((name, pa.decimal128(38)) for name in names)])
    flat = [(place, *(part for one in rows[place] for part in _sides(one))) for place in places]
    desk.register("rule_values", table_of(flat, schema))
    wide = ", ".join(f"{name}::HUGEINT AS {name}" for name in names)
    desk.view("rule_rows", f"SELECT place, {wide} FROM rule_values")
    return [(place, answer) for place, answer in desk.rows(holds, rule)]


def _sides(one: Input) -> tuple[int | None, int | None]:
    return (one.ratio.numerator, one.ratio.denominator) if isinstance(one, Known) else (None, None)


def _is_exact(one: Input) -> bool:
    if isinstance(one, Missing):
        return True
    return one.operator is Operator.EQUAL and max(abs(one.ratio.numerator), one.ratio.denominator) < _WIDEST
