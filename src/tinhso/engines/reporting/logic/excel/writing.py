"""A unit's form as .xlsx in the official layout: header block, numbered columns, nested rows, place for signatures.

Everything is written as text or number: a text that begins with “=” stays a text, and no macro, link or formula of
anybody's making leaves this module.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from tinhso.engines.indicators.contracts import DefinitionView, Nature
from tinhso.engines.reporting.contracts import CellKind, CellView, Column, ColumnKind, Quantity, RowView, TaskView
from tinhso.engines.reporting.logic.excel.layout import (
    BASE_ROW,
    COLUMN,
    MARK,
    NAME,
    NOTE,
    NUMBER,
    ROW,
    SPAN,
    STAMP_SHEET,
    UNIT,
    Stamp,
)
from tinhso.engines.reporting.logic.excel.words import instead, said_text, shown_text, speak
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.quantities import Operator, measure_units, round_half_up

PERCENT = "percent"
KEPT_DIGITS = 15
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_TINTS = {"known": "#DCECE7", "entry": "#FFFFFF", "shown": "#F3F2EE", "head": "#EFEDE6"}
_WIDTHS = {NUMBER: 6, NAME: 46, UNIT: 12, NOTE: 28}
_FIGURE_WIDTH = 15
_HEAD_ROWS = 9
"""Rows above the first row of the form: six of the header block, headings, numbers, hidden identities."""
_SHOWN = {ColumnKind.VALUE, ColumnKind.PLAN, ColumnKind.ESTIMATE}
_UNPROTECTED = {
    "format_cells": True, "format_columns": True, "format_rows": True, "insert_columns": True, "insert_rows": True,
    "select_locked_cells": True, "select_unlocked_cells": True,
}  # fmt: skip


@dataclass
class _Book:
    """A workbook on its way: formats are made once for each combination."""

    book: Any
    sheet: Any
    language: str
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def style(self, **wanted: Any) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(_FONT | wanted)
        return self.formats[key]

    def text(self, row: int, column: int, text: str, **wanted: Any) -> None:
        self.sheet.write_string(row, column, text, self.style(**wanted))


def write_form(task: TaskView, *, legal_basis: str, now: datetime, language: str = "vi") -> bytes:
    """Write a form with what it holds now.

    Args:
        task: the form as its reader sees it.
        legal_basis: of the regime, for the header block; may be empty.
        now: moment of the download, kept in the file.
        language: of headings and of numbers that stand as text.
    """
    out = io.BytesIO()
    safely = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, safely)
    book.set_properties({"title": task.card.title(language), "created": now.replace(tzinfo=None)})
    words = speak(language)
    sheet = book.add_worksheet(words["sheet"])
    one = _Book(book, sheet, language)
    columns = [NUMBER, NAME, UNIT, *[column.code for column in _shown_columns(task)], NOTE]
    _header_block(one, task, len(columns), legal_basis)
    _headings(one, task, columns)
    for at, row in enumerate(task.rows):
        _row(one, task, row, _HEAD_ROWS + at, columns)
    _signatures(one, _HEAD_ROWS + len(task.rows) + 1, len(columns))
    _choices(one, task, columns)
    _spans(one, columns, len(task.rows))
    _page(one, columns)
    _stamp(one, task, now, language)
    book.close()
    return out.getvalue()


def number_format(definition: DefinitionView) -> str:
    """How a figure of an indicator is shown: `#,##0.0`, and in percent `0.0%` (then the cell holds a hundredth)."""
    point = "." + "0" * definition.decimals if definition.decimals else ""
    return f"0{point}%" if definition.measure_unit == PERCENT else f"#,##0{point}"


def _shown_columns(task: TaskView) -> list[Column]:
    return [column for column in task.columns if column.kind is not ColumnKind.NOTE]


def _header_block(one: _Book, task: TaskView, count: int, legal_basis: str) -> None:
    words, language, card = speak(one.language), one.language, task.card
    last, half = count, max(count // 2, 2)
    due = card.due_at.astimezone(VIETNAM)
    respondent = card.respondent.name(language)
    unit = card.subject.name(language)
    if card.on_behalf:
        unit = f"{respondent} ({words['on_behalf']} {unit})"
    _across(one, 0, 1, half, respondent.upper(), bold=True, align="center")
    _across(one, 0, half + 1, last, f"{words['form']}: {task.form.code} ({task.form.name(language)})", align="center")
    _across(one, 1, half + 1, last, f"{words['receiver']}: {card.consolidator.name(language)}", align="center")
    _across(one, 2, 1, last, card.title(language).upper(), bold=True, align="center", font_size=14)
    facts = f"{words['period']}: {card.period.label(language)}    {words['due']}: {due:%H:%M %d/%m/%Y}"
    _across(one, 3, 1, last, facts, align="center", italic=True)
    basis = f"{words['basis']}: {legal_basis}. " if legal_basis else ""
    minor = f"{basis}{words['illustrative']}." if card.illustrative else basis
    _across(one, 4, 1, last, f"{words['unit']}: {unit}. {minor}".strip(), align="center")
    _across(one, 5, 1, last, words["guide"], italic=True, font_size=10, text_wrap=True, align="left")
    one.sheet.set_row(5, 32)


def _across(one: _Book, row: int, first: int, last: int, text: str, **wanted: Any) -> None:
    if last > first:
        one.sheet.merge_range(row, first, row, last, "", one.style(**wanted))
    one.text(row, first, text, **wanted)


def _headings(one: _Book, task: TaskView, columns: list[str]) -> None:
    words = speak(one.language)
    names = {NUMBER: words["no"], NAME: words["name"], UNIT: words["measure"], NOTE: words["note"]}
    names |= {column.code: column.name(one.language) for column in _shown_columns(task)}
    letters, numbers = iter("ABCDEFG"), iter(range(1, len(columns) + 1))
    one.text(_HEAD_ROWS - 1, 0, MARK)
    for at, code in enumerate(columns, start=1):
        place = next(letters) if code.startswith("#") else str(next(numbers))
        head = {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": _TINTS["head"]}
        one.text(_HEAD_ROWS - 3, at, names[code], **head)
        one.text(_HEAD_ROWS - 2, at, place, align="center", italic=True, border=1, font_size=10)
        one.text(_HEAD_ROWS - 1, at, COLUMN + code)
    one.sheet.set_row(_HEAD_ROWS - 3, 34)
    one.sheet.set_row(_HEAD_ROWS - 1, None, None, {"hidden": True})


def _row(one: _Book, task: TaskView, row: RowView, at: int, columns: list[str]) -> None:
    heading = row.row.is_heading
    plain = {"border": 1, "bold": heading, "bg_color": _TINTS["shown"] if heading else _TINTS["entry"]}
    one.text(at, 0, ROW + row.row.no)
    for place, code in enumerate(columns, start=1):
        if code == NUMBER:
            one.text(at, place, row.row.no, align="center", **plain)
        elif code == NAME:
            one.text(at, place, row.name(one.language), indent=row.row.indent, text_wrap=True, **plain)
        elif code == UNIT:
            one.text(at, place, _unit(row.definition, one.language), align="center", **plain)
        elif code == NOTE:
            note = row.cell.note if row.cell else ""
            one.text(at, place, note, text_wrap=True, locked=not row.enterable, **plain)
        elif heading or row.definition is None:
            one.text(at, place, "", **plain)
        else:
            column = next(column for column in task.columns if column.code == code)
            _figure(one, row, row.definition, column, at, place)


def _figure(one: _Book, row: RowView, definition: DefinitionView, column: Column, at: int, place: int) -> None:
    entered = column.entered and row.enterable
    cell = row.cells.get(column.code)
    tint = _TINTS["shown"] if not entered else _TINTS["known"] if cell and cell.is_known else _TINTS["entry"]
    plain = {"border": 1, "bg_color": tint, "locked": not entered, "align": "right"}
    quantity = figure_of(row, column)
    if column.kind in (ColumnKind.CHANGE, ColumnKind.PLAN_SHARE):
        _number(one, at, place, quantity, 1, "0.0%", plain)
        return
    _number(one, at, place, quantity, definition.decimals, number_format(definition), plain)


def _number(
    one: _Book, at: int, place: int, quantity: Quantity, decimals: int, number_format: str, plain: dict[str, Any]
) -> None:
    """Write a figure as a number where a binary fraction keeps it exactly, else as text."""
    style = one.style(num_format=number_format, **plain)
    value = quantity.value
    if value is not None and quantity.operator is Operator.EQUAL and len(value.as_tuple().digits) <= KEPT_DIGITS:
        held = value / 100 if number_format.endswith("%") else value
        one.sheet.write_number(at, place, float(held), style)
    elif text := shown_text(quantity, decimals, one.language):
        one.sheet.write_string(at, place, text, style)
    else:
        one.sheet.write_blank(at, place, None, style)


def figure_of(row: RowView, column: Column) -> Quantity:
    """What a column of the workbook shows of a row."""
    cell = row.cells.get(column.code)
    now = row.cell.quantity if row.cell else Quantity(None)
    if column.kind in _SHOWN and cell is not None:
        return cell.quantity
    if column.kind is ColumnKind.CHANGE:
        return _share(now, row.same_period_last_year)
    if column.kind is ColumnKind.PLAN_SHARE:
        return _share(row.year_to_date, row.plan)
    return {
        ColumnKind.PREVIOUS: row.previous,
        ColumnKind.SAME_PERIOD_LAST_YEAR: row.same_period_last_year,
        ColumnKind.YEAR_TO_DATE: row.year_to_date,
        ColumnKind.PLAN: row.plan,
    }.get(column.kind, Quantity(None))


def _share(part: Quantity, whole: Quantity) -> Quantity:
    if part.value is None or not whole.value:
        return Quantity(None)
    return Quantity(Decimal(round_half_up(part.value * 100 / whole.value, 1)))


def _unit(definition: DefinitionView | None, language: str) -> str:
    if definition is None:
        return ""
    units = measure_units()
    if definition.measure_unit not in units:
        return definition.measure_unit
    unit = units[definition.measure_unit]
    return unit.symbol if unit.symbol != unit.name_vi else unit.name(language)


def _signatures(one: _Book, at: int, count: int) -> None:
    words, half = speak(one.language), max(count // 2, 2)
    for row, left, right, bold in (
        (at, words["drafter"], words["leader"], True), (at + 1, words["sign"], words["sign_leader"], False),
    ):  # fmt: skip
        _across(one, row, 1, half, left, bold=bold, italic=not bold, align="center")
        _across(one, row, half + 1, count, right, bold=bold, italic=not bold, align="center")


def _choices(one: _Book, task: TaskView, columns: list[str]) -> None:
    """Offer what may stand instead of a number; any number may be typed, so the list refuses nothing."""
    words = speak(one.language)
    places: dict[tuple[tuple[str, ...], bool], list[tuple[int, int]]] = {}
    for column in _shown_columns(task):
        if not column.entered:
            continue
        for at, row in enumerate(task.rows):
            if row.enterable and row.definition is not None:
                cell = row.cells.get(column.code)
                kinds = _kinds(row, column, row.definition)
                choice = tuple(instead(kind, one.language) for kind in kinds)
                key = (choice, bool(cell and cell.is_known))
                places.setdefault(key, []).append((_HEAD_ROWS + at, 1 + columns.index(column.code)))
    for (choice, is_known), cells in places.items():
        options = {
            "validate": "list", "source": list(choice), "show_error": False, "ignore_blank": True,
            "input_title": words["known_title" if is_known else "entry_title"],
            "input_message": words["known_hint" if is_known else "entry_hint"],
        }  # fmt: skip
        for first, last, place in _runs(cells):
            one.sheet.data_validation(first, place, last, place, options)


def _runs(cells: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Join cells that stand below one another: (first row, last row, column)."""
    runs: list[tuple[int, int, int]] = []
    for row, column in cells:
        if runs and runs[-1][2] == column and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row, column)
        else:
            runs.append((row, row, column))
    return runs


