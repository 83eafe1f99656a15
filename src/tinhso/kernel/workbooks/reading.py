"""Reading a workbook: judged first, then opened with openpyxl, then kept as plain cells.

openpyxl knows number formats, without which 139,5% reads as 1.395. It tells either a formula or its result, so a
workbook with formulas is opened twice.
"""

from __future__ import annotations

import io
import warnings
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tinhso.kernel.workbooks.cells import Content, MergedRange, SheetCell, Workbook, Worksheet
from tinhso.kernel.workbooks.errors import DamagedWorkbook
from tinhso.kernel.workbooks.limits import DEFAULT_LIMITS, Limits
from tinhso.kernel.workbooks.package import inspect_package

# A spreadsheet calculates with 15 significant digits; what its files hold beyond is noise of binary fractions.
KEPT_DIGITS = 15
LONGEST_MERGE = 20_000


def read_workbook(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read an uploaded .xlsx.

    Args:
        data: the file as it came.
        limits: what is refused before parsing.

    Raises:
        NotAWorkbook (KER-080) to DamagedWorkbook (KER-086).
    """
    package = inspect_package(data, limits)
    results = _open(package.data, data_only=True)
    formulas = _open(package.data, data_only=False) if package.has_formulas else None
    try:
        sheets = tuple(_worksheet(sheet, formulas[sheet.title] if formulas else None) for sheet in results.worksheets)
        names = {name: str(defined.attr_text or "") for name, defined in results.defined_names.items()}
    except Exception as error:  # a file can be inconsistent in ways that the library finds out only here
        raise DamagedWorkbook(detail=type(error).__name__) from error
    if not sheets:
        raise DamagedWorkbook(detail="0 sheets")
    return Workbook(sheets, names)


def _open(data: bytes, *, data_only: bool) -> Any:
    from openpyxl import load_workbook  # loaded with the first workbook, not at every start

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drawings and extensions that are not kept: nothing is written back
            return load_workbook(io.BytesIO(data), data_only=data_only, keep_links=False)
    except Exception as error:  # a damaged file makes the library fail in any way it likes
        raise DamagedWorkbook(detail=type(error).__name__) from error


def _worksheet(sheet: Any, formulas: Any | None) -> Worksheet:
    hidden_rows = frozenset(row for row, dimension in sheet.row_dimensions.items() if dimension.hidden)
    hidden_columns, widths = _columns(sheet)
    is_hidden = sheet.sheet_state != "visible"
    merged = tuple(MergedRange(one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges)
    range_of = {place: one.address for one in merged for place in _covered(one)}
    cells: dict[tuple[int, int], SheetCell] = {}
    # The sparse table, not iter_rows: one stray cell in XFD1048576 would make that walk 17 billion cells.
    for place, cell in sheet._cells.items():
        hidden = is_hidden or place[0] in hidden_rows or place[1] in hidden_columns
        formula = _formula(formulas._cells.get(place)) if formulas is not None else ""
        cells[place] = _cell(cell, formula, range_of.get(place, ""), hidden)
    return Worksheet(sheet.title, is_hidden, cells, merged, hidden_rows, hidden_columns, widths)


def _covered(merged: MergedRange) -> list[tuple[int, int]]:
    """The cells of a merged range; of a whole merged column only its beginning, which is all that can hold text."""
    rows = merged.last_row - merged.first_row + 1
    columns = merged.last_column - merged.first_column + 1
    if rows * columns > LONGEST_MERGE:
        return [(merged.first_row, merged.first_column)]
    return list(merged.cells())


def _columns(sheet: Any) -> tuple[frozenset[int], dict[int, float]]:
    """Hidden columns and widths; a file keeps them for runs of columns."""
    hidden: set[int] = set()
    widths: dict[int, float] = {}
    for dimension in sheet.column_dimensions.values():
        first = dimension.min or 0
        for column in range(first, min(dimension.max or 0, first + 1_000) + 1):
            if dimension.hidden:
                hidden.add(column)
            widths[column] = float(dimension.width)
    return frozenset(hidden), widths


def _cell(cell: Any, formula: str, merged: str, hidden: bool) -> SheetCell:
    row, column = int(cell.row), int(cell.column)
    if type(cell).__name__ == "MergedCell":
        return SheetCell(row, column, merged=merged, hidden=hidden)
    content, text, number, moment = _content(cell.value, cell.data_type)
    return SheetCell(
        row, column, content, text, number, moment, str(cell.number_format or "General"), formula, merged, hidden
    )


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


def _formula(cell: Any) -> str:
    if cell is None or getattr(cell, "data_type", "") != "f":
        return ""
    value = cell.value
    text = str(getattr(value, "text", value) or "")
    return text if text.startswith("=") else f"={text}"
