"""A consolidation as .xlsx: one sheet with every unit, the totals of x/N, and the agency's own lines to be filled.

Units' figures are there to be read; what may be filled are the lines. A hidden sheet keeps what the file said.
"""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

from tinhso.engines.reporting.contracts import (
    AdjustmentState,
    ConsolidationColumn,
    ConsolidationRow,
    ConsolidationView,
    Quantity,
)
from tinhso.engines.reporting.logic.consolidation.lines_layout import (
    FACTS,
    LINE,
    MARK,
    NAME,
    NEW,
    NEW_LINES,
    NUMBER,
    REASON,
    STAMP_SHEET,
    TOTAL,
    UNIT,
    UNITS_TOTAL,
    LineRow,
    is_adjustable,
    line_rows,
)
from tinhso.engines.reporting.logic.excel.book import TINTS, UNPROTECTED, Book, number_format, open_book
from tinhso.engines.reporting.logic.excel.layout import COLUMN
from tinhso.engines.reporting.logic.excel.words import said_text

_HEAD_ROW, _MARK_ROW, _FIRST_ROW = 4, 5, 6
_FIRST_FIGURE = 3
_WORDS = {
    "vi": {
        "sheet": "Tổng hợp",
        "no": "STT",
        "name": "Đơn vị, dòng",
        "reason": "Tình trạng; lý do của dòng",
        "guide": "Số của đơn vị chỉ để xem. Điền vào các dòng trống ở cuối bảng: tên dòng, số (số âm để trừ), lý do. "
        "Xóa số của một dòng để rút số ấy và ghi lại lý do.",
        "lines": "Dòng của cơ quan tổng hợp",
        "illustrative": "Số liệu minh họa",
    },
    "en": {
        "sheet": "Consolidation",
        "no": "No.",
        "name": "Unit, line",
        "reason": "State; reason of the line",
        "guide": "Units' figures are for reading. Fill the empty lines at the end: name, figures (negative takes "
        "away), reason. Clear a figure of a line to take it back, and say why.",
        "lines": "Lines of the consolidating agency",
        "illustrative": "Illustrative figures",
    },
}


def write_lines(view: ConsolidationView, assignment_id: int, *, now: datetime, language: str = "vi") -> bytes:
    """Write the workbook of a consolidation as its department sees it now."""
    out = io.BytesIO()
    book = open_book(out, view.request.title(language), now)
    spoken = "en" if language.startswith("en") else "vi"
    words = _WORDS[spoken]
    one = Book(book, book.add_worksheet(words["sheet"]), language)
    last = _FIRST_FIGURE + len(view.columns)
    _head(one, view, words, last)
    at = _FIRST_ROW
    for number, row in enumerate(view.rows, start=1):
        _unit(one, view, row, at, number, last)
        at += 1
    _totals(one, view, at, UNITS_TOTAL[spoken], last, with_lines=False)
    lines = line_rows(view.columns, view.totals)
    _band(one, at + 1, words["lines"], last)
    at += 2
    for line in (*lines, *(_empty(number) for number in range(1, NEW_LINES + 1))):
        _line(one, view, line, at, last)
        at += 1
    _totals(one, view, at, TOTAL[spoken], last, with_lines=True)
    _page(one, last)
    _stamp(one, view, lines, assignment_id, now)
    book.close()
    return out.getvalue()


