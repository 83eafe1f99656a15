"""The security-level file says what the system says: each section follows it, and no secret or name is in it."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import django
import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

import tinhso
from tinhso.engines.cube.contracts import LakeStore
from tinhso.engines.operation import api
from tinhso.engines.operation.contracts import FileSection, FileTable, Zone
from tinhso.engines.operation.logic.durable_files import write_json
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts.outside_sign_in import OidcService
from tinhso.engines.orgs.testing import cast, small_territory
from tinhso.engines.trust.testing import record_some, seal_now

pytestmark = pytest.mark.django_db
PAGE = "/van-hanh/ho-so-cap-do"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.TINHSO_HOME, settings.TINHSO_NOW = tmp_path, None
    return tmp_path


def section(key: str, *, verify: bool = False) -> FileSection:
    return next(one for one in api.describe_security(verify=verify).sections if one.key == key)


def rows(key: str, caption: str, *, verify: bool = False) -> dict[str, tuple[str, ...]]:
    table = next(one for one in section(key, verify=verify).tables if one.caption == caption)
    assert all(len(row) == len(table.columns) for row in table.rows)
    return {row[0]: row[1:] for row in table.rows}


def ways(source: str, target: str) -> list[tuple[str, str]]:
    links = api.describe_security().scheme.links
    return [(one.way, one.guard) for one in links if (one.source, one.target) == (source, target)]


def operator() -> Client:
    cast(small_territory())
    client = Client(SERVER_NAME="localhost")
    client.force_login(orgs.User.objects.get(username="cntt"))
    return client


def test_the_scheme_follows_the_settings(settings: Any, home: Path) -> None:
    assert ways("worker", "mail") == ways("worker", "checkpoints") == []
    assert any("máy chủ thư" in one for one in section("scheme").missing)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = True, False
    settings.TINHSO_CHECKPOINTS = ("/srv/a", "/srv/b", "nguyen.van.a@example.invalid", "https://w.example/log")
    settings.SESSION_COOKIE_SECURE, settings.TINHSO_PORT = True, 8123
    settings.TINHSO_METRICS = "a-token-that-nobody-may-read"
    assert ways("worker", "mail") == [("SMTP 127.0.0.1:1", "có mã hóa TLS")]
    assert ways("worker", "checkpoints")[0][0] == "2 thư mục, 1 hộp thư, 1 bên làm chứng qua HTTPS"
    assert ways("browser", "web")[0][0].startswith("HTTPS")
    assert "8123" in ways("monitoring", "web")[0][0]
    assert not any("máy chủ thư" in one for one in section("scheme").missing)
    assert ways("database", "second") == ways("shipper", "second") == []
    assert any("hỏng máy thì mất việc" in one for one in section("scheme").missing)
    settings.TINHSO_OIDC = OidcService("https://vneid.example/realm", "tinh-so", "bi-mat-oidc", "VNeID", "VNeID")
    assert ways("web", "identity")[0][0] == "HTTPS vneid.example"
    assert ways("database", "lake") == []
    settings.TINHSO_LAKE_STORE = LakeStore("https://kho.example:9000", "vn-1", "tinhso", "bi-mat-s3")
    assert ways("database", "lake")[0][0] == "HTTPS kho.example:9000"
    assert not {"bi-mat-oidc", "bi-mat-s3"} & set(re.findall("bi-mat-[a-z0-9]+", repr(api.describe_security())))
    (database,) = ways("web", "database")
    assert str(connection.settings_dict["NAME"]) in database[0]
    stands = {one.target: one.stands for one in api.describe_security().scheme.links}
    assert stands["mail"] == "cần xem"


def test_every_link_joins_parts_that_are_drawn_with_its_number(home: Path) -> None:
    write_json(home / "operation/backup.json", {"made_at": datetime.now(UTC).isoformat(), "folder": "/srv/b/one"})
    scheme = api.describe_security().scheme
    drawn = api.draw_security(scheme)
    keys = {one.key for one in scheme.parts}
    assert {one.zone for one in scheme.parts} == set(Zone)
    assert {key for one in scheme.links for key in (one.source, one.target)} == keys
    for part in scheme.parts:
        assert f">{part.name}</text>" in drawn
    for number in range(1, len(scheme.links) + 1):
        assert f">{number}</text>" in drawn
    assert drawn.count("marker-end") == len(scheme.links)
    places = [(int(x), int(y)) for x, y in re.findall(r'<text x="(\d+)" y="(\d+)" font-size="12"', drawn)]
    assert len(places) == len(scheme.links)
    near = [
        (one, two) for one, two in combinations(places, 2) if abs(one[0] - two[0]) < 14 and abs(one[1] - two[1]) < 12
    ]
    assert near == []
    assert "style" not in drawn


def test_roles_are_counted_and_follow_who_is_given_what() -> None:
    small = small_territory()
    cast(small)
    before = rows("roles", "Vai trò × quyền × phạm vi")
    assert before["quản trị"][0] == "operator"
    assert "vận hành hệ thống" in before["quản trị"][3]
    assert "xem số liệu chưa công bố" not in before["quản trị"][3]
    accounts = rows("roles", "Tài khoản hôm nay")["tài khoản đang mở"]
    given = orgs.create_user("them.nguoi", title_vi="Chuyên viên", title_en="Officer", actor="system:test")
    orgs.grant_role("them.nguoi", orgs.Role.OPERATOR, small.province.id, actor="system:test")
    after = rows("roles", "Vai trò × quyền × phạm vi")
    assert int(after["quản trị"][1]) == int(before["quản trị"][1]) + 1
    assert after["lãnh đạo"] == before["lãnh đạo"]
    assert int(rows("roles", "Tài khoản hôm nay")["tài khoản đang mở"][0]) == int(accounts[0]) + 1
    given.is_active = False
    given.save()
    assert rows("roles", "Vai trò × quyền × phạm vi") == before


def test_the_log_is_told_with_its_kinds_its_seal_and_its_check() -> None:
    kept = rows("log", "Sổ nhật ký")
    assert kept["mốc niêm phong gần nhất"] == ("chưa có",)
    count = int(kept["số việc đã ghi"][0])
    record_some(3)
    assert rows("log", "Sổ nhật ký")["việc chờ niêm phong"] != ("0",)
    seal_now()
    kept = rows("log", "Sổ nhật ký", verify=True)
    assert kept["số việc đã ghi"] == (str(count + 3),)
    assert kept["việc chờ niêm phong"] == ("0",)
    assert kept["mốc niêm phong gần nhất"][0].startswith(f"{count + 3} việc, lúc ")
    assert kept["kiểm tra toàn bộ sổ"][0].startswith("nguyên vẹn, lúc ")
    kinds = next(one for one in section("log").tables if one.caption == "Loại việc đã được ghi")
    assert sum(int(row[2]) for row in kinds.rows) == count + 3
    assert set(rows("log", "Ai đọc được nhật ký")) == {
        "tiếp nhận, khóa, gửi lên", "lãnh đạo", "tổng hợp", "phê duyệt", "nhập số liệu", "thanh tra", "mọi người",
    }  # fmt: skip


def test_settings_versions_and_copies_are_those_in_force(settings: Any, home: Path) -> None:
    settings.TINHSO_TOLD = (
        ("PORT", True, "8123", "cổng của máy chủ web", "port of the web server"),
        ("DATABASE_URL", True, "", "cơ sở dữ liệu", "database"),
        ("TINHSO_OIDC", False, "", "đăng nhập ngoài", "outside sign-in"),
    )
    assert rows("installed", "Cấu hình đang áp dụng") == {
        "PORT": ("cổng của máy chủ web", "đã đặt", "8123"),
        "DATABASE_URL": ("cơ sở dữ liệu", "đã đặt", "–"),
        "TINHSO_OIDC": ("đăng nhập ngoài", "chưa đặt", "mặc định"),
    }
    with translation.override("en"):
        english = rows("installed", "Settings in force")
    assert english["PORT"] == ("port of the web server", "set", "8123")
    versions = rows("installed", "Phiên bản")
    assert versions["Tỉnh Số"] == (tinhso.__version__,)
    assert rows("installed", "Thư viện đã cài")["Django"][0] == django.__version__
    assert ("SQLite" in versions) == (connection.vendor == "sqlite")
    assert rows("installed", "Sao lưu và khôi phục")["sao lưu gần nhất"] == ("chưa có",)
    made_at = datetime.now(UTC) - timedelta(hours=80)
    write_json(home / "operation/backup.json", {"made_at": made_at.isoformat(), "folder": str(home)})
    assert rows("installed", "Sao lưu và khôi phục")["sao lưu gần nhất"] != ("chưa có",)
    assert rows("installed", "Tình trạng lúc lập")["Sao lưu"][0] == "cần làm ngay"


def test_counts_stand_to_the_right_and_what_names_a_row_does_not() -> None:
    table = FileTable("", ("TT", "Tên", "Số"), (("1", "web", "1.204"), ("2", "sealer", "–")))
    assert table.numbers == (False, False, True)
    assert table.labelled[1] == (("TT", "2", False), ("Tên", "sealer", False), ("Số", "–", True))
    assert FileTable("", ("A", "B"), ()).headed == (("A", False), ("B", False))


def test_legal_texts_are_told_as_not_yet_checked() -> None:
    table = section("grounds").tables[0]
    assert [row[0] for row in table.rows] == ["Nghị định 85/2016/NĐ-CP", "Thông tư 12/2022/TT-BTTTT"]
    assert {row[-1] for row in table.rows} == {"cần kiểm tra"}


def test_the_page_is_for_who_operates_and_says_it_in_both_languages(django_assert_max_num_queries: Any) -> None:
    client = operator()
    with django_assert_max_num_queries(90):
        page = client.get(PAGE).content.decode()
    assert page.count("<h2 id=") == 5
    assert "<svg" in page
    assert PAGE in client.get("/van-hanh").content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(PAGE).content.decode()
    assert "Roles and rights" in english
    client.force_login(orgs.User.objects.get(username="chutich"))
    assert client.get(PAGE).status_code == client.get(f"{PAGE}/docx").status_code == 403


def test_the_papers_open_and_say_what_the_page_says() -> None:
    from docx import Document
    from openpyxl import load_workbook

    from tinhso.kernel.papers.reading import words_of_pdf

    client = operator()
    assert client.get(f"{PAGE}/odt").status_code == 404
    files = {form: client.get(f"{PAGE}/{form}") for form in ("docx", "pdf", "xlsx")}
    for form, answer in files.items():
        assert answer.status_code == 200
        assert f'filename="ho-so-cap-do.{form}"' in answer.headers["Content-Disposition"]
    word = Document(BytesIO(files["docx"].content))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert {"Nghị định 85/2016/NĐ-CP", "cần kiểm tra", "operator"} <= cells
    book = load_workbook(BytesIO(files["xlsx"].content))
    values = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"Thông tư 12/2022/TT-BTTTT", "operator"} <= values
    words = [word.text for word in words_of_pdf(files["pdf"].content)]
    assert "85/2016/NĐ-CP" in words
    scheme = api.describe_security().scheme
    # The drawing is in each of them: in the PDF its words, in the others a picture that says what it shows.
    assert {part.key for part in scheme.parts if part.zone is Zone.PROCESSES} <= set(words)
    (picture,) = word.inline_shapes
    assert picture._inline.docPr.get("descr").startswith(f"Sơ đồ: {len(scheme.parts)} thành phần")
    assert picture.width / 36_000 > 200
    with zipfile.ZipFile(BytesIO(files["xlsx"].content)) as parts:
        assert [name for name in parts.namelist() if name.startswith("xl/media/")] == ["xl/media/image1.png"]


def test_long_tables_are_folded_and_say_how_many_rows_they_have() -> None:
    page = operator().get(PAGE).content.decode()
    links = len(api.describe_security().scheme.links)
    assert links > 6
    assert f'<details class="disclosure"><summary>Kết nối ({links})</summary>' in page
    open_rows = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL).count("<tr>")
    assert open_rows < 40


def test_no_secret_and_no_name_is_in_what_is_written(settings: Any, home: Path) -> None:
    small = small_territory()
    cast(small)
    secrets = {"mail-mat-khau", "token-cua-giam-sat-1", "nguyen.van.a@example.invalid"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD = "127.0.0.1", 1, "mail-mat-khau"
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = False, True
    settings.TINHSO_METRICS = "token-cua-giam-sat-1"
    settings.TINHSO_CHECKPOINTS = ("nguyen.van.a@example.invalid",)
    record_some(2)
    seal_now()
    files = api.write_security_file(home / "out", verify=True)
    assert sorted(file.suffix for file in files) == [".docx", ".pdf", ".svg", ".xlsx"]
    with (
        zipfile.ZipFile(home / "out/ho-so-cap-do.docx") as word,
        zipfile.ZipFile(home / "out/ho-so-cap-do.xlsx") as book,
    ):
        said = "".join(part.read(name).decode("utf-8", "replace") for part in (word, book) for name in part.namelist())
    told = api.describe_security()
    said += (home / "out/ho-so-cap-do.svg").read_text() + repr(told)
    assert "Thông tư 12/2022/TT-BTTTT" in said
    names = {account.username for account in orgs.User.objects.all() if "." in account.username}
    names |= {account.title_vi for account in orgs.User.objects.all() if len(account.title_vi) > 12}
    assert len(names) > 5
    keys = {file.read_text().strip() for file in (home / "keys").iterdir() if file.name.endswith(".key")}
    assert [one for one in names | secrets | keys if one in said] == []


def test_nothing_is_left_in_vietnamese_for_an_english_reader() -> None:
    with translation.override("en"):
        told = api.describe_security()
    words = [one for section in told.sections if section.key != "grounds" for one in (section.title, *section.said)]
    words += [
        one for part in told.sections if part.key != "grounds" for t in part.tables for one in (t.caption, *t.columns)
    ]
    words += [one for link in told.scheme.links for one in (link.guard, link.stands)] + list(told.scheme.missing)
    marks = set("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
    assert [one for one in words if marks & set(one.casefold())] == []
