"""How operators travel through arithmetic: what is still certain about an answer whose inputs say “over” or “about”.

The direction of an input reaches the answer as it is, turned round, or not at all, by the sign of what it is
multiplied with (first order: inputs keep their sign). Nearly every figure is exact: that is looked at first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce

from tinhso.kernel.formulas.operations import Op
from tinhso.kernel.quantities import Operator, combine_operators, from_directions, invert

Uncertain = tuple[Fraction, Operator]


def operator_of_product(factors: Sequence[Uncertain]) -> Operator:
    """Return the operator of a product (“> 200” × 1000 is still >)."""
    if all(operator is Operator.EQUAL for _, operator in factors):
        return Operator.EQUAL
    return reduce(_multiply, factors)[1]


def operator_of_quotient(above: Uncertain, below: Uncertain) -> Operator:
    """Return the operator of a ÷ b, b not zero: more above is more, more below is less."""
    if above[1] is below[1] is Operator.EQUAL:
        return Operator.EQUAL
    return _join(_carried(above[1], _sign(below[0])), _carried(below[1], -_sign(above[0])))


def operator_of_extreme(candidates: Sequence[Uncertain], *, greatest: bool) -> Operator:
    """Return the operator of the greatest or least of several.

    Any candidate that may be greater can push the greatest up; only when everyone who holds it may be less can it
    come down. The least is the mirror image.
    """
    if all(operator is Operator.EQUAL for _, operator in candidates):
        return Operator.EQUAL
    best = max(value for value, _ in candidates) if greatest else min(value for value, _ in candidates)
    anyone = [operator for _, operator in candidates]
    holders = [operator for value, operator in candidates if value == best]
    if greatest:
        return from_directions(
            above=any(operator.may_be_above for operator in anyone),
            below=all(operator.may_be_below for operator in holders),
        )
    return from_directions(
        above=all(operator.may_be_above for operator in holders),
        below=any(operator.may_be_below for operator in anyone),
    )


def settle_comparison(op: Op, left: Uncertain, right: Uncertain) -> bool | None:
    """Decide `left op right` for any of the comparisons, None when the reports do not say.

    “over 96” is greater than 96 and than 90; whether it reaches 99 nobody said.
    """
    if left[1] is right[1] is Operator.EQUAL:
        return _HOLDS[op](_order(left[0], right[0]))
    possible = _possible_signs(left[0] - right[0], _join(left[1], invert(right[1])))
    answers = {_HOLDS[op](sign) for sign in possible}
    return answers.pop() if len(answers) == 1 else None


_HOLDS: dict[Op, Callable[[int], bool]] = {
    Op.EQUAL: lambda sign: sign == 0,
    Op.NOT_EQUAL: lambda sign: sign != 0,
    Op.LESS: lambda sign: sign < 0,
    Op.LESS_OR_EQUAL: lambda sign: sign <= 0,
    Op.GREATER: lambda sign: sign > 0,
    Op.GREATER_OR_EQUAL: lambda sign: sign >= 0,
}


def _possible_signs(difference: Fraction, operator: Operator) -> set[int]:
    """Return the signs the true difference may have (about 0 may have any, about 5 too: nobody said how about)."""
    reported = _sign(difference)
    signs = {reported}
    if operator.may_be_above:
        signs |= {sign for sign in (-1, 0, 1) if sign > reported}
    if operator.may_be_below:
        signs |= {sign for sign in (-1, 0, 1) if sign < reported}
    if operator in (Operator.GREATER, Operator.LESS) and reported == 0:
        signs.discard(0)
    return signs


def _multiply(left: Uncertain, right: Uncertain) -> Uncertain:
    operator = _join(_carried(left[1], _sign(right[0])), _carried(right[1], _sign(left[0])))
    return left[0] * right[0], operator


def _carried(operator: Operator, sign: int) -> Operator:
    if sign == 0:
        return Operator.EQUAL
    return operator if sign > 0 else invert(operator)


def _join(first: Operator, second: Operator) -> Operator:
    """Join two effects; one that is exact does not weaken the other."""
    return combine_operators([operator for operator in (first, second) if operator is not Operator.EQUAL])


def _sign(value: Fraction) -> int:
    return (value.numerator > 0) - (value.numerator < 0)


def _order(left: Fraction, right: Fraction) -> int:
    """Compare two exact numbers by their integers: building the difference only to see its sign takes far longer."""
    first, second = left.numerator * right.denominator, right.numerator * left.denominator
    return (first > second) - (first < second)
