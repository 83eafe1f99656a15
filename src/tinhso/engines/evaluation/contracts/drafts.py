"""A scorecard that is being written on screen, as screens get it. Nothing of it counts until it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

HEAD_FIELDS = (
    "code", "valid_from", "title_vi", "title_en", "points", "source", "level", "per_cluster", "least_share", "on_time",
)  # fmt: skip
CLUSTER_FIELDS = ("code", "title_vi", "title_en", "types")
NO_PART = "-"
"""The part of rows whose code is still missing."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row: `version` rises with each change, so that two people do not overwrite each other unseen."""

    id: int
    version: int
    values: Mapping[str, str]

    @property
    def part(self) -> str:
        """The pillar in which its code stands."""
        return self.values["code"].partition(".")[0] or NO_PART

    @property
    def points(self) -> Fraction:
        """The points of a component; what is no number counts nothing here and is named when the card is checked."""
        try:
            text = self.values["points"]
            return Fraction(text) if self.values["shape"] and "/" not in text else Fraction(0)
        except (ValueError, ZeroDivisionError):
            return Fraction(0)


@dataclass(frozen=True, slots=True)
class DraftPart:
    """A pillar of a draft: how many components, their points."""

    code: str
    name: str
    components: int
    points: Fraction


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft, or the version in force as one would begin with it.

    Attributes:
        revision: rises with every change; 0 while nothing of it is stored.
        head_version: of title, dates, level, clusters and the rule of commendation together.
        cluster_places: the clusters where somebody sees them, one that was emptied still in its place.
    """

    base: str
    revision: int
    head: Mapping[str, str]
    head_version: int
    clusters: Sequence[Mapping[str, str]]
    cluster_places: Sequence[Mapping[str, str]]
    rows: Sequence[DraftRow] = field(repr=False)
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def is_stored(self) -> bool:
        return self.revision > 0

    @property
    def components(self) -> int:
        return sum(bool(row.values["shape"]) for row in self.rows)

    @property
    def points(self) -> Fraction:
        return sum((row.points for row in self.rows), Fraction(0))

    def of_part(self, code: str) -> list[DraftRow]:
        """The rows of a pillar, in the order of the draft."""
        return [row for row in self.rows if row.part == code]

    @property
    def parts(self) -> list[DraftPart]:
        """The pillars in the order of their rows."""
        found = []
        for code in dict.fromkeys(row.part for row in self.rows):
            rows = self.of_part(code)
            name = next((row.values["name_vi"] for row in rows if row.values["code"] == code), "")
            count = sum(bool(row.values["shape"]) for row in rows)
            found.append(DraftPart(code, name, count, sum((row.points for row in rows), Fraction(0))))
        return found
