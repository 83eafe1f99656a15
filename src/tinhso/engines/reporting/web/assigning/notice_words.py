"""Notices as sentences: what happened to a unit's report, by whom it was decided, why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.engines.reporting.contracts.requests import NoticeView
from tinhso.web_kit.display import language, show_date, show_datetime


def notice_lines(found: tuple[NoticeView, ...]) -> list[dict[str, Any]]:
    """Each notice for `partials/notices.html`, newest first."""
    return [
        {
            "words": _words(one),
            "title": one.title(language()),
            "unit": one.unit.name(language()),
            "reason": one.reason,
            "at": one.at,
            "is_new": one.is_new,
            "url": reverse("reporting:form", args=[one.facts.get("assignment_id") or one.assignment_id]),
        }
        for one in found
    ]


def _words(one: NoticeView) -> str:
    facts = one.facts
    if one.kind == "changed":
        return _("Hạn gửi đổi từ %(before)s sang %(due)s") % {
            "before": _moment(facts["before"]), "due": _moment(facts["due_at"])
        }  # fmt: skip
    if one.kind in ("extended", "added"):
        words = _("Được gia hạn đến %(due)s") if one.kind == "extended" else _("Được giao thêm, hạn %(due)s")
        return words % {"due": _moment(facts["due_at"])}
    if one.kind == "extension_refused":
        return _("Chưa đồng ý gia hạn đến %(day)s") % {"day": show_date(date.fromisoformat(facts["due_on"]))}
    if one.kind in ("claim_accepted", "claim_revoked"):
        words = (
            _("Nơi nhận công nhận đúng hạn: máy ghi nhập xong lúc %(time)s, trước hạn")
            if one.kind == "claim_accepted"
            else _("Nơi nhận thôi công nhận đúng hạn theo giờ máy %(time)s")
        )
        return words % {"time": _moment(facts["claimed_at"])}
    if one.kind == "replaced" and facts.get("assignment_id"):
        return _("Được thay bằng báo cáo mới; số đã nhập ở các dòng trùng nhau được chuyển sang")
    if one.kind in ("cell_asked", "cell_settled"):
        words = _("Nơi nhận hỏi về dòng %(row)s") if one.kind == "cell_asked" else _("Nơi nhận đã rõ về dòng %(row)s")
        return words % {"row": facts["row"]}
    return {
        "replaced": _("Được thay bằng báo cáo khác, đơn vị không phải gửi nữa"),
        "cancelled": _("Đã hủy, không phải gửi nữa"),
        "handed_over": _("Đơn vị làm tiếp báo cáo của đơn vị đã nhập vào mình; số đã nhập được giữ"),
        "taken_off": _("Đơn vị được bớt khỏi báo cáo, không phải gửi nữa"),
        "reminded": facts.get("text") or _("Nơi giao đôn đốc gửi báo cáo"),
    }.get(one.kind, one.kind)


def _moment(text: str) -> str:
    return show_datetime(datetime.fromisoformat(text))
