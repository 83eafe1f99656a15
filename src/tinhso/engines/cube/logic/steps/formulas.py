"""Computed indicators: formulas over the answers of their inputs, row by row of unit and period.

1. Each reference of a formula is a leaf of the plan; the answers of all are put side by side.
2. Rows whose inputs are all exact are computed by compiled expressions; all others by the kernel's evaluator. Few rows
   are all left to the evaluator, together with those of other formulas of the same shape: planning a compiled formula
   takes longer than computing a few hundred rows.
3. A missing input makes the row missing. Dividing by zero is “not applicable”: there was nothing to take a share of.
4. Expected and received are those of the least complete input of the period itself.

Where a formula gives nothing and a figure of the indicator itself is stored (a document says so), that one stands:
see `finishing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from tinhso.engines.cube.contracts import FormulaCannotBeComputed, NumberTooWide
from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.plan import Plan, Root
from tinhso.engines.cube.logic.steps.compile_formula import Exact, compile_formula
from tinhso.engines.cube.logic.steps.tables import FLAGS, SCHEMAS, columns, table
from tinhso.engines.indicators.contracts import Missing
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Known, Node, Reference
from tinhso.kernel.quantities import Operator

ROW = ("formula_no", "out_no", "target_id")
FEW_ROWS = 400
"""Up to so many rows of a formula are computed one by one."""
_RIGHT = [f"{name}_right" for name in ROW]
_PRESSING = (Missing.NOT_REPORTED, Missing.NOT_DUE, Missing.REFUSED, Missing.NOT_APPLICABLE)
_OF_INPUT = [name for name in columns("answers") if name not in ("leaf_no", "out_no", "target_id", "dims")]
_SUMMED_UP = {"ready": "boolean", "exact": "boolean", "reason": "int8", "status": "int8", "expected": "int64"}


Shape = tuple[int, tuple[int, ...]]
"""How many inputs, and which of them speak of the period itself."""


@dataclass(frozen=True, slots=True)
class Computation:
    """One formula of an indicator, for the periods (by their number) in which it is the one in force."""

    root: Root
    formula: Node
    outs: tuple[int, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        return formulas.references(self.formula)

    @property
    def shape(self) -> Shape:
        """What the step that lays its inputs side by side depends on."""
        references = self.references
        now = tuple(place for place, one in enumerate(references) if not one.periods_back and not one.years_back)
        return len(references), now


def compute(desk: Workspace, plan: Plan, targets: int) -> None:
    """Make `computed`, the rows of all formulas of a plan, and `formula_outs`; `answers` must be there.

    Args:
        targets: how many units the answer speaks of.
    """
    computations = dict(enumerate(one for root in plan.roots for one in computations_of(root)))
    rows = [(no, one.root.leaf_no, out_no) for no, one in computations.items() for out_no in one.outs]
    desk.load("formula_outs", rows)
    desk.create("computed")
    together: dict[Shape, dict[int, Computation]] = defaultdict(dict)
    for no, one in computations.items():
        if len(one.outs) * targets <= FEW_ROWS:
            together[one.shape][no] = one
        else:
            _compute_many(desk, no, one)
    for shape, few in together.items():
        _side_by_side(desk, shape, few)
        inputs, _ = shape
        _add_evaluated(desk, few, desk.rows(rows_to_evaluate, inputs, True))
        desk.append("computed", computed_rows, inputs, False)


def computations_of(root: Root) -> list[Computation]:
    """Return the different formulas of an indicator; one without any reference says nothing about anything."""
    by_formula: dict[Node, list[int]] = defaultdict(list)
    for out_no, formula in root.formulas.items():
        by_formula[formula].append(out_no)
    found = [Computation(root, formula, tuple(outs)) for formula, outs in by_formula.items()]
    if not all(one.references for one in found):
        raise FormulaCannotBeComputed(indicator=root.versions.code, problem="∅")
    return found


def _side_by_side(desk: Workspace, shape: Shape, computations: Mapping[int, Computation]) -> None:
    rows = [
        (no, one.root.inputs[reference], place)
        for no, one in computations.items()
        for place, reference in enumerate(one.references)
    ]
    desk.load("formula_inputs", rows)
    desk.keep("wide", wide, *shape)


def _compute_many(desk: Workspace, no: int, one: Computation) -> None:
    """Compute one formula's rows by the engine where all is exact and fits it, else by the kernel's evaluator."""
    inputs, _ = one.shape
    _side_by_side(desk, one.shape, {no: one})
    try:
        desk.keep("exact", exact_values, one.formula)
        desk.settle("exact")
        rest = desk.rows(rows_to_evaluate, inputs, False)
    except NumberTooWide:
        desk.create("exact")
        rest = desk.rows(rows_to_evaluate, inputs, True)
    _add_evaluated(desk, {no: one}, rest)
    desk.append("computed", computed_rows, inputs, True)


def _add_evaluated(desk: Workspace, computations: Mapping[int, Computation], rows: Iterable[tuple[Any, ...]]) -> None:
    """Load `evaluated`: what the kernel's evaluator makes of rows of `rows_to_evaluate`."""
    places = {
        no: {reference: 4 * place for place, reference in enumerate(one.references)} for no, one in computations.items()
    }
    found = []
    for no, out_no, target_id, *parts in rows:
        known = {reference: _known(*parts[at : at + 4]) for reference, at in places[no].items()}
        answer = formulas.evaluate(computations[no].formula, known.__getitem__)
        if isinstance(answer, Known):
            found.append((no, out_no, target_id, *_stored(answer.ratio), int(answer.operator)))
    desk.load("evaluated", found)


def _stored(ratio: Any) -> tuple[int | None, int | None, str | None]:
    """Return a value's num and den, or its fraction where 64 bits do not hold them."""
    num, den = ratio.numerator, ratio.denominator
    return (num, den, None) if max(abs(num), den) < 2**63 else (None, None, f"{num}/{den}")


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
    asked = answers.join(wanted, answers.leaf_no == wanted.input_no).drop("leaf_no")
    asked = asked.join(outs.rename(root_leaf_no="leaf_no"), ["formula_no", "out_no"])
    whole = asked.select(*ROW, "root_leaf_no").distinct()
    for place in range(inputs):
        one = asked.filter(asked.place == place)
        renamed = one.select(*ROW, **{f"{name}_{place}": one[name] for name in _OF_INPUT})
        whole = whole.left_join(renamed, ROW).drop(_RIGHT)
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
    schema = dict.fromkeys((*ROW, "root_leaf_no"), "int32")
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


def computed_rows(inputs: int, compiled_too: bool) -> ibis.Table:
    """Put values beside what the rows say; dividing by zero has left none."""
    found = _wide(inputs).left_join(table("evaluated"), ROW).drop(_RIGHT)
    if compiled_too:
        exact = table("exact").rename(exact_num="num", exact_den="den")
        found = found.left_join(exact, ROW).drop(_RIGHT)
        found = found.mutate(num=found.num.coalesce(found.exact_num), den=found.den.coalesce(found.exact_den))
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
