"""Which units count towards which: as reported, or restated to the units of a day.

1. Periods that end between two days of change share an **epoch**: one structure serves them all.
2. *As reported*: a unit counts towards its ancestor at the level, by the structure of the period's last day.
3. *Restated*: it counts towards the ancestors of the units that it is restated to, with the share of each in
   billionths. Shares that meet again in one ancestor add up; a whole is no estimate.
4. A unit without a known share blocks every target it may have gone to: their value is unknown, not too small. Where
   there is only one such target (a province, seen from its communes), all of the unit is there.
5. A unit of an upper level that has no successor (a district) hands its adjustment lines to the top of its structure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from tinhso.engines.cube.contracts import CURRENT, UnknownLevel, UnknownStructure
from tinhso.engines.cube.logic.connection import table_of
from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.cube.logic.tables import SCHEMAS, arrow_schema
from tinhso.engines.cube.queries import days_of_change
from tinhso.engines.indicators.contracts import Publication
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import WHOLE, UnitView

REACH = arrow_schema(SCHEMAS["reach"])


@dataclass(frozen=True, slots=True)
class Way:
    """A unit counts towards a target with a share in billionths (0 and blocked when the share is unknown)."""

    unit_id: int
    target_id: int
    share: int = WHOLE
    estimated: bool = False
    blocked: bool = False


@dataclass
class Structures:
    """The answer for one plan.

    Attributes:
        epochs: number of the epoch of every day asked about (last days of periods).
        reach: REACH rows; `level_no` is the place of the unit's level in `levels`, -1 for others; `lone` marks the only
            unit of its level in a target, whole.
        targets: units that rows may speak of, by id.
        listed: ids of the targets of each period asked for, by its number.
        bases: units of each (epoch, level_no), with the first day of each.
    """

    levels: tuple[str, ...]
    epochs: dict[date, int] = field(default_factory=dict)
    reach: pa.Table = field(default_factory=lambda: REACH.empty_table())
    targets: dict[int, UnitView] = field(default_factory=dict)
    listed: list[frozenset[int]] = field(default_factory=list)
    bases: dict[tuple[int, int], dict[int, date]] = field(default_factory=dict)
    ways: dict[int, list[Way]] = field(default_factory=dict)

    @property
    def one_epoch(self) -> bool:
        return len(set(self.epochs.values())) == 1

    def begun_within(self, place: tuple[int, int], start: date, end: date) -> set[int]:
        """Return the targets with a unit of (epoch, level_no) that began after the first day of a period."""
        young = {unit for unit, since in self.bases[place].items() if start < since <= end}
        return {way.target_id for way in self.ways[place[0]] if way.unit_id in young} if young else set()

    @property
    def divides(self) -> bool:
        """Whether any unit counts only in part."""
        return any(way.share != WHOLE for ways in self.ways.values() for way in ways)


def read_structures(plan: Plan, *, any_level: bool = False) -> Structures:
    """Read everything the plan needs of units, in a number of queries that grows with epochs and levels only.

    Args:
        any_level: accept a level that none of the plan's days knows (its units are then not what is asked for).

    Raises:
        UnknownLevel (CUB-005), UnknownStructure (CUB-006).
    """
    days = sorted({slot.period.end for slot in plan.slots} | {out.end for out in plan.outs})
    levels = tuple(sorted({slot.collected_level for slot in plan.slots}))
    found = Structures(levels, _epochs(days))
    day_of = {epoch: day for day, epoch in found.epochs.items()}
    if not any_level:
        _refuse_unknown_level(plan, day_of.values())
    to = restated_to(plan)
    reader = _Reader(plan, to)
    for epoch, day in sorted(day_of.items()):
        units = {level: reader.units(level, day) for level in levels}
        for level_no, level in enumerate(levels):
            found.bases[epoch, level_no] = {unit.id: unit.valid_from for unit in units[level]}
        found.ways[epoch] = reader.ways(day, {unit.id for of_level in units.values() for unit in of_level})
    found.listed, found.targets = _listed(plan, found, reader, to)
    found.reach = _reach_table(found, _seen(plan, found))
    return found


def _seen(plan: Plan, found: Structures) -> frozenset[int]:
    """Return the targets that some row may show to whoever asks: nothing else needs to be added up."""
    listed = frozenset[int]().union(*found.listed)
    everybody = plan.scope.everything or (
        plan.scope.public_figures and any(root.publication == Publication.PUBLIC for root in plan.roots)
    )
    return listed if everybody else listed & plan.scope.unit_ids


def _epochs(days: Collection[date]) -> dict[date, int]:
    """Number the epochs that hold these days."""
    changes = days_of_change()
    places = {day: bisect_right(changes, day) for day in days}
    numbers = {place: number for number, place in enumerate(sorted(set(places.values())))}
    return {day: numbers[place] for day, place in places.items()}


def restated_to(plan: Plan) -> date | None:
    """Return the day to whose units figures are carried, None as reported.

    Raises:
        UnknownStructure (CUB-006).
    """
    structure = plan.question.structure
    if not plan.restates:
        return None
    if isinstance(structure, date):
        return structure
    if structure == CURRENT:
        return plan.moment.today
    raise UnknownStructure(structure=structure)


def _refuse_unknown_level(plan: Plan, days: Iterable[date]) -> None:
    known = {level.code for day in set(days) for level in orgs.levels_on(day)}
    if plan.question.level not in known:
        raise UnknownLevel(level=plan.question.level, known=", ".join(sorted(known)))


class _Reader:
    """Asks orgs, as of the plan's moment, each thing once."""

    def __init__(self, plan: Plan, restated_to: date | None) -> None:
        self.level, self.known, self.basis = plan.question.level, plan.moment.tree_size, plan.question.basis
        self.restated_to = restated_to
        self._units: dict[tuple[str, date], list[UnitView]] = {}
        self._above: dict[tuple[str, date], dict[int, list[int]]] = {}

    def units(self, level: str, day: date) -> list[UnitView]:
        """Return the units of a level on a day."""
        if (level, day) not in self._units:
            self._units[level, day] = orgs.units_on(level, day, known=self.known)
        return self._units[level, day]

    def above(self, level: str, day: date) -> dict[int, list[int]]:
        """Return the ancestors at a level of every unit that has one, itself included."""
        if (level, day) not in self._above:
            found: dict[int, list[int]] = defaultdict(list)
            for unit_id, ancestor_id in orgs.closure(level, day, known=self.known):
                found[unit_id].append(ancestor_id)
            self._above[level, day] = dict(found)
        return self._above[level, day]

    def ways(self, day: date, base_ids: set[int]) -> list[Way]:
        """Return which units of a day count towards which targets."""
        if self.restated_to is None:
            return [Way(unit, target) for unit, targets in self.above(self.level, day).items() for target in targets]
        return self._restated_ways(day, base_ids, self.restated_to)

    def _restated_ways(self, day: date, base_ids: set[int], to: date) -> list[Way]:
        top_level = min(orgs.levels_on(day), key=lambda level: level.rank).code
        top = self.above(top_level, day)
        asked = base_ids | top.keys() | {unit for units in top.values() for unit in units}
        restated = orgs.restatement(asked, to, self.basis, self.known)
        parts: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
        for part in restated.parts:
            parts[part.old_id].append((part.new_id, part.billionths, part.estimated))
        for unit in restated.without_weight - base_ids:
            # Only whole ways: a line of an upper level is never divided by somebody else's share.
            for ancestor in top.get(unit, ()):
                parts[unit] += [part for part in parts.get(ancestor, ()) if part[1] == WHOLE and unit != ancestor]
        above = self.above(self.level, to)
        ways = [way for unit, shares in parts.items() for way in _ways_of(unit, shares, above)]
        return ways + self._blocked_ways(restated.without_weight & base_ids, to, above)

    def _blocked_ways(self, units: frozenset[int], to: date, above: Mapping[int, list[int]]) -> list[Way]:
        """Return where units without a share may have gone, by the links between old and new units either way.

        Where all of that lies in one target the unit is there as a whole; otherwise every one of them is blocked.
        """
        found = []
        for unit, ends in (self._possible_ends(units, set(above)) if units else {}).items():
            targets = {target for end in ends for target in above.get(end, ())}
            covered = len(targets) == 1 and all(above.get(end) for end in ends)
            found += [Way(unit, target, WHOLE if covered else 0, blocked=not covered) for target in sorted(targets)]
        return found

    def _possible_ends(self, units: frozenset[int], valid: set[int]) -> dict[int, set[int]]:
        """Follow predecessors from the units of the day, and from the units themselves, until nothing is new."""
        into: dict[int, set[int]] = defaultdict(set)
        for start in (valid, set(units)):
            frontier, seen = set(start), set(start)
            while frontier:
                steps = orgs.predecessors(frontier)
                for new, olds in steps.items():
                    for old in olds:
                        into[old].add(new)
                        if start is not valid:
                            into[new].add(old)
                frontier = {old for olds in steps.values() for old in olds} - seen
                seen |= frontier
        return {unit: _follow(unit, into, valid) for unit in units}


