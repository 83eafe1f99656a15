"""A paper as Word document, in Times New Roman, the face every office has; the same paper is the same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tinhso.kernel.papers.document import Paper, PaperDrawing, PaperTable, PaperText, SignatureBlock, TextKind
from tinhso.kernel.papers.drawing import drawing_png
from tinhso.kernel.papers.layout import MOTTO, NATION, layout_on
from tinhso.kernel.papers.pdf import proof_lines
from tinhso.kernel.papers.qr import qr_png
from tinhso.kernel.papers.steady_zip import steady_zip
from tinhso.kernel.papers.word_tables import add_figures
from tinhso.kernel.papers.words import number_line, place_line, verification_line

FACE = "Times New Roman"
_CENTER, _RIGHT, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


def to_word(paper: Paper) -> bytes:
    """Write a paper as .docx."""
    sizes = layout_on(paper.made_at.date())
    document = docx.Document()
    _prepare(document, paper, sizes)
    _letterhead(document, paper, sizes)
    _title(document, paper, sizes)
    for block in paper.blocks:
        match block:
            case PaperTable():
                _table(document, block, sizes, _text_width(document))
            case PaperDrawing():
                _drawing(document, block, _text_width(document))
            case PaperText():
                _words(document, block, sizes)
    _end(document, paper, sizes)
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue())


def _prepare(document: Any, paper: Paper, sizes: dict[str, Decimal]) -> None:
    section = document.sections[0]
    width, height = (Mm(297), Mm(210)) if paper.landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height = width, height
    section.orientation = WD_ORIENT.LANDSCAPE if paper.landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(int(sizes["margin_top"])), Mm(int(sizes["margin_bottom"]))
    section.left_margin, section.right_margin = Mm(int(sizes["margin_left"])), Mm(int(sizes["margin_right"]))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FACE, Pt(float(sizes["body_size"]))
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    normal.paragraph_format.space_after = Pt(0)
    about = document.core_properties
    about.title = " ".join(part for part in (paper.title, paper.subtitle) if part)
    about.author = about.last_modified_by = paper.letterhead.issuer
    about.comments, about.language, about.revision = "", "vi-VN", 1
    about.created = about.modified = paper.made_at.replace(tzinfo=None, microsecond=0)
    section.different_first_page_header_footer = True
    # Two lines of proof must stay within the margin: what stands in it is not compared when the paper comes back.
    section.footer_distance = Mm(8)
    _page_number(section.header.paragraphs[0], sizes)
    for foot in (section.footer, section.first_page_footer):
        _line(foot.paragraphs[0], verification_line(paper), 8, align=_CENTER)


def _page_number(paragraph: Any, sizes: dict[str, Decimal]) -> None:
    """The number of the page in the middle of the upper margin, not on the first page."""
    paragraph.alignment = _CENTER
    run = paragraph.add_run()
    run.font.size = Pt(float(sizes["page_number_size"]))
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._r.append(part)


def _letterhead(document: Any, paper: Paper, sizes: dict[str, Decimal]) -> None:
    head = paper.letterhead
    left, right = _two_cells(document, paper, (39, 61))
    if head.parent:
        _line(left, head.parent, sizes["issuer_size"], align=_CENTER)
        left = _next(left)
    _line(left, head.issuer, sizes["issuer_size"], bold=True, align=_CENTER)
    left = _rule(left, 24)
    _tight(_line(right, NATION, sizes["nation_size"], bold=True, align=_CENTER))
    right = _next(right)
    _line(right, MOTTO, sizes["motto_size"], bold=True, align=_CENTER)
    right = _rule(right, 20)
    left, right = _next(left), _next(right)
    _line(left, number_line(head), sizes["number_size"], align=_CENTER)
    _line(right, place_line(head), sizes["number_size"], italic=True, align=_CENTER)
    left.paragraph_format.space_before = right.paragraph_format.space_before = Pt(6)
    if head.about:
        _line(_next(left), head.about, sizes["about_size"], align=_CENTER)


def _title(document: Any, paper: Paper, sizes: dict[str, Decimal]) -> None:
    if paper.title:
        _line(document.add_paragraph(), paper.title, sizes["title_size"], bold=True, align=_CENTER, before=12)
    if paper.subtitle:
        last = _line(document.add_paragraph(), paper.subtitle, sizes["title_size"], bold=True, align=_CENTER)
        if not paper.is_letter:
            _rule(last, 62)
    for mark in paper.marks:
        _line(document.add_paragraph(), mark, 11, italic=True, align=_CENTER, before=2)
    for name, value in paper.facts:
        line = _line(document.add_paragraph(), f"{name}: ", 12, align=_CENTER)
        run = line.add_run(value)
        run.bold, run.font.size = True, Pt(12)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _words(document: Any, block: PaperText, sizes: dict[str, Decimal]) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    if block.kind is TextKind.HEADING:
        shape.keep_with_next = True
        _line(paragraph, block.text, sizes["body_size"], bold=True, before=6, after=4)
    elif block.kind is TextKind.ADDRESSEE:
        _line(paragraph, block.text, 14, align=_CENTER, after=8)
    elif block.kind is TextKind.NOTE:
        _line(paragraph, block.text, 11, italic=True, after=4)
    else:
        shape.first_line_indent = Mm(int(sizes["first_line"]))
        _line(paragraph, block.text, sizes["body_size"], italic=block.kind is TextKind.GROUND, align=_JUSTIFY, after=6)


def _drawing(document: Any, drawing: PaperDrawing, width_mm: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = _CENTER
    shape = paragraph.add_run().add_picture(io.BytesIO(drawing_png(drawing.svg)), width=Mm(width_mm))
    # What is read out to whoever does not see it.
    shape._inline.docPr.set("descr", drawing.about)


def _table(document: Any, table: PaperTable, sizes: dict[str, Decimal], width_mm: int) -> None:
    if table.starts_page:
        document.add_page_break()
    if table.caption:
        line = _line(document.add_paragraph(), table.caption, sizes["body_size"], bold=True, align=_CENTER, after=4)
        line.paragraph_format.keep_with_next = True
    if table.unit_line:
        line = _line(document.add_paragraph(), table.unit_line, 11, italic=True, align=_RIGHT, after=2)
        line.paragraph_format.keep_with_next = True
    add_figures(document, table, sizes["table_size"], width_mm)
    for note in table.notes:
        _line(document.add_paragraph(), note, 10, italic=True, before=3)
    document.add_paragraph()


def _end(document: Any, paper: Paper, sizes: dict[str, Decimal]) -> None:
    signers = paper.signatures
    if len(signers) > 1:
        places = _cells(document, paper, (100 // len(signers),) * len(signers))
        for place, signer in zip(places, signers, strict=True):
            _signature(place, signer, sizes)
        left, _right = _two_cells(document, paper, (50, 50))
    else:
        left, right = _two_cells(document, paper, (50, 50))
        for signer in signers:
            _signature(right, signer, sizes)
    if paper.recipients:
        _line(left, "Nơi nhận:", 12, bold=True, italic=True)
        for recipient in paper.recipients:
            left = _line(_next(left), f"- {recipient}", sizes["recipients_size"])
        left = _next(left)
    if paper.verification.address:
        left.add_run().add_picture(io.BytesIO(qr_png(paper.verification.address)), width=Mm(22))
        for line in proof_lines(paper):
            left = _line(_next(left), line, 8)


def _signature(paragraph: Any, signer: SignatureBlock, sizes: dict[str, Decimal]) -> None:
    size = sizes["signature_size"]
    if signer.capacity:
        _line(paragraph, signer.capacity, size, bold=True, align=_CENTER)
        paragraph = _next(paragraph)
    paragraph = _line(paragraph, signer.office, size, bold=True, align=_CENTER)
    if signer.hint:
        paragraph = _line(_next(paragraph), signer.hint, 11, italic=True, align=_CENTER)
    for number, state in enumerate(signer.states):
        paragraph = _line(_next(paragraph), state, 11, align=_CENTER, before=0 if number else 6)
    if not signer.states:
        paragraph = _line(_next(paragraph), "", size, before=52)
    if signer.name:
        _line(_next(paragraph), signer.name, size, bold=True, align=_CENTER, before=6)


def _line(
    paragraph: Any,
    text: str,
    size: Decimal | int,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Any = None,
    before: int | None = None,
    after: int | None = None,
) -> Any:
    """Write one run into a paragraph and return the paragraph."""
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(float(size)), bold, italic
    if align is not None:
        paragraph.alignment = align
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def _tight(paragraph: Any) -> None:
    """Set the letters a third of a point closer: with some faces the nation's name would need a second line."""
    for run in paragraph.runs:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), "-6")
        run._r.get_or_add_rPr().append(spacing)


