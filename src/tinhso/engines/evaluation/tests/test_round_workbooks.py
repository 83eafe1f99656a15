"""Scoring by Excel: what goes out comes back the same, what cannot be read refuses the whole file."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.round_errors import NotAScoringFile
from tinhso.engines.evaluation.contracts.rounds import AnswerInput, EvidenceInput
from tinhso.engines.evaluation.round_testing import EA_KAR, NOW, TODAY, fill_unit, load_round_card, open_small_round
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import NumberLocale
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.django_db
Spoil = Callable[[Worksheet], None]
Cells = Mapping[tuple[str, str], object]
COLUMNS = ("code", "name", "points", "how", "answer", "note", "number", "title", "day")


@standing_on("evaluation_world")
def number(world: Territory) -> int:
    with trust.use_clock(NOW):
        load_round_card()
        return open_small_round()


def downloaded(number: int, login: str = "eakar.nhap", unit: str = EA_KAR) -> bytes:
    return api.scoring_workbook(number, unit, rights=rights_as(login, TODAY))[1]


def typed(content: bytes, cells: Cells, insert_row: bool = False, spoil: Spoil | None = None) -> bytes:
    """The workbook with cells changed, by criterion and column."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    if insert_row:
        sheet.insert_rows(7)
    if spoil:
        spoil(sheet)
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


def pasted_rows(sheet: Worksheet) -> None:
    """What people see of two criteria changes places, the hidden identities stay."""
    for column in range(2, 11):
        one, other = sheet.cell(6, column), sheet.cell(7, column)
        one.value, other.value = other.value, one.value


def pasted_columns(sheet: Worksheet) -> None:
    """The answers and the notes change places below the hidden row of identities, heading and all."""
    for row in (4, *range(6, 9)):
        answer, note = sheet.cell(row, 6), sheet.cell(row, 7)
        answer.value, note.value = note.value, answer.value


def below_the_form(sheet: Worksheet) -> None:
    sheet.cell(12, 6).value = "có"


def without_identity(sheet: Worksheet) -> None:
    sheet.cell(7, 1).value = None
    sheet.cell(7, 6).value = "có"


@pytest.mark.parametrize(
    ("spoil", "cells"),
    [
        (pasted_rows, {"B6", "B7"}),
        (pasted_columns, {"F4", "G4"}),
        (below_the_form, {"F12"}),
        (without_identity, {"F7"}),
    ],
)
def test_cells_that_moved_without_their_identities_are_refused(number: int, spoil: Spoil, cells: set[str]) -> None:
    seen = preview(number, typed(downloaded(number), {}, spoil=spoil))
    assert {one.cell for one in seen.faults} == cells
    assert {one.error.code for one in seen.faults} == {"EVA-030"}
    assert (seen.changes, seen.documents) == ((), ())


@pytest.mark.parametrize(
    ("column", "value", "cell"),
    [
        ("number", date(2026, 12, 1), "H7"),  # “12/2026”, of which Excel made a day
        ("note", "=1/0", "G7"),
        ("note", "a" * 1001, "G7"),
        ("title", "a" * 301, "I7"),
        ("day", "4/5/26", "J7"),
        ("day", "4/5/2026/9", "J7"),
        ("day", 20260504, "J7"),
        ("day", date(2026, 5, 4), "J7"),  # a day of no document
    ],
)
def test_a_document_is_taken_as_it_was_meant_or_not_at_all(number: int, column: str, value: object, cell: str) -> None:
    cells: dict[tuple[str, str], object] = {("1.2", "answer"): "có", ("1.2", column): value}
    if column == "day" and not isinstance(value, date):
        cells["1.2", "title"] = "Quyết định"
    content = typed(downloaded(number), cells)
    if value == "=1/0":
        content = with_result(content, "G7", "#DIV/0!")
    seen = preview(number, content)
    assert [one.cell for one in seen.faults] == [cell]
    assert (seen.changes, seen.documents) == ((), ())


