"""Changing what was assigned, with notice to the units: deadlines, units, cancelling, replacing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts import CellKind, RequestState, RequestView, Respondent, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import (
    DeadlineTooEarly,
    NoDeadlineForLevel,
    RepeatedRespondent,
    RequestHasFigures,
    UnknownAssignment,
    UnknownRequest,
)
from tinhso.engines.reporting.contracts.request_errors import NothingChanged, ReadByOthers
from tinhso.engines.reporting.logic.assigning.deadlines import (
    at_hour,
    least_working_days,
    refuse_day_off,
    working_calendar,
)
from tinhso.engines.reporting.logic.assigning.notices import tell
from tinhso.engines.reporting.logic.assigning.requesting import first_steps, plan_request, refuse_foreign, store_request
from tinhso.engines.reporting.logic.assigning.requests import request_view
from tinhso.engines.reporting.logic.life import (
    TABLE,
    Rule,
    closed,
    holds,
    move,
    refuse_stale,
    require_reason,
    signature,
    subject_of_request,
)
from tinhso.engines.reporting.models import Assignment, Cell, DeadlineMove, Request, RespondentMove
from tinhso.engines.reporting.queries.assignments import assignments_of_request_for_change, requests_in_reach
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.readings import readers_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM


def take_request(request_id: int, verb: Verb, rights: Rights, reason: str) -> tuple[Request, list[Assignment], Rule]:
    """Lock an open request and its assignments for an act of the office that assigned it, or refuse.

    Raises:
        UnknownRequest (REP-026), RequestClosed (REP-027), ReasonNeeded (REP-043), NoRight (ORG-020),
        StaleRights (REP-045).
    """
    refuse_stale(rights)
    if not requests_in_reach(rights).filter(id=request_id).exists():
        raise UnknownRequest(request=request_id)
    request, rule = Request.objects.select_for_update().get(id=request_id), TABLE[verb]
    rows = assignments_of_request_for_change(request_id)
    unit_id = request.assigner_unit_id
    if not (rights.may(rule.action, unit_id) and holds(rights, rule.action, unit_id)):
        raise NoRight(action=str(rule.action), unit=unit_id, actor=rights.actor)
    require_reason(rule, reason)
    if request.state != RequestState.OPEN:
        raise closed(request, rule)
    return request, [row for row in rows if row.state != TaskState.CANCELLED], rule


@transaction.atomic
def cancel_request(request_id: int, *, rights: Rights, reason: str) -> RequestView:
    """Cancel a request nobody has sent figures for.

    Raises:
        UnknownRequest (REP-026), RequestClosed (REP-027), RequestHasFigures (REP-028), ReadByOthers (REP-163),
        ReasonNeeded (REP-043), NoRight (ORG-020), StaleRights (REP-045).
    """
    request, rows, rule = take_request(request_id, Verb.CANCEL, rights, reason)
    refuse_sent(request, rows)
    refuse_read(request)
    event_id = trust.record(
        kind=rule.event_kind, subject=subject_of_request(request.code), actor=rights.actor, reason=reason
    )
    cancel_rows(rows, request, event_id, rights)
    tell(((row, {}) for row in rows), "cancelled", event_id, trust.now())
    request.state = RequestState.CANCELLED
    request.save(update_fields=["state"])
    return request_view(request)


@transaction.atomic
def change_request(
    request_id: int,
    *,
    rights: Rights,
    reason: str,
    due_on: Mapping[str, date] | None = None,
    add: Sequence[Respondent] = (),
    remove: Collection[int] = (),
    hand_over: Mapping[int, int] | None = None,
) -> RequestView:
    """Move deadlines, add units, take units off, let others answer; whoever is concerned gets a notice with the reason.

    Args:
        due_on: new days by level, at the same hour; reports that were sent keep the deadline they met, and a granted
            later day stays. The lock moves along where the last deadline would reach it.
        remove: assignments whose figures were not sent.
        hand_over: by assignment that was not sent, the unit that answers from now on; its draft stays.

    Raises:
        NothingChanged (REP-170), NotAWorkingDay (REP-029), DeadlineTooEarly (REP-022), NoDeadlineForLevel (REP-024),
        RepeatedRespondent (REP-025), RequestHasFigures (REP-028), ReadByOthers (REP-163), UnknownAssignment (REP-040),
        and as `cancel_request`.
    """
    request, rows, rule = take_request(request_id, Verb.CHANGE, rights, reason)
    moved = _moved(request, rows, due_on or {})
    gone = [row for row in rows if row.pk in set(remove) and row.kind == "unit"]
    if len(gone) != len(set(remove)):
        raise UnknownAssignment(assignment=next(iter(set(remove) - {row.pk for row in gone})))
    handed = [(row, hand_over[row.pk]) for row in rows if row.pk in hand_over] if hand_over else []
    if not (moved or add or gone or handed or _other_deadlines(request, due_on or {})):
        raise NothingChanged()
    refuse_sent(request, gone)
    if gone:
        refuse_read(request, [row.subject_unit_id for row in gone])
    at = trust.now()
    _move_deadlines(request, due_on or {})
    added = added_assignments(request, rows, add, rights)
    event_id = trust.record(
        kind=rule.event_kind,
        subject=subject_of_request(request.code),
        actor=rights.actor,
        reason=reason,
        public={
            "deadlines": request.deadlines_now,
            "lock_at": request.lock_now.isoformat() if request.lock_now else None,
            "added": sorted(row.subject_unit_id for row in added),
            "taken_off": sorted(row.subject_unit_id for row in gone),
            "handed_over": sorted([row.subject_unit_id, unit_id] for row, unit_id in handed),
        },
    )
    signed = signature(rights, rule.action, request.assigner_unit_id)
    stay = [(row, before, due) for row, before, due in moved if row not in gone]
    if stay:
        move([row for row, _, _ in stay], Verb.CHANGE, event_id, at, signed)
        DeadlineMove.objects.bulk_create(
            DeadlineMove(assignment=row, previous_due_at=before, due_at=due, event_id=event_id)
            for row, before, due in stay
        )
        for row, _, due in stay:
            row.due_at = due
        Assignment.objects.bulk_update([row for row, _, _ in stay], ["due_at"], batch_size=1_000)
        facts = ((row, {"before": before.isoformat(), "due_at": due.isoformat()}) for row, before, due in stay)
        tell(facts, "changed", event_id, at)
    if gone:
        cancel_rows(gone, request, event_id, rights)
        tell(((row, {}) for row in gone), "taken_off", event_id, at)
    if handed:
        move([row for row, _ in handed], Verb.CHANGE, event_id, at, signed)
        hand_over_rows(handed, event_id, rights)
        tell(((row, {"due_at": row.due_at.isoformat()}) for row, _ in handed), "handed_over", event_id, at)
    if added:
        for row in added:
            row.event_id = event_id
        made = Assignment.objects.bulk_create(added, batch_size=2_000)
        first_steps(made, signed, at, event_id)
        first = dict(request_deadlines(request, original=True))
        DeadlineMove.objects.bulk_create(
            DeadlineMove(assignment=row, previous_due_at=first[row.level], due_at=row.due_at, event_id=event_id)
            for row in made
            if row.due_at != first[row.level]
        )
        tell(((row, {"due_at": row.due_at.isoformat()}) for row in made), "added", event_id, at)
    request.changed_event_id = event_id
    request.save(update_fields=["deadlines_now", "lock_now", "changed_event"])
    return request_view(request)


@transaction.atomic
def replace_request(
    request_id: int,
    regime: str,
    *,
    rights: Rights,
    reason: str,
    respondents: Sequence[Respondent] | None = None,
    title_vi: str = "",
) -> RequestView:
    """Put another report in the place of one that nobody has sent: same period, same units unless others are named.

    Drafts are carried over where indicator, dimensions and column coincide; the units are told what replaces what.

    Raises:
        As `cancel_request` and `create_request`.
    """
    old, rows, _ = take_request(request_id, Verb.CANCEL, rights, reason)
    refuse_sent(old, rows)
    refuse_read(old)
    asked = [row for row in rows if row.kind == "unit"]
    same = [Respondent(row.respondent_unit_id, row.subject_unit_id) for row in asked]
    view = request_view(old)
    count = Request.objects.filter(code__startswith=old.code).count()
    code = f"{old.code}.{count + 1}"
    plan = plan_request(
        regime, view.period, same if respondents is None else respondents, title_vi, title_vi, code, without=[old.pk]
    )
    refuse_foreign(plan, rights)
    at = trust.now()
    new = store_request(plan, rights.actor, signature(rights, Action.ASSIGN, plan.assigner.id), at)
    new.replaces = old
    new.save(update_fields=["replaces"])
    event_id = trust.record(
        kind="reporting.replaced",
        subject=subject_of_request(old.code),
        actor=rights.actor,
        reason=reason,
        public={"replaced_by": new.code},
    )
    cancel_rows(rows, old, event_id, rights)
    old.state = RequestState.CANCELLED
    old.save(update_fields=["state"])
    successors = {row.subject_unit_id: row for row in Assignment.objects.filter(request=new, kind="unit")}
    carry_drafts(asked, successors, old, new)
    facts = (
        (row, {"assignment_id": str(successors[row.subject_unit_id].pk)} if row.subject_unit_id in successors else {})
        for row in asked
    )
    tell(facts, "replaced", event_id, at)
    return request_view(new)


def carry_drafts(rows: Sequence[Assignment], successors: Mapping[int, Assignment], old: Request, new: Request) -> None:
    """Copy what was typed into the new drafts where indicator, dimensions and column are the same; three queries."""
    forms = forms_by_id({old.form_version_id, new.form_version_id})
    before, after = forms[old.form_version_id], forms[new.form_version_id]
    target = {(row.indicator, row.dims): row.no for row in after.rows if row.indicator}
    places = {row.no: target.get((row.indicator, row.dims)) for row in before.rows if row.indicator}
    columns = {column.code for column in after.columns if column.entered}
    by_id = {row.pk: successors.get(row.subject_unit_id) for row in rows}
    copies = []
    for cell in Cell.objects.filter(assignment_id__in=list(by_id)).exclude(kind=CellKind.KNOWN):
        successor, place = by_id[cell.assignment_id], places.get(cell.row_no)
        if successor is not None and place is not None and cell.column in columns:
            cell.pk, cell.assignment, cell.row_no, cell.version = None, successor, place, 1
            cell._state.adding = True
            copies.append(cell)
    Cell.objects.bulk_create(copies, batch_size=2_000)


def _moved(
    request: Request, rows: Sequence[Assignment], due_on: Mapping[str, date]
) -> list[tuple[Assignment, datetime, datetime]]:
    """Reports whose deadline moves: (assignment, before, after)."""
    found = []
    for row in rows:
        day = due_on.get(row.level)
        if day is None or row.first_submitted_at is not None:
            continue
        due = at_hour(day, row.due_at.astimezone(VIETNAM).time())
        # A day that was granted to one unit stays where it is later than everybody's.
        if due != row.due_at and not (row.extended and due < row.due_at):
            found.append((row, row.due_at, due))
    return found


def _other_deadlines(request: Request, due_on: Mapping[str, date]) -> bool:
    known = dict(request_view(request).deadlines)
    return any(level in known and known[level].astimezone(VIETNAM).date() != day for level, day in due_on.items())


def _move_deadlines(request: Request, due_on: Mapping[str, date]) -> None:
    """Put new days into the request's own deadlines; they are working days, not too soon after the cut-off."""
    known = dict(request_view(request).deadlines)
    calendar, least = working_calendar(), least_working_days(request.cut_off_on)
    for level, day in due_on.items():
        if level not in known:
            raise NoDeadlineForLevel(unit=level, level=level, regime=request.code)
        refuse_day_off(day)
        days = calendar.working_days_between(request.cut_off_on, day)
        if days < least:
            raise DeadlineTooEarly(
                due=f"{day:%d/%m/%Y}", level=level, cut_off=f"{request.cut_off_on:%d/%m/%Y}", days=days, least=least
            )
        known[level] = at_hour(day, known[level].astimezone(VIETNAM).time())
    if not due_on:
        return
    request.deadlines_now = {level: moment.isoformat() for level, moment in known.items()}
    last, lock = max(known.values()), request.lock_now or request.lock_at
    if last >= lock:
        day = calendar.add_working_days(last.astimezone(VIETNAM).date(), 1)
        request.lock_now = at_hour(day, lock.astimezone(VIETNAM).time())


