"""The units of a question: who counts towards whom in each epoch, which targets are listed, who owes by default.

Periods that end between two days of change share an **epoch**: one structure serves them all. A period inside which
units change has the epoch of the units that report it: by the rule of such periods those before, those after, or both
together. What was read is kept for the next question, under a stamp that changes with every change of units, links,
successions, weights or rules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import NamedTuple

from tinhso.engines.cube.contracts import CURRENT, FigureQuery, UnknownLevel, UnknownStructure
from tinhso.engines.cube.logic.engine.arrow import pa, pc
from tinhso.engines.cube.logic.engine.workspace import table_of
from tinhso.engines.cube.logic.plan import Plan, Slot
from tinhso.engines.cube.logic.recently import Recently
from tinhso.engines.cube.logic.steps.tables import SCHEMAS, arrow_schema
from tinhso.engines.cube.logic.territory.unit_groups import UnitGroups, group_units
from tinhso.engines.cube.logic.territory.unit_ways import UnitReader, Way
from tinhso.engines.cube.queries import Stamp, days_of_change, structure_stamp
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import WHOLE, StraddlingRules, UnitView
from tinhso.kernel.periods import Period

REACH, BASES, OWING = (arrow_schema(SCHEMAS[name]) for name in ("reach", "bases", "owing"))


class Wanted(NamedTuple):
    """Everything that decides what is read of units. `days` holds for each epoch a day of every structure in it."""

    stamp: Stamp
    known: int | None
    days: tuple[tuple[date, ...], ...]
    levels: tuple[str, ...]
    level: str
    restated_to: date | None
    basis: str
    within: frozenset[int] | None
    seen: frozenset[int] | None  # None: every target


@dataclass
class Units:
    """What was read, by epoch number.

    Attributes:
        bases: units of each (epoch, level_no), with the first and the last day of each.
        targets: units that rows may speak of, by id; `order` has their places by code.
        listed: ids of the targets below the units asked for.
        reach: rows of the table `reach`; `level_no` is the place of the unit's level in `levels`, -1 for others; `lone`
            marks the only unit of its level in a target, whole.
    """

    bases: dict[tuple[int, int], dict[int, tuple[date, date | None]]] = field(default_factory=dict)
    ways: dict[int, list[Way]] = field(default_factory=dict)
    targets: dict[int, UnitView] = field(default_factory=dict)
    order: dict[int, int] = field(default_factory=dict)
    listed: dict[int, frozenset[int]] = field(default_factory=dict)
    reach: pa.Table = field(default_factory=lambda: REACH.empty_table())
    base_rows: pa.Table = field(default_factory=lambda: BASES.empty_table())
    divides: bool = False

    @cached_property
    def owing(self) -> pa.Table:
        """Rows of the table `owing`: by level, how many of its units count towards each target."""
        own = self.reach.filter(pc.greater_equal(self.reach["level_no"], 0))
        key = ("epoch", "level_no", "target_id")
        counted = own.group_by(list(key)).aggregate([([], "count_all")])
        found = dict(
            zip(
                zip(*(counted[name].to_pylist() for name in key), strict=True),
                counted["count_all"].to_pylist(),
                strict=True,
            )
        )
        targets = self.reach.group_by(["epoch", "target_id"]).aggregate([])
        level_nos: dict[int, list[int]] = defaultdict(list)
        for epoch, level_no in self.bases:
            level_nos[epoch].append(level_no)
        rows = [
            (epoch, level_no, target, found.get((epoch, level_no, target), 0))
            for epoch, target in zip(targets["epoch"].to_pylist(), targets["target_id"].to_pylist(), strict=True)
            for level_no in level_nos[epoch]
        ]
        return table_of(rows, OWING)

    @cached_property
    def groups(self) -> UnitGroups | None:
        """Units that count towards the same targets, where they are worth adding up first."""
        return group_units(self.reach)


@dataclass(frozen=True)
class Structures:
    """The units of one plan.

    Attributes:
        epochs: the epoch of every period, by its code and whether the figures in question add up.
        additive: for every root and every period asked for, whether all that is behind its rows adds up.
    """

    levels: tuple[str, ...]
    epochs: Mapping[tuple[str, bool], int]
    additive: tuple[tuple[bool, ...], ...]
    units: Units

    @property
    def one_epoch(self) -> bool:
        return len(set(self.epochs.values())) == 1

    def epoch(self, slot: Slot) -> int:
        """Return the epoch of a slot."""
        return self.epochs[slot.period.code, slot.additive]

    def epoch_of(self, period: Period, additive: bool) -> int:
        """Return the epoch of a period of figures that add up, or do not."""
        return self.epochs[period.code, additive]

    def listed(self, out: Period, additive: bool) -> frozenset[int]:
        """Return the targets below the units asked for that rows of a period may speak of."""
        return self.units.listed[self.epoch_of(out, additive)]

    def may_straddle(self, plan: Plan) -> bool:
        """Say, without going through every row, whether some unit may have begun or ended within a slot's period."""
        earliest: dict[int, date] = {}
        latest: dict[int, date] = {}
        for slot in plan.slots:
            epoch, period = self.epoch(slot), slot.period
            earliest[epoch] = min(earliest.get(epoch, period.start), period.start)
            latest[epoch] = max(latest.get(epoch, period.end), period.end)
        if len(earliest) > 1:
            return True
        return any(
            first > earliest[epoch] or (last is not None and last < latest[epoch])
            for (epoch, _), units in self.units.bases.items()
            for first, last in units.values()
            if epoch in earliest
        )

    def changed_within(self, place: tuple[int, int], start: date, end: date) -> set[int]:
        """Return the targets with a unit of (epoch, level_no) that began or ended inside a period."""
        changed = {
            unit
            for unit, (first, last) in self.units.bases[place].items()
            if start < first <= end or (last is not None and start <= last < end)
        }
        return {way.target_id for way in self.units.ways[place[0]] if way.unit_id in changed} if changed else set()