def _follow(unit: int, into: Mapping[int, set[int]], valid: set[int]) -> set[int]:
    seen, waiting = {unit}, [unit]
    while waiting:
        for following in into.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return (seen & valid) - {unit}


def _ways_of(unit: int, shares: Iterable[tuple[int, int, bool]], above: Mapping[int, list[int]]) -> Iterable[Way]:
    """Add up the shares of a unit by target; all of it is a whole, however it was divided on the way."""
    together: dict[int, tuple[int, bool]] = {}
    for new, share, estimated in shares:
        for target in above.get(new, ()):
            before, before_estimated = together.get(target, (0, False))
            together[target] = before + share, before_estimated or estimated
    for target, (share, estimated) in together.items():
        yield Way(unit, target, share, estimated and share != WHOLE)


def _listed(
    plan: Plan, found: Structures, reader: _Reader, restated_to: date | None
) -> tuple[list[frozenset[int]], dict[int, UnitView]]:
    """Return the targets of each period asked for: units of the level, below the units asked for."""
    listed: list[frozenset[int]] = []
    targets: dict[int, UnitView] = {}
    by_epoch: dict[int, frozenset[int]] = {}
    for out in plan.outs:
        epoch = found.epochs[out.end]
        if epoch not in by_epoch:
            day = restated_to or out.end
            units = reader.units(plan.question.level, day)
            inside = _inside(plan.question.within, day, reader)
            by_epoch[epoch] = frozenset(unit.id for unit in units if inside is None or unit.id in inside)
            targets |= {unit.id: unit for unit in units}
        listed.append(by_epoch[epoch])
    return listed, targets


