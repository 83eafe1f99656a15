"""The life of a report in words: what happened, who did it in which capacity, when and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts.delegations import ActFor, Person
from tinhso.engines.reporting.contracts import Step, Verb
from tinhso.kernel.clock import VIETNAM
from tinhso.web_kit.display import language, show_datetime

_TONES = {
    Verb.RETURN: "bad",
    Verb.SEND_BACK_TO_DRAFTER: "warn",
    Verb.WITHDRAW: "warn",
    Verb.UNLOCK: "warn",
    Verb.REVOKE_CLAIM: "warn",
    Verb.START_CORRECTION: "warn",
    Verb.RECONSOLIDATE: "warn",
    Verb.CANCEL: "quiet",
    Verb.ASSIGN: "quiet",
    Verb.OPEN: "quiet",
}


def step_words(verb: Verb) -> str:
    """What a verb did, as a line of a history says it."""
    return {
        Verb.ASSIGN: _("Được giao"),
        Verb.OPEN: _("Đơn vị đã nhận"),
        Verb.SAVE: _("Bắt đầu nhập"),
        Verb.SEND_FOR_APPROVAL: _("Trình phê duyệt"),
        Verb.SEND_BACK_TO_DRAFTER: _("Trả lại người nhập"),
        Verb.APPROVE: _("Phê duyệt, gửi"),
        Verb.WITHDRAW: _("Rút về để sửa"),
        Verb.RETURN: _("Bị trả lại"),
        Verb.ACCEPT: _("Được tiếp nhận"),
        Verb.ACCEPT_CLAIM: _("Được công nhận đúng hạn theo giờ máy của đơn vị"),
        Verb.REVOKE_CLAIM: _("Thôi công nhận đúng hạn"),
        Verb.CONSOLIDATE: _("Được tổng hợp, gửi lên trên"),
        Verb.RECONSOLIDATE: _("Mở để tổng hợp lại"),
        Verb.REOPEN: _("Mở lại để tổng hợp"),
        Verb.LOCK: _("Khóa kỳ"),
        Verb.UNLOCK: _("Mở khóa"),
        Verb.START_CORRECTION: _("Mở để điều chỉnh"),
        Verb.APPROVE_CORRECTION: _("Phê duyệt điều chỉnh"),
        Verb.EXTEND: _("Được gia hạn"),
        Verb.CHANGE: _("Nơi giao đổi hạn"),
        Verb.CANCEL: _("Đã hủy"),
    }[verb]


def timeline_of(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps for `web_kit/partials/timeline.html`, oldest first."""
    acts = {step.event_id: _act_for(step) for step in steps if step.capacity}
    givers = orgs.givers_of(set(acts.values()))
    offices = orgs.offices_in(language(), {step.title for step in steps})
    return [
        {
            "event": step_words(step.verb),
            "detail": _detail(step, offices, givers.get(acts[step.event_id]) if step.capacity else None),
            "tone": _TONES.get(step.verb, ""),
        }
        for step in steps
    ]


def _act_for(step: Step) -> ActFor:
    return ActFor(step.actor.removeprefix("user:"), step.capacity, step.at.astimezone(VIETNAM).date())


def _detail(step: Step, offices: Mapping[str, str], giver: Person | None) -> str:
    """“Phó Chủ tịch UBND xã, KT. CHỦ TỊCH, thay Chủ tịch UBND xã · 15/10/2026 16:02 · “đảo hai chữ số””."""
    instead = _("thay %(name)s") % {"name": giver.title(language())} if giver else ""
    office = offices.get(step.title, step.title)
    who = ", ".join(part for part in (office, step.capacity, instead) if part) or _("hệ thống")
    parts = [who, show_datetime(step.at)]
    if step.reason:
        parts.append(f"“{step.reason}”")
    return " · ".join(parts)
