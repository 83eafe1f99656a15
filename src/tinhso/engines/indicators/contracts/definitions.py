"""Definitions and dimensions as readers see them, and what loading a package did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.engines.indicators.contracts.codes import (
    Direction,
    Kind,
    MergeRule,
    Nature,
    Publication,
    SpaceRule,
    TimeRule,
)
from tinhso.engines.orgs.contracts import audience_of


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """One immutable version of an indicator. Texts in both languages; `formula` is the kernel's AST as JSON."""

    id: int
    indicator_id: int
    code: str
    version: int
    valid_from: date
    name_vi: str
    name_en: str
    concept_vi: str
    concept_en: str
    measure_unit: str
    decimals: int
    kind: Kind
    nature: Nature
    time_rule: TimeRule
    space_rule: SpaceRule
    direction: Direction
    collected_level: str
    scheme: str
    dimensions: tuple[str, ...]
    formula: Any
    weight_indicator: str
    merge_rule: MergeRule
    comparable: bool
    publication: Publication
    source: str
    owner: str
    legal_basis: str
    illustrative: bool
    package: str
    search_key: str
    event_id: int

    @property
    def audience(self) -> str:
        """Who its figures are for, as `Rights.may` and `Scope.covers` take it."""
        return audience_of(self.publication, self.owner)

    @property
    def is_additive(self) -> bool:
        """Whether its figures add up over days and over units, so that two units may each report some of the days."""
        rules = self.time_rule, self.space_rule, self.merge_rule
        return self.formula is None and rules == (TimeRule.SUM, SpaceRule.SUM, MergeRule.SUM)

    def name(self, language: str = "vi") -> str:
        """Return the name in vi or en."""
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class DimensionItemView:
    """One item of a dimension, with the first and the last day of its force where there are any."""

    code: str
    name_vi: str
    name_en: str
    valid_from: date | None = None
    valid_to: date | None = None

    def name(self, language: str = "vi") -> str:
        """Return the name in vi or en."""
        return self.name_en if language.startswith("en") else self.name_vi

    def is_valid_on(self, day: date) -> bool:
        """Say whether the item is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class DefinitionPage:
    """Some definitions in force on a day, ordered by code; `next_cursor` leads to the next page."""

    on: date
    definitions: tuple[DefinitionView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class DimensionView:
    """A way figures are split, with its items in order."""

    code: str
    name_vi: str
    name_en: str
    items: tuple[DimensionItemView, ...]

    def name(self, language: str = "vi") -> str:
        """Return the name in vi or en."""
        return self.name_en if language.startswith("en") else self.name_vi

    def items_on(self, day: date) -> tuple[DimensionItemView, ...]:
        """Return the items in force on a day, in order."""
        return tuple(one for one in self.items if one.is_valid_on(day))


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading a package did: codes of definitions and dimensions by what became of them."""

    package: str
    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    dimensions: tuple[str, ...]
    event_id: int | None
