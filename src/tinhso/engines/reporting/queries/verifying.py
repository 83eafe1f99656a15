"""What the verification of the log compares: definitions, states, receipts, drafts; in pages where there are many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from tinhso.engines.reporting.contracts import TaskState, Verb
from tinhso.engines.reporting.entry_models import TimeClaim
from tinhso.engines.reporting.models import (
    Assignment,
    Cell,
    CellChange,
    DeadlineMove,
    Extension,
    ExtensionAsk,
    FormVersion,
    LegalConstant,
    RegimeVersion,
    Request,
    RuleVersion,
    SignedPaper,
    Submission,
    Transition,
)

PAGE = 500
OPEN_DRAFTS = (TaskState.DRAFTING, TaskState.AWAITING_APPROVAL, TaskState.RETURNED)


def stored_definitions() -> tuple[list[LegalConstant], list[tuple[int, str, date, dict[str, Any]]]]:
    """Every legal constant, and every version of forms, regimes and rules as (event, name, first day, definition)."""
    versions: list[tuple[int, str, date, dict[str, Any]]] = [
        (row.event_id, f"form:{row.form.code}@{row.version}", row.valid_from, row.definition)
        for row in FormVersion.objects.select_related("form")
    ]
    versions += [
        (row.event_id, f"regime:{row.regime.code}@{row.version}", row.valid_from, row.definition)
        for row in RegimeVersion.objects.select_related("regime")
    ]
    versions += [
        (row.event_id, f"rule:{row.rule.code}@{row.version}", row.valid_from, row.definition)
        for row in RuleVersion.objects.select_related("rule")
    ]
    return list(LegalConstant.objects.all()), versions


def states_without_their_transition() -> Iterator[tuple[int, str, str]]:
    """Assignments that do not stand where their last transition led: (id, state, where it led)."""
    last = Transition.objects.filter(assignment_id=OuterRef("id")).order_by("-id").values("to_state")[:1]
    rows = Assignment.objects.annotate(led_to=Subquery(last)).exclude(state=F("led_to")).order_by("id")
    yield from rows.values_list("id", "state", "led_to").iterator(chunk_size=PAGE)


def assignments_against_their_rows() -> Iterator[tuple[int, str, object, object]]:
    """Columns of assignments that differ from what they were drawn from: (id, column, stored, expected)."""
    extension = Extension.objects.filter(assignment_id=OuterRef("id")).order_by("-id").values("due_at")[:1]
    moves = DeadlineMove.objects.filter(assignment_id=OuterRef("id")).order_by("-id")
    granted = Extension.objects.filter(assignment_id=OuterRef("id")).order_by("-id")
    first = Submission.objects.filter(assignment_id=OuterRef("id")).order_by("number")
    last = Submission.objects.filter(assignment_id=OuterRef("id")).order_by("-number")
    claims = TimeClaim.objects.filter(assignment_id=OuterRef("id")).order_by("-id")
    rows = Assignment.objects.annotate(
        claim_accepted=Subquery(claims.values("accepted")[:1]),
        claimed_at=Subquery(claims.values("claimed_at")[:1]),
        granted=Subquery(extension),
        granted_event=Subquery(granted.values("event_id")[:1]),
        moved=Subquery(moves.values("due_at")[:1]),
        moved_event=Subquery(moves.values("event_id")[:1]),
        first_receipt=Subquery(first.values("submitted_at")[:1]),
        first_on_time=Subquery(first.values("on_time")[:1]),
        last_receipt=Subquery(last.values("submitted_at")[:1]),
        last_number=Coalesce(Subquery(last.values("number")[:1]), 0),
    ).select_related("request")
    for row in rows.order_by("id").iterator(chunk_size=PAGE):
        latest = row.moved if (row.moved_event or 0) > (row.granted_event or 0) else row.granted
        due = latest or datetime.fromisoformat(row.request.deadlines[row.level])
        pairs: dict[str, tuple[object, object]] = {
            "due_at": (row.due_at, due),
            "extended": (row.extended, row.granted is not None),
            "first_submitted_at": (row.first_submitted_at, row.first_receipt),
            "last_submitted_at": (row.last_submitted_at, row.last_receipt),
            "on_time": (row.on_time, row.first_on_time),
            "accepted_claim_at": (row.accepted_claim_at, row.claimed_at if row.claim_accepted else None),
            "submissions_made": (row.submissions_made, row.last_number),
        }
        yield from ((row.pk, name, ours, theirs) for name, (ours, theirs) in pairs.items() if ours != theirs)


def receipts_in_pages() -> Iterator[list[tuple[Submission, int]]]:
    """Every receipt with the last change that an earlier receipt of its assignment committed to."""
    page: list[tuple[Submission, int]] = []
    before: Submission | None = None
    for receipt in Submission.objects.order_by("assignment_id", "number").iterator(chunk_size=PAGE):
        same = before is not None and before.assignment_id == receipt.assignment_id
        page.append((receipt, before.last_change_id if same and before else 0))
        before = receipt
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def changes_of_drafts(assignment_ids: Collection[int]) -> dict[int, list[CellChange]]:
    """Every change of these drafts, oldest first."""
    found: dict[int, list[CellChange]] = defaultdict(list)
    for change in CellChange.objects.filter(assignment_id__in=assignment_ids).order_by("id"):
        found[change.assignment_id].append(change)
    return found


def changed_requests() -> list[Request]:
    """Requests whose deadlines the office moved."""
    return list(Request.objects.filter(changed_event__isnull=False).order_by("id"))


def states_of_requests() -> list[tuple[int, str, str]]:
    """Every request as (id, code, state)."""
    return list(Request.objects.order_by("id").values_list("id", "code", "state"))


def asks_with_their_answer() -> list[ExtensionAsk]:
    """Every ask for a later day, with the event that answered it at hand."""
    return list(ExtensionAsk.objects.select_related("answer_event").order_by("id"))


def signed_papers() -> Iterator[tuple[int, str, bytes]]:
    """Every paper that came back, as (id, digest, bytes), few at a time."""
    for paper in SignedPaper.objects.order_by("id").only("id", "digest", "content").iterator(chunk_size=8):
        yield paper.pk, paper.digest, bytes(paper.content)


def drafts_in_pages() -> Iterator[list[int]]:
    """Assignments whose draft is open, page by page; a corrected one started from the ledger, not from its history."""
    corrected = Transition.objects.filter(verb=Verb.START_CORRECTION).values("assignment_id")
    found = list(
        Assignment.objects.filter(kind="unit", state__in=OPEN_DRAFTS)
        .exclude(id__in=corrected)
        .order_by("id")
        .values_list("id", flat=True)
    )
    for start in range(0, len(found), PAGE):
        yield found[start : start + PAGE]


def unsent_changes(assignment_ids: Collection[int]) -> Iterator[CellChange]:
    """The changes of these drafts that no receipt has committed to yet, oldest first."""
    sent = Submission.objects.filter(assignment_id=OuterRef("assignment_id")).order_by("-number")
    rows = CellChange.objects.filter(assignment_id__in=assignment_ids)
    rows = rows.annotate(committed=Coalesce(Subquery(sent.values("last_change_id")[:1]), 0))
    yield from rows.filter(id__gt=F("committed")).order_by("id").iterator(chunk_size=PAGE)


def cells_of_drafts(assignment_ids: Collection[int]) -> Iterator[Cell]:
    """The cells of these drafts."""
    yield from Cell.objects.filter(assignment_id__in=assignment_ids).order_by("id").iterator(chunk_size=PAGE)
