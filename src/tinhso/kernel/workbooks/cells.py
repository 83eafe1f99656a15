"""What a workbook holds once it is read: sheets, cells, merged ranges; frozen, without the library that read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from tinhso.kernel.vietnamese import clean_text
from tinhso.kernel.workbooks.addresses import cell_address
from tinhso.kernel.workbooks.errors import UnknownSheet


class Content(StrEnum):
    """What kind of thing a cell holds; a formula's cell has the kind of its stored result."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    ERROR = "error"


class SheetCell(NamedTuple):
    """One cell; a tuple, as a form has thousands and a frozen dataclass takes three times as long to make.

    Attributes:
        text: text as it stands (not cleaned), or the number, date or error in words.
        number: exact to the 15 digits that a spreadsheet keeps; only of NUMBER.
        moment: only of DATE.
        number_format: as stored, “0.0%”, “General”.
        formula: with its “=”, empty where there is none; then the rest is its stored result.
        merged: the range it is part of (“B3:D3”), empty for a cell of its own. Only the first cell of it has content.
        hidden: its row, column or sheet is hidden.
    """

    row: int
    column: int
    content: Content = Content.EMPTY
    text: str = ""
    number: Decimal | None = None
    moment: datetime | date | time | None = None
    number_format: str = "General"
    formula: str = ""
    merged: str = ""
    hidden: bool = False
    marked_up: bool = False

    @property
    def address(self) -> str:
        return cell_address(self.row, self.column)

    @property
    def is_blank(self) -> bool:
        """Nothing to read: empty, or only spaces, and no formula either."""
        if self.formula or self.content is Content.NUMBER:
            return False
        return self.content is Content.EMPTY or not clean_text(self.text)

    @property
    def label(self) -> str:
        """The content as a name or a code: NFC, single spaces; a whole number as its digits (“00123” by its format)."""
        if self.content is not Content.NUMBER:
            return clean_text(self.text)
        padded = self.number_format if set(self.number_format) == {"0"} else ""
        return self.text.zfill(len(padded)) if self.text.isdecimal() else self.text


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range, inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def address(self) -> str:
        first, last = cell_address(self.first_row, self.first_column), cell_address(self.last_row, self.last_column)
        return f"{first}:{last}"

    @property
    def size(self) -> int:
        """How many cells it covers."""
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)

    def holds(self, row: int, column: int) -> bool:
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def cells(self) -> Iterator[tuple[int, int]]:
        for row in range(self.first_row, self.last_row + 1):
            yield from ((row, column) for column in range(self.first_column, self.last_column + 1))


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One sheet: cells that hold something or carry a format, by (row, column) counted from 1."""

    name: str
    hidden: bool
    cells: Mapping[tuple[int, int], SheetCell]
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    column_widths: Mapping[int, float] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> SheetCell:
        """Return a cell; an empty one where nothing stands."""
        return self.cells.get((row, column)) or SheetCell(row, column)

    def shown(self, row: int, column: int) -> SheetCell:
        """Return the cell whose content a person sees here: the first cell of a merged range stands for all of it."""
        here = self.cell(row, column)
        if not here.merged:
            return here
        first = next(one for one in self.merged if one.address == here.merged)
        return self.cell(first.first_row, first.first_column)

    @property
    def last_row(self) -> int:
        """The last row with content, 0 for an empty sheet."""
        return max((row for (row, _), cell in self.cells.items() if not cell.is_blank), default=0)

    @property
    def last_column(self) -> int:
        return max((column for (_, column), cell in self.cells.items() if not cell.is_blank), default=0)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A read workbook. `names`: defined names of the workbook with what they refer to (“Biểu!$E$10:$E$29”)."""

    sheets: tuple[Worksheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def sheet(self, name: str) -> Worksheet:
        """Return a sheet by its name (NFC, spaces around do not matter).

        Raises:
            UnknownSheet (KER-087).
        """
        for sheet in self.sheets:
            if clean_text(sheet.name) == clean_text(name):
                return sheet
        raise UnknownSheet(sheet=name, known=", ".join(sheet.name for sheet in self.sheets))
