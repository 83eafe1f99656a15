"""Computed indicators: formulas over the answers of their inputs, row by row of unit and period.

1. Each reference of a formula is a leaf of the plan; its answers are joined side by side.
2. Rows whose inputs are all exact are computed by compiled expressions; all others by the kernel's evaluator.
3. A missing input makes the row missing. Dividing by zero is “not applicable”: there was nothing to take a share of.
4. Where a formula gives nothing and a figure of the indicator itself is stored (a document says so), that one stands.
5. Expected and received are those of the least complete input of the period itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from tinhso.engines.cube.contracts import FormulaCannotBeComputed
from tinhso.engines.cube.logic.answers import COLUMNS
from tinhso.engines.cube.logic.arrow_rows import table_of
from tinhso.engines.cube.logic.compile_formula import Exact, compile_formula
from tinhso.engines.cube.logic.connection import Workspace
from tinhso.engines.cube.logic.plan import Root
from tinhso.engines.cube.logic.space_rules import FLAGS
from tinhso.engines.indicators.contracts import Missing
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Known, Node, Reference
from tinhso.kernel.quantities import Operator

ROW = ("out_no", "target_id")
_PRESSING = (Missing.NOT_REPORTED, Missing.NOT_DUE, Missing.REFUSED, Missing.NOT_APPLICABLE)
_EVALUATED = pa.schema(
    [("out_no", pa.int32()), ("target_id", pa.int32()), ("fraction", pa.string()), ("result_operator", pa.int8())]
)


def answer_root(desk: Workspace, answers: ibis.Table, root: Root) -> ibis.Table:
    """Return ANSWERS (see answers) of an indicator asked for, under the number of its own leaf."""
    own = answers.filter(answers.leaf_no == root.leaf_no).select(COLUMNS)
    if not root.formulas:
        return own
    by_formula: dict[Node, list[int]] = {}
    for out_no, formula in root.formulas.items():
        by_formula.setdefault(formula, []).append(out_no)
    parts = [_Computation(desk, answers, root, formula, outs).rows() for formula, outs in by_formula.items()]
    computed = desk.keep(f"computed_{root.leaf_no}", reduce(lambda one, other: one.union(other), parts))
    stored = own.filter(own.missing == int(Missing.NONE), own.dims == "", own.out_no.isin(sorted(root.formulas)))
    given = computed.filter(computed.missing == int(Missing.NONE))
    instead = desk.keep(f"stored_{root.leaf_no}", stored.anti_join(given, ROW).select(COLUMNS))
    before = own.filter(own.out_no.notin(sorted(root.formulas)))
    # As everywhere: what nobody owes and nobody gave is no row.
    computed = computed.filter((computed.expected > 0) | (computed.missing == int(Missing.NONE)))
    return computed.anti_join(instead, ROW).union(instead, before)


class _Computation:
    """One formula of one indicator for the periods in which it holds."""

    def __init__(self, desk: Workspace, answers: ibis.Table, root: Root, formula: Node, outs: list[int]) -> None:
        self.desk, self.answers, self.root, self.formula, self.outs = desk, answers, root, formula, outs
        self.inputs: Mapping[Reference, int] = {one: root.inputs[one] for one in formulas.references(formula)}
        if not self.inputs:
            raise FormulaCannotBeComputed(indicator=root.versions.code, problem="∅")
        self.name = f"{root.leaf_no}_{outs[0]}"

    def rows(self) -> ibis.Table:
        """Return ANSWERS of the formula."""
        wide = self.desk.keep(f"wide_{self.name}", self._summed_up(self._side_by_side()))
        exact = self._exact_values(wide)
        left = wide.filter(wide.ready & ~wide.exact) if exact is not None else wide.filter(wide.ready)
        evaluated = self._evaluated(left)
        if exact is None:
            exact = wide.limit(0).select(*ROW, num=ibis.literal(1, "int64"), den=ibis.literal(1, "int64"))
        found = wide.left_join(exact, ROW).drop("out_no_right", "target_id_right")
        found = found.left_join(evaluated, ROW).drop("out_no_right", "target_id_right")
        has_value = (found.num.notnull() & found.den.notnull()) | found.fraction.notnull()
        reason = ibis.ifelse(found.ready, int(Missing.NOT_APPLICABLE), found.reason)
        return found.mutate(
            num=ibis.ifelse(has_value, found.num, None),
            den=ibis.ifelse(has_value, found.den, None),
            operator=ibis.ifelse(has_value, found.result_operator.fill_null(int(Operator.EQUAL)), int(Operator.EQUAL)),
            missing=ibis.ifelse(has_value, int(Missing.NONE), reason),
            status=ibis.ifelse(has_value, found.status, 0),
        ).select(COLUMNS)

    def _side_by_side(self) -> ibis.Table:
        """Join the answers of all inputs by unit and period; an input without a row is not applicable there."""
        numbers = sorted(self.inputs.values())
        asked = self.answers.filter(self.answers.leaf_no.isin(numbers), self.answers.out_no.isin(self.outs))
        wide = asked.select(ROW).distinct()
        for number in numbers:
            one = asked.filter(asked.leaf_no == number)
            renamed = one.select(
                *ROW, **{f"{name}_{number}": one[name] for name in COLUMNS if name not in (*ROW, "leaf_no", "dims")}
            )
            wide = wide.left_join(renamed, ROW).drop("out_no_right", "target_id_right")
        return wide

    def _summed_up(self, wide: ibis.Table) -> ibis.Table:
        """Add what the row says besides its value."""
        numbers = sorted(self.inputs.values())
        codes = [wide[f"missing_{no}"].fill_null(int(Missing.NOT_APPLICABLE)) for no in numbers]
        exact = [(wide[f"operator_{no}"] == int(Operator.EQUAL)) & wide[f"fraction_{no}"].isnull() for no in numbers]
        reason = ibis.cases(
            *[(ibis.or_(*[code == int(one) for code in codes]), int(one)) for one in _PRESSING], else_=0
        )
        expected, received = self._least_complete(wide)
        return wide.mutate(
            leaf_no=ibis.literal(self.root.leaf_no, "int32"),
            dims=ibis.literal(""),
            ready=ibis.and_(*[code == int(Missing.NONE) for code in codes]),
            exact=ibis.and_(*exact),
            reason=reason,
            status=ibis.least(*[wide[f"status_{no}"] for no in numbers])
            if len(numbers) > 1
            else wide[f"status_{numbers[0]}"],
            expected=expected,
            received=received,
            **{
                flag: ibis.or_(*[wide[f"{flag}_{no}"].fill_null(False) for no in numbers])
                for flag in (*FLAGS, "not_aggregated")
            },
        )

    def _least_complete(self, wide: ibis.Table) -> tuple[ibis.Value, ibis.Value]:
        """Return expected and received of the input that lacks most of its answers, the first on a tie."""
        now = [no for one, no in self.inputs.items() if not one.periods_back and not one.years_back]
        chosen = now or list(self.inputs.values())
        expected = wide[f"expected_{chosen[0]}"].fill_null(0)
        received = wide[f"received_{chosen[0]}"].fill_null(0)
        for number in chosen[1:]:
            other = wide[f"expected_{number}"].fill_null(0)
            given = wide[f"received_{number}"].fill_null(0)
            worse = given * expected < received * other
            expected, received = ibis.ifelse(worse, other, expected), ibis.ifelse(worse, given, received)
        return expected, received

    def _exact_values(self, wide: ibis.Table) -> ibis.Table | None:
        """Compute the rows of exact inputs in DuckDB; None when some number does not fit 128 bits."""
        rows = wide.filter(wide.ready & wide.exact)
        inputs = {one: Exact(f"num_{number}", f"den_{number}") for one, number in self.inputs.items()}
        computed, value = compile_formula(self.formula, rows, inputs)
        chosen = computed.select(*ROW, num=computed[value.num], den=computed[value.den])
        try:
            return self.desk.keep(f"exact_{self.name}", chosen)
        except duckdb.OutOfRangeException:
            return None

    def _evaluated(self, rows: ibis.Table) -> ibis.Table:
        """Compute rows with the kernel's evaluator."""
        names = [
            *ROW,
            *(f"{part}_{no}" for no in self.inputs.values() for part in ("num", "den", "fraction", "operator")),
        ]
        found = []
        for values in self.desk.rows(rows.select(names)):
            record = dict(zip(names, values, strict=True))
            known = {one: _known(record, number) for one, number in self.inputs.items()}
            answer = formulas.evaluate(self.formula, known.__getitem__)
            if isinstance(answer, Known):
                text = f"{answer.ratio.numerator}/{answer.ratio.denominator}"
                found.append((record["out_no"], record["target_id"], text, int(answer.operator)))
        return self.desk.register(f"evaluated_{self.name}", table_of(found, _EVALUATED))


def fraction_of(num: Any, den: Any, fraction: str | None) -> Fraction:
    """Return the value of an answer that has one."""
    if fraction is None:
        return Fraction(int(num), int(den))
    above, *below = (int(part) for part in fraction.split("/"))
    return reduce(lambda value, part: value / part, below, Fraction(above))


def _known(record: Mapping[str, Any], number: int) -> Known:
    value = fraction_of(*(record[f"{part}_{number}"] for part in ("num", "den", "fraction")))
    return Known.of(value, Operator(record[f"operator_{number}"]))
