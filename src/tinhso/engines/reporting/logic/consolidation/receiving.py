"""The receiving agency's acts: accepting reports set-wise, returning one with a reason and suggested values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, Status
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Suggestion, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import NotAUnitReport, UnknownRow
from tinhso.engines.reporting.contracts.events import ACCEPTED, RETURNED
from tinhso.engines.reporting.contracts.finding_errors import SentAgainMeanwhile
from tinhso.engines.reporting.logic.figures import reversals_of
from tinhso.engines.reporting.logic.life import (
    TABLE,
    move,
    move_each,
    require_reason,
    sign,
    subject_of,
    subject_of_request,
    take,
)
from tinhso.engines.reporting.logic.locked_elsewhere import ELSEWHERE, locked_elsewhere, without_locked
from tinhso.engines.reporting.logic.sheet import Sheet, answers, load_sheets
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import parse_measured, to_scaled


@transaction.atomic
def accept(
    assignment_ids: Sequence[int], *, rights: Rights, reason: str = "", seen: Mapping[int, int] | None = None
) -> tuple[int, ...]:
    """Accept units' reports, one or a hundred: their figures become official. All or nothing.

    Args:
        seen: by assignment, how often it had been sent when somebody looked at it.

    Returns:
        The events, one for each request they belong to.

    Raises:
        UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041), NotAUnitReport (REP-047: use
        `accept_consolidation`), SentAgainMeanwhile (REP-298).
    """
    rows = take(Verb.ACCEPT, assignment_ids, rights)
    _refuse_unseen(rows, seen or {})
    for row in rows:
        if row.kind != "unit":
            raise NotAUnitReport(assignment=row.pk)
    sheets, by_request = load_sheets(rows, drafts=False), defaultdict[int, list[Assignment]](list)
    for row in rows:
        by_request[row.request_id].append(row)
    at, events = trust.now(), []
    for group in by_request.values():
        keys = [key for row in group for key in provisional_keys(sheets[row.pk])]
        events.append(_accept_group(group, keys, rights, reason, at))
    return tuple(events)


def provisional_keys(sheet: Sheet) -> list[FigureKey]:
    """Return the form's figures that stand as provisional, known ones among them."""
    wanted = {sheet.key(row, column) for row, column in sheet.entered()}
    return [
        key
        for key, state in sheet.states.items()
        if key in wanted and state.status == Status.PROVISIONAL and answers(state.missing)
    ]


@transaction.atomic
def return_submission(
    assignment_id: int,
    *,
    rights: Rights,
    reason: str,
    suggestions: Sequence[Suggestion] = (),
    seen: Mapping[int, int] | None = None,
) -> None:
    """Return a unit's report with a reason; its own figures leave the totals, the draft stays to be mended.

    Args:
        suggestions: values proposed for rows, shown beside the cells; the unit decides.
        seen: as of `accept`.

    Raises:
        ReasonNeeded (REP-043), UnknownRow (REP-070), UnknownAssignment (REP-040), NoRight (ORG-020),
        WrongState (REP-041), NotAUnitReport (REP-047: use `return_consolidation`), SentAgainMeanwhile (REP-298).
    """
    return_submissions({assignment_id: suggestions}, rights=rights, reason=reason, seen=seen)


@transaction.atomic
def return_submissions(
    suggestions: Mapping[int, Sequence[Suggestion]],
    *,
    rights: Rights,
    reason: str,
    seen: Mapping[int, int] | None = None,
) -> tuple[int, ...]:
    """Return units' reports, one or a hundred, with one reason and each its own suggested values. All or nothing.

    Args:
        suggestions: by assignment; an empty list where nothing is proposed.
        seen: as of `accept`.

    Returns:
        The events, one for each request they belong to.

    Raises:
        As `return_submission`.
    """
    rows = take(Verb.RETURN, list(suggestions), rights, reason)
    _refuse_unseen(rows, seen or {})
    for row in rows:
        if row.kind != "unit":
            raise NotAUnitReport(assignment=row.pk)
    sheets, by_request = load_sheets(rows), defaultdict[int, list[Assignment]](list)
    for row in rows:
        row.return_reason = reason
        row.suggestions = [_suggested(sheets[row.pk], one) for one in suggestions[row.pk]]
        by_request[row.request_id].append(row)
    return tuple(_return_group(group, sheets, rights, reason) for group in by_request.values())


