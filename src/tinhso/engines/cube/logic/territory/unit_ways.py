"""Which units of a day count towards which targets, as orgs tells it.

1. *As reported*: a unit counts towards its ancestor at the level, by the structure of the day.
2. *Restated*: it counts towards the ancestors of the units that it is restated to, with the share of each in
   billionths. Shares that meet again in one ancestor add up; a whole is no estimate.
3. A unit without a known share blocks every target it may belong to: their value is unknown, not too small. Where
   there is only one such target (a province, seen from its communes), all of the unit is there.
4. Nobody knows the shares of a unit carried back to a day before it was made, or before others went into it.
5. A unit of an upper level that has no successor (a district) hands its adjustment lines to the top of its structure.
6. Where the units of several days report a period, those of its last day stand where that day has them, and those that
   had ended by then where they stood before: no unit is there twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import WHOLE, UnitView


@dataclass(frozen=True, slots=True)
class Way:
    """A unit counts towards a target with a share in billionths (0 and blocked when the share is unknown)."""

    unit_id: int
    target_id: int
    share: int = WHOLE
    estimated: bool = False
    blocked: bool = False


class UnitReader:
    """Asks orgs each thing once.

    Args:
        level: of the targets. known: size of the log to read as of, None for live. basis: of weights.
        restated_to: the day to whose units figures are carried, None as reported.
    """

    def __init__(self, level: str, known: int | None, basis: str, restated_to: date | None) -> None:
        self.level, self.known, self.basis, self.restated_to = level, known, basis, restated_to
        self._units: dict[tuple[str, date], list[UnitView]] = {}
        self._above: dict[tuple[str, date], dict[int, list[int]]] = {}

    def units(self, level: str, day: date) -> list[UnitView]:
        """Return the units of a level on a day."""
        if (level, day) not in self._units:
            self._units[level, day] = orgs.units_on(level, day, known=self.known)
        return self._units[level, day]

    def units_of(self, level: str, days: Sequence[date]) -> list[UnitView]:
        """Return the units of a level on some of these days, each as it was on the last of them that has it."""
        return list({unit.id: unit for day in days for unit in self.units(level, day)}.values())

    def above(self, level: str, day: date) -> dict[int, list[int]]:
        """Return the ancestors at a level of every unit that has one, itself included."""
        if (level, day) not in self._above:
            found: dict[int, list[int]] = defaultdict(list)
            for unit_id, ancestor_id in orgs.closure(level, day, known=self.known):
                found[unit_id].append(ancestor_id)
            self._above[level, day] = dict(found)
        return self._above[level, day]

    def ways(self, days: Sequence[date], base_ids: set[int]) -> list[Way]:
        """Return which units of these days count towards which targets."""
        if self.restated_to is None:
            above = self._together(self.level, days)
            return [Way(unit, target) for unit, targets in above.items() for target in targets]
        return self._restated_ways(days, base_ids, self.restated_to)

    def _together(self, level: str, days: Sequence[date]) -> Mapping[int, list[int]]:
        """Return the ancestors at a level by the last of the days on which each unit is there at all."""
        if len(days) == 1:
            return self.above(level, days[0])
        found: dict[int, list[int]] = {}
        seen = set[int]()
        for day in reversed(days):
            found |= {unit: ends for unit, ends in self.above(level, day).items() if unit not in seen}
            seen |= self._above_all(day).keys()
        return found

    def _above_all(self, day: date) -> Mapping[int, list[int]]:
        """Return every unit's ancestors at the highest level of the day; none on a day that knows no level."""
        levels = orgs.levels_on(day)
        return self.above(min(levels, key=lambda level: level.rank).code, day) if levels else {}

    def _restated_ways(self, days: Sequence[date], base_ids: set[int], to: date) -> list[Way]:
        top: dict[int, list[int]] = {}
        for day in days:
            top |= self._above_all(day)
        asked = base_ids | top.keys() | {unit for units in top.values() for unit in units}
        restated = orgs.restatement(asked, to, self.basis, self.known)
        grown = self._grown(asked - restated.without_weight, to, max(days))
        parts: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
        for part in restated.parts:
            if part.old_id not in grown:
                parts[part.old_id].append((part.new_id, part.billionths, part.estimated))
        unshared = restated.without_weight | grown
        for unit in unshared - base_ids:
            # Only whole ways: a line of an upper level is never divided by somebody else's share.
            for ancestor in top.get(unit, ()):
                parts[unit] += [part for part in parts.get(ancestor, ()) if part[1] == WHOLE and unit != ancestor]
        above = self.above(self.level, to)
        ways = [way for unit, shares in parts.items() for way in _ways_of(unit, shares, above)]
        return ways + self._unshared_ways({unit for unit in unshared if not parts.get(unit)}, to, max(days))

    def _grown(self, units: set[int], to: date, last: date) -> set[int]:
        """Return the units that have taken in others since the day: what they say by then is more than their own."""
        return set(orgs.predecessors(units, self.known, to, last)) if last > to else set()

    def _unshared_ways(self, units: set[int], to: date, last: date) -> list[Way]:
        """Return where units without a share may belong.

        Where all of that lies in one target the unit is there as a whole; otherwise every one of them is blocked.
        """
        above, found = self.above(self.level, to), list[Way]()
        for unit, ends in self._possible_ends(units, to, last).items():
            targets = {target for end in ends for target in above.get(end, ())}
            covered = len(targets) == 1 and all(above.get(end) for end in ends)
            found += [Way(unit, target, WHOLE if covered else 0, blocked=not covered) for target in sorted(targets)]
        return found

    def ends(self, units: set[int], to: date) -> dict[int, set[int]]:
        """Return the units of a day that others are carried to, or may belong to where nobody knows the shares."""
        restated = orgs.restatement(units, to, self.basis, self.known)
        found: dict[int, set[int]] = defaultdict(set)
        for part in restated.parts:
            found[part.old_id].add(part.new_id)
        return found | self._possible_ends(set(restated.without_weight), to, None)

    def _possible_ends(self, units: set[int], to: date, last: date | None) -> dict[int, set[int]]:
        """Return the units of the day that others may belong to: what came into them since, or what they went into."""
        if not units:
            return {}
        there = set(self.above(self.level, to)) | set(self._above_all(to))
        came_from = self._steps_back(units, after=to, until=last)
        went_into: dict[int, set[int]] = defaultdict(set)
        if units - came_from.keys():
            for new, olds in self._steps_back(there, until=to).items():
                for old in olds:
                    went_into[old].add(new)
        return {unit: _follow(unit, came_from if unit in came_from else went_into) & there for unit in units}

    def _steps_back(self, units: set[int], after: date | None = None, until: date | None = None) -> dict[int, set[int]]:
        """Follow predecessors until nothing is new; who came into whom, by the unit they came into."""
        steps: dict[int, set[int]] = {}
        frontier, seen = set(units), set(units)
        while frontier:
            here = orgs.predecessors(frontier, self.known, after, until)
            steps |= {new: set(olds) for new, olds in here.items()}
            frontier = {old for olds in here.values() for old in olds} - seen
            seen |= frontier
        return steps

    def inside(self, within: frozenset[int] | None, days: Sequence[date]) -> set[int] | None:
        """Return every unit below (or among) the units asked for on some of these days, None when nothing bounds."""
        if within is None:
            return None
        found = set(within)
        for day in days:
            for level in {unit.level for unit in orgs.unit_views(within, day, self.known)}:
                found |= {unit for unit, ancestors in self.above(level, day).items() if within.intersection(ancestors)}
        return found


def _follow(unit: int, steps: Mapping[int, set[int]]) -> set[int]:
    seen, waiting = {unit}, [unit]
    while waiting:
        for following in steps.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return seen


def _ways_of(unit: int, shares: Iterable[tuple[int, int, bool]], above: Mapping[int, list[int]]) -> Iterable[Way]:
    """Add up the shares of a unit by target; all of it is a whole, however it was divided on the way."""
    together: dict[int, tuple[int, bool]] = {}
    for new, share, estimated in shares:
        for target in above.get(new, ()):
            before, before_estimated = together.get(target, (0, False))
            together[target] = before + share, before_estimated or estimated
    for target, (share, estimated) in together.items():
        yield Way(unit, target, share, estimated and share != WHOLE)
