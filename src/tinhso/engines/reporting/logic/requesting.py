"""Assigning a report: who reports, who accepts, by when; cancelling it; granting a later deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights, UnitView
from tinhso.engines.reporting.contracts import (
    ExtensionResult,
    FormDefinition,
    RegimeDefinition,
    RequestState,
    RequestView,
    Respondent,
    RespondentRule,
    Signature,
    TaskState,
    Verb,
)
from tinhso.engines.reporting.contracts.errors import (
    AlreadySent,
    NoDeadlineForLevel,
    NoRespondents,
    NotAnExtension,
    RepeatedRespondent,
    RequestExists,
    RequestHasFigures,
    UnknownForm,
    UnknownRegime,
    UnknownRequest,
    WrongRequestPeriod,
)
from tinhso.engines.reporting.logic.deadlines import Timetable, at_hour, refuse_day_off, timetable
from tinhso.engines.reporting.logic.life import (
    TABLE,
    closed,
    holds,
    move,
    refuse_stale,
    require,
    require_reason,
    sign,
    signature,
    subject_of_request,
    take,
)
from tinhso.engines.reporting.logic.requests import request_view
from tinhso.engines.reporting.models import Assignment, Extension, Request, Transition
from tinhso.engines.reporting.queries.assignments import assignments_of_request_for_change, requests_in_reach
from tinhso.engines.reporting.queries.definitions import form_on, regimes_on
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.periods import Period

ASSIGNED_EVENT = "reporting.assigned"


@dataclass(frozen=True, slots=True)
class Plan:
    """A request about to be made: everything looked up and checked."""

    code: str
    regime: RegimeDefinition
    form: FormDefinition
    period: Period
    times: Timetable
    assigner: UnitView
    consolidator: UnitView | None
    aggregate: UnitView | None
    pairs: tuple[tuple[UnitView, UnitView], ...]  # (respondent, subject)
    title_vi: str
    title_en: str

    @property
    def receiver(self) -> UnitView:
        """Who accepts the units' reports."""
        return self.consolidator or self.assigner


@transaction.atomic
def create_request(
    regime: str,
    period: Period,
    *,
    rights: Rights,
    respondents: Sequence[Respondent] | None = None,
    title_vi: str = "",
    title_en: str = "",
    code: str = "",
) -> RequestView:
    """Assign a report of a period.

    Args:
        regime: code of the regime; its version in force on the period's last day counts.
        respondents: None means everybody the regime names (units valid on the period's last day).
        title_vi, title_en: empty takes the regime's name and the period.
        code: empty makes `<regime>.<period>`; a second request of the same period needs one.

    Raises:
        UnknownRegime (REP-003), UnknownForm (REP-004), RequestExists (REP-020), WrongRequestPeriod (REP-021),
        DeadlineTooEarly (REP-022), NoRespondents (REP-023), NoDeadlineForLevel (REP-024), RepeatedRespondent
        (REP-025), UnknownLegalConstant (REP-006), NoRight (ORG-020), UnknownUnit (ORG-001), StaleRights (REP-045).
    """
    refuse_stale(rights)
    plan = plan_request(regime, period, respondents, title_vi, title_en, code)
    if not holds(rights, Action.ASSIGN, plan.assigner.id):
        raise NoRight(action=str(Action.ASSIGN), unit=plan.assigner.code, actor=rights.actor)
    for respondent, subject in plan.pairs:
        for unit in (respondent, subject):
            rights.require(Action.ASSIGN, unit.id)
    request = store_request(plan, rights.actor, signature(rights, Action.ASSIGN, plan.assigner.id), trust.now())
    return request_view(request)


def preview_request(regime: str, period: Period) -> tuple[tuple[str, datetime], ...]:
    """Return the deadlines (level, moment in UTC) a request would get; refuses like `create_request`."""
    return timetable(_regime(regime, period), period).deadlines


def plan_request(
    regime_code: str,
    period: Period,
    respondents: Sequence[Respondent] | None,
    title_vi: str = "",
    title_en: str = "",
    code: str = "",
) -> Plan:
    """Look up and check everything a request needs; writes nothing."""
    regime = _regime(regime_code, period)
    form = form_on(regime.form, period.end)
    if form is None:
        raise UnknownForm(form=regime.form, on=period.end.isoformat())
    code = code or f"{regime.code}.{period.code.rpartition(':')[2]}"
    if Request.objects.filter(code=code).exists():
        raise RequestExists(request=code)
    times = timetable(regime, period)
    assigner = orgs.unit_by_code(regime.assigner, period.end)
    consolidator = orgs.unit_by_code(regime.consolidator, period.end) if regime.consolidator else None
    aggregate = orgs.unit_by_code(regime.aggregate, period.end) if regime.aggregate else None
    plan = Plan(
        code, regime, form, period, times, assigner, consolidator, aggregate, (),
        title_vi or _title(regime.name_vi, period, "vi"), title_en or _title(regime.name_en, period, "en"),
    )  # fmt: skip
    pairs = _given_pairs(respondents, period) if respondents is not None else _named_pairs(plan)
    _check_pairs(plan, pairs)
    return replace(plan, pairs=tuple(pairs))


