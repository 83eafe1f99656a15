"""Units, structures and successions as other engines see them: frozen values, validity dates inclusive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tinhso.engines.orgs.contracts.straddling import StraddlingRules

TERRITORY, AGENCIES = "territory", "agencies"
PLACE, AGENCY = "place", "agency"
STRUCTURE_OF_KIND = {PLACE: TERRITORY, AGENCY: AGENCIES}
WHOLE = 10**9


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as it was called on the day it was asked for. Coordinates in degrees, WGS 84."""

    id: int
    code: str
    valid_from: date
    valid_to: date | None
    kind: str
    level: str
    type_vi: str
    name_vi: str
    name_en: str
    short_name: str
    sort_key: str
    longitude: float | None
    latitude: float | None

    def name(self, language: str = "vi") -> str:
        """Return the name in a language; units without an English name keep the Vietnamese one."""
        return (self.name_en if language.startswith("en") else self.name_vi) or self.name_vi


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Some units in the order of their codes; `next_cursor` asks for those that follow, None at the end."""

    units: tuple[UnitView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level of government: smaller ranks stand above larger ones."""

    code: str
    name_vi: str
    name_en: str
    rank: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Part:
    """The share of an old unit that belongs to a new one, in billionths.

    `estimated` says that a weight was used on the way: figures restated through it are marked "ước tính chia tách".
    """

    old_id: int
    new_id: int
    billionths: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class Restatement:
    """How figures of some units are carried to the units of a day.

    Attributes:
        parts: the billionths of each restatable unit sum to 10^9 exactly; ordered by old and new id.
        without_weight: units that cannot be restated ("không quy đổi được"): divided without a weight of the basis,
            gone without a successor, or younger than the day.
    """

    parts: tuple[Part, ...]
    without_weight: frozenset[int]


@dataclass(frozen=True, slots=True)
class Outline:
    """What a map draws for a unit: a GeoJSON geometry (WGS 84), or, without one, a circle at its coordinates."""

    unit_id: int
    geometry: Mapping[str, Any] | None
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be created. Without `short_name` the name stands in; with a parent it is linked in `structure`
    (by default `territory` for a place, `agencies` for an agency) for its whole life."""

    code: str
    kind: str
    level: str
    name_vi: str
    valid_from: date
    valid_to: date | None = None
    type_vi: str = ""
    name_en: str = ""
    short_name: str = ""
    parent_id: int | None = None
    structure: str = ""
    longitude: float | None = None
    latitude: float | None = None
    area_km2: str = ""
    surrogate_code: bool = False
    aliases: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class UnitUse:
    """Something that rests on units, in words: “12 số liệu của 24900”, “12 figures of 24900”."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class ReorganisationPreview:
    """What a decision to reorganise would do.

    Attributes:
        divided: of the ended units, those that go to several; `without_weight` cannot be restated.
        roles: how many roles people hold at ended units on the day, which somebody must hand on.
        rules: who reports the periods inside which the day falls, as the rules in force say.
        left_out: figures of the ended units that would count no more; the decision is refused unless they may be left.
    """

    effective_on: date
    ended: tuple[UnitView, ...]
    created: tuple[UnitView, ...]
    divided: tuple[UnitView, ...]
    without_weight: tuple[UnitView, ...]
    roles: int
    rules: StraddlingRules = field(default_factory=StraddlingRules)
    left_out: tuple[UnitUse, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitsInQuestion:
    """The units that receive by a decision which somebody wants to undo, or whose periods would be read otherwise.

    Attributes:
        since_event: the event under which the decision became known; what was there before does not rest on it.
        from_day: first day of the decision; periods that end before it do not rest on it.
        begun_before: only periods that began before this day are meant; None means all.
    """

    unit_ids: frozenset[int]
    since_event: int
    from_day: date
    begun_before: date | None = None


@dataclass(frozen=True, slots=True)
class DecisionUndoing:
    """What undoing a decision does, or would do.

    Attributes:
        reopened: units that it ended and that hold on as if nothing had happened.
        never_held: units that were made for it.
        receiving: units that were there before and received something.
        uses: what rests on it; while there is any the decision cannot be undone.
    """

    code: str
    decision: str
    effective_on: date
    reopened: tuple[UnitView, ...]
    never_held: tuple[UnitView, ...]
    receiving: tuple[UnitView, ...]
    uses: tuple[UnitUse, ...]


@dataclass(frozen=True, slots=True)
class NewSuccessionLink:
    """An old unit goes to a new one: whole, or as one of several parts."""

    old_id: int
    new_id: int
    whole: bool = True
    default: bool = False


@dataclass(frozen=True, slots=True)
class TerritoryTables:
    """Units as tables of one moment of the log; days are inclusive, an open end is None.

    Attributes:
        units: unit_id, code, kind, level, surrogate_code, valid_from, valid_to.
        names: unit_id, type, name_vi, name_en, valid_from, valid_to.
        links: structure, child_id, parent_id, valid_from, valid_to.
        successions: decision, effective_on, title, old_id, new_id, whole; those in force.
        weights: old_id, new_id, basis, billionths; of each basis the newest set.
    """

    units: tuple[tuple[Any, ...], ...]
    names: tuple[tuple[Any, ...], ...]
    links: tuple[tuple[Any, ...], ...]
    successions: tuple[tuple[Any, ...], ...]
    weights: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a loader did, for the command line and the log."""

    created: int
    unchanged: int
    linked: int = 0
    skipped: int = 0
    event_id: int | None = None

    def __str__(self) -> str:
        counts = (("created", self.created), ("unchanged", self.unchanged), ("linked", self.linked))
        told = [f"{word} {count}" for word, count in (*counts, ("skipped", self.skipped)) if count]
        return ", ".join(told) or "nothing to do"