def _head(one: Book, view: ConsolidationView, words: dict[str, str], last: int) -> None:
    request, language = view.request, one.language
    one.across(0, 1, last, request.title(language).upper(), bold=True, font_size=14, align="center")
    facts = [request.period.label(language), f"{view.counts.sent}/{view.counts.total}"]
    facts += [words["illustrative"]] if request.illustrative else []
    one.across(1, 1, last, " · ".join(facts), italic=True, align="center")
    one.across(2, 1, last, words["guide"], italic=True, font_size=10, text_wrap=True)
    one.sheet.set_row(2, 32)
    head: dict[str, Any] = {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": TINTS["head"]}
    one.text(_MARK_ROW, 0, MARK)
    named = [(NUMBER, words["no"]), (NAME, words["name"])]
    named += [(column.row.no, column.heading(language)) for column in view.columns]
    named.append((REASON, words["reason"]))
    for place, (code, text) in enumerate(named, start=1):
        one.text(_HEAD_ROW, place, text, **head)
        one.text(_MARK_ROW, place, COLUMN + code)
    one.sheet.set_row(_HEAD_ROW, 64)
    one.sheet.set_row(_MARK_ROW, None, None, {"hidden": True})


def _unit(one: Book, view: ConsolidationView, row: ConsolidationRow, at: int, number: int, last: int) -> None:
    plain = {"border": 1, "bg_color": TINTS["shown"]}
    one.text(at, 0, UNIT + row.unit.code)
    one.sheet.write_number(at, 1, number, one.style(align="center", **plain))
    one.text(at, 2, row.unit.name(one.language), **plain)
    for place, column in enumerate(view.columns, start=_FIRST_FIGURE):
        _figure(one, column, row.figures[column.row.no], at, place, plain)
    state = row.state.label_en if one.language.startswith("en") else row.state.label_vi
    one.text(at, last, state, **plain)


def _figure(
    one: Book, column: ConsolidationColumn, quantity: Quantity, at: int, place: int, plain: dict[str, Any]
) -> None:
    shown = number_format(column.definition)
    one.number(at, place, quantity, column.definition.decimals, shown, align="right", **plain)


def _totals(one: Book, view: ConsolidationView, at: int, name: str, last: int, *, with_lines: bool) -> None:
    plain = {"border": 1, "bold": True, "bg_color": TINTS["head"]}
    one.text(at, 1, "", **plain)
    one.text(at, 2, name, **plain)
    for place, column in enumerate(view.columns, start=_FIRST_FIGURE):
        total = view.totals[column.row.no]
        _figure(one, column, total.total if with_lines else total.units_total, at, place, plain)
    one.text(at, last, "", **plain)


def _band(one: Book, at: int, text: str, last: int) -> None:
    one.across(at, 1, last, text, bold=True, border=1, bg_color=TINTS["head"])


def _empty(number: int) -> LineRow:
    return LineRow(f"{NEW}{number}", "", "", {})


def _line(one: Book, view: ConsolidationView, line: LineRow, at: int, last: int) -> None:
    is_new = line.line.startswith(NEW)
    entry = {"border": 1, "bg_color": TINTS["entry"], "locked": False}
    one.text(at, 0, LINE + line.line)
    one.text(at, 1, "", border=1)
    one.text(at, 2, line.title_vi, text_wrap=True, **(entry | {"locked": not is_new}))
    for place, column in enumerate(view.columns, start=_FIRST_FIGURE):
        figure = line.figures.get(column.row.no)
        fixed = not is_adjustable(column) or (figure is not None and figure.state is not AdjustmentState.DRAFT)
        plain = entry | {"locked": fixed, "bg_color": TINTS["shown" if fixed else "entry"]}
        _figure(one, column, Quantity(figure.value if figure else None), at, place, plain)
    one.text(at, last, line.reason, text_wrap=True, **entry)


def _page(one: Book, last: int) -> None:
    sheet = one.sheet
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    sheet.set_column(1, 1, 6)
    sheet.set_column(2, 2, 34)
    sheet.set_column(_FIRST_FIGURE, last - 1, 16)
    sheet.set_column(last, last, 36)
    sheet.freeze_panes(_FIRST_ROW, _FIRST_FIGURE)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW, _HEAD_ROW)
    sheet.protect("", UNPROTECTED)


def _stamp(one: Book, view: ConsolidationView, lines: tuple[LineRow, ...], assignment_id: int, now: datetime) -> None:
    """Keep what the file said: of every unit its figures, of every line its figures with their ids."""
    sheet = one.book.add_worksheet(STAMP_SHEET)
    locale = "en" if one.language.startswith("en") else "vi"
    facts = [("mark", MARK), ("assignment", str(assignment_id)), ("locale", locale), ("downloaded_at", now.isoformat())]
    for at, pair in enumerate(facts):
        for place, text in enumerate(pair):
            sheet.write_string(at, place, text)
    said = [
        (UNIT + row.unit.code, {no: said_text(figure) for no, figure in row.figures.items() if said_text(figure)})
        for row in view.rows
    ]
    kept = [
        (LINE + line.line, {no: [figure.id, said_text(Quantity(figure.value))] for no, figure in line.figures.items()})
        for line in lines
    ]
    for at, (key, figures) in enumerate([*said, *kept], start=FACTS):
        sheet.write_string(at, 0, key)
        sheet.write_string(at, 1, json.dumps(figures, ensure_ascii=False))
    sheet.very_hidden()
