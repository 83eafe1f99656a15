"""The form's .xlsx holds its list: changed offline, shown before it is kept, whole or not at all."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.reporting import api
from tinhso.engines.reporting.logic.lists.report_list import Lines
from tinhso.engines.reporting.testing import NOVEMBER, World, at, load_package, now_rights, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.lists.test_list_supplement import FORM, REGIME
from tinhso.kernel.periods import parse_period

MORE = '  - {no: "3", indicator: wifi_faults}\n'


@pytest.fixture
def task(world: World) -> int:
    """A list with two lines, and a row beside it that is typed."""
    for code in ("wifi_places", "wifi_uses", "wifi_faults"):
        make_definition(code, scheme="nd09.month")
    load_package({"forms/b.yaml": FORM.rstrip() + "\n" + MORE, "regimes/b.yaml": REGIME})
    with at("2026-11-02 08:00"):
        made = api.create_request("internet-thang", parse_period(NOVEMBER), rights=now_rights("vp.giaobaocao"))
    number = task_of(made, "24373")
    with at("2026-11-16 09:00"):
        typed = [{"c1": "Nhà văn hóa", "c2": "300"}, {"c1": "Chợ", "c2": "100"}]
        assert api.save_list(number, Lines(typed), rights=now_rights("eakar.nhap")) == ()
    return number


def lines_of(task: int) -> list[tuple[Any, ...]]:
    return list(api.report_list(task, rights=now_rights("eakar.nhap")).lines)


def downloaded(task: int) -> Any:
    return load_workbook(io.BytesIO(api.form_workbook(task, rights=now_rights("eakar.nhap")).content))


def bytes_of(book: Any) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def send(desk: Desk, task: int, data: bytes) -> Any:
    return desk.send(f"/viec/{task}/nap-excel", tep=SimpleUploadedFile("bieu.xlsx", data), act="look")


def test_lines_changed_in_the_forms_workbook_come_back_with_its_cells(task: int, seat: type[Desk]) -> None:
    with at("2026-11-16 10:00"):
        desk, book = seat("eakar.nhap"), downloaded(task)
        sheet = book["Danh sách"]
        assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [
            ["Địa điểm", "Lượt dùng"], ["Nhà văn hóa", 300], ["Chợ", 100],
        ]  # fmt: skip
        sheet["B5"] = 1250
        sheet.append(["Bến xe", "1.000"])
        form = book["Biểu"]
        row = next(cell.row for cell in form["A"] if cell.value == "dong:3")
        column = next(cell.column for line in form.iter_rows() for cell in line if cell.value == "cot:value")
        form.cell(row, column, 7)
        seen = send(desk, task, bytes_of(book))
        assert "Danh sách: từ 2 thành 3 dòng; thêm 1, sửa 1." in seen
        assert len(lines_of(task)) == 2, "nothing is kept before it was seen"
        kept = desk.send(f"/viec/{task}/nap-excel", xem=seen.value("xem"), act="keep")
        assert "Đã lưu danh sách: 3 dòng." in kept
        assert lines_of(task) == [("Nhà văn hóa", 300), ("Chợ", 1250), ("Bến xe", 1000)]
        rows = {one.row.no: one.cell for one in api.task(task, rights=now_rights("eakar.nhap")).rows}
        assert [rows[no].quantity.value for no in ("1", "2", "3") if rows[no]] == [3, 2550, 7]  # type: ignore[union-attr]
        # The same file once more changes nothing, and its promise is spent.
        assert desk.send(f"/viec/{task}/nap-excel", xem=seen.value("xem"), act="keep").status == 409


def test_a_line_that_cannot_be_read_is_named_and_a_list_that_moved_on_is_not_overwritten(
    task: int, seat: type[Desk]
) -> None:
    with at("2026-11-16 10:00"):
        desk, book = seat("eakar.nhap"), downloaded(task)
        untouched = bytes_of(book)
        book["Danh sách"]["B4"] = "nhiều"
        refused = send(desk, task, bytes_of(book))
        assert (refused.status, "B4" in refused) == (422, True)
        book["Danh sách"]["B4"] = 5
        api.save_list(task, Lines([{"c1": "Bến xe", "c2": "1"}], first=2), rights=now_rights("eakar.nhap"))
        moved = send(desk, task, bytes_of(book))
        assert (moved.status, "REP-109" in moved) == (422, True)
        # A file that left the list alone disturbs nobody's lines.
        alone = send(desk, task, untouched)
        assert alone.status == 200
        assert "Danh sách:" not in alone
        assert len(lines_of(task)) == 3
