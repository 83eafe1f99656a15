"""The evaluator of formulas and rules: exact fractions, nothing invented.

1. Every series is asked of `lookup` once; a missing value makes the answer missing, with its cause. Nothing is summed
   “over what is there”: a partial total is another figure and says so elsewhere.
2. Division by zero is missing with a reason, never zero and never an error.
3. Operators travel along: ≥ 96 divided by ≤ 100 is ≥ 96/100.
4. Rules know three answers. A missing part leaves a condition open unless the other part settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm, prod

from tinhso.kernel.formulas.ast import Node, Number, Operation
from tinhso.kernel.formulas.certainty import (
    operator_of_extreme,
    operator_of_product,
    operator_of_quotient,
    settle_comparison,
)
from tinhso.kernel.formulas.operations import COMPARISONS, Kind, Op
from tinhso.kernel.formulas.ratio import Ratio
from tinhso.kernel.formulas.references import Reference, reference_of
from tinhso.kernel.quantities import Operator, combine_operators, operator_of_difference


class Gap(StrEnum):
    """Reasons of the evaluator's own; every other reason comes from `lookup` (not_reported, refused…)."""

    DIVISION_BY_ZERO = "division_by_zero"
    UNDECIDED = "undecided"  # “> 96” compared with 99: the report does not say


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an answer is missing: a reason, and the value that was missing where it is one."""

    reason: str
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """No answer, and why: every cause once, in order of appearance."""

    causes: tuple[Cause, ...]

    @classmethod
    def because(cls, reason: str, reference: Reference | None = None) -> Missing:
        """Make the answer for one cause."""
        return cls((Cause(reason, reference),))


@dataclass(frozen=True, slots=True)
class Known:
    """An exact answer with its operator."""

    ratio: Ratio
    operator: Operator = Operator.EQUAL

    @classmethod
    def of(cls, value: Fraction | Decimal | int, operator: Operator = Operator.EQUAL) -> Known:
        """Make the answer of an exact value."""
        return cls(Ratio.of(value), operator)

    @property
    def value(self) -> Fraction:
        """Return the exact value."""
        return self.ratio.value


Lookup = Callable[[Reference], Known | Missing]


def evaluate(formula: Node, lookup: Lookup) -> Known | Missing:
    """Compute a formula.

    Args:
        formula: a number node (`from_json`, `parse_formula`).
        lookup: returns the value a reference asks for, in the indicator's own measure unit; asked once per reference.

    Returns:
        The exact value and its operator, or what is missing. `share` and `growth` are in percent (98/100 is 98); the
        outermost division keeps its numerator and denominator unreduced.

    Raises:
        TypeError: for a rule, which `evaluate_rule` computes.
    """
    return _number(formula, _asked_once(lookup))


def evaluate_rule(rule: Node, lookup: Lookup, *, remembers: bool = False) -> bool | Missing:
    """Decide a rule: True, False, or what is missing to decide it.

    Args:
        rule: a condition node.
        lookup: as for `evaluate`.
        remembers: `lookup` itself gives one answer for one reference, however often it is asked.
    """
    return _truth(rule, lookup if remembers else _asked_once(lookup))


def _number(node: Node, lookup: Lookup) -> Known | Missing:
    if isinstance(node, Number):
        return Known.of(node.value)
    if node.kind.serves_as(Kind.SERIES):
        return lookup(reference_of(node))
    if not isinstance(node, Operation) or node.kind is Kind.TRUTH:
        raise TypeError(f"not a formula: {node!r}")
    answers = [_number(argument, lookup) for argument in node.args]
    known = [answer for answer in answers if isinstance(answer, Known)]
    if len(known) < len(answers):
        return _together(answers)
    return _ARITHMETIC[node.op](known)


def _truth(node: Node, lookup: Lookup) -> bool | Missing:
    if not isinstance(node, Operation) or node.kind is not Kind.TRUTH:
        raise TypeError(f"not a rule: {node!r}")
    if node.op in COMPARISONS:
        left, right = (_number(argument, lookup) for argument in node.args)
        if isinstance(left, Missing) or isinstance(right, Missing):
            return _together((left, right))
        settled = settle_comparison(node.op, (left.value, left.operator), (right.value, right.operator))
        return Missing.because(Gap.UNDECIDED) if settled is None else settled
    if node.op is Op.BETWEEN:
        value, low, high = node.args
        bounds = Operation(Op.LESS_OR_EQUAL, (low, value)), Operation(Op.LESS_OR_EQUAL, (value, high))
        return _connect(Op.AND, [_truth(bound, lookup) for bound in bounds])
    if node.op in (Op.AND, Op.OR):
        # The first part that settles the whole spares the others: most rules hold by their first part.
        parts, settling = [], node.op is Op.OR
        for argument in node.args:
            parts.append(_truth(argument, lookup))
            if parts[-1] is settling:
                return settling
        return _connect(node.op, parts)
    return _connect(node.op, [_truth(argument, lookup) for argument in node.args])


def _connect(op: Op, parts: Sequence[bool | Missing]) -> bool | Missing:
    """Connect conditions as Kleene does: what is open stays open unless it makes no difference."""
    if op is Op.NOT:
        return _negate(parts[0])
    if op is Op.IMPLIES:
        return _connect(Op.OR, [_negate(parts[0]), parts[1]])
    settling = op is Op.OR
    if any(part is settling for part in parts):
        return settling
    missing = [part for part in parts if isinstance(part, Missing)]
    return _together(missing) if missing else not settling


def _negate(part: bool | Missing) -> bool | Missing:
    return part if isinstance(part, Missing) else not part


def _sum(parts: Sequence[Known]) -> Known:
    total = sum((part.value for part in parts), Fraction(0))
    return Known.of(total, combine_operators(part.operator for part in parts))


def _difference(parts: Sequence[Known]) -> Known:
    left, right = parts
    return Known.of(left.value - right.value, operator_of_difference(left.operator, right.operator))


def _product(parts: Sequence[Known]) -> Known:
    operator = operator_of_product([(part.value, part.operator) for part in parts])
    return Known.of(prod((part.value for part in parts), start=Fraction(1)), operator)


def _quotient(parts: Sequence[Known], factor: int = 1) -> Known | Missing:
    above, below = parts
    if below.value == 0:
        return Missing.because(Gap.DIVISION_BY_ZERO)
    operator = operator_of_quotient((above.value, above.operator), (below.value, below.operator))
    return Known(_unreduced(above.value * factor, below.value), operator)


def _share(parts: Sequence[Known]) -> Known | Missing:
    return _quotient(parts, factor=100)


def _growth(parts: Sequence[Known]) -> Known | Missing:
    now, base = parts
    compared = _quotient(parts, factor=100)
    if isinstance(compared, Missing):
        return compared
    return Known(_unreduced(100 * (now.value - base.value), base.value), compared.operator)


def _extreme(op: Op) -> Callable[[Sequence[Known]], Known]:
    def choose(parts: Sequence[Known]) -> Known:
        pairs = [(part.value, part.operator) for part in parts]
        chosen = min(pairs)[0] if op is Op.MIN else max(pairs)[0]
        return Known.of(chosen, operator_of_extreme(pairs, greatest=op is Op.MAX))

    return choose


_ARITHMETIC: dict[Op, Callable[[Sequence[Known]], Known | Missing]] = {
    Op.ADD: _sum,
    Op.SUM: _sum,
    Op.SUBTRACT: _difference,
    Op.MULTIPLY: _product,
    Op.DIVIDE: _quotient,
    Op.SHARE: _share,
    Op.GROWTH: _growth,
    Op.MIN: _extreme(Op.MIN),
    Op.MAX: _extreme(Op.MAX),
}


def _unreduced(above: Fraction, below: Fraction) -> Ratio:
    """Bring two exact numbers to integers without cancelling what they have in common (405 of 414 stays so)."""
    scale = lcm(above.denominator, below.denominator)
    return Ratio(int(above * scale), int(below * scale))


def _together(answers: Iterable[Known | Missing | bool]) -> Missing:
    causes = (cause for answer in answers if isinstance(answer, Missing) for cause in answer.causes)
    return Missing(tuple(dict.fromkeys(causes)))


def _asked_once(lookup: Lookup) -> Lookup:
    """Remember answers, so that a figure corrected meanwhile cannot show two values in one formula."""
    answers: dict[Reference, Known | Missing] = {}

    def ask(reference: Reference) -> Known | Missing:
        if reference not in answers:
            answers[reference] = lookup(reference)
        return answers[reference]

    return ask
