"""What an uploaded form would change: three states of each cell (downloaded, in the file, stored now) side by side.

1. The file says what stood at the download: nobody's business, whatever others did since.
2. It says something else, and the stored figure is still that of the download: a change.
3. It says something else, and so does the system by now: a conflict that a person decides, unless both agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tinhso.engines.indicators.contracts import DefinitionView, Missing
from tinhso.engines.reporting.contracts import (
    CellAnswer,
    CellInput,
    CellKind,
    CellView,
    ColumnKind,
    ExcelChange,
    ExcelConflict,
    ExcelFault,
    ExcelPreview,
    Quantity,
    RowView,
    SaveResult,
    TaskView,
)
from tinhso.engines.reporting.contracts.cell_notes import NoteTooLong
from tinhso.engines.reporting.contracts.errors import ReportingError
from tinhso.engines.reporting.contracts.excel_errors import MergedNote
from tinhso.engines.reporting.logic.excel.layout import NOTE, Base
from tinhso.engines.reporting.logic.excel.reading import FormFile, Said, note_absent, read_cell
from tinhso.engines.reporting.logic.excel.words import said_text
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import Operator, plain_text
from tinhso.kernel.vietnamese import clean_text
from tinhso.kernel.workbooks import SheetCell

_NOTHING = Base(0, "", "")
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the form as the file has it: what its sixty cells have in common, looked up once.

    Attributes:
        place: the row of the sheet, 0 where the file has none.
        note: as the file has it; None where the column is gone.
    """

    row: RowView
    definition: DefinitionView
    place: int
    note: str | None
    name_vi: str
    name_en: str


class _Found(NamedTuple):
    """A cell of the file that says something else than at the download."""

    line: _Line
    cell: SheetCell
    stored: CellView
    after: Quantity
    input: CellInput
    note: str
    formula: str
    downloaded: str
    is_conflict: bool


Judge = Callable[[Sequence[CellInput]], tuple[SaveResult, Mapping[str, Quantity]]]


def compare(file: FormFile, task: TaskView, judge: Judge) -> ExcelPreview:
    """Return what keeping the file would do to a draft; nothing is kept.

    Args:
        judge: what the draft would answer to inputs, and each row's year to date with them.
    """
    rows = [row for row in task.rows if row.entered and row.definition is not None]
    asked = {code for row in rows for code in row.entered}
    note_absent(file, rows, [column.code for column in task.columns if column.code in asked])
    found: list[_Found] = []
    unchanged = 0
    for row in rows:
        line = _line(file, row)
        for code in row.entered:
            try:
                one = _compare_cell(file, line, code)
            except TinhSoError as error:
                file.faults.append(ExcelFault(error.where.cell or "", error))
                continue
            if one is None:
                unchanged += 1
            else:
                found.append(one)
    return _judged(file, found, unchanged, judge)


def _judged(file: FormFile, found: list[_Found], unchanged: int, judge: Judge) -> ExcelPreview:
    """Ask what the draft would say to the changes: refusals become faults, doubts stand beside the change."""
    result, years = judge([one.input for one in found])
    changes, conflicts = [], []
    for one, answer in zip(found, result.answers, strict=True):
        if answer.error is not None:
            address = one.cell.address
            file.faults.append(ExcelFault(address, answer.error.at(cell=address)))
            continue
        change = _change(one, answer, years)
        if one.is_conflict:
            conflicts.append(ExcelConflict(change, _from_text(one.downloaded), one.stored.updated_at))
        else:
            changes.append(change)
    return ExcelPreview(
        file.downloaded_at,
        tuple(changes),
        tuple(conflicts),
        tuple(file.faults),
        tuple(file.remarks),
        unchanged,
        result.cells,
    )


def _change(one: _Found, answer: CellAnswer, years: Mapping[str, Quantity]) -> ExcelChange:
    line, before = one.line, one.line.row.year_to_date
    row_no = line.row.row.no
    after = answer.cell.quantity if answer.cell else one.after
    return ExcelChange(
        one.cell.address, row_no, one.stored.column, line.name_vi, line.name_en, line.definition.decimals,
        one.stored.quantity, after, one.input, before, years.get(row_no, before), one.stored.note, one.note,
        answer.findings, one.formula, one.cell.hidden,
    )  # fmt: skip


def _line(file: FormFile, row: RowView) -> _Line:
    assert row.definition is not None
    return _Line(
        row, row.definition, file.rows.get(row.row.no, 0), _note(file, row), row.name("vi"), row.name("en")
    )  # fmt: skip