def with_result(content: bytes, address: str, error: str) -> bytes:
    """The workbook as Excel stores it: a formula beside its result."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book.worksheets[0][address]
    cell.value, cell.data_type = error, "e"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_document_that_stands_there_with_another_day_is_named(number: int) -> None:
    told = EvidenceInput("1.2", "Quyết định thành lập tổ", "12/QĐ-UBND", date(2026, 5, 4))
    with trust.use_clock(NOW):
        api.keep_evidence(number, EA_KAR, told, rights=rights_as("eakar.nhap", TODAY))
    same = {("1.2", "number"): told.number, ("1.2", "title"): unicodedata.normalize("NFD", told.title)}
    assert preview(number, typed(downloaded(number), same)).documents == ()
    seen = preview(number, typed(downloaded(number), {**same, ("1.2", "day"): "5/4/2026"}))
    assert [(one.cell, one.error.code) for one in seen.faults] == [("J7", "EVA-021")]


def answer(number: int, value: str, code: str = "1.1", locale: NumberLocale = "vi") -> None:
    with trust.use_clock(NOW):
        api.save_answers(
            number, EA_KAR, [AnswerInput(code, value)], rights=rights_as("eakar.nhap", TODAY), locale=locale
        )


def test_an_older_file_takes_no_answer_of_a_colleague_back(number: int) -> None:
    old = downloaded(number)
    answer(number, "87,5")
    seen = preview(number, typed(old, {("1.2", "answer"): "có"}))
    assert [one.input.component for one in seen.changes] == ["1.2"]
    assert seen.faults == ()
    both = preview(number, typed(old, {("1.1", "answer"): "60"}))
    assert [(one.cell, one.error.code) for one in both.faults] == [("F6", "EVA-031")]
    assert "87,5" in both.faults[0].error.message("vi")
    assert preview(number, typed(old, {("1.1", "answer"): "87,50"})).changes == ()


def test_an_answer_typed_in_english_is_the_same_in_a_vietnamese_file_and_field(
    number: int, browser: Callable[..., Client]
) -> None:
    answer(number, "61.375", locale="en")
    seen = preview(number, downloaded(number))
    assert (seen.changes, seen.faults, seen.unchanged) == ((), (), 3)
    assert 'value="61,375"' in browser("eakar.nhap").get(f"/cham-diem/{number}/{EA_KAR}?phan=1").content.decode()


def percent(sheet: Worksheet) -> None:
    sheet.cell(6, 6).value = 0.875
    sheet.cell(6, 6).number_format = "0.0%"
    sheet.row_dimensions[6].hidden = True


def test_the_preview_says_what_was_understood_and_that_it_is_hidden(number: int) -> None:
    (change,) = preview(number, typed(downloaded(number), {}, spoil=percent)).changes
    assert (change.input.text, change.after, change.is_hidden) == ("87,5", "87,5%", True)


def test_what_was_answered_after_the_preview_makes_it_stale(number: int, browser: Callable[..., Client]) -> None:
    client, here = browser("eakar.nhap"), f"/cham-diem/{number}/{EA_KAR}"
    told = {("1.1", "answer"): "60", ("1.2", "title"): "Quyết định"}

    def promised(cells: Cells) -> str:
        file = SimpleUploadedFile("tu-cham.xlsx", typed(client.get(f"{here}/excel").content, cells))
        found = re.search(
            r'name="xem_truoc" value="([^"]+)"', client.post(f"{here}/nap", {"tep": file}).content.decode()
        )
        assert found
        return found[1]

    token, document = promised(told), promised({("2.2", "title"): "Kế hoạch"})
    answer(number, "75")
    assert client.post(f"{here}/nap/nhan", {"xem_truoc": token}).status_code == 422
    read = api.read_unit(number, EA_KAR, rights_as("eakar.nhap", TODAY))
    assert (read.answers[0].typed, [one.evidence for one in read.asked]) == ("75", [(), (), ()])
    assert [client.post(f"{here}/nap/nhan", {"xem_truoc": document}).status_code for _ in range(2)] == [302, 422]
    read = api.read_unit(number, EA_KAR, rights_as("eakar.nhap", TODAY))
    assert [len(one.evidence) for one in read.asked] == [0, 0, 1]


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
