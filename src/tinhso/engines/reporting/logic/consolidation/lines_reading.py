"""A consolidation's workbook that comes back: found by its hidden identities, compared with what it said and what is.

1. Units' figures must be what the file said at the download: an agency never changes them.
2. A line's figure that differs from the download is a change, unless somebody changed the line meanwhile: a fault.
3. What stands where nothing is read (strange rows, columns that take no lines) is a fault, never silence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from tinhso.engines.reporting.contracts import (
    AdjustmentState,
    AdjustmentView,
    ConsolidationColumn,
    ConsolidationTotal,
    ConsolidationView,
    ExcelFault,
    ExcelRemark,
    Quantity,
)
from tinhso.engines.reporting.contracts.errors import NotAdjustable
from tinhso.engines.reporting.contracts.excel_errors import (
    RepeatedIdentity,
    ShiftedHeading,
    ShiftedRow,
    UnknownIdentity,
)
from tinhso.engines.reporting.contracts.lines import LineChange, LineChangeKind, LineInput, LinesPreview, LineTotal
from tinhso.engines.reporting.contracts.lines_errors import (
    LineChangedMeanwhile,
    LineNotExact,
    LineStandsAlready,
    LineTextNotCertain,
    LineWithoutReason,
    LineWithoutTitle,
    NotAConsolidationFile,
    OutsideTheLines,
    UnitFigureChanged,
)
from tinhso.engines.reporting.logic.consolidation.lines_layout import (
    FACTS,
    LINE,
    MARK,
    NAME,
    NEW,
    REASON,
    STAMP_SHEET,
    TOTAL,
    UNIT,
    UNITS_TOTAL,
    is_adjustable,
    line_rows,
)
from tinhso.engines.reporting.logic.excel.layout import COLUMN
from tinhso.engines.reporting.logic.excel.reading import Said, read_cell
from tinhso.engines.reporting.logic.excel.words import said_text
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale, Operator, format_number
from tinhso.kernel.vietnamese import clean_text, fold
from tinhso.kernel.workbooks import Content, SheetCell, Workbook, Worksheet

LONGEST_TITLE, LONGEST_REASON = 200, 2_000


@dataclass
class _File:
    """The workbook as it came back."""

    sheet: Worksheet
    locale: NumberLocale
    downloaded_at: datetime
    said: Mapping[str, Mapping[str, Any]]
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    faults: list[ExcelFault] = field(default_factory=list)
    remarks: list[ExcelRemark] = field(default_factory=list)

    def cell(self, key: str, column: str) -> SheetCell | None:
        row, place = self.rows.get(key), self.columns.get(column)
        return self.sheet.cell(row, place) if row and place else None

    def text(self, key: str, column: str, longest: int) -> str:
        """A line's name or reason; refuses (REP-297) what Excel or a merge made of it, and what would be cut off."""
        cell = self.cell(key, column)
        if cell is None:
            return ""
        text, is_text = clean_text(cell.label), cell.content in (Content.TEXT, Content.NUMBER, Content.EMPTY)
        if cell.merged or not is_text or len(text) > longest:
            raise LineTextNotCertain(found=text[:60] or cell.merged, most=longest).at(cell=cell.address)
        return text

    def fault(self, cell: SheetCell | None, error: TinhSoError) -> None:
        address = cell.address if cell else ""
        self.faults.append(ExcelFault(address, error.at(cell=address) if address else error))


def preview_of(book: Workbook, view: ConsolidationView, assignment_id: int) -> LinesPreview:
    """Return what keeping a workbook would do to the lines of a consolidation; nothing is kept.

    Raises:
        NotAConsolidationFile (REP-280).
    """
    file = _open(book, assignment_id)
    _find(file, view)
    _compare_headings(file, view)
    _compare_titles(file, view)
    _compare_units(file, view)
    _refuse_strangers(file, view)
    changes, unchanged = _changes(file, view)
    return LinesPreview(
        file.downloaded_at, tuple(changes), tuple(_totals(view, changes)), tuple(file.faults), tuple(file.remarks),
        unchanged,
    )  # fmt: skip


