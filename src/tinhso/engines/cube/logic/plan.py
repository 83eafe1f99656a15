"""What a question comes down to: leaves (an indicator, a selection of dimensions, a shift in time) and their slots.

A **leaf** is a value that is asked of the ledger, for every period asked for; a computed indicator has one for each
reference of its formula. A **slot** is one ledger period of one leaf for one period asked for, with the rule by which
units make a larger one in it. All later steps speak of leaves and slots by number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from tinhso.engines.cube.contracts import (
    AS_REPORTED,
    Dims,
    EmptyQuery,
    FigureQuery,
    FinerThanCollected,
    MixedPeriodSchemes,
    Time,
    UnknownIndicator,
)
from tinhso.engines.cube.logic.moment import Moment, moment_of
from tinhso.engines.cube.logic.versions import Versions, formulas_at, read_versions
from tinhso.engines.cube.queries import known_period_ids
from tinhso.engines.indicators.contracts import DefinitionView, MergeRule, SpaceRule, TimeRule
from tinhso.engines.orgs.contracts import Action, Scope
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Code, Node, Operation, Reference
from tinhso.kernel.periods import IndivisiblePeriod, Period, PeriodError, convert_period, find_scheme
from tinhso.kernel.periods.families import SPAN


class Rule(StrEnum):
    """How figures of units make the figure of a unit that holds them."""

    SUM = "sum"
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    MIN = "min"
    MAX = "max"
    NONE = "none"  # it does not: no value above the collected level
    UNMERGEABLE = "unmergeable"  # several old units cannot make one new unit


_SPACE_RULES = {
    SpaceRule.SUM: Rule.SUM,
    SpaceRule.MEAN: Rule.MEAN,
    SpaceRule.WEIGHTED_MEAN: Rule.WEIGHTED_MEAN,
    SpaceRule.MIN: Rule.MIN,
    SpaceRule.MAX: Rule.MAX,
    # Of stored figures: only a formula can take the ratio of sums.
    SpaceRule.RATIO_OF_SUMS: Rule.NONE,
    SpaceRule.NONE: Rule.NONE,
}
_MERGE_RULES = {
    MergeRule.SUM: Rule.SUM,
    MergeRule.MEAN: Rule.MEAN,
    MergeRule.WEIGHTED_MEAN: Rule.WEIGHTED_MEAN,
    MergeRule.MIN: Rule.MIN,
    MergeRule.MAX: Rule.MAX,
    MergeRule.RATIO_OF_SUMS: Rule.UNMERGEABLE,
    MergeRule.NOT_MERGEABLE: Rule.UNMERGEABLE,
}


class Slot(NamedTuple):
    """One ledger period of a leaf. `period_id` is negative when no figure speaks of the period yet.

    A named tuple: a question over many indicators and periods makes thousands.
    """

    leaf_no: int
    out_no: int
    indicator_id: int
    period: Period
    period_id: int
    rule: Rule
    time_rule: TimeRule
    collected_level: str
    weight: str
    aggregable: bool
    additive: bool  # it adds up over days and units: two units may each report some days of the period


@dataclass(frozen=True, slots=True)
class Weight:
    """Which figure weighs another: that of `weight_id` for a period, which may only be near the figure's own."""

    indicator_id: int
    period_id: int
    weight_id: int
    weight_period: Period
    weight_period_id: int
    approximate: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value asked of the ledger. `dims` None asks for every combination that occurs, '' for the total."""

    no: int
    versions: Versions
    reference: Reference
    dims: str | None

    @property
    def scale(self) -> int:
        """Stored integers are the value times this."""
        return int(10**self.versions.decimals)


@dataclass(frozen=True)
class Root:
    """An indicator asked for: its leaf, and per formula the numbers of the leaves behind each reference."""

    versions: Versions
    leaf_no: int
    formulas: Mapping[int, Node]  # by out_no; periods in which the indicator has none are left out
    inputs: Mapping[Reference, int]
    audience: str

    def leaves(self, out_no: int) -> list[int]:
        """Return the numbers of the leaves behind its rows of one period asked for."""
        return list(self.inputs.values()) if out_no in self.formulas else [self.leaf_no]


@dataclass
class Plan:
    """Everything later steps need to know of a question."""

    question: FigureQuery
    moment: Moment
    scope: Scope
    outs: tuple[Period, ...]
    versions: Mapping[str, Versions]
    roots: list[Root] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    weights: list[Weight] = field(default_factory=list)
    _places: set[tuple[int, int]] | None = field(default=None, repr=False)
    _by_row: dict[tuple[int, int], list[Slot]] | None = field(default=None, repr=False)

    @property
    def restates(self) -> bool:
        return self.question.structure != AS_REPORTED

    def slots_of(self, leaf_no: int, out_no: int) -> list[Slot]:
        """Return the slots of a leaf for one period asked for, in order of time."""
        if self._by_row is None:
            self._by_row = defaultdict(list)
            for slot in self.slots:
                self._by_row[slot.leaf_no, slot.out_no].append(slot)
        return self._by_row.get((leaf_no, out_no), [])

    def ledger_places(self) -> set[tuple[int, int]]:
        """Return every (indicator id, period id) that must be read; periods nobody spoke of have negative ids."""
        if self._places is None:
            own = {(slot.indicator_id, slot.period_id) for slot in self.slots}
            self._places = own | {(weight.weight_id, weight.weight_period_id) for weight in self.weights}
        return self._places


def make_plan(question: FigureQuery) -> Plan:
    """Resolve a question; see `api.query` for what it refuses."""
    for part, named in (("indicator", question.indicators), ("period", question.periods)):
        if not named:
            raise EmptyQuery(part=part)
    outs = tuple(sorted(set(question.periods), key=lambda period: period.sort_key))
    for period in outs:
        if period.scheme != outs[0].scheme:
            raise MixedPeriodSchemes(
                indicator=question.indicators[0], scheme=outs[0].scheme, period=period.code, other=period.scheme
            )
    moment = moment_of(question.as_of)
    versions = read_versions(question.indicators, moment.tree_size)
    plan = Plan(question, moment, question.rights.scope(Action.SEE_FIGURES), outs, versions)
    builder = _Builder(plan)
    for code in sorted(set(question.indicators)):
        builder.add_root(code)
    _resolve_periods(plan)
    return plan


class _Builder:
    """Makes each leaf once, with its slots."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.known: dict[tuple[Reference, bool], int] = {}
        self.periods: dict[tuple[str, Reference], list[tuple[Period, ...]]] = {}

    def add_root(self, code: str) -> None:
        """Add an indicator that was asked for, or refuse it as unknown."""
        plan = self.plan
        versions = plan.versions.get(code)
        standing = [versions.on(out.end) for out in plan.outs] if versions else []
        rows = [row for row in standing if row is not None]
        if versions is None or not rows or not _visible(plan.scope, rows[-1].audience):
            raise UnknownIndicator(indicator=code, period=plan.outs[-1].code)
        time, where = plan.question.time, plan.question.where
        reference = Reference(
            code, where, year_to_date=time is Time.YEAR_TO_DATE, years_back=int(time is Time.SAME_PERIOD_LAST_YEAR)
        )
        leaf_no = self.leaf_of(reference, every_combination=plan.question.dims is Dims.ALL)
        trees: dict[int, Node] = {}
        for out_no, (out, row) in enumerate(zip(plan.outs, standing, strict=True)):
            if row is not None and row.formula is not None:
                trees[out_no] = expanded(Code(code), reference, formulas_at(plan.versions, out.end))
        asked = dict.fromkeys(one for tree in trees.values() for one in formulas.references(tree))
        inputs = {one: self.leaf_of(one) for one in asked}
        plan.roots.append(Root(versions, leaf_no, trees, inputs, rows[-1].audience))

    def leaf_of(self, reference: Reference, *, every_combination: bool = False) -> int:
        """Return the number of the leaf behind a reference, made when it is new."""
        plan = self.plan
        if (reference, every_combination) in self.known:
            return self.known[reference, every_combination]
        versions = plan.versions.get(reference.code)
        if versions is None:
            raise UnknownIndicator(indicator=reference.code, period=plan.outs[-1].code)
        leaf = Leaf(len(plan.leaves), versions, reference, None if every_combination else reference.dims)
        self.known[reference, every_combination] = leaf.no
        plan.leaves.append(leaf)
        for out_no, periods in enumerate(self.periods_of(leaf)):
            plan.slots += _slots(leaf, out_no, periods, plan)
        return leaf.no

    def periods_of(self, leaf: Leaf) -> list[tuple[Period, ...]]:
        """Return the ledger periods of a leaf for each period asked for.

        Those of one scheme and one shift are the same for all indicators.
        """
        schemes = {row.scheme for row in leaf.versions.rows}
        if len(schemes) > 1:
            return self._ledger_periods(leaf)
        key = schemes.pop(), replace(leaf.reference, code="", where=())
        if key not in self.periods:
            self.periods[key] = self._ledger_periods(leaf)
        return self.periods[key]

    def _ledger_periods(self, leaf: Leaf) -> list[tuple[Period, ...]]:
        return [ledger_periods(out, leaf.reference, leaf.versions) for out in self.plan.outs]


