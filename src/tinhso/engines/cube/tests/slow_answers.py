"""Answers to questions the slow way, key by key: what is asked of the recomputation, and the row it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tinhso.engines.cube.contracts import AS_REPORTED, CURRENT, Dims, FigureQuery, Mark, Time
from tinhso.engines.cube.tests.known_states import Fold, KnownStates, States
from tinhso.engines.cube.tests.province import FORMULAS, Province
from tinhso.engines.cube.tests.recomputation import Recomputation, Told, World, evaluated
from tinhso.engines.indicators.contracts import Missing
from tinhso.engines.trust import api as trust
from tinhso.kernel import formulas
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.formulas import Code, Operation, Reference
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator

Row = tuple[Any, ...]


@dataclass
class SlowWay:
    """Answers while nothing is written: what one answer reads of a checkpoint serves the others."""

    province: Province
    ledger: KnownStates
    _folds: dict[int | None, Fold] = field(default_factory=dict)
    _worlds: dict[int | None, World] = field(default_factory=dict)
    _states: dict[Any, States] = field(default_factory=dict)

    def answer(
        self, question: FigureQuery, known: trust.CheckpointView | None
    ) -> dict[tuple[str, int, Period, str], Row]:
        """Answer a question: a row for every indicator, unit, period and combination of dimensions."""
        slow, size = self.recomputation(question, known), known and known.tree_size
        found = {}
        for code in question.indicators:
            slow.inputs = inputs_of(code)
            for out in question.periods:
                for dims in self._combinations(slow, question, size, code, out):
                    for target in slow.targets(references_of(code, question.time, dims), out):
                        row = slow_row(slow, code, target, out, question.time, dims)
                        if row[4] or row[0] is not None:
                            found[code, target, out, dims] = row
        return found

    def recomputation(self, question: FigureQuery, known: trust.CheckpointView | None) -> Recomputation:
        """Everything that a checkpoint (or, without one, everybody) knows, as a question wants to see it."""
        size, now = (known.tree_size, known.sealed_at) if known else (None, trust.now())
        return Recomputation(
            self._world(size), self._known_states(size, question), now, in_vietnam(now).date(), question.level,
            restated_to(question, in_vietnam(now).date()), question.scenario, question.status, question.same_units_as,
            by_combination=question.dims is Dims.ALL,
        )  # fmt: skip

    def _world(self, size: int | None) -> World:
        if size not in self._worlds:
            self._worlds[size] = self.province.as_known(size).world()
        return self._worlds[size]

    def _fold(self, size: int | None) -> Fold:
        if size not in self._folds:
            self._folds[size] = self.ledger.known(size)
        return self._folds[size]

    def _known_states(self, size: int | None, question: FigureQuery) -> States:
        asked = size, question.scenario, question.status
        if asked not in self._states:
            self._states[asked] = self._fold(size).states(question.scenario, question.status)
        return self._states[asked]

    def _combinations(
        self, slow: Recomputation, question: FigureQuery, size: int | None, code: str, out: Period
    ) -> list[str]:
        """The combinations that rows are made for: those that figures which count ever had, or else the total."""
        if question.dims is Dims.TOTAL:
            return [""]
        lines_count = question.same_units_as is None
        named = self._fold(size).combinations(question.scenario, question.status, lines=lines_count)
        [reference] = references_of(code, question.time)
        indicator_id, found = slow.world.definitions[code][0].indicator_id, set[str]()
        for part in slow.slots(reference, out)[0]:
            period_id = slow.world.period_ids.get(part.code, 0)
            for target in slow.targets([reference], out):
                for way in (way for way in slow.ways(code, target, part) if slow.is_kept(code, way.unit)):
                    found |= named.get((indicator_id, period_id, way.unit), frozenset())
        return sorted(found) or [""]


def restated_to(question: FigureQuery, today: date) -> date | None:
    """The day to whose units a question carries figures, None as reported."""
    if isinstance(question.structure, date):
        return question.structure
    assert question.structure in (AS_REPORTED, CURRENT)
    return today if question.structure == CURRENT else None


def inputs_of(code: str) -> tuple[str, ...]:
    """The stored indicators of the period itself that a code needs."""
    if code not in FORMULAS:
        return (code,)
    here = [one.code for one in formulas.references(flat(code)) if not one.periods_back and not one.years_back]
    return tuple(dict.fromkeys(here))


def flat(code: str) -> formulas.Node:
    """A formula with the one nested formula written out."""

    def replaced(node: formulas.Node) -> formulas.Node:
        if isinstance(node, Code) and node.code in FORMULAS:
            return flat(node.code)
        if isinstance(node, Operation):
            return Operation(node.op, tuple(replaced(argument) for argument in node.args))
        return node

    return replaced(formulas.parse_formula(FORMULAS[code]))


def shifted(node: formulas.Node, time: Time) -> formulas.Node:
    """A formula of a whole year to date, or of a year before: that of its inputs."""
    if time is Time.PERIOD:
        return node
    if isinstance(node, Operation) and not node.kind.serves_as(formulas.Kind.SERIES):
        return Operation(node.op, tuple(shifted(argument, time) for argument in node.args))
    if not node.kind.serves_as(formulas.Kind.SERIES):
        return node
    if time is Time.SAME_PERIOD_LAST_YEAR:
        return Operation(formulas.Op.SAME_PERIOD_LAST_YEAR, (node,))
    return _to_date(node)


def _to_date(node: formulas.Node) -> formulas.Node:
    if isinstance(node, Code):
        return Operation(formulas.Op.YEAR_TO_DATE, (node,))
    assert isinstance(node, Operation)
    return node if node.op is formulas.Op.YEAR_TO_DATE else Operation(node.op, (_to_date(node.args[0]),))


def references_of(code: str, time: Time, dims: str = "") -> tuple[Reference, ...]:
    """What is asked of the ledger for an indicator."""
    if code in FORMULAS:
        return tuple(formulas.references(shifted(flat(code), time)))
    years_back = int(time is Time.SAME_PERIOD_LAST_YEAR)
    where = tuple((dimension, item) for dimension, _, item in (pair.partition("=") for pair in dims.split(";") if dims))
    return (Reference(code, where, year_to_date=time is Time.YEAR_TO_DATE, years_back=years_back),)


def slow_row(slow: Recomputation, code: str, target: int, out: Period, time: Time, dims: str) -> Row:
    """One row the slow way, as `row_of` writes it."""
    references = references_of(code, time, dims)
    if code not in FORMULAS:
        told = slow.leaf(references[0], target, out)
    else:
        told = evaluated(slow, shifted(flat(code), time), target, out)
    here = [one for one in references if not one.periods_back and not one.years_back] or list(references)
    counts = [slow.counts(one, target, out) for one in here]
    expected, received, _ = counts[0]
    for other, given, _ in counts[1:]:
        if given * expected < received * other:
            expected, received = other, given
    missing = Missing.NONE if told.value is not None else _reason(slow, code, references, target, out, told)
    operator = told.operator if told.value is not None else Operator.EQUAL
    return (
        told.value,
        operator,
        missing,
        told.status if told.value is not None else None,
        expected,
        received,
        told.marks,
    )


def _reason(
    slow: Recomputation, code: str, references: tuple[Reference, ...], target: int, out: Period, told: Told
) -> Missing:
    reasons = set()
    for one in references:
        leaf = slow.leaf(one, target, out)
        if leaf.value is not None:
            continue
        blocked = leaf.marks & {Mark.NOT_AGGREGATED, Mark.NOT_RESTATABLE}
        expected, _received, why = slow.counts(one, target, out)
        reasons.add(Missing.NOT_APPLICABLE if blocked or not expected else why)
    for one in (Missing.NOT_REPORTED, Missing.NOT_DUE, Missing.REFUSED):
        if one in reasons:
            return one
    return Missing.NOT_APPLICABLE
