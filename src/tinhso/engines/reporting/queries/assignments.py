"""Assignments and requests within somebody's reach."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs.contracts import Action, Rights, Role
from tinhso.engines.reporting.contracts import RequestState, TaskState, Verb
from tinhso.engines.reporting.models import Assignment, FormVersion, Reading, Request, Submission, Transition

_WITH_REQUEST = ("request", "request__period", "request__regime_version__regime", "request__form_version__form")
# A form's JSON stands once per version, not once per assignment: sheets read it by id.
_HEAVY = ("request__form_version__definition", "request__regime_version__definition")


def visible(rights: Rights) -> Q:
    """The condition every list of assignments goes through: units whose figures somebody may see."""
    see, work = rights.scope(Action.SEE_FIGURES), rights.scope(Action.DRAFT) | rights.scope(Action.APPROVE)
    scope = see | work
    reached = scope.q("respondent_unit_id") | scope.q("subject_unit_id")
    forms = [] if scope.everything else _restricted_forms()
    if not forms:
        return reached
    # A form with a restricted row is for its unit, for whom it is sent to, and for readers of restricted figures.
    receivers = rights.units_as(Role.CONSOLIDATOR) | rights.units_as(Role.APPROVER)
    near = work.q("respondent_unit_id") | Q(consolidator_unit_id__among=receivers)
    for unit in ("respondent_unit_id", "subject_unit_id"):
        near |= Q(**{f"{unit}__among": see.restricted_ids})
    return reached & (~Q(request__form_version_id__in=forms) | near)


def _restricted_forms() -> list[int]:
    """Versions of forms with a row of a restricted indicator; nearly always none, and then one small query."""
    codes = indicators.restricted_codes()
    if not codes:
        return []
    versions = FormVersion.objects.values_list("id", "definition")
    return [pk for pk, form in versions if any(row.get("indicator") in codes for row in form["rows"])]


def assignments(rights: Rights) -> QuerySet[Assignment]:
    """Assignments within reach, with their requests."""
    return Assignment.objects.filter(visible(rights)).select_related(*_WITH_REQUEST).defer(*_HEAVY)


def assignments_for_change(assignment_ids: Collection[int], rights: Rights | None = None) -> list[Assignment]:
    """These assignments (of them those within somebody's reach), locked for this transaction, in order of their ids."""
    reached = visible(rights) if rights else Q()
    rows = Assignment.objects.filter(reached, id__in=assignment_ids).select_related(*_WITH_REQUEST).defer(*_HEAVY)
    return list(rows.order_by("id").select_for_update(of=("self",)))


def assignments_seen_for_change(seen: Collection[Assignment], rights: Rights) -> list[Assignment]:
    """Assignments that these rights reached a moment ago, locked for this transaction, in order of their ids.

    What decides about reach, and the request, was read then; of what moved meanwhile all is asked again.
    """
    before = {row.pk: row for row in seen}
    rows = list(Assignment.objects.filter(id__in=list(before)).order_by("id").select_for_update())
    if any(_reached_by(row) != _reached_by(before[row.pk]) for row in rows):
        return assignments_for_change(before, rights)
    for row in rows:
        row.request = before[row.pk].request
    return rows


def _reached_by(row: Assignment) -> tuple[int, ...]:
    """All that `visible` looks at in an assignment."""
    return row.request_id, row.respondent_unit_id, row.subject_unit_id, row.consolidator_unit_id


def assignments_of_request_for_change(request_id: int) -> list[Assignment]:
    """Every assignment of a request, locked for this transaction."""
    rows = Assignment.objects.filter(request_id=request_id).select_related(*_WITH_REQUEST).defer(*_HEAVY)
    return list(rows.order_by("id").select_for_update(of=("self",)))


def unit_reports_of(request_id: int, consolidator_id: int | None = None) -> list[Assignment]:
    """Every unit's report of a request that is not cancelled (sent to one agency), whoever asks; one query."""
    rows = Assignment.objects.filter(request_id=request_id, kind="unit").exclude(state=TaskState.CANCELLED)
    if consolidator_id is not None:
        rows = rows.filter(consolidator_unit_id=consolidator_id)
    return list(rows.select_related(*_WITH_REQUEST).defer(*_HEAVY).order_by("id"))


def requests_in_reach(rights: Rights) -> QuerySet[Request]:
    """Requests that have an assignment within reach, or that somebody's unit assigned."""
    # Asked of each request: to collect those of all assignments first reads every one there ever was.
    own = Exists(Assignment.objects.filter(visible(rights), request_id=OuterRef("id")))
    assigned = rights.scope(Action.ASSIGN).q("assigner_unit_id")
    # An agency that only reads what others ask has no unit's task of its own in the request.
    read = rights.scope(Action.SEE_FIGURES).q("assigner_unit_id") & Q(id__in=Reading.objects.values("request_id"))
    return (
        Request.objects.filter(own | assigned | read)
        .select_related("period", "regime_version__regime", "form_version__form")
        .defer("form_version__definition", "regime_version__definition")
    )


def my_assignments(rights: Rights) -> QuerySet[Assignment]:
    """Assignments that somebody's own unit must enter, approve or consolidate, of requests that are not cancelled."""
    scope = rights.scope(Action.DRAFT) | rights.scope(Action.APPROVE)
    mine = scope.q("respondent_unit_id") & ~Q(request__state=RequestState.CANCELLED)
    return Assignment.objects.filter(mine).select_related(*_WITH_REQUEST).defer(*_HEAVY)


def steps_of(assignment_ids: Collection[int]) -> list[Transition]:
    """Every transition of these assignments, oldest first."""
    return list(Transition.objects.filter(assignment_id__in=assignment_ids).order_by("id"))


def last_returns(assignment_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these assignments was returned last; one query."""
    rows = Transition.objects.filter(assignment_id__in=assignment_ids, verb=Verb.RETURN).order_by("assignment_id")
    return dict(rows.values("assignment_id").annotate(last=Max("at")).values_list("assignment_id", "last"))


def receipts_of(assignment_ids: Collection[int]) -> list[Submission]:
    """Every submission of these assignments, oldest first."""
    return list(Submission.objects.filter(assignment_id__in=assignment_ids).order_by("assignment_id", "number"))
