"""Sơ đồ: the parts of this installation, what goes between them, and what is not there.

Read from the settings in force, from the database itself and from the checks of health; a part that is not configured
is said to be missing, not drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.operation.contracts import Scheme, SchemeLink, SchemePart, Zone
from tinhso.engines.operation.logic.backing_up import STATE as BACKUP_STATE
from tinhso.engines.operation.logic.durable_files import read_json
from tinhso.engines.operation.logic.places import database_file, home, state_folder
from tinhso.engines.operation.logic.second_medium import receivers_and_lag, ships_to_a_second_medium
from tinhso.engines.operation.logic.security_file.standing import Findings, standing
from tinhso.engines.operation.logic.witness_endpoint import is_endpoint
from tinhso.engines.trust import api as trust
from tinhso.web_kit.display import show_number


@dataclass(slots=True)
class Drawn:
    """The scheme while it is put together."""

    findings: Findings
    parts: list[SchemePart] = field(default_factory=list)
    links: list[SchemeLink] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def part(self, zone: Zone, key: str, name: str, does: str) -> None:
        self.parts.append(SchemePart(key, name, does, zone))

    def link(self, source: str, target: str, way: str, guard: str, check: str = "") -> None:
        stands = standing(self.findings, check) if check else _("đang dùng")
        self.links.append(SchemeLink(source, target, way, guard, stands))


def draw_scheme(findings: Findings) -> Scheme:
    """Describe the parts and links of this installation, in the active language."""
    drawn = Drawn(findings)
    for add in (_processes, _outside, _stores, _copies, _lake, _mail, _checkpoints):
        add(drawn)
    return Scheme(tuple(drawn.parts), tuple(drawn.links), tuple(drawn.missing))


def _processes(drawn: Drawn) -> None:
    inside = Zone.PROCESSES
    drawn.part(inside, "web", "web", _("trả lời trang, biểu mẫu và giao diện máy"))
    drawn.part(inside, "sealer", "sealer", _("niêm phong sổ, ký mốc niêm phong"))
    drawn.part(inside, "compactor", "compactor", _("gộp số liệu thành ảnh chụp để tổng hợp nhanh"))
    drawn.part(inside, "worker", "worker", _("chuyển tin giữa các phần, gửi thư, gửi mốc niêm phong"))
    if ships_to_a_second_medium():
        drawn.part(inside, "shipper", "shipper", _("chép từng giao dịch sang ổ đĩa thứ hai"))


def _outside(drawn: Drawn) -> None:
    place = f"{settings.TINHSO_BIND}:{settings.TINHSO_PORT}"
    drawn.part(Zone.OUTSIDE, "browser", _("trình duyệt"), _("cán bộ, lãnh đạo, người dân xem số đã công bố"))
    if settings.SESSION_COOKIE_SECURE:
        way = _("HTTPS tới máy chủ ủy quyền phía trước, rồi HTTP %(place)s") % {"place": place}
        guard = _("TLS ở máy chủ ủy quyền; cookie chỉ đi qua HTTPS; yếu tố thứ hai: %(policy)s")
    else:
        way = f"HTTP {place}"
        guard = _("chưa có TLS; yếu tố thứ hai: %(policy)s")
        drawn.missing.append(_("Chưa khai báo TINHSO_TLS=1: kết nối của trình duyệt không được mã hóa."))
    drawn.link("browser", "web", way, guard % {"policy": settings.TINHSO_SECOND_FACTOR}, "limits")
    drawn.part(Zone.OUTSIDE, "machines", _("hệ thống khác"), _("gửi và đọc số liệu qua /api/v1"))
    drawn.link("machines", "web", f"{way} (/api/v1)", _("mã của hệ thống, chỉ giữ bản băm, có ngày hết hạn"), "limits")
    if settings.TINHSO_METRICS:
        only_here = settings.TINHSO_METRICS == "loopback"
        drawn.part(Zone.OUTSIDE, "monitoring", _("giám sát"), _("đọc số đo của máy ở /metrics"))
        drawn.link("monitoring", "web", f"HTTP {place} (/metrics)", _("chỉ từ máy này") if only_here else _("mã riêng"))
    else:
        drawn.missing.append(_("Chưa khai báo TINHSO_METRICS: không có hệ thống giám sát đọc số đo."))
    if settings.TINHSO_OIDC:
        issuer = urlsplit(settings.TINHSO_OIDC.issuer)
        drawn.part(Zone.OUTSIDE, "identity", _("dịch vụ đăng nhập"), _("OpenID Connect của bên ngoài"))
        way = f"{issuer.scheme.upper()} {issuer.netloc}"
        drawn.link("web", "identity", way, _("OpenID Connect, PKCE; chữ ký của thẻ được kiểm tra"))
    else:
        drawn.missing.append(_("Chưa khai báo dịch vụ đăng nhập ngoài (TINHSO_OIDC): chỉ dùng tài khoản của hệ thống."))


def _stores(drawn: Drawn) -> None:
    if connection.vendor == "sqlite":
        name, way = "SQLite", _("tệp %(file)s") % {"file": database_file()}
        guard = _("quyền tệp của máy; trigger chặn sửa, xóa sổ")
    else:
        told = connection.settings_dict
        name, way = "PostgreSQL", f"TCP {told['HOST'] or 'socket'}:{told['PORT'] or 5432}/{told['NAME']}"
        guard = _("có mã hóa TLS") if _is_encrypted() else _("không mã hóa TLS")
        guard += "; " + _("trigger chặn sửa, xóa sổ")
    drawn.part(Zone.STORES, "database", name, _("cơ sở dữ liệu: sổ, số liệu, tài khoản"))
    for process in ("web", "sealer", "compactor", "worker"):
        drawn.link(process, "database", way, guard, "ledger_rights" if process == "web" else "database")
    drawn.part(Zone.STORES, "keys", _("khóa ký"), _("khóa riêng của sổ"))
    drawn.link("sealer", "keys", _("tệp %(file)s") % {"file": trust.key_file()}, custody_words(), "sealing")
    cluster = settings.TINHSO_CUBE_URL
    drawn.part(Zone.STORES, "cube", _("ảnh chụp số liệu"), _("tệp Parquet, dựng lại được từ cơ sở dữ liệu"))
    folder = settings.TINHSO_CUBE_LAKE if cluster else home() / "cube"
    drawn.link("compactor", "cube", _("thư mục %(folder)s") % {"folder": folder}, _("quyền tệp của máy"), "snapshot")
    if cluster:
        drawn.part(Zone.RECEIVERS, "cluster", "Spark", _("cụm máy trả lời câu hỏi về số liệu"))
        drawn.link("web", "cluster", cluster, _("mạng nội bộ; sản phẩm không tự mã hóa"))
    else:
        drawn.link("web", "cube", _("thư mục %(folder)s") % {"folder": folder}, _("quyền tệp của máy"), "snapshot")


def custody_words() -> str:
    """How the private key of the log is kept, as this process sees it."""
    words = {
        "OWN": _("chỉ chủ của khóa đọc được"),
        "APART": _("do tài khoản máy khác giữ, tiến trình này không đọc được"),
        "WITHIN_REACH": _("khai báo giữ riêng nhưng tiến trình này vẫn đọc được"),
        "OPEN": _("tài khoản khác trên máy đọc được"),
        "MISSING": _("chưa có"),
    }
    return words[trust.key_custody().name]


def _copies(drawn: Drawn) -> None:
    kept = read_json(state_folder() / BACKUP_STATE)
    if kept:
        drawn.part(Zone.PROCESSES, "backup", "backup", _("sao lưu theo lịch của máy (tinhso backup)"))
        drawn.part(Zone.RECEIVERS, "copies", _("bản sao lưu"), _("cơ sở dữ liệu, tệp, danh mục có SHA-256"))
        way = _("thư mục %(folder)s") % {"folder": Path(kept["folder"]).parent}
        drawn.link("backup", "copies", way, _("SHA-256 từng tệp; khóa riêng chỉ có khi yêu cầu"), "backup")
    else:
        drawn.missing.append(_("Chưa có bản sao lưu nào."))
    if ships_to_a_second_medium():
        drawn.part(Zone.RECEIVERS, "second", _("ổ đĩa thứ hai"), _("bản chép liên tục của cơ sở dữ liệu"))
        way = _("thư mục %(folder)s") % {"folder": settings.TINHSO_SECOND_MEDIUM}
        drawn.link("shipper", "second", way, _("quyền tệp của máy"), "second_medium")
    elif connection.vendor == "postgresql" and receivers_and_lag()[0]:
        drawn.part(Zone.RECEIVERS, "second", _("máy nhận nhật ký PostgreSQL"), _("pg_receivewal trên máy thứ hai"))
        drawn.link("database", "second", "TCP (pg_receivewal)", _("tài khoản sao chép của PostgreSQL"), "second_medium")
    elif connection.vendor == "postgresql":
        drawn.missing.append(_("Chưa có máy nào nhận nhật ký PostgreSQL: hỏng máy thì mất việc sau bản sao lưu."))
    else:
        drawn.missing.append(_("Chưa có ổ đĩa thứ hai (TINHSO_SECOND_MEDIUM): hỏng máy thì mất việc sau bản sao lưu."))


def _lake(drawn: Drawn) -> None:
    store = settings.TINHSO_LAKE_STORE
    if store is None:
        return
    at = urlsplit(store.endpoint)
    drawn.part(Zone.RECEIVERS, "lake", _("kho tệp S3"), _("bản xuất số liệu bằng lệnh tinhso lake export"))
    way = f"{(at.scheme or 'https').upper()} {at.netloc or store.region}"
    guard = _("có mã hóa TLS") if at.scheme != "http" else _("chỉ từ máy này")
    drawn.link("database", "lake", way, f"{guard}; " + _("khóa truy cập trong tệp riêng, chỉ chủ đọc được"))


def _mail(drawn: Drawn) -> None:
    if "smtp" not in settings.EMAIL_BACKEND:
        drawn.missing.append(_("Chưa khai báo máy chủ thư: thư được ghi vào thư mục của máy."))
        return
    drawn.part(Zone.RECEIVERS, "mail", _("máy chủ thư"), _("chuyển thư nhắc và thư báo"))
    is_encrypted = settings.EMAIL_USE_SSL or settings.EMAIL_USE_TLS
    way = f"SMTP {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    drawn.link("worker", "mail", way, _("có mã hóa TLS") if is_encrypted else _("không mã hóa TLS"), "mail")


def _checkpoints(drawn: Drawn) -> None:
    places = list(_counted_places())
    if places:
        drawn.part(Zone.RECEIVERS, "checkpoints", _("nơi nhận mốc niêm phong"), _("ngoài máy này, mỗi ngày một mốc"))
        guard = _("mốc có chữ ký Ed25519 của sổ")
        drawn.link("worker", "checkpoints", ", ".join(places), guard, "checkpoints")
    else:
        drawn.missing.append(_("Chưa có nơi nhận mốc niêm phong ngoài máy (TINHSO_CHECKPOINTS)."))
    if not trust.known_witnesses():
        drawn.missing.append(_("Chưa khai báo cơ quan làm chứng nào (TINHSO_WITNESSES)."))


def _counted_places() -> Iterator[str]:
    """How many folders, mailboxes and witnesses get checkpoints; a mailbox may name a person, so they are counted."""
    places = settings.TINHSO_CHECKPOINTS
    addresses = [place for place in places if is_endpoint(place)]
    mailboxes = [place for place in places if "@" in place and place not in addresses]
    folders = len(places) - len(addresses) - len(mailboxes)
    for words, count in (
        (ngettext("%(count)s thư mục", "%(count)s thư mục", folders), folders),
        (ngettext("%(count)s hộp thư", "%(count)s hộp thư", len(mailboxes)), len(mailboxes)),
        (
            ngettext("%(count)s bên làm chứng qua HTTPS", "%(count)s bên làm chứng qua HTTPS", len(addresses)),
            len(addresses),
        ),
    ):
        if count:
            yield words % {"count": show_number(count)}


def _is_encrypted() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        row = cursor.fetchone()
    return bool(row and row[0])
