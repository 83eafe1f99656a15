"""What a figure's own past says: the one way in which all three evaluators are given it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from tinhso.kernel.formulas.certainty import operator_of_extreme
from tinhso.kernel.formulas.evaluate import Known, Missing
from tinhso.kernel.formulas.operations import Op
from tinhso.kernel.formulas.references import Reference

NOTHING_BEFORE: Final = "not_reported"


def look_back(reference: Reference, past: Sequence[Known | Missing]) -> Known | Missing:
    """Answer `lowest`, `highest` or `answered` from the figures of the periods before.

    Args:
        reference: what is asked; its `looking_back` says which of the three.
        past: the figures of `reference.length` periods, in any order.

    Returns:
        `answered` counts figures and is never missing; the others are missing where there is none.
    """
    known = [(one.value, one.operator) for one in past if isinstance(one, Known)]
    if reference.looking_back == Op.ANSWERED:
        return Known.of(len(known))
    if not known:
        return Missing.because(NOTHING_BEFORE, reference)
    greatest = reference.looking_back == Op.HIGHEST
    best = _extreme([value for value, _ in known], greatest=greatest)
    return Known.of(best, operator_of_extreme(known, greatest=greatest))


def _extreme(values: Sequence[Fraction], *, greatest: bool) -> Fraction:
    """Return the greatest or least; figures of one indicator have the same decimals, so that numerators compare."""
    choose = max if greatest else min
    if len({value.denominator for value in values}) == 1:
        return choose(values, key=lambda value: value.numerator)
    return choose(values)


def looked_back(reference: Reference, op: Op, length: int) -> Reference:
    """Return the reference that looks back from another one."""
    return replace(reference, looking_back=op.value, length=length)
