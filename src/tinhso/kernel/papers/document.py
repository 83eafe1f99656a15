"""What a printed paper says, before anybody decides how it looks: one description for PDF, Word and Excel.

A figure is written once, as the text a person reads and the exact number behind it; the writers lay out, they never
round, add or look up. Values are frozen, so that the same paper is the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from tinhso.kernel.quantities.display import format_number


class RowKind(StrEnum):
    """How a row of a table is set: a heading spans its row in bold, a total is bold."""

    HEADING = "heading"
    ROW = "row"
    TOTAL = "total"


class TextKind(StrEnum):
    """How a paragraph is set."""

    BODY = "body"
    HEADING = "heading"
    GROUND = "ground"
    NOTE = "note"
    ADDRESSEE = "addressee"


@dataclass(frozen=True, slots=True)
class PaperCell:
    """One cell: the text as printed and, for a plain number, its exact value with the decimals shown."""

    text: str = ""
    value: Decimal | None = None
    decimals: int = 0
    is_percent: bool = False


EMPTY_CELL = PaperCell()


def number_cell(value: Decimal | int | None, decimals: int = 0, *, is_percent: bool = False) -> PaperCell:
    """Return the cell of an exact number, `1.234,5`, or an empty one.

    >>> number_cell(Decimal("1234.5"), 1).text, number_cell(Decimal("4.6"), 1, is_percent=True).text
    ('1.234,5', '4,6%')
    """
    if value is None:
        return EMPTY_CELL
    shown = format_number(value, "vi", decimals)
    return PaperCell(f"{shown}%" if is_percent else shown, Decimal(value), decimals, is_percent)


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column of a table.

    Attributes:
        key: what the column is called when a cell is named.
        heads: headings from top to bottom; equal ones beside one another are one cell.
        number: its sign on the numbering line: `A`, `B`, `1`, `3=2/1`.
        weight: width relative to the other columns.
        align: `left`, `center` or `right`.
    """

    key: str
    heads: tuple[str, ...]
    number: str = ""
    weight: int = 10
    align: str = "right"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a table; `key` names it, `indent` sets its second cell in."""

    key: str
    cells: tuple[PaperCell, ...]
    indent: int = 0
    kind: RowKind = RowKind.ROW


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table with headings of several rows, a numbering line and footers."""

    columns: tuple[PaperColumn, ...]
    rows: tuple[PaperRow, ...]
    caption: str = ""
    unit_line: str = ""
    notes: tuple[str, ...] = ()
    starts_page: bool = False


@dataclass(frozen=True, slots=True)
class PaperText:
    """A paragraph."""

    text: str
    kind: TextKind = TextKind.BODY


@dataclass(frozen=True, slots=True)
class PaperDrawing:
    """A drawing as wide as the page: an SVG, black on white, and what it shows, for whoever does not see it.

    It is no record: `comparing` looks for no word of it.
    """

    svg: str
    about: str


Block = PaperText | PaperTable | PaperDrawing


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues the paper, above whom, under which number, where and when.

    Attributes:
        parent: the agency above (cơ quan chủ quản), may be empty.
        number: number and symbol as the office wrote them, text: `0123/BC-UBND`; empty leaves the room to write it.
        symbol: what stands after the room for the number while there is none: `/BC-UBND`.
        about: subject line of a letter (V/v …).
        place, on: địa danh and day; without a day the room to write it stays.
    """

    parent: str
    issuer: str
    number: str = ""
    symbol: str = ""
    about: str = ""
    place: str = ""
    on: date | None = None
    year: int = 0


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Place for a signature: capacity (`KT. CHỦ TỊCH`), office (`PHÓ CHỦ TỊCH`), what happened, under it the name."""

    office: str
    capacity: str = ""
    states: tuple[str, ...] = ()
    name: str = ""
    hint: str = "(Ký, ghi rõ họ tên)"


@dataclass(frozen=True, slots=True)
class Verification:
    """How a reader finds the record behind the paper: code, checkpoint, address (also as QR)."""

    code: str = ""
    checkpoint: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PaperAttachment:
    """A file inside the PDF, for machines."""

    name: str
    mime: str
    content: bytes
    about: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `made_at` is the moment it speaks of, never the clock of the printing."""

    file_name: str
    letterhead: Letterhead
    title: str
    made_at: datetime
    subtitle: str = ""
    marks: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    signatures: tuple[SignatureBlock, ...] = ()
    recipients: tuple[str, ...] = ()
    verification: Verification = Verification()
    attachments: tuple[PaperAttachment, ...] = ()
    landscape: bool = False
    is_letter: bool = False

    @property
    def tables(self) -> tuple[PaperTable, ...]:
        return tuple(block for block in self.blocks if isinstance(block, PaperTable))


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A heading of a table with the columns and rows it spans, as the writers set it."""

    text: str
    row: int
    column: int
    columns: int
    rows: int


def head_cells(columns: Sequence[PaperColumn]) -> tuple[tuple[HeadCell, ...], ...]:
    """Return the headings of a table row by row: equal neighbours joined, short ones reaching down.

    >>> columns = [PaperColumn("a", ("STT",)), PaperColumn("b", ("Kỳ", "Nay")), PaperColumn("c", ("Kỳ", "Trước"))]
    >>> heads = head_cells(columns)
    >>> [(cell.text, cell.columns, cell.rows) for line in heads for cell in line]
    [('STT', 1, 2), ('Kỳ', 2, 1), ('Nay', 1, 1), ('Trước', 1, 1)]
    """
    depth = max(len(column.heads) for column in columns)
    lines = []
    for level in range(depth):
        line: list[HeadCell] = []
        for place, column in enumerate(columns):
            if level >= len(column.heads):
                continue
            rows = depth - level if level == len(column.heads) - 1 else 1
            last = line[-1] if line else None
            path = column.heads[: level + 1]
            joins = (
                last is not None
                and last.column + last.columns == place
                and columns[last.column].heads[: level + 1] == path
                and last.rows == rows
                and level < len(column.heads) - 1
            )
            if joins and last is not None:
                line[-1] = replace(last, columns=last.columns + 1)
            else:
                line.append(HeadCell(column.heads[level], level, place, 1, rows))
        lines.append(tuple(line))
    return tuple(lines)
