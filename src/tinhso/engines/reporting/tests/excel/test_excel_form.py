"""A unit's form through Excel: out, filled, back as a preview, kept whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from tinhso.engines.orgs.contracts.errors import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, CellKind, ExcelPreview, SaveResult
from tinhso.engines.reporting.contracts.errors import UnknownAssignment
from tinhso.engines.reporting.contracts.excel_errors import AnotherForm, NotADownloadedForm
from tinhso.engines.reporting.testing import NOVEMBER, World, ask, at, fill, now_rights, report_past, task_of
from tinhso.testing.standing import standing_on

LOGIN = "eakar.nhap"
PAST = {f"nd09:2026-{month:02}": 399 for month in range(1, 11)}


@standing_on("reporting_world")
def task_id(world: World) -> int:
    """Ea Kar's form of kỳ 11/2026, its year to date 3.990 before this period."""
    with at("2026-11-02 08:00"):
        report_past(world, "24373", PAST)
        report_past(world, "24373", {"nd09:2026-10": 38}, "villages")
        return task_of(ask(world), "24373")


class Filled:
    """A downloaded form in somebody's hands: cells are found as a person finds them, by row number and heading."""

    def __init__(self, data: bytes) -> None:
        self.book = load_workbook(io.BytesIO(data))
        self.sheet = self.book.worksheets[0]

    def _find(self, text: str) -> Any:
        return next(cell for row in self.sheet.iter_rows() for cell in row if cell.value == text)

    def cell(self, row_no: str, column: str = "value") -> Any:
        row = self._find(f"dong:{row_no}").row
        return self.sheet.cell(row, self._find(f"cot:{column}").column)

    def write(self, row_no: str, value: Any, column: str = "value") -> Filled:
        self.cell(row_no, column).value = value
        return self

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def download(task_id: int, login: str = LOGIN, language: str = "vi") -> Filled:
    return Filled(api.form_workbook(task_id, rights=now_rights(login), language=language).content)


def preview(task_id: int, file: Filled, login: str = LOGIN) -> ExcelPreview:
    return api.preview_workbook(task_id, file.bytes(), rights=now_rights(login))


def keep(task_id: int, seen: ExcelPreview, login: str = LOGIN) -> SaveResult:
    inputs = [change.input for change in seen.changes]
    return api.save_cells(task_id, inputs, rights=now_rights(login), all_or_nothing=True)


def test_an_untouched_file_changes_nothing(task_id: int) -> None:
    with at("2026-11-16 09:00"):
        seen = preview(task_id, download(task_id))
    assert (seen.changes, seen.conflicts, seen.faults, seen.remarks) == ((), (), (), ())
    assert seen.unchanged == 4
    assert not seen.may_be_kept


def test_405_is_previewed_with_its_year_to_date_then_kept(world: World, task_id: int) -> None:
    with at("2026-11-16 09:00"):
        file = download(task_id).write("2", 405).write("3", "giữ như kỳ trước")
        seen = preview(task_id, file)
        typed, carried = seen.changes
        assert typed.address == file.cell("2").coordinate
        assert (typed.before.value, typed.after.value, typed.findings) == (None, 405, ())
        assert typed.year_to_date.value == 4_395
        assert (carried.input.kind, carried.after.value) == (CellKind.CARRIED, 38)
        assert seen.cells.left == 0
        assert api.task(task_id, rights=now_rights(LOGIN)).cells.left == 2, "a preview keeps nothing"
        keep(task_id, seen)
        form = api.task(task_id, rights=now_rights(LOGIN))
        assert form.cells.left == 0
        assert [row.year_to_date.value for row in form.rows if row.row.no == "2"] == [4_395]
        assert api.cell_history(task_id, "2", rights=now_rights(LOGIN))[0].after == "405"
        assert preview(task_id, file).changes == ()


def test_a_slip_is_asked_about_in_the_preview(task_id: int) -> None:
    with at("2026-11-16 09:00"):
        (change,) = preview(task_id, download(task_id).write("2", "4.050")).changes
    (finding,) = change.findings
    assert (finding.code, finding.suggestion) == ("slip", 405)
    assert "Có thừa một chữ số 0 không?" in finding.message_vi


def test_what_others_did_not_touch_stays_and_what_both_changed_is_a_conflict_with_both_values(
    world: World, task_id: int
) -> None:
    with at("2026-11-16 09:00"):
        file = download(task_id).write("2", 405)
    with at("2026-11-16 09:30"):
        fill(world, task_id, {"2": "412", "3": "39"})
    with at("2026-11-16 10:00"):
        seen = preview(task_id, file)
        (conflict,) = seen.conflicts
        assert (conflict.downloaded.value, conflict.stored.value, conflict.yours.value) == (None, 412, 405)
        assert seen.changes == (), "row 3 is as it was downloaded: the colleague's 39 stays"
        fill(world, task_id, {"2": "405"})
        assert preview(task_id, file).conflicts == (), "both say the same by now"


