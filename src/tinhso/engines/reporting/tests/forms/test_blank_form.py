"""A form without figures to take away: every row and heading in Word, PDF and Excel, by whoever makes forms."""

from __future__ import annotations

import io

from docx import Document
from openpyxl import load_workbook

from tinhso.engines.reporting import api
from tinhso.engines.reporting.testing import FORM_FILE, World, at, load_package
from tinhso.engines.reporting.tests.desk import Desk

LISTED = """
list:
  name_vi: Danh sách lớp tập huấn
  name_en: Classes
  columns:
    - {code: place, kind: text, name_vi: Nơi mở lớp, name_en: Place}
    - {code: day, kind: date, name_vi: Ngày, name_en: Day}
outline:
  - {heading_vi: Kết quả, text_vi: "Đã tập huấn {2} hộ."}
header: {number: Biểu số 01/CĐS, legal_basis: Quyết định minh họa, receiver_vi: Sở Khoa học và Công nghệ}
signatories:
  - {title_vi: Người lập biểu, title_en: Made by}
  - {title_vi: Chủ tịch, title_en: Chairman}
rows:
"""


def test_a_blank_form_has_every_row_and_no_figure_in_three_formats(world: World, seat: type[Desk]) -> None:
    second = FORM_FILE.replace("version: 1", "version: 2").replace("valid_from: 2023-01-01", "valid_from: 2026-12-01")
    second = second.replace("rows:", LISTED).replace("indicator: villages,", "indicator: villages, from_list: count,")
    with at("2026-11-17 08:00"):
        load_package({"forms/b.yaml": second})
        desk = seat("vp.giaobaocao")
        page = desk.open("/bieu-mau/bieu-01-cds-t")
        assert "/bieu-mau/bieu-01-cds-t/tai-ve/docx?phien-ban=2" in page.html
        files = {
            ending: desk.client.get(f"/bieu-mau/bieu-01-cds-t/tai-ve/{ending}?phien-ban=2")
            for ending in ("docx", "pdf", "xlsx")
        }
        assert {answer.status_code for answer in files.values()} == {200}
        assert files["pdf"].content.startswith(b"%PDF")
        word = Document(io.BytesIO(files["docx"].content))
        told = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*told, *(one.text for one in word.paragraphs)])
        for wanted in ("Biểu số 01/CĐS", "Dịch vụ công", "Chỉ tiêu households_trained", "Kết quả", "Nơi mở lớp",
                       "NGƯỜI LẬP BIỂU", "CHỦ TỊCH", "Số liệu minh họa"):  # fmt: skip
            assert wanted.lower() in text.lower(), wanted
        # The first version has neither list nor outline; the same version is the same bytes; strangers get nothing.
        assert len(api.blank_form_paper("bieu-01-cds-t", 1).tables) == 1
        again = desk.client.get("/bieu-mau/bieu-01-cds-t/tai-ve/docx?phien-ban=2").content
        assert again == files["docx"].content
        assert desk.client.get("/bieu-mau/bieu-01-cds-t/tai-ve/docx?phien-ban=9").status_code == 404
        assert desk.client.get("/bieu-mau/khong-co/tai-ve/pdf").status_code == 404
        assert seat("eakar.nhap").open("/bieu-mau/bieu-01-cds-t/tai-ve/pdf").status == 403
        load_workbook(io.BytesIO(files["xlsx"].content))
