"""Where figures belong: indicator and period to a version of a definition, unit codes to units, splits to codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
from tinhso.engines.orgs.contracts import Scope
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, parse_period, require_scheme


@dataclass(slots=True, eq=False)
class Place:
    """An indicator in a period: what every row of the pair shares. `index` numbers places in order of appearance."""

    index: int
    definition: DefinitionView
    period: Period
    on: tuple[date, str]
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
        self.units: list[UnitSpan] = []
        self.spans: dict[str, list[UnitSpan]] = {}
        self.on_day: dict[tuple[str, tuple[date, str]], int] = {}
        self.splits: list[str] = [""]
        self.split_codes: dict[tuple[int, tuple[str, ...]], int] = {}
        self._split_index: dict[str, int] = {"": 0}
        self._unit_index: dict[int, int] = {}
        self._faults: dict[tuple[object, object], Fault] = {}

    def learn_units(self, texts: Collection[str]) -> None:
        """Read units with these codes not met before, in one query."""
        unknown = {text.strip() for text in texts} - self.spans.keys()
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
        """Return the index of the unit that a code names on the place's last day; remembered in `on_day`."""
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
        place = Place(len(self.places), definition, named, (named.end, definition.collected_level), definition.decimals)
        self.places.append(place)
        return place

    def _unit(self, code: str, place: Place) -> int | Fault:
        day, level = place.on
        span = next((one for one in self.spans[code] if one.exists_on(day)), None)
        if span is None:
            return Fault("unit", UnknownUnit(unit=code, on=day.isoformat(), period=place.period.code))
        if span.level != level:
            error = WrongLevel(indicator=place.definition.code, unit=code, required=level, found=span.level)
            return Fault("unit", error)
        if not self._scope.covers(span.id):
            return Fault("unit", OutOfScope(unit=code))
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


def _split_column(details: Mapping[str, object]) -> str:
    return f"dim.{details.get('dimension', '')}"
