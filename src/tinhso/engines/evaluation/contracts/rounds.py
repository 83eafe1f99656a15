"""Rounds of a scorecard as evaluation promises them: who scores whom, how far each unit is, what stands on its page.

No Django here; points are exact fractions until they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from tinhso.engines.evaluation.contracts.scorecards import Answer, Component, ScorecardDefinition, UnitScore
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.periods import Period


class RoundState(StrEnum):
    """How far a round is. Closed: the scores are figures. Locked: nothing changes without a reason and a reopening."""

    OPEN = "open"
    CLOSED = "closed"
    LOCKED = "locked"


class ScoringState(StrEnum):
    """How far one unit is in a round."""

    NOT_STARTED = "not_started"
    SCORING = "scoring"
    WAITING = "waiting"
    SENT = "sent"
    APPRAISING = "appraising"
    APPRAISED = "appraised"
    RETURNED = "returned"


SENT_STATES = frozenset({ScoringState.SENT, ScoringState.APPRAISING, ScoringState.APPRAISED})


class RoundVerb(StrEnum):
    """What people do in a round: the first six to one unit, the others to the round itself."""

    SAVE = "save"
    SUBMIT = "submit"
    GIVE_BACK = "give_back"
    SEND = "send"
    APPRAISE = "appraise"
    RETURN = "return"
    REMARK = "remark"
    OPEN = "open"
    CLOSE = "close"
    LOCK = "lock"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class OwnDays:
    """The days of a component's own within a round; None is with the round."""

    self_due_on: date | None = None
    appraise_due_on: date | None = None


WITH_THE_ROUND = OwnDays()


@dataclass(frozen=True, slots=True)
class NewRound:
    """What opening a round asks for.

    Attributes:
        charges: code of the agency that appraises, by code of a component or of a node above it; the nearest counts.
        days: own days, by the same codes; what is not given is as the scorecard has it, else with the round.
    """

    card: str
    period: str
    self_due_on: date
    appraise_due_on: date
    closes_on: date
    charges: Mapping[str, str]
    days: Mapping[str, OwnDays] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round as one may see it.

    Attributes:
        counts: units by state, of those in the reader's reach.
        newer_version: a later version of the scorecard that is in force by now; the round keeps its own.
        agencies: who appraises, by component. days: own days, by component that has any.
        may: what the reader may do to the round now. sees_all: every unit of it is in the reader's reach.
    """

    number: int
    card: ScorecardDefinition
    period: Period
    state: RoundState
    opened_on: date
    self_due_on: date
    appraise_due_on: date
    closes_on: date
    title: str
    counts: Mapping[ScoringState, int]
    late: int
    newer_version: int | None
    agencies: Mapping[str, UnitView]
    may: frozenset[RoundVerb]
    sees_all: bool
    days: Mapping[str, OwnDays] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def answer_by(self, component: str) -> date:
        """By when a component is to be answered."""
        return self.days.get(component, WITH_THE_ROUND).self_due_on or self.self_due_on

    def appraise_by(self, component: str) -> date:
        """By when a component is to be appraised."""
        return self.days.get(component, WITH_THE_ROUND).appraise_due_on or self.appraise_due_on


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A document that bears an answer out; `name` is empty where no file came along."""

    id: int
    component: str
    number: str
    title: str
    issued_on: date | None
    name: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class RemarkView:
    """A remark on a component, or what was answered to one."""

    component: str
    text: str
    title: str
    at: datetime


