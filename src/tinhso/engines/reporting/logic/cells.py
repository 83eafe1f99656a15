"""What a person wants a cell of a draft to hold: read, judged against what is known, put into the sheet.

Nothing is stored here: `saving.py` writes what changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from tinhso.engines.indicators.contracts import DefinitionView, Kind, Missing, SpaceRule
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import (
    CellInput,
    CellKind,
    Column,
    KnownCell,
    Quantity,
    Row,
)
from tinhso.engines.reporting.contracts.entry_errors import (
    GroupsOrDecimals,
    MarkUnclear,
    PartsNotSummed,
)
from tinhso.engines.reporting.contracts.errors import (
    ComputedCell,
    NegativeCount,
    NoteNeeded,
    NothingKnown,
    NothingToCarry,
    OverrideNeedsReason,
    StaleCell,
    UnknownRow,
)
from tinhso.engines.reporting.contracts.list_errors import ListedCell
from tinhso.engines.reporting.contracts.request_errors import AskedElsewhere, LeftToOthers
from tinhso.engines.reporting.logic.rules.checking import shown
from tinhso.engines.reporting.logic.series import Series, previous_of
from tinhso.engines.reporting.logic.sheet import Sheet, quantity
from tinhso.engines.reporting.models import Cell, CellChange
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import (
    NotANumber,
    NumberLocale,
    Operator,
    clean_number_text,
    format_number,
    parse_measured,
    to_scaled,
)
from tinhso.kernel.vietnamese import clean_text

PERCENT = "percent"
GROUP = 3
"""Digits of a group: a comma before so many digits may group or divide."""
_MARKS = frozenset({"-", "x", "X", "…", "..."})
_SAID = {"value", "operator", "missing", "kind", "note", "disputed"}
_NO_KNOWN: dict[str, Any] = {
    "known_value": None, "known_operator": 0, "known_missing": 0, "known_status": None, "known_source": None,
}  # fmt: skip


@dataclass(slots=True)
class _TrialCell:
    """A cell that will not be kept: what is read of one, without the weight of a row of the database."""

    assignment_id: int
    row_no: str
    column: str
    kind: str
    value: int | None
    operator: int
    missing: int
    parts: list[tuple[str, int]]
    note: str
    disputed: str
    version: int
    updated_by: str
    updated_at: datetime
    known_value: int | None = None
    known_operator: int = 0
    known_missing: int = 0
    known_status: int | None = None
    known_source: int | None = None


@dataclass
class Saving:
    """What is being saved of one form."""

    sheet: Sheet
    series: Series
    rights: Rights
    locale: NumberLocale
    at: datetime
    is_trial: bool = False
    """Nothing of it will be kept: no history is written."""
    changes: list[CellChange] = field(default_factory=list)
    disputes: list[tuple[Row, str]] = field(default_factory=list)


def take_input(saving: Saving, given: CellInput) -> TinhSoError | None:
    """Put one input into the sheet's cells, or return why it was not taken."""
    try:
        row, column = _place(saving.sheet, given)
        stored = saving.sheet.cells.get((row.no, column.code))
        wanted = _wanted(saving, given, row, column)
        _refuse_stale(saving.sheet, given, row, stored, wanted)
        _put(saving, row, column, stored, wanted, claim_kept(given.claimed_at, saving.at))
    except TinhSoError as error:
        return error
    return None


def _place(sheet: Sheet, given: CellInput) -> tuple[Row, Column]:
    row, column = sheet.row(given.row_no), sheet.column(given.column)
    if row is None or column is None or sheet.definition(row) is None:
        raise UnknownRow(form=sheet.form.code, row=given.row_no, column=given.column)
    if sheet.takes(row, column):
        if row.from_list and not (given.from_list or given.keeps_figure):
            raise ListedCell(row=given.row_no)
        return row, column
    source = sheet.source_of(row)
    if sheet.is_left_to_others(row):
        raise LeftToOthers(row=given.row_no, period=sheet.period.label("vi"))
    if source is not None:
        raise AskedElsewhere(row=given.row_no, request=source.title_vi)
    if not sheet.is_enterable(row) and column.entered:
        raise ComputedCell(row=given.row_no)
    raise UnknownRow(form=sheet.form.code, row=given.row_no, column=given.column)


