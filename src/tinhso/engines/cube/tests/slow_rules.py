"""Conditions over all units of a level the slow way: every figure by the slow recomputation, every unit by itself.

The kernel decides each condition with exact fractions; the cube writes it as one statement for all units at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from tinhso.engines.cube.contracts import THIS, Dims, FigureQuery, RuleCheck, RuleQuestion, Time
from tinhso.engines.cube.tests.province import FORMULAS
from tinhso.engines.cube.tests.recomputation import Recomputation
from tinhso.engines.cube.tests.slow_answers import SlowWay, flat, references_of, slow_row
from tinhso.engines.indicators.contracts import Missing as Reason
from tinhso.engines.trust import api as trust
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Known, Missing, Reference, shifted_period
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import combine_operators

Said = Known | Missing
Row = tuple[str, int, str]
"""Condition, unit, and the indicator that `this` stands for."""
NOT_REPORTED, NOT_APPLICABLE = Reason.NOT_REPORTED.code, Reason.NOT_APPLICABLE.code
PRESSING = [NOT_REPORTED, Reason.NOT_DUE.code, Reason.REFUSED.code, NOT_APPLICABLE]
RANKS = {"province": 1, "district": 2, "commune": 3, "agency": 4}


@dataclass(frozen=True)
class Decision:
    """What a condition comes to for one unit: whether it holds, why not decided, and the figures that it asks for."""

    holds: bool | None
    reasons: tuple[str, ...]
    figures: dict[Reference, Said]


class SlowRules:
    """Decides the conditions of one question, unit by unit."""

    def __init__(self, slow: SlowWay, question: RuleQuestion, known: trust.CheckpointView | None) -> None:
        self.slow, self.question, self.known = slow, question, known
        self._at: dict[str, Recomputation] = {}

    def decide(self) -> dict[Row, Decision]:
        """Decide every condition for every unit that reports what it is about and has something to say of any."""
        spoke = {unit for unit in self.units(additive=None) if self.speaks(unit)}
        return {
            (check.key, unit, code): self.decided(check, unit, code)
            for check in self.question.checks
            for code in check.over or ("",)
            for unit in self.units(self.adds_up(check, code)) & spoke
        }

    def decided(self, check: RuleCheck, unit: int, code: str) -> Decision:
        asked = {one: about(one, code) for one in formulas.references(check.condition)}
        figures = {named: self.said(named, unit) for named in asked.values()}
        answer = formulas.evaluate_rule(check.condition, lambda one: figures[asked[one]])
        if isinstance(answer, bool):
            return Decision(answer, (), figures)
        gaps = [one.causes[0].reason for one in figures.values() if isinstance(one, Missing)]
        return Decision(None, tuple(dict.fromkeys(gaps)) or ("undecided",), figures)

    # Units

    def at(self, level: str) -> Recomputation:
        """The recomputation of a level, as reported."""
        if level not in self._at:
            plain = FigureQuery((), (), level, self.question.rights, dims=Dims.TOTAL)
            self._at[level] = self.slow.recomputation(plain, self.known)
        return self._at[level]

    def units(self, additive: bool | None) -> set[int]:
        """The units of the level that report the period: figures that add up, others, or (None) either."""
        world, period = self.at(self.question.level).world, self.question.period
        ways = (True, False) if additive is None else (additive,)
        there = {unit for one in ways for unit in world.valid(period, one)}
        return {unit for unit in there if world.levels[unit] == self.question.level}

    def adds_up(self, check: RuleCheck, code: str) -> bool:
        """Whether every figure of a condition adds up: old and new units may then report the same month."""
        world = self.at(self.question.level).world
        asked = [about(one, code).code for one in formulas.references(check.condition)]
        return all(one not in FORMULAS and world.is_additive(one, self.question.period.end) for one in asked)

    def speaks(self, unit: int) -> bool:
        """Whether there is a row of the unit for anything that is asked of the level itself."""
        asked = {
            about(one, code)
            for check in self.question.checks
            for code in check.over or ("",)
            for one in formulas.references(check.condition)
        }
        return any(
            self.row(self.question.level, one, unit, period) is not None
            for one in asked
            if not one.of_children and not self.is_collected_above(one)
            for period in self.periods(one)
        )

    def is_collected_above(self, one: Reference) -> bool:
        """Whether an indicator is reported by units above those that the conditions are asked of."""
        collected = self.at(self.question.level).world.definition(one.code, self.question.period.end).collected_level
        return RANKS[collected] < RANKS[self.question.level]

    # Figures

    def periods(self, one: Reference) -> Iterator[Period]:
        period = shifted_period(self.question.period, replace(one, looking_back="", length=0))
        assert period is not None
        if one.looking_back:
            yield from (period.shifted(-back) for back in range(1, one.length + 1))
        else:
            yield period

    def said(self, one: Reference, unit: int) -> Said:
        """What a reference comes to for a unit of the level."""
        if self.is_collected_above(one):
            return Missing.because("collected_above", one)
        past = [self.figure(replace(one, looking_back="", length=0), unit, period) for period in self.periods(one)]
        return formulas.look_back(one, past) if one.looking_back else past[0]

    def figure(self, one: Reference, unit: int, period: Period) -> Said:
        if one.of_children:
            return self.of_children(one, unit, period)
        return self.at_level(self.question.level, one, unit, period)

    def of_children(self, one: Reference, unit: int, period: Period) -> Said:
        """The figures of the units below, without lines of those between; with a gap there is no total."""
        if one.code in FORMULAS:
            inner = flat(one.code)
            answer = formulas.evaluate(inner, lambda ref: self.figure(replace(ref, of_children=True), unit, period))
            return Missing.because(answer.causes[0].reason, one) if isinstance(answer, Missing) else answer
        slow = self.at(self.question.level)
        definition = slow.world.definition(one.code, period.end)
        level, parts = definition.collected_level, list[Said]()
        parents = slow.world.parents(period, slow.world.is_additive(one.code, period.end))
        for below in sorted({*parents, *parents.values()}):
            reports = slow.world.levels[below] == level and unit in slow.world.above(below, parents)
            if reports and self.row(level, one, below, period) is not None:
                parts.append(self.at_level(level, one, below, period))
        known = [part for part in parts if isinstance(part, Known)]
        gaps = [part.causes[0].reason for part in parts if isinstance(part, Missing)]
        if not parts or level == self.question.level:
            return Missing.because("no_units_below", one)
        if gaps and (not known or set(gaps) != {NOT_APPLICABLE}):
            return Missing.because(min(gaps, key=PRESSING.index), one)
        return Known.of(sum((part.value for part in known), Fraction(0)), combine_operators(p.operator for p in known))

    def at_level(self, level: str, one: Reference, unit: int, period: Period) -> Said:
        """A figure of a unit; one that lacks an answer is no figure to decide by."""
        row = self.row(level, one, unit, period)
        if row is None:
            return Missing.because(NOT_REPORTED, one)
        value, operator, missing, _, expected, received, _ = row
        if value is None:
            return Missing.because(missing.code or NOT_REPORTED, one)
        return Missing.because(NOT_REPORTED, one) if received < expected else Known.of(value, operator)

    def row(self, level: str, one: Reference, unit: int, period: Period) -> tuple[Any, ...] | None:
        slow = self.at(level)
        slow.inputs = ()
        time = Time.YEAR_TO_DATE if one.year_to_date else Time.PERIOD
        if unit not in slow.targets(references_of(one.code, time, one.dims), period):
            return None
        row = slow_row(slow, one.code, unit, period, time, one.dims)
        return row if row[4] or row[0] is not None else None


def about(one: Reference, code: str) -> Reference:
    return replace(one, code=code) if one.code == THIS else one
