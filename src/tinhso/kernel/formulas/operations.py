"""The closed list of operations: what each takes and gives. Adding one is a decision for three evaluators.

The Python evaluator stands beside this file, the browser has one, and the cube compiles the same list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a part of a formula is. A code is also a series, a series is also a number."""

    CODE = "code"
    SERIES = "series"
    NUMBER = "number"
    TRUTH = "truth"

    def serves_as(self, wanted: Kind) -> bool:
        """Say whether a part of this kind may stand where `wanted` is asked for."""
        return wanted in _SERVES[self]

    @property
    def name_vi(self) -> str:
        """Return the words of error messages, Vietnamese."""
        return _KIND_NAMES[self][0]

    @property
    def name_en(self) -> str:
        """Return the words of error messages, English."""
        return _KIND_NAMES[self][1]


_SERVES: Final = {
    Kind.CODE: {Kind.CODE, Kind.SERIES, Kind.NUMBER},
    Kind.SERIES: {Kind.SERIES, Kind.NUMBER},
    Kind.NUMBER: {Kind.NUMBER},
    Kind.TRUTH: {Kind.TRUTH},
}
_KIND_NAMES: Final = {
    Kind.CODE: ("một mã chỉ tiêu", "an indicator code"),
    Kind.SERIES: ("một mã chỉ tiêu hoặc một phép về kỳ", "an indicator code or a function of periods"),
    Kind.NUMBER: ("một số", "a number"),
    Kind.TRUTH: ("một điều kiện đúng/sai", "a true-or-false condition"),
}


class Op(StrEnum):
    """Operations by their name in JSON and text."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    SUM = "sum"
    SHARE = "share"
    MIN = "min"
    MAX = "max"
    GROWTH = "growth"
    YEAR_TO_DATE = "year_to_date"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"
    PREVIOUS_PERIOD = "previous_period"
    CHILDREN = "children"
    LOWEST = "lowest"
    HIGHEST = "highest"
    ANSWERED = "answered"
    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    BETWEEN = "between"
    AND = "and"
    OR = "or"
    NOT = "not"
    IMPLIES = "implies"


MAX_ARGUMENTS: Final = 100
MAX_LOOK_BACK: Final = 36
"""Periods that `lowest`, `highest` and `answered` may look back."""


@dataclass(frozen=True, slots=True)
class Signature:
    """How many parts an operation takes, of which kind, and what it gives."""

    least: int
    most: int
    takes: Kind
    gives: Kind

    @property
    def wanted(self) -> str:
        """Say how many parts, for error messages: `2`, `2…100`."""
        return str(self.least) if self.least == self.most else f"{self.least}…{self.most}"


_MANY_NUMBERS = Signature(2, MAX_ARGUMENTS, Kind.NUMBER, Kind.NUMBER)
_TWO_NUMBERS = Signature(2, 2, Kind.NUMBER, Kind.NUMBER)
_SHIFT = Signature(1, 1, Kind.SERIES, Kind.SERIES)
_COMPARISON = Signature(2, 2, Kind.NUMBER, Kind.TRUTH)
_LOOK_BACK = Signature(2, 2, Kind.NUMBER, Kind.SERIES)
_MANY_TRUTHS = Signature(2, MAX_ARGUMENTS, Kind.TRUTH, Kind.TRUTH)

SIGNATURES: Final[dict[Op, Signature]] = {
    Op.ADD: _MANY_NUMBERS,
    Op.SUBTRACT: _TWO_NUMBERS,
    Op.MULTIPLY: _MANY_NUMBERS,
    Op.DIVIDE: _TWO_NUMBERS,
    Op.SUM: _MANY_NUMBERS,
    Op.SHARE: _TWO_NUMBERS,
    Op.MIN: _MANY_NUMBERS,
    Op.MAX: _MANY_NUMBERS,
    Op.GROWTH: _TWO_NUMBERS,
    # Year to date adds up one indicator; of a shifted series or a product it would mean two different things.
    Op.YEAR_TO_DATE: Signature(1, 1, Kind.CODE, Kind.SERIES),
    Op.SAME_PERIOD_LAST_YEAR: _SHIFT,
    Op.PREVIOUS_PERIOD: _SHIFT,
    Op.CHILDREN: Signature(1, 1, Kind.CODE, Kind.SERIES),
    # One code and how many periods before this one: a constant, so that what a rule needs is known without figures.
    Op.LOWEST: _LOOK_BACK,
    Op.HIGHEST: _LOOK_BACK,
    Op.ANSWERED: _LOOK_BACK,
    Op.EQUAL: _COMPARISON,
    Op.NOT_EQUAL: _COMPARISON,
    Op.LESS: _COMPARISON,
    Op.LESS_OR_EQUAL: _COMPARISON,
    Op.GREATER: _COMPARISON,
    Op.GREATER_OR_EQUAL: _COMPARISON,
    Op.BETWEEN: Signature(3, 3, Kind.NUMBER, Kind.TRUTH),
    Op.AND: _MANY_TRUTHS,
    Op.OR: _MANY_TRUTHS,
    Op.NOT: Signature(1, 1, Kind.TRUTH, Kind.TRUTH),
    Op.IMPLIES: Signature(2, 2, Kind.TRUTH, Kind.TRUTH),
}

COMPARISONS: Final = tuple(op for op, signature in SIGNATURES.items() if signature is _COMPARISON)
LOOKING_BACK: Final = tuple(op for op, signature in SIGNATURES.items() if signature is _LOOK_BACK)
ONLY_IN_RULES: Final = frozenset({Op.CHILDREN, *LOOKING_BACK})
"""Operations that answer a question about figures; what computes a figure may not depend on them."""
FUNCTIONS: Final = tuple(op for op in Op if op.isidentifier() and SIGNATURES[op].takes is not Kind.TRUTH)
"""Operations written with brackets: sum(a, b)."""
RESERVED_WORDS: Final = frozenset(op.value for op in Op if op.isidentifier())
"""Words that cannot be indicator codes."""
