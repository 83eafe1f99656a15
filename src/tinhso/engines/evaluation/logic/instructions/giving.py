"""“Giao nhiệm vụ”: a leader asks agencies to bring a target to a value by a day; agencies say what they have done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from tinhso.engines.evaluation.contracts import InstructionNotUsable, UnknownInstruction
from tinhso.engines.evaluation.logic.plans.finding import FoundPlan, find_plan, visible_plans
from tinhso.engines.evaluation.logic.plans.moments import read_moment
from tinhso.engines.evaluation.logic.plans.opinions import title_of
from tinhso.engines.evaluation.models import Instruction, InstructionReport, InstructionUnit, Plan
from tinhso.engines.evaluation.queries import instruction_row
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import to_scaled

GIVEN, REPORTED = "evaluation.instruction_given", "evaluation.instruction_reported"
LEAST_TEXT, LONGEST_TEXT = 10, 4000


@dataclass(frozen=True, slots=True)
class NewInstruction:
    """What is asked: the wording, who leads, who works with them, by when, to which value."""

    text: str
    lead: str
    others: Collection[str]
    due_on: date
    wanted: Decimal


def agencies_of(plan: str, rights: Rights) -> list[UnitView]:
    """The agencies that can be asked, in Vietnamese order. Raises UnknownPlan (EVA-002)."""
    return _agencies(find_plan(plan, read_moment(""), rights))


def _agencies(found: FoundPlan) -> list[UnitView]:
    return orgs.units_on("agency", read_moment("").on, within=found.unit.id)


def give_instruction(plan: str, target: str, asked: NewInstruction, *, rights: Rights) -> int:
    """Give an instruction about a target.

    Returns:
        Its number.

    Raises:
        UnknownPlan (EVA-002), UnknownTarget (EVA-003), NoRight, InstructionNotUsable (EVA-009)
    """
    moment = read_moment("")
    found = find_plan(plan, moment, rights)
    spec = found.target(target)
    rights.require(Action.INSTRUCT, found.unit.id)
    text = _text(asked.text)
    if asked.due_on < moment.on:
        raise _unusable("Hạn phải từ hôm nay trở đi.", "The deadline must not lie in the past.")
    units = {unit.code: unit for unit in _agencies(found)}
    others = [code for code in dict.fromkeys(asked.others) if code != asked.lead]
    for code in (asked.lead, *others):
        if code not in units:
            raise _unusable(f"Không có cơ quan “{code}” trong tỉnh.", f"There is no agency “{code}” in the province.")
    decimals = found.definitions[spec.indicator].decimals
    with transaction.atomic():
        event_id = trust.record(
            kind=GIVEN,
            subject=f"evaluation.target:{plan}.{target}",
            actor=rights.actor,
            reason=text,
            public={"plan": plan, "target": target, "lead": asked.lead, "due_on": asked.due_on.isoformat()},
        )
        row = Instruction.objects.create(
            plan=Plan.objects.get(code=plan),
            target_code=target,
            wanted=to_scaled(asked.wanted, decimals),
            decimals=decimals,
            due_on=asked.due_on,
            given_on=moment.on,
            title=title_of(rights),
            event_id=event_id,
        )
        InstructionUnit.objects.bulk_create(
            InstructionUnit(instruction=row, unit_id=units[code].id, leads=code == asked.lead, event_id=event_id)
            for code in (asked.lead, *others)
        )
    return row.pk


def report_progress(number: int, text: str, *, says_done: bool, rights: Rights) -> None:
    """Say what an agency has done. The figure goes on to decide.

    Raises:
        UnknownInstruction (EVA-008), NoRight, InstructionNotUsable (EVA-009)
    """
    row = seen_instruction(number, rights)
    lead = row.units.get(leads=True)
    if not rights.may(Action.DRAFT, lead.unit_id):
        rights.require(Action.APPROVE, lead.unit_id)
    text = _text(text)
    with transaction.atomic():
        event_id = trust.record(
            kind=REPORTED,
            subject=f"evaluation.instruction:{number}",
            actor=rights.actor,
            reason=text,
            public={"says_done": says_done},
        )
        InstructionReport.objects.create(
            instruction=row, says_done=says_done, title=title_of(rights), event_id=event_id
        )


def seen_instruction(number: int, rights: Rights) -> Instruction:
    """Return an instruction about a plan that somebody may see, or refuse (EVA-008)."""
    row = instruction_row(number)
    seen = {found.id for found in visible_plans(rights, read_moment("").on)}
    if row is None or row.plan_id not in seen:
        raise UnknownInstruction(number=number)
    return row


def _text(text: str) -> str:
    text = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if not LEAST_TEXT <= len(text) <= LONGEST_TEXT:
        raise _unusable(
            f"Nội dung cần từ {LEAST_TEXT} đến {LONGEST_TEXT} ký tự.",
            f"The text needs {LEAST_TEXT} to {LONGEST_TEXT} characters.",
        )
    return text


def _unusable(problem_vi: str, problem_en: str) -> InstructionNotUsable:
    return InstructionNotUsable(problem_vi=problem_vi, problem_en=problem_en)