def _compare_cell(file: FormFile, line: _Line, code: str) -> _Found | None:
    place, row = file.columns.get(code), line.row
    if not line.place or not place:
        return None
    cell, note = file.sheet.cell(line.place, place), line.note
    stored = row.cells.get(code) or CellView(row.row.no, code, CellKind.EMPTY, Quantity(None))
    base = file.bases.get((row.row.no, code), _NOTHING)
    said = read_cell(cell, line.definition, file.locale)
    meant = _quantity(said, row)
    yours, now = _yours(said, meant), said_text(stored.quantity)
    if not yours and stored.is_known:
        yours = base.said  # an emptied known cell takes nothing from what the system knows
    is_first = code == row.entered[0]
    with_note = is_first and note is not None and note != base.note and note != stored.note
    with_figure = yours != base.said and yours != now
    if not with_note and not with_figure:
        return None
    clash = with_figure and now != base.said
    clash = clash or (with_note and stored.note != base.note)
    wanted = _input(row, stored, (said, meant) if with_figure else None, note, with_note)
    after = meant if with_figure else stored.quantity
    kept = note if with_note and note else stored.note
    return _Found(line, cell, stored, after, wanted, kept, cell.formula if with_figure else "", base.said, clash)


def _note(file: FormFile, row: RowView) -> str | None:
    """The note of a row as the file has it; None where the column is gone, or the note is refused."""
    cell = file.cell(row.row.no, NOTE)
    if cell is None:
        return None
    note = clean_text(cell.label)
    if cell.merged:
        refused: ReportingError = MergedNote(range=cell.merged)
    elif len(note) > LONGEST_NOTE:
        refused = NoteTooLong(count=len(note), most=LONGEST_NOTE)
    else:
        return note
    file.faults.append(ExcelFault(cell.address, refused.at(cell=cell.address)))
    return None


def _yours(said: Said, meant: Quantity) -> str:
    """What the file says, in canonical text."""
    if said.kind is CellKind.CARRIED:
        return said_text(meant) or "!carried"
    return "" if said.kind is None else said_text(meant)


def _quantity(said: Said, row: RowView) -> Quantity:
    if said.measured is not None:
        return Quantity(said.measured.value, said.measured.operator)
    if said.kind is CellKind.ZERO:
        return Quantity(Decimal(0))
    if said.kind is CellKind.NOT_APPLICABLE:
        return Quantity(None, missing=Missing.NOT_APPLICABLE)
    if said.kind is CellKind.REFUSED:
        return Quantity(None, missing=Missing.REFUSED)
    return row.previous if said.kind is CellKind.CARRIED else Quantity(None, missing=Missing.NOT_REPORTED)


def _input(
    row: RowView, stored: CellView, figure: tuple[Said, Quantity] | None, note: str | None, with_note: bool
) -> CellInput:
    """What `save_cells` is to be given for a cell; without a figure it stays and only the note changes."""
    given, code = note if with_note else None, stored.column
    if figure is None:
        as_is = CellKind.TYPED if stored.kind in (CellKind.EMPTY, CellKind.COMPUTED) else stored.kind
        text = _text(stored.quantity) if as_is is CellKind.TYPED else ""
        return CellInput(row.row.no, text, as_is, code, given, base_version=stored.version)
    said, meant = figure
    if stored.is_known and given is None and not stored.note:
        given = note or None  # overriding a known figure of another column: the note of the row is its reason
    kind: CellKind = said.kind or CellKind.TYPED
    if said.measured is not None and code == ColumnKind.VALUE and row.row.carry_over:
        same = (row.previous.value, row.previous.operator) == (said.measured.value, said.measured.operator)
        kind = CellKind.CARRIED if same else kind
    is_typed = kind is CellKind.TYPED
    text = _text(meant) if is_typed else ""
    measured = said.measured if is_typed else None
    return CellInput(row.row.no, text, kind, code, given, base_version=stored.version, measured=measured)


def _text(quantity: Quantity) -> str:
    """A figure as it is typed in Vietnamese: `> 96,5`; no groups, so that it reads one way only."""
    if quantity.value is None:
        return ""
    sign = "" if quantity.operator is Operator.EQUAL else f"{quantity.operator.symbol} "
    return sign + plain_text(quantity.value).replace(".", ",")


def _from_text(said: str) -> Quantity:
    """The figure that a canonical text stands for (`said_text` turned round)."""
    if said.startswith("!"):
        return Quantity(None, missing=Missing.from_code(said[1:]))
    if not said:
        return Quantity(None, missing=Missing.NOT_REPORTED)
    sign, _, number = said.rpartition(" ")
    return Quantity(Decimal(number), Operator.from_symbol(sign))
