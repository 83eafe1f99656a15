"""A receiver accepts, with a reason, that a report which came late was done in time on a device without a network.

The server's receipt decides lateness. What a device says about its own time stands beside it as a claim; only whoever
receives the report makes it count, formally: who, when, why, with both times kept. A later act takes it back.
"""

from __future__ import annotations

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Verb
from tinhso.engines.reporting.contracts.claims import ClaimDecided, ClaimDecision, NoClaimInTime, TimeClaimView
from tinhso.engines.reporting.contracts.errors import NotAUnitReport, UnknownRequest
from tinhso.engines.reporting.contracts.events import CLAIM_DECIDED
from tinhso.engines.reporting.entry_models import TimeClaim
from tinhso.engines.reporting.logic.assigning.notices import tell
from tinhso.engines.reporting.logic.life import TABLE, is_possible, may, move, sign, subject_of, take_one
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.assignments import requests_in_reach
from tinhso.engines.reporting.queries.claims import Work, decisions_of, sent_late, work_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import as_utc, in_vietnam


def time_claims(request_id: int, *, rights: Rights) -> tuple[TimeClaimView, ...]:
    """Return the reports of a request that the server received late, with what their devices claim; a constant number
    of queries.

    Raises:
        UnknownRequest (REP-026)
    """
    if not requests_in_reach(rights).filter(id=request_id).exists():
        raise UnknownRequest(request=request_id)
    rows = sent_late(request_id, rights)
    ids = [row.pk for row in rows]
    work, decided = work_of(ids), decisions_of(ids)
    texts = trust.texts_of([one.event_id for some in decided.values() for one, *_ in some], ["reason"])
    order = {
        view.id: (place, view) for place, view in enumerate(orgs.last_views({row.subject_unit_id for row in rows}))
    }
    found = []
    for row in sorted(rows, key=lambda row: order[row.subject_unit_id][0]):
        assert row.first_submitted_at is not None, "a late report was received"
        own = work.get(row.pk)
        decisions = tuple(
            ClaimDecision(one.accepted, title, capacity, one.at, texts.get(one.event_id, {}).get("reason", ""),
                          one.event_id)
            for one, title, capacity in decided.get(row.pk, ())
        )  # fmt: skip
        found.append(
            TimeClaimView(
                row.pk, order[row.subject_unit_id][1], row.due_at, row.first_submitted_at,
                own.ended_at if own and own.offline else None, own.offline if own else 0, own.changes if own else 0,
                row.accepted_claim_at is not None, decisions, _may_decide(rights, row),
            )
        )  # fmt: skip
    return tuple(found)


def _may_decide(rights: Rights, row: Assignment) -> bool:
    rule = TABLE[Verb.REVOKE_CLAIM if row.accepted_claim_at else Verb.ACCEPT_CLAIM]
    return is_possible(rule, row) and may(rights, rule, row)


@transaction.atomic
def accept_claim(assignment_id: int, *, rights: Rights, reason: str) -> int:
    """Accept that the work behind a late report was done in time, as its device says. Returns the event.

    Raises:
        NoClaimInTime (REP-055: nothing says so, or the device's own time is after the deadline),
        ClaimDecided (REP-056), NotAUnitReport (REP-047), ReasonNeeded (REP-043), UnknownAssignment (REP-040),
        NoRight (ORG-020), WrongState (REP-041), StaleRights (REP-045).
    """
    row = _take(Verb.ACCEPT_CLAIM, assignment_id, rights, reason)
    if row.accepted_claim_at is not None:
        raise ClaimDecided(assignment=row.pk)
    work = work_of([row.pk]).get(row.pk)
    if row.on_time or work is None or not work.offline or work.ended_at > row.due_at:
        raise NoClaimInTime(assignment=row.pk, due=_shown(row.due_at), claim=_told(row, work))
    return _decide(Verb.ACCEPT_CLAIM, row, work, rights, reason)


@transaction.atomic
def revoke_claim(assignment_id: int, *, rights: Rights, reason: str) -> int:
    """Take back that a device's time counts: the server's receipt decides again. Returns the event.

    Raises:
        ClaimDecided (REP-056: nothing counts), and as `accept_claim`.
    """
    row = _take(Verb.REVOKE_CLAIM, assignment_id, rights, reason)
    if row.accepted_claim_at is None:
        raise ClaimDecided(assignment=row.pk)
    return _decide(Verb.REVOKE_CLAIM, row, work_of([row.pk])[row.pk], rights, reason)


def _take(verb: Verb, assignment_id: int, rights: Rights, reason: str) -> Assignment:
    row = take_one(verb, assignment_id, rights, reason)
    if row.kind != "unit":
        raise NotAUnitReport(assignment=row.pk)
    return row


def _decide(verb: Verb, row: Assignment, work: Work, rights: Rights, reason: str) -> int:
    assert row.first_submitted_at is not None, "what was never received claims nothing"
    at, accepted = trust.now(), verb is Verb.ACCEPT_CLAIM
    claimed_at = row.accepted_claim_at or work.ended_at
    times = {"claimed_at": claimed_at, "received_at": row.first_submitted_at, "due_at": row.due_at}
    event_id = trust.record(
        kind=TABLE[verb].event_kind,
        subject=subject_of(row),
        actor=rights.actor,
        reason=reason,
        public={name: as_utc(moment).isoformat() for name, moment in times.items()}
        | {"offline_changes": work.offline, "changes": work.changes},
        at=at,
    )
    TimeClaim.objects.create(assignment=row, accepted=accepted, at=at, event_id=event_id, **times)
    move([row], verb, event_id, at, sign(rights, verb, row))
    row.accepted_claim_at = claimed_at if accepted else None
    row.save(update_fields=["accepted_claim_at"])
    kind = "claim_accepted" if accepted else "claim_revoked"
    tell([(row, {"claimed_at": claimed_at.isoformat()})], kind, event_id, at)
    trust.publish(CLAIM_DECIDED, {"assignment_id": row.pk, "request_id": row.request_id, "event_id": event_id})
    return event_id


def _told(row: Assignment, work: Work | None) -> str:
    if row.on_time or work is None or not work.offline:
        return "–"
    return _shown(work.ended_at)


def _shown(moment: object) -> str:
    return in_vietnam(moment).strftime("%H:%M %d/%m/%Y")  # type: ignore[arg-type]