def store_request(plan: Plan, actor: str, signed: Signature, at: datetime) -> Request:
    """Write a request, its assignments and their first transition under one event."""
    event_id = trust.record(
        kind=ASSIGNED_EVENT,
        subject=subject_of_request(plan.code),
        actor=actor,
        at=at,
        public=public_of(plan),
    )
    request = Request.objects.create(**request_fields(plan, at, event_id))
    rows = Assignment.objects.bulk_create(assignments_of(plan, request, event_id), batch_size=2_000)
    Transition.objects.bulk_create(
        [
            Transition(
                assignment=row, verb=Verb.ASSIGN, from_state="", to_state=TaskState.ASSIGNED, at=at,
                event_id=event_id, title=signed.title, capacity=signed.capacity,
            )
            for row in rows
        ],
        batch_size=2_000,
    )  # fmt: skip
    return request


def public_of(plan: Plan) -> dict[str, Any]:
    """What the event of an assignment says readably."""
    return {
        "request": plan.code,
        "regime": f"{plan.regime.code}@{plan.regime.version}",
        "form": f"{plan.form.code}@{plan.form.version}",
        "period": plan.period.code,
        "deadlines": {level: moment.isoformat() for level, moment in plan.times.deadlines},
        "units": [subject.code for _, subject in plan.pairs],
    }


def request_fields(plan: Plan, at: datetime, event_id: int) -> dict[str, Any]:
    """The columns of a request's row."""
    return {
        "code": plan.code,
        "regime_version_id": plan.regime.id,
        "form_version_id": plan.form.id,
        "period_id": indicators.period_id(plan.period),
        "title_vi": plan.title_vi,
        "title_en": plan.title_en,
        "assigner_unit_id": plan.assigner.id,
        "consolidator_unit_id": plan.consolidator.id if plan.consolidator else None,
        "aggregate_unit_id": plan.aggregate.id if plan.aggregate else None,
        "cut_off_on": plan.times.cut_off_on,
        "deadlines": {level: moment.isoformat() for level, moment in plan.times.deadlines},
        "lock_at": plan.times.lock_at,
        "opened_at": at,
        "illustrative": plan.regime.illustrative,
        "event_id": event_id,
    }


def assignments_of(plan: Plan, request: Request, event_id: int) -> list[Assignment]:
    """The rows of a request's assignments: one for each subject, one for the consolidation."""
    due = dict(plan.times.deadlines)
    rows = [
        Assignment(
            request=request,
            kind="unit",
            respondent_unit_id=respondent.id,
            subject_unit_id=subject.id,
            consolidator_unit_id=plan.receiver.id,
            level=respondent.level,
            due_at=due[respondent.level],
            event_id=event_id,
        )
        for respondent, subject in plan.pairs
    ]
    if plan.consolidator and plan.aggregate:
        rows.append(
            Assignment(
                request=request,
                kind="consolidation",
                respondent_unit_id=plan.consolidator.id,
                subject_unit_id=plan.aggregate.id,
                consolidator_unit_id=plan.assigner.id,
                level=plan.consolidator.level,
                due_at=due[plan.consolidator.level],
                event_id=event_id,
            )
        )
    return rows


@transaction.atomic
def cancel_request(request_id: int, *, rights: Rights, reason: str) -> RequestView:
    """Cancel a request nobody has sent figures for.

    Raises:
        UnknownRequest (REP-026), RequestClosed (REP-027), RequestHasFigures (REP-028), ReasonNeeded (REP-043),
        NoRight (ORG-020), StaleRights (REP-045).
    """
    refuse_stale(rights)
    if not requests_in_reach(rights).filter(id=request_id).exists():
        raise UnknownRequest(request=request_id)
    request = Request.objects.select_for_update().get(id=request_id)
    rows, rule = assignments_of_request_for_change(request_id), TABLE[Verb.CANCEL]
    require(rights, rule, rows[0])
    require_reason(rule, reason)
    if request.state != RequestState.OPEN:
        raise closed(request, rule)
    sent = [row for row in rows if row.state in (TaskState.SUBMITTED, TaskState.ACCEPTED, TaskState.CONSOLIDATED)]
    if sent:
        raise RequestHasFigures(request=request.code, sent=len(sent))
    event_id = trust.record(
        kind=rule.event_kind, subject=subject_of_request(request.code), actor=rights.actor, reason=reason
    )
    move(rows, Verb.CANCEL, event_id, trust.now(), sign(rights, Verb.CANCEL, rows[0]))
    Assignment.objects.filter(request_id=request_id).update(state=TaskState.CANCELLED)
    request.state = RequestState.CANCELLED
    request.save(update_fields=["state"])
    return request_view(request)


