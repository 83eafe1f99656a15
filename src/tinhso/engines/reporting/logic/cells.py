"""Saving what a person types into a draft, cell by cell: a wrong input answers with its error, the others are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tinhso.engines.indicators.contracts import DefinitionView, Kind, Missing
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import (
    CellAnswer,
    CellInput,
    CellKind,
    CellView,
    Column,
    Finding,
    KnownCell,
    Quantity,
    Row,
    SaveResult,
    Verb,
)
from tinhso.engines.reporting.contracts.errors import (
    ComputedCell,
    NegativeCount,
    NotAUnitReport,
    NoteNeeded,
    NothingKnown,
    NothingToCarry,
    OverrideNeedsReason,
    StaleCell,
    UnknownAssignment,
    UnknownRow,
)
from tinhso.engines.reporting.contracts.events import DISPUTED
from tinhso.engines.reporting.contracts.request_errors import AskedElsewhere
from tinhso.engines.reporting.logic.checking import check_form, shown
from tinhso.engines.reporting.logic.life import TABLE, move, refuse, sign, subject_of, take_one
from tinhso.engines.reporting.logic.series import Series, load_series, previous_of, year_to_date
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheet, quantity
from tinhso.engines.reporting.models import Assignment, Cell, CellChange
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NotANumber, NumberLocale, Operator, parse_measured, to_scaled

PERCENT = "percent"
_SAID = {"value", "operator", "missing", "kind", "note", "disputed"}
_NO_KNOWN: dict[str, Any] = {
    "known_value": None, "known_operator": 0, "known_missing": 0, "known_status": None, "known_source": None,
}  # fmt: skip


@dataclass
class _Saving:
    """One call of `save_cells` on its way."""

    sheet: Sheet
    series: Series
    rights: Rights
    locale: NumberLocale
    at: datetime
    changes: list[CellChange]
    disputes: list[tuple[Row, str]]


@transaction.atomic
def save_cells(
    assignment_id: int,
    cells: Sequence[CellInput],
    *,
    rights: Rights,
    locale: NumberLocale = "vi",
    all_or_nothing: bool = False,
) -> SaveResult:
    """Keep what was typed into a draft.

    Args:
        cells: inputs; each is judged alone and answered in order.
        locale: how numbers are written (“1.234,5” is vi).
        all_or_nothing: keep nothing where one input is not taken (a file), instead of keeping the others (a screen).

    Returns:
        One answer per input with the cell as it stands, an error (REP-070 to REP-077, KER-050 to KER-059) where it was
        not taken, what should be looked at on its row, and the form's new counts.

    Raises:
        UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041), NotAUnitReport (REP-047).
    """
    row = take_one(Verb.SAVE, assignment_id, rights)
    if row.kind != "unit":
        raise NotAUnitReport(assignment=row.pk)
    saving, result = _judge(load_sheet(row), cells, rights, locale)
    if not (all_or_nothing and result.errors):
        _store(saving)
    return result


def preview_cells(
    assignment_id: int, cells: Sequence[CellInput], *, rights: Rights, locale: NumberLocale = "vi"
) -> tuple[SaveResult, dict[str, Quantity]]:
    """Say what `save_cells` would answer, and keep nothing.

    Returns:
        The answer, and each row's year to date as it would stand, by row number.

    Raises:
        As `save_cells`.
    """
    row = assignments(rights).filter(id=assignment_id).first()
    if row is None:
        raise UnknownAssignment(assignment=assignment_id)
    refuse(Verb.SAVE, row, rights)
    if row.kind != "unit":
        raise NotAUnitReport(assignment=row.pk)
    saving, result = _judge(load_sheet(row), cells, rights, locale)
    touched = {one.row_no for one in cells}
    years = {
        one.no: year_to_date(saving.sheet, one, saving.series) for one in saving.sheet.form.rows if one.no in touched
    }
    return result, years


def _judge(
    sheet: Sheet, cells: Sequence[CellInput], rights: Rights, locale: NumberLocale
) -> tuple[_Saving, SaveResult]:
    """Put the inputs into the sheet at hand and answer each; nothing is stored yet."""
    saving = _Saving(sheet, load_series([sheet]), rights, locale, trust.now(), [], [])
    taken = [_take_input(saving, one) for one in cells]
    findings = check_form(sheet, saving.series)
    of_row: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.code != "missing":
            of_row.setdefault(finding.row_no, []).append(finding)
    answers = [
        CellAnswer(
            one.row_no,
            one.column,
            _view(sheet, one),
            error,
            tuple(of_row.get(one.row_no, ())),
        )
        for one, error in zip(cells, taken, strict=True)
    ]
    return saving, SaveResult(tuple(answers), saving.at, sheet.counts(), findings)


def _take_input(saving: _Saving, given: CellInput) -> TinhSoError | None:
    """Put one input into the sheet's cells, or return why it was not taken."""
    try:
        row, column = _place(saving.sheet, given)
        stored = saving.sheet.cells.get((row.no, column.code))
        wanted = _wanted(saving, given, row, column)
        _refuse_stale(saving.sheet, given, row, stored, wanted)
        _put(saving, row, column, stored, wanted)
    except TinhSoError as error:
        return error
    return None


def _place(sheet: Sheet, given: CellInput) -> tuple[Row, Column]:
    row, column = sheet.row(given.row_no), sheet.column(given.column)
    if row is None or column is None or sheet.definition(row) is None:
        raise UnknownRow(form=sheet.form.code, row=given.row_no, column=given.column)
    source = sheet.source_of(row)
    if source is not None:
        raise AskedElsewhere(row=given.row_no, request=source.title_vi)
    if not sheet.is_enterable(row) and column.entered:
        raise ComputedCell(row=given.row_no)
    if not sheet.takes(row, column):
        raise UnknownRow(form=sheet.form.code, row=given.row_no, column=given.column)
    return row, column


