"""What evaluation promises: targets with a direction, a path and an end, their states, and what is said of them.

No Django here; figures are exact decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from tinhso.engines.evaluation.errors import (
    EvaluationError,
    InstructionNotUsable,
    MomentNotUsable,
    NothingToWithdraw,
    PackageFileRefused,
    ReasonNeeded,
    UnknownInstruction,
    UnknownPlan,
    UnknownState,
    UnknownTarget,
)
from tinhso.kernel.periods import Period

__all__ = [
    "BreakKind",
    "Direction",
    "EvaluationError",
    "Forecast",
    "ForecastMethod",
    "ForecastWith",
    "InstructionNotUsable",
    "InstructionState",
    "InstructionView",
    "Judgement",
    "Measure",
    "MomentNotUsable",
    "NoForecast",
    "NothingToWithdraw",
    "Opinion",
    "PackageFileRefused",
    "PathKind",
    "PlanDefinition",
    "ReasonNeeded",
    "StateGroup",
    "StateRules",
    "TargetSpec",
    "TargetState",
    "Text",
    "UnknownInstruction",
    "UnknownPlan",
    "UnknownState",
    "UnknownTarget",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        return (self.en if language.startswith("en") else self.vi) or self.vi


class Direction(StrEnum):
    """Which way a target pulls: at least, at most, within two bounds, or no worse than it was, all the time."""

    UP = "up"
    DOWN = "down"
    RANGE = "range"
    KEEP = "keep"


class PathKind(StrEnum):
    """What is required on the way: a straight line, the share of past years, dated milestones, or nothing before."""

    LINEAR = "linear"
    SEASONAL = "seasonal"
    MILESTONES = "milestones"
    AT_DATE = "at_date"


class Measure(StrEnum):
    """What is held against the target: the level of a period (a ratio of sums is one), or the sum of periods."""

    LEVEL = "level"
    CUMULATIVE = "cumulative"


class TargetState(StrEnum):
    """How a target stands. The first four are before its date, the next three after it."""

    ACHIEVED_EARLY = "achieved_early"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    HARD = "hard"
    ACHIEVED = "achieved"
    ACHIEVED_LATE = "achieved_late"
    MISSED = "missed"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


BEFORE_DATE = (TargetState.ACHIEVED_EARLY, TargetState.ON_TRACK, TargetState.BEHIND, TargetState.HARD)
AFTER_DATE = (TargetState.ACHIEVED, TargetState.ACHIEVED_LATE, TargetState.MISSED)


class StateGroup(StrEnum):
    """The parts of the bar of a plan; “đang thực hiện” is on track and behind together."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    HARD = "hard"
    UNKNOWN = "unknown"


