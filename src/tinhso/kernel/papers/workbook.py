"""A paper as Excel workbook: the same header, text and tables on one sheet; numbers are numbers, the rest is text.

A number of more than 15 digits, or one with an operator (“> 96”), is written as text: Excel would change it.
"""

from __future__ import annotations

import io
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

from tinhso.kernel.papers.document import (
    Paper,
    PaperCell,
    PaperColumn,
    PaperDrawing,
    PaperRow,
    PaperTable,
    PaperText,
    RowKind,
    SignatureBlock,
    TextKind,
    head_cells,
)
from tinhso.kernel.papers.drawing import DOTS_PER_INCH, drawing_png, size_of_png
from tinhso.kernel.papers.fitting import fit
from tinhso.kernel.papers.layout import MOTTO, NATION
from tinhso.kernel.papers.steady_zip import steady_zip
from tinhso.kernel.papers.words import number_line, place_line, verification_line

EXACT_DIGITS = 15  # what a spreadsheet's binary number keeps
SHEET = "Báo cáo"
_WIDTH = {False: 95, True: 140}  # characters on a page, upright and on its side
_SCREEN_DOTS_PER_INCH, _DOTS_OF_CHARACTER, _DOTS_OF_ROW = 96, 7, 20  # as Excel measures a column and an untouched row


def to_workbook(paper: Paper) -> bytes:
    """Write a paper as .xlsx."""
    out = io.BytesIO()
    # Text stays text: a cell that begins with “=” is never a formula, one that looks like an address never a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # loaded with the first workbook, not at every start

    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": " ".join(part for part in (paper.title, paper.subtitle) if part),
            "author": paper.letterhead.issuer,
            "created": paper.made_at.replace(tzinfo=None, microsecond=0),
        }
    )
    _Sheet(book, paper).write()
    book.close()
    return steady_zip(out.getvalue())