def _open(book: Workbook, assignment_id: int) -> _File:
    stamp = next((sheet for sheet in book.sheets if sheet.name == STAMP_SHEET), None)
    if stamp is None or stamp.cell(1, 2).text != MARK:
        raise NotAConsolidationFile()
    facts = {stamp.cell(row, 1).text: stamp.cell(row, 2).text for row in range(1, FACTS + 1)}
    try:
        if int(facts["assignment"]) != assignment_id:
            raise NotAConsolidationFile()
        said = {
            stamp.cell(row, 1).text: dict(json.loads(stamp.cell(row, 2).text))
            for row in range(FACTS + 1, stamp.last_row + 1)
        }
        at = datetime.fromisoformat(facts["downloaded_at"])
    except (KeyError, ValueError, TypeError):
        raise NotAConsolidationFile() from None
    marked = [
        sheet for sheet in book.sheets if sheet is not stamp
        for cell in sheet.cells.values() if cell.content is Content.TEXT and cell.text == MARK
    ]  # fmt: skip
    if len(marked) != 1:
        raise NotAConsolidationFile()
    return _File(marked[0], "en" if facts.get("locale") == "en" else "vi", at, said)


def _find(file: _File, view: ConsolidationView) -> None:
    """Find where each column, unit and line stands now."""
    mark_row, mark_column = next(place for place, cell in file.sheet.cells.items() if cell.text == MARK)
    known = {column.row.no for column in view.columns}
    for (row, column), cell in sorted(file.sheet.cells.items()):
        text = cell.text
        if row == mark_row and text.startswith(COLUMN):
            code = text.removeprefix(COLUMN)
            if code not in known and not code.startswith("#"):
                file.fault(cell, UnknownIdentity(mark=code))
            else:
                _place(file, file.columns, code, column, cell)
        elif column == mark_column and text.startswith((UNIT, LINE)):
            if text not in file.said and not text.startswith(LINE + NEW):
                file.fault(cell, UnknownIdentity(mark=text))
            else:
                _place(file, file.rows, text, row, cell)


def _place(file: _File, places: dict[str, int], key: str, place: int, cell: SheetCell) -> None:
    if key in places:
        file.fault(cell, RepeatedIdentity(first=str(places[key])))
    else:
        places[key] = place


def _compare_headings(file: _File, view: ConsolidationView) -> None:
    """The heading that people read above a column must be that of the total that its hidden identity says."""
    mark_row = next(row for (row, _), cell in file.sheet.cells.items() if cell.text == MARK)
    for column in view.columns:
        place = file.columns.get(column.row.no)
        if place is None:
            continue
        above = [text for row in range(1, mark_row) if (text := file.sheet.cell(row, place).label)]
        wanted = {fold(column.heading(language)) for language in ("vi", "en")}
        if not wanted & {fold(text) for text in above}:
            error = ShiftedHeading(found=above[-1] if above else "–", wanted=column.heading("vi"))
            file.fault(file.sheet.cell(mark_row, place), error)


def _compare_titles(file: _File, view: ConsolidationView) -> None:
    """A line that was there is known by its name too: rows pasted without their identities change places."""
    for line in line_rows(view.columns, view.totals):
        name = file.cell(LINE + line.line, NAME) if LINE + line.line in file.said else None
        if name is not None and fold(name.label) != fold(line.title_vi):
            file.fault(name, ShiftedRow(found=name.label or "–", wanted=line.title_vi))


def _compare_units(file: _File, view: ConsolidationView) -> None:
    """Refuse every figure of a unit that is not what the file said at the download."""
    for row in view.rows:
        key, said = UNIT + row.unit.code, file.said.get(UNIT + row.unit.code)
        if said is None or key not in file.rows:
            continue
        for column in view.columns:
            cell = file.cell(key, column.row.no)
            wanted = str(said.get(column.row.no, ""))
            if cell is not None and _said_in(cell, column, file) != wanted:
                error = UnitFigureChanged(unit=row.unit.name("vi"), found=cell.label or "–", wanted=wanted or "–")
                file.fault(cell, error)
        name = file.cell(key, NAME)
        if name is not None and clean_text(name.label) not in {row.unit.name("vi"), row.unit.name("en")}:
            file.fault(name, UnitFigureChanged(unit=row.unit.name("vi"), found=name.label, wanted=row.unit.name("vi")))


