"""Cells of one sheet straight from its XML: result and formula in one pass, and nothing but what is kept.

The library builds an object with styles for every cell, draws charts and reads notes; of a form of 110 × 60 cells that
was half of all reading, and a workbook with formulas had to be opened twice. What the library knows better is still
its own: shared texts, styles, dates, formulas that are shared by a range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from xml.parsers import expat

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TRUE = frozenset({"1", "true", "t"})
# A text in parts: what is struck out, raised or lowered is not what stands beside it.
STRIKE: Final = f"{_MAIN} strike"
RAISED: Final = f"{_MAIN} vertAlign"
_DIGITS = "0123456789"


@dataclass(slots=True)
class RawCell:
    """A cell as the file has it: kind and style as written, the text of its result, its formula with “=”."""

    row: int
    column: int
    kind: str
    style: int
    text: str | None
    formula: str = ""
    inline: str | None = None
    marked_up: bool = False


@dataclass(slots=True)
class RawSheet:
    """A sheet as the file has it. `columns`: first, last, hidden, width of runs of columns."""

    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int, bool, float]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def read_sheet_xml(content: bytes) -> RawSheet:
    """Read the XML of one sheet.

    Raises:
        ValueError, KeyError, expat.ExpatError: the sheet is damaged.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.said.append
    parser.StartDoctypeDeclHandler = _refuse_types  # beside the judgement of the bytes: entities are never expanded
    parser.Parse(content, True)
    return reader.sheet


def _refuse_types(*_: Any) -> None:
    raise ValueError("document type")


