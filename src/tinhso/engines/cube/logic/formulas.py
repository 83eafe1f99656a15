"""Computed indicators: formulas over the answers of their inputs, row by row of unit and period.

1. Each reference of a formula is a leaf of the plan; the answers of all are put side by side.
2. Rows whose inputs are all exact are computed by compiled expressions; all others by the kernel's evaluator.
3. A missing input makes the row missing. Dividing by zero is “not applicable”: there was nothing to take a share of.
4. Expected and received are those of the least complete input of the period itself.

Where a formula gives nothing and a figure of the indicator itself is stored (a document says so), that one stands:
see `finishing`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import Any

import duckdb

from tinhso.engines.cube.contracts import FormulaCannotBeComputed
from tinhso.engines.cube.logic.compile_formula import Exact, compile_formula
from tinhso.engines.cube.logic.connection import Workspace
from tinhso.engines.cube.logic.lazy_ibis import ibis
from tinhso.engines.cube.logic.plan import Root
from tinhso.engines.cube.logic.tables import FLAGS, SCHEMAS, columns, table
from tinhso.engines.indicators.contracts import Missing
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Known, Node
from tinhso.kernel.quantities import Operator

ROW = ("out_no", "target_id")
_PRESSING = (Missing.NOT_REPORTED, Missing.NOT_DUE, Missing.REFUSED, Missing.NOT_APPLICABLE)
_OF_INPUT = [name for name in columns("answers") if name not in ("leaf_no", "out_no", "target_id", "dims")]
_SUMMED_UP = {"ready": "boolean", "exact": "boolean", "reason": "int8", "status": "int8", "expected": "int64"}


def compute(desk: Workspace, root: Root) -> None:
    """Add the rows of an indicator's formulas to `computed`; `answers` must be there."""
    by_formula: dict[Node, list[int]] = {}
    for out_no, formula in root.formulas.items():
        by_formula.setdefault(formula, []).append(out_no)
    for formula, outs in by_formula.items():
        references = formulas.references(formula)
        if not references:
            raise FormulaCannotBeComputed(indicator=root.versions.code, problem="∅")
        desk.load("formula_inputs", [(root.inputs[one], place) for place, one in enumerate(references)])
        desk.load("formula_outs", [(root.leaf_no, out_no) for out_no in outs])
        now = tuple(place for place, one in enumerate(references) if not one.periods_back and not one.years_back)
        desk.keep("wide", wide, len(references), now)
        _compute_rows(desk, formula, len(references))


def _compute_rows(desk: Workspace, formula: Node, inputs: int) -> None:
    """Compute the rows of `wide`: in DuckDB where all is exact and fits 128 bits, else by the kernel's evaluator."""
    try:
        desk.keep("exact", exact_values, formula)
        rest = desk.rows(rows_to_evaluate, inputs, False)
    except duckdb.OutOfRangeException:
        desk.create("exact")
        rest = desk.rows(rows_to_evaluate, inputs, True)
    places = {one: place for place, one in enumerate(formulas.references(formula))}
    found = []
    for out_no, target_id, *parts in rest:
        known = {one: _known(*parts[4 * place : 4 * place + 4]) for one, place in places.items()}
        answer = formulas.evaluate(formula, known.__getitem__)
        if isinstance(answer, Known):
            text = f"{answer.ratio.numerator}/{answer.ratio.denominator}"
            found.append((out_no, target_id, text, int(answer.operator)))
    desk.load("evaluated", found)
    desk.append("computed", computed_rows, inputs)


def fraction_of(num: Any, den: Any, fraction: str | None) -> Fraction:
    """Return the value of an answer that has one."""
    if fraction is None:
        return Fraction(int(num), int(den))
    above, *below = (int(part) for part in fraction.split("/"))
    return reduce(lambda value, part: value / part, below, Fraction(above))


def _known(num: Any, den: Any, fraction: str | None, operator: int) -> Known:
    return Known.of(fraction_of(num, den, fraction), Operator(operator))


# Steps