class _Sheet:
    """Writes a paper downwards on one sheet; every table takes the first columns of it."""

    def __init__(self, book: Any, paper: Paper) -> None:
        self.paper, self.book = paper, book
        self.sheet = book.add_worksheet(SHEET)
        self.row = 0
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.columns = max([len(table.columns) for table in paper.tables], default=6)
        self.columns = max(self.columns, 4)

    def write(self) -> None:
        self._page()
        self._letterhead()
        self._title()
        for block in self.paper.blocks:
            match block:
                case PaperTable():
                    self._table(block)
                case PaperDrawing():
                    self._drawing(block)
                case PaperText():
                    self._words(block)
        self._end()

    def _page(self) -> None:
        sheet = self.sheet
        sheet.set_paper(9)
        if self.paper.landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.8, right=0.5, top=0.8, bottom=0.8)
        sheet.set_footer(f"&C&8{verification_line(self.paper).replace('&', '&&')}")
        for place, width in enumerate(self.widths):
            sheet.set_column(place, place, width)

    @cached_property
    def widths(self) -> list[int]:
        """Widths of the sheet's columns; measured once, every cell is set by them."""
        widest = max(self.paper.tables, key=lambda table: len(table.columns), default=None)
        weights = list(fit(widest, landscape=self.paper.landscape).weights) if widest else []
        weights += [10] * (self.columns - len(weights))
        return [max(5, _WIDTH[self.paper.landscape] * weight // sum(weights)) for weight in weights]

    def _letterhead(self) -> None:
        head, half = self.paper.letterhead, self._half(Fraction(2, 5))
        lines = [
            ((head.parent, {}), (NATION, {"bold": True})),
            ((head.issuer, {"bold": True}), (MOTTO, {"bold": True})),
            ((number_line(head), {}), (place_line(head), {"italic": True})),
        ]
        if head.about:
            lines.append(((head.about, {}), ("", {})))
        for (left, left_look), (right, right_look) in lines:
            self._across(0, half - 1, left, align="center", **left_look)
            self._across(half, self.columns - 1, right, align="center", **right_look)
            self._down(max(self._height(left, 0, half - 1, 12), self._height(right, half, self.columns - 1, 12)))
        self.row += 1

    def _half(self, share: Fraction) -> int:
        """Return the column where the right side begins, so that the left one takes about a share of the width."""
        widths = self.widths
        reached = 0
        for place, width in enumerate(widths[:-1]):
            reached += width
            if reached >= share * sum(widths):
                return place + 1
        return len(widths) - 1

    def _height(self, text: str, first: int, last: int, size: int) -> float:
        """Height of a row whose text wraps: Excel measures no merged cells by itself."""
        room = max(4, sum(self.widths[first : last + 1]) * 11 // size - 1)
        lines = sum(-(-max(1, len(part)) // room) for part in text.split("\n"))
        return max(1, lines) * size * 1.3 + 3

    def _title(self) -> None:
        for text in (self.paper.title, self.paper.subtitle):
            if text:
                self._wide(text, bold=True, font_size=14, align="center")
        for mark in self.paper.marks:
            self._wide(mark, italic=True, align="center")
        for name, value in self.paper.facts:
            self._wide(f"{name}: {value}", align="center")
        self.row += 1

    def _words(self, block: PaperText) -> None:
        look: dict[str, Any] = {"align": "left", "font_size": 13}
        if block.kind is TextKind.HEADING:
            look["bold"] = True
        elif block.kind is TextKind.ADDRESSEE:
            look["align"] = "center"
        elif block.kind in (TextKind.GROUND, TextKind.NOTE):
            look["italic"] = True
        self._wide(block.text, **look)

    def _drawing(self, drawing: PaperDrawing) -> None:
        """Lay the picture over as many empty rows as it is high, no wider than the sheet's columns."""
        picture = drawing_png(drawing.svg)
        # Excel takes the picture's dots for those of a screen.
        dot = _SCREEN_DOTS_PER_INCH / DOTS_PER_INCH
        width, height = size_of_png(picture)
        scale = min(dot, sum(self.widths) * _DOTS_OF_CHARACTER / width)
        look = {"image_data": io.BytesIO(picture), "x_scale": scale, "y_scale": scale, "description": drawing.about}
        self.sheet.insert_image(self.row, 0, "drawing.png", look)
        self.row += ceil(height * scale / _DOTS_OF_ROW) + 1

    def _table(self, table: PaperTable) -> None:
        if table.caption:
            self._wide(table.caption, bold=True, align="center")
        if table.unit_line:
            self._wide(table.unit_line, italic=True, align="right")
        heads = head_cells(table.columns)
        for line in heads:
            for head in line:
                self._across(
                    head.column, head.column + head.columns - 1, head.text, rows=head.rows,
                    bold=True, border=1, align="center", font_size=11,
                )  # fmt: skip
            self._down(max(self._height(h.text, h.column, h.column + h.columns - 1, 12) / h.rows for h in line))
        if any(column.number for column in table.columns):
            for place, column in enumerate(table.columns):
                self.sheet.write_string(
                    self.row, place, column.number, self._look(border=1, italic=True, align="center", font_size=9)
                )
            self._down(14)
        for row in table.rows:
            self._figures(table.columns, row)
        for note in table.notes:
            self._wide(note, italic=True, font_size=10, align="left")
        self.row += 1

    def _figures(self, columns: tuple[PaperColumn, ...], row: PaperRow) -> None:
        for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
            look: dict[str, Any] = {"border": 1, "align": column.align, "font_size": 11}
            if row.kind is not RowKind.ROW:
                look["bold"] = True
            if place == 1 and row.indent:
                look["indent"] = row.indent
            self._cell(place, cell, look)
        self._down(max(self._height(cell.text, place, place, 12) for place, cell in enumerate(row.cells)))

    def _cell(self, place: int, cell: PaperCell, look: dict[str, Any]) -> None:
        number = spreadsheet_number(cell)
        if number is None:
            self.sheet.write_string(self.row, place, cell.text, self._look(**look))
            return
        decimals = "." + "0" * cell.decimals if cell.decimals else ""
        # The sign stands in the format, the number stays as the system has it: 104,6% is 104.6, never 1.046.
        look["num_format"] = f"#,##0{decimals}" + ('"%"' if cell.is_percent else "")
        self.sheet.write_number(self.row, place, number, self._look(**look))

    def _end(self) -> None:
        self.row += 1
        start = self.row
        signers = self.paper.signatures
        left = self._half(Fraction(1, 2))
        if len(signers) > 1:
            step = self.columns // len(signers)
            for place, signer in enumerate(signers):
                end = self.columns - 1 if place == len(signers) - 1 else (place + 1) * step - 1
                self._signature(start, place * step, end, signer)
            self.row = start + 8
        elif signers:
            self._signature(start, left, self.columns - 1, signers[0])
            self.row = start
        for text in ("Nơi nhận:", *(f"- {one}" for one in self.paper.recipients)) if self.paper.recipients else ():
            self._across(
                0, left - 1, text, align="left", font_size=11, bold=text == "Nơi nhận:", italic=text == "Nơi nhận:"
            )
            self.row += 1
        for text in (verification_line(self.paper),):
            if text:
                self.row = max(self.row, start + 9)
                self._wide(text, font_size=8, align="left")

    def _signature(self, start: int, first: int, last: int, signer: SignatureBlock) -> None:
        lines = [(signer.capacity, True), (signer.office, True), (signer.hint, False)]
        lines += [(state, False) for state in signer.states] or [("", False)] * 3
        lines.append((signer.name, True))
        self.row = start
        for text, bold in lines:
            if text:
                self._across(first, last, text, bold=bold, align="center", font_size=12)
                self.sheet.set_row(self.row, self._height(text, first, last, 12))
            self.row += 1

    def _wide(self, text: str, **look: Any) -> None:
        self._across(0, self.columns - 1, text, **look)
        self._down(self._height(text, 0, self.columns - 1, look.get("font_size", 12)))

    def _across(self, first: int, last: int, text: str, *, rows: int = 1, **look: Any) -> None:
        shown = self._look(**look)
        if first == last and rows == 1:
            self.sheet.write_string(self.row, first, text, shown)
        else:
            self.sheet.merge_range(self.row, first, self.row + rows - 1, last, "", shown)
            self.sheet.write_string(self.row, first, text, shown)

    def _down(self, height: float) -> None:
        self.sheet.set_row(self.row, height)
        self.row += 1

    def _look(self, **look: Any) -> Any:
        whole = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter", "text_wrap": True} | look
        key = tuple(sorted(whole.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(whole)
        return self.formats[key]


def spreadsheet_number(cell: PaperCell) -> float | None:
    """Return a cell's value as a spreadsheet keeps it, None where it would not keep it exactly."""
    if cell.value is None or not cell.value.is_finite():
        return None
    exact = len(cell.value.normalize().as_tuple().digits) <= EXACT_DIGITS
    return float(cell.value) if exact else None
