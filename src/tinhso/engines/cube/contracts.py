"""What the cube promises: a question about figures, its rows, and the entries behind one of them. No Django here.

A row is exact: its value is `numerator / denominator`, divided once, half up, when shown. `docs/reference/figures.md`
says what expected, received, missing, operator and status mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from tinhso.engines.cube.errors import (
    ClusterOutOfReach,
    CubeError,
    EmptyQuery,
    FinerThanCollected,
    FormulaCannotBeComputed,
    FutureMoment,
    LakeNotForCube,
    LakeOfAnother,
    LakeOutOfReach,
    LakeUnreadable,
    MalformedQuery,
    MixedPeriodSchemes,
    NothingSealed,
    NumberTooWide,
    SnapshotUnusable,
    TooManyPeriods,
    UnknownIndicator,
    UnknownLevel,
    UnknownQueryUnit,
    UnknownStructure,
)
from tinhso.engines.indicators.contracts import Missing, Scenario, Status
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.formulas import Known, Node, Reference
from tinhso.kernel.formulas import Missing as MissingFigure
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator, divide_half_up

__all__ = [
    "AS_REPORTED",
    "CURRENT",
    "THIS",
    "ClusterOutOfReach",
    "Contribution",
    "ContributionKind",
    "ContributionPage",
    "CubeError",
    "Dims",
    "EmptyQuery",
    "FigureQuery",
    "FigureRow",
    "FigureTable",
    "FinerThanCollected",
    "FormulaCannotBeComputed",
    "FutureMoment",
    "LakeNotForCube",
    "LakeOfAnother",
    "LakeOutOfReach",
    "LakeStatus",
    "LakeStore",
    "LakeUnreadable",
    "MalformedQuery",
    "Mark",
    "MixedPeriodSchemes",
    "NothingSealed",
    "NumberTooWide",
    "RowKey",
    "RuleCheck",
    "RuleQuestion",
    "SnapshotStatus",
    "SnapshotUnusable",
    "Time",
    "TooManyPeriods",
    "UnknownIndicator",
    "UnknownLevel",
    "UnknownQueryUnit",
    "UnknownStructure",
    "Verdict",
    "VerdictTable",
]

AS_REPORTED = "as_reported"
CURRENT = "current"


class Mark(StrEnum):
    """What a reader must be told beside a value."""

    ESTIMATED_DIVISION = "estimated_division"  # ước tính chia tách: a weight divided an old unit
    NOT_RESTATABLE = "not_restatable"  # không quy đổi được: a divided unit has no weight; there is no value
    STRADDLES = "straddles"  # kỳ giao thời: units changed inside the period
    APPROXIMATE = "approximate"  # periods were converted, or not every part of the rule was known
    BREAK = "break"  # the definition is not comparable with the one before
    NOT_AGGREGATED = "not_aggregated"  # the indicator has no rule to go up from its collected level


class Time(StrEnum):
    """Which periods make up the value shown for a period."""

    PERIOD = "period"
    YEAR_TO_DATE = "year_to_date"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"


class Dims(StrEnum):
    """One row for all items of the dimensions together, or one for each combination that occurs."""

    TOTAL = "total"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """One question: indicators × periods × the units of a level.

    Attributes:
        indicators: codes, direct or computed.
        periods: of one scheme, the one of every indicator asked for or a coarser one of its family.
        level: level of the units that rows speak of (`commune`, `province`, `agency`…).
        rights: of whoever asks; rows of units outside the scope do not exist for them.
        within: unit ids; only units below (or equal to) these. None: everywhere in scope.
        structure: `as_reported` (units of each period's last day), `current` (restated to today), or restated to a day.
        basis: which weights divide a unit when restating (`area`, `population`).
        as_of: None is live; a moment means the last checkpoint at or before it; an int is a checkpoint's tree size.
        scenario: actual, plan or estimate.
        status: None counts provisional and official together; OFFICIAL narrows.
        dims: see Dims.
        where: with Dims.TOTAL, the selection that is asked for instead of the total: pairs (dimension, item), sorted.
        time: see Time. Rows keep the period asked for.
        same_units_as: count only units that have answered for this period (each indicator its own units; all its
            inputs for a computed one). Adjustment lines are left out, they belong to no reporting unit.
    """

    indicators: tuple[str, ...]
    periods: tuple[Period, ...]
    level: str
    rights: Rights = field(repr=False)
    within: frozenset[int] | None = None
    structure: str | date = AS_REPORTED
    basis: str = "area"
    as_of: datetime | int | None = None
    scenario: Scenario = Scenario.ACTUAL
    status: Status | None = None
    dims: Dims = Dims.TOTAL
    where: tuple[tuple[str, str], ...] = ()
    time: Time = Time.PERIOD
    same_units_as: Period | None = None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One value of one unit for one period.

    Attributes:
        dims: canonical dimension text, empty for the total.
        numerator, denominator: exact integers; both None without a value. The denominator holds the decimals too.
        decimals: decimals declared by the indicator, for showing.
        missing: why there is no value; Missing.NONE when there is one.
        status: PROVISIONAL when any counted figure is; None without a value.
        expected, received: subject units that owe an answer, and of these those that have given one (a value or
            “not applicable”) for every part of the period.
    """

    indicator: str
    unit_id: int
    unit_code: str
    period: Period
    dims: str
    scenario: Scenario
    numerator: int | None
    denominator: int | None
    decimals: int
    operator: Operator
    missing: Missing
    status: Status | None
    expected: int
    received: int
    marks: frozenset[Mark] = frozenset()

    @property
    def value(self) -> Decimal | None:
        """The value rounded half up to the declared decimals, None when missing."""
        if self.numerator is None or self.denominator is None:
            return None
        return divide_half_up(self.numerator, self.denominator, self.decimals)

    @property
    def is_complete(self) -> bool:
        """Whether every unit that owes an answer has given one."""
        return self.received == self.expected


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row speaks of, whatever else stands in the answer; `rank` is its place in canonical order.

    Attributes:
        unit_since: first day of the unit: after a reorganisation its code may be another unit's.
    """

    indicator: str
    unit_code: str
    unit_since: date
    period: Period
    dims: str

    @property
    def rank(self) -> tuple[object, ...]:
        return self.indicator, self.unit_code, self.unit_since, self.period.sort_key, self.dims


class FigureTable(Protocol):
    """The answer to a query, in canonical order: indicator, unit, period, dimensions."""

    @property
    def query(self) -> FigureQuery: ...

    @property
    def tree_size(self) -> int | None:
        """The checkpoint the answer holds for, None when it is live."""
        ...

    @property
    def rows(self) -> Sequence[FigureRow]: ...

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[FigureRow]: ...

    def row(self, indicator: str, unit_id: int, period: Period, dims: str = "") -> FigureRow | None:
        """Return one row, None when the key is not expected or not in scope."""
        ...

    def key_at(self, place: int) -> RowKey:
        """Return what the row at a place speaks of."""
        ...

    def place_after(self, key: RowKey) -> int:
        """Return where the rows after this key begin, also when no row has it any more."""
        ...

    def to_records(self, *, exact: bool = False, start: int = 0, end: int | None = None) -> list[dict[str, object]]:
        """Return rows (all, or those from one place to before another) as plain objects with the columns of
        figures.md; values are texts."""
        ...

    def to_csv(self, *, exact: bool = False) -> bytes:
        """Return canonical CSV: UTF-8, `\\n`, the columns of figures.md; `exact` adds numerator,denominator."""
        ...

    def to_json(self, *, exact: bool = False) -> bytes:
        """Return a canonical JSON array of one object per row; values leave as strings."""
        ...

    def to_parquet(self, *, exact: bool = False) -> bytes:
        """Return Parquet with the same columns; values are texts, counts are integers."""
        ...


class ContributionKind(StrEnum):
    FIGURE = "figure"  # a subject unit's own figure
    ADJUSTMENT = "adjustment"  # a consolidating agency's line
    MISSING = "missing"  # a unit that owes an answer and has none


@dataclass(frozen=True, slots=True)
class Contribution:
    """One entry behind a row, or one unit that is still missing.

    Attributes:
        value: scaled integer with `decimals`; None without a value.
        weight_billionths: the part of it that counts here; 10**9 is all of it.
        entry_id, event_id: the ledger entry and its event; None for a missing unit.
        leaf_index: place in the log, None while not sealed or missing.
    """

    kind: ContributionKind
    indicator: str
    unit_id: int
    unit_code: str
    period: Period
    dims: str
    line: str
    value: int | None
    decimals: int
    operator: Operator
    missing: Missing
    status: Status | None
    source: int | None
    weight_billionths: int
    estimated: bool
    entry_no: int | None
    entry_id: int | None
    event_id: int | None
    leaf_index: int | None


@dataclass(frozen=True, slots=True)
class ContributionPage:
    """A page of contributions, ordered by indicator, period, kind (figures, adjustments, missing), unit, dims, line."""

    items: tuple[Contribution, ...]
    total: int
    page: int
    size: int

    @property
    def has_next(self) -> bool:
        return self.page * self.size < self.total


@dataclass(frozen=True, slots=True)
class SnapshotStatus:
    """How far the snapshot reaches and what is left to the database.

    Attributes:
        leaf_bound: entries of leaves below this are in Parquet files.
        state: `ready`, `absent`, `foreign` (made from another database) or `damaged`.
        notice: sentence for the operator (detail by file), empty when ready.
    """

    state: str
    leaf_bound: int
    rows: int
    files: int
    bytes: int
    tail_entries: int
    notice: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LakeStatus:
    """What a lake holds, and how many files of figures the last export added."""

    tree_size: int
    figures: int
    files: int
    bytes: int
    added_files: int


@dataclass(frozen=True, slots=True)
class LakeStore:
    """A store that speaks S3, as the operator named it (TINHSO_LAKE_STORE).

    Attributes:
        endpoint: its address; empty for Amazon's own of the region.
        ca_file: certificates (PEM) by which the store is known, None for those that the system trusts.
    """

    endpoint: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)
    ca_file: Path | None = None


THIS = "this"


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """A condition over figures, asked of every unit at once.

    Attributes:
        key: how the asker calls it.
        over: indicators that `this` stands for, each a row of its own; empty where the condition names its indicators.
        values: formulas whose figures the asker wants beside a broken condition (for its words).
    """

    key: str
    condition: Node
    over: tuple[str, ...] = ()
    values: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleQuestion:
    """Conditions × the units of a level, for one period; `within` and `as_of` as in `FigureQuery`."""

    checks: tuple[RuleCheck, ...]
    period: Period
    level: str
    rights: Rights = field(repr=False)
    within: frozenset[int] | None = None
    as_of: datetime | int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a condition says of one unit (and one indicator, where it speaks of `this`).

    Attributes:
        holds: None where it cannot be decided; `reasons` then say why.
        figures: every figure that was asked for, by reference; of `this` under the indicator's own code.
    """

    key: str
    unit_id: int
    unit_code: str
    indicator: str
    holds: bool | None
    reasons: tuple[str, ...]
    figures: Mapping[Reference, Known | MissingFigure]


@dataclass(frozen=True, slots=True)
class VerdictTable:
    """The answer: how often each condition was kept, and every verdict that is not “kept”."""

    question: RuleQuestion
    kept: Mapping[str, int]
    verdicts: tuple[Verdict, ...]