class ComponentState(StrEnum):
    """How far one component of a unit is, for the list of what is left to do."""

    NOT_DONE = "not_done"
    IN_PROGRESS = "in_progress"
    EVIDENCE_NEEDED = "evidence_needed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One component on a unit's page.

    Attributes:
        by_figure: an indicator answers it; `figure_period` is the period of its figure.
        own: points by the unit's answer or the figure; None where left out or not answered.
        appraised: points the appraiser gave; None where not appraised or left out.
        difference: appraised less own; may be negative.
        is_asked_again: the unit was returned and an appraiser said something here since it was sent.
        answer_by, appraise_by: its days, its own or the round's.
        is_late: it was first answered after a day of its own, or is not by then. appraised_late: likewise, once sent.
    """

    component: Component
    by_figure: bool
    answer: Answer | None
    typed: str = ""
    note: str = ""
    own: Fraction | None = None
    appraised: Fraction | None = None
    is_appraised: bool = False
    is_left_out: bool = False
    reason: str = ""
    appraiser: str = ""
    agency: UnitView | None = None
    figure_period: Period | None = None
    evidence: tuple[EvidenceItem, ...] = ()
    remarks: tuple[RemarkView, ...] = ()
    is_asked_again: bool = False
    answer_by: date | None = None
    appraise_by: date | None = None
    is_late: bool = False
    appraised_late: bool = False

    @property
    def state(self) -> ComponentState:
        """How far it is: appraised or by its figure; asked for documents; answered; not begun."""
        if self.is_appraised or (self.by_figure and self.own is not None):
            return ComponentState.DONE
        if self.answer is None:
            return ComponentState.NOT_DONE
        claims = self.answer.absence is None and bool(self.own)
        if self.is_asked_again or (claims and self.component.evidence and not self.evidence and not self.by_figure):
            return ComponentState.EVIDENCE_NEEDED
        return ComponentState.IN_PROGRESS

    @property
    def difference(self) -> Fraction | None:
        if not self.is_appraised or self.is_left_out:
            return None
        return (self.appraised or Fraction(0)) - (self.own or Fraction(0))


class NotRescored(StrEnum):
    """Why a component of a closed round cannot be scored by another version's rule."""

    NEW = "new"
    NO_FIGURE = "no_figure"
    BY_FIGURE = "by_figure"
    OTHER_SHAPE = "other_shape"
    NO_ANSWER = "no_answer"
    CUT = "cut"
    NOT_IN_RULE = "not_in_rule"


@dataclass(frozen=True, slots=True)
class StepView:
    """One act of a unit's life in a round."""

    verb: RoundVerb
    title: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ScoringPage:
    """A unit's page in a round.

    Attributes:
        may: what the reader may do to it now.
        in_charge: components that the reader appraises here. is_own: the reader scores or sends for the unit.
        score: as it stands, with what is not appraised by its own answer. own_total: the points it claims.
    """

    round: RoundView
    unit: UnitView
    cluster: str
    state: ScoringState
    answers: tuple[AnswerView, ...]
    steps: tuple[StepView, ...]
    sent_at: datetime | None
    is_late: bool
    score: UnitScore
    own_total: Fraction
    may: frozenset[RoundVerb]
    in_charge: frozenset[str]
    is_own: bool

    @property
    def asked(self) -> list[AnswerView]:
        """What people answer."""
        return [one for one in self.answers if not one.by_figure]

    @property
    def open_count(self) -> int:
        """How many components still have no answer."""
        return sum(one.answer is None for one in self.asked)


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """What somebody enters for a component.

    Attributes:
        text: as typed: a percentage or a/b, a number, 1 or 0, the name of a grade; empty takes the answer away.
        absence: not_applicable or refused, instead of a text.
    """

    component: str
    text: str = ""
    absence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceInput:
    """A document beside a component; a file is optional."""

    component: str
    title: str
    number: str = ""
    issued_on: date | None = None
    name: str = ""
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class AppraisalInput:
    """What an appraiser gives a component: points, or that it does not apply; a reason where the unit differs."""

    component: str
    points: str = ""
    left_out: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One unit in the round's table; `own` and `points` are None while they are not the reader's to see.

    Attributes:
        late_answers: components with a day of their own that were not answered by then.
        own: points claimed. points: points as they stand. score: with an answer that was not sent as not reported.
    """

    unit: UnitView
    cluster: str
    state: ScoringState
    sent_at: datetime | None
    is_late: bool
    late_answers: int
    answered: int
    appraised: int
    asked: int
    own: Fraction | None
    score: UnitScore
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class RoundTable:
    """A round with its units."""

    round: RoundView
    lines: Sequence[RoundLine]


@dataclass(frozen=True, slots=True)
class QueueLine:
    """What waits for an appraiser: a unit that sent, with how many components are still to be appraised.

    Attributes:
        due_on: the first day by which something that is left is to be appraised; with nothing left the last day.
        is_late: that day has passed and something is left.
    """

    round: RoundView
    unit: UnitView
    state: ScoringState
    sent_at: datetime | None
    left: int
    in_charge: int
    due_on: date
    is_late: bool
