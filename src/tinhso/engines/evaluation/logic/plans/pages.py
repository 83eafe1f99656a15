"""What the page of a plan and the page of a target show: sentence, bar, lines, chart, history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tinhso.engines.evaluation.contracts import PlanDefinition, StateGroup, TargetState
from tinhso.engines.evaluation.logic.plans.chronicle import Told, read_chronicle
from tinhso.engines.evaluation.logic.plans.finding import FoundPlan, find_plan, visible_plans
from tinhso.engines.evaluation.logic.plans.gap import GapUnit, gap_csv, units_of_gap
from tinhso.engines.evaluation.logic.plans.moments import Moment
from tinhso.engines.evaluation.logic.plans.shared_gap import SharedGap, shared_gap, shared_gap_csv
from tinhso.engines.evaluation.logic.plans.standing import TargetStanding, judged_by_period, stand_plan, stand_target
from tinhso.engines.evaluation.logic.targets.measuring import measure
from tinhso.engines.evaluation.logic.targets.paths import required_on, seasonal_shares
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import plain_text, round_half_up

_MOST_PRESSING = (StateGroup.HARD, StateGroup.IN_PROGRESS, StateGroup.UNKNOWN, StateGroup.DONE)
_PRESSING_STATE = tuple(TargetState)[::-1]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan judged on a day."""

    plan: PlanDefinition
    unit: UnitView
    moment: Moment
    targets: tuple[TargetStanding, ...] = field(repr=False)
    may_judge: bool = False

    @property
    def has_ended(self) -> bool:
        return self.moment.on >= self.plan.ends_on

    @property
    def counts(self) -> Mapping[StateGroup, int]:
        """How many targets each part of the bar has; their sum is the number of targets."""
        counted = Counter(one.group for one in self.targets)
        return {group: counted[group] for group in StateGroup}

    def of_group(self, group: StateGroup | None) -> list[TargetStanding]:
        """Targets of one part of the bar, or all with the most pressing first."""
        if group is not None:
            return [one for one in self.targets if one.group is group]
        return sorted(self.targets, key=lambda one: _MOST_PRESSING.index(one.group))


@dataclass(frozen=True, slots=True)
class PathRow:
    """One period on the way of a target."""

    period: Period
    value: Decimal | None
    required: Decimal | None
    expected: Decimal | None


@dataclass(frozen=True, slots=True)
class StateChange:
    """A target began to stand otherwise at the end of a period."""

    period: Period
    state: TargetState
    reason: str


@dataclass(frozen=True, slots=True)
class TargetPage:
    """One target with its way there, its states so far, and `told`: what was kept of it and what people said.

    Attributes:
        gap: the units below the target of a ratio; `shared_gap`: what a sum misses, with the part of every unit.
    """

    plan: PlanDefinition
    unit: UnitView
    standing: TargetStanding
    rows: tuple[PathRow, ...]
    changes: tuple[StateChange, ...]
    gap: tuple[GapUnit, ...]
    shared_gap: SharedGap | None
    told: tuple[Told, ...]
    may_judge: bool
    may_instruct: bool


def list_plans(rights: Rights, moment: Moment) -> list[PlanPage]:
    """Judge every plan that somebody may see."""
    return [_plan_page(found, moment, rights) for found in visible_plans(rights, moment.on)]


def compute_plan(code: str, moment: Moment, rights: Rights) -> PlanPage:
    """Judge a plan on a day. Raises UnknownPlan (EVA-002)."""
    return _plan_page(find_plan(code, moment, rights), moment, rights)


def _plan_page(found: FoundPlan, moment: Moment, rights: Rights) -> PlanPage:
    may_judge = moment.as_of is None and rights.may(Action.JUDGE_TARGETS, found.unit.id)
    return PlanPage(found.plan, found.unit, moment, tuple(stand_plan(found, moment, rights)), may_judge)