def return_each(cases: Mapping[int, tuple[str, Sequence[Suggestion]]], *, rights: Rights) -> tuple[int, ...]:
    """Return units' reports, each with a reason and suggested values of its own. All or nothing.

    Returns:
        The events, one for each report, in the order of their ids.

    Raises:
        As `return_submission`.
    """
    for reason, _suggestions in cases.values():
        require_reason(TABLE[Verb.RETURN], reason)
    rows = take(Verb.RETURN, list(cases), rights, "-")
    for row in rows:
        if row.kind != "unit":
            raise NotAUnitReport(assignment=row.pk)
    sheets = load_sheets(rows)
    for row in rows:
        row.return_reason, suggestions = cases[row.pk]
        row.suggestions = [_suggested(sheets[row.pk], one) for one in suggestions]
    specs = [
        BatchSpec(
            TABLE[Verb.RETURN].event_kind,
            subject_of(row),
            rights.actor,
            without_locked(row.request, reversals_of(sheets[row.pk])),
            reason=row.return_reason,
            public={"request": row.request.code, "number": row.submissions_made},
        )
        for row in rows
    ]
    events = [batch.event_id for batch in indicators.write_batches(specs)]
    signed = sign(rights, Verb.RETURN, rows[0])
    move_each(rows, Verb.RETURN, events, trust.now(), [signed for _ in rows])
    Assignment.objects.bulk_update(rows, ["state", "return_reason", "suggestions"], batch_size=500)
    for row, event_id in zip(rows, events, strict=True):
        trust.publish(RETURNED, {"assignment_ids": [row.pk], "request_id": row.request_id, "event_id": event_id})
    return tuple(events)


def _refuse_unseen(rows: Sequence[Assignment], seen: Mapping[int, int]) -> None:
    """A unit may take its report back and send other figures while somebody looks at the earlier ones."""
    for row in rows:
        if seen.get(row.pk, row.submissions_made) != row.submissions_made:
            [unit] = orgs.last_views([row.subject_unit_id])
            raise SentAgainMeanwhile(unit=unit.name("vi"), number=row.submissions_made)


def _return_group(rows: list[Assignment], sheets: Mapping[int, Sheet], rights: Rights, reason: str) -> int:
    """Return these reports of one request under one event."""
    alone = rows[0] if len(rows) == 1 else None
    request = rows[0].request
    number = {"number": alone.submissions_made} if alone else {"assignments": [row.pk for row in rows]}
    spec = BatchSpec(
        TABLE[Verb.RETURN].event_kind,
        subject_of(alone) if alone else subject_of_request(request.code),
        rights.actor,
        without_locked(request, (write for row in rows for write in reversals_of(sheets[row.pk]))),
        reason=reason,
        public={"request": request.code, **number},
    )
    event_id = indicators.write_batches([spec])[0].event_id
    move(rows, Verb.RETURN, event_id, trust.now(), sign(rights, Verb.RETURN, rows[0]))
    Assignment.objects.bulk_update(rows, ["state", "return_reason", "suggestions"], batch_size=500)
    ids = [row.pk for row in rows]
    trust.publish(RETURNED, {"assignment_ids": ids, "request_id": request.pk, "event_id": event_id})
    return event_id


def _accept_group(group: list[Assignment], keys: list[FigureKey], rights: Rights, reason: str, at: datetime) -> int:
    request, supplement = group[0].request, any(row.state == TaskState.LOCKED for row in group)
    elsewhere = bool(locked_elsewhere(request, keys))
    usual = "tiếp nhận bổ sung sau khóa" if supplement else ELSEWHERE if elsewhere else ""
    spec = BatchSpec(
        TABLE[Verb.ACCEPT].event_kind,
        subject_of_request(request.code),
        rights.actor,
        (),
        promotes=tuple(keys),
        reason=reason or usual,
        public={"request": request.code, "assignments": [row.pk for row in group]},
        at=at,
        correction=supplement or elsewhere,
    )
    event_id = indicators.write_batches([spec])[0].event_id
    targets = [TaskState.LOCKED if row.state == TaskState.LOCKED else TaskState.ACCEPTED for row in group]
    move(group, Verb.ACCEPT, event_id, at, sign(rights, Verb.ACCEPT, group[0]), targets)
    mine = Assignment.objects.filter(id__in=[row.pk for row in group])
    mine.filter(state=TaskState.LOCKED).update(state_before_lock=TaskState.ACCEPTED)
    mine.exclude(state=TaskState.LOCKED).update(state=TaskState.ACCEPTED)
    trust.publish(
        ACCEPTED,
        {"assignment_ids": [row.pk for row in group], "request_id": request.pk, "event_id": event_id},
    )
    return event_id


def _suggested(sheet: Sheet, given: Suggestion) -> dict[str, Any]:
    row, column = sheet.row(given.row_no), sheet.column(given.column)
    if row is None or column is None or not sheet.takes(row, column):
        raise UnknownRow(form=sheet.form.code, row=given.row_no, column=given.column)
    decimals = sheet.definitions[row.indicator].decimals
    measured = parse_measured(given.text, locale="vi", decimals=decimals)
    return {"row": row.no, "column": column.code, "value": str(to_scaled(measured.value, decimals))}