def _said_in(cell: SheetCell, column: ConsolidationColumn, file: _File) -> str:
    """What a unit's cell says, in canonical text; what cannot be read says itself."""
    try:
        said = read_cell(cell, column.definition, file.locale)
    except TinhSoError:
        return f"?{cell.text}"
    if said.measured is not None:
        return said_text(Quantity(said.measured.value, said.measured.operator))
    return f"!{said.kind}" if said.kind else ""


def _refuse_strangers(file: _File, view: ConsolidationView) -> None:
    """Refuse rows that are none of the file's and yet hold something, and figures of a line in a column without one.

    Between the lines anything counts, above and below them figures only; the rows of totals are nobody's.
    """
    lines = {place for key, place in file.rows.items() if key.startswith(LINE)}
    if not lines:
        return
    mark_row, mark_column = next(place for place, cell in file.sheet.cells.items() if cell.text == MARK)
    ours, read, name = set(file.rows.values()), set(file.columns.values()), file.columns.get(NAME, 0)
    figures = {place for code, place in file.columns.items() if not code.startswith("#")}
    totals = {*UNITS_TOTAL.values(), *TOTAL.values()}
    strange: dict[int, int] = {}
    for (row, column), cell in sorted(file.sheet.cells.items()):
        if row <= mark_row or column == mark_column or cell.is_blank:
            continue
        if row in lines:
            is_strange = column not in read and cell.content is Content.NUMBER
        elif min(lines) <= row <= max(lines):
            is_strange = row not in ours and column in read
        else:
            is_total = file.sheet.cell(row, name).label in totals
            is_strange = row not in ours and column in figures and not is_total
        if is_strange:
            strange.setdefault(row, column)
    for row, column in strange.items():
        file.fault(file.sheet.cell(row, column), OutsideTheLines())


def _changes(file: _File, view: ConsolidationView) -> tuple[list[LineChange], int]:
    stored = {line.line: line for line in line_rows(view.columns, view.totals)}
    found: list[LineChange] = []
    unchanged = 0
    for key in [one for one in file.said if one.startswith(LINE)] + sorted(
        (one for one in file.rows if one.startswith(LINE + NEW)), key=file.rows.__getitem__
    ):
        if key not in file.rows:
            text = key.removeprefix(LINE)
            file.remarks.append(
                ExcelRemark("", f"Tệp không còn dòng “{text}”: giữ nguyên dòng trên hệ thống.",
                            f"The line “{text}” is gone from the file: it stays in the system.")
            )  # fmt: skip
            continue
        line = stored.get(key.removeprefix(LINE))
        for column in view.columns:
            now = line.figures.get(column.row.no) if line else None
            change = _change(file, key, column, now, _namesake(file, key, column, view), line.reason if line else "")
            found += [change] if change else []
            unchanged += change is None and now is not None
        _remark_empty(file, key, found)
    return found, unchanged


def _change(
    file: _File,
    key: str,
    column: ConsolidationColumn,
    now: AdjustmentView | None,
    namesake: AdjustmentView | None,
    old_reason: str,
) -> LineChange | None:
    """Return what the file changes at one figure of a line; what cannot be taken becomes a fault."""
    cell = file.cell(key, column.row.no)
    if cell is None:
        return None
    try:
        value = _exact(read_cell(cell, column.definition, file.locale), cell)
    except TinhSoError as error:
        file.fault(cell, error)
        return None
    base = file.said.get(key, {}).get(column.row.no)
    if value == (Decimal(base[1]) if base else None):
        return None
    try:
        title, reason = file.text(key, NAME, LONGEST_TITLE), file.text(key, REASON, LONGEST_REASON)
    except LineTextNotCertain as error:
        file.fault(cell, error)
        return None
    if key.startswith(LINE + NEW) and namesake is not None:
        # The same file once more: what it added stands, what it says otherwise by now is for a person to settle.
        if (namesake.value, clean_text(namesake.reason)) != (value, reason):
            file.fault(cell, LineStandsAlready(title=title, value=format_number(namesake.value)))
        return None
    error_found = _refusal(file, key, column, (value, now, base), title, reason, old_reason)
    if error_found is not None:
        file.fault(cell, error_found)
        return None
    kind = LineChangeKind.WITHDRAWN if value is None else LineChangeKind.CHANGED if now else LineChangeKind.ADDED
    line = "" if key.startswith(LINE + NEW) else key.removeprefix(LINE)
    wanted = LineInput(column.row.no, value, title, reason, line, now.id if now else None)
    return LineChange(
        cell.address, kind, column.name("vi"), column.name("en"), column.definition.decimals,
        now.value if now else None, wanted,
    )  # fmt: skip


