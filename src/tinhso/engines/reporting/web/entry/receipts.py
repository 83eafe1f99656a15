"""“Phiếu xác nhận đã gửi” as the kit's receipt: what the server received, when, which version, under which event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import Receipt, Revocation, Verb
from tinhso.engines.trust import api as trust
from tinhso.web_kit.display import language, show_datetime, show_number


def receipt_context(receipt: Receipt, all_of_task: Sequence[Receipt]) -> dict[str, Any]:
    """Return the template's context: the receipt, and the other sendings of the same report."""
    others = [one for one in all_of_task if one.number != receipt.number]
    return {
        "receipt": {
            "title": _("Phiếu xác nhận đã gửi"),
            "what": f"{_title(receipt)} · {receipt.period.label(language())}",
            "mark_code": "returned" if receipt.revoked else "submitted",
            "mark_text": _revoked_mark(receipt.revoked) if receipt.revoked else _("đã phê duyệt, đã gửi"),
            "facts": facts_of(receipt),
            "code": receipt.draft_digest or "–",
        },
        "task_id": receipt.assignment_id,
        "number": receipt.number,
        "others": [
            {
                "url": reverse("reporting:receipt_of", args=[one.assignment_id, one.number]),
                "label": _("Lần %(number)d, %(time)s")
                % {"number": one.number, "time": show_datetime(one.submitted_at)},
            }
            for one in others
        ],
    }


def facts_of(receipt: Receipt) -> list[tuple[str, str]]:
    """Name and value of everything the receipt confirms."""
    title = receipt.approver_title
    office = orgs.offices_in(language(), [title]).get(title, title)
    who = " · ".join(part for part in (receipt.capacity, office) if part) or "–"
    cells = ngettext(
        "%(count)s ô, %(known)s ô hệ thống đã biết", "%(count)s ô, %(known)s ô hệ thống đã biết", receipt.cells
    ) % {
        "count": show_number(receipt.cells),
        "known": show_number(receipt.known_cells),
    }
    confirmed = _confirmed(receipt)
    claim = [(_("Máy của đơn vị ghi nhập xong lúc"), _claim(receipt.claimed_at))] if receipt.claimed_at else []
    return [
        *([(_("Tình trạng"), revoked_words(receipt.revoked))] if receipt.revoked else []),
        (_("Đơn vị"), receipt.subject.name(language())),
        (_("Máy chủ nhận lúc"), show_datetime(receipt.submitted_at)),
        *claim,
        (_("Hạn gửi"), f"{show_datetime(receipt.due_at)} ({_punctuality(receipt)})"),
        (_("Lần gửi"), f"{receipt.number} ({_kind(receipt.kind)})"),
        (_("Người phê duyệt"), f"{who}, {confirmed}"),
        (_("Số ô"), cells),
        (_("Sự kiện trong nhật ký"), str(receipt.event_id)),
        (_("Dưới mốc niêm phong"), _checkpoint(receipt)),
    ]


def _confirmed(receipt: Receipt) -> str:
    if receipt.signed_with_certificate:
        return _("ký số")
    return _("xác nhận bằng khóa trên máy (passkey)") if receipt.by_passkey else _("xác nhận bằng tài khoản")


def _revoked_mark(revoked: Revocation) -> str:
    return _("phê duyệt đã rút") if revoked.verb is Verb.WITHDRAW else _("đã bị trả lại")


def revoked_words(revoked: Revocation) -> str:
    """When and why the sending lost its force; its figures left the totals at that moment."""
    said = {"time": show_datetime(revoked.at), "reason": revoked.reason, "event": revoked.event_id}
    if revoked.verb is Verb.WITHDRAW:
        told = _("Lãnh đạo đơn vị rút phê duyệt lúc %(time)s: %(reason)s (sự kiện %(event)s). Số không còn được tính.")
    else:
        told = _("Cơ quan nhận trả lại lúc %(time)s: %(reason)s (sự kiện %(event)s). Số không còn được tính.")
    return told % said


def _title(receipt: Receipt) -> str:
    return receipt.title_en if language().startswith("en") else receipt.title_vi


def _claim(moment: datetime) -> str:
    """A device's time stands beside the server's and decides nothing."""
    return _("%(time)s, khi mất mạng; chỉ để biết, đúng hạn hay muộn tính theo máy chủ") % {
        "time": show_datetime(moment)
    }


def _punctuality(receipt: Receipt) -> str:
    if receipt.number > 1:
        return _("tính theo lần gửi đầu")
    if receipt.accepted_claim_at:
        words = _("gửi muộn; nơi nhận công nhận đúng hạn theo giờ máy %(time)s")
        return words % {"time": show_datetime(receipt.accepted_claim_at)}
    return _("đúng hạn") if receipt.on_time else _("gửi muộn")


def _kind(kind: str) -> str:
    return {
        "first": _("gửi lần đầu"),
        "again": _("gửi lại"),
        "correction": _("điều chỉnh"),
        "supplement": _("bổ sung"),
    }.get(kind, kind)


def _checkpoint(receipt: Receipt) -> str:
    """The sealed state of the log that covers the event; words while it waits for the sealer."""
    leaf = trust.event(receipt.event_id).leaf_index
    sealed = trust.latest_checkpoint()
    if leaf is None or sealed is None or sealed.tree_size <= leaf:
        return _("chờ niêm phong")
    return show_number(sealed.tree_size)