def _wanted(saving: Saving, given: CellInput, row: Row, column: Column) -> dict[str, Any]:
    """Return the fields of the cell that an input asks for."""
    sheet = saving.sheet
    definition, stored = sheet.definitions[row.indicator], sheet.cells.get((row.no, column.code))
    note = given.note if given.note is not None else (stored.note if stored else "")
    disputed = given.dispute if given.dispute is not None else (stored.disputed if stored else "")
    said = _held(stored) if given.keeps_figure else _said(saving, given, row, definition, note)
    known = sheet.known(row, column)
    if disputed and known is None:
        raise NothingKnown(row=row.no)
    if known is None:
        if given.kind is CellKind.KNOWN:
            raise NothingKnown(row=row.no)
        return {**said, "note": note, "disputed": disputed, **_NO_KNOWN}
    remembered = {} if known.entry_id == 0 else _NO_KNOWN
    figure = quantity(said["value"], said["operator"], said["missing"], definition.decimals)
    same = (figure.value, figure.operator, figure.missing) == (
        known.quantity.value, known.quantity.operator, known.quantity.missing,
    )  # fmt: skip
    if said["missing"] == Missing.NOT_REPORTED or same:
        # Nothing is overridden: the system's figure stands, with what was remarked about it.
        return _nothing_said() | {"note": note, "disputed": disputed} | remembered
    if not note.strip():
        raise OverrideNeedsReason(row=row.no, known=shown(known.quantity), typed=shown(figure))
    return said | {"note": note, "disputed": disputed} | _known_now(sheet, row, column, known)


def _known_now(sheet: Sheet, row: Row, column: Column, known: KnownCell) -> dict[str, Any]:
    """Remember what the system says while a person says something else: both stay."""
    state = sheet.standing(row, column)
    if state is None or known.entry_id == 0:
        return {}  # already remembered: what stands in the ledger is this form's own figure
    return {
        "known_value": state.value,
        "known_operator": state.operator,
        "known_missing": state.missing,
        "known_status": state.status,
        "known_source": state.source,
    }


def _said(saving: Saving, given: CellInput, row: Row, definition: DefinitionView, note: str) -> dict[str, Any]:
    """Return what an input says, whatever the system knows."""
    if given.parts is not None:
        return _summed(saving, given, row, definition)
    if given.kind is CellKind.ZERO:
        return _figure(CellKind.ZERO, 0)
    if given.kind is CellKind.NOT_APPLICABLE:
        return _figure(CellKind.NOT_APPLICABLE, None, missing=Missing.NOT_APPLICABLE)
    if given.kind is CellKind.REFUSED:
        if not note.strip():
            raise NoteNeeded(row=row.no)
        return _figure(CellKind.REFUSED, None, missing=Missing.REFUSED)
    if given.kind is CellKind.CARRIED:
        return _carried(saving, row, definition)
    if given.kind is CellKind.KNOWN or not given.text.strip():
        return _nothing_said()
    return _typed(saving, given, row, definition)


def _held(stored: Cell | None) -> dict[str, Any]:
    """What a cell holds: a note or a dispute alone leaves it as it is."""
    if stored is None:
        return _nothing_said()
    names = ("kind", "value", "operator", "missing", "parts")
    return {name: getattr(stored, name) for name in names}


def _typed(saving: Saving, given: CellInput, row: Row, definition: DefinitionView) -> dict[str, Any]:
    measured = given.measured
    if measured is None:
        _refuse_unclear(saving, given, row, definition)
        measured = parse_measured(given.text, locale=saving.locale, decimals=definition.decimals)
    if measured.suffix and not (measured.is_percentage and definition.measure_unit == PERCENT):
        raise NotANumber(text=given.text, example="1.234,5")
    if measured.value < 0 and definition.kind is Kind.COUNT:
        raise NegativeCount(row=row.no, typed=given.text)
    return _figure(CellKind.TYPED, to_scaled(measured.value, definition.decimals), measured.operator)


def _summed(saving: Saving, given: CellInput, row: Row, definition: DefinitionView) -> dict[str, Any]:
    """The sum of thôn and buôn; a part without a number says nothing and is left out."""
    if definition.space_rule is not SpaceRule.SUM:
        raise PartsNotSummed(row=row.no)
    parts = []
    for name, text in given.parts or ():
        if text.strip():
            one = _typed(saving, given._replace(text=text, parts=None), row, definition)
            parts.append([clean_text(name), one["value"]])
    if not parts:
        return _nothing_said()
    return _figure(CellKind.TYPED, sum(value for _, value in parts)) | {"parts": parts}


