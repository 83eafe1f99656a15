"""Status in one vocabulary: every code has an icon, a word and a tone, so that no screen shows a colour alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.web_kit.errors import UnknownMark

TONES = ("good", "info", "warn", "bad", "quiet", "known")
TONE_ICONS = {"good": "check", "info": "arrow", "warn": "triangle", "bad": "alert", "quiet": "", "known": "dot"}


@dataclass(frozen=True, slots=True)
class Mark:
    """How one status looks: tone (colour), icon name (may be empty for quiet ones), word."""

    tone: str
    icon: str
    word: str | Promise


MARKS: dict[str, Mark] = {
    # Tasks and reports, in the order of their life.
    "assigned": Mark("info", "arrow", _("mới giao")),
    "received": Mark("info", "arrow", _("đã nhận")),
    "drafting": Mark("info", "edit", _("đang nhập")),
    "awaiting_approval": Mark("warn", "clock", _("chờ phê duyệt")),
    "submitted": Mark("info", "arrow", _("mới gửi")),
    "returned": Mark("bad", "alert", _("bị trả lại")),
    "accepted": Mark("good", "check", _("đã tiếp nhận")),
    "consolidated": Mark("good", "check", _("đã tổng hợp")),
    "locked": Mark("good", "lock", _("đã khóa")),
    "cancelled": Mark("quiet", "cross", _("đã hủy")),
    "not_sent": Mark("quiet", "ring", _("chưa gửi")),
    "late": Mark("bad", "alert", _("quá hạn")),
    "due_soon": Mark("warn", "triangle", _("sắp đến hạn")),
    "on_time": Mark("good", "check", _("đúng hạn")),
    "extension": Mark("warn", "clock", _("xin gia hạn")),
    # Figures.
    "provisional": Mark("quiet", "approx", _("tạm tính")),
    "official": Mark("good", "check", _("chính thức")),
    "estimate": Mark("quiet", "approx", _("ước thực hiện")),
    "corrected": Mark("warn", "edit", _("đã điều chỉnh")),
    "correcting": Mark("warn", "edit", _("đang điều chỉnh")),
    "doubted": Mark("warn", "triangle", _("cần xác minh")),
    "known": Mark("known", "dot", _("hệ thống đã biết")),
    "stale": Mark("quiet", "clock", _("số liệu cũ")),
    "not_due": Mark("quiet", "minus", _("chưa đến hạn")),
    "not_reported": Mark("quiet", "ring", _("chưa báo cáo")),
    "not_applicable": Mark("quiet", "minus", _("không áp dụng")),
    "refused": Mark("bad", "cross", _("từ chối")),
    # Files made in the background.
    "file_waiting": Mark("info", "clock", _("chờ tạo")),
    "file_running": Mark("info", "arrow", _("đang tạo")),
    "file_done": Mark("good", "check", _("tải được")),
    "file_failed": Mark("bad", "alert", _("không tạo được")),
    "file_gone": Mark("quiet", "clock", _("đã quá hạn")),
    # Targets.
    "achieved_early": Mark("good", "check", _("hoàn thành sớm")),
    "achieved": Mark("good", "check", _("hoàn thành")),
    "achieved_late": Mark("warn", "check", _("hoàn thành muộn")),
    "missed": Mark("bad", "alert", _("không hoàn thành")),
    "on_track": Mark("info", "arrow", _("đúng tiến độ")),
    "behind": Mark("warn", "triangle", _("chậm")),
    "target_no_data": Mark("quiet", "minus", _("chưa đủ dữ liệu")),
    "hard": Mark("bad", "alert", _("khó hoàn thành")),
    # Proof.
    "sealed": Mark("good", "shield", _("đã niêm phong")),
    "waiting_seal": Mark("info", "clock", _("chờ niêm phong")),
}


def find_mark(code: str) -> Mark:
    """Return the look of a status code.

    Raises:
        UnknownMark (WEB-002): no such code; add it here rather than writing a colour into a template.
    """
    mark = MARKS.get(str(code))
    if mark is None:
        raise UnknownMark(kind="status", name=code, known=", ".join(sorted(MARKS)))
    return mark


def check_tone(tone: str) -> str:
    """Return the tone when it is one of ours.

    Raises:
        UnknownMark (WEB-002).
    """
    if tone not in TONES:
        raise UnknownMark(kind="tone", name=tone, known=", ".join(TONES))
    return tone
