"""What runs behind the pages: sealing, the snapshot, news and mail."""

from __future__ import annotations

import socket
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.cube import api as cube
from tinhso.engines.operation.contracts import Finding, HealthState
from tinhso.engines.operation.logic.places import home
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import KeyCustody
from tinhso.web_kit.display import show_duration, show_number

_SEALING_SLOW, _SEALING_STANDS = timedelta(minutes=1), timedelta(minutes=10)
_DELIVERY_SLOW = timedelta(minutes=10)
_TAIL_LONG = 1_000_000
_MAIL_WAIT_SECONDS = 2


def check_sealing() -> Finding:
    """Whether what was done gets sealed."""
    name, state = _("Niêm phong"), trust.sealing_state()
    last = trust.latest_checkpoint()
    at = last.sealed_at if last else None
    custody = trust.key_custody()
    if custody is KeyCustody.MISSING and last:
        todo = _("Đặt lại tệp khóa từ nơi cất giữ, quyền 600.")
        return Finding(
            "sealing", name, HealthState.BAD, _("thiếu khóa %(file)s") % {"file": trust.key_file()}, todo, at
        )
    if custody is KeyCustody.OPEN:
        said = _("tệp khóa %(file)s để người khác đọc được") % {"file": trust.key_file()}
        todo = _("Chạy: chmod 600 %(file)s") % {"file": trust.key_file()}
        return Finding("sealing", name, HealthState.BAD, said, todo, at)
    if custody is KeyCustody.WITHIN_REACH:
        said = _("khóa niêm phong phải do người dùng riêng giữ, nhưng người dùng chạy dịch vụ này đọc được")
        todo = _("Giao thư mục %(folder)s cho người dùng tinhso-sealer, quyền 700.") % {
            "folder": trust.key_file().parent
        }
        return Finding("sealing", name, HealthState.WARN, said, todo, at)
    waited = trust.now() - state.oldest if state.oldest else timedelta(0)
    if waited < _SEALING_SLOW:
        return Finding("sealing", name, HealthState.GOOD, _("không có việc chờ quá một phút"), "", at)
    said = ngettext(
        "%(count)s việc chờ niêm phong, lâu nhất %(waited)s",
        "%(count)s việc chờ niêm phong, lâu nhất %(waited)s",
        state.waiting,
    ) % {
        "count": show_number(state.waiting),
        "waited": show_duration(waited),
    }
    how = HealthState.BAD if waited > _SEALING_STANDS else HealthState.WARN
    return Finding("sealing", name, how, said, _("Xem tiến trình sealer có chạy không (tinhso run sealer)."), at)


def check_snapshot() -> Finding:
    """Whether the snapshot that answers come from is whole and near."""
    name, status = _("Bản chụp số liệu"), cube.snapshot_status()
    said = _("%(rows)s dòng, %(tail)s dòng mới chưa gộp") % {
        "rows": show_number(status.rows), "tail": show_number(status.tail_entries),
    }  # fmt: skip
    if status.state == "damaged":
        todo = _("Tự dựng lại khi có người hỏi; muốn ngay thì chạy tinhso cube rebuild. Số liệu không mất.")
        return Finding("snapshot", name, HealthState.WARN, status.notice or said, todo)
    if status.tail_entries > _TAIL_LONG:
        return Finding("snapshot", name, HealthState.WARN, said, _("Xem tiến trình compactor có chạy không."))
    return Finding("snapshot", name, HealthState.GOOD, said)


def check_deliveries() -> Finding:
    """Whether news between the parts, and mail, get through."""
    name, state = _("Việc nền"), trust.outbox_state()
    if state.failing:
        said = ngettext(
            "%(count)s việc bị lỗi, lỗi gần nhất: %(error)s",
            "%(count)s việc bị lỗi, lỗi gần nhất: %(error)s",
            state.failing,
        ) % {
            "count": show_number(state.failing),
            "error": state.last_error[:200],
        }
        return Finding(
            "deliveries", name, HealthState.BAD, said, _("Mở trang Việc nền, sửa nguyên nhân rồi cho chạy lại.")
        )
    if state.oldest and trust.now() - state.oldest > _DELIVERY_SLOW:
        said = ngettext(
            "%(count)s việc chờ, lâu nhất %(waited)s", "%(count)s việc chờ, lâu nhất %(waited)s", state.waiting
        ) % {
            "count": show_number(state.waiting),
            "waited": show_duration(trust.now() - state.oldest),
        }
        return Finding("deliveries", name, HealthState.WARN, said, _("Xem tiến trình worker có chạy không."))
    return Finding("deliveries", name, HealthState.GOOD, _("không có việc nào kẹt"))


def check_mail() -> Finding:
    """Whether the mail server can be reached."""
    name, host = _("Máy chủ thư"), getattr(settings, "EMAIL_HOST", "")
    if "smtp" not in settings.EMAIL_BACKEND:
        said = _("chưa khai báo: thư được ghi vào %(folder)s") % {"folder": home() / "mail"}
        return Finding("mail", name, HealthState.GOOD, said)
    try:
        with socket.create_connection((host, settings.EMAIL_PORT), timeout=_MAIL_WAIT_SECONDS):
            return Finding("mail", name, HealthState.GOOD, _("%(host)s trả lời") % {"host": host})
    except OSError as problem:
        said = _("%(host)s không trả lời: %(problem)s") % {"host": host, "problem": problem.strerror or problem}
        todo = _("Kiểm tra mạng và TINHSO_MAIL_URL; thư chờ lại được gửi khi máy chủ sống lại.")
        return Finding("mail", name, HealthState.WARN, said, todo)
