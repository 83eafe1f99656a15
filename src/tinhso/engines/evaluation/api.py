"""The public verbs of evaluation: plans and targets, judged; opinions beside the figures; instructions followed."""

from tinhso.engines.evaluation.logic.instructions.following import follow_instruction, list_instructions
from tinhso.engines.evaluation.logic.instructions.giving import (
    NewInstruction,
    agencies_of,
    give_instruction,
    report_progress,
)
from tinhso.engines.evaluation.logic.instructions.letter import instruction_letter
from tinhso.engines.evaluation.logic.packages.key_page import target_keys_page
from tinhso.engines.evaluation.logic.plans.gap import GapUnit
from tinhso.engines.evaluation.logic.plans.loading import load_plans
from tinhso.engines.evaluation.logic.plans.moments import Moment, read_moment
from tinhso.engines.evaluation.logic.plans.opinions import give_opinion, states_offered, withdraw_opinion
from tinhso.engines.evaluation.logic.plans.pages import (
    PathRow,
    PlanPage,
    StateChange,
    TargetPage,
    compute_plan,
    compute_target,
    list_plans,
    plan_csv,
    target_csv,
)
from tinhso.engines.evaluation.logic.plans.standing import TargetStanding

__all__ = [
    "GapUnit",
    "Moment",
    "NewInstruction",
    "PathRow",
    "PlanPage",
    "StateChange",
    "TargetPage",
    "TargetStanding",
    "agencies_of",
    "compute_plan",
    "compute_target",
    "follow_instruction",
    "give_instruction",
    "give_opinion",
    "instruction_letter",
    "list_instructions",
    "list_plans",
    "load_plans",
    "plan_csv",
    "read_moment",
    "report_progress",
    "states_offered",
    "target_csv",
    "target_keys_page",
    "withdraw_opinion",
]
