"""Later deadlines: the office grants them, or a unit asks and the office answers. Working days only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts import ExtensionResult, Verb
from tinhso.engines.reporting.contracts.errors import AlreadySent, NotAnExtension, UnknownAssignment
from tinhso.engines.reporting.contracts.request_errors import ExtensionAsked, UnknownAsk
from tinhso.engines.reporting.contracts.requests import ExtensionAskView
from tinhso.engines.reporting.logic.assigning.deadlines import at_hour, refuse_day_off
from tinhso.engines.reporting.logic.assigning.notices import tell
from tinhso.engines.reporting.logic.life import (
    TABLE,
    may,
    move,
    refuse_stale,
    require_reason,
    require_state,
    sign,
    subject_of,
    subject_of_request,
    take,
)
from tinhso.engines.reporting.models import Assignment, Extension, ExtensionAsk
from tinhso.engines.reporting.queries.assignments import assignments, assignments_for_change
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM


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
    tell(((row, {"due_at": due_at.isoformat()}) for row, _, due_at in moved), "extended", event_id, at)
    # Whoever asked is answered by this, whatever day they had asked for.
    ExtensionAsk.objects.filter(assignment_id__in=[row.pk for row in rows], state="open").update(
        state="granted", answered_at=at, answer_event_id=event_id
    )
    last = _consolidation_due([request.pk]).get(request.pk)
    return ExtensionResult(event_id, moved[0][2], last is not None and moved[0][2] > last)


@transaction.atomic
def ask_extension(assignment_id: int, due_on: date, *, rights: Rights, reason: str) -> ExtensionAskView:
    """Ask, for one's unit, for a later working day; the office that assigned the report answers.

    Raises:
        NotAWorkingDay (REP-029: offers the next one), NotAnExtension (REP-030), AlreadySent (REP-052), ExtensionAsked
        (REP-168), ReasonNeeded (REP-043), UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041),
        StaleRights (REP-045).
    """
    refuse_stale(rights)
    if not assignments(rights).filter(id=assignment_id).exists():
        raise UnknownAssignment(assignment=assignment_id)
    row, rule = assignments_for_change([assignment_id])[0], TABLE[Verb.EXTEND]
    if not (rights.may(Action.DRAFT, row.respondent_unit_id) or rights.may(Action.APPROVE, row.respondent_unit_id)):
        raise NoRight(action=str(Action.DRAFT), unit=row.respondent_unit_id, actor=rights.actor)
    require_state(rule, [row])
    require_reason(rule, reason)
    refuse_day_off(due_on)
    if row.first_submitted_at is not None:
        raise AlreadySent(assignment=row.pk)
    if at_hour(due_on, row.due_at.astimezone(VIETNAM).time()) <= row.due_at:
        raise NotAnExtension(due=f"{due_on:%d/%m/%Y}", known=_shown(row.due_at))
    waiting = ExtensionAsk.objects.filter(assignment=row, state="open").first()
    if waiting is not None:
        raise ExtensionAsked(due=f"{waiting.due_on:%d/%m/%Y}")
    event_id = trust.record(
        kind="reporting.extension_asked",
        subject=subject_of(row),
        actor=rights.actor,
        reason=reason,
        public={"due_on": due_on.isoformat()},
    )
    made = ExtensionAsk.objects.create(assignment=row, due_on=due_on, at=trust.now(), event_id=event_id)
    return _ask_views([made])[0]


def extension_asks(request_id: int, *, rights: Rights) -> tuple[ExtensionAskView, ...]:
    """Return the asks of a request that wait for an answer, oldest first, as far as they are in reach; four queries."""
    rows = ExtensionAsk.objects.filter(state="open", assignment__request_id=request_id)
    visible = assignments(rights).filter(request_id=request_id).values("id")
    rows = rows.filter(assignment_id__in=visible).select_related("assignment__request").order_by("id")
    return _ask_views(list(rows))


def open_ask(assignment_id: int, *, rights: Rights) -> ExtensionAskView | None:
    """Return what a unit has asked for and nobody has answered yet."""
    visible = assignments(rights).filter(id=assignment_id).values("id")
    rows = ExtensionAsk.objects.filter(state="open", assignment_id__in=visible).select_related("assignment__request")
    return next(iter(_ask_views(list(rows))), None)


@transaction.atomic
def answer_extension(ask_id: int, *, rights: Rights, grant: bool, reason: str) -> ExtensionResult | None:
    """Grant or refuse what a unit asked for; it is told either way.

    Returns:
        As `grant_extension`; None for a refusal.

    Raises:
        UnknownAsk (REP-169), ReasonNeeded (REP-043: refusing needs one), NoRight (ORG-020), and as `grant_extension`.
    """
    refuse_stale(rights)
    ask = ExtensionAsk.objects.select_for_update().filter(id=ask_id, state="open").first()
    row = assignments(rights).filter(id=ask.assignment_id).first() if ask else None
    if ask is None or row is None:
        raise UnknownAsk(ask=ask_id)
    rule = TABLE[Verb.EXTEND]
    if not may(rights, rule, row):
        raise NoRight(action=str(rule.action), unit=row.request.assigner_unit_id, actor=rights.actor)
    if grant:
        words = reason.strip() or trust.texts_of([ask.event_id], ["reason"]).get(ask.event_id, {}).get("reason", "")
        return grant_extension([row.pk], ask.due_on, rights=rights, reason=words or "đồng ý gia hạn")
    require_reason(rule, reason)
    at = trust.now()
    event_id = trust.record(
        kind="reporting.extension_refused",
        subject=subject_of(row),
        actor=rights.actor,
        reason=reason,
        public={"due_on": ask.due_on.isoformat()},
    )
    ask.state, ask.answered_at, ask.answer_event_id = "refused", at, event_id
    ask.save(update_fields=["state", "answered_at", "answer_event"])
    tell([(row, {"due_on": ask.due_on.isoformat()})], "extension_refused", event_id, at)
    return None


def _ask_views(rows: Sequence[ExtensionAsk]) -> tuple[ExtensionAskView, ...]:
    if not rows:
        return ()
    units = {view.id: view for view in orgs.last_views({row.assignment.subject_unit_id for row in rows})}
    texts = trust.texts_of([row.event_id for row in rows], ["reason"])
    last = _consolidation_due({row.assignment.request_id for row in rows})
    found = []
    for row in rows:
        task = row.assignment
        due_at = at_hour(row.due_on, task.due_at.astimezone(VIETNAM).time())
        department = last.get(task.request_id)
        found.append(
            ExtensionAskView(
                row.pk, task.pk, task.request_id, units[task.subject_unit_id], task.due_at, row.due_on,
                texts.get(row.event_id, {}).get("reason", ""), row.at, department is not None and due_at > department,
            )
        )  # fmt: skip
    return tuple(found)


def _consolidation_due(request_ids: Collection[int]) -> dict[int, datetime]:
    """When the consolidating agency of each of these requests must send; one query."""
    rows = Assignment.objects.filter(request_id__in=request_ids, kind="consolidation")
    return dict(rows.values_list("request_id", "due_at"))


def _shown(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