def expanded(node: Node, shift: Reference, trees: Mapping[str, Node]) -> Node:
    """Return a formula whose codes are all stored indicators, each shifted in time and selected as it is asked for.

    The ratio of a year to date is the ratio of years to date: a shift of a computed indicator is that of its inputs.
    """
    if isinstance(node, Operation) and not node.kind.serves_as(formulas.Kind.SERIES):
        return Operation(node.op, tuple(expanded(argument, shift, trees) for argument in node.args))
    if not node.kind.serves_as(formulas.Kind.SERIES):
        return node
    own = formulas.reference_of(node)
    joined = Reference(
        own.code,
        own.where or shift.where,
        own.year_to_date or shift.year_to_date,
        own.periods_back + shift.periods_back,
        own.years_back + shift.years_back,
    )
    # The asked indicator itself may be stored and computed; below it, whatever has a formula is computed.
    if own.code in trees:
        rest = {code: tree for code, tree in trees.items() if code != own.code}
        return expanded(trees[own.code], joined, rest)
    return _as_node(joined)


def _as_node(reference: Reference) -> Node:
    node: Node = Code(reference.code, reference.where)
    if reference.year_to_date:
        node = Operation(formulas.Op.YEAR_TO_DATE, (node,))
    for _ in range(reference.periods_back):
        node = Operation(formulas.Op.PREVIOUS_PERIOD, (node,))
    for _ in range(reference.years_back):
        node = Operation(formulas.Op.SAME_PERIOD_LAST_YEAR, (node,))
    return node