def _next(paragraph: Any) -> Any:
    """Add a paragraph behind one, in the same cell."""
    fresh = OxmlElement("w:p")
    paragraph._p.addnext(fresh)
    return type(paragraph)(fresh, paragraph._parent)


def _two_cells(document: Any, paper: Paper, shares: tuple[int, int]) -> tuple[Any, Any]:
    left, right = _cells(document, paper, shares)
    return left, right


def _cells(document: Any, paper: Paper, shares: Sequence[int]) -> list[Any]:
    """Place cells beside one another without rules; return the first paragraph of each."""
    table = document.add_table(rows=1, cols=len(shares))
    table.autofit = False
    # The line of the nation's name needs the last millimetre of its cell.
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    width = _text_width(document)
    for column, cell, share in zip(table.columns, table.rows[0].cells, shares, strict=True):
        # Some programs follow the grid, some the cell.
        column.width = cell.width = Mm(width * share // 100)
    split = OxmlElement("w:cantSplit")
    table.rows[0]._tr.get_or_add_trPr().append(split)
    return [cell.paragraphs[0] for cell in table.rows[0].cells]


def _text_width(document: Any) -> int:
    section = document.sections[0]
    return int((section.page_width - section.left_margin - section.right_margin) / Mm(1))


def _rule(paragraph: Any, inset_mm: int) -> Any:
    """The short line under the issuer and the motto: a bordered paragraph drawn in from both sides; returns it."""
    holder = _next(paragraph)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    holder._p.get_or_add_pPr().append(borders)
    shape = holder.paragraph_format
    shape.left_indent = shape.right_indent = Mm(inset_mm)
    shape.line_spacing = Pt(4)
    return holder
