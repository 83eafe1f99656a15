"""Composite-index methods beside the official one, for audit: what can be chosen, and what comes out.

No Django here. Scores are exact where arithmetic allows; z-scores, geometric means and principal components are
decimals of `DIGITS` significant digits. Sources of each method: docs/reference/index-methods.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tinhso.engines.evaluation.contracts import Text

DIGITS = 34
Number = Fraction | Decimal
"""A normalised value or a score: a fraction where it is exact."""


class Normalisation(StrEnum):
    """How components come on one scale; `goalposts` is the scorecard's own way: from no points to all of them."""

    GOALPOSTS = "goalposts"
    MIN_MAX = "min_max"
    Z_SCORE = "z_score"
    PERCENTILE = "percentile"
    RANK = "rank"
    BORDA = "borda"
    DISTANCE = "distance"


class Outliers(StrEnum):
    """What is done to values far from the others."""

    KEPT = "kept"
    WINSORISED = "winsorised"


class Weighting(StrEnum):
    """What a component weighs: its points, the same as every other, or its part in the first principal component."""

    GIVEN = "given"
    EQUAL = "equal"
    PCA = "pca"


class Aggregation(StrEnum):
    """How components become one score."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    COPELAND = "copeland"


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """One way to make an index; the default is the official one.

    Attributes:
        least_data: share of the components that a unit must have to be ranked at all, 0 to 1.
    """

    normalisation: Normalisation = Normalisation.GOALPOSTS
    outliers: Outliers = Outliers.KEPT
    weighting: Weighting = Weighting.GIVEN
    aggregation: Aggregation = Aggregation.ARITHMETIC
    least_data: Fraction = Fraction(0)

    @property
    def is_official(self) -> bool:
        return self == MethodChoice()


@dataclass(frozen=True, slots=True)
class MethodOutcome:
    """What a choice gives.

    Attributes:
        scores, ranks: by unit; a unit with too little data has none.
        weights: by component, together 1.
        flat: components in which all units are alike, so that the normalisation cannot tell them apart: left out.
        moved: how many values of each component were brought in; nothing where none.
        too_little: units below the least data.
    """

    choice: MethodChoice
    scores: Mapping[str, Number]
    ranks: Mapping[str, int]
    weights: Mapping[str, Number] = field(repr=False)
    flat: tuple[str, ...] = ()
    moved: Mapping[str, int] = field(default_factory=dict)
    too_little: tuple[str, ...] = ()


class NotCombined(StrEnum):
    """Why a choice gives nothing."""

    NEGATIVE = "negative"
    NO_COMPONENT = "no_component"
    NO_DIRECTION = "no_direction"


@dataclass(frozen=True, slots=True)
class MethodCompared:
    """A choice beside the official ranking.

    Attributes:
        agreement: Spearman's correlation of the places, None with fewer than two units or no spread.
        mean_shift, largest_shift, most_moved: how far places move among the units that have both; who moves most.
    """

    choice: MethodChoice
    outcome: MethodOutcome | None
    why_not: NotCombined | None
    agreement: Decimal | None = None
    mean_shift: Fraction | None = None
    largest_shift: int = 0
    most_moved: str = ""


@dataclass(frozen=True, slots=True)
class ComponentFit:
    """How a component goes with the others: its correlation with its pillar without it, and with the whole without it.

    Attributes:
        to_pillar, to_whole: None where one of them does not vary.
    """

    code: str
    name: Text
    pillar: str
    to_pillar: Decimal | None
    to_whole: Decimal | None


@dataclass(frozen=True, slots=True)
class PillarFit:
    """How well the components of a pillar measure one thing.

    Attributes:
        alpha: Cronbach's alpha over the components that vary, None with fewer than two.
        to_others: correlation with each other pillar.
    """

    code: str
    name: Text
    components: int
    alpha: Decimal | None
    to_whole: Decimal | None
    to_others: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class MethodsAudit:
    """Everything that the page of methods shows.

    Attributes:
        chosen: what the reader asked for; compared: one departure from the official way a line.
        first_explains: share of the components' variance that the first principal component explains.
    """

    official: MethodOutcome
    chosen: MethodCompared
    compared: tuple[MethodCompared, ...]
    components: tuple[ComponentFit, ...]
    pillars: tuple[PillarFit, ...]
    first_explains: Decimal | None