def ledger_periods(out: Period, reference: Reference, versions: Versions) -> tuple[Period, ...]:
    """Return the periods of an indicator's own scheme that make up a period asked for, in order of time.

    Raises:
        MixedPeriodSchemes (CUB-003), FinerThanCollected (CUB-004).
    """
    shifted = out
    for _ in range(reference.years_back):
        shifted = shifted.same_period_last_year()
    if reference.periods_back:
        shifted = shifted.shifted(-reference.periods_back)
    asked = shifted.year_to_date() if reference.year_to_date and not shifted.is_span else (shifted,)
    return tuple(part for period in asked for part in _in_scheme(period, versions))


def _in_scheme(period: Period, versions: Versions) -> tuple[Period, ...]:
    definition = versions.on(period.end) or versions.rows[0]
    scheme = definition.scheme
    if period.scheme == scheme:
        return (period,)
    if SPAN in (period.scheme, scheme) or find_scheme(scheme).family.code != period.family:
        raise MixedPeriodSchemes(indicator=versions.code, scheme=scheme, period=period.code, other=period.scheme)
    try:
        return period.children(find_scheme(scheme).frequency.code)
    except (IndivisiblePeriod, PeriodError) as problem:
        raise FinerThanCollected(indicator=versions.code, scheme=scheme, period=period.code) from problem


def _slots(leaf: Leaf, out_no: int, periods: tuple[Period, ...], plan: Plan) -> Iterable[Slot]:
    parts = [(part, row) for part in periods if (row := leaf.versions.on(part.end)) is not None]
    if not parts:
        return
    time_rule = parts[-1][1].time_rule
    fits = len(periods) == 1 or time_rule not in (TimeRule.NONE, TimeRule.RATIO_OF_SUMS)
    if time_rule is TimeRule.LAST or not fits:
        # Only the period's end speaks, also where the indicator did not exist then.
        parts = [one for one in parts if one[0] is periods[-1]]
    for part, definition in parts:
        rule = rule_of(definition, plan.question.level, restates=plan.restates)
        yield Slot(
            leaf_no=leaf.no,
            out_no=out_no,
            indicator_id=definition.indicator_id,
            period=part,
            period_id=0,
            rule=rule,
            time_rule=time_rule,
            collected_level=definition.collected_level,
            weight=definition.weight_indicator,
            aggregable=fits and rule is not Rule.NONE,
            additive=definition.is_additive,
        )


def rule_of(definition: DefinitionView, level: str, *, restates: bool) -> Rule:
    """Return the rule from the collected level to a level: at the collected level itself only a merger needs one."""
    if level != definition.collected_level:
        return _SPACE_RULES[definition.space_rule]
    return _MERGE_RULES[definition.merge_rule] if restates else Rule.SUM


def _resolve_periods(plan: Plan) -> None:
    """Find the ids of all ledger periods in one query, and which figures weigh others."""
    weighing = [
        (slot, plan.versions[slot.weight])
        for slot in plan.slots
        if slot.rule is Rule.WEIGHTED_MEAN and slot.weight in plan.versions
    ]
    near = {(slot.indicator_id, slot.period): (one.indicator_id, *_near(slot.period, one)) for slot, one in weighing}
    codes = sorted({slot.period.code for slot in plan.slots} | {period.code for _, period, _ in near.values()})
    known = known_period_ids(codes)
    # Nobody has spoken of the others: their own negative number finds no figure.
    ids = {code: known.get(code, -1 - place) for place, code in enumerate(codes)}
    plan.slots = [slot._replace(period_id=ids[slot.period.code]) for slot in plan.slots]
    plan.weights = [
        Weight(indicator_id, ids[period.code], weight_id, other, ids[other.code], not exact)
        for (indicator_id, period), (weight_id, other, exact) in near.items()
    ]


def _near(period: Period, weight: Versions) -> tuple[Period, bool]:
    """Return the weight's own period that shares most days with a period, and whether they are the same days."""
    scheme = (weight.on(period.end) or weight.rows[0]).scheme
    if scheme == period.scheme:
        return period, True
    try:
        conversion = convert_period(period, scheme, approximate=True)
    except PeriodError as problem:
        raise MixedPeriodSchemes(
            indicator=weight.code, scheme=scheme, period=period.code, other=period.scheme
        ) from problem
    return conversion.target, conversion.is_exact


def _visible(scope: Scope, audience: str) -> bool:
    return scope.reach(audience) != frozenset()
