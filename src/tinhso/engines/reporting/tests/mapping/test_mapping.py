"""Years of figures out of an agency's own workbook: mapped once, judged by the import's rules, all or nothing."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tinhso.engines.orgs.contracts.errors import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.mapping import SKIP, Axis, WorkbookMapping
from tinhso.engines.reporting.contracts.mapping_errors import (
    MappingNameTaken,
    NotImportable,
    UnknownUpload,
    WrongMapping,
)
from tinhso.engines.reporting.logic.mapping.period_labels import read_period
from tinhso.engines.reporting.testing import World, at, now_rights, value_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.workbooks import Content, SheetCell

LOGIN, OTHER = "vp.khoa", "skhcn.tonghop"
NAME = unicodedata.normalize("NFD", "CHỈ TIÊU  households_trained")


def book(cells: dict[str, Any], *, merged: str = "", formats: dict[str, str] | None = None) -> bytes:
    made = Workbook()
    sheet = made.active
    sheet.title = "Số liệu 2026"
    for address, value in cells.items():
        sheet[address] = value
    for address, number_format in (formats or {}).items():
        sheet[address].number_format = number_format
    if merged:
        sheet.merge_cells(merged)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def history(**changed: Any) -> bytes:
    """Two communes × three months of one indicator; the indicator is a merged heading, the last row a total."""
    cells: dict[str, Any] = {
        "A1": "Bảng theo dõi", "B2": NAME, "A3": "Đơn vị", "B3": "Tháng 8/2026", "C3": "T9-2026",
        "D3": date(2026, 10, 1),
        "A4": "Xa Ea Kar", "B4": 410, "C4": "1.405", "D4": 399,
        "A5": "24133", "B5": 55, "C5": None, "D5": "không áp dụng",
        "A6": "Tổng cộng", "B6": "=SUM(B4:B5)", "C6": 1, "D6": 2,
    }  # fmt: skip
    return book(cells | changed, merged="B2:D2", formats={"D3": "mm/yyyy"})


MAPPING = WorkbookMapping(
    "Số liệu 2026", "B:D", 4, 0, Axis("column", "A"), Axis("row", "3"), Axis("row", "2"),
    decisions={"unit:tong cong": SKIP},
)  # fmt: skip


@pytest.fixture(autouse=True)
def late_autumn(world: World) -> Any:
    with at("2026-11-20 09:00"):
        yield


def upload(data: bytes, login: str = LOGIN) -> int:
    return api.keep_workbook("lich-su.xlsx", data, rights=now_rights(login)).id


def test_a_history_is_previewed_then_imported_and_again_changes_nothing(world: World) -> None:
    rights, file = now_rights(LOGIN), upload(history())
    seen = api.preview_mapping(file, MAPPING, rights=rights)
    assert (seen.doubts, seen.figures, seen.may_be_imported) == ((), 5, True)
    assert value_of(world, "24373", period="nd09:2026-09") is None, "a preview writes nothing"
    inexact = {label.text: label.code for label in seen.labels if not label.exact}
    assert inexact == {"Xa Ea Kar": "24373"}
    assert api.import_mapped(file, MAPPING, rights=rights).accepted == 5
    assert value_of(world, "24373", period="nd09:2026-09") == 1405
    assert value_of(world, "24373", period="nd09:2026-10") == 399
    again = api.import_mapped(upload(history()), MAPPING, rights=rights)
    assert (again.accepted, again.unchanged) == (0, 5)


def test_every_doubtful_cell_is_named_and_nothing_is_written(world: World) -> None:
    rights = now_rights(LOGIN)
    file = upload(history(B4="410 hộ", D4=date(2026, 10, 3), A5="Xã Không Có", C3="Tháng 13/2026"))
    seen = api.preview_mapping(file, replace(MAPPING, decisions={}), rights=rights)
    named = {(doubt.address, doubt.code) for doubt in seen.doubts}
    assert {("B4", "KER-096"), ("C4", "REP-185"), ("D4", "KER-090"), ("B5", "REP-182"), ("D5", "REP-182")} <= named
    assert ("D6", "REP-182") in named, "a total is a label like any other until somebody leaves it out"
    with pytest.raises(NotImportable, match="B4"):
        api.import_mapped(file, MAPPING, rights=rights)
    assert value_of(world, "24373", period="nd09:2026-10") is None


def test_a_correction_needs_its_reason(world: World) -> None:
    rights = now_rights(LOGIN)
    api.import_mapped(upload(history()), MAPPING, rights=rights)
    changed = upload(history(D4=400))
    (doubt,) = api.preview_mapping(changed, MAPPING, rights=rights).doubts
    assert doubt.address == "D4"
    seen = api.preview_mapping(changed, MAPPING, rights=rights, reason="đối chiếu sổ gốc")
    assert seen.summary is not None
    assert (seen.doubts, seen.summary.corrected) == ((), 1)
    assert api.import_mapped(changed, MAPPING, rights=rights, reason="đối chiếu sổ gốc").corrected == 1
    assert value_of(world, "24373", period="nd09:2026-10") == 400


def test_who_may_not_write_a_unit_is_told_at_its_cells() -> None:
    seen = api.preview_mapping(upload(history(), OTHER), MAPPING, rights=now_rights(OTHER))
    assert {doubt.code for doubt in seen.doubts} == {"IND-020"}
    assert [doubt.address for doubt in seen.doubts] == ["B4", "C4", "D4", "B5", "D5"]


def test_a_long_list_and_a_fixed_unit_are_read_by_the_same_mapping() -> None:
    data = book(
        {"A1": "households_trained", "B1": "nd09:2026-07", "C1": 77, "A2": "villages", "B2": "7/2026", "C2": 30}
    )
    mapping = WorkbookMapping(
        "Số liệu 2026", "C", 1, 0, Axis("fixed", "Ea Kar"), Axis("column", "B"), Axis("column", "A")
    )
    seen = api.preview_mapping(upload(data), mapping, rights=now_rights(LOGIN))
    assert [row[1:] for row in seen.sample] == [
        ("households_trained", "24373", "nd09:2026-07", "= 77"), ("villages", "24373", "nd09:2026-07", "= 30"),
    ]  # fmt: skip


def test_a_mapping_is_kept_by_name_and_only_its_author_replaces_it() -> None:
    api.save_mapping("Sổ theo dõi", MAPPING, rights=now_rights(LOGIN))
    changed = api.save_mapping(" Sổ  theo dõi", replace(MAPPING, last_row=5), rights=now_rights(LOGIN))
    (saved,) = api.mappings(rights=now_rights(OTHER))
    assert (saved, saved.mapping.last_row) == (changed, 5)
    with pytest.raises(MappingNameTaken):
        api.save_mapping("Sổ theo dõi", MAPPING, rights=now_rights(OTHER))


def test_uploads_stay_within_reach_and_wrong_mappings_are_refused() -> None:
    file = upload(history())
    for stranger in (OTHER, "eakar.lanhdao"):
        with pytest.raises(UnknownUpload):
            api.kept_workbook(file, rights=now_rights(stranger))
    with pytest.raises(NoRight):
        api.keep_workbook("a.xlsx", b"", rights=now_rights("eakar.lanhdao"))
    for wrong in (replace(MAPPING, columns="4"), replace(MAPPING, unit=Axis("row", "A"))):
        with pytest.raises(WrongMapping):
            api.preview_mapping(file, wrong, rights=now_rights(LOGIN))


@pytest.mark.parametrize(
    ("text", "scheme", "code"),
    [
        ("Tháng 11 năm 2026", "nd09.month", "nd09:2026-11"), ("11/2026", "calendar.month", "2026-11"),
        ("Quý IV/2025", "calendar.quarter", "2025-Q4"), ("Năm 2025", "nd09.year", "nd09:2025"),
        ("2026-11", "nd09.month", "nd09:2026-11"), ("6 tháng đầu năm 2026", "nd09.half", "nd09:2026-H1"),
        ("Quý V/2025", "calendar.quarter", None), ("112026", "nd09.month", None), ("29/9", "nd09.month", None),
        ("2026", "nd09.month", None), ("15/11/2026", "nd09.month", None), ("2026-11", "calendar.quarter", None),
    ],
)  # fmt: skip
def test_periods_are_read_as_people_write_them(text: str, scheme: str, code: str | None) -> None:
    found = read_period(SheetCell(1, 1, Content.TEXT, text), scheme)
    assert (found.code if found else None) == code


def test_the_screen_goes_from_upload_to_import_without_javascript(world: World, seat: type[Desk]) -> None:
    desk = seat(LOGIN)
    page = desk.send("/nhap-excel", tep=SimpleUploadedFile("lich-su.xlsx", history()))
    assert page.status == 200
    assert "Tháng 8/2026" in page
    fields = {
        "trang_tinh": "Số liệu 2026", "cot": "B:D", "dong_dau": "4", "don_vi_o": "column", "don_vi": "A",
        "ky_o": "row", "ky": "3", "chi_tieu_o": "row", "chi_tieu": "2",
    }  # fmt: skip
    doubted = desk.send(page.url, act="look", **fields)
    assert doubted.status == 422
    assert "chưa ghép với đơn vị nào" in doubted
    fields["la:unit:tong cong"] = "-"
    clear = desk.send(page.url, act="save", ten="Sổ theo dõi", **fields)
    assert "Đọc được 5 số: 5 mới, 0 sửa, 0 không đổi" in clear
    assert clear.value("la:unit:tong cong") == "-"
    done = desk.send(page.url, act="import", **fields)
    assert "Đã nhập: 5 số mới" in done
    assert value_of(world, "24373", period="nd09:2026-08") == 410
    reused = desk.send("/nhap-excel", tep=SimpleUploadedFile("b.xlsx", history()), mau=str(api.mappings(
        rights=now_rights(LOGIN))[0].id))  # fmt: skip
    assert reused.value("cot") == "B:D"
    assert desk.open("/nhap-excel/999").status == 404


EXPORT = """Biểu 01

