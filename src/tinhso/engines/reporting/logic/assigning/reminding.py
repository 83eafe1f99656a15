"""Reminding units: the words to paste into a chat, and a record that it was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting.contracts import ReminderText, RequestState
from tinhso.engines.reporting.contracts.errors import AlreadySent, UnknownAssignment
from tinhso.engines.reporting.contracts.request_errors import ContactUnclear
from tinhso.engines.reporting.contracts.requests import CallView
from tinhso.engines.reporting.logic.assigning.mailing import address_mails, write_mails
from tinhso.engines.reporting.logic.assigning.notices import tell
from tinhso.engines.reporting.logic.life import refuse_stale
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheets
from tinhso.engines.reporting.models import Assignment, Call, Reminder
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventSpec
from tinhso.kernel.clock import in_vietnam

CALL_RESULTS = ("promised", "reached", "no_answer", "wrong_number")


@transaction.atomic
def remind(
    assignment_ids: Sequence[int], *, rights: Rights, channel: str = "chat", text: str = ""
) -> tuple[ReminderText, ...]:
    """Record a reminder for each unit and return its words, in the order of the ids.

    Args:
        channel: where the words go: `chat` (to be pasted), `letter` (a công văn was made), `mail` (the system sends
            them to the unit's contacts by itself, and goes on trying while the server is away).
        text: words to use for all; empty writes the usual ones with title, deadline and what is left.

    Raises:
        UnknownAssignment (REP-040), NoRight (ORG-020), AlreadySent (REP-052), NoMailAddress (REP-173), StaleRights
        (REP-045).
    """
    refuse_stale(rights)
    found = {row.pk: row for row in assignments(rights).filter(id__in=assignment_ids)}
    for assignment_id in assignment_ids:
        if assignment_id not in found:
            raise UnknownAssignment(assignment=assignment_id)
    rows = [found[assignment_id] for assignment_id in dict.fromkeys(assignment_ids)]
    for row in rows:
        rights.require(Action.REMIND, row.respondent_unit_id)
        if row.first_submitted_at is not None or row.request.state != RequestState.OPEN:
            raise AlreadySent(assignment=row.pk)
    units = {view.id: view for view in orgs.last_views({row.respondent_unit_id for row in rows})}
    addresses = address_mails(rows, units) if channel == "mail" else {}
    sheets, at = load_sheets(rows), trust.now()
    words = [text or usual_words(row, units[row.respondent_unit_id].name_vi, _left(row, sheets), at) for row in rows]
    events = trust.record_many(
        [
            EventSpec("reporting.reminded", f"reporting.assignment:{row.pk}", rights.actor, public={"channel": channel})
            for row in rows
        ]
    )
    Reminder.objects.bulk_create(
        Reminder(assignment=row, channel=channel, text=said, at=at, event_id=event_id)
        for row, said, event_id in zip(rows, words, events, strict=True)
    )
    if channel == "mail":
        write_mails(rows, addresses, words, events)
    by_row = {row.pk: event_id for row, event_id in zip(rows, events, strict=True)}
    tell(((row, {"text": said}) for row, said in zip(rows, words, strict=True)), "reminded", by_row, at)
    return tuple(
        ReminderText(row.pk, units[row.respondent_unit_id], said, event_id)
        for row, said, event_id in zip(rows, words, events, strict=True)
    )


def usual_words(row: Assignment, unit: str, left: int, now: datetime) -> str:
    """Say in one friendly message what is owed, by when, and how little is left."""
    due = in_vietnam(row.due_at)
    when = f"{due:%H:%M} ngày {due.day}/{due.month}/{due.year}"
    state = f"đã quá hạn {when}" if now > row.due_at else f"hạn gửi {when}"
    cells = f" Còn {left} ô cần nhập." if left else " Số liệu đã đủ, chỉ còn trình và phê duyệt."
    return f"{unit}: “{row.request.title_vi}” {state}, hệ thống chưa nhận được.{cells} Nhờ anh chị gửi sớm."


def _left(row: Assignment, sheets: dict[int, Sheet]) -> int:
    sheet = sheets.get(row.pk)
    return sheet.counts().left if sheet is not None else 0


@transaction.atomic
def log_call(assignment_id: int, result: str, *, rights: Rights, note: str = "") -> None:
    """Note that a unit was called about its report and what came of it.

    Args:
        result: `promised`, `reached`, `no_answer` or `wrong_number`.
        note: what was said; a text of the event, which may be erased by law.

    Raises:
        UnknownAssignment (REP-040), NoRight (ORG-020), AlreadySent (REP-052), ContactUnclear (REP-171), StaleRights
        (REP-045).
    """
    refuse_stale(rights)
    row = assignments(rights).filter(id=assignment_id).first()
    if row is None:
        raise UnknownAssignment(assignment=assignment_id)
    rights.require(Action.REMIND, row.respondent_unit_id)
    if row.first_submitted_at is not None or row.request.state != RequestState.OPEN:
        raise AlreadySent(assignment=row.pk)
    if result not in CALL_RESULTS:
        raise ContactUnclear(reason_vi="Chưa chọn kết quả cuộc gọi", reason_en="No result was chosen", value=result)
    event_id = trust.record(
        kind="reporting.called",
        subject=f"reporting.assignment:{row.pk}",
        actor=rights.actor,
        reason=note,
        public={"result": result},
    )
    Call.objects.create(assignment=row, result=result, at=trust.now(), event_id=event_id)


def calls(request_id: int, *, rights: Rights) -> tuple[CallView, ...]:
    """Return who was called about a request, newest first, as far as it is in reach; four queries."""
    visible = assignments(rights).filter(request_id=request_id).values("id")
    rows = list(Call.objects.filter(assignment_id__in=visible).select_related("assignment").order_by("-id")[:200])
    if not rows:
        return ()
    units = {view.id: view for view in orgs.last_views({row.assignment.respondent_unit_id for row in rows})}
    texts = trust.texts_of([row.event_id for row in rows], ["reason"])
    return tuple(
        CallView(
            row.assignment_id, units[row.assignment.respondent_unit_id], row.result,
            texts.get(row.event_id, {}).get("reason", ""), row.at,
        )
        for row in rows
    )  # fmt: skip
