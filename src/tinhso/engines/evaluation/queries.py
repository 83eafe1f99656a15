"""Reads of stored plans and opinions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import OuterRef, Subquery

from tinhso.engines.evaluation.models import (
    Instruction,
    Plan,
    PlanVersion,
    ScorecardVersion,
    TargetJudgement,
    TargetOpinion,
)


def plan_versions(codes: list[str]) -> dict[tuple[str, int], PlanVersion]:
    """Return stored versions of some plans by (code, version)."""
    rows = PlanVersion.objects.filter(plan__code__in=codes).select_related("plan")
    return {(row.plan.code, row.version): row for row in rows}


def plans_on(on: date) -> list[PlanVersion]:
    """Return the version of every plan in force on a day, those that end last first."""
    latest: dict[str, PlanVersion] = {}
    rows = PlanVersion.objects.filter(valid_from__lte=on).select_related("plan")
    for row in rows.order_by("valid_from", "version"):
        latest[row.plan.code] = row
    return sorted(latest.values(), key=lambda row: (-row.ends_on.toordinal(), row.plan.code))


def plan_on(code: str, on: date) -> PlanVersion | None:
    """Return the version of a plan in force on a day."""
    rows = PlanVersion.objects.filter(plan__code=code, valid_from__lte=on).select_related("plan")
    return rows.order_by("-valid_from", "-version").first()


def first_version(code: str) -> PlanVersion | None:
    """Return the first version of a plan, whenever it began."""
    return PlanVersion.objects.filter(plan__code=code).select_related("plan").order_by("valid_from", "version").first()


def opinions_of(plan_id: int, tree_size: int | None = None) -> list[TargetOpinion]:
    """Return every opinion on a plan's targets in order; with a size of the log, those known then."""
    rows = TargetOpinion.objects.filter(plan_id=plan_id).select_related("event")
    if tree_size is not None:
        rows = rows.filter(event__leaf__leaf_index__lt=tree_size)
    return list(rows.order_by("target_code", "opinion_no"))


def locked_plan(code: str) -> Plan:
    """Return a plan with its row locked, so that two opinions wait for each other."""
    return Plan.objects.select_for_update().get(code=code)


def last_opinion(plan_id: int, target_code: str) -> TargetOpinion | None:
    """Return the last opinion on a target, one that was taken back included."""
    return TargetOpinion.objects.filter(plan_id=plan_id, target_code=target_code).order_by("-opinion_no").first()


def judgements_of(plan_id: int, target_code: str, tree_size: int | None = None) -> list[TargetJudgement]:
    """Return every kept judgement of a target in order; with a size of the log, those known then."""
    rows = TargetJudgement.objects.filter(plan_id=plan_id, target_code=target_code).select_related("event")
    if tree_size is not None:
        rows = rows.filter(event__leaf__leaf_index__lt=tree_size)
    return list(rows.order_by("judgement_no"))


def last_judgements(plan_id: int) -> dict[str, TargetJudgement]:
    """Return the last kept judgement of each target of a plan."""
    last = TargetJudgement.objects.filter(plan_id=OuterRef("plan_id"), target_code=OuterRef("target_code"))
    number = Subquery(last.order_by("-judgement_no").values("judgement_no")[:1])
    rows = TargetJudgement.objects.filter(plan_id=plan_id).filter(judgement_no=number)
    return {row.target_code: row for row in rows}


def instructions_of(plan_ids: Collection[int], target_code: str = "") -> list[Instruction]:
    """Return instructions about the targets of some plans with their agencies and reports, the last due first."""
    rows = Instruction.objects.filter(plan_id__in=plan_ids).select_related("plan", "event")
    if target_code:
        rows = rows.filter(target_code=target_code)
    return list(rows.prefetch_related("units", "reports__event").order_by("-due_on", "-pk"))


def instruction_row(number: int) -> Instruction | None:
    """Return one instruction with its plan."""
    return Instruction.objects.select_related("plan").filter(pk=number).first()


def scorecard_versions(codes: list[str]) -> dict[tuple[str, int], ScorecardVersion]:
    """Return stored versions of some scorecards by (code, version)."""
    rows = ScorecardVersion.objects.filter(scorecard__code__in=codes).select_related("scorecard")
    return {(row.scorecard.code, row.version): row for row in rows}


def scorecards_on(on: date) -> list[ScorecardVersion]:
    """Return the version of every scorecard in force on a day, by code."""
    latest: dict[str, ScorecardVersion] = {}
    rows = ScorecardVersion.objects.filter(valid_from__lte=on).select_related("scorecard")
    for row in rows.order_by("valid_from", "version"):
        latest[row.scorecard.code] = row
    return [row for _code, row in sorted(latest.items())]


def last_version_of(code: str) -> ScorecardVersion | None:
    """Return the last stored version of a scorecard, in force or not."""
    rows = ScorecardVersion.objects.filter(scorecard__code=code).select_related("scorecard")
    return rows.order_by("-version").first()


def scorecard_versions_of(code: str) -> list[ScorecardVersion]:
    """Return every stored version of a scorecard, the first first."""
    return list(ScorecardVersion.objects.filter(scorecard__code=code).order_by("version"))
