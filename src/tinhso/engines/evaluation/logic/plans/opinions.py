"""What a person says of a target beside the figures: given with a reason, taken back, both visible."""

from __future__ import annotations

from django.db import transaction

from tinhso.engines.evaluation.contracts import (
    AFTER_DATE,
    BEFORE_DATE,
    NothingToWithdraw,
    ReasonNeeded,
    TargetState,
    UnknownState,
)
from tinhso.engines.evaluation.logic.plans.finding import FoundPlan, find_plan
from tinhso.engines.evaluation.logic.plans.keeping import keep_changed
from tinhso.engines.evaluation.logic.plans.moments import read_moment
from tinhso.engines.evaluation.logic.plans.standing import TargetStanding, stand_target
from tinhso.engines.evaluation.models import TargetOpinion
from tinhso.engines.evaluation.queries import last_opinion, locked_plan
from tinhso.engines.orgs.api import User
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.trust import api as trust

LEAST_REASON = 10
GIVEN, WITHDRAWN = "evaluation.opinion_given", "evaluation.opinion_withdrawn"


def states_offered(on_or_after_date: bool) -> tuple[TargetState, ...]:
    """The states a person may say at the time: those before the date, or those after it, and the two outside time."""
    return (*(AFTER_DATE if on_or_after_date else BEFORE_DATE), TargetState.NO_DATA, TargetState.NOT_APPLICABLE)


def give_opinion(plan: str, target: str, state: str, *, rights: Rights, reason: str) -> int:
    """Say that a target stands otherwise than computed; both stay visible.

    Returns:
        The event.

    Raises:
        UnknownPlan (EVA-002), UnknownTarget (EVA-003), NoRight, ReasonNeeded (EVA-004), UnknownState (EVA-005)
    """
    moment = read_moment("")
    found = find_plan(plan, moment, rights)
    spec = found.target(target)
    rights.require(Action.JUDGE_TARGETS, found.unit.id)
    offered = states_offered(moment.on >= spec.due_on)
    if state not in offered:
        raise UnknownState(state=state, known=", ".join(offered))
    reason = _reason(reason)
    return _write(found, stand_target(found, spec, moment, rights), state, GIVEN, rights, reason)


def withdraw_opinion(plan: str, target: str, *, rights: Rights, reason: str) -> int:
    """Take the opinion on a target back: what is computed stands alone again.

    Raises:
        As `give_opinion`; NothingToWithdraw (EVA-007)
    """
    moment = read_moment("")
    found = find_plan(plan, moment, rights)
    spec = found.target(target)
    rights.require(Action.JUDGE_TARGETS, found.unit.id)
    reason = _reason(reason)
    return _write(found, stand_target(found, spec, moment, rights), "", WITHDRAWN, rights, reason)


def _reason(text: str) -> str:
    text = " ".join(text.split())
    if len(text) < LEAST_REASON:
        raise ReasonNeeded(least=LEAST_REASON)
    return text


def _write(found: FoundPlan, standing: TargetStanding, state: str, kind: str, rights: Rights, reason: str) -> int:
    plan, target, computed = found.plan.code, standing.spec.code, standing.judged.state
    with transaction.atomic():
        row = locked_plan(plan)
        last = last_opinion(row.pk, target)
        if kind == WITHDRAWN and (last is None or not last.state):
            raise NothingToWithdraw(target=target)
        event_id = trust.record(
            kind=kind,
            subject=f"evaluation.target:{plan}.{target}",
            actor=rights.actor,
            reason=reason,
            public={"plan": plan, "target": target, "state": state, "computed": str(computed)},
        )
        TargetOpinion.objects.create(
            plan=row,
            target_code=target,
            opinion_no=last.opinion_no + 1 if last else 1,
            state=state,
            computed_state=computed,
            title=title_of(rights),
            event_id=event_id,
        )
        # What is overruled is kept with everything it rested on.
        keep_changed(found, [standing], event_id)
    return event_id


def title_of(rights: Rights) -> str:
    """The office of whoever acts, as the log of the day shows it."""
    if rights.user_id is None:
        return ""
    title = User.objects.filter(pk=rights.user_id).values_list("title_vi", flat=True).first()
    return title or ""
