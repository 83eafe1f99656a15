"""Where figures belong: indicator and period to a version of a definition, unit codes to units, splits to codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tinhso.engines.indicators.contracts import (
    ComputedIndicator,
    DefinitionView,
    NoDefinition,
    OutOfScope,
    UnknownIndicator,
    UnknownUnit,
    WrongLevel,
)
from tinhso.engines.indicators.logic.importing.cells import Meanings
from tinhso.engines.indicators.logic.importing.faults import Fault
from tinhso.engines.indicators.logic.ledger.checks import check_dims
from tinhso.engines.indicators.queries.definitions import definition_views, dimension_views, in_force
from tinhso.engines.indicators.queries.periods import ids_by_code
from tinhso.engines.indicators.queries.units import UnitSpan, units_by_code
from tinhso.engines.orgs.api import straddling_rules
from tinhso.engines.orgs.contracts import Scope, StraddlingRules
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, parse_period, require_scheme


@dataclass(slots=True, eq=False)
class Place:
    """An indicator in a period: what every row of the pair shares. `index` numbers places in order of appearance.

    Codes of units mean the same in places with the same `on`.
    """

    index: int
    definition: DefinitionView
    period: Period
    on: str
    decimals: int
    reader: Meanings[int | None] | None = None


class Places:
    """Reads (indicator, period), units on a day, and splits; queries grow with chunks, never with rows."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.versions: dict[str, list[DefinitionView]] = {}
        for view in definition_views():
            self.versions.setdefault(view.code, []).append(view)
        self.items = {code: tuple(item.code for item in view.items) for code, view in dimension_views().items()}
        self.places: list[Place] = []
        self.pairs: dict[tuple[str, str], Place] = {}
        # The same pair may be written in several ways, with spaces around it: its rows are of one place all the same.
        self._by_meaning: dict[tuple[int, str], Place] = {}
        self.units: list[UnitSpan] = []
        self.spans: dict[str, list[UnitSpan]] = {}
        self.on_day: dict[tuple[str, str], int] = {}
        self.splits: list[str] = [""]
        self.split_codes: dict[tuple[int, tuple[str, ...]], int] = {}
        self._split_index: dict[str, int] = {"": 0}
        self._unit_index: dict[int, int] = {}
        self._faults: dict[tuple[object, object], Fault] = {}

    @cached_property
    def _straddling(self) -> StraddlingRules:
        return straddling_rules()

    def learn_units(self, texts: Collection[str]) -> None:
        """Read units with these codes not met before, in one query."""
        unknown = {_code_and_day(text)[0] for text in texts} - self.spans.keys()
        if unknown:
            found = units_by_code(unknown)
            self.spans |= {code: found.get(code, []) for code in unknown}

    def place(self, pair: tuple[str, str]) -> Place | Fault:
        """Return what a pair of indicator and period texts means; a good one is remembered in `pairs`."""
        fault = self._faults.get(pair)
        if fault is not None:
            return fault
        if pair not in self.pairs:
            found = self._pair(*pair)
            if isinstance(found, Fault):
                return self._faults.setdefault(pair, found)
            self.pairs[pair] = found
        return self.pairs[pair]

    def unit(self, text: str, place: Place) -> int | Fault:
        """Return the index of the unit that a code names in the place's period; remembered in `on_day`."""
        fault = self._faults.get((text, place.index))
        if fault is not None:
            return fault
        found = self._unit(text.strip(), place)
        if isinstance(found, Fault):
            return self._faults.setdefault((text, place.index), found)
        self.on_day[text, place.on] = found
        return found

    def split(self, place: Place, dimensions: Sequence[str], items: tuple[str, ...]) -> int | Fault:
        """Return the index of canonical dimension codes; remembered in `split_codes`."""
        given = zip(dimensions, (item.strip() for item in items), strict=True)
        text = ";".join(f"{code}={item}" for code, item in given if item)
        found = self._split(text, place.definition) if text else 0
        if not isinstance(found, Fault):
            self.split_codes[place.definition.id, items] = found
        return found

    def period_ids(self) -> dict[str, int]:
        """Return the ids of the periods met so far, as far as they are registered; one query."""
        return ids_by_code({place.period.code for place in self.places})

    def _pair(self, indicator: str, period: str) -> Place | Fault:
        versions = self.versions.get(indicator.strip())
        if versions is None:
            return Fault("indicator", UnknownIndicator(indicator=indicator))
        try:
            named = parse_period(period.strip())
            definition = in_force(versions, named.end)
            if definition is None:
                raise NoDefinition(indicator=indicator, on=named.end.isoformat(), period=named.code)
            require_scheme(named, definition.scheme)
        except TinhSoError as error:
            return Fault("period", error)
        if definition.formula is not None:
            return Fault("indicator", ComputedIndicator(indicator=definition.code))
        standing = self._by_meaning.get((definition.id, named.code))
        if standing is not None:
            return standing
        on = f"{named.code} {definition.is_additive} {definition.collected_level}"
        place = Place(len(self.places), definition, named, on, definition.decimals)
        self.places.append(place)
        self._by_meaning[definition.id, named.code] = place
        return place

    def _unit(self, text: str, place: Place) -> int | Fault:
        period, level = place.period, place.definition.collected_level
        code, wanted_day = _code_and_day(text)
        spans = self.spans[code]
        days: tuple[date, ...] = (period.end,)
        if any(not one.covers(period.start, period.end) and one.touches(period.start, period.end) for one in spans):
            days = self._straddling.reporting_days(period, additive=place.definition.is_additive)
        # A code of which several units report the period names the last one, unless a day behind it says otherwise.
        reporting = [one for day in reversed(days) for one in spans if one.exists_on(day)]
        span = next((one for one in reporting if wanted_day is None or one.exists_on(wanted_day)), None)
        if span is None:
            on = ", ".join(day.isoformat() for day in days)
            return Fault("unit", UnknownUnit(unit=text, on=on, period=place.period.code))
        if span.level != level:
            error = WrongLevel(indicator=place.definition.code, unit=text, required=level, found=span.level)
            return Fault("unit", error)
        if not self._scope.covers(span.id):
            return Fault("unit", OutOfScope(unit=text))
        index = self._unit_index.setdefault(span.id, len(self.units))
        if index == len(self.units):
            self.units.append(span)
        return index

    def _split(self, text: str, definition: DefinitionView) -> int | Fault:
        try:
            check_dims(text, definition, self.items)
        except TinhSoError as error:
            return Fault(_split_column(error.details), error)
        index = self._split_index.setdefault(text, len(self.splits))
        if index == len(self.splits):
            self.splits.append(text)
        return index


def _code_and_day(text: str) -> tuple[str, date | None]:
    """Read “24373” and “24373@2025-06-30”, the unit that had the code on that day."""
    code, _, day = text.strip().partition("@")
    try:
        return code.strip(), date.fromisoformat(day.strip()) if day else None
    except ValueError:
        return text.strip(), None


def _split_column(details: Mapping[str, object]) -> str:
    return f"dim.{details.get('dimension', '')}"
