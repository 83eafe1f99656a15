"""Which entries of the ledger an act on a form writes: its answers, or what takes them back."""

from __future__ import annotations

from tinhso.engines.indicators.contracts import CurrentState, FigureState, FigureWrite, SourceKind, Status
from tinhso.engines.reporting.logic.sheet import BY_MACHINE, Sheet, said_by_person
from tinhso.engines.reporting.models import Cell


def answers_of(sheet: Sheet) -> list[FigureWrite]:
    """Return the figures a form writes when it is approved.

    Known figures are confirmed, not written again; a figure that the ledger holds with the same value stays as it
    is. A corrected form (after the lock) keeps the status a figure had, others become provisional.
    """
    writes = []
    for row, column in sheet.entered():
        cell, key = sheet.cells.get((row.no, column.code)), sheet.key(row, column)
        standing = sheet.states.get(key)
        state = _state_of(cell, standing) if cell is not None else None
        if state is None or _says_the_same(standing, state):
            continue
        if sheet.assignment.correcting and standing is not None and standing.status == Status.OFFICIAL:
            state = state._replace(status=Status.OFFICIAL)
        writes.append(FigureWrite(key, state, cell.note if cell else ""))
    return writes


def reversals_of(sheet: Sheet) -> list[FigureWrite]:
    """Return what takes a form's own figures back: a withdrawal, or the system's figure that had been overridden."""
    writes = []
    for row, column in sheet.entered():
        cell, standing = sheet.cells.get((row.no, column.code)), sheet.standing(row, column)
        if cell is None or standing is None or standing.source in BY_MACHINE or not said_by_person(cell):
            continue
        writes.append(FigureWrite(sheet.key(row, column), _remembered(cell)))
    return writes


def _state_of(cell: Cell, standing: CurrentState | None) -> FigureState | None:
    """Return what a cell wants the ledger to say, None when it says nothing."""
    if said_by_person(cell):
        return FigureState(cell.value, cell.operator, cell.missing, Status.PROVISIONAL, SourceKind.MANUAL)
    back_to_known = standing is not None and standing.source not in BY_MACHINE
    return _remembered(cell) if back_to_known and cell.known_source in BY_MACHINE else None


def _remembered(cell: Cell) -> FigureState | None:
    if cell.known_source is None:
        return None
    return FigureState(
        cell.known_value, cell.known_operator, cell.known_missing, cell.known_status or Status.PROVISIONAL,
        cell.known_source,
    )  # fmt: skip


def _says_the_same(standing: CurrentState | None, state: FigureState) -> bool:
    if standing is None:
        return False
    return (standing.value, standing.operator, standing.missing) == (state.value, state.operator, state.missing)