def test_somebody_who_saves_between_preview_and_keeping_stops_everything(world: World, task_id: int) -> None:
    with at("2026-11-16 09:00"):
        seen = preview(task_id, download(task_id).write("2", 405).write("3", 40))
        fill(world, task_id, {"3": "41"})
        result = keep(task_id, seen)
        assert [answer.error.code for answer in result.errors if answer.error] == ["REP-072"]
        form = api.task(task_id, rights=now_rights(LOGIN))
    assert {row.row.no: row.cell.quantity.value for row in form.rows if row.cell and row.row.no in "23"} == {
        "2": None, "3": 41,
    }  # fmt: skip


def test_overriding_a_known_figure_needs_its_note_in_the_file(task_id: int) -> None:
    with at("2026-11-16 09:00"):
        file = download(task_id).write("1", 1250)
        (fault,) = preview(task_id, file).faults
        assert (fault.error.code, fault.address) == ("REP-075", file.cell("1").coordinate)
        assert fault.address in fault.error.located_message("vi")
        (change,) = preview(task_id, file.write("1", "Sót một ngày", "#ghichu")).changes
        assert (change.before.value, change.after.value, change.note) == (1260, 1250, "Sót một ngày")
        keep(task_id, preview(task_id, file))
        emptied = download(task_id).write("1", None)
        (back,) = preview(task_id, emptied).changes
        assert back.after.value == 1260, "an emptied override gives the known figure back"


def test_a_note_is_taken_whole_or_refused_with_its_cell(task_id: int) -> None:
    with at("2026-11-16 09:00"):
        file = download(task_id).write("2", 405).write("2", "ă" * 1_001, "#ghichu")
        found = preview(task_id, file)
        assert [(one.error.code, one.address) for one in found.faults] == [
            ("REP-058", file.cell("2", "#ghichu").coordinate)
        ]
        assert "1001" in found.faults[0].error.message("vi").replace(".", "")
        (change,) = preview(task_id, file.write("2", "ă" * 1_000, "#ghichu")).changes
        assert change.note == "ă" * 1_000


def test_a_note_in_a_merged_cell_is_refused_with_its_cell(task_id: int) -> None:
    with at("2026-11-16 09:00"):
        file = download(task_id).write("2", "đã rà soát", "#ghichu")
        first, second = file.cell("2", "#ghichu"), file.cell("3", "#ghichu")
        file.sheet.merge_cells(f"{first.coordinate}:{second.coordinate}")
        found = preview(task_id, file)
        assert {(one.error.code, one.address) for one in found.faults} == {
            ("REP-300", first.coordinate), ("REP-300", second.coordinate),
        }  # fmt: skip


def test_an_emptied_known_cell_takes_nothing_away(task_id: int) -> None:
    with at("2026-11-16 09:00"):
        assert preview(task_id, download(task_id).write("1", None)).changes == ()


def _insert_rows(file: Filled) -> None:
    file.sheet.insert_rows(file.cell("2").row)
    file.sheet.insert_rows(1, 3)


def _move_column(file: Filled) -> None:
    """Put the note's column before the first figure, as cutting and inserting whole columns does."""
    note, value = file.cell("2", "#ghichu").column, file.cell("2").column
    file.sheet.insert_cols(value)
    for row in range(1, file.sheet.max_row + 1):
        file.sheet.cell(row, value).value = file.sheet.cell(row, note + 1).value
    file.sheet.delete_cols(note + 1)


def _hide(file: Filled) -> None:
    file.sheet.row_dimensions[file.cell("2").row].hidden = True


def _insert_column(file: Filled) -> None:
    file.sheet.insert_cols(file.cell("2").column)


@pytest.mark.parametrize("disturb", [_insert_rows, _move_column, _hide, _insert_column])
def test_identities_survive(task_id: int, disturb: Callable[[Filled], None]) -> None:
    with at("2026-11-16 09:00"):
        file = download(task_id)
        for merged in list(file.sheet.merged_cells.ranges):
            file.sheet.unmerge_cells(str(merged))
        disturb(file)
        seen = preview(task_id, file.write("2", 405))
    assert [(change.row_no, change.after.value) for change in seen.changes] == [("2", 405)]
    assert seen.faults == ()


def _copy_row(file: Filled) -> str:
    row = file.sheet.max_row + 1
    for cell in file.sheet[file.cell("2").row]:
        file.sheet.cell(row, cell.column).value = cell.value
    return "REP-102"


