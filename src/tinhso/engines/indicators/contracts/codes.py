"""The closed lists of the ledger and of definitions, as docs/reference/codes.md has them."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Self


class CodedInt(IntEnum):
    """A closed list stored as small integers and written as codes."""

    @property
    def code(self) -> str:
        """The word that files, answers and proofs write."""
        return self.name.lower()

    @classmethod
    def from_code(cls, code: str) -> Self:
        """Return the member with this code.

        Raises:
            KeyError: no member has it.
        """
        for member in cls:
            if member.code == code:
                return member
        raise KeyError(code)

    @classmethod
    def codes(cls) -> tuple[str, ...]:
        """Return all codes in the order of their numbers."""
        return tuple(member.code for member in cls)


class Scenario(CodedInt):
    ACTUAL = 0
    PLAN = 1
    ESTIMATE = 2


class Missing(CodedInt):
    """Why there is no value. MOVED is internal: the state was taken out of a status and stands in another."""

    NONE = 0
    NOT_DUE = 1
    NOT_REPORTED = 2
    NOT_APPLICABLE = 3
    REFUSED = 4
    MOVED = 5

    @property
    def code(self) -> str:
        """The word that files write; empty where there is a value."""
        return "" if self is Missing.NONE else self.name.lower()


class Status(CodedInt):
    PROVISIONAL = 1
    OFFICIAL = 2


class SourceKind(CodedInt):
    MANUAL = 1
    FILE = 2
    CONNECTOR = 3
    COMPUTED = 4
    DOCUMENT = 5


class Kind(StrEnum):
    COUNT = "count"
    AMOUNT = "amount"
    RATIO = "ratio"
    INDEX = "index"
    RANK = "rank"


class Nature(StrEnum):
    FLOW = "flow"
    STOCK = "stock"
    CUMULATIVE = "cumulative"


class TimeRule(StrEnum):
    SUM = "sum"
    LAST = "last"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    RATIO_OF_SUMS = "ratio_of_sums"
    NONE = "none"


class SpaceRule(StrEnum):
    SUM = "sum"
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    MIN = "min"
    MAX = "max"
    RATIO_OF_SUMS = "ratio_of_sums"
    NONE = "none"


class MergeRule(StrEnum):
    SUM = "sum"
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    MIN = "min"
    MAX = "max"
    RATIO_OF_SUMS = "ratio_of_sums"
    NOT_MERGEABLE = "not_mergeable"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    RANGE = "range"
    KEEP = "keep"
    NONE = "none"


class Publication(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"
