"""What a write is judged by: definitions, periods, units, dimensions and locks, read once for a whole call."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from tinhso.engines.indicators.contracts import (
    DefinitionView,
    FigureKey,
    NoDefinition,
    UnknownFigureUnit,
    UnknownIndicator,
    UnknownPeriod,
)
from tinhso.engines.indicators.queries.definitions import by_indicator, definition_views, dimension_views, in_force
from tinhso.engines.indicators.queries.locks import locked_units
from tinhso.engines.indicators.queries.periods import periods_by_id
from tinhso.engines.indicators.queries.units import UnitSpan, units_by_id
from tinhso.engines.orgs.api import levels_on, straddling_rules
from tinhso.engines.orgs.contracts import StraddlingRules
from tinhso.kernel.periods import Period


@dataclass
class Surroundings:
    """Definitions by indicator, periods, units and locked figures of the keys that a call touches."""

    versions: dict[int, list[DefinitionView]]
    periods: dict[int, Period]
    units: dict[int, UnitSpan]
    locked: set[tuple[int, int, int]] = field(default_factory=set)
    _in_force: dict[tuple[int, int], DefinitionView] = field(default_factory=dict)
    _reporting_days: dict[tuple[Period, bool], tuple[date, ...]] = field(default_factory=dict)

    @classmethod
    def around(cls, keys: Collection[FigureKey]) -> Surroundings:
        """Read the surroundings of these keys in four queries."""
        indicators = {key.indicator_id for key in keys}
        periods = {key.period_id for key in keys}
        units = {key.unit_id for key in keys}
        return cls(
            versions=by_indicator(definition_views(indicator_ids=indicators)),
            periods=periods_by_id(periods),
            units=units_by_id(units),
            locked=locked_units(indicators, periods),
        )

    @cached_property
    def items(self) -> dict[str, tuple[str, ...]]:
        """Item codes by dimension; read when the first split figure comes."""
        return {code: tuple(item.code for item in view.items) for code, view in dimension_views().items()}

    @cached_property
    def versions_by_id(self) -> dict[int, DefinitionView]:
        """Every version of the call's indicators by its id."""
        return {one.id: one for versions in self.versions.values() for one in versions}

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Ranks of levels, the highest level first; read when the first adjustment line comes."""
        ends = {period.end for period in self.periods.values()}
        return {level.code: level.rank for day in {min(ends), max(ends)} for level in levels_on(day)}

    @cached_property
    def straddling(self) -> StraddlingRules:
        """Who reports periods inside which units change; read when the first unit comes that was not always there."""
        return straddling_rules()

    def reporting_days(self, period: Period, definition: DefinitionView) -> tuple[date, ...]:
        """Return the days on one of which a unit exists that reports a figure of a period."""
        place = period, definition.is_additive
        if place not in self._reporting_days:
            self._reporting_days[place] = self.straddling.reporting_days(period, additive=definition.is_additive)
        return self._reporting_days[place]

    def period(self, period_id: int) -> Period:
        """Return a period of the call.

        Raises:
            UnknownPeriod (IND-013).
        """
        try:
            return self.periods[period_id]
        except KeyError:
            raise UnknownPeriod(period_id=period_id) from None

    def unit(self, unit_id: int) -> UnitSpan:
        """Return a unit of the call.

        Raises:
            UnknownFigureUnit (IND-024).
        """
        try:
            return self.units[unit_id]
        except KeyError:
            raise UnknownFigureUnit(unit_id=unit_id) from None

    def definition(self, indicator_id: int, period_id: int) -> DefinitionView:
        """Return the version of an indicator in force on the last day of a period.

        Raises:
            UnknownIndicator (IND-001), NoDefinition (IND-003), UnknownPeriod (IND-013).
        """
        found = self._in_force.get((indicator_id, period_id))
        if found is None:
            found = self._in_force[indicator_id, period_id] = self._find_definition(indicator_id, period_id)
        return found

    def _find_definition(self, indicator_id: int, period_id: int) -> DefinitionView:
        versions = self.versions.get(indicator_id)
        if not versions:
            raise UnknownIndicator(indicator=indicator_id)
        period = self.period(period_id)
        found = in_force(versions, period.end)
        if found is None:
            raise NoDefinition(indicator=versions[0].code, on=period.end.isoformat(), period=period.code)
        return found

    def names(self, key: FigureKey) -> dict[str, Any]:
        """Return the codes of a key for an error message, ids where nothing is known."""
        versions, period, unit = (
            self.versions.get(key.indicator_id),
            self.periods.get(key.period_id),
            self.units.get(key.unit_id),
        )
        return {
            "indicator": versions[0].code if versions else str(key.indicator_id),
            "period": period.code if period else str(key.period_id),
            "unit": unit.code if unit else str(key.unit_id),
        }
