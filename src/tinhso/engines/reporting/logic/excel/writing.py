"""A unit's form as .xlsx in the official layout: header block, numbered columns, nested rows, place for signatures."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.indicators.contracts import DefinitionView, Nature
from tinhso.engines.reporting.contracts import CellKind, Column, ColumnKind, Quantity, RowView, TaskView
from tinhso.engines.reporting.contracts.forms import FormHeader
from tinhso.engines.reporting.contracts.lists import ListSheet
from tinhso.engines.reporting.logic.excel.book import TINTS, UNPROTECTED, Book, format_of, number_format, open_book
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
from tinhso.engines.reporting.logic.excel.list_sheet import write_list
from tinhso.engines.reporting.logic.excel.words import instead, said_text, speak
from tinhso.engines.reporting.logic.forms.column_formulas import beside
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.quantities import unit_heading

_WIDTHS = {NUMBER: 6, NAME: 46, UNIT: 12, NOTE: 28}
_FIGURE_WIDTH = 15
_BLOCK_ROWS = 6
"""Rows of the header block; below it the headings (one for each group and one more), numbers, hidden identities."""


@dataclass
class _Form(Book):
    """A form's workbook; `depth` counts the rows of headings above a column's own."""

    depth: int = 0

    @property
    def first_row(self) -> int:
        """The first row of the form, counted from 0."""
        return _BLOCK_ROWS + self.depth + 3


def write_form(
    task: TaskView, *, legal_basis: str, now: datetime, language: str = "vi", listed: ListSheet | None = None
) -> bytes:
    """Write a form with what it holds now.

    Args:
        task: the form as its reader sees it.
        legal_basis: of the regime, for the header block; may be empty.
        now: moment of the download, kept in the file.
        language: of headings and of numbers that stand as text.
        listed: the form's open list, where it has one: a sheet of its own.
    """
    out = io.BytesIO()
    book = open_book(out, task.card.title(language), now)
    words = speak(language)
    sheet = book.add_worksheet(words["sheet"])
    shown = _shown_columns(task)
    one = _Form(book, sheet, language, depth=max((len(column.groups(language)) for column in shown), default=0))
    columns = [NUMBER, NAME, UNIT, *[column.code for column in shown], NOTE]
    _header_block(one, task, len(columns), legal_basis)
    _headings(one, task, columns)
    by_code = {column.code: column for column in shown}
    for at, row in enumerate(task.rows):
        _row(one, by_code, row, one.first_row + at, columns)
    _signatures(one, task, one.first_row + len(task.rows) + 1, len(columns))
    _choices(one, task, columns)
    _spans(one, columns, len(task.rows))
    _page(one, columns)
    if listed is not None:
        write_list(book, listed, language)
    _stamp(one, task, now, language, listed.seen if listed else 0)
    book.close()
    return out.getvalue()


def _shown_columns(task: TaskView) -> list[Column]:
    return [column for column in task.columns if column.kind is not ColumnKind.NOTE]


def _header_block(one: _Form, task: TaskView, count: int, legal_basis: str) -> None:
    words, language, card = speak(one.language), one.language, task.card
    last, half = count, max(count // 2, 2)
    due = card.due_at.astimezone(VIETNAM)
    respondent = card.respondent.name(language)
    unit = card.subject.name(language)
    if card.on_behalf:
        unit = f"{respondent} ({words['on_behalf']} {unit})"
    one.across(0, 1, half, respondent.upper(), bold=True, align="center")
    head = task.form.header or FormHeader()
    receiver = (head.receiver_en if language.startswith("en") else head.receiver_vi) or card.consolidator.name(language)
    number = head.number or task.form.code
    one.across(0, half + 1, last, f"{words['form']}: {number} ({task.form.name(language)})", align="center")
    one.across(1, half + 1, last, f"{words['receiver']}: {receiver}", align="center")
    one.across(2, 1, last, card.title(language).upper(), bold=True, align="center", font_size=14)
    facts = f"{words['period']}: {card.period.label(language)}    {words['due']}: {due:%H:%M %d/%m/%Y}"
    one.across(3, 1, last, facts, align="center", italic=True)
    legal_basis = head.legal_basis or legal_basis
    basis = f"{words['basis']}: {legal_basis}. " if legal_basis else ""
    minor = f"{basis}{words['illustrative']}." if card.illustrative else basis
    one.across(4, 1, last, f"{words['unit']}: {unit}. {minor}".strip(), align="center")
    one.across(5, 1, last, words["guide"], italic=True, font_size=10, text_wrap=True, align="left")
    one.sheet.set_row(5, 32)


def _headings(one: _Form, task: TaskView, columns: list[str]) -> None:
    """The headings under their groups, the line `A B 1 2 3=2/1`, and the hidden identities of the columns."""
    words, shown = speak(one.language), _shown_columns(task)
    names = {NUMBER: words["no"], NAME: words["name"], UNIT: words["measure"], NOTE: words["note"]}
    names |= {column.code: column.name(one.language) for column in shown}
    groups = {column.code: column.groups(one.language) for column in shown}
    last = _BLOCK_ROWS + one.depth
    one.text(last + 2, 0, MARK)
    places = _place_numbers(task, columns)
    for at, code in enumerate(columns, start=1):
        top = _BLOCK_ROWS + len(groups.get(code, ()))
        _block(one, top, at, last, at, names[code])
        one.text(last + 1, at, places[code], align="center", italic=True, border=1, font_size=10)
        one.text(last + 2, at, COLUMN + code)
    for level in range(one.depth):
        for first, end, text in _group_runs([groups.get(code, ())[: level + 1] for code in columns], level):
            _block(one, _BLOCK_ROWS + level, first + 1, _BLOCK_ROWS + level, end + 1, text)
    one.sheet.set_row(last, 34)
    one.sheet.set_row(last + 2, None, None, {"hidden": True})


def _place_numbers(task: TaskView, columns: list[str]) -> dict[str, str]:
    """What the line under the headings says: as the form has it, else letters for words and numbers for figures."""
    own = {column.code: column.number for column in task.columns if column.number}
    own |= dict(zip((NUMBER, NAME, UNIT), task.form.number_line, strict=False))
    if any(own.values()):
        return {code: own.get(code, "") for code in columns}
    letters, numbers = iter("ABCDEFG"), iter(range(1, len(columns) + 1))
    return {code: next(letters) if code.startswith("#") else str(next(numbers)) for code in columns}


def _group_runs(paths: list[tuple[str, ...]], level: int) -> list[tuple[int, int, str]]:
    """Neighbours under the same group: (first, last, its text)."""
    runs: list[tuple[int, int, str]] = []
    for at, path in enumerate(paths):
        if len(path) <= level:
            continue
        if runs and runs[-1][1] == at - 1 and paths[at - 1] == path:
            runs[-1] = (runs[-1][0], at, path[-1])
        else:
            runs.append((at, at, path[-1]))
    return runs


def _block(one: _Form, first_row: int, first: int, last_row: int, last: int, text: str) -> None:
    head = {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": TINTS["head"]}
    if (first_row, first) != (last_row, last):
        one.sheet.merge_range(first_row, first, last_row, last, "", one.style(**head))
    one.text(first_row, first, text, **head)


def _row(one: _Form, shown: dict[str, Column], row: RowView, at: int, columns: list[str]) -> None:
    heading = row.row.is_heading
    plain = {"border": 1, "bold": heading, "bg_color": TINTS["shown"] if heading else TINTS["entry"]}
    one.text(at, 0, ROW + row.row.no)
    for place, code in enumerate(columns, start=1):
        if code == NUMBER:
            one.text(at, place, row.row.printed_no, align="center", **plain)
        elif code == NAME:
            one.text(at, place, row.name(one.language), indent=row.row.indent, text_wrap=True, **plain)
        elif code == UNIT:
            one.text(at, place, _unit(row.definition, one.language), align="center", **plain)
        elif code == NOTE:
            one.text(at, place, note_of(row), text_wrap=True, locked=not row.entered, **plain)
        elif heading or row.definition is None:
            one.text(at, place, "", **plain)
        else:
            _figure(one, row, row.definition, shown[code], at, place)


def note_of(row: RowView) -> str:
    """The note of a row: that of the first cell to fill."""
    cell = row.cells.get(row.entered[0]) if row.entered else row.cell
    return cell.note if cell else ""


def _figure(one: _Form, row: RowView, definition: DefinitionView, column: Column, at: int, place: int) -> None:
    entered = column.code in row.entered
    cell = row.cells.get(column.code)
    tint = TINTS["shown"] if not entered else TINTS["known"] if cell and cell.is_known else TINTS["entry"]
    plain = {"border": 1, "bg_color": tint, "locked": not entered, "align": "right"}
    quantity = figure_of(row, column)
    as_percent = column.kind in (ColumnKind.CHANGE, ColumnKind.PLAN_SHARE)
    if column.code in row.formulas or as_percent:
        decimals = 1 if as_percent else column.decimals
        shown = format_of(decimals, percent=as_percent or row.formulas[column.code][1])
        one.number(at, place, quantity, decimals, shown, **plain)
        return
    one.number(at, place, quantity, definition.decimals, number_format(definition), **plain)


def figure_of(row: RowView, column: Column) -> Quantity:
    """What a column of the workbook shows of a row; the total of a heading's columns is nobody's."""
    return row.formulas[column.code][0] if column.code in row.formulas else beside(column, row)


def _unit(definition: DefinitionView | None, language: str) -> str:
    return "" if definition is None else unit_heading(definition.measure_unit, language)


def _signatures(one: _Form, task: TaskView, at: int, count: int) -> None:
    words, english = speak(one.language), one.language.startswith("en")
    own = [(each.title(one.language), each.note_en if english else each.note_vi) for each in task.form.signatories]
    places = own or [(words["drafter"], words["sign"]), (words["leader"], words["sign_leader"])]
    wide = max(count // len(places), 1)
    for number, (title, small) in enumerate(places):
        first = 1 + number * wide
        last = count if number == len(places) - 1 else first + wide - 1
        one.across(at, first, last, title, bold=True, align="center")
        one.across(at + 1, first, last, small, italic=True, align="center")


def _choices(one: _Form, task: TaskView, columns: list[str]) -> None:
    """Offer what may stand instead of a number; any number may be typed, so the list refuses nothing."""
    words = speak(one.language)
    places: dict[tuple[tuple[str, ...], bool], list[tuple[int, int]]] = {}
    for column in _shown_columns(task):
        for at, row in enumerate(task.rows):
            if column.code in row.entered and row.definition is not None:
                cell = row.cells.get(column.code)
                kinds = _kinds(row, column, row.definition)
                choice = tuple(instead(kind, one.language) for kind in kinds)
                key = (choice, bool(cell and cell.is_known))
                places.setdefault(key, []).append((one.first_row + at, 1 + columns.index(column.code)))
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
    if column.code == ColumnKind.VALUE and row.previous.is_answered:
        kinds.append(CellKind.CARRIED)
    return kinds


def _spans(one: _Form, columns: list[str], rows: int) -> None:
    """Name the rows of each column, so that cells pushed down in one column alone are noticed."""
    from xlsxwriter.utility import xl_col_to_name  # loaded with the first workbook, not at every start

    name = one.sheet.get_name()
    for at in range(len(columns) + 1):
        letter = xl_col_to_name(at, True)
        span = f"='{name}'!{letter}${one.first_row + 1}:{letter}${one.first_row + max(rows, 1)}"
        one.book.define_name(f"{SPAN}{at}", span)


def _page(one: _Form, columns: list[str]) -> None:
    sheet = one.sheet
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    for at, code in enumerate(columns, start=1):
        sheet.set_column(at, at, _WIDTHS.get(code, _FIGURE_WIDTH))
    sheet.freeze_panes(one.first_row, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_BLOCK_ROWS, one.first_row - 2)
    sheet.hide_gridlines(0)
    sheet.protect("", UNPROTECTED)


def _stamp(one: _Form, task: TaskView, now: datetime, language: str, list_seen: int) -> None:
    card = task.card
    stamp = Stamp(
        card.id, task.form.code, task.form.version, card.period.code, card.subject.code,
        "en" if language.startswith("en") else "vi", now.isoformat(), list_seen,
    )  # fmt: skip
    sheet = one.book.add_worksheet(STAMP_SHEET)
    for at, (name, value) in enumerate([("mark", MARK), *stamp.pairs()]):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, value)
    for at, row in enumerate((row for row in task.rows if row.entered), start=BASE_ROW):
        said = {code: [row.cells[code].version, said_text(row.cells[code].quantity)] for code in row.entered}
        for place, text in enumerate((row.row.no, json.dumps(said, ensure_ascii=False), note_of(row))):
            sheet.write_string(at, place, text)
    sheet.very_hidden()
