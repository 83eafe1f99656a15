"""What leaves a screen on paper says what the screen says: A4 PDF and .docx of plans, targets, rankings, sheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from docx import Document
from pyhanko.pdf_utils.reader import PdfFileReader

from tinhso.engines.evaluation.round_testing import EA_KAR, close_small_round
from tinhso.engines.evaluation.tests.test_scorecards import CODE, scored
from tinhso.engines.orgs.testing import Territory
from tinhso.kernel.papers.reading import words_of_pdf

__all__ = ["scored"]
pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
TODAY, WORD = date(2026, 11, 17), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
A4_MM = [210, 297]


def words_of(content: bytes) -> str:
    """Every paragraph and cell of a Word file."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def in_both_forms(reader: Client, address: str) -> str:
    """The words of the .docx, after looking at the PDF: A4, and of the same moment."""
    joined = "&" if "?" in address else "?"
    word = reader.get(f"{address}{joined}dang=docx")
    assert (word.status_code, word["Content-Type"]) == (200, WORD)
    pdf = reader.get(address)
    assert pdf["Content-Type"] == "application/pdf"
    page = PdfFileReader(io.BytesIO(pdf.content)).root["/Pages"]["/Kids"][0]
    left, low, right, high = map(float, page["/MediaBox"])
    assert sorted(round(side / 72 * 25.4) for side in (right - left, high - low)) == A4_MM
    return words_of(word.content)


def test_a_plan_and_a_target_say_on_paper_what_the_pages_say(world: Territory, browser: Browser) -> None:
    reader = browser("chutich")
    plan = in_both_forms(reader, "/ke-hoach/plan-3330/van-ban")
    told = (
        "Kế hoạch đã kết thúc 31/12/2025. 18 mục tiêu: 14 hoàn thành, 3 không hoàn thành, 1 chưa hoặc không đánh giá."
    )
    for words in (told, "Số liệu minh họa", "Tỷ trọng kinh tế số trong GRDP", "thiếu 7,2 điểm %", "ngày 17/11/2026"):
        assert words in plan
    target = in_both_forms(reader, "/ke-hoach/plan-3330/t06/van-ban")
    assert "Quý IV/2025 đạt 12,8%, yêu cầu 20,0%, thiếu 7,2 điểm %." in target
    assert "QIV/2025" in target
    assert browser("eakar.nhap").get("/ke-hoach/plan-3330/van-ban").status_code == 404


def test_a_ranking_says_on_paper_how_sure_each_place_is(scored: Territory, browser: Browser) -> None:
    reader = browser("chutich")
    paper = in_both_forms(reader, f"/danh-gia/{CODE}/van-ban")
    page = reader.get(f"/danh-gia/{CODE}").content.decode()
    assert "trung vị" in page
    for words in ("BẢNG XẾP HẠNG", "Hạng trung vị", "10.000 lần tính lại", "Phường Buôn Ma Thuột"):
        assert words in paper
    unit = in_both_forms(reader, f"/danh-gia/{CODE}/don-vi/24373/van-ban")
    assert "Hạng 2/4; hạng trung vị" in unit
    shown = reader.get(f"/danh-gia/{CODE}/don-vi/22045").content.decode()
    assert "không áp dụng: bỏ ra, điểm chia cho các tiêu chí còn lại" in shown, "no dossier at all"
    assert "/nguon-goc?" in shown
    rows = list(csv.DictReader(io.StringIO(reader.get(f"/danh-gia/{CODE}/don-vi/24373/csv").content.decode())))
    assert [row["component"] for row in rows] == ["1.1", "1.2", "2.1", "2.2"]
    assert (rows[3]["answer"], rows[3]["share"], rows[3]["gain"]) == ("100", "1", "")
    assert reader.get(f"/danh-gia/{CODE}/don-vi/99999/csv").status_code == 404


def test_a_round_says_on_paper_who_stands_where_and_what_a_unit_was_given(world: Territory, browser: Browser) -> None:
    number = close_small_round()
    reader = browser("chutich")
    result = in_both_forms(reader, f"/cham-diem/{number}/ket-qua/bang")
    for words in (
        "2/4 đơn vị đã gửi phần tự chấm.",
        "Đề nghị khen thưởng, Khối xã: Xã Ea Kar.",
        "76,00",
        "1. Nền tảng",
    ):
        assert words in result
    # Of four, two stand in the upper third; the two that share the third place stand in the middle one.
    drawn = " ".join(one.text for one in words_of_pdf(reader.get(f"/cham-diem/{number}/ket-qua/bang").content))
    for words in ("phần ba trên (2)", "phần ba giữa (2)", "phần ba dưới (0)"):
        assert words in drawn
    word = Document(io.BytesIO(reader.get(f"/cham-diem/{number}/ket-qua/bang?dang=docx").content))
    told = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert "Bản đồ xếp hạng: 2 đơn vị ở phần ba trên, 2 đơn vị ở phần ba giữa, 0 đơn vị ở phần ba dưới." in told
    page = reader.get(f"/cham-diem/{number}/ket-qua").content.decode()
    for words in ("Tiêu chí quyết định thứ hạng", "trung vị", "đứng đầu với 76,0% số điểm"):
        assert words in page
    assert (
        f"/cham-diem/{number}/ket-qua/bang?dang=docx"
        in reader.get(f"/cham-diem/{number}/ket-qua/nhom").content.decode()
    )
    sheet = in_both_forms(reader, f"/cham-diem/{number}/{EA_KAR}/van-ban")
    for words in ("UBND XÃ EA KAR", "PHIẾU CHẤM ĐIỂM", "Bộ thử, năm 2026", "1.1 Hộ có cáp quang", "75%", "30,00"):
        assert words in sheet
    rows = list(csv.DictReader(io.StringIO(reader.get(f"/cham-diem/{number}/{EA_KAR}/csv").content.decode())))
    assert (rows[0]["component"], rows[0]["answer"], rows[0]["own"], rows[0]["appraised"]) == (
        "1.1", "3/4", "30.0000", "30.0000",
    )  # fmt: skip


def test_the_queue_of_an_appraiser_is_a_table_too(world: Territory, browser: Browser) -> None:
    assert browser("skhcn.tonghop").get("/cham-diem/tham-dinh/csv").content.decode().startswith("round,unit,name,state")