def request_deadlines(request: Request, *, original: bool = False) -> list[tuple[str, datetime]]:
    """The deadlines of a request by level: as they stand, or as they were assigned."""
    stands = request.deadlines if original else request.deadlines_now or request.deadlines
    return [(level, datetime.fromisoformat(moment)) for level, moment in stands.items()]


def added_assignments(
    request: Request, rows: Sequence[Assignment], add: Sequence[Respondent], rights: Rights
) -> list[Assignment]:
    """The assignments of units that are added, not stored yet."""
    due, on = dict(request_view(request).deadlines), request.period.end
    taken = set(Assignment.objects.filter(request=request, kind="unit").values_list("subject_unit_id", flat=True))
    receiver = request.consolidator_unit_id or request.assigner_unit_id
    named = {one.subject_unit_id for one in add if one.subject_unit_id is not None}
    ended = {view.id for view in orgs.last_views(named) if view.valid_to is not None and view.valid_to < on}
    found = []
    for one in add:
        subject_id = one.subject_unit_id if one.subject_unit_id is not None else one.respondent_unit_id
        unit = orgs.unit_view(one.respondent_unit_id, on)
        for unit_id in {subject_id, unit.id} - ended:  # for those speaks whoever answers for them
            rights.require(Action.ASSIGN, unit_id)
        if subject_id in taken:
            raise RepeatedRespondent(unit=unit.code, request=request.code)
        if unit.level not in due:
            raise NoDeadlineForLevel(unit=unit.code, level=unit.level, regime=request.code)
        taken.add(subject_id)
        found.append(
            Assignment(
                request=request, kind="unit", respondent_unit_id=unit.id, subject_unit_id=subject_id,
                consolidator_unit_id=receiver, level=unit.level, due_at=due[unit.level],
            )
        )  # fmt: skip
    return found


