"""The lines and columns of an official annex: none is lost without a word, whatever stands between and below them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.testing import make_dimension
from tinhso.engines.reporting.logic.forms.annex_reading import Proposal, propose_form
from tinhso.engines.reporting.logic.forms.form_editing import MOST_ROWS
from tinhso.engines.reporting.testing import World
from tinhso.engines.reporting.tests.forms.test_annex_reading import book, rows_of

HEAD = ["STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện"]
SIGNED = ["Người lập biểu", None, "Thủ trưởng đơn vị"]


def read(lines: list[list[Any]], merged: tuple[str, ...] = ()) -> Proposal:
    return propose_form(book([["BÁO CÁO THÁNG"], HEAD, *lines], merged), "phu-luc.xlsx", "H15.15", {})


def names_of(proposal: Proposal) -> list[str]:
    return [row["name_vi"] for row in proposal.definition["rows"]]


@pytest.mark.parametrize(
    "name",
    [
        "Lãnh đạo cấp xã được tập huấn",
        "Chủ tịch UBND xã tiếp công dân",
        "Kế toán xã được bồi dưỡng",
        "Giám đốc hợp tác xã dùng hóa đơn điện tử",
        "Trưởng phòng được bồi dưỡng",
        "Ngày hội chuyển đổi số trong tháng",
    ],
)
def test_a_line_that_begins_like_a_signature_is_a_line(name: str) -> None:
    lines = [[1, name, "Người"], [2, "Số hộ", "Hộ"], [], SIGNED]
    for shown in (lines, [[None, *line[1:]] for line in lines[:2]] + lines[2:]):
        found = read(shown)
        assert names_of(found) == [name, "Số hộ"]
        assert [one["title_vi"] for one in found.definition["signatories"]] == ["Người lập biểu", "Thủ trưởng đơn vị"]
        assert found.notes == []


def test_lines_below_a_gap_and_below_a_heading_printed_again_are_read() -> None:
    found = read([[1, "Số hộ", "Hộ"], [], [], [], [], HEAD, [2, "Số lớp", "Lớp"], [], [], [], ["Số liệu minh họa"]])
    assert names_of(found) == ["Số hộ", "Số lớp"]
    assert found.notes == []


def test_a_heading_over_the_whole_width_is_a_heading_line() -> None:
    found = read(
        [["I. THỦ TỤC HÀNH CHÍNH"], [1, "Số hồ sơ", "Hồ sơ"], ["B) KỸ NĂNG"], [1, "Số hộ", "Hộ"]], ("A3:D3", "A5:D5")
    )
    assert rows_of(found.definition) == [
        ("I", "THỦ TỤC HÀNH CHÍNH", 0), ("1", "Số hồ sơ", 0), ("B", "KỸ NĂNG", 0), ("1", "Số hộ", 0),
    ]  # fmt: skip
    assert [bool(row.get("waiting")) for row in found.definition["rows"]] == [False, True, False, True]


@pytest.mark.parametrize(
    ("lines", "cell", "said"),
    [
        ([[1, None, "Hộ"], [2, "Số lớp", "Lớp"]], "A3", "không có tên chỉ tiêu"),
        ([[1, "Số lớp", "Khóa lạ"]], "C3", "Khóa lạ"),
        ([[1, "Số hộ", "Hộ"], [], ["STT", "Nội dung", "ĐVT"], [1, "Số lớp", "Lớp"]], "A5", "một bảng khác"),
        ([[1, "Số hộ", "Hộ"], SIGNED, [], [2, "Số lớp", "Lớp"]], "B6", "dưới phần ký"),
        ([[at, f"Dòng {at}", "Hộ"] for at in range(1, MOST_ROWS + 3)], f"B{MOST_ROWS + 3}", f"hơn {MOST_ROWS} dòng"),
    ],
)
def test_what_is_left_out_is_named_with_its_cell(lines: list[list[Any]], cell: str, said: str) -> None:
    (note,) = read(lines).notes
    assert note.cell == cell
    assert said in note.message("vi")
    assert cell in note.message("en")


def test_lines_numbered_by_letters_below_merged_headings_keep_their_nesting() -> None:
    """Names merged over two columns, groups above number and name, letters for lines and for the line of numbers."""
    lines = [
        ["BÁO CÁO TÌNH HÌNH THỰC HIỆN"],
        ["Nội dung báo cáo", None, None, None, "Kết quả"],
        ["STT", "Chỉ tiêu", None, "ĐVT", "Kế hoạch", "Thực hiện"],
        ["(A)", "(B)", None, "(C)", "(1)", "(2)"],
        ["A", "Hành chính công"],
        ["(a)", "Hồ sơ tiếp nhận", None, "Hồ sơ"],
        ["b.1)", "Hồ sơ trực tuyến", None, "Hồ sơ"],
        ["đ)", "Hồ sơ trả", None, "Hồ sơ"],
        ["B", "Kỹ năng số"],
        ["a)", "Số hộ", None, "Hộ"],
        [],
        SIGNED,
    ]
    merged = ("A2:D2", "E2:F2", *(f"B{row}:C{row}" for row in range(3, 11)))
    found = propose_form(book(lines, merged), "a.xlsx", "H15.15", {})
    assert [(row["name_vi"], row["indent"]) for row in found.definition["rows"]] == [
        ("Hành chính công", 0), ("Hồ sơ tiếp nhận", 1), ("Hồ sơ trực tuyến", 2), ("Hồ sơ trả", 1),
        ("Kỹ năng số", 0), ("Số hộ", 1),
    ]  # fmt: skip
    assert found.definition["number_line"] == ["(A)", "(B)", "(C)"]
    assert found.notes == []


def test_lines_that_go_on_in_a_table_beside_are_read_and_another_table_beside_is_named() -> None:
    lines = [[1, "Số hồ sơ", "Hồ sơ", None, 3, "Số hộ", "Hộ"], [2, "Số lớp", "Lớp", None, 4, "Số văn bản", "Văn bản"]]
    one = propose_form(book([["BÁO CÁO THÁNG"], HEAD * 2, *lines]), "a.xlsx", "H15.15", {})
    assert names_of(one) == ["Số hồ sơ", "Số lớp", "Số hộ", "Số văn bản"]
    assert one.notes == []
    other = propose_form(book([["BÁO CÁO THÁNG"], [*HEAD, *HEAD[:3], "Lũy kế"], *lines]), "a.xlsx", "H15.15", {})
    assert names_of(other) == ["Số hồ sơ", "Số lớp"]
    assert [(note.cell, "một bảng khác" in note.message("vi")) for note in other.notes] == [("E2", True)]


def test_numbers_written_before_the_names_are_numbers() -> None:
    lines = [
        ["A. THỦ TỤC HÀNH CHÍNH"], ["1. Số hồ sơ", "Hồ sơ"], ["1.1 Trực tuyến", "Hồ sơ"], ["a) Đúng hạn", "Hồ sơ"],
        ["- Trễ hạn", "Hồ sơ"], ["12 tháng có báo cáo", "Báo cáo"],
    ]  # fmt: skip
    found = propose_form(book([["BÁO CÁO THÁNG"], HEAD[1:], *lines]), "a.xlsx", "H15.15", {})
    assert rows_of(found.definition)[:4] == [
        ("A", "THỦ TỤC HÀNH CHÍNH", 0), ("1", "Số hồ sơ", 0), ("1.1", "Trực tuyến", 1), ("a", "Đúng hạn", 1),
    ]  # fmt: skip
    assert names_of(found)[4:] == ["Trễ hạn", "12 tháng có báo cáo"]


def test_a_heading_written_over_two_lines_is_one() -> None:
    head = [["STT", "Chỉ tiêu", "Đơn vị", "Thực hiện", None], [None, None, "tính", "Tháng này", "Tháng trước"]]
    found = propose_form(book([["BÁO CÁO THÁNG"], *head, [1, "Số hộ", "Hộ"]], ("D2:E2",)), "a.xlsx", "H15.15", {})
    assert [row.get("unit_code") for row in found.definition["rows"]] == ["household"]
    assert found.notes == []


def test_another_sheet_with_a_form_is_named() -> None:
    two = load_workbook(io.BytesIO(book([HEAD, [1, "Số hộ", "Hộ"]])))
    two.copy_worksheet(two.worksheets[0]).title = "Biểu 2"
    kept = io.BytesIO()
    two.save(kept)
    (note,) = propose_form(kept.getvalue(), "phu-luc.xlsx", "H15.15", {}).notes
    assert (note.cell, "Biểu 2" in note.message("vi")) == ("Biểu 2", True)


def columns_of(proposal: Proposal) -> list[tuple[str, str, str, str]]:
    return [
        (one["kind"], one.get("dims", ""), one["name_vi"], one.get("number", ""))
        for one in proposal.definition["columns"]
    ]


def test_items_under_a_plan_are_a_plan_and_what_nobody_enters_is_not_split(world: World) -> None:
    make_dimension("sex", "Nữ", "Nam")
    lines = [
        ["TT", "Nội dung", "ĐVT", "Kế hoạch", None, "Thực hiện", None, "Lũy kế", None],
        [None, None, None, "Nữ", "Nam", "Nữ", "Nam", "Nữ", "Nam"],
        [1, "Số người được tập huấn", "Người"],
    ]
    merged = ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1", "H1:I1")
    found = propose_form(book(lines, merged), "a.xlsx", "H15.15", indicators.dimension_items())
    assert [(kind, dims) for kind, dims, *_ in columns_of(found)] == [
        ("value", ""), ("plan", "sex=Nữ"), ("plan", "sex=Nam"), ("value", "sex=Nữ"), ("value", "sex=Nam"),
    ]  # fmt: skip
    assert [one.cell for one in found.notes] == ["H", "I"]


@pytest.mark.parametrize(
    ("heads", "marks", "columns", "left_out"),
    [
        (["Dân số", "Thực hiện"], [1, 2], [("value", "", "Thực hiện", "2")], ["D"]),
        (["Dân số", "Thực hiện", "Tỷ lệ (%)"], [1, 2, "3=(2/1)x100%"], [("value", "", "Thực hiện", "2")], ["D", "F"]),
        (
            ["Kế hoạch", "Thực hiện", "Còn lại"], ["(1)", "(2)", "(3)=(1)-(2)"],
            [("plan", "", "Kế hoạch", "1"), ("value", "", "Thực hiện", "2"), ("formula", "", "Còn lại", "3=1-2")], [],
        ),
        (["Tổng số", "Đúng hạn"], ["(1)=(2)+(3)", "(2)"], [("value", "", "Tổng số", "1=2+3")], ["E"]),
    ],
)  # fmt: skip
def test_a_column_is_what_its_heading_says_or_is_named(
    heads: list[str], marks: list[Any], columns: list[tuple[str, str, str, str]], left_out: list[str]
) -> None:
    lines = [["TT", "Nội dung", "ĐVT", *heads], ["A", "B", "C", *marks], [1, "Số hồ sơ", "Hồ sơ"]]
    found = propose_form(book(lines), "a.xlsx", "H15.15", {})
    assert columns_of(found) == columns
    assert [one.cell for one in found.notes] == left_out
    assert names_of(found) == ["Số hồ sơ"]
