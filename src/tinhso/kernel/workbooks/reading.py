"""Reading a workbook: judged first, then opened with openpyxl, then kept as plain cells.

openpyxl knows number formats, without which 139,5% reads as 1.395, shared texts, dates and names; the cells themselves
are read by `sheet_xml`.
"""

from __future__ import annotations

import io
import re
import warnings
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tinhso.kernel.workbooks.cells import Content, MergedRange, SheetCell, Workbook, Worksheet
from tinhso.kernel.workbooks.errors import DamagedWorkbook, WorkbookError, WorkbookTooLarge
from tinhso.kernel.workbooks.limits import DEFAULT_LIMITS, Limits
from tinhso.kernel.workbooks.package import inspect_package
from tinhso.kernel.workbooks.sheet_xml import RawCell, RawSheet, marked_up_texts, ranges_of, read_sheet_xml

# A spreadsheet calculates with 15 significant digits; what its files hold beyond is noise of binary fractions.
KEPT_DIGITS = 15
LONGEST_MERGE = 20_000
# What the format of the file calls a number: Python would read 1_000 and digits of other scripts too.
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)


def read_workbook(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read an uploaded .xlsx.

    Args:
        data: the file as it came.
        limits: what is refused before parsing.

    Raises:
        NotAWorkbook (KER-080) to DamagedWorkbook (KER-086).
    """
    inspect_package(data, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drawings and extensions that are not kept: nothing is written back
            return _read(data, limits)
    except WorkbookError:
        raise
    except Exception as error:  # a damaged file makes the library, and what stands on it, fail in any way it likes
        raise DamagedWorkbook(detail=type(error).__name__) from error


def _read(data: bytes, limits: Limits) -> Workbook:
    from openpyxl.reader.excel import ExcelReader  # loaded with the first workbook, not at every start
    from openpyxl.styles.stylesheet import apply_stylesheet

    reader = ExcelReader(io.BytesIO(data), read_only=False, keep_vba=False, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    forms, sheets = _Forms(reader.wb, reader.shared_strings, _marked_up(reader)), []
    for sheet, relation in reader.parser.find_sheets():
        if relation.target not in reader.valid_files or "chartsheet" in relation.Type:
            continue
        made = reader.wb.create_sheet(sheet.name)  # the library judges its title, and tells two of the same name apart
        raw = read_sheet_xml(reader.archive.read(relation.target))
        sheets.append(_worksheet(made.title, sheet.state != "visible", raw, forms, limits))
    reader.parser.assign_names()
    names = {name: str(defined.attr_text or "") for name, defined in reader.wb.defined_names.items()}
    if not sheets:
        raise DamagedWorkbook(detail="0 sheets")
    return Workbook(tuple(sheets), names)


def _marked_up(reader: Any) -> frozenset[int]:
    from openpyxl.xml.constants import SHARED_STRINGS

    part = reader.package.find(SHARED_STRINGS)
    return marked_up_texts(reader.archive.read(part.PartName[1:])) if part is not None else frozenset()


class _Forms:
    """What the workbook says once for all sheets: shared texts, number formats, which styles are dates."""

    def __init__(self, book: Any, texts: list[str], marked_up: frozenset[int]) -> None:
        self.book, self.texts, self.marked_up = book, texts, marked_up
        self.formats: dict[int, str] = {}
        self.struck: dict[int, bool] = {}

    def number_format(self, style: int) -> str:
        """The number format of a style."""
        if style not in self.formats:
            from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

            number = self.book._cell_styles[style].numFmtId
            own = number - BUILTIN_FORMATS_MAX_SIZE
            found = BUILTIN_FORMATS.get(number, "General") if own < 0 else self.book._number_formats[own]
            self.formats[style] = str(found or "General")
        return self.formats[style]

    def is_marked_up(self, cell: RawCell) -> bool:
        """Whether a cell, or a part of its text, is struck out, or a part of it raised or lowered."""
        if cell.style not in self.struck:
            self.struck[cell.style] = bool(self.book._fonts[self.book._cell_styles[cell.style].fontId].strike)
        of_text = cell.kind == "s" and cell.text is not None and int(cell.text) in self.marked_up
        return cell.marked_up or self.struck[cell.style] or of_text

    def value(self, cell: RawCell) -> tuple[Any, str]:
        """What a cell holds, and the letter of its kind."""
        kind, text = cell.kind, cell.text
        if kind == "inlineStr":
            return cell.inline, "s"
        if text is None:
            return None, kind
        if kind == "n":
            return self._number(text, cell.style)
        if kind == "s":
            return self.texts[int(text)], "s"
        if kind == "b":
            return bool(int(text)), "b"
        if kind == "d":
            from openpyxl.utils.datetime import from_ISO8601

            return from_ISO8601(text), "d"
        return text, "s" if kind == "str" else kind

    def _number(self, text: str, style: int) -> tuple[Any, str]:
        if not _NUMBER.fullmatch(text):
            raise ValueError(text)
        number: int | float = float(text) if "." in text or "E" in text or "e" in text else int(text)
        if style not in self.book._date_formats:
            return number, "n"
        from openpyxl.utils.datetime import from_excel

        try:
            is_span = style in self.book._timedelta_formats
            return from_excel(number, self.book.epoch, timedelta=is_span), "d"
        except (OverflowError, ValueError):
            return "#VALUE!", "e"


def _worksheet(title: str, is_hidden: bool, raw: RawSheet, forms: _Forms, limits: Limits) -> Worksheet:
    hidden_rows = frozenset(raw.hidden_rows)
    hidden_columns, widths = _columns(raw)
    merged = tuple(MergedRange(*bounds) for bounds in ranges_of(raw.merged))
    range_of = _covering(merged, raw, limits)
    cells: dict[tuple[int, int], SheetCell] = {}
    for place, cell in raw.cells.items():
        row, column = place
        hidden = is_hidden or row in hidden_rows or column in hidden_columns
        covered = range_of.pop(place, None) if range_of else None
        if covered is not None and not covered[1]:
            forms.number_format(cell.style)  # a style that the file does not have is damage, wherever it stands
            cells[place] = SheetCell(row, column, merged=covered[0], hidden=hidden)
            continue
        content, text, number, moment = _content(*forms.value(cell))
        style = forms.number_format(cell.style)
        address = covered[0] if covered else ""
        cells[place] = SheetCell(
            row, column, content, text, number, moment, style, cell.formula, address, hidden, forms.is_marked_up(cell)
        )
    for (row, column), (address, _) in range_of.items():
        hidden = is_hidden or row in hidden_rows or column in hidden_columns
        cells[row, column] = SheetCell(row, column, merged=address, hidden=hidden)
    return Worksheet(title, is_hidden, cells, merged, hidden_rows, hidden_columns, widths)


def _covering(
    merged: tuple[MergedRange, ...], raw: RawSheet, limits: Limits
) -> dict[tuple[int, int], tuple[str, bool]]:
    """By cell the merged range over it, and whether the cell is its first, which is all that can hold something.

    Of a whole merged column only cells that the file holds are looked at.

    Raises:
        WorkbookTooLarge (KER-082): more merged cells than a sheet may hold.
    """
    found: dict[tuple[int, int], tuple[str, bool]] = {}
    total = 0
    for one in merged:
        first, size = (one.first_row, one.first_column), one.size
        total += size if size <= LONGEST_MERGE else len(raw.cells)
        if total > limits.cells:
            raise WorkbookTooLarge(
                what_vi="số ô gộp", what_en="a number of merged cells above", found=str(limits.cells),
                limit=str(limits.cells),
            )  # fmt: skip
        places = one.cells() if size <= LONGEST_MERGE else (place for place in raw.cells if one.holds(*place))
        found |= {place: (one.address, place == first) for place in places}
        found[first] = (one.address, True)
    return found


def _columns(raw: RawSheet) -> tuple[frozenset[int], dict[int, float]]:
    """Hidden columns and widths; a file keeps them for runs of columns."""
    hidden: set[int] = set()
    widths: dict[int, float] = {}
    for first, last, is_hidden, width in raw.columns:
        for column in range(first, min(last, first + 1_000) + 1):
            if is_hidden:
                hidden.add(column)
            widths[column] = width
    return frozenset(hidden), widths


def _content(value: Any, data_type: str) -> tuple[Content, str, Decimal | None, datetime | date | time | None]:
    if value is None:
        return Content.EMPTY, "", None, None
    if isinstance(value, bool):
        return Content.BOOLEAN, "TRUE" if value else "FALSE", None, None
    if isinstance(value, int | float):
        number = exact_number(value)
        return Content.NUMBER, f"{number:f}", number, None
    if isinstance(value, datetime | date | time):
        return Content.DATE, value.isoformat(), None, value
    if isinstance(value, timedelta):
        return Content.DATE, str(value), None, None
    text = str(value)
    return (Content.ERROR if data_type == "e" else Content.TEXT), text, None, None


def exact_number(value: int | float) -> Decimal:
    """Return the number a person would read in the formula bar: at most 15 significant digits of a binary fraction.

    >>> exact_number(0.1 + 0.2), exact_number(405.0), exact_number(12345678901234567890)
    (Decimal('0.3'), Decimal('405'), Decimal('12345678901234567890'))
    """
    if isinstance(value, int):
        return Decimal(value)
    number = Decimal(f"{value:.{KEPT_DIGITS}g}") if value == value and abs(value) != float("inf") else Decimal("NaN")
    if not number.is_finite():
        return number
    whole = number.to_integral_value()
    return Decimal(int(whole)) if whole == number else number.normalize()
