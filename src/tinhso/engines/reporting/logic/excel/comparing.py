"""What an uploaded form would change: three states of each cell (downloaded, in the file, stored now) side by side.

1. The file says what stood at the download: nobody's business, whatever others did since.
2. It says something else, and the stored figure is still that of the download: a change.
3. It says something else, and so does the system by now: a conflict that a person decides, unless both agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tinhso.engines.indicators.contracts import Missing
from tinhso.engines.reporting.contracts import (
    CellInput,
    CellKind,
    CellView,
    Column,
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
from tinhso.engines.reporting.logic.excel.layout import NOTE, Base
from tinhso.engines.reporting.logic.excel.reading import FormFile, Said, note_absent, read_cell
from tinhso.engines.reporting.logic.excel.words import said_text
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import Operator, plain_text
from tinhso.kernel.vietnamese import clean_text

_NOTHING = Base(0, "", "")
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class _Found:
    """A cell of the file that says something else than at the download."""

    change: ExcelChange
    downloaded: Quantity
    is_conflict: bool
    stored_at: datetime | None


Judge = Callable[[Sequence[CellInput]], tuple[SaveResult, Mapping[str, Quantity]]]


def compare(file: FormFile, task: TaskView, judge: Judge) -> ExcelPreview:
    """Return what keeping the file would do to a draft; nothing is kept.

    Args:
        judge: what the draft would answer to inputs, and each row's year to date with them.
    """
    rows = [row for row in task.rows if row.entered and row.definition is not None]
    asked = {code for row in rows for code in row.entered}
    note_absent(file, rows, [column.code for column in task.columns if column.code in asked])
    by_code = {column.code: column for column in task.columns}
    found: list[_Found] = []
    unchanged = 0
    for row in rows:
        for code in row.entered:
            try:
                one = _compare_cell(file, row, by_code[code])
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
    result, years = judge([one.change.input for one in found])
    changes, conflicts = [], []
    for one, answer in zip(found, result.answers, strict=True):
        if answer.error is not None:
            file.faults.append(ExcelFault(one.change.address, answer.error.at(cell=one.change.address)))
            continue
        year = years.get(one.change.row_no, one.change.year_to_date)
        after = answer.cell.quantity if answer.cell else one.change.after
        change = replace(one.change, after=after, findings=answer.findings, year_to_date=year)
        if one.is_conflict:
            conflicts.append(ExcelConflict(change, one.downloaded, one.stored_at))
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


def _compare_cell(file: FormFile, row: RowView, column: Column) -> _Found | None:
    definition, cell = row.definition, file.cell(row.row.no, column.code)
    assert definition is not None
    if cell is None:
        return None
    stored = row.cells.get(column.code) or CellView(row.row.no, column.code, CellKind.EMPTY, Quantity(None))
    base = file.bases.get((row.row.no, column.code), _NOTHING)
    said = read_cell(cell, definition, file.locale)
    yours, now = _yours(said, row), said_text(stored.quantity)
    if not yours and stored.is_known:
        yours = base.said  # an emptied known cell takes nothing from what the system knows
    note = _note(file, row)
    is_first = column.code == row.entered[0]
    with_note = is_first and note is not None and note != base.note and note != stored.note
    with_figure = yours != base.said and yours != now
    if not with_note and not with_figure:
        return None
    clash = with_figure and now != base.said
    clash = clash or (with_note and stored.note != base.note)
    wanted = _input(row, column, stored, said if with_figure else None, note, with_note)
    after = _quantity(said, row) if with_figure else stored.quantity
    change = ExcelChange(
        cell.address, row.row.no, column.code, row.name("vi"), row.name("en"), definition.decimals, stored.quantity,
        after, wanted, row.year_to_date, row.year_to_date, stored.note, note if with_note and note else stored.note,
        formula=cell.formula if with_figure else "", hidden=cell.hidden,
    )  # fmt: skip
    return _Found(change, _from_text(base.said), clash, stored.updated_at)


def _note(file: FormFile, row: RowView) -> str | None:
    """The note of a row as the file has it; None where the column is gone."""
    cell = file.cell(row.row.no, NOTE)
    return None if cell is None or cell.merged else clean_text(cell.label)[:LONGEST_NOTE]


def _yours(said: Said, row: RowView) -> str:
    """What the file says, in canonical text."""
    if said.kind is CellKind.CARRIED:
        return said_text(row.previous) or "!carried"
    return "" if said.kind is None else said_text(_quantity(said, row))


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
    row: RowView, column: Column, stored: CellView, said: Said | None, note: str | None, with_note: bool
) -> CellInput:
    """What `save_cells` is to be given for a cell; without `said` the figure stays and only the note changes."""
    given = note if with_note else None
    if said is None:
        as_is = CellKind.TYPED if stored.kind in (CellKind.EMPTY, CellKind.COMPUTED) else stored.kind
        text = _text(stored.quantity) if as_is is CellKind.TYPED else ""
        return CellInput(row.row.no, text, as_is, column.code, given, base_version=stored.version)
    if stored.is_known and given is None and not stored.note:
        given = note or None  # overriding a known figure of another column: the note of the row is its reason
    kind: CellKind = said.kind or CellKind.TYPED
    if said.measured is not None and column.code == ColumnKind.VALUE and row.row.carry_over:
        same = (row.previous.value, row.previous.operator) == (said.measured.value, said.measured.operator)
        kind = CellKind.CARRIED if same else kind
    is_typed = kind is CellKind.TYPED
    text = _text(_quantity(said, row)) if is_typed else ""
    measured = said.measured if is_typed else None
    return CellInput(row.row.no, text, kind, column.code, given, base_version=stored.version, measured=measured)


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
