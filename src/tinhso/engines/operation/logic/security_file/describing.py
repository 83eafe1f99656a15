"""The whole description at one moment, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _

import tinhso
from tinhso.engines.operation.contracts import FileSection, FileTable, Scheme, SecurityFile
from tinhso.engines.operation.logic.health import check_health
from tinhso.engines.operation.logic.security_file.grounds import grounds
from tinhso.engines.operation.logic.security_file.installed_told import tell_installed
from tinhso.engines.operation.logic.security_file.log_told import tell_log
from tinhso.engines.operation.logic.security_file.roles_told import tell_roles
from tinhso.engines.operation.logic.security_file.scheme import draw_scheme
from tinhso.web_kit.display import show_date


def describe(*, verify: bool = False) -> SecurityFile:
    """Say what the running system is, for the file of its security level.

    Args:
        verify: also check the whole log now, which takes minutes for a large one.
    """
    health = check_health()
    findings = {one.key: one for one in health.findings}
    scheme = draw_scheme(findings)
    sections = (_scheme(scheme), tell_roles(), tell_log(verify), tell_installed(findings), _grounds())
    return SecurityFile(health.at, tinhso.__version__, scheme, sections)


def _scheme(scheme: Scheme) -> FileSection:
    names = {part.key: part.name for part in scheme.parts}
    links = FileTable(
        _("Kết nối"),
        (_("TT"), _("Từ"), _("Tới"), _("Qua"), _("Bảo vệ bằng"), _("Tình trạng")),
        tuple(
            (str(number), names[one.source], names[one.target], one.way, one.guard, one.stands)
            for number, one in enumerate(scheme.links, start=1)
        ),
    )
    parts = FileTable(_("Thành phần"), (_("Tên"), _("Làm gì")), tuple((part.name, part.does) for part in scheme.parts))
    said = (_("Dựng từ cấu hình đang áp dụng, cơ sở dữ liệu và các mục kiểm tra; phần chưa khai báo không được vẽ."),)
    return FileSection("scheme", _("Sơ đồ"), said, (links, parts), scheme.missing)


def _grounds() -> FileSection:
    rows = tuple(
        (
            one.title,
            one.about,
            show_date(one.valid_from),
            one.source,
            _("đã kiểm tra") if one.confirmed else _("cần kiểm tra"),
        )
        for one in grounds()
    )
    columns = (_("Văn bản"), _("Về việc"), _("Hiệu lực từ"), _("Cơ quan ban hành"), _("Đối chiếu nguồn"))
    said = (
        _("Đây là phần hệ thống tự nói được; cấp độ, phương án và chữ ký do cơ quan xác định."),
        _("Nội dung các văn bản đòi hỏi: cần kiểm tra với bản gốc đang có hiệu lực."),
    )
    return FileSection("grounds", _("Căn cứ"), said, (FileTable(_("Căn cứ"), columns, rows),))
