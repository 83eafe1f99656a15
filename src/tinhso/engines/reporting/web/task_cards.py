"""Tasks as cards of “Việc của tôi hôm nay”: what, until when, how much is really left, and the one thing to do."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting.contracts import AssignmentKind, TaskCard
from tinhso.engines.reporting.web.entry.form_page import days_of
from tinhso.web_kit.display import language, show_deadline, show_weekday, time_ago

# People name the row they mean: “Xem lại dòng 4.” Case and language do not matter.
_NAMED_ROW = re.compile(r"\b(?:dòng|row)\s+([0-9IVX][0-9A-Za-z.]*)", re.IGNORECASE)


def card_to_enter(card: TaskCard, now: datetime, *, is_primary: bool = False) -> dict[str, Any]:
    """A task whose cells wait for somebody of the unit."""
    left = card.cells.left
    label = ngettext("Nhập %(count)d ô còn lại", "Nhập %(count)d ô còn lại", left) % {"count": left}
    return _card(
        card,
        due_at=card.due_at,
        about=_days_and_deadline(card, now),
        cells=_known_cells(card),
        action_label=label if left else _("Xem lại và trình phê duyệt"),
        is_primary=is_primary,
    )


def card_new(card: TaskCard, now: datetime, *, is_primary: bool = False) -> dict[str, Any]:
    """A task that nobody of the unit has opened yet; due within a day, that matters more than its being new."""
    if card.due_at - now < timedelta(days=1):
        return card_to_enter(card, now, is_primary=is_primary)
    text = _("%(assigner)s yêu cầu báo cáo · hạn %(deadline)s") % {
        "assigner": card.consolidator.name(language()),
        "deadline": show_deadline(card.due_at, now),
    }
    return _card(
        card,
        mark_code="assigned",
        about=text,
        cells=ngettext("%(count)d ô, khoảng %(minutes)d phút", "%(count)d ô, khoảng %(minutes)d phút", card.cells.left)
        % {"count": card.cells.left, "minutes": card.cells.minutes},
        action_label=_("Mở"),
        is_primary=is_primary,
    )


def card_returned(card: TaskCard, now: datetime, *, is_primary: bool = False) -> dict[str, Any]:
    """A report that came back with a reason; the button leads to the row the reason names."""
    named = _NAMED_ROW.search(card.return_reason)
    row = named.group(1).rstrip(".") if named else ""
    who = card.consolidator.name(language())
    when = time_ago(card.returned_at, now) if card.returned_at else ""
    return _card(
        card,
        mark_code="returned",
        count=card.period.short_label(language()),
        note=card.return_reason,
        about=f"{who}, {when}" if when else who,
        cells=_("hạn %(deadline)s") % {"deadline": show_deadline(card.due_at, now)},
        action_url=reverse("reporting:form", args=[card.id]) + (f"#dong-{row}" if row else ""),
        action_label=_("Sửa dòng %(row)s") % {"row": row} if row else _("Sửa và gửi lại"),
        is_primary=is_primary,
    )


def card_to_approve(card: TaskCard, now: datetime, *, is_primary: bool = False) -> dict[str, Any]:
    """A report that waits for the unit's leader who is looking."""
    if card.kind is AssignmentKind.CONSOLIDATION:
        address, label = reverse("reporting:consolidation", args=[card.request_id]), _("Xem bản tổng hợp")
    else:
        address, label = reverse("reporting:approval", args=[card.id]), _("Xem và phê duyệt")
    return _card(
        card,
        due_at=card.due_at,
        about=_days_and_deadline(card, now),
        cells=_known_cells(card),
        action_url=address,
        action_label=label,
        is_primary=is_primary,
    )


def card_waiting(card: TaskCard, now: datetime) -> dict[str, Any]:
    """A report that was sent for approval and waits for somebody else."""
    return _card(card, mark_code="awaiting_approval", **_to_look_at(card, now))


def card_of_others(card: TaskCard, now: datetime) -> dict[str, Any]:
    """A report that somebody else of the unit fills or consolidates."""
    return _card(card, due_at=card.due_at, cells=_known_cells(card), **_to_look_at(card, now))


def _to_look_at(card: TaskCard, now: datetime) -> dict[str, Any]:
    is_unit = card.kind is AssignmentKind.UNIT
    route, number = ("reporting:form", card.id) if is_unit else ("reporting:consolidation", card.request_id)
    return {
        "about": _days_and_deadline(card, now),
        "action_url": reverse(route, args=[number]),
        "action_label": _("Xem"),
    }


def card_to_consolidate(card: TaskCard, now: datetime, *, is_primary: bool = False) -> dict[str, Any]:
    """A consolidation that the own agency makes."""
    return _card(
        card,
        due_at=card.due_at,
        about=_days_and_deadline(card, now),
        action_url=reverse("reporting:consolidation", args=[card.request_id]),
        action_label=_("Mở bảng tổng hợp"),
        is_primary=is_primary,
    )


def _card(card: TaskCard, **parts: Any) -> dict[str, Any]:
    """The keys of `web_kit/partials/task_card.html`."""
    counts = card.cells
    count = (
        ngettext("%(filled)d/%(total)d ô", "%(filled)d/%(total)d ô", counts.total)
        % {"filled": counts.filled, "total": counts.total}
        if counts.total
        else ""
    )
    if card.correcting and card.first_submitted_at and "mark_code" not in parts:
        # It was sent once, in time or not: what is corrected now is not late.
        parts |= {"mark_code": "correcting", "due_at": None}
    return {
        "name": card.title(language()),
        "count": count,
        "known": counts.known,
        "typed": counts.filled - counts.known,
        "total": counts.total,
        "action_url": reverse("reporting:form", args=[card.id]),
    } | parts


def _days_and_deadline(card: TaskCard, now: datetime) -> str:
    deadline = show_deadline(card.due_at, now)
    if show_weekday(card.due_at) not in deadline:
        deadline = _("%(deadline)s, %(weekday)s %(day)s") % {
            "deadline": deadline,
            "weekday": show_weekday(card.due_at),
            "day": f"{timezone.localtime(card.due_at):%d/%m}",
        }
    words = _("%(days)s · hạn %(deadline)s") % {"days": days_of(card), "deadline": deadline}
    if card.on_behalf and card.kind is AssignmentKind.UNIT:
        words = _("nhập thay %(subject)s") % {"subject": card.subject.name(language())} + " · " + words
    return words


def _known_cells(card: TaskCard) -> str:
    if not card.cells.known:
        return ""
    words = ngettext(
        "%(count)d ô hệ thống đã biết, không phải nhập",
        "%(count)d ô hệ thống đã biết, không phải nhập",
        card.cells.known,
    )
    return words % {"count": card.cells.known}