def _refuse_unclear(saving: Saving, given: CellInput, row: Row, definition: DefinitionView) -> None:
    """Ask about what has two readings instead of choosing one.

    A dash is “nothing occurred” in one office and “not there yet” in the next, a cross “not applicable” or “done”;
    `7,653` of an indicator without decimals is a grouped number of another language, or a slip.
    """
    text = clean_number_text(given.text)
    if text in _MARKS:
        raise MarkUnclear(row=row.no, mark=text)
    grouping = "," if saving.locale == "vi" else "."
    groups = rf"-?[1-9][0-9]{{0,2}}({re.escape(grouping)}[0-9]{{3}})+"
    if definition.decimals < GROUP and re.fullmatch(groups, text):
        whole = format_number(Decimal(text.replace(grouping, "")), saving.locale)
        raise GroupsOrDecimals(row=row.no, typed=text, whole=whole, decimals=definition.decimals)


def _carried(saving: Saving, row: Row, definition: DefinitionView) -> dict[str, Any]:
    previous = previous_of(saving.sheet, row, saving.series)
    period = saving.sheet.period
    if not previous.is_answered:
        raise NothingToCarry(row=row.no, period="–" if period.is_span else period.previous().code)
    if previous.value is None:
        return _figure(CellKind.CARRIED, None, missing=previous.missing)
    return _figure(CellKind.CARRIED, to_scaled(previous.value, definition.decimals), previous.operator)


def _figure(
    kind: CellKind, value: int | None, operator: int = Operator.EQUAL, missing: int = Missing.NONE
) -> dict[str, Any]:
    return {"kind": str(kind), "value": value, "operator": int(operator), "missing": int(missing), "parts": []}


def _nothing_said() -> dict[str, Any]:
    return _figure(CellKind.KNOWN, None, missing=Missing.NOT_REPORTED)


def _refuse_stale(sheet: Sheet, given: CellInput, row: Row, stored: Cell | None, wanted: dict[str, Any]) -> None:
    """Refuse an input that builds on an older state, unless it says what stands anyway."""
    version = stored.version if stored else 0
    if given.base_version is None or given.base_version == version:
        return
    if stored is not None and all(getattr(stored, name) == value for name, value in wanted.items()):
        return
    now = sheet.quantity_of_cell(row, stored) if stored else Quantity(None)
    raise StaleCell(row=row.no, stored=shown(now), yours=given.text or str(given.kind))


def claim_kept(claimed_at: datetime | None, received_at: datetime) -> datetime | None:
    """What is kept of a device's time: nothing that lies in the server's future; its clock may be wrong either way."""
    return claimed_at if claimed_at is not None and claimed_at < received_at else None


def _put(
    saving: Saving,
    row: Row,
    column: Column,
    stored: Cell | None,
    wanted: dict[str, Any],
    claimed_at: datetime | None,
) -> None:
    """Change the sheet's cell and note the change; an input that changes nothing leaves no trace."""
    if stored is None and wanted["missing"] == Missing.NOT_REPORTED and not wanted["note"] and not wanted["disputed"]:
        return
    if stored is not None and all(getattr(stored, name) == value for name, value in wanted.items()):
        return
    before = said_of(stored) if stored is not None else None
    had_dispute = stored.disputed if stored else ""
    signed: dict[str, Any] = {"updated_by": saving.rights.actor, "updated_at": saving.at}
    if stored is None:
        place = {"assignment_id": saving.sheet.assignment.pk, "row_no": row.no, "column": column.code}
        make = cast(type[Cell], _TrialCell) if saving.is_trial else Cell
        cell = make(**place, **wanted, **signed, version=1)
    else:
        cell = stored
        for name, value in (wanted | signed | {"version": stored.version + 1}).items():
            setattr(cell, name, value)
    saving.sheet.cells[row.no, column.code] = cell
    if not saving.is_trial:
        saving.changes.append(_change(saving, cell, before, claimed_at))
    if cell.disputed and cell.disputed != had_dispute:
        saving.disputes.append((row, cell.disputed))


def _change(saving: Saving, cell: Cell, before: dict[str, Any] | None, claimed_at: datetime | None) -> CellChange:
    return CellChange(
        assignment_id=cell.assignment_id,
        row_no=cell.row_no,
        column=cell.column,
        actor=saving.rights.actor,
        person_id=saving.rights.user_id,
        at=saving.at,
        claimed_at=claimed_at,
        before=before,
        after=said_of(cell),
    )


def said_of(cell: Cell) -> dict[str, Any]:
    """What the history of a draft keeps about a cell."""
    parts = {"parts": cell.parts} if cell.parts else {}
    return {name: getattr(cell, name) for name in sorted(_SAID)} | parts
