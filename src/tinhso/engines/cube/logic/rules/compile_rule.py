"""A rule as one Ibis column of true, false and NULL over the exact numerators and denominators of its inputs.

NULL is “undecided”: an input without a value, or a division by zero. SQL connects NULL as Kleene does and as
`kernel.formulas.evaluate_rule` does, so the three answers are the same. Rows whose inputs carry an operator, and
numbers beyond 128 bits, are decided by the kernel's own evaluator (see `rule_answers`).

Sides are compared across their denominators and never brought to lowest terms: nobody sees them. What is used twice is
written twice, so that a part that has grown becomes a column of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Final

from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.steps.compile_formula import Exact, whole_constant
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Node, Number, Op, Operation, Reference

if TYPE_CHECKING:
    Side = Callable[[ibis.Table], ibis.Value]

_LARGE: Final = 40
"""Operations after which a part becomes a column."""
_HOLDS: Final[dict[Op, Callable[[ibis.Value, ibis.Value], ibis.Value]]] = {
    Op.EQUAL: lambda left, right: left == right,
    Op.NOT_EQUAL: lambda left, right: left != right,
    Op.LESS: lambda left, right: left < right,
    Op.LESS_OR_EQUAL: lambda left, right: left <= right,
    Op.GREATER: lambda left, right: left > right,
    Op.GREATER_OR_EQUAL: lambda left, right: left >= right,
}


@dataclass(frozen=True, slots=True)
class _Part:
    """How to write a quotient over a table: `den` None is 1; `size` counts the operations in both."""

    num: Side
    den: Side | None
    size: int


def compile_rule(rule: Node, rows: ibis.Table, inputs: Mapping[Reference, Exact]) -> tuple[ibis.Table, str]:
    """Return rows with a column `holds` (and those it needed), and its name.

    Args:
        rule: a condition whose codes all have an input.
        rows: a table with the columns of the inputs; both NULL where there is no value, denominators positive.
        inputs: column names by reference.
    """
    writing = _Writing(rows, inputs)
    holds = writing.truth(rule)
    return writing.rows.mutate(holds=holds(writing.rows)), "holds"


class _Writing:
    """Writes a rule; `rows` gains a column where a part has grown large."""

    def __init__(self, rows: ibis.Table, inputs: Mapping[Reference, Exact]) -> None:
        self.rows, self.inputs, self.count = rows, inputs, 0

    def truth(self, node: Node) -> Side:
        """Write one condition."""
        assert isinstance(node, Operation)
        if node.op in _HOLDS:
            return self.compared(node.op, *node.args)
        if node.op is Op.BETWEEN:
            value, low, high = node.args
            return _joined(
                Op.AND, [self.compared(Op.LESS_OR_EQUAL, low, value), self.compared(Op.LESS_OR_EQUAL, value, high)]
            )
        parts = [self.truth(argument) for argument in node.args]
        if node.op is Op.NOT:
            return lambda t: ~parts[0](t)
        if node.op is Op.IMPLIES:
            return lambda t: ~parts[0](t) | parts[1](t)
        return _joined(node.op, parts)

    def compared(self, op: Op, left: Node, right: Node) -> Side:
        """Compare two values across their positive denominators."""
        one, other = self.value(left), self.value(right)
        left_side, right_side = _across(one, other)
        return lambda t: _HOLDS[op](left_side(t), right_side(t))

    def value(self, node: Node) -> _Part:
        """Write one number."""
        if isinstance(node, Number):
            above, below = Fraction(node.value).as_integer_ratio()
            den = None if below == 1 else lambda _: whole_constant(below)
            return _Part(lambda _: whole_constant(above), den, 1)
        if node.kind.serves_as(formulas.Kind.SERIES):
            asked = self.inputs[formulas.reference_of(node)]
            return _Part(lambda t: t[asked.num], lambda t: t[asked.den], 1)
        assert isinstance(node, Operation)
        parts = [self.value(argument) for argument in node.args]
        return self.small(reduce(lambda one, other: self.pair(node.op, one, other), parts))

    def pair(self, op: Op, one: _Part, other: _Part) -> _Part:
        """Write an operation on two numbers."""
        size = one.size + other.size + 2
        if op in (Op.DIVIDE, Op.SHARE):
            return self.quotient(one, other, 1 if op is Op.DIVIDE else 100)
        if op is Op.GROWTH:
            return self.quotient(self.pair(Op.SUBTRACT, one, other), other, 100)
        if op is Op.MULTIPLY:
            return _Part(_times(one.num, other.num), _both(one.den, other.den), size)
        if op in (Op.MIN, Op.MAX):
            return self.extreme(op, one, other)
        left, right = _across(one, other)
        if op is Op.SUBTRACT:
            return _Part(lambda t: left(t) - right(t), _both(one.den, other.den), 2 * size)
        return _Part(lambda t: left(t) + right(t), _both(one.den, other.den), 2 * size)

    def quotient(self, above: _Part, below: _Part, factor: int) -> _Part:
        """Divide; NULL where the lower side is zero. A negative lower side brings its sign up."""
        upper = _times(above.num, below.den)
        num: Side = upper if factor == 1 else (lambda t: upper(t) * factor)
        lower = _times(below.num, above.den)
        raw = self.named(_Part(num, lambda t: lower(t).nullif(0), above.size + below.size + 3))
        den = raw.den
        assert den is not None
        return _Part(
            lambda t: ibis.ifelse(den(t) < 0, -raw.num(t), raw.num(t)),
            lambda t: ibis.ifelse(den(t) < 0, -den(t), den(t)),
            6,
        )

    def extreme(self, op: Op, one: _Part, other: _Part) -> _Part:
        """Take the least or greatest; where a side has no value there is none."""
        first, second = self.named(one), self.named(other)
        left, right = _across(first, second)

        def chosen(a: Side | None, b: Side | None) -> Side:
            def write(t: ibis.Table) -> ibis.Value:
                is_first = left(t) <= right(t) if op is Op.MIN else left(t) >= right(t)
                one_side = a(t) if a else whole_constant(1)
                return ibis.cases((is_first, one_side), (~is_first, b(t) if b else whole_constant(1)), else_=None)

            return write

        return self.named(_Part(chosen(first.num, second.num), chosen(first.den, second.den), 8))

    def small(self, part: _Part) -> _Part:
        """Give a part that has grown large its own columns."""
        return self.named(part) if part.size > _LARGE else part

    def named(self, part: _Part) -> _Part:
        """Give a part columns of its own."""
        if part.size == 1:
            return part
        self.count += 1
        num, den = f"part_{self.count}", f"below_{self.count}"
        self.rows = self.rows.mutate(
            **{num: part.num(self.rows), den: part.den(self.rows) if part.den else whole_constant(1)}
        )
        return _Part(lambda t: t[num], lambda t: t[den], 1)


def _times(one: Side, other: Side | None) -> Side:
    return (lambda t: one(t) * other(t)) if other else one


def _both(one: Side | None, other: Side | None) -> Side | None:
    return _times(one, other) if one else other


def _across(one: _Part, other: _Part) -> tuple[Side, Side]:
    """Write both numerators over the common denominator."""
    return _times(one.num, other.den), _times(other.num, one.den)


def _joined(op: Op, parts: list[Side]) -> Side:
    """Connect conditions by `and` or `or`."""

    def connect(table: ibis.Table) -> ibis.Value:
        written = [part(table) for part in parts]
        return reduce(lambda one, other: one & other if op is Op.AND else one | other, written)

    return connect