def _kinds(row: RowView, column: Column, definition: DefinitionView) -> list[CellKind]:
    kinds = [CellKind.NOT_APPLICABLE, CellKind.REFUSED]
    if definition.nature is Nature.FLOW:
        kinds.insert(0, CellKind.ZERO)
    if column.kind is ColumnKind.VALUE and row.previous.is_answered:
        kinds.append(CellKind.CARRIED)
    return kinds


def _spans(one: _Book, columns: list[str], rows: int) -> None:
    """Name the rows of each column, so that cells pushed down in one column alone are noticed."""
    name = one.sheet.get_name()
    for at in range(len(columns) + 1):
        letter = xlsxwriter.utility.xl_col_to_name(at, True)
        span = f"='{name}'!{letter}${_HEAD_ROWS + 1}:{letter}${_HEAD_ROWS + max(rows, 1)}"
        one.book.define_name(f"{SPAN}{at}", span)


def _page(one: _Book, columns: list[str]) -> None:
    sheet = one.sheet
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    for at, code in enumerate(columns, start=1):
        sheet.set_column(at, at, _WIDTHS.get(code, _FIGURE_WIDTH))
    sheet.freeze_panes(_HEAD_ROWS, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROWS - 3, _HEAD_ROWS - 2)
    sheet.hide_gridlines(0)
    sheet.protect("", _UNPROTECTED)


def _stamp(one: _Book, task: TaskView, now: datetime, language: str) -> None:
    card = task.card
    stamp = Stamp(
        card.id, task.form.code, task.form.version, card.period.code, card.subject.code,
        "en" if language.startswith("en") else "vi", now.isoformat(),
    )  # fmt: skip
    sheet = one.book.add_worksheet(STAMP_SHEET)
    for at, (name, value) in enumerate([("mark", MARK), *stamp.pairs()]):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, value)
    at = BASE_ROW
    for row in task.rows:
        for column in task.columns:
            if column.entered and row.enterable:
                cell: CellView | None = row.cells.get(column.code)
                if cell is None:
                    continue
                facts = (row.row.no, column.code, str(cell.version), said_text(cell.quantity), cell.note)
                for place, text in enumerate(facts):
                    sheet.write_string(at, place, text)
                at += 1
    sheet.very_hidden()
