"""A formula as Ibis expressions over the exact numerators and denominators of its inputs.

The same tree as `kernel.formulas.evaluate`, the same answers to the digit: numbers are kept in lowest terms as the
kernel's fractions are, and the outermost division keeps its two sides (405 of 414 stays so). Only exact inputs are
compiled; rows with an operator, and numbers beyond 128 bits, go through the kernel's own evaluator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import ibis

from tinhso.engines.cube.logic.whole_numbers import common_divisor, whole_quotient
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Node, Number, Op, Operation, Reference


@dataclass(frozen=True, slots=True)
class Exact:
    """An exact quotient of two whole-number expressions; NULL without a value, the denominator never negative."""

    num: ibis.Value
    den: ibis.Value

    def reduced(self) -> Exact:
        """Return it in lowest terms, the denominator positive; dividing by zero has made it NULL before."""
        common = common_divisor(self.num, self.den)
        divisor = ibis.ifelse(self.den < 0, -common, common)
        return Exact(whole_quotient(self.num, divisor), whole_quotient(self.den, divisor))


def compile_formula(formula: Node, inputs: Mapping[Reference, Exact]) -> Exact:
    """Return the numerator and denominator of a formula.

    Args:
        formula: a number whose codes all have an input.
        inputs: expressions by reference.
    """
    if isinstance(formula, Operation) and formula.op in _DIVISIONS:
        return _division(formula, inputs, keep_sides=True)
    return _compiled(formula, inputs)


def _compiled(node: Node, inputs: Mapping[Reference, Exact]) -> Exact:
    if isinstance(node, Number):
        above, below = Fraction(node.value).as_integer_ratio()
        return Exact(_constant(above), _constant(below))
    if node.kind.serves_as(formulas.Kind.SERIES):
        return inputs[formulas.reference_of(node)].reduced()
    assert isinstance(node, Operation)
    if node.op in _DIVISIONS:
        return _division(node, inputs, keep_sides=False)
    parts = [_compiled(argument, inputs) for argument in node.args]
    return reduce(_PAIRWISE[node.op], parts)


def _division(node: Operation, inputs: Mapping[Reference, Exact], *, keep_sides: bool) -> Exact:
    above, below = (_compiled(argument, inputs) for argument in node.args)
    if node.op is Op.GROWTH:
        above = _minus(above, below)
    if node.op is not Op.DIVIDE:
        above = Exact(above.num * 100, above.den).reduced()
    # NULL where the lower side is zero: missing, never an error.
    lower = ibis.ifelse(below.num == 0, None, below.num)
    if not keep_sides:
        return Exact(above.num * below.den, lower * above.den).reduced()
    common = common_divisor(above.den, below.den)
    num, den = above.num * whole_quotient(below.den, common), lower * whole_quotient(above.den, common)
    return Exact(ibis.ifelse(den < 0, -num, num), ibis.ifelse(den < 0, -den, den))


def _plus(one: Exact, other: Exact) -> Exact:
    return Exact(one.num * other.den + other.num * one.den, one.den * other.den).reduced()


def _minus(one: Exact, other: Exact) -> Exact:
    return Exact(one.num * other.den - other.num * one.den, one.den * other.den).reduced()


def _times(one: Exact, other: Exact) -> Exact:
    return Exact(one.num * other.num, one.den * other.den).reduced()


def _least(one: Exact, other: Exact) -> Exact:
    first = one.num * other.den <= other.num * one.den
    return Exact(ibis.ifelse(first, one.num, other.num), ibis.ifelse(first, one.den, other.den))


def _greatest(one: Exact, other: Exact) -> Exact:
    first = one.num * other.den >= other.num * one.den
    return Exact(ibis.ifelse(first, one.num, other.num), ibis.ifelse(first, one.den, other.den))


_DIVISIONS = (Op.DIVIDE, Op.SHARE, Op.GROWTH)
_PAIRWISE = {
    Op.ADD: _plus,
    Op.SUM: _plus,
    Op.SUBTRACT: _minus,
    Op.MULTIPLY: _times,
    Op.MIN: _least,
    Op.MAX: _greatest,
}


def _constant(value: int) -> ibis.Value:
    """A whole number of any size up to 128 bits; Ibis knows 64."""
    if -(2**63) <= value < 2**63:
        return ibis.literal(value, "int64")
    high, low = divmod(value, 2**62)
    return _constant(high) * 2**62 + low
