"""Operators: what a reported value says about the true one (“trên 96%” is >, “khoảng 1%” is ≈).

Rule of figures.md: = with = gives =; any > or ≥ makes a sum ≥; any < or ≤ makes it ≤; both kinds, or any ≈, make it ≈.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import IntEnum

from tinhso.kernel.quantities.errors import UnknownOperator


class Operator(IntEnum):
    """The six operators; the integers are stored in the ledger and never change."""

    EQUAL = 0
    GREATER = 1
    GREATER_OR_EQUAL = 2
    LESS = 3
    LESS_OR_EQUAL = 4
    APPROXIMATE = 5

    @property
    def symbol(self) -> str:
        """Return the sign for files and screens: = > ≥ < ≤ ≈."""
        return _SYMBOLS[self]

    @property
    def may_be_above(self) -> bool:
        """Say whether the true value may lie above the reported one."""
        return self in (Operator.GREATER, Operator.GREATER_OR_EQUAL, Operator.APPROXIMATE)

    @property
    def may_be_below(self) -> bool:
        """Say whether the true value may lie below the reported one."""
        return self in (Operator.LESS, Operator.LESS_OR_EQUAL, Operator.APPROXIMATE)

    @classmethod
    def from_symbol(cls, text: str) -> Operator:
        """Read an operator as people type it (`>=` and `~` too); empty text is “=”.

        Raises:
            UnknownOperator (KER-059).

        >>> Operator.from_symbol(">=")
        <Operator.GREATER_OR_EQUAL: 2>
        """
        try:
            return _SPELLINGS[text.strip()]
        except KeyError:
            raise UnknownOperator(text=text) from None


_SYMBOLS = dict(zip(Operator, "=>≥<≤≈", strict=True))
_SPELLINGS: dict[str, Operator] = {symbol: operator for operator, symbol in _SYMBOLS.items()} | {
    "": Operator.EQUAL,
    "==": Operator.EQUAL,
    ">=": Operator.GREATER_OR_EQUAL,
    "=>": Operator.GREATER_OR_EQUAL,
    "<=": Operator.LESS_OR_EQUAL,
    "=<": Operator.LESS_OR_EQUAL,
    "~": Operator.APPROXIMATE,
    "~=": Operator.APPROXIMATE,
    "≃": Operator.APPROXIMATE,
}
_INVERTED = {
    Operator.GREATER: Operator.LESS,
    Operator.GREATER_OR_EQUAL: Operator.LESS_OR_EQUAL,
    Operator.LESS: Operator.GREATER,
    Operator.LESS_OR_EQUAL: Operator.GREATER_OR_EQUAL,
}


def combine_operators(operators: Iterable[Operator]) -> Operator:
    """Return the operator of a sum of figures that carry these operators.

    A lone figure keeps its own (“trên 96%” of one unit stays >); the sum of none is an exact zero. Order and grouping
    of two or more do not matter.

    >>> combine_operators([Operator.EQUAL, Operator.GREATER]).symbol
    '≥'
    """
    known = list(operators)
    return combine_operator_set(set(known), len(known))


def combine_operator_set(distinct: Collection[Operator], count: int) -> Operator:
    """Do the same for engines that only know which operators occur, and how many figures were added.

    Args:
        distinct: the operators that occur.
        count: number of figures in the sum; only 1 differs from the rest.
    """
    if count == 1 and len(distinct) == 1:
        return next(iter(distinct))
    return from_directions(
        above=any(operator.may_be_above for operator in distinct),
        below=any(operator.may_be_below for operator in distinct),
    )


def from_directions(*, above: bool, below: bool) -> Operator:
    """Return the weakest operator that allows the true value above, below, both or neither."""
    if above and below:
        return Operator.APPROXIMATE
    if above:
        return Operator.GREATER_OR_EQUAL
    return Operator.LESS_OR_EQUAL if below else Operator.EQUAL


def invert(operator: Operator) -> Operator:
    """Turn the direction round, as a minus sign or a place under the fraction bar does (> becomes <)."""
    return _INVERTED.get(operator, operator)


def operator_of_difference(minuend: Operator, subtrahend: Operator) -> Operator:
    """Return the operator of a − b."""
    return combine_operators((minuend, invert(subtrahend)))


def operator_of_ratio(numerator: Operator, denominator: Operator) -> Operator:
    """Return the operator of a ÷ b where neither is negative (counts, areas, money spent)."""
    return combine_operators((numerator, invert(denominator)))
