"""Scoring by Excel: what goes out comes back the same, what cannot be read refuses the whole file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.round_errors import NotAScoringFile
from tinhso.engines.evaluation.round_testing import EA_KAR, NOW, TODAY, fill_unit, load_round_card, open_small_round
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.django_db
Cells = Mapping[tuple[str, str], object]
COLUMNS = ("code", "name", "points", "how", "answer", "note", "number", "title", "day")


@standing_on("evaluation_world")
def number(world: Territory) -> int:
    with trust.use_clock(NOW):
        load_round_card()
        return open_small_round()


def downloaded(number: int, login: str = "eakar.nhap", unit: str = EA_KAR) -> bytes:
    return api.scoring_workbook(number, unit, rights=rights_as(login, TODAY))[1]


def typed(content: bytes, cells: Cells, insert_row: bool = False) -> bytes:
    """The workbook with cells changed, by criterion and column."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    if insert_row:
        sheet.insert_rows(7)
    rows = {str(row[0].value).removeprefix("tc:"): row[0].row for row in sheet.iter_rows(min_row=6)}
    for (code, column), value in cells.items():
        sheet.cell(rows[code], COLUMNS.index(column) + 2).value = value  # type: ignore[assignment]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def preview(number: int, content: bytes):  # type: ignore[no-untyped-def]
    return api.preview_scoring(number, EA_KAR, content, rights=rights_as("eakar.nhap", TODAY))


def test_a_file_that_nobody_touched_changes_nothing(number: int) -> None:
    fill_unit(number, EA_KAR, "eakar.nhap")
    seen = preview(number, downloaded(number))
    assert (seen.changes, seen.documents, seen.faults, seen.unchanged) == ((), (), (), 3)


@pytest.mark.parametrize("insert_row", [False, True])
def test_what_was_filled_is_found_wherever_its_row_went(number: int, insert_row: bool) -> None:
    cells = {
        ("1.1", "answer"): "45/52", ("1.2", "answer"): "Có", ("1.2", "number"): "12/QĐ-UBND",
        ("1.2", "title"): "Quyết định thành lập tổ", ("1.2", "day"): "4/5/2026",
        ("2.2", "answer"): "Không áp dụng", ("2.2", "note"): "Xã chưa được chọn làm mô hình.",
    }  # fmt: skip
    seen = preview(number, typed(downloaded(number), cells, insert_row))
    assert seen.faults == ()
    assert [(one.input.component, one.input.text, one.input.absence) for one in seen.changes] == [
        ("1.1", "45/52", ""), ("1.2", "1", ""), ("2.2", "", "not_applicable"),
    ]  # fmt: skip
    assert [(one.number, one.issued_on) for one in seen.documents] == [("12/QĐ-UBND", date(2026, 5, 4))]
    assert api.read_unit(number, EA_KAR, rights_as("eakar.nhap", TODAY)).open_count == 3  # nothing kept yet


def test_a_cell_that_could_mean_two_things_refuses_the_file_and_is_named(number: int) -> None:
    wrong = {("1.1", "answer"): 0.875, ("1.2", "answer"): "chắc có", ("2.2", "answer"): "=1+1"}
    seen = preview(number, typed(downloaded(number), wrong))
    assert len(seen.faults) == 3
    assert all(re.fullmatch(r"F\d+", one.cell) for one in seen.faults)
    assert seen.changes == ()


def test_another_units_file_is_refused(number: int) -> None:
    with pytest.raises(NotAScoringFile):
        preview(number, downloaded(number, "bmt.nhap", "24133"))
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(NotAScoringFile):
        preview(number, out.getvalue())


def test_by_screen_the_preview_is_kept_as_a_whole_or_not_at_all(number: int, browser: Callable[..., Client]) -> None:
    client, here = browser("eakar.nhap"), f"/cham-diem/{number}/{EA_KAR}"
    content = client.get(f"{here}/excel").content
    cells = {("1.1", "answer"): "87,5", ("1.2", "answer"): "có", ("2.2", "answer"): "2"}
    file = SimpleUploadedFile("tu-cham.xlsx", typed(content, cells))
    page = client.post(f"{here}/nap", {"tep": file})
    assert page.status_code == 200
    token = re.search(r'name="xem_truoc" value="([^"]+)"', page.content.decode())
    assert token
    assert browser("eakar.lanhdao").post(f"{here}/nap/nhan", {"xem_truoc": token[1]}).status_code == 403
    assert client.post(f"{here}/nap/nhan", {"xem_truoc": token[1] + "x"}).status_code == 422
    assert client.post(f"{here}/nap/nhan", {"xem_truoc": token[1]}).status_code == 302
    read = api.read_unit(number, EA_KAR, rights_as("eakar.nhap", TODAY))
    assert (read.open_count, read.answers[0].typed) == (0, "87,5")
    faulty = SimpleUploadedFile("tu-cham.xlsx", typed(content, {("1.1", "answer"): "nhiều"}))
    assert client.post(f"{here}/nap", {"tep": faulty}).status_code == 422