def _swap_rows_without_their_identity(file: Filled) -> str:
    first, second = file.cell("2").row, file.cell("3").row
    for column in range(2, file.sheet.max_column + 1):
        one, other = file.sheet.cell(first, column), file.sheet.cell(second, column)
        one.value, other.value = other.value, one.value
    return "REP-103"


def _push_cells_down(file: Filled) -> str:
    letter = file.cell("2").column_letter
    for name, defined in file.book.defined_names.items():
        if f"${letter}$" in defined.attr_text and name.startswith("tinhso_cot"):
            first, _, last = defined.attr_text.rpartition("$")
            defined.attr_text = f"{first}${int(last) + 1}"
    return "REP-104"


def _strange_identity(file: Filled) -> str:
    file._find("dong:3").value = "dong:99"
    return "REP-105"


def _merge(file: Filled) -> str:
    first, second = file.cell("2"), file.cell("3")
    file.sheet.merge_cells(f"{first.coordinate}:{second.coordinate}")
    return "KER-097"


def _copy_sheet(file: Filled) -> str:
    file.book.copy_worksheet(file.sheet)
    return "REP-102"


@pytest.mark.parametrize(
    "spoil",
    [_copy_row, _swap_rows_without_their_identity, _push_cells_down, _strange_identity, _merge, _copy_sheet],
)
def test_a_spoilt_layout_is_refused_naming_the_cell(task_id: int, spoil: Callable[[Filled], str]) -> None:
    with at("2026-11-16 09:00"):
        file = download(task_id).write("2", 405)
        code = spoil(file)
        seen = preview(task_id, file)
    assert code in {fault.error.code for fault in seen.faults}
    assert all(fault.address and fault.address in fault.error.located_message("en") for fault in seen.faults)
    assert not seen.may_be_kept


def test_a_deleted_row_or_column_leaves_the_figures_and_says_so(task_id: int) -> None:
    with at("2026-11-16 09:00"):
        file = download(task_id).write("2", 405)
        file.sheet.delete_rows(file.cell("3").row)
        seen = preview(task_id, file)
        assert [change.row_no for change in seen.changes] == ["2"]
        assert ["dòng 3" in remark.text_vi for remark in seen.remarks] == [True]


def test_the_file_of_another_unit_or_of_nobody_is_refused_whole(world: World, task_id: int) -> None:
    with at("2026-11-16 09:00"):
        other = task_of(api.requests(now_rights("vp.giaobaocao"))[0], "24133")
        theirs = download(other, "bmt.nhap")
        with pytest.raises(AnotherForm, match="24133"):
            preview(task_id, theirs)
        stranger = download(task_id)
        del stranger.book["_tinhso"]
        with pytest.raises(NotADownloadedForm):
            preview(task_id, stranger)


def test_rights_are_asked_before_the_file_is_opened(task_id: int) -> None:
    with at("2026-11-16 09:00"):
        for login, error in (("eakar.lanhdao", NoRight), ("bmt.nhap", UnknownAssignment)):
            with pytest.raises(error):
                api.preview_workbook(task_id, b"no workbook at all", rights=now_rights(login))


def test_an_english_file_reads_numbers_kept_as_text_the_english_way(task_id: int) -> None:
    with at("2026-11-16 09:00"):
        file = download(task_id, language="en")
        assert file._find("Indicator")
        (change,) = preview(task_id, file.write("2", "1,405")).changes
    assert change.after.value == 1_405


def test_text_that_looks_like_a_formula_stays_text(task_id: int) -> None:
    note = '=HYPERLINK("x")'
    with at("2026-11-16 09:00"):
        api.save_cells(task_id, [CellInput("2", "405", note=note)], rights=now_rights(LOGIN))
        cell = download(task_id).cell("2", "#ghichu")
    assert (cell.value, cell.data_type) == (note, "s")


def test_the_sheet_is_protected_with_lists_for_what_stands_instead_of_a_number(task_id: int) -> None:
    with at("2026-11-16 09:00"):
        file = download(task_id)
    assert file.sheet.protection.sheet
    assert not file.cell("2").protection.locked
    assert file.cell("2", "previous").protection.locked
    assert file.cell("4").protection.locked, "a computed row is not typed"
    lists = {str(one.sqref): one.formula1 for one in file.sheet.data_validations.dataValidation}
    assert '"không phát sinh,không áp dụng,không cung cấp,giữ như kỳ trước"' in lists.values()
    assert [cell.value for cell in file.sheet[8]][1:] == ["A", "B", "C", "1", "2", "3", "4", "D"]
    assert NOVEMBER in [cell.value for row in file.book["_tinhso"].iter_rows() for cell in row]
