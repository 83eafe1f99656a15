"""The progress measure of Open SDG as evaluation promises it (docs/reference/open-sdg.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class SdgStatus(StrEnum):
    """The published categories; `not_available` where nothing can be assessed."""

    TARGET_ACHIEVED = "target_achieved"
    SUBSTANTIAL = "substantial_progress"
    MODERATE = "moderate_progress"
    LIMITED = "limited_progress"
    DETERIORATION = "deterioration"
    NOT_AVAILABLE = "not_available"


class NotAssessed(StrEnum):
    """Why nothing is assessed."""

    NO_FIGURE = "no_figure"
    TOO_SHORT = "too_short"
    SIGNS_DIFFER = "signs_differ"
    NOTHING_REQUIRED = "nothing_required"
    NOT_A_LEVEL = "not_a_level"
    YEAR_NOT_OVER = "year_not_over"
    A_RANGE = "a_range"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class SdgProgress:
    """The measure of one target.

    Attributes:
        base, base_on: where growth is counted from. value, value_on: the last figure.
        observed, required: growth a year. ratio: observed over required with its sign.
        replaced: which of `base` and `target` was 0 and counts as 0.001.
        of_years: a sum within one year: what is compared are the totals of whole years.
    """

    status: SdgStatus
    why: NotAssessed | None = None
    base: Decimal | None = None
    base_on: date | None = None
    value: Decimal | None = None
    value_on: date | None = None
    observed: Decimal | None = None
    required: Decimal | None = None
    ratio: Decimal | None = None
    score: Decimal | None = None
    replaced: tuple[str, ...] = ()
    of_years: bool = False
