"""The life of a report as a table: which verb leads from where to where, who may do it, and whether it needs a reason.

Whoever changes an assignment goes through `take` (visible? allowed? possible?) and `move` (new state, one transition
each, who and why), in the transaction that also writes the event and the figures.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts import RequestState, Signature, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import (
    ReasonNeeded,
    RequestClosed,
    StaleRights,
    UnknownAssignment,
    WrongState,
)
from tinhso.engines.reporting.models import Assignment, Request, Transition
from tinhso.engines.reporting.queries.assignments import assignments_for_change, assignments_seen_for_change
from tinhso.engines.reporting.queries.people import title_of_user

S = TaskState


class Whose(StrEnum):
    """At which unit of an assignment the right must be held."""

    RESPONDENT = "respondent"
    CONSOLIDATOR = "consolidator"
    ASSIGNER = "assigner"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. `to_state` None keeps the state (or is decided by the act)."""

    verb: Verb
    from_states: frozenset[TaskState]
    to_state: TaskState | None
    action: Action
    whose: Whose
    event_kind: str
    name_vi: str
    name_en: str
    needs_reason: bool = False


_TO_ENTER = frozenset({S.ASSIGNED, S.RECEIVED, S.DRAFTING, S.RETURNED})
_BEFORE_LOCK = frozenset(S) - {S.LOCKED, S.CANCELLED}
_SENT = frozenset({S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.CONSOLIDATED, S.LOCKED})
_R, _C, _A = Whose.RESPONDENT, Whose.CONSOLIDATOR, Whose.ASSIGNER


def _states(*states: TaskState) -> frozenset[TaskState]:
    return frozenset(states)


TABLE: dict[Verb, Rule] = {
    rule.verb: rule
    for rule in (
        Rule(Verb.OPEN, _states(S.ASSIGNED), S.RECEIVED, Action.DRAFT, _R, "reporting.received", "nhận", "receive"),
        Rule(Verb.SAVE, _TO_ENTER, S.DRAFTING, Action.DRAFT, _R, "reporting.drafting", "nhập số liệu", "enter figures"),
        Rule(
            Verb.SEND_FOR_APPROVAL, _TO_ENTER, S.AWAITING_APPROVAL, Action.DRAFT, _R,
            "reporting.sent_for_approval", "trình phê duyệt", "send for approval",
        ),
        Rule(
            Verb.SEND_BACK_TO_DRAFTER, _states(S.AWAITING_APPROVAL), S.DRAFTING, Action.APPROVE, _R,
            "reporting.sent_back", "trả người nhập", "give back to the drafter", True,
        ),
        Rule(
            Verb.APPROVE, _states(S.AWAITING_APPROVAL), S.SUBMITTED, Action.APPROVE, _R,
            "reporting.submitted", "phê duyệt và gửi", "approve and send",
        ),
        Rule(
            Verb.APPROVE_CORRECTION, _states(S.AWAITING_APPROVAL), S.LOCKED, Action.APPROVE, _R,
            "reporting.corrected", "phê duyệt điều chỉnh", "approve the correction",
        ),
        Rule(
            Verb.WITHDRAW, _states(S.SUBMITTED), S.DRAFTING, Action.APPROVE, _R,
            "reporting.withdrawn", "rút về", "withdraw", True,
        ),
        Rule(
            Verb.RETURN, _states(S.SUBMITTED, S.ACCEPTED), S.RETURNED, Action.RETURN_SUBMISSION, _C,
            "reporting.returned", "trả lại", "return", True,
        ),
        Rule(
            Verb.ACCEPT, _states(S.SUBMITTED, S.LOCKED), None, Action.ACCEPT, _C,
            "reporting.accepted", "tiếp nhận", "accept",
        ),
        Rule(
            Verb.ACCEPT_CLAIM, _SENT, None, Action.ACCEPT, _C,
            "reporting.claim_accepted", "công nhận đúng hạn", "accept as on time", True,
        ),
        Rule(
            Verb.REVOKE_CLAIM, _SENT, None, Action.ACCEPT, _C,
            "reporting.claim_revoked", "thôi công nhận đúng hạn", "no longer accept as on time", True,
        ),
        Rule(
            Verb.CONSOLIDATE, _states(S.ACCEPTED), S.CONSOLIDATED, Action.APPROVE, _C,
            "reporting.sent_upward", "tổng hợp", "consolidate",
        ),
        Rule(
            Verb.REOPEN, _states(S.CONSOLIDATED), S.ACCEPTED, Action.RETURN_SUBMISSION, _C,
            "reporting.reopened", "mở lại để tổng hợp", "reopen", True,
        ),
        Rule(
            Verb.RECONSOLIDATE, _states(S.SUBMITTED, S.ACCEPTED), S.DRAFTING, Action.CORRECT, _R,
            "reporting.reconsolidation_started", "tổng hợp lại", "consolidate again", True,
        ),
        Rule(Verb.LOCK, _BEFORE_LOCK, S.LOCKED, Action.LOCK, _A, "reporting.locked", "khóa", "lock"),
        Rule(Verb.UNLOCK, _states(S.LOCKED), None, Action.LOCK, _A, "reporting.unlocked", "mở khóa", "unlock", True),
        Rule(
            Verb.START_CORRECTION, _states(S.LOCKED), S.DRAFTING, Action.CORRECT, _R,
            "reporting.correction_started", "điều chỉnh", "correct", True,
        ),
        Rule(
            Verb.EXTEND, _TO_ENTER | {S.AWAITING_APPROVAL}, None, Action.ASSIGN, _A,
            "reporting.extended", "gia hạn", "extend the deadline", True,
        ),
        Rule(
            Verb.CHANGE, _BEFORE_LOCK, None, Action.ASSIGN, _A,
            "reporting.changed", "đổi báo cáo đã giao", "change what was assigned", True,
        ),
        Rule(Verb.CANCEL, _BEFORE_LOCK, S.CANCELLED, Action.ASSIGN, _A, "reporting.cancelled", "hủy", "cancel", True),
    )
}  # fmt: skip