class _Reader:
    """What was read so far. Only what stands in a row is a cell, only what stands in a cell is its text."""

    def __init__(self) -> None:
        self.sheet = RawSheet()
        self.said: list[str] = []
        self.row = self.column = 0
        self.in_row = self.is_numbered = False
        self.cell: RawCell | None = None
        self.sounds = 0
        self.inline: list[str] = []
        self.formula: dict[str, str] = {}
        self.shared: dict[str, Any] = {}
        self.numbers: dict[str, int] = {}
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{_MAIN} row": self._start_row, f"{_MAIN} c": self._start_cell, f"{_MAIN} f": self._start_formula,
            f"{_MAIN} rPh": self._start_sound, f"{_MAIN} col": self._take_columns,
            f"{_MAIN} mergeCell": self._take_merged,
            STRIKE: partial(self._mark, STRIKE), RAISED: partial(self._mark, RAISED),
        }  # fmt: skip
        self.ends: dict[str, Callable[[str], None]] = {
            f"{_MAIN} v": self._end_value, f"{_MAIN} f": self._end_formula, f"{_MAIN} t": self._end_text,
            f"{_MAIN} is": self._end_inline, f"{_MAIN} c": self._end_cell, f"{_MAIN} row": self._end_row,
            f"{_MAIN} rPh": self._end_sound,
        }  # fmt: skip

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.said.clear()
        act = self.starts.get(name)
        if act is not None:
            act(attributes)

    def end(self, name: str) -> None:
        act = self.ends.get(name)
        if act is not None:
            act("".join(self.said))
        self.said.clear()

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self.row = self.row + 1 if number is None else _whole(number)
        self.column, self.in_row, self.is_numbered = 0, True, number is not None
        if attributes.get("hidden") in _TRUE:
            self.sheet.hidden_rows.add(self.row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if not self.in_row:
            return
        place = attributes.get("r")
        row, self.column = (self.row, self.column + 1) if place is None else self._place(place)
        # Of two that claim one place, a spreadsheet opens neither; whoever took the last would choose.
        if (row != self.row and self.is_numbered) or (row, self.column) in self.sheet.cells:
            raise ValueError(place)
        self.cell = RawCell(row, self.column, attributes.get("t", "n"), int(attributes.get("s", 0)), None)
        self.sheet.cells[row, self.column] = self.cell

    def _place(self, text: str) -> tuple[int, int]:
        letters = text.rstrip(_DIGITS)
        column = self.numbers.get(letters)
        if column is None:
            from openpyxl.utils import column_index_from_string

            column = self.numbers[letters] = column_index_from_string(letters)
        row = int(text[len(letters) :])
        if row < 1:
            raise ValueError(text)
        return row, column

    def _start_formula(self, attributes: dict[str, str]) -> None:
        self.formula = attributes

    def _start_sound(self, _attributes: dict[str, str]) -> None:
        self.sounds += 1

    def _end_sound(self, _said: str) -> None:
        self.sounds -= 1

    def _end_value(self, said: str) -> None:
        if self.cell is None:
            return
        if self.cell.text is not None:
            raise ValueError("two values")
        self.cell.text = said or None

    def _end_text(self, said: str) -> None:
        if self.cell is not None and not self.sounds:
            self.inline.append(said)

    def _mark(self, name: str, attributes: dict[str, str]) -> None:
        if self.cell is not None and marks(name, attributes):
            self.cell.marked_up = True

    def _end_inline(self, _said: str) -> None:
        if self.cell is not None:
            self.cell.inline = "".join(self.inline)
        self.inline.clear()

    def _end_formula(self, said: str) -> None:
        if self.cell is None:
            return
        text, kind, shared = f"={said}", self.formula.get("t"), self.formula.get("si", "")
        if kind == "dataTable":
            text = "=TABLE()"
        elif kind == "shared":
            text = self._shared(shared, text, self.cell)
        self.cell.formula = text

    def _shared(self, number: str, text: str, cell: RawCell) -> str:
        """The formula of one cell of a range that shares it: moved as a spreadsheet moves it."""
        from openpyxl.formula.translate import Translator
        from openpyxl.utils import get_column_letter

        place = f"{get_column_letter(cell.column)}{cell.row}"
        if number in self.shared:
            return str(self.shared[number].translate_formula(place))
        if text != "=":
            self.shared[number] = Translator(text, place)
        return text

    def _end_cell(self, _said: str) -> None:
        self.cell = None
        self.inline.clear()

    def _end_row(self, _said: str) -> None:
        self.in_row = False

    def _take_columns(self, attributes: dict[str, str]) -> None:
        first = int(attributes["min"])
        last, width = int(attributes.get("max", first)), float(attributes.get("width", 13))
        self.sheet.columns.append((first, last, attributes.get("hidden") in _TRUE, width))

    def _take_merged(self, attributes: dict[str, str]) -> None:
        self.sheet.merged.append(attributes["ref"])


def marks(name: str, attributes: dict[str, str]) -> bool:
    """Whether `<strike>` or `<vertAlign>` sets a part of a text off."""
    value = attributes.get("val", "1")
    return value in _TRUE if name == STRIKE else name == RAISED and value != "baseline"


def marked_up_texts(content: bytes) -> frozenset[int]:
    """Which of the shared texts, counted from 0, have a part that is struck out, raised or lowered."""
    if b"strike" not in content and b"vertAlign" not in content:
        return frozenset()
    found: set[int] = set()
    at = -1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal at
        if name == f"{_MAIN} si":
            at += 1
        elif marks(name, attributes):
            found.add(at)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, _refuse_types
    parser.Parse(content, True)
    return frozenset(found)


def _whole(text: str) -> int:
    """A row's number; some programs write it with a fraction of zero."""
    number = float(text)
    if not number.is_integer() or number < 1:
        raise ValueError(text)
    return int(number)


def ranges_of(references: Iterable[str]) -> list[tuple[int, int, int, int]]:
    """Merged ranges as first row, first column, last row, last column; each once, in order."""
    from openpyxl.worksheet.cell_range import CellRange

    found = [CellRange(reference) for reference in references]
    return sorted({(one.min_row, one.min_col, one.max_row, one.max_col) for one in found})
