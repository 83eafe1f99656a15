"""The same questions answered the slow way, to hold the cube against: SQL for states, Python fractions for rules.

Nothing here shares code with the engine but its contracts and the kernel: states come from window functions of the
database, units from the tables of the test's own territory, and every rule is a loop over units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from tinhso.engines.cube.contracts import FigureRow, Mark
from tinhso.engines.indicators.contracts import DefinitionView, Missing, SpaceRule, Status, TimeRule
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Known, Node, Reference
from tinhso.kernel.periods import Period, find_scheme
from tinhso.kernel.quantities import Operator, combine_operators, from_directions

ZERO = Fraction(0)


class State(NamedTuple):
    value: Fraction | None
    operator: Operator
    missing: Missing
    status: Status


@dataclass(frozen=True)
class Way:
    unit: int
    share: Fraction
    estimated: bool = False
    blocked: bool = False


@dataclass(frozen=True)
class Decided:
    """A decision: from a day on old units have gone to others, in shares; units made for it stand under a parent."""

    day: date
    goes: Mapping[int, Mapping[int, Fraction]]
    made: Mapping[int, int]


@dataclass
class World:
    """What the test knows of its units and definitions.

    Attributes:
        parts: where the units of the first reorganisation went, in shares.
        decisions: those in force, in the order of their days.
        straddling: a rule says that months they fall into are reported by both for what adds up, else by the old ones.
    """

    cutoff: date
    parents_before: Mapping[int, int]
    parents_after: Mapping[int, int]
    levels: Mapping[int, str]
    parts: Mapping[int, Mapping[int, Fraction]]
    definitions: Mapping[str, list[DefinitionView]]
    period_ids: Mapping[str, int]
    owed: Mapping[tuple[int, int], Mapping[int, datetime | None]] = field(default_factory=dict)
    decisions: Sequence[Decided] = ()
    straddling: bool = False
    _parents: dict[date, Mapping[int, int]] = field(default_factory=dict)
    _whereabouts: dict[tuple[int, date, date], Mapping[int, Fraction | None]] = field(default_factory=dict)

    def parents(self, period: Period, additive: bool) -> Mapping[int, int]:
        """Every unit that reports a period below another, with that one: the later piece of the period decides."""
        found: dict[int, int] = {}
        for day in self.pieces(period, additive):
            found |= self.parents_on(day)
        return found

    def pieces(self, period: Period, additive: bool) -> list[date]:
        """Days whose units report a period: its last one, unless a decision falls into a month that a rule names."""
        inside = sorted({one.day for one in self.decisions if period.start < one.day <= period.end})
        if not inside or not self.straddling or period.scheme != "nd09.month":
            return [period.end]
        before = [day - timedelta(days=1) for day in inside]
        return [*before, period.end] if additive else before[:1]

    def is_additive(self, code: str, day: date) -> bool:
        row = self.definition(code, day)
        return {row.time_rule.value, row.space_rule.value, row.merge_rule.value} == {"sum"}

    def parents_on(self, day: date) -> Mapping[int, int]:
        """Every unit of a day below another, with that one."""
        if day not in self._parents:
            parents = dict(self.parents_after if day >= self.cutoff else self.parents_before)
            for one in self.decisions:
                if one.day <= day:
                    parents = {unit: above for unit, above in parents.items() if unit not in one.goes} | one.made
            self._parents[day] = parents
        return self._parents[day]

    def whereabouts(self, unit: int, seen: date, to: date) -> Mapping[int, Fraction | None]:
        """Where a unit that was there on one day stands on another.

        Going on, in shares. Going back, the units that it may have been made of: all of it where that is one, else
        nobody knows how much of each.
        """
        asked = unit, seen, to
        if asked not in self._whereabouts:
            self._whereabouts[asked] = self._later(unit, seen, to) if seen <= to else self._earlier(unit, seen, to)
        return self._whereabouts[asked]

    def _moves(self) -> list[Decided]:
        now = {*self.parents_after, *self.parents_after.values()}
        return [Decided(self.cutoff, self.parts, dict.fromkeys(now, 0)), *self.decisions]

    def _later(self, unit: int, seen: date, to: date) -> Mapping[int, Fraction | None]:
        shares = {unit: Fraction(1)}
        for one in self._moves():
            if seen < one.day <= to:
                onward: dict[int, Fraction] = {}
                for end, share in shares.items():
                    for new, part in one.goes.get(end, {end: Fraction(1)}).items():
                        onward[new] = onward.get(new, ZERO) + share * part
                shares = onward
        return shares

    def _earlier(self, unit: int, seen: date, to: date) -> Mapping[int, Fraction | None]:
        found = {unit}
        for one in reversed(self._moves()):
            if to < one.day <= seen:
                came = {old for old, ends in one.goes.items() if found & ends.keys()}
                found = {end for end in found if end not in one.made} | came
        return dict.fromkeys(found, Fraction(1) if len(found) == 1 else None)

    def first_day(self, unit: int) -> date:
        """The day on which a unit was made."""
        made = [one.day for one in self._moves() if unit in one.made]
        return made[0] if made else date(1900, 1, 1)

    def last_seen(self, unit: int, period: Period, additive: bool) -> date:
        """The last day on which a unit that reports a period was there in it."""
        return max(day for day in self.pieces(period, additive) if unit in self.there_on(day))

    def there_on(self, day: date) -> set[int]:
        """Every unit of a day."""
        parents = self.parents_on(day)
        return set(parents) | set(parents.values())

    def valid(self, period: Period, additive: bool) -> set[int]:
        parents = self.parents(period, additive)
        return set(parents) | set(parents.values())

    def definition(self, code: str, day: date) -> DefinitionView:
        begun = [row for row in self.definitions[code] if row.valid_from <= day]
        return max(begun, key=lambda row: (row.valid_from, row.version))

    def above(self, unit: int, parents: Mapping[int, int]) -> list[int]:
        found = [unit]
        while found[-1] in parents:
            found.append(parents[found[-1]])
        return found


class Told(NamedTuple):
    """An answer before it becomes a row."""

    value: Fraction | None
    operator: Operator
    status: Status | None
    marks: frozenset[Mark]


@dataclass
class Recomputation:
    """Everything known at one moment."""

    world: World
    states: Mapping[tuple[int, int, int], Mapping[tuple[str, str], State]]
    now: datetime
    today: date
    level: str
    restated_to: date | None
    scenario: int
    status: Status | None
    same_units_as: Period | None = None
    inputs: tuple[str, ...] = ()
    by_combination: bool = False
    _ways: dict[tuple[bool, Period], Mapping[int, list[Way]]] = field(default_factory=dict)
    _present: dict[tuple[str, ...], set[int]] = field(default_factory=dict)

    @property
    def restated(self) -> bool:
        return self.restated_to is not None

    @property
    def to(self) -> date:
        """The day to whose units figures are carried."""
        assert self.restated_to is not None
        return self.restated_to

    def said(self, code: str, unit: int, period: Period) -> Mapping[tuple[str, str], State]:
        """Every state of a unit for an indicator and a period, by (dims, line)."""
        place = self.world.definitions[code][0].indicator_id, self.world.period_ids.get(period.code, 0), unit
        return self.states.get(place, {})

    # Figures of units

    def figure(self, code: str, unit: int, period: Period, selection: str, line: str = "") -> list[State]:
        """The states that speak for a unit: its own, or the parts of a total over dimensions."""
        rows = self.world.definitions[code]
        said = self.said(code, unit, period)
        own = said.get((selection, line))
        if self.by_combination or (own is not None and own.value is not None):
            return [own] if own is not None else []
        declared = {name for row in rows for name in row.dimensions}
        parts = []
        for (dims, other_line), state in said.items():
            pairs = set(dims.split(";")) if dims else set()
            wanted = set(selection.split(";")) if selection else set()
            complete = bool(declared) and {pair.split("=")[0] for pair in pairs} == declared
            if other_line != line or dims == selection:
                continue
            if complete and wanted <= pairs and all(row.space_rule is SpaceRule.SUM for row in rows):
                parts.append(state)
        if any(part.value is not None for part in parts):
            return [part for part in parts if part.value is not None]
        return [own] if own is not None else parts

    def value_of(self, code: str, unit: int, period: Period, selection: str, line: str = "") -> State | None:
        """The one state of a unit for a selection, None when it never said anything."""
        states = self.figure(code, unit, period, selection, line)
        valued = [state for state in states if state.value is not None]
        if not valued:
            return states[0] if states else None
        total = sum((state.value for state in valued if state.value is not None), ZERO)
        provisional = any(state.status is Status.PROVISIONAL for state in valued)
        operator = combine_operators(state.operator for state in valued)
        return State(total, operator, Missing.NONE, Status.PROVISIONAL if provisional else Status.OFFICIAL)

    # Units and targets

    def targets(self, references: Iterable[Reference], out: Period) -> list[int]:
        additive = all(
            self.world.is_additive(one.code, part.end) for one in references for part in self.slots(one, out)[0]
        )
        parents = self.world.parents_on(self.to) if self.restated else self.world.parents(out, additive)
        units = set(parents) | set(parents.values())
        return sorted(unit for unit in units if self.world.levels[unit] == self.level)

    def ways(self, code: str, target: int, period: Period) -> list[Way]:
        """Every unit that counts towards a target in a period, with its share."""
        asked = self.world.is_additive(code, period.end), period
        if asked not in self._ways:
            found: dict[int, list[Way]] = {}
            for unit in sorted(self.world.valid(period, asked[0])):
                for end, share in self.ends(unit, period, asked[0]).items():
                    way = Way(unit, ZERO, blocked=True) if share is None else Way(unit, share, estimated=share != 1)
                    found.setdefault(end, []).append(way)
            self._ways[asked] = found
        return self._ways[asked].get(target, [])

    def ends(self, unit: int, period: Period, additive: bool) -> Mapping[int, Fraction | None]:
        """Every unit of the level that a unit counts towards, with the share of it that does; None where unknown."""
        parents = self.world.parents(period, additive)
        if not self.restated:
            return dict.fromkeys(self.world.above(unit, parents), Fraction(1))
        seen = self.world.last_seen(unit, period, additive)
        shares, there = self.world.whereabouts(unit, seen, self.to), self.world.there_on(self.to)
        if self.world.levels[unit] == "district" and unit not in there:
            # A district has no successor: its lines go to the top.
            shares = self.world.whereabouts(self.world.above(unit, parents)[-1], seen, self.to)
        now, found = self.world.parents_on(self.to), dict[int, Fraction | None]()
        targets = {end: [one for one in self.world.above(end, now) if self.is_target(one)] for end in shares}
        if None in shares.values():
            possible = {target for those in targets.values() for target in those}
            whole = len(possible) == 1 and all(targets.values())
            return dict.fromkeys(possible, Fraction(1) if whole else None)
        for end, share in shares.items():
            for target in targets[end]:
                found[target] = (found.get(target) or ZERO) + (share or ZERO)
        return found

    def is_target(self, unit: int) -> bool:
        return self.world.levels[unit] == self.level and unit in self.world.there_on(self.to)

    def bases(self, code: str, target: int, period: Period) -> list[Way]:
        level = self.world.definition(code, period.end).collected_level
        ways = [way for way in self.ways(code, target, period) if self.world.levels[way.unit] == level]
        return [way for way in ways if self.is_kept(code, way.unit)]

    def is_kept(self, code: str, unit: int) -> bool:
        if self.same_units_as is None:
            return True
        inputs = self.inputs or (code,)
        if inputs not in self._present:
            self._present[inputs] = self.present(inputs, self.same_units_as)
        ends = self.carried_to(unit)
        return bool(ends) and ends <= self._present[inputs]

    def carried_to(self, unit: int) -> set[int]:
        """The units of the day that a unit belongs to, or may belong to; itself as reported."""
        if not self.restated:
            return {unit}
        there, first = self.world.there_on(self.to), self.world.first_day(unit)
        if unit in there:
            return {unit}
        return set(self.world.whereabouts(unit, date.max if first > self.to else first, self.to)) & there

    def present(self, inputs: Sequence[str], period: Period) -> set[int]:
        """The units that have answered for a period, or those that such units are today."""
        found = set()
        slots = [(one, slot) for one in inputs for slot in self.ledger_periods(one, period)]
        for unit in self.world.valid(period, additive=True):
            if all(self.answered(one, unit, slot) for one, slot in slots):
                found |= self.carried_to(unit)
        return found

    def answered(self, code: str, unit: int, period: Period) -> bool:
        """Whether the unit said anything that counts as an answer, whatever the dimensions."""
        mine = self.said(code, unit, period).items()
        return any(state.missing in (Missing.NONE, Missing.NOT_APPLICABLE) for (_, line), state in mine if not line)

    # Rules

    def of_period(self, code: str, target: int, period: Period, selection: str) -> Told:
        """The value of a target for one ledger period."""
        definition = self.world.definition(code, period.end)
        merging = self.restated and self.level == definition.collected_level
        everybody = [
            way for way in self.ways(code, target, period) if self.world.levels[way.unit] == definition.collected_level
        ]
        bases = self.bases(code, target, period)
        figures = [(way, state) for way in bases if (state := self.value_of(code, way.unit, period, selection))]
        valued = [(way, state) for way, state in figures if state.value is not None]
        rule: str = definition.merge_rule if merging else definition.space_rule
        if self.level == definition.collected_level and not self.restated:
            rule = "sum"
        if merging and len(everybody) == 1 and everybody[0].share == 1:
            rule = "sum"
        marks = {Mark.ESTIMATED_DIVISION} if any(way.estimated for way, _ in valued) else set()
        counted = [state for _, state in valued]
        lines = []
        if rule == "sum" and self.same_units_as is None:
            lines = self.lines(code, target, period, selection)
            counted += [state for _, state in lines]
            if any(way.estimated for way, _ in lines):
                marks.add(Mark.ESTIMATED_DIVISION)
        if rule in ("none", "ratio_of_sums") and not merging:
            return Told(None, Operator.EQUAL, None, frozenset({Mark.NOT_AGGREGATED}))
        if rule in ("not_mergeable", "ratio_of_sums"):
            return Told(None, Operator.EQUAL, None, frozenset({Mark.NOT_RESTATABLE} if valued else ()))
        if any(way.blocked for way, _ in [*valued, *lines]):
            return Told(None, Operator.EQUAL, None, frozenset({Mark.NOT_RESTATABLE}))
        if not counted:
            return Told(None, Operator.EQUAL, None, frozenset())
        status = Status.PROVISIONAL if any(s.status is Status.PROVISIONAL for s in counted) else Status.OFFICIAL
        value, operator = self.combined(rule, [*valued, *lines], period, definition, marks)
        if value is None:
            return Told(None, Operator.EQUAL, None, frozenset(marks))
        return Told(value, operator, status, frozenset(marks))

    def lines(self, code: str, target: int, period: Period, selection: str) -> list[tuple[Way, State]]:
        found = []
        for way in self.ways(code, target, period):
            names = {line for _, line in self.said(code, way.unit, period) if line}
            for line in sorted(names):
                state = self.value_of(code, way.unit, period, selection, line)
                if state is not None and state.value is not None:
                    found.append((way, state))
        return found

    def combined(
        self,
        rule: str,
        figures: list[tuple[Way, State]],
        period: Period,
        definition: DefinitionView,
        marks: set[Mark],
    ) -> tuple[Fraction | None, Operator]:
        values = [state.value for _, state in figures if state.value is not None]
        together = combine_operators(state.operator for _, state in figures)
        if rule == "sum":
            return sum((way.share * state.value for way, state in figures if state.value is not None), ZERO), together
        if rule == "mean":
            return sum(values, ZERO) / len(values), together
        if rule in ("min", "max"):
            return self.extreme(rule, [state for _, state in figures])
        weights = {way.unit: self.value_of(definition.weight_indicator, way.unit, period, "") for way, _ in figures}
        above, below, vague = ZERO, ZERO, False
        for way, state in figures:
            weight = weights[way.unit]
            if weight is None or weight.value is None or state.value is None:
                marks.add(Mark.APPROXIMATE)
                continue
            above, below = above + state.value * weight.value, below + weight.value
            vague = vague or weight.operator is not Operator.EQUAL
        if not below > 0:
            return None, Operator.EQUAL
        if vague:
            together = Operator.APPROXIMATE
        return above / below, together

    @staticmethod
    def extreme(rule: str, states: list[State]) -> tuple[Fraction, Operator]:
        if len(states) == 1 and states[0].value is not None:
            return states[0].value, states[0].operator
        values = [state.value for state in states if state.value is not None]
        best = max(values) if rule == "max" else min(values)
        holders = [state.operator for state in states if state.value == best]
        anyone = [state.operator for state in states]
        if rule == "max":
            above, below = any(o.may_be_above for o in anyone), all(o.may_be_below for o in holders)
        else:
            above, below = all(o.may_be_above for o in holders), any(o.may_be_below for o in anyone)
        return best, from_directions(above=above, below=below)

    # Time

    def ledger_periods(self, code: str, out: Period) -> list[Period]:
        scheme = self.world.definition(code, out.end).scheme
        return [out] if out.scheme == scheme else list(out.children(find_scheme(scheme).frequency.code))

    def slots(self, reference: Reference, out: Period) -> tuple[list[Period], TimeRule, bool]:
        shifted = out
        for _ in range(reference.years_back):
            shifted = shifted.same_period_last_year()
        shifted = shifted.shifted(-reference.periods_back)
        asked = shifted.year_to_date() if reference.year_to_date else (shifted,)
        parts = [part for one in asked for part in self.ledger_periods(reference.code, one)]
        rule = self.world.definition(reference.code, parts[-1].end).time_rule
        fits = len(parts) == 1 or rule not in (TimeRule.NONE, TimeRule.RATIO_OF_SUMS)
        return (parts[-1:] if rule is TimeRule.LAST or not fits else parts), rule, fits

    def leaf(self, reference: Reference, target: int, out: Period) -> Told:
        """The value of a reference for a target."""
        parts, rule, fits = self.slots(reference, out)
        told = [self.of_period(reference.code, target, part, reference.dims) for part in parts]
        marks = {mark for one in told for mark in one.marks}
        if not fits:
            return Told(None, Operator.EQUAL, None, frozenset({Mark.NOT_AGGREGATED}))
        blocking = marks & {Mark.NOT_RESTATABLE, Mark.NOT_AGGREGATED}
        valued = [one for one in told if one.value is not None]
        if blocking or not valued:
            return Told(None, Operator.EQUAL, None, frozenset(blocking))
        values = [one.value for one in valued if one.value is not None]
        status = Status.PROVISIONAL if any(one.status is Status.PROVISIONAL for one in valued) else Status.OFFICIAL
        if len(valued) == 1:
            return Told(values[0], valued[0].operator, status, frozenset(marks))
        if rule in (TimeRule.MIN, TimeRule.MAX):
            states = [State(one.value, one.operator, Missing.NONE, status) for one in valued]
            value, operator = self.extreme(rule.value, states)
            return Told(value, operator, status, frozenset(marks))
        total = sum(values, ZERO)
        value = total / len(values) if rule is TimeRule.MEAN else total
        return Told(value, combine_operators(one.operator for one in valued), status, frozenset(marks))

    # Who answered

    def counts(self, reference: Reference, target: int, out: Period) -> tuple[int, int, Missing]:
        """Expected, received, and the reason when there is no value."""
        parts, _, _ = self.slots(reference, out)
        code = reference.code
        complete: dict[int, bool] = {}
        spoke = False
        reasons: set[Missing] = set()
        for part in parts:
            for way in self.bases(code, target, part):
                owes, overdue = self.owes(code, way.unit, part)
                said = self.answered(code, way.unit, part)
                if not owes and not said:
                    continue
                own = self.said(code, way.unit, part).get((reference.dims, ""))
                valued = self.value_of(code, way.unit, part, reference.dims)
                spoke |= own is not None and own.missing is Missing.NOT_APPLICABLE
                spoke |= valued is not None and valued.value is not None
                complete[way.unit] = complete.get(way.unit, True) and said
                reasons |= {Missing.NOT_APPLICABLE} if said else {self.reason(code, way.unit, part, overdue)}
        for one in (Missing.NOT_REPORTED, Missing.NOT_DUE, Missing.REFUSED):
            if one in reasons:
                return len(complete), sum(complete.values()), one
        silent = Missing.NOT_APPLICABLE if spoke else Missing.NOT_REPORTED
        return len(complete), sum(complete.values()), silent

    def owes(self, code: str, unit: int, period: Period) -> tuple[bool, bool]:
        indicator_id = self.world.definitions[code][0].indicator_id
        assigned = self.world.owed.get((indicator_id, self.world.period_ids.get(period.code, 0)))
        is_over = period.end < self.today
        if assigned is None or self.scenario != 0:
            return True, is_over
        due = assigned.get(unit)
        return unit in assigned, is_over if due is None else due <= self.now

    def reason(self, code: str, unit: int, period: Period, overdue: bool) -> Missing:
        codes = {state.missing for (_, line), state in self.said(code, unit, period).items() if not line}
        if Missing.REFUSED in codes:
            return Missing.REFUSED
        return Missing.NOT_REPORTED if overdue or Missing.NOT_REPORTED in codes else Missing.NOT_DUE


def evaluated(slow: Recomputation, formula: Node, target: int, out: Period) -> Told:
    """A computed indicator by the kernel's evaluator over slow leaves."""
    references: Iterable[Reference] = formulas.references(formula)
    told = {one: slow.leaf(one, target, out) for one in references}
    marks = frozenset(mark for one in told.values() for mark in one.marks)
    if any(one.value is None for one in told.values()):
        return Told(None, Operator.EQUAL, None, marks)
    answer = formulas.evaluate(formula, lambda one: Known.of(told[one].value or ZERO, told[one].operator))
    if not isinstance(answer, Known):
        return Told(None, Operator.EQUAL, None, marks)
    status = min(one.status for one in told.values() if one.status is not None)
    return Told(answer.value, answer.operator, Status(status), marks)


def row_of(row: FigureRow) -> tuple[Any, ...]:
    """What a row says, as the slow way says it."""
    value = None if row.numerator is None or row.denominator is None else Fraction(row.numerator, row.denominator)
    marks = row.marks - {Mark.STRADDLES, Mark.BREAK}
    return value, row.operator, row.missing, row.status, row.expected, row.received, marks