def wide(inputs: int, now: tuple[int, ...]) -> ibis.Table:
    """Put the answers of all inputs side by side by period and unit, and sum up what the row says besides its value."""
    answers, wanted, outs = table("answers"), table("formula_inputs"), table("formula_outs")
    asked = answers.join(wanted, answers.leaf_no == wanted.input_no).semi_join(outs, "out_no")
    whole = asked.select(ROW).distinct().cross_join(outs.select(root_leaf_no="leaf_no").distinct())
    for place in range(inputs):
        one = asked.filter(asked.place == place)
        renamed = one.select(*ROW, **{f"{name}_{place}": one[name] for name in _OF_INPUT})
        whole = whole.left_join(renamed, ROW).drop("out_no_right", "target_id_right")
    # An input without a row is not applicable there.
    codes = [whole[f"missing_{place}"].fill_null(int(Missing.NOT_APPLICABLE)) for place in range(inputs)]
    exact = [
        (whole[f"operator_{place}"] == int(Operator.EQUAL)) & whole[f"fraction_{place}"].isnull()
        for place in range(inputs)
    ]
    expected, received = _least_complete(whole, now or tuple(range(inputs)))
    return whole.mutate(
        ready=ibis.and_(*[code == int(Missing.NONE) for code in codes]),
        exact=ibis.and_(*exact),
        reason=ibis.cases(*[(ibis.or_(*[code == int(one) for code in codes]), int(one)) for one in _PRESSING], else_=0),
        status=reduce(ibis.least, [whole[f"status_{place}"] for place in range(inputs)]),
        expected=expected,
        received=received,
        **{
            flag: ibis.or_(*[whole[f"{flag}_{place}"].fill_null(False) for place in range(inputs)])
            for flag in (*FLAGS, "not_aggregated")
        },
    )


def _wide(inputs: int) -> ibis.Table:
    answer = SCHEMAS["answers"]
    schema = {"root_leaf_no": "int32"} | {name: answer[name] for name in ROW}
    schema |= {f"{name}_{place}": answer[name] for place in range(inputs) for name in _OF_INPUT}
    schema |= _SUMMED_UP | {"received": "int64"} | dict.fromkeys((*FLAGS, "not_aggregated"), "boolean")
    return ibis.table(schema, name="wide")


def _least_complete(whole: ibis.Table, places: tuple[int, ...]) -> tuple[ibis.Value, ibis.Value]:
    """Return expected and received of the input that lacks most of its answers, the first on a tie."""
    first, *others = places
    expected, received = whole[f"expected_{first}"].fill_null(0), whole[f"received_{first}"].fill_null(0)
    for place in others:
        other, given = whole[f"expected_{place}"].fill_null(0), whole[f"received_{place}"].fill_null(0)
        worse = given * expected < received * other
        expected, received = ibis.ifelse(worse, other, expected), ibis.ifelse(worse, given, received)
    return expected, received


def exact_values(formula: Node) -> ibis.Table:
    """Compute the rows whose inputs are all exact."""
    references = formulas.references(formula)
    whole = _wide(len(references))
    inputs = {one: Exact(f"num_{place}", f"den_{place}") for place, one in enumerate(references)}
    rows = whole.filter(whole.ready & whole.exact)
    rows = rows.select(*ROW, *(name for pair in inputs.values() for name in (pair.num, pair.den)))
    computed, value = compile_formula(formula, rows, inputs)
    return computed.select(*ROW, num=computed[value.num], den=computed[value.den])


def rows_to_evaluate(inputs: int, exact_too: bool) -> ibis.Table:
    """The rows left to the kernel: ROW, then num, den, fraction and operator of each input."""
    whole = _wide(inputs)
    rows = whole.filter(whole.ready if exact_too else whole.ready & ~whole.exact)
    parts = ("num", "den", "fraction", "operator")
    return rows.select(*ROW, *(f"{part}_{place}" for place in range(inputs) for part in parts))


def computed_rows(inputs: int) -> ibis.Table:
    """Put values beside what the rows say; dividing by zero has left none."""
    whole = _wide(inputs)
    found = whole.left_join(table("exact"), ROW).drop("out_no_right", "target_id_right")
    found = found.left_join(table("evaluated"), ROW).drop("out_no_right", "target_id_right")
    has_value = (found.num.notnull() & found.den.notnull()) | found.fraction.notnull()
    reason = ibis.ifelse(found.ready, int(Missing.NOT_APPLICABLE), found.reason)
    found = found.mutate(
        leaf_no=found.root_leaf_no,
        dims=ibis.literal(""),
        num=ibis.ifelse(has_value, found.num, None),
        den=ibis.ifelse(has_value, found.den, None),
        operator=ibis.ifelse(has_value, found.result_operator.fill_null(int(Operator.EQUAL)), int(Operator.EQUAL)),
        missing=ibis.ifelse(has_value, int(Missing.NONE), reason),
        status=ibis.ifelse(has_value, found.status, 0),
    )
    # As everywhere: what nobody owes and nobody gave is no row.
    return found.filter((found.expected > 0) | (found.missing == int(Missing.NONE))).select(columns("computed"))
