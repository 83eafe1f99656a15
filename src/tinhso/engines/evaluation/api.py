"""The public verbs of evaluation: plans and targets, judged; opinions beside the figures."""

from tinhso.engines.evaluation.logic.packages.key_page import target_keys_page
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
    "Moment",
    "PathRow",
    "PlanPage",
    "StateChange",
    "TargetPage",
    "TargetStanding",
    "compute_plan",
    "compute_target",
    "give_opinion",
    "list_plans",
    "load_plans",
    "plan_csv",
    "read_moment",
    "states_offered",
    "target_csv",
    "target_keys_page",
    "withdraw_opinion",
]
