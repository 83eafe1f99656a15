"""The consolidating agency's own report: adjustment lines on the aggregate, sent upward, accepted by the office.

A line never touches a unit's figure. It counts when the agency's leader has sent it upward (or, before the lock,
leaves the total when that leader withdraws it).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    FigureKey,
    FigureWrite,
    Status,
)
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import AdjustmentState, Receipt, Signature, TaskState, Verb, VersionKind
from tinhso.engines.reporting.contracts.errors import (
    DrafterApproves,
    NothingChanged,
)
from tinhso.engines.reporting.contracts.events import ACCEPTED, PASSKEY, RETURNED, SENT_UPWARD, TABLE_TOLD
from tinhso.engines.reporting.contracts.list_errors import TextTooLong
from tinhso.engines.reporting.logic.assigning.requests import request_view
from tinhso.engines.reporting.logic.consolidation.adjusting import (
    draft_lines,
    key_of_line,
    lines_written,
    refuse_unit_report,
)
from tinhso.engines.reporting.logic.consolidation.consolidation_table import Table, whole_table
from tinhso.engines.reporting.logic.consolidation.freezing import Frozen, frozen_content, prepare, store
from tinhso.engines.reporting.logic.consolidation.reconsolidating import compare_with
from tinhso.engines.reporting.logic.consolidation.told import digest_of_told
from tinhso.engines.reporting.logic.consolidation.version_changes import changes_of
from tinhso.engines.reporting.logic.life import (
    TABLE,
    move,
    sign,
    subject_of,
    take_one,
)
from tinhso.engines.reporting.logic.locked_elsewhere import ELSEWHERE, locked_elsewhere
from tinhso.engines.reporting.logic.papers.document_numbers import number_of, sending_of
from tinhso.engines.reporting.logic.papers.outline import narrative_of_table
from tinhso.engines.reporting.logic.receipts import receipt_of
from tinhso.engines.reporting.logic.sending import facts_of, refuse_own_work
from tinhso.engines.reporting.logic.signing.digests import digest_of_table, said_by
from tinhso.engines.reporting.logic.signing.keeping import signatures_kept
from tinhso.engines.reporting.logic.what_was_read import refuse_unread_table, refuse_unread_version
from tinhso.engines.reporting.models import Adjustment, Assignment, Submission
from tinhso.engines.reporting.queries.assignments import assignments_for_change
from tinhso.engines.reporting.queries.versions import versions_of, was_returned_since
from tinhso.engines.trust import api as trust

LONGEST_NARRATIVE = 20_000

_RECEIPTS = {
    VersionKind.REPORT: "first",
    VersionKind.AGAIN: "again",
    VersionKind.SUPPLEMENT: "supplement",
    VersionKind.ADJUSTMENT: "correction",
}


@transaction.atomic
def send_upward(
    assignment_id: int, *, rights: Rights, narrative: str = "", seen: str = "", passkey: str = ""
) -> Receipt:
    """Approve a consolidation and send it to the office: its lines count, its units' reports are consolidated.

    What is sent is frozen as a numbered version whose files never change; the event commits to their digests and to
    what the table told.

    Args:
        narrative: the words that go with the table; those of the form's outline where nobody wrote others.
        seen: what the table told when the leader read it (`table_read`); empty is not compared.
        passkey: what the leader's device answered to `passkey_request_upward`; the event keeps the signature.

    Raises:
        TextTooLong (REP-274),
        NotASender (REP-046), DrafterApproves (REP-042), UnknownAssignment (REP-040), NoRight (ORG-020),
        WrongState (REP-041), NothingChanged (REP-053: a supplement or adjustment that says nothing new),
        ReadOtherwise (REP-299: the units' figures or the lines changed since), PasskeyAnswerWrong (ORG-098).
    """
    row = take_one(Verb.APPROVE, assignment_id, rights)
    refuse_unit_report(row)
    refuse_own_work(row, [], rights)
    words = unicodedata.normalize("NFC", narrative).replace("\r\n", "\n").strip()
    if len(words) > LONGEST_NARRATIVE:
        raise TextTooLong(count=len(words), most=LONGEST_NARRATIVE)
    lines = draft_lines(row)
    makers = {line.made_by for line in lines} | {line.made_by_person_id for line in lines} - {None}
    if rights.actor in makers or rights.user_id in makers:
        raise DrafterApproves()
    verb = Verb.APPROVE_CORRECTION if row.correcting else Verb.APPROVE
    at, units, signed = trust.now(), _accepted_units(row), sign(rights, verb, row)
    table = whole_table(row)
    refuse_unread_table(row, table, seen)
    frozen, changed_lines = _freeze(row, table, at, signed, words)
    elsewhere = locked_elsewhere(row.request, {key_of_line(row, line) for line in lines})
    writes, told = lines_written(row, lines), digest_of_told(table)
    spec = BatchSpec(
        "reporting.corrected" if row.correcting else "reporting.sent_upward",
        subject_of(row),
        rights.actor,
        writes,
        reason=row.correction_reason or ("; ".join(line.reason for line in lines) if elsewhere else ""),
        public={**facts_of(row, at), "lines": len(lines), "units": len(units), "version": frozen.public}
        | ({"list_lines_changed": changed_lines} if changed_lines else {})
        | {TABLE_TOLD: told}
        | _signature(row, told, writes, passkey, rights),
        at=at,
        correction=row.correcting or bool(elsewhere),
    )
    event_id = indicators.write_batches([spec])[0].event_id
    Adjustment.objects.filter(id__in=[line.pk for line in lines]).update(
        state=AdjustmentState.WRITTEN, event_id=event_id
    )
    store(frozen, row, at, signed, event_id)
    submission = _receive(row, verb, event_id, at, signed, _RECEIPTS[frozen.kind], len(units))
    move(units, Verb.CONSOLIDATE, event_id, at, signed)
    Assignment.objects.filter(id__in=[unit.pk for unit in units]).update(state=TaskState.CONSOLIDATED)
    trust.publish(SENT_UPWARD, {"assignment_id": row.pk, "request_id": row.request_id, "event_id": event_id})
    return receipt_of(row, submission)


def _signature(
    row: Assignment, told: str, writes: Sequence[FigureWrite], passkey: str, rights: Rights
) -> dict[str, Any]:
    """What the event keeps of a passkey's signature over this sending."""
    if not passkey:
        return {}
    digest = digest_of_table(row.pk, row.submissions_made + 1, told, said_by(writes))
    return {PASSKEY: signatures_kept({row.pk: digest}, passkey, rights=rights)[row.pk]}


def _freeze(row: Assignment, table: Table, at: datetime, signed: Signature, narrative: str) -> tuple[Frozen, int]:
    """Make the version that is about to be sent, and count the list lines that it tells otherwise than the last one."""
    earlier = versions_of([row.pk])
    asked, given = request_view(row.request), number_of(row.pk, sending_of(row))
    content = frozen_content(asked, table)
    narrative = narrative or narrative_of_table(row.pk, sending_of(row), asked, table)
    if not earlier:
        kind = VersionKind.ADJUSTMENT if row.correcting else VersionKind.AGAIN
        kind = kind if row.submissions_made else VersionKind.REPORT
        return prepare(content, earlier, kind, at, signed, narrative, given=given), 0
    last = earlier[-1]
    comparison = compare_with(row, last, content)
    returned = was_returned_since(row.pk, last.event_id)
    if comparison.is_empty and not returned:
        raise NothingChanged(version=last.number)
    kind = VersionKind.AGAIN if returned else comparison.kind
    changes = changes_of(comparison, last)
    return prepare(content, earlier, kind, at, signed, narrative, changes, given), len(comparison.lines)


@transaction.atomic
def accept_consolidation(assignment_id: int, *, rights: Rights, reason: str = "", seen: int | None = None) -> int:
    """Accept a consolidation above (the office): its lines become official. Returns the event.

    Args:
        seen: how many versions had been sent when somebody looked at it; None is not compared.

    Raises:
        NotASender (REP-046), UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041),
        ReadOtherwise (REP-299).
    """
    row = take_one(Verb.ACCEPT, assignment_id, rights)
    refuse_unit_report(row)
    refuse_unread_version(row, seen)
    at = trust.now()
    supplement = row.state == TaskState.LOCKED
    keys = _standing_lines(row, Status.PROVISIONAL)
    elsewhere = bool(locked_elsewhere(row.request, keys))
    usual = "tiếp nhận bổ sung sau khóa" if supplement else ELSEWHERE if elsewhere else ""
    spec = BatchSpec(
        TABLE[Verb.ACCEPT].event_kind,
        subject_of(row),
        rights.actor,
        (),
        promotes=tuple(keys),
        reason=reason or usual,
        public={"request": row.request.code, "assignments": [row.pk]},
        at=at,
        correction=supplement or elsewhere,
    )
    event_id = indicators.write_batches([spec])[0].event_id
    target = TaskState.LOCKED if supplement else TaskState.ACCEPTED
    move([row], Verb.ACCEPT, event_id, at, sign(rights, Verb.ACCEPT, row), [target])
    if supplement:
        row.state_before_lock = TaskState.ACCEPTED
    row.save(update_fields=["state", "state_before_lock"])
    trust.publish(ACCEPTED, {"assignment_ids": [row.pk], "request_id": row.request_id, "event_id": event_id})
    return event_id


@transaction.atomic
def return_consolidation(assignment_id: int, *, rights: Rights, reason: str, seen: int | None = None) -> None:
    """Return a consolidation (the office): its lines leave the total and are drafts again; units are accepted again.

    Args:
        seen: as of `accept_consolidation`.

    Raises:
        NotASender (REP-046), ReasonNeeded (REP-043), UnknownAssignment (REP-040), NoRight (ORG-020),
        WrongState (REP-041), ReadOtherwise (REP-299).
    """
    row = take_one(Verb.RETURN, assignment_id, rights, reason)
    refuse_unit_report(row)
    refuse_unread_version(row, seen)
    at = trust.now()
    lines = _standing_lines(row)
    spec = BatchSpec(
        TABLE[Verb.RETURN].event_kind,
        subject_of(row),
        rights.actor,
        [FigureWrite(key, None) for key in lines],
        reason=reason,
        public={"request": row.request.code, "number": row.submissions_made},
        at=at,
        correction=bool(locked_elsewhere(row.request, lines)),
    )
    event_id = indicators.write_batches([spec])[0].event_id
    Adjustment.objects.filter(assignment=row, state=AdjustmentState.WRITTEN).update(state=AdjustmentState.DRAFT)
    signed = sign(rights, Verb.RETURN, row)
    move([row], Verb.RETURN, event_id, at, signed)
    row.return_reason = reason
    row.save(update_fields=["state", "return_reason"])
    units = _units_of(row, TaskState.CONSOLIDATED)
    move(units, Verb.REOPEN, event_id, at, signed)
    Assignment.objects.filter(id__in=[unit.pk for unit in units]).update(state=TaskState.ACCEPTED)
    trust.publish(RETURNED, {"assignment_ids": [row.pk], "request_id": row.request_id, "event_id": event_id})


def _receive(
    row: Assignment, verb: Verb, event_id: int, at: datetime, signed: Signature, kind: str, unit_count: int
) -> Submission:
    if row.first_submitted_at is None:
        row.first_submitted_at, row.on_time = at, at <= row.due_at
    row.submissions_made, row.last_submitted_at = row.submissions_made + 1, at
    move([row], verb, event_id, at, signed)
    if row.correcting:
        row.corrections_made += 1
        row.state_before_lock = TaskState.SUBMITTED
    row.correcting, row.correction_reason, row.return_reason = False, "", ""
    row.save()
    return Submission.objects.create(
        assignment=row,
        number=row.submissions_made,
        kind=kind,
        submitted_at=at,
        approver_title=signed.title,
        capacity=signed.capacity,
        on_time=bool(row.on_time),
        cells=unit_count,
        event_id=event_id,
    )


def _accepted_units(row: Assignment) -> list[Assignment]:
    return [] if row.correcting else _units_of(row, TaskState.ACCEPTED)


def _units_of(row: Assignment, state: TaskState) -> list[Assignment]:
    """The unit reports that were sent to this consolidation's agency and stand in a state."""
    ids = Assignment.objects.filter(
        request_id=row.request_id, kind="unit", consolidator_unit_id=row.respondent_unit_id, state=state
    ).values_list("id", flat=True)
    return assignments_for_change(list(ids))


def _standing_lines(row: Assignment, status: Status | None = None) -> list[FigureKey]:
    """The keys of this consolidation's lines that count (in one status)."""
    lines = list(Adjustment.objects.filter(assignment=row, state=AdjustmentState.WRITTEN))
    states = indicators.states_of_keys([key_of_line(row, line) for line in lines])
    return [key for key, state in states.items() if state.value is not None and status in (None, state.status)]
