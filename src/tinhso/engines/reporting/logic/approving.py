"""The unit leader approves: figures enter the ledger and count, the receipt is written, the news goes out.

One form or a hundred in the same statements. Under each form's own event: its figures, its new state, its receipt. The
event commits to the draft's history by a digest (`sending.digest_of`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureWrite
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Finding, Receipt, Signature, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import NotAUnitReport, UnknownAssignment
from tinhso.engines.reporting.contracts.events import CORRECTED, PASSKEY, SUBMITTED
from tinhso.engines.reporting.logic.drafting import findings_on, refuse_findings
from tinhso.engines.reporting.logic.evidence.evidence import cited_for, commit_evidence, commitment_of
from tinhso.engines.reporting.logic.figures import answers_of
from tinhso.engines.reporting.logic.life import TABLE, move_each, refuse, sign_each, subject_of, take_seen
from tinhso.engines.reporting.logic.locked_elsewhere import corrections_elsewhere, unexplained
from tinhso.engines.reporting.logic.looking import Look, look_at_each
from tinhso.engines.reporting.logic.receipts import receipt_of
from tinhso.engines.reporting.logic.sending import digest_of, facts_of, refuse_own_work
from tinhso.engines.reporting.logic.series import load_series
from tinhso.engines.reporting.logic.sheet import Sheet
from tinhso.engines.reporting.logic.signing.digests import digest_of_sheet
from tinhso.engines.reporting.logic.signing.keeping import signatures_kept
from tinhso.engines.reporting.logic.what_was_read import refuse_unread_drafts
from tinhso.engines.reporting.models import Assignment, CellChange, Submission
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.reporting.queries.drafts import changes_since_submissions, last_changes_committed
from tinhso.engines.trust import api as trust

Changes = Mapping[int, Sequence[CellChange]]
"""What was changed in each draft, by assignment, oldest first."""

_STANDING = (
    "state", "first_submitted_at", "on_time", "submissions_made", "last_submitted_at", "corrections_made",
    "state_before_lock", "correcting", "correction_reason", "return_reason", "suggestions",
)  # fmt: skip


def approve(assignment_id: int, *, rights: Rights, passkey: str = "", seen: int | None = None) -> Receipt:
    """Approve and send a unit's report: its figures become provisional and count.

    A correction after the lock writes by the correction verb, keeps each figure's status, and locks again.

    Args:
        passkey: what the leader's device answered to `passkey_request`; the event keeps the signature.
        seen: the event by which it had been sent for approval when the leader read it; None is not compared.

    Returns:
        The receipt.

    Raises:
        DrafterApproves (REP-042): whoever entered or sent it cannot approve it, in whatever role.
        NotReady (REP-044): a known figure changed since it was sent for approval.
        UnknownAssignment (REP-040), NoRight (ORG-020: also when a delegation has ended), WrongState (REP-041),
        NotAUnitReport (REP-047: use `send_upward`), PasskeyAnswerWrong (ORG-098), ReadOtherwise (REP-299).
    """
    read = None if seen is None else {assignment_id: seen}
    return approve_sheets([assignment_id], rights=rights, passkey=passkey, seen=read)[0]


def approve_sheets(
    assignment_ids: Collection[int],
    *,
    rights: Rights,
    passkey: str = "",
    seen: Mapping[int, int] | None = None,
) -> tuple[Receipt, ...]:
    """Approve and send several reports at once, each under its own event; one that cannot be sent refuses all.

    The number of queries does not grow with the reports. They are read and checked before they are held.

    Args:
        passkey: what the leader's device answered for exactly these reports (`passkey_request_together`); each event
            keeps the signature and its own way to what was signed.
        seen: by assignment, as in `approve`.

    Returns:
        The receipts, in the order of the ids.

    Raises:
        As `approve`.
    """
    order = list(dict.fromkeys(assignment_ids))
    if not order:
        return ()
    look = look_at_each(_rows_to_approve(order, rights), rights=rights)
    return _approve(look, findings_on(look.sheets.values(), look.series), rights, passkey, seen or {})


def _rows_to_approve(order: Sequence[int], rights: Rights) -> list[Assignment]:
    """The assignments in the order asked for, or a refusal as when they are taken; nothing is held."""
    found = {row.pk: row for row in assignments(rights).filter(id__in=order)}
    for missing in sorted(set(order) - found.keys()):
        raise UnknownAssignment(assignment=missing)
    rows = [found[number] for number in order]
    refuse(Verb.APPROVE, rows, rights)
    for row in rows:
        if row.kind != "unit":
            raise NotAUnitReport(assignment=row.pk)
    return rows


@transaction.atomic
def _approve(
    look: Look, findings: Sequence[Finding], rights: Rights, passkey: str, seen: Mapping[int, int]
) -> tuple[Receipt, ...]:
    """Write what was looked at, where it still stands; else what stands now, once it has been checked too."""
    order = list(look.sheets)
    rows = sorted(take_seen(Verb.APPROVE, look.assignments, rights), key=lambda row: order.index(row.pk))
    refuse_unread_drafts(rows, seen)
    changes = changes_since_submissions(order)
    for row in rows:
        refuse_own_work(row, changes.get(row.pk, []), rights)
    sheets = look.sheets_now(rows)
    if sheets is not look.sheets:
        findings = findings_on(sheets.values(), load_series(list(sheets.values())))
    writes = {row.pk: answers_of(sheets[row.pk]) for row in rows}
    elsewhere = corrections_elsewhere(sheets.values(), writes)
    refuse_findings([*findings, *unexplained(sheets.values(), elsewhere)])
    at, evidence = trust.now(), cited_for(order)
    signatures = _signatures(rows, sheets, changes, writes, passkey, rights)
    specs = [
        _batch(
            row, sheets[row.pk], changes.get(row.pk, ()), writes[row.pk], elsewhere.get(row.pk, ()),
            commitment_of(evidence.get(row.pk, ())), rights.actor, at, signatures.get(row.pk),
        )
        for row in rows
    ]  # fmt: skip
    events = [result.event_id for result in indicators.write_batches(specs)]
    commit_evidence(evidence, {row.pk: event_id for row, event_id in zip(rows, events, strict=True)})
    # A correction is signed by the same right as a first sending.
    signed, topics = sign_each(rights, Verb.APPROVE, rows), [CORRECTED if row.correcting else SUBMITTED for row in rows]
    submissions = _receive(rows, sheets, changes, events, signed, at)
    _stand(rows, events, signed, at)
    trust.publish_many([(topic, _news(one)) for topic, one in zip(topics, submissions, strict=True)])
    views = {view.id: view for view in orgs.last_views({row.subject_unit_id for row in rows})}
    return tuple(receipt_of(row, one, views[row.subject_unit_id]) for row, one in zip(rows, submissions, strict=True))


def verb_of(row: Assignment) -> Verb:
    """By which verb a report is approved: another one after the lock."""
    return Verb.APPROVE_CORRECTION if row.correcting else Verb.APPROVE


def _signatures(
    rows: Sequence[Assignment],
    sheets: Mapping[int, Sheet],
    changes: Changes,
    writes: Mapping[int, Sequence[FigureWrite]],
    passkey: str,
    rights: Rights,
) -> Mapping[int, Mapping[str, Any]]:
    """By report what the leader's passkey signed of them, where it was asked."""
    if not passkey:
        return {}
    digests = {row.pk: digest_of_sheet(row, sheets[row.pk], changes.get(row.pk, ()), writes[row.pk]) for row in rows}
    return signatures_kept(digests, passkey, rights=rights)