def compute_target(plan: str, code: str, moment: Moment, rights: Rights, language: str) -> TargetPage:
    """Judge a target on a day and at the end of every period before it. Raises EVA-002, EVA-003."""
    found = find_plan(plan, moment, rights)
    standing = stand_target(found, found.target(code), moment, rights)
    is_running = moment.as_of is None and moment.on < found.plan.ends_on
    return TargetPage(
        plan=found.plan,
        unit=found.unit,
        standing=standing,
        rows=tuple(path_rows(standing)),
        gap=units_of_gap(found, standing, rights),
        shared_gap=shared_gap(found, standing, rights),
        changes=tuple(_changes(found, standing, language)),
        told=tuple(read_chronicle(found.id, code, standing.opinions, moment.tree_size)),
        may_judge=moment.as_of is None and rights.may(Action.JUDGE_TARGETS, found.unit.id),
        may_instruct=is_running and rights.may(Action.INSTRUCT, found.unit.id),
    )


def path_rows(standing: TargetStanding) -> list[PathRow]:
    """The way of a target: every period from its start to its date with its value and what the path asks for."""
    spec, judged = standing.spec, standing.judged
    values = dict(measure(spec, standing.figures, standing.moment.on).points)
    like = judged.period or next(iter(standing.figures), None)
    if like is None:
        return []
    period = like
    while period.previous().end >= spec.starts_on:
        period = period.previous()
    rows = []
    shares = seasonal_shares(spec, standing.figures)
    while period.end <= spec.due_on or period in values:
        required = required_on(spec, period.end, shares)
        rows.append(PathRow(period, values.get(period), required, _expected(standing, period, values)))
        period = period.next()
    return rows


def _expected(standing: TargetStanding, period: Period, values: Mapping[Period, Decimal]) -> Decimal | None:
    """The straight way to what is expected at the date, from the last figure or from the last one before Tết."""
    judged = standing.judged
    start = judged.looked_from or judged.period
    if judged.forecast is None or start is None or start not in values or period < start:
        return None
    steps, at = 0, start
    while at < period:
        at, steps = at.next(), steps + 1
    if steps > judged.forecast.horizon:
        return None
    return values[start] + (judged.forecast.value - values[start]) * steps / judged.forecast.horizon


def _changes(found: FoundPlan, standing: TargetStanding, language: str) -> list[StateChange]:
    """States at the end of each period by the figures as they are known now, where they changed."""
    changes: list[StateChange] = []
    for period, judged in judged_by_period(found, standing):
        if not changes or changes[-1].state is not judged.state:
            shown = replace(standing, judged=judged, opinions=())
            changes.append(StateChange(period, judged.state, shown.reason(language)))
    return changes


def plan_csv(page: PlanPage, language: str) -> bytes:
    """The targets of a plan with their states, as CSV."""
    rows = [
        [
            one.spec.number, one.spec.code, one.spec.indicator, one.name(language), one.spec.due_on.isoformat(),
            _exact(one.judged.value, one), one.judged.period.code if one.judged.period else "",
            plain_text(one.spec.low) if one.spec.low is not None else "",
            plain_text(one.spec.high) if one.spec.high is not None else "",
            _exact(one.judged.required, one),
            _exact(one.judged.forecast.value if one.judged.forecast else None, one),
            str(one.judged.state), str(one.state), one.reason(language),
        ]
        for one in page.targets
    ]  # fmt: skip
    head = ["number", "target", "indicator", "name", "due_on", "value", "period", "low", "high", "required",
            "expected", "computed_state", "state", "reason"]  # fmt: skip
    return csv_text([head, *rows]).encode()


def target_csv(page: TargetPage) -> bytes:
    """The way of a target, as CSV."""
    one = page.standing
    rows = [
        [row.period.code, _exact(row.value, one), _exact(row.required, one), _exact(row.expected, one)]
        for row in page.rows
    ]
    return csv_text([["period", "value", "required", "expected"], *rows]).encode()


def _exact(value: Decimal | None, standing: TargetStanding) -> str:
    return "" if value is None else plain_text(round_half_up(value, standing.definition.decimals))


def target_gap_csv(page: TargetPage) -> bytes:
    """The units that make the gap of a target, as CSV: of a sum every one with its part, of a ratio those below it."""
    if page.shared_gap is not None:
        return shared_gap_csv(page.shared_gap)
    return gap_csv(page.gap, page.standing.definition.decimals)
