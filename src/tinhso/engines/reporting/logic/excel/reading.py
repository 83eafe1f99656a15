"""Finding a form in an uploaded workbook by its hidden identities, and reading each cell as what it certainly says."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.reporting.contracts import CellKind, Column, ExcelFault, ExcelRemark, Row, RowView, TaskView
from tinhso.engines.reporting.contracts.excel_errors import (
    AnotherForm,
    NotADownloadedForm,
    RepeatedIdentity,
    ShiftedColumn,
    ShiftedHeading,
    ShiftedRow,
    UnknownIdentity,
)
from tinhso.engines.reporting.logic.excel.layout import (
    BASE_ROW,
    COLUMN,
    MARK,
    NAME,
    NUMBER,
    ROW,
    SPAN,
    STAMP_SHEET,
    Base,
    Stamp,
)
from tinhso.engines.reporting.logic.excel.words import KIND_OF_WORDS
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import Measured, NumberLocale
from tinhso.kernel.vietnamese import fold
from tinhso.kernel.workbooks import Content, FigureRules, SheetCell, Workbook, Worksheet, cell_address, read_figure

PERCENT = "percent"
_SPAN = re.compile(r"\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)$")
_MOST_REMARKS = 20


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell of the file says: nothing, a word instead of a number, or a figure."""

    kind: CellKind | None = None
    measured: Measured | None = None


@dataclass
class FormFile:
    """A form found in a workbook: where its rows and columns stand now, what the cells held at the download."""

    stamp: Stamp
    sheet: Worksheet
    bases: dict[tuple[str, str], Base]
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    faults: list[ExcelFault] = field(default_factory=list)
    remarks: list[ExcelRemark] = field(default_factory=list)

    @property
    def locale(self) -> NumberLocale:
        return "en" if self.stamp.locale == "en" else "vi"

    @property
    def downloaded_at(self) -> datetime:
        return datetime.fromisoformat(self.stamp.downloaded_at)

    def cell(self, row_no: str, column: str) -> SheetCell | None:
        """The cell of the form at a row and a column; None where either is gone from the file."""
        row, place = self.rows.get(row_no), self.columns.get(column)
        return self.sheet.cell(row, place) if row and place else None


def find_form(book: Workbook, task: TaskView) -> FormFile:
    """Recognise the file of a task and find its rows and columns; what is wrong inside becomes faults.

    Raises:
        NotADownloadedForm (REP-100), AnotherForm (REP-101).
    """
    stamp, bases = _read_stamp(book)
    _refuse_other(stamp, task)
    marked = [
        (sheet, place)
        for sheet in book.sheets
        if sheet.name != STAMP_SHEET
        for place, cell in sheet.cells.items()
        if cell.content is Content.TEXT and cell.text == MARK
    ]
    if not marked:
        raise NotADownloadedForm()
    sheet, (mark_row, mark_column) = marked[0]
    file = FormFile(stamp, sheet, bases)
    for other, place in marked[1:]:
        file.faults.append(_fault(cell_address(*place), RepeatedIdentity(first=f"{sheet.name}/{other.name}")))
    _collect(file, mark_row, mark_column, task)
    _compare_labels(file, task)
    _compare_headings(file, task, mark_row)
    _compare_spans(file, book, mark_column)
    _note_strangers(file, mark_row)
    return file


def read_cell(cell: SheetCell, definition: DefinitionView, locale: NumberLocale) -> Said:
    """Read one cell of the form.

    Raises:
        CellError (KER-090 to KER-098), QuantityError (KER-050 to KER-059); each with the cell's address.
    """
    if cell.content is Content.TEXT and not cell.formula and not cell.merged:
        kind = KIND_OF_WORDS.get(fold(cell.label))
        if kind is not None:
            return Said(kind)
    measured = read_figure(cell, _rules(locale, definition.decimals, definition.measure_unit == PERCENT))
    return Said() if measured is None else Said(CellKind.TYPED, measured)


@lru_cache(maxsize=64)
def _rules(locale: NumberLocale, decimals: int, percent: bool) -> FigureRules:
    return FigureRules(locale, decimals, percent)


def _read_stamp(book: Workbook) -> tuple[Stamp, dict[tuple[str, str], Base]]:
    sheet = next((sheet for sheet in book.sheets if sheet.name == STAMP_SHEET), None)
    if sheet is None or sheet.cell(1, 2).text != MARK:
        raise NotADownloadedForm()
    facts = {sheet.cell(row, 1).text: sheet.cell(row, 2).text for row in range(1, BASE_ROW)}
    try:
        stamp = Stamp(
            int(facts["assignment"]), facts["form"], int(facts["form_version"]), facts["period"], facts["subject"],
            facts["locale"], datetime.fromisoformat(facts["downloaded_at"]).isoformat(),
            int(facts.get("list_seen") or 0),
        )  # fmt: skip
        bases = {}
        for row in range(BASE_ROW + 1, sheet.last_row + 1):
            no, note = sheet.cell(row, 1).text, sheet.cell(row, 3).text
            for code, (version, said) in json.loads(sheet.cell(row, 2).text).items():
                bases[no, code] = Base(int(version), str(said), note)
    except (KeyError, ValueError, TypeError, AttributeError):
        raise NotADownloadedForm() from None
    return stamp, bases


def _refuse_other(stamp: Stamp, task: TaskView) -> None:
    card = task.card
    found = (stamp.assignment_id, stamp.form, stamp.form_version, stamp.period, stamp.subject)
    wanted = (card.id, task.form.code, task.form.version, card.period.code, card.subject.code)
    if found != wanted:
        named = [f"{form} ({version}), {period}, {unit}" for _, form, version, period, unit in (found, wanted)]
        raise AnotherForm(found_vi=named[0], found_en=named[0], wanted_vi=named[1], wanted_en=named[1])