_units = Recently[Wanted, Units]()
_together = Recently[tuple[int, ...], tuple[list[Units], Units | None]]()
_rules = Recently[tuple[Stamp, int | None], StraddlingRules]()
_changes = Recently[Stamp, list[date]]()


def read_structures(plan: Plan, *, any_level: bool = False) -> Structures:
    """Return the units of a plan, read in a number of queries that grows with epochs and levels only.

    Args:
        any_level: accept a level that none of the plan's days knows (its units are then not what is asked for).

    Raises:
        UnknownLevel (CUB-005), UnknownStructure (CUB-006).
    """
    [found] = read_several(plan, [plan.question], any_level=any_level)
    return found


def read_several(plan: Plan, questions: Sequence[FigureQuery], *, any_level: bool = False) -> list[Structures]:
    """Return the units of each question of one plan that differ in their units only; see `read_structures`."""
    to, additive = restated_to(plan), _additive(plan)
    stamp = structure_stamp()
    changes = _changes.get(stamp, days_of_change)
    asked = {(slot.period.code, slot.additive): slot.period for slot in plan.slots}
    asked |= {(out.code, flag): out for flags in additive for out, flag in zip(plan.outs, flags, strict=True)}
    days = _reporting_days(asked, stamp, changes, plan.moment.tree_size)
    places = {key: tuple(bisect_right(changes, day) for day in those) for key, those in days.items()}
    any_day = {place: day for key, found in places.items() for place, day in zip(found, days[key], strict=True)}
    numbers = {found: number for number, found in enumerate(sorted(set(places.values())))}
    wanted = Wanted(
        stamp=stamp,
        known=plan.moment.tree_size,
        # The first day of the structure itself, so that other periods of it find what this one has read.
        days=tuple(tuple(_start_of(place, changes, any_day[place]) for place in found) for found in numbers),
        levels=tuple(sorted({slot.collected_level for slot in plan.slots})),
        level=plan.question.level,
        restated_to=to,
        basis=plan.question.basis,
        within=plan.question.within,
        seen=_seen(plan),
    )
    epochs = {key: numbers[found] for key, found in places.items()}
    each = [wanted._replace(level=one.level, within=one.within) for one in questions]
    units = [_units.get(one, partial(_read, one)) for one in each]
    for one, of_one in zip(questions, units, strict=True):
        if not of_one.targets and not any_level:
            _refuse_unknown_level(plan, one.level)
            if to is not None and not orgs.levels_on(to):
                raise UnknownStructure(structure=to)
    return [Structures(wanted.levels, epochs, additive, of_one) for of_one in units]


def structures_together(parts: Sequence[Structures]) -> Structures | None:
    """Return the units of plans that differ in their targets alone as one; None where they share a target."""
    units = [one.units for one in parts]
    # Units that are kept are the same objects; kept beside what they came to, so that no other takes their place.
    _, joined = _together.get(tuple(map(id, units)), lambda: (units, _joined(units)))
    return replace(parts[0], units=joined) if joined else None


def _joined(parts: Sequence[Units]) -> Units | None:
    targets = {key: unit for one in parts for key, unit in one.targets.items()}
    if len(targets) < sum(len(one.targets) for one in parts):
        return None
    return Units(
        bases=parts[0].bases,
        ways={epoch: [way for one in parts for way in one.ways[epoch]] for epoch in parts[0].ways},
        targets=targets,
        order=_places(targets.values()),
        listed={epoch: frozenset[int]().union(*(one.listed[epoch] for one in parts)) for epoch in parts[0].listed},
        reach=pa.concat_tables([one.reach for one in parts]),
        base_rows=parts[0].base_rows,
        divides=any(one.divides for one in parts),
    )


