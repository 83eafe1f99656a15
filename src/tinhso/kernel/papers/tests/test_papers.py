"""One paper in three formats: the same figures, the same bytes each time, the look of an official document."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import docx
import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser

from tinhso.kernel.papers import (
    Letterhead,
    PaperCell,
    PaperColumn,
    PaperDrawing,
    PaperFormat,
    PaperRow,
    SignatureBlock,
    build_letter,
    head_cells,
    layout_constants,
    number_cell,
    render,
)
from tinhso.kernel.papers.drawing import size_of_png
from tinhso.kernel.papers.reading import words_of_pdf
from tinhso.kernel.papers.tests.samples import MADE_AT, a_paper, a_row, sheet_values, word_text
from tinhso.kernel.papers.words import place_line

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("form", list(PaperFormat))
def test_the_same_paper_is_the_same_bytes(form):
    assert render(a_paper(), form) == render(a_paper(), form)


@pytest.mark.parametrize("form", [PaperFormat.WORD, PaperFormat.EXCEL])
def test_no_file_inside_remembers_when_it_was_made(form):
    archive = zipfile.ZipFile(io.BytesIO(render(a_paper(), form).content))
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_paper_carries_the_header_of_an_official_document_in_every_format():
    pdf = " ".join(word.text for word in words_of_pdf(render(a_paper(), "pdf").content))
    word = word_text(render(a_paper(), "docx").content)
    sheet = "\n".join(str(value) for row in sheet_values(render(a_paper(), "xlsx").content) for value in row if value)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "UBND XÃ EA KAR", "Số: 0123/BC-UBND",
        "Ea Kar, ngày 07 tháng 02 năm 2026", "Số liệu minh họa", "KT. CHỦ TỊCH", "Đã phê duyệt lúc 16:02", "Nơi nhận:",
    ):  # fmt: skip
        assert said in pdf, said
        assert said in word, said
        assert said in sheet, said


def test_a_pdf_is_pdf_a_with_the_figures_inside_and_no_face_of_the_machine():
    content = render(a_paper(), "pdf").content
    assert content.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>3</pdfaid:part>" in content
    assert b"so-lieu.json" in content
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    objects = [document.getobj(number) for xref in document.xrefs for number in xref.get_objids() if number]
    faces = {str(one["BaseFont"]) for one in objects if isinstance(one, dict) and "BaseFont" in one}
    assert faces
    assert all("PaperSerif" in face for face in faces)


VALUES = st.decimals(min_value=-(10**13), max_value=10**13, places=2, allow_nan=False, allow_infinity=False)


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.tuples(VALUES, VALUES, st.decimals(min_value=0, max_value=999, places=1)), min_size=1, max_size=8))
def test_every_figure_reads_back_the_same_from_the_three_files(figures):
    rows = [a_row(f"{n}.", "Một chỉ tiêu", *triple, decimals=2) for n, triple in enumerate(figures, start=1)]
    paper = a_paper(*rows)
    printed = [cell.text for row in rows for cell in row.cells[2:]]
    words = [word.text for word in words_of_pdf(render(paper, "pdf").content)]
    start = words.index("3=1/2") + 1
    assert [word for word in words[start:] if word in set(printed)][: len(printed)] == printed
    text = word_text(render(paper, "docx").content).split("3=1/2")[1]
    assert [line for line in text.splitlines() if line in set(printed)][: len(printed)] == printed
    values = [row[2:5] for row in sheet_values(render(paper, "xlsx").content) if row[1] == "Một chỉ tiêu"]
    assert [[Decimal(repr(value)) for value in row] for row in values] == [list(triple) for triple in figures]


def test_a_number_too_long_for_a_spreadsheet_stays_exact_text():
    paper = a_paper(a_row("1.", "Dài", Decimal("1234567890123456.5"), Decimal(1), Decimal(1), decimals=1))
    row = next(row for row in sheet_values(render(paper, "xlsx").content) if row[0] == "1.")
    assert row[2] == "1.234.567.890.123.456,5"


def test_text_that_looks_like_a_formula_is_only_text():
    paper = a_paper(PaperRow("1.", (PaperCell("1."), PaperCell('=HYPERLINK("x")'), *[number_cell(1)] * 3)))
    book = openpyxl.load_workbook(io.BytesIO(render(paper, "xlsx").content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if str(cell.value).startswith("=H")]
    assert [cell.data_type for cell in cells] == ["s"]


def test_headings_with_the_same_words_join_only_under_the_same_parent():
    columns = [PaperColumn("a", ("Nam", "Kỳ")), PaperColumn("b", ("Nữ", "Kỳ")), PaperColumn("c", ("Nữ", "Kỳ trước"))]
    assert [(head.text, head.columns) for head in head_cells(columns)[0]] == [("Nam", 1), ("Nữ", 2)]
    assert len(head_cells(columns)[1]) == 3


def test_a_letter_without_a_number_leaves_room_for_the_clerk():
    letter = build_letter(
        file_name="don-doc",
        letterhead=Letterhead("UBND TỈNH", "SỞ", symbol="/SKHCN-CĐS", about="V/v đôn đốc", place="Đắk Lắk", year=2026),
        addressees=["Ủy ban nhân dân xã Ea Kar"],
        body=["Thực hiện chế độ báo cáo."],
        signature=SignatureBlock("GIÁM ĐỐC"),
        made_at=MADE_AT,
    )
    text = word_text(render(letter, "docx").content)
    assert "/SKHCN-CĐS" in text
    assert "Kính gửi: Ủy ban nhân dân xã Ea Kar" in text
    assert place_line(letter.letterhead).endswith("năm 2026")


def test_a_drawing_is_in_every_format_and_is_said_in_words_where_it_is_a_picture():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 200" width="800" height="200" color="#000">'
        '<text x="20" y="60" font-family="sans-serif" font-size="14">niêm phong</text></svg>'
    )
    paper = replace(a_paper(), blocks=(PaperDrawing(svg, "Một hình có chữ"), *a_paper().blocks))
    assert "niêm" in [word.text for word in words_of_pdf(render(paper, "pdf").content)]
    word = docx.Document(io.BytesIO(render(paper, "docx").content))
    shape = word.inline_shapes[0]  # behind it stands the QR picture
    assert (shape.width / shape.height, shape._inline.docPr.get("descr")) == (
        pytest.approx(4, rel=0.01),
        "Một hình có chữ",
    )
    with zipfile.ZipFile(io.BytesIO(render(paper, "xlsx").content)) as book:
        placed = book.read("xl/drawings/drawing1.xml").decode()
        wide, high = size_of_png(book.read("xl/media/image1.png"))
    assert 'descr="Một hình có chữ"' in placed
    assert wide / high == pytest.approx(4, rel=0.01)
    ends = int(re.search(r"<xdr:to>.*?<xdr:row>(\d+)", placed).group(1))
    rows = [row[0] for row in sheet_values(render(paper, "xlsx").content)]
    assert ends < rows.index("Căn cứ Nghị định số 09/2019/NĐ-CP;") <= ends + 2
    # The figures are those of the paper without it.
    assert render(paper, "xlsx") == render(paper, "xlsx")
    assert [row for row in sheet_values(render(paper, "xlsx").content) if any(row)] == [
        row for row in sheet_values(render(a_paper(), "xlsx").content) if any(row)
    ]


def test_a_paper_of_another_moment_says_so_in_its_bytes():
    assert render(replace(a_paper(), title="TỜ TRÌNH"), "pdf").content != render(a_paper(), "pdf").content


def test_every_measure_of_the_layout_names_its_source_and_whether_it_was_checked():
    assert layout_constants()
    assert all(one.source and one.unit in ("mm", "pt") for one in layout_constants())
    assert not any(one.confirmed for one in layout_constants())
