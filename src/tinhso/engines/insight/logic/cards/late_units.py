"""The table of units that have not sent: how they stand, who is responsible, their record, and a reminder."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import unit_url
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.board.sending import Sending, SentUnit
from tinhso.engines.insight.logic.cards.options import SHOWN
from tinhso.engines.insight.logic.cards.registry import CardKind, Context
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.reporting.contracts import LateUnit, TaskState
from tinhso.web_kit.display import show_deadline, show_duration

SHOWN_FIRST = 8


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """Make the context of the table of units that have not sent."""
    sending = figures.sending
    if sending is None or not sending.units:
        return None
    awaited = {one.unit.id: one for one in sending.awaited}
    rows = [_row(choice, one, awaited.get(one.unit.id)) for one in _most_pressing_first(sending, awaited)]
    shown = card.options.get("shown", SHOWN_FIRST)
    return {
        "title": _title(sending, choice),
        "rows": rows[:shown],
        "more_rows": rows[shown:],
        "is_live": choice.is_live,
        "request": sending.request,
        "all_sent": not rows,
        "sent_late": sum(one.moment == "late_sent" for one in sending.units),
    }


def _title(sending: Sending, choice: Choice) -> str:
    if sending.due_at is None:
        return _("Đơn vị chưa gửi")
    return _("Đơn vị chưa gửi, hạn %(due)s") % {"due": show_deadline(sending.due_at, choice.moment)}


def _most_pressing_first(sending: Sending, awaited: dict[int, LateUnit]) -> list[SentUnit]:
    """By deadline; among equals whoever is late most often, then the Vietnamese order they already stand in."""

    def kept(one: SentUnit) -> int:
        late = awaited.get(one.unit.id)
        return late.last_periods.kept if late else 0

    return sorted(sending.missing, key=lambda one: (one.due_at, kept(one)))


def _row(choice: Choice, one: SentUnit, late: LateUnit | None) -> Context:
    row = {
        "name": one.unit.name(choice.language),
        "url": unit_url(choice, one.unit.code),
        "state": state_words(one, choice),
        "is_overdue": one.moment == "overdue",
        "is_returned": one.state is TaskState.RETURNED,
        "responsible": late.responsible(choice.language) if late else "",
    }
    if late is None:
        return row
    return row | {
        "assignment_id": late.assignment_id,
        "kept": late.last_periods.kept,
        "of": late.last_periods.total,
        "reminded_at": late.last_reminded_at,
        # What was sent once is returned, not forgotten: its return already says what is wanted.
        "may_remind": one.first_sent_at is None and choice.rights.may(Action.REMIND, one.unit.id),
    }


def state_words(one: SentUnit, choice: Choice) -> str:
    """Where a report stands that has not come, as one says it aloud."""
    words = {
        TaskState.ASSIGNED: _("chưa mở báo cáo"),
        TaskState.RECEIVED: _("đã mở, chưa nhập"),
        TaskState.DRAFTING: _("đang nhập"),
        TaskState.AWAITING_APPROVAL: _("chờ lãnh đạo phê duyệt"),
        TaskState.RETURNED: _("bị trả lại, chờ gửi lại"),
        TaskState.LOCKED: _("không gửi, kỳ đã khóa"),
    }
    state = words.get(one.state, _("chưa gửi"))
    if one.moment != "overdue" or one.state is TaskState.LOCKED:
        return state
    return _("%(state)s, quá hạn %(time)s") % {"state": state, "time": show_duration(choice.moment - one.due_at)}


KIND = CardKind(
    "late_units",
    "insight/cards/late_units.html",
    build,
    "bảng các nơi chưa gửi: đang ở bước nào, ai phụ trách, 12 kỳ gần nhất, nút đôn đốc",
    "the table of who has not sent: how they stand, who answers, their last 12 reports, a reminder",
    (SHOWN,),
)