def _places(targets: Iterable[UnitView]) -> dict[int, int]:
    by_code = sorted(targets, key=lambda unit: (unit.code, unit.valid_from, unit.id))
    return {unit.id: place for place, unit in enumerate(by_code)}


def _additive(plan: Plan) -> tuple[tuple[bool, ...], ...]:
    return tuple(
        tuple(
            all(slot.additive for leaf_no in root.leaves(out_no) for slot in plan.slots_of(leaf_no, out_no))
            for out_no in range(len(plan.outs))
        )
        for root in plan.roots
    )


def _reporting_days(
    asked: Mapping[tuple[str, bool], Period], stamp: Stamp, changes: Sequence[date], known: int | None
) -> dict[tuple[str, bool], tuple[date, ...]]:
    """Return the days on one of which a unit exists that reports a period; rules are read where units change in one."""
    whole = {
        key: period
        for key, period in asked.items()
        if bisect_right(changes, period.start) == bisect_right(changes, period.end)
    }
    rules = straddling_rules(known, stamp) if len(whole) < len(asked) else None
    return {
        key: (period.end,) if key in whole or rules is None else rules.reporting_days(period, additive=key[1])
        for key, period in asked.items()
    }


def straddling_rules(known: int | None, stamp: Stamp | None = None) -> StraddlingRules:
    """Return the rules of periods inside which units change, as a size of the log knows them."""
    return _rules.get((stamp or structure_stamp(), known), lambda: orgs.straddling_rules(known))


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


def _start_of(place: int, changes: list[date], otherwise: date) -> date:
    return changes[place - 1] if place else otherwise


def _seen(plan: Plan) -> frozenset[int] | None:
    """Return the only targets that some row may show to whoever asks, None for all: others need not be added up."""
    reaches = [plan.scope.reach(audience) for audience in {root.audience for root in plan.roots}]
    bounded = [reach for reach in reaches if reach is not None]
    return frozenset[int]().union(*bounded) if len(bounded) == len(reaches) else None


def _refuse_unknown_level(plan: Plan, level: str) -> None:
    """Refuse a level that no day asked about knows; a known level may well have no units yet."""
    known = {one.code for day in {out.end for out in plan.outs} for one in orgs.levels_on(day)}
    if level not in known:
        raise UnknownLevel(level=level, known=", ".join(sorted(known)))


def _read(wanted: Wanted) -> Units:
    """Read the units of every epoch."""
    found = Units()
    reader = UnitReader(wanted.level, wanted.known, wanted.basis, wanted.restated_to)
    for epoch, days in enumerate(wanted.days):
        units = {level: reader.units_of(level, days) for level in wanted.levels}
        for level_no, level in enumerate(wanted.levels):
            found.bases[epoch, level_no] = {unit.id: (unit.valid_from, unit.valid_to) for unit in units[level]}
        found.ways[epoch] = reader.ways(days, {unit.id for of_level in units.values() for unit in of_level})
        target_days = (wanted.restated_to,) if wanted.restated_to else days
        targets = reader.units_of(wanted.level, target_days)
        inside = reader.inside(wanted.within, target_days)
        found.listed[epoch] = frozenset(unit.id for unit in targets if inside is None or unit.id in inside)
        found.targets |= {unit.id: unit for unit in targets}
    found.order = _places(found.targets.values())
    found.divides = any(way.share != WHOLE for ways in found.ways.values() for way in ways)
    found.reach = _reach_table(found, wanted.seen)
    found.base_rows = table_of([(*place, unit) for place, units in found.bases.items() for unit in units], BASES)
    return found


def _reach_table(found: Units, seen: frozenset[int] | None) -> pa.Table:
    """Return the ways towards targets that are listed and may be seen."""
    shown = frozenset[int]().union(*found.listed.values())
    shown = shown if seen is None else shown & seen
    level_of = {(epoch, unit): level_no for (epoch, level_no), units in found.bases.items() for unit in units}
    rows: list[tuple[object, ...]] = []
    for epoch, ways in found.ways.items():
        levels = {way.unit_id: level_of.get((epoch, way.unit_id), -1) for way in ways}
        bases: dict[tuple[int, int], int] = defaultdict(int)
        for way in ways:
            bases[way.target_id, levels[way.unit_id]] += 1
        for way in ways:
            if way.target_id in shown:
                level_no = levels[way.unit_id]
                lone = way.share == WHOLE and bases[way.target_id, level_no] == 1
                rows.append(
                    (epoch, way.unit_id, way.target_id, way.share, way.estimated, way.blocked, lone, level_no)
                )  # fmt: skip
    return table_of(rows, REACH)
