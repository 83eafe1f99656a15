"""Scorecards as evaluation promises them: components with points and a scoring shape, answers, scores, ranks.

No Django here; points are exact fractions until they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tinhso.engines.evaluation.contracts import Text
from tinhso.kernel.formulas import parse_formula, references


class Shape(StrEnum):
    """How an answer becomes a share of the points.

    yes_no: all or nothing. graded: the share of the grade named. halves: half for each of two things done.
    ratio: a / b. to_target: a ratio held against a target and capped at it. goalposts: between two bounds.
    formula: what a formula over figures gives, in percent of the points.
    not_scored: counts nothing.
    """

    YES_NO = "yes_no"
    GRADED = "graded"
    HALVES = "halves"
    RATIO = "ratio"
    TO_TARGET = "to_target"
    GOALPOSTS = "goalposts"
    FORMULA = "formula"
    NOT_SCORED = "not_scored"


class Absence(StrEnum):
    """Why there is no answer, and what follows.

    not_reported and refused give no points. not_applicable takes the component out: the others share its points.
    not_due does so too, and the score is provisional.
    """

    NOT_REPORTED = "not_reported"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"
    NOT_DUE = "not_due"


LEFT_OUT = frozenset({Absence.NOT_APPLICABLE, Absence.NOT_DUE})


@dataclass(frozen=True, slots=True)
class Component:
    """One criterion.

    Attributes:
        parent: code of the node above, empty at the top.
        low, high: bounds of goalposts; `high` is also the target of to_target. With `low` above `high` less is better.
        grades: share of the points by grade.
        indicator: code of the indicator that answers it; empty where people do.
        formula: over codes of indicators, of the shape of that name; it answers by itself too.
        evidence: documents that are asked for beside the answer.
        self_days_before, appraise_days_before: how many days before the round's own days it is due; 0 is with them.
    """

    code: str
    parent: str
    name: Text
    points: Fraction
    shape: Shape
    low: Decimal | None = None
    high: Decimal | None = None
    grades: Mapping[str, Fraction] = field(default_factory=dict)
    indicator: str = ""
    evidence: str = ""
    formula: str = ""
    self_days_before: int = 0
    appraise_days_before: int = 0

    @property
    def figures(self) -> tuple[str, ...]:
        """Codes of the indicators that answer it; none where people do."""
        if self.formula:
            return tuple(dict.fromkeys(one.code for one in references(parse_formula(self.formula))))
        return (self.indicator,) if self.indicator else ()


@dataclass(frozen=True, slots=True)
class ScoreNode:
    """A pillar, a group, or a criterion that others stand under; `indicator`: the figure its score becomes."""

    code: str
    parent: str
    name: Text
    points: Fraction
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group of units that are compared with one another (khối thi đua): those of some types, such as Phường."""

    code: str
    title: Text
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commendation:
    """Who is proposed for commendation: the best of each cluster, by rank; who shares the last place is in.

    Attributes:
        per_cluster: places in each cluster.
        least_share: of the points that could be had, 0 to 1.
        on_time: only who sent by the day.
    """

    per_cluster: int
    least_share: Fraction
    on_time: bool


@dataclass(frozen=True, slots=True)
class ScorecardDefinition:
    """One immutable version of a scorecard.

    Attributes:
        nodes: everything above the components, parents first; points are the sum of what stands below.
        shown_as: `points`, or `index` (the share of all points, 0 to 1).
        indicator: the figure that a unit's total becomes when a round is closed.
    """

    code: str
    version: int
    valid_from: date
    title: Text
    level: str
    unit: str
    scheme: str
    shown_as: str
    decimals: int
    source: str
    status: Text
    illustrative: bool
    nodes: tuple[ScoreNode, ...]
    components: tuple[Component, ...]
    clusters: tuple[Cluster, ...] = ()
    commendation: Commendation | None = None
    indicator: str = ""

    @property
    def points(self) -> Fraction:
        return sum((one.points for one in self.components), Fraction(0))

    @property
    def components_of_people(self) -> list[Component]:
        """What people answer and appraisers look at."""
        return [one for one in self.components if not one.figures and one.shape is not Shape.NOT_SCORED]

    @property
    def pillars(self) -> list[ScoreNode]:
        """The nodes at the top."""
        return [one for one in self.nodes if not one.parent]

    def cluster_of(self, unit_type: str) -> str:
        """The cluster of a unit by its type, empty where there is none."""
        return next((one.code for one in self.clusters if unit_type in one.types), "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a component for a unit: exactly one of these, by its shape.

    Attributes:
        value: a number for ratio, to_target, goalposts; 1 or 0 for yes_no; 0, 1 or 2 things done for halves.
        grade: of graded.
        inputs: of a formula, the figures it was computed from, by code of their indicator.
    """

    value: Fraction | None = None
    grade: str = ""
    absence: Absence | None = None
    inputs: Mapping[str, Answer] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class UnitScore:
    """The score of one unit, exact.

    Attributes:
        share: of the points that could be had, 0 to 1; ranks are made of it.
        shares: by component; None where it is left out.
        by_node: share of each node.
        is_provisional: something is not due yet.
    """

    unit: str
    share: Fraction
    shares: Mapping[str, Fraction | None]
    by_node: Mapping[str, Fraction | None]
    is_provisional: bool
    rank: int = 0


@dataclass(frozen=True, slots=True)
class RankRange:
    """Where a unit may stand when what experts could choose otherwise is chosen otherwise."""

    median: int
    low: int
    high: int
