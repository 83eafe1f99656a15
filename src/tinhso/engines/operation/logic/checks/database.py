"""The database: does it answer, does it know this version, is it the right one for this size."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.operation.contracts import Finding, HealthState
from tinhso.engines.operation.logic.checks.machine import GIB
from tinhso.web_kit.display import show_number

# One writer at a time. Where a deadline hour begins to make people wait was not measured yet: these are estimates.
MOST_ACCOUNTS_ON_SQLITE, MOST_BYTES_ON_SQLITE = 500, 10 * GIB


def check_database() -> Finding:
    """Whether it answers, and how large it is."""
    said = _("SQLite trả lời, %(size)s MB") if connection.vendor == "sqlite" else _("PostgreSQL trả lời, %(size)s MB")
    said %= {"size": show_number(size_in_bytes() // 2**20)}
    return Finding("database", _("Cơ sở dữ liệu"), HealthState.GOOD, said)


def check_migrations() -> Finding:
    """Whether the tables are those of this version."""
    name, executor = _("Phiên bản bảng dữ liệu"), MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    known = {f"{app}.{step}" for app, step in executor.loader.disk_migrations}
    newer = sorted({f"{app}.{step}" for app, step in executor.loader.applied_migrations} - known)
    if newer:
        said = _("cơ sở dữ liệu mới hơn phần mềm: %(step)s") % {"step": newer[0]}
        return Finding(
            "migrations", name, HealthState.BAD, said, _("Cài lại phiên bản mới, hoặc khôi phục bản sao lưu.")
        )
    if waiting:
        said = ngettext(
            "còn %(count)s bước nâng cấp chưa chạy", "còn %(count)s bước nâng cấp chưa chạy", len(waiting)
        ) % {"count": show_number(len(waiting))}
        return Finding(
            "migrations", name, HealthState.BAD, said, _("Dừng dịch vụ, rồi chạy tinhso upgrade THƯ-MỤC-SAO-LƯU.")
        )
    return Finding("migrations", name, HealthState.GOOD, _("khớp với phần mềm"))


def check_ledger_rights() -> Finding:
    """Whether the database itself would let this program change what was recorded."""
    name = _("Quyền sửa sổ")
    if connection.vendor == "sqlite":
        return Finding("ledger_rights", name, HealthState.GOOD, _("SQLite không có vai trò; trigger chặn sửa và xóa"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, has_table_privilege('trust_event', 'UPDATE, DELETE, TRUNCATE')")
        role, may_change = cursor.fetchone()
    if may_change:
        said = _("vai trò %(role)s có quyền sửa, xóa sổ; chỉ còn trigger chặn") % {"role": role}
        todo = _("Tạo vai trò riêng cho dịch vụ: tinhso database roles VAI-TRÒ --apply, rồi đổi DATABASE_URL.")
        return Finding("ledger_rights", name, HealthState.WARN, said, todo)
    said = _("vai trò %(role)s không có quyền sửa, xóa sổ") % {"role": role}
    return Finding("ledger_rights", name, HealthState.GOOD, said)


def check_size() -> Finding:
    """Whether SQLite is still the right choice."""
    name, accounts = _("Loại cơ sở dữ liệu"), get_user_model().objects.filter(is_active=True).count()
    if connection.vendor != "sqlite":
        return Finding("size", name, HealthState.GOOD, _("PostgreSQL: nhiều người ghi cùng lúc"))
    said = _("SQLite, %(count)s tài khoản") % {"count": show_number(accounts)}
    if accounts > MOST_ACCOUNTS_ON_SQLITE or size_in_bytes() > MOST_BYTES_ON_SQLITE:
        todo = _("Đã đến cỡ nên chuyển sang PostgreSQL: giờ chót nhiều người gửi cùng lúc sẽ phải chờ.")
        return Finding("size", name, HealthState.WARN, said, todo)
    return Finding("size", name, HealthState.GOOD, said)


def size_in_bytes() -> int:
    """Bytes of the database on the disk."""
    asked = (
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        if connection.vendor == "sqlite"
        else "SELECT pg_database_size(current_database())"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return int(cursor.fetchone()[0])