def _wanted(saving: _Saving, given: CellInput, row: Row, column: Column) -> dict[str, Any]:
    """Return the fields of the cell that an input asks for."""
    sheet = saving.sheet
    definition, stored = sheet.definitions[row.indicator], sheet.cells.get((row.no, column.code))
    note = given.note if given.note is not None else (stored.note if stored else "")
    disputed = given.dispute if given.dispute is not None else (stored.disputed if stored else "")
    said = _said(saving, given, row, definition, note)
    known = sheet.known(row, column)
    if disputed and known is None:
        raise NothingKnown(row=row.no)
    if known is None:
        if given.kind is CellKind.KNOWN:
            raise NothingKnown(row=row.no)
        return said | {"note": note, "disputed": disputed} | _NO_KNOWN
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


def _said(saving: _Saving, given: CellInput, row: Row, definition: DefinitionView, note: str) -> dict[str, Any]:
    """Return what an input says, whatever the system knows."""
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


def _typed(saving: _Saving, given: CellInput, row: Row, definition: DefinitionView) -> dict[str, Any]:
    measured = parse_measured(given.text, locale=saving.locale, decimals=definition.decimals)
    if measured.suffix and not (measured.is_percentage and definition.measure_unit == PERCENT):
        raise NotANumber(text=given.text, example="1.234,5")
    if measured.value < 0 and definition.kind is Kind.COUNT:
        raise NegativeCount(row=row.no, typed=given.text)
    return _figure(CellKind.TYPED, to_scaled(measured.value, definition.decimals), measured.operator)


def _carried(saving: _Saving, row: Row, definition: DefinitionView) -> dict[str, Any]:
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
    return {"kind": str(kind), "value": value, "operator": int(operator), "missing": int(missing)}


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


def _put(saving: _Saving, row: Row, column: Column, stored: Cell | None, wanted: dict[str, Any]) -> None:
    """Change the sheet's cell and note the change; an input that changes nothing leaves no trace."""
    if stored is None and wanted["missing"] == Missing.NOT_REPORTED and not wanted["note"] and not wanted["disputed"]:
        return
    if stored is not None and all(getattr(stored, name) == value for name, value in wanted.items()):
        return
    before = said_of(stored) if stored is not None else None
    had_dispute = stored.disputed if stored else ""
    cell = stored or Cell(assignment=saving.sheet.assignment, row_no=row.no, column=column.code, version=0)
    for name, value in wanted.items():
        setattr(cell, name, value)
    cell.version += 1
    cell.updated_by, cell.updated_at = saving.rights.actor, saving.at
    saving.sheet.cells[row.no, column.code] = cell
    saving.changes.append(
        CellChange(
            assignment=saving.sheet.assignment,
            row_no=row.no,
            column=column.code,
            actor=saving.rights.actor,
            person_id=saving.rights.user_id,
            at=saving.at,
            before=before,
            after=said_of(cell),
        )
    )
    if cell.disputed and cell.disputed != had_dispute:
        saving.disputes.append((row, cell.disputed))


def said_of(cell: Cell) -> dict[str, Any]:
    """What the history of a draft keeps about a cell."""
    return {name: getattr(cell, name) for name in sorted(_SAID)}


def _store(saving: _Saving) -> None:
    """Write changed cells, their history, and (the first time) that the unit is drafting."""
    if not saving.changes:
        return
    row = saving.sheet.assignment
    touched = {(change.row_no, change.column): None for change in saving.changes}
    cells = [saving.sheet.cells[place] for place in touched]
    store_cells(cells)
    CellChange.objects.bulk_create(saving.changes)
    if row.state != TABLE[Verb.SAVE].to_state:
        _begin_drafting(row, saving.rights, saving.at)
    for about, reason in saving.disputes:
        _tell_dispute(row, about, reason, saving.rights)


def store_cells(cells: Sequence[Cell]) -> None:
    """Insert new cells and update known ones: two statements for any number."""
    Cell.objects.bulk_create([cell for cell in cells if cell.pk is None])
    names = ["kind", "value", "operator", "missing", "note", "disputed", *_NO_KNOWN, "version"]
    changed = [cell for cell in cells if cell.pk is not None and cell.version > 1]
    if changed:
        Cell.objects.bulk_update(changed, [*names, "updated_by", "updated_at"], batch_size=500)


def _begin_drafting(row: Assignment, rights: Rights, at: datetime) -> None:
    rule = TABLE[Verb.SAVE]
    event_id = trust.record(kind=rule.event_kind, subject=subject_of(row), actor=rights.actor)
    move([row], Verb.SAVE, event_id, at, sign(rights, Verb.SAVE, row))
    row.received_at = row.received_at or at
    row.save(update_fields=["state", "received_at"])


def _tell_dispute(row: Assignment, about: Row, reason: str, rights: Rights) -> None:
    """“Số này không đúng” goes to whoever keeps the source; it blocks nothing here."""
    event_id = trust.record(
        kind=DISPUTED,
        subject=subject_of(row),
        actor=rights.actor,
        reason=reason,
        public={"row": about.no, "indicator": about.indicator},
    )
    trust.publish(
        DISPUTED,
        {"assignment_id": row.pk, "row_no": about.no, "indicator": about.indicator, "event_id": event_id},
    )


def _view(sheet: Sheet, given: CellInput) -> CellView | None:
    row, column = sheet.row(given.row_no), sheet.column(given.column)
    if row is None or column is None or not sheet.takes(row, column):
        return None
    return sheet.view(row, column)