GROUP_OF: Mapping[TargetState, StateGroup] = {
    TargetState.ACHIEVED_EARLY: StateGroup.DONE,
    TargetState.ACHIEVED: StateGroup.DONE,
    TargetState.ACHIEVED_LATE: StateGroup.DONE,
    TargetState.ON_TRACK: StateGroup.IN_PROGRESS,
    TargetState.BEHIND: StateGroup.IN_PROGRESS,
    TargetState.HARD: StateGroup.HARD,
    TargetState.MISSED: StateGroup.HARD,
    TargetState.NO_DATA: StateGroup.UNKNOWN,
    TargetState.NOT_APPLICABLE: StateGroup.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class StateRules:
    """The dated rule by which states are decided.

    Attributes:
        valid_from: first day on which judgements follow it.
        on_track_probability: a target is on track where reaching it is at least so likely.
        hard_probability: it is hard to reach where reaching it is less likely than this.
        tolerance_share: how far behind its path it may be and still be on track, as a share of the whole way.
    """

    valid_from: date
    on_track_probability: Decimal
    hard_probability: Decimal
    tolerance_share: Decimal


class ForecastWith(StrEnum):
    """Which methods compete: the quick ones for every series, exponential smoothing where a target asks for it."""

    USUAL = "usual"
    ETS = "ets"


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """One target as its plan states it.

    Attributes:
        low, high: what must be reached: `low` for up and keep, `high` for down, both for a range.
        starts_on, base: where the path begins; base is None where the path needs none.
        milestones: (day, value) in order, for the path of that kind.
        name: what it is called, where not as its indicator.
        withdrawn_on: from this day on it does not apply any more; `withdrawn_reason` says why.
        forecast: which methods compete for what is expected at its date.
    """

    code: str
    number: str
    indicator: str
    direction: Direction
    low: Decimal | None
    high: Decimal | None
    decimals: int
    starts_on: date
    due_on: date
    path: PathKind
    measure: Measure = Measure.LEVEL
    base: Decimal | None = None
    milestones: tuple[tuple[date, Decimal], ...] = ()
    owner: str = ""
    source: str = ""
    level: str = ""
    name: Text = Text("", "")
    withdrawn_on: date | None = None
    withdrawn_reason: Text = Text("", "")
    forecast: ForecastWith = ForecastWith.USUAL

    @property
    def bound(self) -> Decimal:
        """The value that is shown as the target; of a range the lower bound."""
        value = self.high if self.direction is Direction.DOWN else self.low
        if value is None:
            raise ValueError(f"target {self.code} has no value")  # a package without one was refused
        return value


@dataclass(frozen=True, slots=True)
class PlanDefinition:
    """One immutable version of a plan; its targets in order.

    Attributes:
        unit: code of the unit the plan is about; resolved on the last day of every period.
        extent: which territory the figures count, where that is not the unit as it stands.
    """

    code: str
    version: int
    valid_from: date
    ends_on: date
    title: Text
    unit: str
    publication: str
    source: str
    illustrative: bool
    extent: Text
    rules: tuple[StateRules, ...]
    targets: tuple[TargetSpec, ...] = field(default=(), repr=False)


class ForecastMethod(StrEnum):
    SEASONAL_NAIVE = "seasonal_naive"
    DRIFT = "drift"
    THETA = "theta"
    ETS = "ets"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected at a date.

    Attributes:
        value, deviation: mean and standard deviation of what is expected.
        horizon: how many periods ahead.
        error_ratio: error of the method over that of the seasonal naive, in rolling origins; below 1.
    """

    method: ForecastMethod
    value: Decimal
    deviation: Decimal
    horizon: int
    error_ratio: Decimal


@dataclass(frozen=True, slots=True)
class NoForecast:
    """Why nothing is said about the future: `too_short` or `no_better` (than the seasonal naive)."""

    reason: str


class BreakKind(StrEnum):
    """Why a series begins anew: its definition is not comparable with the one before, or its unit was another one."""

    DEFINITION = "definition"
    REORGANISED = "reorganised"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a target stands on a day, with everything its reason is made of.

    Attributes:
        value, period: the last figure held against the target and its period; None without any.
        required: what the path asks for at the end of that period; None where it asks for nothing.
        reached_in: the period in which the target was first reached, without a break since.
        pace: change of the last year a period; `needed_pace`: what every period to the date would have to bring.
        probability: of reaching it, 0 to 1, where there is a forecast and the date has not passed.
        looked_from: the last usual period, from which pace and forecast go on, where months with Tết follow it.
        broken_in, broken_by: from which period on pace and forecast look, where the series broke before.
    """

    state: TargetState
    value: Decimal | None = None
    period: Period | None = None
    required: Decimal | None = None
    reached_in: Period | None = None
    forecast: Forecast | None = None
    no_forecast: str = ""
    probability: Decimal | None = None
    pace: Decimal | None = None
    needed_pace: Decimal | None = None
    awaited: Period | None = None
    broken_in: Period | None = None
    broken_by: BreakKind | None = None
    looked_from: Period | None = None

    @property
    def group(self) -> StateGroup:
        return GROUP_OF[self.state]


@dataclass(frozen=True, slots=True)
class Opinion:
    """A person's judgement that stands beside the computed one.

    Attributes:
        state: None takes the one before back.
        computed: what the figures said at that moment.
        title: the office of whoever gave it.
    """

    state: TargetState | None
    computed: TargetState
    reason: str
    title: str
    given_at: datetime
    event_id: int


class InstructionState(StrEnum):
    """How an instruction stands: decided by the figure, whatever anyone reports."""

    RUNNING = "running"
    FULFILLED = "fulfilled"
    NOT_FULFILLED = "not_fulfilled"


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """What an agency said of an instruction."""

    says_done: bool
    text: str
    title: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class InstructionView:
    """An instruction with how it stands on a day.

    Attributes:
        value, period: the figure it is judged by: the last one of a period that ended by its date.
        lead, others: agencies by id.
    """

    id: int
    plan: str
    target: str
    target_name: Text
    text: str
    title: str
    wanted: Decimal
    wanted_words: Text
    due_on: date
    given_on: date
    lead: int
    others: tuple[int, ...]
    state: InstructionState
    value: Decimal | None
    value_words: Text
    period: Period | None
    reports: tuple[ProgressReport, ...] = ()

    @property
    def agencies(self) -> tuple[int, ...]:
        return (self.lead, *self.others)