def take(verb: Verb, assignment_ids: Collection[int], rights: Rights, reason: str = "") -> list[Assignment]:
    """Lock these assignments for a verb, or refuse.

    Raises:
        UnknownAssignment (REP-040): not within reach. NoRight (ORG-020). WrongState (REP-041).
        ReasonNeeded (REP-043). StaleRights (REP-045).
    """
    refuse_stale(rights)
    return _taken(verb, assignments_for_change(assignment_ids, rights), assignment_ids, rights, reason)


def take_seen(verb: Verb, seen: Collection[Assignment], rights: Rights, reason: str = "") -> list[Assignment]:
    """Lock assignments that the same rights reached in the same act before, or refuse like `take`; one short question.

    Their requests are those that were read then.
    """
    refuse_stale(rights)
    return _taken(verb, assignments_seen_for_change(seen, rights), [row.pk for row in seen], rights, reason)


def _taken(
    verb: Verb, rows: list[Assignment], assignment_ids: Collection[int], rights: Rights, reason: str
) -> list[Assignment]:
    rule = TABLE[verb]
    for missing in sorted(set(assignment_ids) - {row.pk for row in rows}):
        raise UnknownAssignment(assignment=missing)
    for row in rows:
        require(rights, rule, row)
    require_state(rule, rows)
    require_reason(rule, reason)
    return rows


def take_one(verb: Verb, assignment_id: int, rights: Rights, reason: str = "") -> Assignment:
    """Lock one assignment for a verb, or refuse like `take`."""
    return take(verb, [assignment_id], rights, reason)[0]


def refuse(verb: Verb, rows: Sequence[Assignment], rights: Rights) -> None:
    """Refuse like `take` where assignments within reach are only looked at: a preview locks nothing.

    Raises:
        NoRight (ORG-020), WrongState (REP-041), StaleRights (REP-045).
    """
    rule = TABLE[verb]
    refuse_stale(rights)
    for row in rows:
        require(rights, rule, row)
    require_state(rule, rows)


