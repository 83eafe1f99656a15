"""The open list of a form as a sheet of its workbook: out with its lines, back as a change of the whole list.

1. The file says what the list held at the download: nobody's business, whatever others did since.
2. It says something else, and the list still is that of the download: a change, all of its lines together.
3. It says something else, and so does the system by now: refused, for nobody could say whose lines are which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tinhso.engines.reporting.contracts.excel import ExcelFault, ListChange
from tinhso.engines.reporting.contracts.excel_errors import ListMovedOn
from tinhso.engines.reporting.contracts.list_files import ListMapping
from tinhso.engines.reporting.contracts.lists import ListColumnKind, ListSheet, OpenList, Value
from tinhso.engines.reporting.logic.excel.book import TINTS, Book, format_of
from tinhso.engines.reporting.logic.excel.layout import MARK, STAMP_SHEET
from tinhso.engines.reporting.logic.excel.words import speak
from tinhso.engines.reporting.logic.lists.list_files import read_mapped
from tinhso.engines.reporting.logic.lists.list_values import Kept, read_lines, values_of
from tinhso.engines.reporting.logic.lists.list_workbook import headings_of
from tinhso.kernel.quantities import NumberLocale
from tinhso.kernel.workbooks import Workbook, Worksheet, column_letters

HEAD_ROW = 2
_KEPT_DIGITS = 15


def write_list(book: Any, listed: ListSheet, language: str) -> None:
    """Add the sheet of a form's list to its workbook; it is free to be filled."""
    words = speak(language)
    one = Book(book, book.add_worksheet(words["list_sheet"]), language)
    columns = listed.open_list.columns
    one.text(0, 0, listed.open_list.name(language), bold=True, font_size=14)
    one.text(1, 0, words["list_guide"], italic=True, font_size=10)
    for at, column in enumerate(columns):
        one.text(HEAD_ROW, at, column.name(language), bold=True, border=1, text_wrap=True, bg_color=TINTS["head"])
        one.sheet.set_column(at, at, 16 if column.kind is not ListColumnKind.TEXT else 34)
    for row, line in enumerate(listed.lines, start=HEAD_ROW + 1):
        for at, (value, column) in enumerate(zip(line, columns, strict=True)):
            _write(one, row, at, value, column.decimals)
    one.sheet.freeze_panes(HEAD_ROW + 1, 0)


def _write(one: Book, row: int, column: int, value: Value, decimals: int) -> None:
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= _KEPT_DIGITS:
        one.sheet.write_number(row, column, float(value), one.style(num_format=format_of(decimals, percent=False)))
    elif isinstance(value, date):
        one.text(row, column, f"{value:%d/%m/%Y}")
    elif value is not None:
        one.text(row, column, str(value))


def compare_list(
    book: Workbook, listed: ListSheet, base: Sequence[Kept], stored: Sequence[Kept], seen: int, locale: NumberLocale
) -> tuple[ListChange | None, list[ExcelFault]]:
    """Return what an uploaded workbook would change of the list, and every cell that cannot be read.

    Args:
        base, stored: the lines at the download and now, as they are kept.
        seen: the change of the list that the file was made of.
    """
    place = _place(book, listed.open_list)
    if place is None:
        return None, []
    sheet, mapping = place
    typed, faults = read_mapped(sheet, mapping, listed.open_list, locale)
    if faults:
        return None, [ExcelFault(address, error.at(cell=address)) for address, error in faults]
    lines, _ = read_lines(listed.open_list, typed, locale)
    if lines == list(base) or lines == list(stored):
        return None, []
    if seen != listed.seen:
        address = f"A{mapping.first_row - 1}"
        return None, [ExcelFault(address, ListMovedOn(lines=len(stored)).at(cell=address))]
    return _change(listed.open_list, stored, lines, seen), []


def _place(book: Workbook, open_list: OpenList) -> tuple[Worksheet, ListMapping] | None:
    """The sheet of the list, wherever its columns stand now; None where it is gone: the list stays as it is."""
    for sheet in book.sheets:
        if sheet.name == STAMP_SHEET or any(cell.text == MARK for cell in sheet.cells.values()):
            continue
        found = headings_of(sheet, open_list.columns)
        if found is not None:
            head, places = found
            letters = {code: column_letters(column) for code, column in places.items()}
            return sheet, ListMapping(sheet.name, head + 1, columns=letters)
    return None


def _change(open_list: OpenList, stored: Sequence[Kept], lines: Sequence[Kept], seen: int) -> ListChange:
    before, after = (Counter(values_of(open_list, line) for line in side) for side in (stored, lines))
    gone, come = (before - after).total(), (after - before).total()
    changed = min(gone, come)
    return ListChange(
        tuple(_typed(open_list, line) for line in lines), seen, len(stored), len(lines), come - changed, gone - changed,
        changed,
    )  # fmt: skip


def _typed(open_list: OpenList, line: Mapping[str, str]) -> dict[str, str]:
    """A kept line as it is typed in Vietnamese."""
    numbers = {one.code for one in open_list.columns if one.kind is ListColumnKind.NUMBER}
    return {code: text.replace(".", ",") if code in numbers else text for code, text in line.items()}