def _inside(within: frozenset[int] | None, day: date, reader: _Reader) -> set[int] | None:
    """Return every unit below (or among) the units asked for, None when nothing bounds."""
    if within is None:
        return None
    inside = set(within)
    for level in {unit.level for unit in orgs.unit_views(within, day, reader.known)}:
        inside |= {unit for unit, ancestors in reader.above(level, day).items() if within.intersection(ancestors)}
    return inside


def _reach_table(found: Structures, seen: frozenset[int]) -> pa.Table:
    level_of = {(epoch, unit_id): level_no for (epoch, level_no), units in found.bases.items() for unit_id in units}
    rows: list[tuple[object, ...]] = []
    for epoch, ways in found.ways.items():
        bases: dict[tuple[int, int], int] = defaultdict(int)
        for way in ways:
            bases[way.target_id, level_of.get((epoch, way.unit_id), -1)] += 1
        for way in ways:
            if way.target_id not in seen:
                continue
            level_no = level_of.get((epoch, way.unit_id), -1)
            lone = way.share == WHOLE and bases[way.target_id, level_no] == 1
            rows.append(
                (epoch, way.unit_id, way.target_id, way.share, way.estimated, way.blocked, lone, level_no)
            )  # fmt: skip
    return table_of(rows, REACH)