Đơn vị;Chỉ tiêu;T8/2026;T9/2026
Xã Ea Kar;Chỉ tiêu households_trained;410;1.405
24133;Chỉ tiêu households_trained;55;
"""
BY_EXPORT = WorkbookMapping(
    sheet="CSV",
    columns="C:D",
    first_row=4,
    unit=Axis("column", "A"),
    period=Axis("row", "3"),
    indicator=Axis("column", "B"),
)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_an_export_of_another_system_as_csv_is_imported_by_a_saved_mapping(
    world: World, separator: str, mark: str
) -> None:
    with at("2026-11-17 09:00"):
        rights = now_rights(LOGIN)
        data = (mark + EXPORT.replace(";", separator)).encode()
        file = api.keep_workbook("xuat.csv", data, rights=rights)
        assert file.sheets == ("CSV",)
        kept = api.save_mapping("Xuất từ hệ thống báo cáo", BY_EXPORT, rights=rights).mapping
        assert api.import_mapped(file.id, kept, rights=rights).accepted == 3
    assert value_of(world, "24373", period="nd09:2026-09") == 1405


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "KER-080"),
        (EXPORT.encode("utf-16"), "KER-088"),
        (EXPORT.encode("cp1258", "replace"), "KER-088"),
        ('a;b\n"hở;1\n'.encode(), "KER-088"),
        (b"a,b;c\n1,2;3\n", "KER-089"),
        (b"PK\x03\x04 not a table", "KER-086"),
    ],
)
def test_a_csv_file_that_is_not_certain_is_refused(data: bytes, code: str) -> None:
    with at("2026-11-17 09:00"), pytest.raises(TinhSoError) as refused:
        api.keep_workbook("xuat.csv", data, rights=now_rights(LOGIN))
    assert refused.value.code == code


def test_a_formula_in_a_csv_file_is_a_doubt_at_its_cell(world: World) -> None:
    with at("2026-11-17 09:00"):
        rights = now_rights(LOGIN)
        data = EXPORT.replace("410", "=1+1").encode()
        file = api.keep_workbook("xuat.csv", data, rights=rights)
        seen = api.preview_mapping(file.id, BY_EXPORT, rights=rights)
    assert [one.address for one in seen.doubts] == ["C4"]


def test_an_unknown_indicator_is_offered_by_the_meaning_of_its_name_and_never_taken(world: World) -> None:
    with at("2026-11-17 09:00"):
        rights = now_rights(LOGIN)
        name = "Số chỉ tiêu households_trained của xã"
        data = EXPORT.replace("Chỉ tiêu households_trained", name).encode()
        file = api.keep_workbook("xuat.csv", data, rights=rights)
        seen = api.preview_mapping(file.id, BY_EXPORT, rights=rights)
        [label] = [one for one in seen.labels if one.axis == "indicator"]
        assert (label.code, [code for code, _name in label.suggestions]) == ("", ["households_trained"])
        assert not seen.may_be_imported
