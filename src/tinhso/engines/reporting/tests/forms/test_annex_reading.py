"""Official annexes read from Excel: what is proposed, what is asked, and that nothing is made without a click."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.testing import make_definition, make_dimension
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.errors import UnreadableForm
from tinhso.engines.reporting.logic.forms.annex_reading import propose_form
from tinhso.engines.reporting.logic.forms.indicator_matching import Vocabulary, is_sure, match
from tinhso.engines.reporting.models import FormDraft
from tinhso.engines.reporting.testing import World, at
from tinhso.engines.reporting.tests.desk import Desk


def book(rows: list[list[Any]], merged: tuple[str, ...] = ()) -> bytes:
    """A workbook of one sheet."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for one in merged:
        sheet.merge_cells(one)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def one_row_head() -> bytes:
    """STT, Chỉ tiêu, Đơn vị tính in one row; nested numbers; “trong đó”; signatures."""
    return book(
        [
            ["ỦY BAN NHÂN DÂN TỈNH", None, None, "Biểu số 03/CĐS"],
            ["BÁO CÁO KẾT QUẢ CHUYỂN ĐỔI SỐ CẤP XÃ"],
            ["(Kèm theo Kế hoạch thử nghiệm số 01/KH-UBND)"],
            ["Đơn vị gửi: UBND các xã, phường", None, "Đơn vị nhận: Sở Khoa học và Công nghệ"],
            ["Hạn gửi: ngày 17 hằng tháng"],
            ["STT", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Lũy kế từ đầu năm", "Ghi chú"],
            ["A", "B", "C", 1, 2, 3],
            ["I", "Thủ tục hành chính"],
            [1, "Số hồ sơ TTHC đã tiếp nhận", "Hồ sơ"],
            [None, "Trong đó: hồ sơ trực tuyến", "Hồ sơ"],
            ["1.1", "Tỷ lệ hồ sơ trực tuyến", "%"],
            ["II", "Kỹ năng số"],
            [1, "Số hộ được tập huấn kỹ năng số", "Hộ"],
            ["-", "Số lớp tập huấn đã mở", "Lớp"],
            [],
            ["Người lập biểu", None, None, "THỦ TRƯỞNG ĐƠN VỊ"],
            ["(Ký, họ tên)", None, None, "(Ký, đóng dấu)"],
        ]
    )


def two_row_head() -> bytes:
    """Kế hoạch, Thực hiện (chia ra nữ, nam), So sánh under merged headings with formulas of columns."""
    return book(
        [
            ["Phụ lục 02", None],
            ["TỔNG HỢP KẾT QUẢ ĐÀO TẠO"],
            ["TT", "Nội dung", "ĐVT", "Kế hoạch năm", "Thực hiện", None, None, "So sánh", None],
            [None, None, None, None, "Tổng số", "Nữ", "Nam", "So kế hoạch (%)", "So cùng kỳ (%)"],
            ["A", "B", "C", "1", "2=3+4", "3", "4", "5=2/1", "6"],
            [1, "Công chức được bồi dưỡng kỹ năng số", "Người"],
            [2, "Người dân được tập huấn", "Người"],
        ],
        ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:G3", "H3:I3"),
    )


def turned_table() -> bytes:
    """Communes in rows, indicators in columns under two groups."""
    return book(
        [
            ["Biểu 07. Số liệu hồ sơ, văn bản của các xã"],
            ["STT", "Đơn vị", "Hồ sơ TTHC", None, "Văn bản", None, "Ghi chú"],
            [
                None,
                None,
                "Tiếp nhận (hồ sơ)",
                "Đúng hạn (hồ sơ)",
                "Văn bản đến (văn bản)",
                "Văn bản đi (văn bản)",
                None,
            ],
            [1, "Xã Ea Kar"],
            [2, "Phường Buôn Ma Thuột"],
            ["Tổng cộng", None],
        ],
        ("A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3"),
    )


def rows_of(definition: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(row.get("label") or row["no"], row["name_vi"], row["indent"]) for row in definition["rows"]]


def test_a_form_with_one_heading_row_is_read_with_its_header_block_nesting_and_signatures() -> None:
    proposal = propose_form(one_row_head(), "phu-luc.xlsx", "H15.15", {})
    read = proposal.definition
    assert read["name_vi"] == "Báo cáo kết quả chuyển đổi số cấp xã"
    assert read["header"] == {
        "number": "Biểu số 03/CĐS",
        "legal_basis": "Kèm theo Kế hoạch thử nghiệm số 01/KH-UBND",
        "sender_vi": "UBND các xã, phường",
        "receiver_vi": "Sở Khoa học và Công nghệ",
        "deadline_vi": "ngày 17 hằng tháng",
    }
    assert rows_of(read) == [
        ("I", "Thủ tục hành chính", 0),
        ("1", "Số hồ sơ TTHC đã tiếp nhận", 0),
        ("-", "hồ sơ trực tuyến", 1),
        ("1.1", "Tỷ lệ hồ sơ trực tuyến", 1),
        ("II", "Kỹ năng số", 0),
        ("1", "Số hộ được tập huấn kỹ năng số", 0),
        ("-", "Số lớp tập huấn đã mở", 1),
    ]
    assert len({row["no"] for row in read["rows"]}) == 7
    assert [row.get("unit_code", "") for row in read["rows"]] == [
        "", "dossier", "dossier", "percent", "", "household", "course",
    ]  # fmt: skip
    assert [bool(row.get("waiting")) for row in read["rows"]] == [False, True, True, True, False, True, True]
    assert read["rows"][2]["of_which"]
    assert [(one["kind"], one.get("number")) for one in read["columns"]] == [
        ("value", "1"), ("year_to_date", "2"), ("note", "3"),
    ]  # fmt: skip
    assert read["number_line"] == ["A", "B", "C"]
    assert [one["title_vi"] for one in read["signatories"]] == ["Người lập biểu", "Thủ trưởng đơn vị"]
    assert proposal.notes == []


def test_merged_headings_become_groups_items_of_a_dimension_and_formulas(world: World) -> None:
    make_dimension("sex", "Nữ", "Nam")
    proposal = propose_form(two_row_head(), "phu-luc.xlsx", "H15.15", indicators.dimension_items())
    columns = proposal.definition["columns"]
    assert [(one["kind"], one.get("dims", ""), one.get("groups_vi", []), one["entered"]) for one in columns] == [
        ("plan", "", [], True),
        ("value", "", ["Thực hiện"], False),
        ("value", "sex=Nữ", ["Thực hiện"], True),
        ("value", "sex=Nam", ["Thực hiện"], True),
        ("plan_share", "", ["So sánh"], False),
        ("change", "", ["So sánh"], False),
    ]
    assert proposal.definition["header"] == {"number": "Phụ lục 02"}
    assert proposal.notes == []


def test_a_turned_table_gives_a_row_for_every_column(world: World) -> None:
    proposal = propose_form(turned_table(), "bang.xlsx", "H15.15", {})
    assert proposal.is_turned
    assert rows_of(proposal.definition) == [
        ("A", "Hồ sơ TTHC", 0),
        ("1", "Tiếp nhận", 1),
        ("2", "Đúng hạn", 1),
        ("B", "Văn bản", 0),
        ("3", "Văn bản đến", 1),
        ("4", "Văn bản đi", 1),
    ]
    assert [row.get("unit_code") for row in proposal.definition["rows"]][1:3] == ["dossier", "dossier"]
    assert "đơn vị" in proposal.notes[0].message()


def test_what_is_not_understood_is_named_with_its_column_and_left_out() -> None:
    rows = [["STT", "Chỉ tiêu", "ĐVT", "Thực hiện", "Đánh giá của đoàn"], [1, "Số hộ", "hộ"]]
    proposal = propose_form(book(rows), "a.xlsx", "H15.15", {})
    assert [one.cell for one in proposal.notes] == ["E"]
    assert "Đánh giá của đoàn" in proposal.notes[0].message("vi")
    with pytest.raises(UnreadableForm):
        propose_form(book([["Danh sách"], ["a", "b"]]), "b.xlsx", "H15.15", {})


def test_names_are_matched_by_meaning_and_ties_ask(world: World) -> None:
    make_definition("dossiers", name_vi="Hồ sơ thủ tục hành chính đã tiếp nhận")
    make_definition("share", name_vi="Tỷ lệ hồ sơ thủ tục hành chính trực tuyến", measure_unit="percent")
    make_definition("trained_a", name_vi="Hộ được tập huấn kỹ năng số", measure_unit="household")
    make_definition("trained_b", name_vi="Hộ tập huấn kỹ năng số", measure_unit="household")
    vocabulary = Vocabulary.of(indicators.definitions())
    found = match("Số hồ sơ TTHC đã tiếp nhận trong kỳ", vocabulary, "dossier")
    assert found[0].code == "dossiers"
    assert is_sure(found)
    assert "thu" in found[0].shared_words
    assert match("Tỷ lệ hồ sơ TTHC trực tuyến", vocabulary, "percent")[0].code == "share"
    tie = match("Số hộ được tập huấn kỹ năng số", vocabulary, "household")
    assert {one.code for one in tie[:2]} == {"trained_a", "trained_b"}
    assert not is_sure(tie)
    assert match("villages", vocabulary)[0].score == 100
    assert match("Diện tích rừng trồng mới", vocabulary) == ()


def test_an_uploaded_annex_becomes_a_form_in_four_clicks_and_makes_nothing_before(
    world: World, seat: type[Desk]
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    with at("2026-11-02 08:00"):
        make_definition("dossiers", name_vi="Hồ sơ thủ tục hành chính đã tiếp nhận")
        known = {one.code for one in indicators.definitions()}
        desk = seat("vp.giaobaocao")
        review = desk.send("/bieu-mau/tu-excel", tep=SimpleUploadedFile("phu-luc.xlsx", one_row_head()))
        draft = FormDraft.objects.get()
        assert review.url == f"/bieu-mau/nhap/{draft.pk}/chi-tieu"
        assert {one.code for one in indicators.definitions()} == known
        fields = {name: one.value for name, one in review.fields.items() if one.attributes.get("type") != "radio"}
        chosen = {
            "q1": "dossiers", "q2": "new", "n2-name_vi": "Hồ sơ trực tuyến", "q3": "remove", "q5": "new", "q6": "new",
        }  # fmt: skip
        desk.send(review.url, **(fields | chosen))
        published = desk.send(f"/bieu-mau/nhap/{draft.pk}/cong-bo", act="publish", valid_from="2026-11-01")
        assert published.status == 200
        form = api.form(draft.code)
        assert form.header is not None
        assert form.header.number == "Biểu số 03/CĐS"
        made = {one.code for one in indicators.definitions()} - known
        assert made == {"ho_so_truc_tuyen", "so_ho_duoc_tap_huan_ky_nang_so", "so_lop_tap_huan_da_mo"}
        assert set(form.indicators) == {"dossiers", *made}


def test_a_file_that_is_no_workbook_is_refused_on_the_page(world: World, seat: type[Desk]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    with at("2026-11-02 08:00"):
        page = seat("vp.giaobaocao").send("/bieu-mau/tu-excel", tep=SimpleUploadedFile("a.xlsx", b"PK not a book"))
        assert page.status == 422
        assert "KER-08" in page
        assert not FormDraft.objects.exists()
