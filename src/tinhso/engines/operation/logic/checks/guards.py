"""What keeps others out: limits that all workers count together, and units that are open in an emergency."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.engines.operation.contracts import Finding, HealthState
from tinhso.engines.orgs import api as orgs
from tinhso.web_kit.display import show_number
from tinhso.web_kit.shared_counts import shared_file


def check_limits() -> Finding:
    """Whether tries at signing in and calls of machines are counted over all workers."""
    name, problem = _("Giới hạn số lần"), shared_file(Path(settings.TINHSO_SHARED_FILE)).problem()
    if not problem:
        return Finding("limits", name, HealthState.GOOD, _("mọi tiến trình đếm chung"), "")
    said = _("không dùng được tệp đếm chung %(file)s: %(problem)s") % {
        "file": settings.TINHSO_SHARED_FILE, "problem": problem[:200],
    }  # fmt: skip
    todo = _("Xem chỗ trống và quyền của thư mục; khi chưa sửa, mỗi tiến trình đếm riêng.")
    return Finding("limits", name, HealthState.WARN, said, todo)


def check_emergencies() -> Finding:
    """How many units are open in an emergency at this moment."""
    name, count = _("Truy cập khẩn cấp"), orgs.count_open_emergencies()
    if not count:
        return Finding("emergencies", name, HealthState.GOOD, _("không có lượt nào đang mở"), "")
    said = _("%(count)s lượt đang mở") % {"count": show_number(count)}
    todo = _("Xem ai mở và lý do ở trang Truy cập khẩn cấp; kết thúc sớm nếu không còn cần.")
    return Finding("emergencies", name, HealthState.WARN, said, todo)
