"""Plans, opinions, instructions and scorecards against the log: what the sealer committed to of each row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from tinhso.engines.evaluation.logic.instructions import giving as instructions
from tinhso.engines.evaluation.logic.plans.loading import LOADED
from tinhso.engines.evaluation.logic.plans.opinions import GIVEN, WITHDRAWN
from tinhso.engines.evaluation.logic.scorecards import loading as scorecards
from tinhso.engines.evaluation.models import (
    Instruction,
    InstructionReport,
    InstructionUnit,
    Plan,
    PlanVersion,
    Scorecard,
    ScorecardVersion,
    TargetOpinion,
)
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.api import RowCheck
from tinhso.engines.trust.contracts import Finding


def rows_written(event_ids: Collection[int]) -> list[tuple[QuerySet[Any], Sequence[str] | None]]:
    """The versions of plans and the opinions that these events brought."""
    versions = PlanVersion.objects.filter(event_id__in=event_ids)
    cards = ScorecardVersion.objects.filter(event_id__in=event_ids)
    return [
        (versions, None),
        (Plan.objects.filter(versions__in=versions).distinct(), None),
        (TargetOpinion.objects.filter(event_id__in=event_ids), None),
        (Instruction.objects.filter(event_id__in=event_ids), None),
        (InstructionUnit.objects.filter(event_id__in=event_ids), None),
        (InstructionReport.objects.filter(event_id__in=event_ids), None),
        (cards, None),
        (Scorecard.objects.filter(versions__in=cards).distinct(), None),
    ]


def check_rows() -> Iterator[Finding]:
    """Compare every row with what the sealer committed to."""
    return trust.check_sealed_rows(
        [
            RowCheck(PlanVersion.objects.all(), frozenset({LOADED})),
            RowCheck(Plan.objects.all(), frozenset({LOADED}), event="versions__event_id"),
            RowCheck(TargetOpinion.objects.all(), frozenset({GIVEN, WITHDRAWN})),
            RowCheck(Instruction.objects.all(), frozenset({instructions.GIVEN})),
            RowCheck(InstructionUnit.objects.all(), frozenset({instructions.GIVEN})),
            RowCheck(ScorecardVersion.objects.all(), frozenset({scorecards.LOADED})),
            RowCheck(Scorecard.objects.all(), frozenset({scorecards.LOADED}), event="versions__event_id"),
            RowCheck(InstructionReport.objects.all(), frozenset({instructions.REPORTED})),
        ]
    )