def _collect(file: FormFile, mark_row: int, mark_column: int, task: TaskView) -> None:
    """Find where each row and each column stands now."""
    known_rows = {row.row.no for row in task.rows}
    codes = {base_column for _, base_column in file.bases} | {column.code for column in task.columns}
    for (row, column), cell in sorted(file.sheet.cells.items()):
        text = cell.text
        if column == mark_column and text.startswith(ROW):
            _place(file, file.rows, text.removeprefix(ROW), row, cell, known_rows)
        elif row == mark_row and text.startswith(COLUMN):
            code = text.removeprefix(COLUMN)
            _place(file, file.columns, code, column, cell, codes | {code} if code.startswith("#") else codes)


def _place(
    file: FormFile, places: dict[str, int], key: str, place: int, cell: SheetCell, known: set[str] | frozenset[str]
) -> None:
    if key not in known:
        file.faults.append(_fault(cell.address, UnknownIdentity(mark=key)))
    elif key in places:
        first = f"{places[key]}" if places is file.rows else cell_address(1, places[key]).rstrip("1")
        file.faults.append(_fault(cell.address, RepeatedIdentity(first=first)))
    else:
        places[key] = place


def _compare_labels(file: FormFile, task: TaskView) -> None:
    """The number and the name that people read must be those of the row that the hidden identity says."""
    for row in task.rows:
        for column, wanted in ((NUMBER, {row.row.printed_no}), (NAME, {row.name("vi"), row.name("en")})):
            cell = file.cell(row.row.no, column)
            if cell is None or cell.merged:
                continue
            if fold(cell.label) not in {fold(one) for one in wanted}:
                error = ShiftedRow(found=cell.label or "–", wanted=" ".join(sorted(wanted)[:1]))
                file.faults.append(_fault(cell.address, error))


def _compare_headings(file: FormFile, task: TaskView, mark_row: int) -> None:
    """The heading that people read above a column to fill must be that of the column that the hidden identity says."""
    filled = {code for row in task.rows for code in row.entered}
    asked = [column for column in task.columns if column.code in filled and column.code in file.columns]
    names = Counter(fold(column.name_vi) for column in asked)
    for column in asked:
        place = file.columns[column.code]
        above = [text for row in range(1, mark_row) if (text := file.sheet.shown(row, place).label)]
        wanted = {language: _headings(column, language, names) for language in ("vi", "en")}
        said = {fold(text) for text in above}
        if not any({fold(text) for text in each} <= said for each in wanted.values()):
            found = next((text for text in reversed(above) if any(letter.isalpha() for letter in text)), "–")
            error = ShiftedHeading(found=found, wanted=" › ".join(wanted["vi"]))
            file.faults.append(_fault(cell_address(mark_row, place), error))


def _headings(column: Column, language: str, names: Counter[str]) -> tuple[str, ...]:
    """A column's own heading; with the groups above it where another column to fill bears the same."""
    groups = column.groups(language) if names[fold(column.name_vi)] > 1 else ()
    return (*groups, column.name(language))


def _compare_spans(file: FormFile, book: Workbook, mark_column: int) -> None:
    """Cells pushed down in one column alone leave its span longer than those of the others."""
    spans: dict[int, tuple[str, str]] = {}
    for name, target in book.names.items():
        found = _SPAN.search(target)
        if name.startswith(SPAN) and found and found[1] == found[3]:
            spans[int(name.removeprefix(SPAN))] = (found[1], f"{found[2]}–{found[4]}")
    if 0 not in spans:
        return
    wanted = spans[0][1]
    for number, (letters, span) in sorted(spans.items()):
        if number and span != wanted:
            first = span.partition("–")[0]
            error = ShiftedColumn(column=letters, found=span, wanted=wanted)
            file.faults.append(_fault(f"{letters}{first}", error))


def _note_strangers(file: FormFile, mark_row: int) -> None:
    """Say which rows between those of the form, and which columns, are not read."""
    if not file.rows:
        return
    ours, last = set(file.rows.values()), max(file.rows.values())
    figures = {place for code, place in file.columns.items() if not code.startswith("#")}
    strangers = sorted(
        {row for (row, column), cell in file.sheet.cells.items()
         if mark_row < row <= last and row not in ours and column in figures and not cell.is_blank}
    )  # fmt: skip
    for row in strangers[:_MOST_REMARKS]:
        text_vi = f"Dòng {row} chèn thêm không thuộc biểu nên không được đọc."
        file.remarks.append(ExcelRemark(f"A{row}", text_vi, f"Row {row} was inserted and is no part of the form."))


def note_absent(file: FormFile, rows: list[RowView], columns: list[str]) -> None:
    """Say which rows and columns of the form are gone from the file: what stands there stays."""
    gone: list[Row] = [row.row for row in rows if row.row.no not in file.rows]
    if gone:
        listed = ", ".join(row.no for row in gone[:_MOST_REMARKS])
        file.remarks.append(
            ExcelRemark("", f"Tệp không còn dòng {listed}: giữ nguyên số trên hệ thống.",
                        f"Rows {listed} are gone from the file: the system's figures stay.")
        )  # fmt: skip
    missing = [code for code in columns if code not in file.columns]
    if missing:
        listed = ", ".join(missing)
        file.remarks.append(
            ExcelRemark("", f"Tệp không còn cột {listed}: giữ nguyên số trên hệ thống.",
                        f"Columns {listed} are gone from the file: the system's figures stay.")
        )  # fmt: skip


def _fault(address: str, error: TinhSoError) -> ExcelFault:
    return ExcelFault(address, error.at(cell=address))
