"""The units of a level that report a period, and those below them: by the dated rule where units change inside it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tinhso.engines.cube.logic.territory.structures import straddling_rules
from tinhso.engines.cube.logic.territory.unit_ways import UnitReader
from tinhso.engines.orgs import api as orgs
from tinhso.kernel.periods import Period


class ReportingUnits:
    """Asks for each day once; periods of one structure share their day's answer.

    Args:
        level: of the units. known: size of the log to read as of, None for live.
    """

    def __init__(self, level: str, known: int | None) -> None:
        self.level, self.known = level, known
        self._rules = straddling_rules(known)
        self._reader = UnitReader(level, known, "", None)
        self._units: dict[tuple[date, ...], frozenset[int]] = {}
        self._below: dict[tuple[str, tuple[date, ...]], dict[int, list[int]]] = {}

    def ranks(self, period: Period) -> dict[str, int]:
        """Return the levels that some unit reporting a period may have, with their ranks, the highest first."""
        days = {day for additive in (True, False) for day in self._days(period, additive)}
        found = {level.code: level.rank for day in sorted(days) for level in orgs.levels_on(day)}
        return dict(sorted(found.items(), key=lambda one: one[1]))

    def units(self, period: Period, *, additive: bool) -> frozenset[int]:
        """Return the units that report figures of a period, those that add up or the others."""
        days = self._days(period, additive)
        if days not in self._units:
            self._units[days] = frozenset(unit.id for unit in self._reader.units_of(self.level, days))
        return self._units[days]

    def below(self, unit_id: int, level: str, period: Period, *, additive: bool) -> list[int]:
        """Return every unit of a lower level that counts towards one of the asked level in a period."""
        days = self._days(period, additive)
        if (level, days) not in self._below:
            ways = self._below[level, days] = defaultdict(list)
            there = {unit.id for unit in self._reader.units_of(level, days)}
            for way in self._reader.ways(days, set()):
                if way.unit_id in there:
                    ways[way.target_id].append(way.unit_id)
        return self._below[level, days].get(unit_id, [])

    def _days(self, period: Period, additive: bool) -> tuple[date, ...]:
        return self._rules.reporting_days(period, additive=additive)
