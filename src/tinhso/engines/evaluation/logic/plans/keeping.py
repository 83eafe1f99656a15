"""Judgements of targets kept as they were made: state, reason, the figures used, the version of plan and rule.

1. A judgement is kept when it differs from the last one kept of its target: another state, figure, forecast or rule.
2. What is kept never changes. A figure corrected later makes a new judgement; the old one stays with what it rested on.
3. A person's opinion keeps the computed judgement that it overrules, in the same event.
4. The figures themselves are in the ledger: the digest of the whole series and the event's place in the log say which.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from tinhso.engines.evaluation.logic.plans.finding import FoundPlan, visible_plans
from tinhso.engines.evaluation.logic.plans.moments import Moment, read_moment
from tinhso.engines.evaluation.logic.plans.standing import TargetStanding, stand_plan
from tinhso.engines.evaluation.logic.targets.judging import rules_on
from tinhso.engines.evaluation.models import TargetJudgement
from tinhso.engines.evaluation.queries import last_judgements, locked_plan
from tinhso.engines.orgs.contracts import Action, Rights, Scope
from tinhso.engines.trust import api as trust
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.quantities import plain_text, round_half_up

JUDGED = "evaluation.targets_judged"
ACTOR = "system:targets"
FINER = 4
"""Computed values are kept with so many more decimals than the figures have."""

Last = Mapping[str, TargetJudgement]


def keep_judgements(actor: str = ACTOR) -> int:
    """Judge every plan in force and keep what differs from before, an event a plan.

    Returns:
        How many judgements were kept; judging again at once keeps none.
    """
    moment = read_moment("")
    rights = reader_of_all(moment, actor)
    return sum(_keep_plan(found, moment, rights) for found in visible_plans(rights, moment.on))


def reader_of_all(moment: Moment, actor: str = ACTOR) -> Rights:
    """Who judges in the background: reads every figure and may do nothing else."""
    return Rights(actor, None, moment.on, public={Action.SEE_FIGURES: Scope(everything=True)})


def _keep_plan(found: FoundPlan, moment: Moment, rights: Rights) -> int:
    standings = stand_plan(found, moment, rights)
    if not _changed(found, standings, last_judgements(found.id)):
        return 0
    with transaction.atomic():
        locked_plan(found.plan.code)
        last = last_judgements(found.id)
        if not (changed := _changed(found, standings, last)):
            return 0  # somebody kept the same in between
        event_id = trust.record(
            kind=JUDGED,
            subject=f"evaluation.plan:{found.plan.code}",
            actor=rights.actor,
            public={"plan": found.plan.code, "version": found.plan.version, "targets": len(changed)},
        )
        _store(found, changed, last, event_id)
    return len(changed)


def _changed(found: FoundPlan, standings: Iterable[TargetStanding], last: Last) -> list[TargetStanding]:
    return [one for one in standings if _outcome(found, one) != _kept(last.get(one.spec.code))]


def keep_changed(found: FoundPlan, standings: Iterable[TargetStanding], event_id: int) -> None:
    """Keep those judgements under an event that differ from the last kept; the plan's row is locked."""
    last = last_judgements(found.id)
    _store(found, _changed(found, standings, last), last, event_id)


def _store(found: FoundPlan, changed: Iterable[TargetStanding], last: Last, event_id: int) -> None:
    TargetJudgement.objects.bulk_create(_row(found, one, last.get(one.spec.code), event_id) for one in changed)


def _row(found: FoundPlan, one: TargetStanding, last: TargetJudgement | None, event_id: int) -> TargetJudgement:
    state, version, rules_from, facts = _outcome(found, one)
    return TargetJudgement(
        plan_id=found.id, target_code=one.spec.code, judgement_no=last.judgement_no + 1 if last else 1,
        judged_on=one.moment.on, plan_version=version, rules_from=rules_from, state=state, facts=facts,
        reason_vi=one.reason("vi")[:500], reason_en=one.reason("en")[:500], event_id=event_id,
    )  # fmt: skip


def _outcome(found: FoundPlan, one: TargetStanding) -> tuple[str, int, date, dict[str, Any]]:
    rules = rules_on(found.plan.rules, one.moment.on)
    return str(one.judged.state), found.plan.version, rules.valid_from, facts_of(one)


def _kept(row: TargetJudgement | None) -> tuple[str, int, date, dict[str, Any]] | None:
    return (row.state, row.plan_version, row.rules_from, row.facts) if row else None


def facts_of(one: TargetStanding) -> dict[str, Any]:
    """Everything that a judgement rested on: exact numbers as text, only what there is."""
    judged, decimals = one.judged, one.definition.decimals
    ahead = judged.forecast
    numbers = {
        "value": judged.value, "required": judged.required, "low": one.spec.low, "high": one.spec.high,
        "pace": judged.pace, "needed_pace": judged.needed_pace, "expected": ahead.value if ahead else None,
        "deviation": ahead.deviation if ahead else None,
    }  # fmt: skip
    periods = {
        "period": judged.period, "reached_in": judged.reached_in, "awaited": judged.awaited,
        "broken_in": judged.broken_in, "looked_from": judged.looked_from,
    }  # fmt: skip
    words = {
        "no_forecast": judged.no_forecast, "method": str(ahead.method) if ahead else "",
        "broken_by": str(judged.broken_by or ""),
    }  # fmt: skip
    return {
        **{name: _plain(value, decimals + FINER) for name, value in numbers.items() if value is not None},
        **{name: period.code for name, period in periods.items() if period is not None},
        **{name: word for name, word in words.items() if word},
        **({"probability": _plain(judged.probability, FINER)} if judged.probability is not None else {}),
        "due_on": one.spec.due_on.isoformat(),
        **_series(one),
    }


def _plain(value: Decimal | None, decimals: int) -> str:
    text = plain_text(round_half_up(value or Decimal(0), decimals))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _series(one: TargetStanding) -> dict[str, Any]:
    """How many figures there were by the day, and the digest of all of them."""
    known = sorted((period for period in one.figures if period.end <= one.moment.on), key=lambda found: found.sort_key)
    told = [[period.code, plain_text(one.figures[period])] for period in known]
    return {"figures": len(told), "series_sha256": hashlib.sha256(canonical_json(told)).hexdigest()}
