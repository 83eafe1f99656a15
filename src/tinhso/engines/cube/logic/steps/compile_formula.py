"""A formula as Ibis expressions over the exact numerators and denominators of its inputs.

The same tree as `kernel.formulas.evaluate`, the same answers to the digit: numbers are kept in lowest terms as the
kernel's fractions are, and the outermost division keeps its two sides (405 of 414 stays so). Only exact inputs are
compiled; rows with an operator, and numbers beyond 128 bits, go through the kernel's own evaluator.

Every step is a column of its own: an expression used twice would be written out twice, and a deep formula would grow
beyond all bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.whole_numbers import common_divisor, whole_quotient
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Node, Number, Op, Operation, Reference


@dataclass(frozen=True, slots=True)
class Exact:
    """The names of two columns of whole numbers: a quotient in lowest terms, NULL without a value."""

    num: str
    den: str


def compile_formula(formula: Node, rows: ibis.Table, inputs: Mapping[Reference, Exact]) -> tuple[ibis.Table, Exact]:
    """Return rows with the columns of a formula, and which two of them are its numerator and denominator.

    Args:
        formula: a number whose codes all have an input.
        rows: a table with the columns of the inputs (any quotients of whole numbers).
        inputs: column names by reference.
    """
    steps = Steps(rows, inputs)
    result = steps.outermost(formula)
    return steps.rows, result


if TYPE_CHECKING:
    Step = Callable[[ibis.Table], ibis.Value]


class Steps:
    """Adds the columns of a formula to a table, one operation after another."""

    def __init__(self, rows: ibis.Table, inputs: Mapping[Reference, Exact]) -> None:
        self.rows, self.inputs, self.count = rows, inputs, 0
        self.done: dict[Node, Exact] = {}

    def outermost(self, formula: Node) -> Exact:
        """Compute the whole; a division at the top is brought to whole numbers without cancelling them."""
        if not (isinstance(formula, Operation) and formula.op in _DIVISIONS):
            return self.value(formula)
        above, below = self.sides(formula)
        common = self.column(lambda t: common_divisor(t[above.den], t[below.den]))
        num = self.column(lambda t: t[above.num] * whole_quotient(t[below.den], t[common]))
        # NULL where the lower side is zero: missing, never an error.
        den = self.column(lambda t: (t[below.num] * whole_quotient(t[above.den], t[common])).nullif(0))
        sign = self.column(lambda t: ibis.cases((t[den] < 0, -1), (t[den] > 0, 1), else_=None))
        return Exact(self.column(lambda t: t[num] * t[sign]), self.column(lambda t: t[den] * t[sign]))

    def value(self, node: Node) -> Exact:
        """Compute one part of the formula, once."""
        if node not in self.done:
            self.done[node] = self.computed(node)
        return self.done[node]

    def computed(self, node: Node) -> Exact:
        """Add the columns of one part of the formula."""
        if isinstance(node, Number):
            above, below = Fraction(node.value).as_integer_ratio()
            return Exact(self.column(lambda _: whole_constant(above)), self.column(lambda _: whole_constant(below)))
        if node.kind.serves_as(formulas.Kind.SERIES):
            asked = self.inputs[formulas.reference_of(node)]
            return self.lowest(lambda t: t[asked.num], lambda t: t[asked.den])
        assert isinstance(node, Operation)
        if node.op in _DIVISIONS:
            upper, lower = self.sides(node)
            return self.lowest(lambda t: t[upper.num] * t[lower.den], lambda t: (t[lower.num] * t[upper.den]).nullif(0))
        return reduce(lambda one, other: self.pair(node.op, one, other), [self.value(part) for part in node.args])

    def sides(self, node: Operation) -> tuple[Exact, Exact]:
        """Return what stands above and below the bar of `/`, share and growth."""
        above, below = (self.value(part) for part in node.args)
        if node.op is Op.GROWTH:
            above = self.pair(Op.SUBTRACT, above, below)
        if node.op is Op.DIVIDE:
            return above, below
        whole = above
        return self.lowest(lambda t: t[whole.num] * 100, lambda t: t[whole.den]), below

    def pair(self, op: Op, one: Exact, other: Exact) -> Exact:
        """Compute an operation on two values."""
        if op is Op.MULTIPLY:
            return self.lowest(lambda t: t[one.num] * t[other.num], lambda t: t[one.den] * t[other.den])
        left = self.column(lambda t: t[one.num] * t[other.den])
        right = self.column(lambda t: t[other.num] * t[one.den])
        if op in (Op.MIN, Op.MAX):
            first = self.column(lambda t: t[left] <= t[right] if op is Op.MIN else t[left] >= t[right])
            return Exact(self.chosen(first, one.num, other.num), self.chosen(first, one.den, other.den))
        sign = -1 if op is Op.SUBTRACT else 1
        return self.lowest(lambda t: t[left] + t[right] * sign, lambda t: t[one.den] * t[other.den])

    def chosen(self, first: str, one: str, other: str) -> str:
        """Take one column or the other; where a side has no value nothing is chosen."""
        return self.column(lambda t: ibis.cases((t[first], t[one]), (~t[first], t[other]), else_=None))

    def lowest(self, num: Step, den: Step) -> Exact:
        """Bring a quotient to lowest terms with a positive denominator."""
        above, below = self.column(num), self.column(den)
        common = self.column(lambda t: common_divisor(t[above], t[below]))
        signed = self.column(lambda t: ibis.ifelse(t[below] < 0, -t[common], t[common]))
        above_reduced = self.column(lambda t: whole_quotient(t[above], t[signed]))
        return Exact(above_reduced, self.column(lambda t: whole_quotient(t[below], t[signed])))

    def column(self, step: Step) -> str:
        """Add a column and return its name."""
        name = f"step_{self.count}"
        self.rows = self.rows.mutate(**{name: step})
        self.count += 1
        return name


_DIVISIONS = (Op.DIVIDE, Op.SHARE, Op.GROWTH)


def whole_constant(value: int) -> ibis.Value:
    """A whole number up to 128 bits; Ibis knows 64."""
    if -(2**63) <= value < 2**63:
        return ibis.literal(value, "int64")
    high, low = divmod(value, 2**62)
    return whole_constant(high) * 2**62 + low
