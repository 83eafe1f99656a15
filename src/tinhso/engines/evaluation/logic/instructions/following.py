"""How instructions stand: by the figure of the target, whatever anyone has reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from tinhso.engines.evaluation.contracts import (
    Direction,
    InstructionState,
    InstructionView,
    ProgressReport,
    TargetSpec,
    Text,
)
from tinhso.engines.evaluation.logic.instructions.giving import seen_instruction
from tinhso.engines.evaluation.logic.plans.figures import NO_SERIES, Series, figures_of
from tinhso.engines.evaluation.logic.plans.finding import FoundPlan, visible_plans
from tinhso.engines.evaluation.logic.plans.moments import Moment, read_moment
from tinhso.engines.evaluation.logic.plans.standing import wording_of
from tinhso.engines.evaluation.logic.targets.measuring import is_reached, measure
from tinhso.engines.evaluation.logic.targets.reasons import bound_words
from tinhso.engines.evaluation.models import Instruction
from tinhso.engines.evaluation.queries import instructions_of
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import from_scaled


def list_instructions(rights: Rights, plan: str = "", target: str = "") -> list[InstructionView]:
    """Every instruction about plans that somebody may see, the last due first."""
    moment = read_moment("")
    found = {one.id: one for one in visible_plans(rights, moment.on) if plan in ("", one.plan.code)}
    rows = instructions_of(list(found), target)
    return _followed(rows, found, moment, rights) if rows else []


def follow_instruction(number: int, rights: Rights) -> InstructionView:
    """One instruction. Raises UnknownInstruction (EVA-008)."""
    row = seen_instruction(number, rights)
    return next(one for one in list_instructions(rights, row.plan.code, row.target_code) if one.id == number)


def _followed(
    rows: Sequence[Instruction], plans: dict[int, FoundPlan], moment: Moment, rights: Rights
) -> list[InstructionView]:
    asked: dict[int, dict[str, TargetSpec]] = defaultdict(dict)
    for row in rows:
        asked[row.plan_id][row.target_code] = plans[row.plan_id].target(row.target_code)
    series = {key: figures_of(plans[key], specs.values(), moment, rights) for key, specs in asked.items()}
    events = [row.event_id for row in rows] + [one.event_id for row in rows for one in row.reports.all()]
    texts = {event: said.get("reason", "") for event, said in trust.texts_of(events, ["reason"]).items()}
    return [
        _view(row, plans[row.plan_id], asked[row.plan_id][row.target_code], series[row.plan_id], texts, moment)
        for row in rows
    ]


def _view(
    row: Instruction,
    found: FoundPlan,
    spec: TargetSpec,
    series: dict[str, Series],
    texts: dict[int, str],
    moment: Moment,
) -> InstructionView:
    definition = found.definitions[spec.indicator]
    wording, wanted = wording_of(definition), from_scaled(row.wanted, row.decimals)
    asked = _as_asked(spec, row)
    points = measure(spec, series.get(spec.indicator, NO_SERIES).figures, min(moment.on, row.due_on)).points
    period, value = points[-1] if points else (None, None)
    reached = value is not None and is_reached(asked, value)
    overdue = moment.on >= row.due_on
    units = {one.unit_id: one.leads for one in row.units.all()}
    return InstructionView(
        id=row.pk,
        plan=found.plan.code,
        target=spec.code,
        target_name=Text(spec.name.vi or definition.name("vi"), spec.name.en or definition.name("en")),
        text=texts.get(row.event_id, ""),
        title=row.title,
        wanted=wanted,
        wanted_words=Text(bound_words(asked, wording, "vi"), bound_words(asked, wording, "en")),
        due_on=row.due_on,
        given_on=row.given_on,
        lead=next(unit for unit, leads in units.items() if leads),
        others=tuple(unit for unit, leads in units.items() if not leads),
        state=InstructionState.FULFILLED
        if reached
        else InstructionState.NOT_FULFILLED
        if overdue
        else InstructionState.RUNNING,
        value=value,
        value_words=Text("", "") if value is None else Text(wording.value(value, "vi"), wording.value(value, "en")),
        period=period,
        reports=tuple(
            ProgressReport(one.says_done, texts.get(one.event_id, ""), one.title, one.event.at)
            for one in sorted(row.reports.all(), key=lambda report: report.pk)
        ),
    )


def _as_asked(spec: TargetSpec, row: Instruction) -> TargetSpec:
    """The target with the value that was asked for; of a range both bounds stay."""
    wanted = from_scaled(row.wanted, row.decimals)
    if spec.direction is Direction.DOWN:
        return replace(spec, high=wanted)
    return spec if spec.direction is Direction.RANGE else replace(spec, low=wanted)