@transaction.atomic
def grant_extension(assignment_ids: Sequence[int], due_on: date, *, rights: Rights, reason: str) -> ExtensionResult:
    """Move deadlines to a later working day, at the same hour.

    Returns:
        The event, the new moment, and whether it comes after the consolidating agency's own deadline: then that agency
        sends x/N in time and the late unit enters by a numbered supplement.

    Raises:
        NotAWorkingDay (REP-029: offers the next one), NotAnExtension (REP-030), AlreadySent (REP-052), ReasonNeeded
        (REP-043), UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041).
    """
    refuse_day_off(due_on)
    rows = take(Verb.EXTEND, assignment_ids, rights, reason)
    moved = []
    for row in rows:
        if row.first_submitted_at is not None:
            raise AlreadySent(assignment=row.pk)
        due_at = at_hour(due_on, row.due_at.astimezone(VIETNAM).time())
        if due_at <= row.due_at:
            raise NotAnExtension(due=_shown(due_at), known=_shown(row.due_at))
        moved.append((row, row.due_at, due_at))
    at, request = trust.now(), rows[0].request
    event_id = trust.record(
        kind=TABLE[Verb.EXTEND].event_kind,
        subject=subject_of_request(request.code),
        actor=rights.actor,
        reason=reason,
        public={"assignments": [row.pk for row in rows], "due_at": moved[0][2].isoformat()},
    )
    move(rows, Verb.EXTEND, event_id, at, sign(rights, Verb.EXTEND, rows[0]))
    for row, _, due_at in moved:
        row.due_at, row.extended = due_at, True
    Assignment.objects.bulk_update(rows, ["due_at", "extended"], batch_size=1_000)
    Extension.objects.bulk_create(
        Extension(assignment=row, previous_due_at=before, due_at=due_at, event_id=event_id)
        for row, before, due_at in moved
    )
    last = Assignment.objects.filter(request=request, kind="consolidation").values_list("due_at", flat=True).first()
    return ExtensionResult(event_id, moved[0][2], last is not None and moved[0][2] > last)


def _regime(code: str, period: Period) -> RegimeDefinition:
    found = regimes_on(period.end, code)
    if not found:
        raise UnknownRegime(regime=code, on=period.end.isoformat())
    if found[0].scheme != period.scheme:
        raise WrongRequestPeriod(period=period.code, scheme=found[0].scheme, regime=code)
    return found[0]


def _given_pairs(respondents: Sequence[Respondent], period: Period) -> list[tuple[UnitView, UnitView]]:
    wanted = {one.respondent_unit_id for one in respondents} | {
        one.subject_unit_id for one in respondents if one.subject_unit_id is not None
    }
    views = {view.id: view for view in orgs.unit_views(wanted, period.end)}
    pairs = []
    for one in respondents:
        subject_id = one.subject_unit_id if one.subject_unit_id is not None else one.respondent_unit_id
        for unit_id in (one.respondent_unit_id, subject_id):
            if unit_id not in views:
                orgs.unit_view(unit_id, period.end)  # refuses, and says why (ORG-002)
        pairs.append((views[one.respondent_unit_id], views[subject_id]))
    return pairs


def _named_pairs(plan: Plan) -> list[tuple[UnitView, UnitView]]:
    """Everybody the regime names, within the assigner's province."""
    on = plan.period.end
    above = plan.aggregate or orgs.parent(plan.assigner.id, on)
    return [pair for rule in plan.regime.respondents for pair in _pairs_of(rule, on, above)]


def _pairs_of(rule: RespondentRule, on: date, above: UnitView | None) -> list[tuple[UnitView, UnitView]]:
    if rule.level:
        subjects = orgs.units_on(rule.level, on, within=above.id if above else None)
    else:
        subjects = [orgs.unit_by_code(code, on) for code in rule.units]
    if not rule.respondent:
        return [(subject, subject) for subject in subjects]
    respondent = orgs.unit_by_code(rule.respondent, on)
    return [(respondent, subject) for subject in subjects]


def _check_pairs(plan: Plan, pairs: Sequence[tuple[UnitView, UnitView]]) -> None:
    if not pairs:
        raise NoRespondents(request=plan.code)
    seen: set[int] = set()
    levels = dict(plan.times.deadlines)
    checked = [*pairs, *([(plan.consolidator, plan.consolidator)] if plan.consolidator else [])]
    for _, subject in pairs:
        if subject.id in seen:
            raise RepeatedRespondent(unit=subject.code, request=plan.code)
        seen.add(subject.id)
    for respondent, _ in checked:
        if respondent.level not in levels:
            raise NoDeadlineForLevel(unit=respondent.code, level=respondent.level, regime=plan.regime.code)


def _title(name: str, period: Period, language: str) -> str:
    """Join a regime's name and a period: “Báo cáo chuyển đổi số tháng” and “Tháng 11/2026” share their word."""
    label = period.label(language).partition(" (")[0]
    label = label[:1].lower() + label[1:] if language == "vi" else label
    words, first = name.split(), label.split()[0]
    stem = name if not words or words[-1].lower() != first.lower() else " ".join(words[:-1])
    return f"{stem} {label}"


def _shown(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
