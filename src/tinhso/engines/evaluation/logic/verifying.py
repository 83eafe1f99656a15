"""Plans, opinions, instructions and scorecards against the log: what the sealer committed to of each row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from tinhso.engines.evaluation.contracts.rounds import RoundVerb as V
from tinhso.engines.evaluation.logic.instructions import giving as instructions
from tinhso.engines.evaluation.logic.plans.keeping import JUDGED
from tinhso.engines.evaluation.logic.plans.loading import LOADED
from tinhso.engines.evaluation.logic.plans.opinions import GIVEN, WITHDRAWN
from tinhso.engines.evaluation.logic.rounds import answering, life
from tinhso.engines.evaluation.logic.scorecards import loading as scorecards
from tinhso.engines.evaluation.models import (
    Instruction,
    InstructionReport,
    InstructionUnit,
    Plan,
    PlanVersion,
    Scorecard,
    ScorecardVersion,
    TargetJudgement,
    TargetOpinion,
)
from tinhso.engines.evaluation.round_models import (
    Appraisal,
    Round,
    RoundAct,
    RoundCharge,
    RoundDay,
    RoundEvidence,
    RoundEvidenceDrop,
    RoundRemark,
    RoundResult,
    RoundUnit,
    SelfAnswer,
    UnitStep,
)
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.api import RowCheck
from tinhso.engines.trust.contracts import Finding

_U, _R = life.UNIT_TABLE, life.ROUND_TABLE
_OPENED = frozenset({_R[V.OPEN].event_kind})
_ROUNDS: dict[Any, frozenset[str]] = {
    Round: _OPENED,
    RoundCharge: _OPENED,
    RoundDay: _OPENED,
    RoundUnit: _OPENED,
    RoundAct: frozenset(_R[verb].event_kind for verb in (V.CLOSE, V.LOCK, V.REOPEN)),
    RoundResult: frozenset({_R[V.CLOSE].event_kind}),
    UnitStep: frozenset(_U[verb].event_kind for verb in _U if verb is not V.REMARK),
    SelfAnswer: frozenset({_U[V.SAVE].event_kind}),
    RoundEvidence: frozenset({answering.KEPT}),
    RoundEvidenceDrop: frozenset({answering.DROPPED}),
    Appraisal: frozenset({_U[V.APPRAISE].event_kind}),
    RoundRemark: frozenset({_U[V.REMARK].event_kind}),
}


def rows_written(event_ids: Collection[int]) -> list[tuple[QuerySet[Any], Sequence[str] | None]]:
    """The versions of plans, judgements, opinions and whatever else these events brought."""
    versions = PlanVersion.objects.filter(event_id__in=event_ids)
    cards = ScorecardVersion.objects.filter(event_id__in=event_ids)
    return [
        (versions, None),
        (Plan.objects.filter(versions__in=versions).distinct(), None),
        (TargetOpinion.objects.filter(event_id__in=event_ids), None),
        (TargetJudgement.objects.filter(event_id__in=event_ids), None),
        (Instruction.objects.filter(event_id__in=event_ids), None),
        (InstructionUnit.objects.filter(event_id__in=event_ids), None),
        (InstructionReport.objects.filter(event_id__in=event_ids), None),
        (cards, None),
        (Scorecard.objects.filter(versions__in=cards).distinct(), None),
        *((model.objects.filter(event_id__in=event_ids), None) for model in _ROUNDS),
    ]


_CARDS = frozenset({scorecards.LOADED, scorecards.PUBLISHED})


def check_rows() -> Iterator[Finding]:
    """Compare every row with what the sealer committed to."""
    return trust.check_sealed_rows(
        [
            RowCheck(PlanVersion.objects.all(), frozenset({LOADED})),
            RowCheck(Plan.objects.all(), frozenset({LOADED}), event="versions__event_id"),
            RowCheck(TargetOpinion.objects.all(), frozenset({GIVEN, WITHDRAWN})),
            RowCheck(TargetJudgement.objects.all(), frozenset({JUDGED, GIVEN, WITHDRAWN})),
            RowCheck(Instruction.objects.all(), frozenset({instructions.GIVEN})),
            RowCheck(InstructionUnit.objects.all(), frozenset({instructions.GIVEN})),
            RowCheck(ScorecardVersion.objects.all(), _CARDS),
            RowCheck(Scorecard.objects.all(), _CARDS, event="versions__event_id"),
            RowCheck(InstructionReport.objects.all(), frozenset({instructions.REPORTED})),
            *(RowCheck(model.objects.all(), kinds) for model, kinds in _ROUNDS.items()),
        ]
    )
