"""Nhật ký: which kinds of acts are logged, since when, how many, how long kept, how checked and who may read them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.operation.contracts import FileSection, FileTable
from tinhso.engines.operation.logic.drilling import last_drill
from tinhso.engines.operation.logic.leaving import last_left
from tinhso.engines.operation.logic.security_file.roles_told import reach_words
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.orgs.contracts.accounts_file import ROLE_WORDS
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import LoggedKind, Remark
from tinhso.web_kit.display import show_datetime, show_number


def tell_log(verified: bool) -> FileSection:
    """The log in counts and moments.

    Args:
        verified: check the whole log now (minutes for a large one); else the last check that is known is told.
    """
    kinds = trust.logged_kinds()
    missing = []
    if not kinds:
        missing.append(_("Nhật ký còn trống."))
    if not trust.latest_checkpoint():
        missing.append(_("Chưa có mốc niêm phong nào."))
    missing.append(_("Thời hạn giữ nhật ký của máy (journald, máy chủ ủy quyền) do máy đặt, hệ thống này không biết."))
    return FileSection(
        "log",
        _("Nhật ký"),
        (
            _("Mỗi việc đổi số liệu, quyền, đơn vị, định nghĩa hay nhiệm vụ được ghi cùng giao dịch với nó."),
            _("Sổ chỉ thêm, cơ sở dữ liệu chặn sửa và xóa; không có hạn xóa, giữ suốt đời hệ thống."),
            _("Lời riêng (người làm, lý do) xóa được theo quyết định; việc xóa cũng được ghi."),
        ),
        (_kept(kinds, verified), _kinds(kinds), _readers()),
        tuple(missing),
    )


def _kept(kinds: list[LoggedKind], verified: bool) -> FileTable:
    latest, left = trust.latest_checkpoint(), last_left()
    sealing, signed = trust.sealing_state(), trust.latest_cosignature()
    erased = sum(one.count for one in kinds if one.kind == "trust.erased")
    rows = (
        (_("số việc đã ghi"), show_number(sum(one.count for one in kinds))),
        (_("việc đầu tiên"), show_datetime(min((one.first_at for one in kinds), default=None))),
        (_("việc gần nhất"), show_datetime(max((one.last_at for one in kinds), default=None))),
        (_("thời hạn giữ"), _("không xóa")),
        (_("lần xóa lời riêng theo quyết định"), show_number(erased)),
        (_("tên của sổ"), str(settings.TINHSO_LOG_ORIGIN)),
        (_("mốc niêm phong gần nhất"), _sized(latest.tree_size, latest.sealed_at) if latest else _("chưa có")),
        (_("việc chờ niêm phong"), show_number(sealing.waiting)),
        (_("mốc gửi ra ngoài gần nhất"), _sized(left.tree_size, left.at) if left else _("chưa gửi")),
        (_("cơ quan làm chứng ký gần nhất"), _sized(signed.tree_size, signed.at) if signed else _("chưa có")),
        (_("kiểm tra toàn bộ sổ"), _checked(verified)),
    )
    return FileTable(_("Sổ nhật ký"), (_("Mục"), _("Hiện nay")), rows)


def _sized(size: int, at: datetime) -> str:
    return _("%(size)s việc, lúc %(at)s") % {"size": show_number(size), "at": show_datetime(at)}


def _checked(now: bool) -> str:
    if now:
        faults = [one for one in trust.verify_log() if not isinstance(one, Remark)]
        at = {"at": show_datetime(trust.now()), "count": show_number(len(faults))}
        return (
            ngettext("%(count)s chỗ sai, lúc %(at)s", "%(count)s chỗ sai, lúc %(at)s", len(faults)) % at
            if faults
            else _("nguyên vẹn, lúc %(at)s") % at
        )
    drill = last_drill()
    if drill is None:
        return _("chưa kiểm tra; lệnh tinhso security-file kiểm tra toàn bộ khi xuất")
    words = (
        _("bản khôi phục diễn tập nguyên vẹn, lúc %(at)s") if drill.succeeded else _("diễn tập không đạt, lúc %(at)s")
    )
    return words % {"at": show_datetime(drill.drilled_at)}


def family_words(kind: str) -> str:
    """Of which part of the system a kind of event is."""
    family = kind.partition(".")[0]
    words = {
        "trust": _("sổ, niêm phong, khóa"),
        "orgs": _("đơn vị, tài khoản, quyền"),
        "indicators": _("số liệu, định nghĩa"),
        "cube": _("tổng hợp số liệu"),
        "reporting": _("báo cáo"),
        "evaluation": _("mục tiêu, chấm điểm"),
        "insight": _("trang điều hành, bản chụp"),
        "operation": _("vận hành máy"),
    }
    return words.get(family, family)


def _kinds(kinds: list[LoggedKind]) -> FileTable:
    rows = [
        (
            family_words(one.kind),
            one.kind,
            show_number(one.count),
            show_datetime(one.first_at),
            show_datetime(one.last_at),
        )
        for one in kinds
    ]
    columns = (_("Phần"), _("Mã loại việc"), _("Số việc"), _("Từ lúc"), _("Gần nhất"))
    return FileTable(_("Loại việc đã được ghi"), columns, tuple(rows))


def _readers() -> FileTable:
    now = orgs.roles_now()
    rows = [
        (_(ROLE_WORDS[one.role]), reach_words(one.reaches[Action.READ_LOG]), show_number(one.granted + one.lent))
        for one in now.roles
        if Action.READ_LOG in one.reaches
    ]
    rows.append((_("mọi người"), _("chỉ kiểm tra mốc và chữ ký, không đọc việc"), "–"))
    return FileTable(_("Ai đọc được nhật ký"), (_("Vai trò"), _("Phạm vi"), _("Tài khoản")), tuple(rows))