def hand_over_rows(handed: Sequence[tuple[Assignment, int]], event_id: int, rights: Rights) -> None:
    """Let other units answer from now on, and keep who answered before."""
    for unit_id in {unit_id for _, unit_id in handed}:
        rights.require(Action.ASSIGN, unit_id)
    RespondentMove.objects.bulk_create(
        RespondentMove(assignment=row, previous_unit_id=row.respondent_unit_id, unit_id=unit_id, event_id=event_id)
        for row, unit_id in handed
    )
    for row, unit_id in handed:
        row.respondent_unit_id = unit_id
    Assignment.objects.bulk_update([row for row, _ in handed], ["respondent_unit"], batch_size=1_000)


def cancel_rows(rows: list[Assignment], request: Request, event_id: int, rights: Rights) -> None:
    """End these tasks under an event."""
    move(
        rows, Verb.CANCEL, event_id, trust.now(), signature(rights, TABLE[Verb.CANCEL].action, request.assigner_unit_id)
    )
    Assignment.objects.filter(id__in=[row.pk for row in rows]).update(state=TaskState.CANCELLED)


def refuse_sent(request: Request, rows: list[Assignment]) -> None:
    """Refuse to end tasks whose figures count (RequestHasFigures, REP-028)."""
    sent = [row for row in rows if row.state in (TaskState.SUBMITTED, TaskState.ACCEPTED, TaskState.CONSOLIDATED)]
    if sent:
        raise RequestHasFigures(request=request.code, sent=len(sent))


def refuse_read(request: Request, unit_ids: list[int] | None = None) -> None:
    """Refuse to stop asking what others read (ReadByOthers, REP-163)."""
    readers = readers_of(request.pk, unit_ids)
    if readers:
        raise ReadByOthers(count=len(readers), readers=", ".join(f"“{row.title_vi}”" for row in readers[:3]))
