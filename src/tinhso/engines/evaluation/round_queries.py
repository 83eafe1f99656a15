"""Reads of stored rounds; of answers and appraisals the last of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar

from django.db.models import Min, QuerySet

from tinhso.engines.evaluation.round_models import (
    Appraisal,
    Round,
    RoundEvidence,
    RoundRemark,
    RoundResult,
    RoundUnit,
    SelfAnswer,
    UnitStep,
)

Row = TypeVar("Row", SelfAnswer, Appraisal, RoundResult)
Latest = dict[int, dict[str, Row]]


def round_rows(numbers: Collection[int] | None = None) -> list[Round]:
    """Return rounds with their version, acts, charges and own days, the last opened first."""
    rows = Round.objects.select_related("card_version__scorecard").prefetch_related("acts", "charges", "days")
    if numbers is not None:
        rows = rows.filter(pk__in=numbers)
    return list(rows.order_by("-opened_on", "-pk"))


def entries_of(round_ids: Collection[int]) -> list[RoundUnit]:
    """Return the units of some rounds."""
    return list(RoundUnit.objects.filter(round_id__in=round_ids))


def scored_units(entry_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """Return (title of the round, unit) by entry, for lists of the log; one query, none for no entries."""
    if not entry_ids:
        return {}
    rows = RoundUnit.objects.filter(pk__in=entry_ids).values_list("pk", "round__title", "unit_id")
    return {pk: (title, unit_id) for pk, title, unit_id in rows}


def steps_of(round_ids: Collection[int]) -> list[UnitStep]:
    """Return every step of some rounds with its event, oldest first."""
    rows = UnitStep.objects.filter(entry__round_id__in=round_ids).select_related("event")
    return list(rows.order_by("entry_id", "step_no"))


def answers_of(round_id: int, entry_id: int | None = None) -> Latest[SelfAnswer]:
    """Return the last answer to each component, by unit of the round."""
    return _by_component(_within(SelfAnswer.objects.all(), round_id, entry_id).order_by("answer_no"))


def appraisals_of(round_id: int, entry_id: int | None = None) -> Latest[Appraisal]:
    """Return the last appraisal of each component, by unit of the round."""
    return _by_component(_within(Appraisal.objects.all(), round_id, entry_id).order_by("appraisal_no"))


def first_answers(
    round_id: int, components: Collection[str], entry_id: int | None = None
) -> dict[tuple[int, str], datetime]:
    """Return when some components were first answered, by unit of the round and component."""
    return _first(SelfAnswer.objects.exclude(answer="", absence=""), round_id, components, entry_id)


def first_appraisals(
    round_id: int, components: Collection[str], entry_id: int | None = None
) -> dict[tuple[int, str], datetime]:
    """Return when some components were first appraised, by unit of the round and component."""
    return _first(Appraisal.objects.all(), round_id, components, entry_id)


def _first(
    rows: QuerySet[Row], round_id: int, components: Collection[str], entry_id: int | None
) -> dict[tuple[int, str], datetime]:
    asked = _within(rows, round_id, entry_id).filter(component__in=components)
    found = asked.values_list("entry_id", "component").annotate(first=Min("event__at")).order_by()
    return {(entry, component): first for entry, component, first in found}


def _within(rows: QuerySet[Row], round_id: int, entry_id: int | None) -> QuerySet[Row]:
    return (
        rows.filter(entry__round_id=round_id)
        if entry_id is None
        else rows.filter(entry__round_id=round_id, entry_id=entry_id)
    )


def _by_component(rows: Iterable[Row]) -> Latest[Row]:
    """The last row of each component, by unit; rows are in their order."""
    found: Latest[Row] = {}
    for row in rows:
        found.setdefault(row.entry_id, {})[row.component] = row
    return found


def evidence_of(entry_id: int) -> list[RoundEvidence]:
    """Return the documents of a unit that were not taken away, oldest first."""
    return list(RoundEvidence.objects.filter(entry_id=entry_id, drop__isnull=True).order_by("pk"))


def evidence_row(number: int) -> RoundEvidence | None:
    """Return one document with its unit and round; None where it was taken away."""
    return RoundEvidence.objects.select_related("entry__unit").filter(pk=number, drop__isnull=True).first()


def remarks_of(entry_id: int) -> list[RoundRemark]:
    """Return the remarks on a unit's components, oldest first."""
    return list(RoundRemark.objects.filter(entry_id=entry_id).select_related("event").order_by("pk"))


def results_of(act_id: int) -> Latest[RoundResult]:
    """Return what each component counted when a round was closed."""
    return _by_component(RoundResult.objects.filter(act_id=act_id))