def _batch(
    row: Assignment,
    sheet: Sheet,
    changes: Sequence[CellChange],
    writes: Sequence[FigureWrite],
    elsewhere: Sequence[FigureWrite],
    evidence: str,
    actor: str,
    at: datetime,
    signature: Mapping[str, Any] | None,
) -> BatchSpec:
    public: dict[str, Any] = {
        **facts_of(row, at),
        "form": f"{sheet.form.code}@{sheet.form.version}",
        "confirmed": sheet.counts().known,
        "draft_changes": len(changes),
        "draft_digest": digest_of(changes),
    }
    if signature is not None:
        public[PASSKEY] = signature
    return BatchSpec(
        TABLE[verb_of(row)].event_kind,
        subject_of(row),
        actor,
        writes,
        reason=row.correction_reason if row.correcting else "; ".join(dict.fromkeys(one.note for one in elsewhere)),
        evidence=evidence,
        public=public,
        at=at,
        correction=row.correcting or bool(elsewhere),
    )


def _receive(
    rows: Sequence[Assignment],
    sheets: Mapping[int, Sheet],
    changes: Changes,
    events: Sequence[int],
    signed: Sequence[Signature],
    at: datetime,
) -> list[Submission]:
    """Write the receipts and what each decides about its assignment; the first one decides lateness for ever."""
    # A report that is sent again as it was goes on from what its last sending committed to.
    silent = [row.pk for row in rows if not changes.get(row.pk)]
    before = last_changes_committed(silent) if silent else {}
    made = []
    for row, event_id, signature in zip(rows, events, signed, strict=True):
        kind = _kind_of(row)
        if row.first_submitted_at is None:
            row.first_submitted_at, row.on_time = at, at <= row.due_at
        row.submissions_made += 1
        row.last_submitted_at = at
        counts, own = sheets[row.pk].counts(), changes.get(row.pk, ())
        made.append(
            Submission(
                assignment=row,
                number=row.submissions_made,
                kind=kind,
                submitted_at=at,
                approver_title=signature.title,
                capacity=signature.capacity,
                on_time=bool(row.on_time),
                event_id=event_id,
                cells=counts.total,
                known_cells=counts.known,
                draft_changes=len(own),
                draft_digest=digest_of(own),
                last_change_id=own[-1].pk if own else before.get(row.pk, 0),
                claimed_at=own[-1].claimed_at if own else None,
            )
        )
    return Submission.objects.bulk_create(made, batch_size=500)


def _kind_of(row: Assignment) -> str:
    if row.correcting:
        return "correction" if row.submissions_made else "supplement"
    return "again" if row.submissions_made else "first"


def _stand(rows: Sequence[Assignment], events: Sequence[int], signed: Sequence[Signature], at: datetime) -> None:
    for verb in (Verb.APPROVE, Verb.APPROVE_CORRECTION):
        of_verb = [one for one in zip(rows, events, signed, strict=True) if verb_of(one[0]) is verb]
        if of_verb:
            moved, under, by = zip(*of_verb, strict=True)
            move_each(moved, verb, under, at, by)
    for row in rows:
        if row.correcting:
            row.corrections_made += 1
            if row.state_before_lock not in (TaskState.ACCEPTED, TaskState.CONSOLIDATED):
                row.state_before_lock = TaskState.SUBMITTED
        row.correcting, row.correction_reason, row.return_reason, row.suggestions = False, "", "", []
    Assignment.objects.bulk_update(rows, _STANDING, batch_size=500)


def _news(submission: Submission) -> dict[str, int]:
    return {
        "assignment_id": submission.assignment_id,
        "request_id": submission.assignment.request_id,
        "number": submission.number,
        "event_id": submission.event_id,
    }
