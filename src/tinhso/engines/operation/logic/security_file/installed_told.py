"""What is installed and how it stands: settings in force, versions, health, copies."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import datetime
from importlib import metadata

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

import tinhso
from tinhso.engines.operation.contracts import FileSection, FileTable
from tinhso.engines.operation.logic.backing_up import STATE as BACKUP_STATE
from tinhso.engines.operation.logic.drilling import last_drill
from tinhso.engines.operation.logic.durable_files import read_json
from tinhso.engines.operation.logic.places import state_folder
from tinhso.engines.operation.logic.second_medium import lag_seconds
from tinhso.engines.operation.logic.security_file.standing import Findings, state_words
from tinhso.web_kit.display import language, show_datetime, show_number


def tell_installed(findings: Findings) -> FileSection:
    """Settings, versions, health and copies as they are now."""
    return FileSection(
        "installed",
        _("Cấu hình, phiên bản và tình trạng"),
        (
            _("Giá trị có thể chứa bí mật hoặc địa chỉ của người không được in: chỉ nói đã đặt hay chưa."),
            _("Danh mục đầy đủ thành phần phần mềm (CycloneDX): tệp tinhso.cdx.json trong gói cài đặt."),
        ),
        (_settings(), _versions(), _health(findings), _copies(), _libraries()),
        tuple(_missing()),
    )


def _settings() -> FileTable:
    in_english = language().startswith("en")
    rows = [
        (
            name,
            meaning_en if in_english else meaning_vi,
            _("đã đặt") if is_set else _("chưa đặt"),
            text or ("–" if is_set else _("mặc định")),
        )
        for name, is_set, text, meaning_vi, meaning_en in settings.TINHSO_TOLD
    ]
    columns = (_("Tên"), _("Nghĩa là"), _("Trong môi trường"), _("Giá trị"))
    return FileTable(_("Cấu hình đang áp dụng"), columns, tuple(rows))


def _versions() -> FileTable:
    rows = [
        (_("Tỉnh Số"), tinhso.__version__),
        ("Python", platform.python_version()),
        (_("hệ điều hành"), f"{platform.system()} {platform.release()}"),
        ("SQLite" if connection.vendor == "sqlite" else "PostgreSQL", _database_version()),
    ]
    return FileTable(_("Phiên bản"), (_("Thành phần"), _("Phiên bản")), tuple(rows))


def _database_version() -> str:
    asked = "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return str(cursor.fetchone()[0])


def _libraries() -> FileTable:
    """What is installed beside the product in its Python; with licences and hashes it is in the SBOM of the bundle."""
    found = {one.name: one.version for one in metadata.distributions()}
    rows = tuple(sorted(found.items(), key=lambda one: one[0].casefold()))
    return FileTable(_("Thư viện đã cài"), (_("Thành phần"), _("Phiên bản")), rows)


def _health(findings: Findings) -> FileTable:
    rows = [
        (one.name, state_words(one.state), show_datetime(one.measured_at) if one.measured_at else "–")
        for one in findings.values()
    ]
    return FileTable(_("Tình trạng lúc lập"), (_("Mục"), _("Tình trạng"), _("Lúc")), tuple(rows))


def _copies() -> FileTable:
    kept, drill, lag = read_json(state_folder() / BACKUP_STATE), last_drill(), lag_seconds()
    drilled = _("chưa diễn tập lần nào")
    if drill:
        words = _("đạt, mất %(seconds)s giây") if drill.succeeded else _("không đạt sau %(seconds)s giây")
        drilled = words % {"seconds": show_number(round(drill.seconds))}
    rows = (
        (_("sao lưu gần nhất"), show_datetime(datetime.fromisoformat(kept["made_at"])) if kept else _("chưa có")),
        (_("diễn tập khôi phục gần nhất"), show_datetime(drill.drilled_at) if drill else "–"),
        (_("kết quả diễn tập"), drilled),
        (
            _("độ trễ của bản chép thứ hai"),
            _("chưa có") if lag is None else _("%(seconds)s giây") % {"seconds": show_number(round(lag))},
        ),
    )
    return FileTable(_("Sao lưu và khôi phục"), (_("Mục"), _("Hiện nay")), rows)


def _missing() -> Iterator[str]:
    if last_drill() is None:
        yield _("Chưa diễn tập khôi phục lần nào (tinhso drill).")
    if settings.TINHSO_MODE != "production":
        yield _("Hệ thống chạy ở chế độ %(mode)s, chưa phải chế độ vận hành thật.") % {"mode": settings.TINHSO_MODE}