def _namesake(file: _File, key: str, column: ConsolidationColumn, view: ConsolidationView) -> AdjustmentView | None:
    """A figure that stands in this total under the name of a new line."""
    cell = file.cell(key, NAME)
    name = fold(cell.label) if cell is not None else ""
    standing = view.totals[column.row.no].adjustments
    return next((one for one in standing if name and fold(one.title_vi) == name), None)


def _exact(said: Said, cell: SheetCell) -> Decimal | None:
    if said.kind is None:
        return None
    if said.measured is None or said.measured.operator is not Operator.EQUAL:
        raise LineNotExact(found=cell.label).at(cell=cell.address)
    return said.measured.value


def _refusal(
    file: _File,
    key: str,
    column: ConsolidationColumn,
    figures: tuple[Decimal | None, AdjustmentView | None, Any],
    title: str,
    reason: str,
    old_reason: str,
) -> TinhSoError | None:
    value, now, base = figures
    if not is_adjustable(column):
        return NotAdjustable(indicator=column.row.indicator)
    meanwhile = (now.id if now else None) != (base[0] if base else None)
    if meanwhile or (now is not None and now.state is not AdjustmentState.DRAFT):
        return LineChangedMeanwhile(title=title or key.removeprefix(LINE))
    if not title:
        return LineWithoutTitle(cell_of_title=_address(file, key, NAME))
    # Taking a figure back is explained anew: the old reason says why it was there.
    if not reason or (value is None and reason == clean_text(old_reason)):
        return LineWithoutReason(cell_of_reason=_address(file, key, REASON))
    return None


def _address(file: _File, key: str, column: str) -> str:
    cell = file.cell(key, column)
    return cell.address if cell else "–"


def _remark_empty(file: _File, key: str, found: list[LineChange]) -> None:
    """Say that a new line has a name but no figure: it is not kept."""
    name = file.cell(key, NAME)
    if not key.startswith(LINE + NEW) or name is None or not name.label:
        return
    row = file.rows[key]
    figures = (file.sheet.cell(row, place) for code, place in file.columns.items() if not code.startswith("#"))
    if all(cell.is_blank for cell in figures):
        text_vi = f"Dòng “{name.label}” chưa có số nào nên không được lưu."
        file.remarks.append(ExcelRemark(name.address, text_vi, f"“{name.label}” has no figure and is not kept."))


def _totals(view: ConsolidationView, changes: list[LineChange]) -> list[LineTotal]:
    """The totals that the changes move, before and after."""
    moved: dict[str, Decimal] = {}
    for one in changes:
        delta = (one.input.value or Decimal(0)) - (one.before or Decimal(0))
        moved[one.input.row_no] = moved.get(one.input.row_no, Decimal(0)) + delta
    found = []
    for column in view.columns:
        if column.row.no in moved:
            total = view.totals[column.row.no]
            found.append(_total(column, total, moved[column.row.no]))
    return found


def _total(column: ConsolidationColumn, total: ConsolidationTotal, moved: Decimal) -> LineTotal:
    before = total.total
    after = Quantity((before.value or Decimal(0)) + moved, before.operator)
    return LineTotal(
        column.row.no, column.name("vi"), column.name("en"), column.definition.decimals, total.received,
        total.expected, before, after,
    )  # fmt: skip