def may(rights: Rights, rule: Rule, row: Assignment) -> bool:
    """Say whether somebody may do this to an assignment, whatever its state.

    Who receives reports acts for the very unit they were sent to: a department that sees all communes does not accept
    what was sent to another department.
    """
    unit_id = _unit_of(rule.whose, row)
    if not rights.may(rule.action, unit_id):
        return False
    return rule.whose is Whose.RESPONDENT or holds(rights, rule.action, unit_id)


def holds(rights: Rights, action: Action, unit_id: int) -> bool:
    """Say whether a role that allows the action was given for this very unit (or for everything: machines, tests)."""
    if rights.scope(action).everything:
        return True
    return rights.may(action, unit_id) and any(
        held.unit_id == unit_id and action in held.scopes for held in rights.held
    )


def require(rights: Rights, rule: Rule, row: Assignment) -> None:
    """Refuse what the rights (NoRight, ORG-020) or the sign-in (SecondFactorNeeded, ORG-060) do not allow."""
    rights.require_proof(rule.action)
    if not may(rights, rule, row):
        raise NoRight(action=str(rule.action), unit=_unit_of(rule.whose, row), actor=rights.actor)


def require_state(rule: Rule, rows: Sequence[Assignment]) -> None:
    """Refuse what the state does not allow (WrongState, REP-041)."""
    for row in rows:
        if not is_possible(rule, row):
            state, first = TaskState(row.state), _step_before(rule, row)
            raise WrongState(
                assignment=row.pk,
                verb_vi=rule.name_vi,
                verb_en=rule.name_en,
                state_vi=state.label_vi,
                state_en=state.label_en,
                first_vi=f" Trước đó cần “{first.name_vi}”." if first else "",
                first_en=f" First “{first.name_en}” it." if first else "",
            )


def _step_before(rule: Rule, row: Assignment) -> Rule | None:
    """The one step after which a verb would be possible, where a report has gone on or is locked."""
    if row.state == S.LOCKED and not (rule.whose is Whose.RESPONDENT and S.DRAFTING in rule.from_states):
        return TABLE[Verb.UNLOCK] if row.state_before_lock in rule.from_states else None
    sent_again = Verb.RECONSOLIDATE if row.kind == "consolidation" else None
    verb = {
        S.AWAITING_APPROVAL: Verb.SEND_BACK_TO_DRAFTER,
        S.SUBMITTED: sent_again or Verb.WITHDRAW,
        S.ACCEPTED: sent_again or Verb.RETURN,
        S.CONSOLIDATED: Verb.REOPEN,
        S.LOCKED: Verb.START_CORRECTION,
    }.get(TaskState(row.state))
    return TABLE[verb] if verb and TABLE[verb].to_state in rule.from_states else None


def is_possible(rule: Rule, row: Assignment) -> bool:
    """Say whether the state of an assignment allows a verb. A locked one is accepted only as a late supplement."""
    if rule.verb is Verb.ACCEPT and row.state == TaskState.LOCKED:
        return row.state_before_lock == TaskState.SUBMITTED
    return row.state in rule.from_states


def require_reason(rule: Rule, reason: str) -> None:
    """Refuse an act without the reason it needs (ReasonNeeded, REP-043)."""
    if rule.needs_reason and not reason.strip():
        raise ReasonNeeded(verb_vi=rule.name_vi, verb_en=rule.name_en)


def closed(request: Request, rule: Rule) -> RequestClosed:
    """Make the refusal of an act that the request's state does not allow (RequestClosed, REP-027)."""
    state = RequestState(request.state)
    return RequestClosed(
        request=request.code,
        state_vi=state.label_vi,
        state_en=state.label_en,
        act_vi=rule.name_vi,
        act_en=rule.name_en,
    )


def refuse_stale(rights: Rights) -> None:
    """Refuse rights that were computed for another day: a delegation may have ended (StaleRights, REP-045)."""
    today = orgs.today()
    if rights.on != today:
        raise StaleRights(on=rights.on.strftime("%d/%m/%Y"), today=today.strftime("%d/%m/%Y"))


def possible_verbs(rights: Rights, row: Assignment) -> tuple[Verb, ...]:
    """The verbs somebody may do to an assignment now, for buttons; acts of the system are left out."""
    found = [verb for verb, rule in TABLE.items() if is_possible(rule, row) and may(rights, rule, row)]
    hidden = {Verb.CONSOLIDATE, Verb.REOPEN, Verb.LOCK, Verb.UNLOCK, Verb.CANCEL, Verb.CHANGE}
    hidden |= {Verb.ACCEPT_CLAIM, Verb.REVOKE_CLAIM}
    hidden.add(Verb.APPROVE if row.correcting else Verb.APPROVE_CORRECTION)
    hidden.add(Verb.SAVE if row.kind == "consolidation" else Verb.RECONSOLIDATE)
    return tuple(verb for verb in found if verb not in hidden)


def subject_of(row: Assignment) -> str:
    """The subject of an assignment's events."""
    return f"reporting.assignment:{row.pk}"


def subject_of_request(code: str) -> str:
    """The subject of a request's events."""
    return f"reporting.request:{code}"


def signature(rights: Rights, action: Action, unit_id: int) -> Signature:
    """Return how an act of this person is signed: their title, and the delegation's capacity where it is one."""
    return Signature(title_of_user(rights.user_id), rights.capacity(action, unit_id))


def sign(rights: Rights, verb: Verb, row: Assignment) -> Signature:
    """Return how a verb on an assignment is signed."""
    rule = TABLE[verb]
    return signature(rights, rule.action, _unit_of(rule.whose, row))


def sign_each(rights: Rights, verb: Verb, rows: Sequence[Assignment]) -> list[Signature]:
    """Return how a verb on many assignments is signed: asked for once a unit."""
    rule = TABLE[verb]
    title = title_of_user(rights.user_id)
    capacities = {
        unit_id: rights.capacity(rule.action, unit_id) for unit_id in {_unit_of(rule.whose, row) for row in rows}
    }
    return [Signature(title, capacities[_unit_of(rule.whose, row)]) for row in rows]


def move(
    rows: Sequence[Assignment],
    verb: Verb,
    event_id: int,
    at: datetime,
    signed: Signature,
    to_states: Sequence[TaskState] | None = None,
) -> None:
    """Write one transition for each assignment and put the new state on the rows (the caller stores them).

    Args:
        rows: locked assignments; their `state` is changed here.
        to_states: one for each row where the table does not fix it.
    """
    move_each(rows, verb, [event_id] * len(rows), at, [signed] * len(rows), to_states)


def move_each(
    rows: Sequence[Assignment],
    verb: Verb,
    event_ids: Sequence[int],
    at: datetime,
    signatures: Sequence[Signature],
    to_states: Sequence[TaskState] | None = None,
) -> None:
    """Like `move`, where each assignment has its own event and signature."""
    rule = TABLE[verb]
    targets = to_states or [rule.to_state or TaskState(row.state) for row in rows]
    steps = []
    for row, target, event_id, signed in zip(rows, targets, event_ids, signatures, strict=True):
        steps.append(
            Transition(
                assignment=row, verb=verb, from_state=row.state, to_state=target, at=at, event_id=event_id,
                title=signed.title, capacity=signed.capacity,
            )
        )  # fmt: skip
        row.state = target
    Transition.objects.bulk_create(steps, batch_size=2_000)


def _unit_of(whose: Whose, row: Assignment) -> int:
    if whose is Whose.RESPONDENT:
        return row.respondent_unit_id
    return row.consolidator_unit_id if whose is Whose.CONSOLIDATOR else row.request.assigner_unit_id
