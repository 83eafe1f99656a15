"""Notes about a cell of a unit's report: whoever receives it asks, the unit answers, the receiver says it is settled.

A note changes no figure and no state. Each is an event with its text, seen by both and kept; while one is not settled
the unit counts among those to be checked.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts.cell_notes import (
    CellNoteView,
    CellThread,
    NoOpenQuestion,
    NoteKind,
    NoteTooLong,
)
from tinhso.engines.reporting.contracts.errors import NotAUnitReport, ReasonNeeded, UnknownRow
from tinhso.engines.reporting.entry_models import CellNote
from tinhso.engines.reporting.logic.assigning.notices import tell
from tinhso.engines.reporting.logic.life import holds, refuse_stale, subject_of
from tinhso.engines.reporting.logic.task_cards import sees_draft
from tinhso.engines.reporting.logic.task_form import visible_row
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.cell_notes import notes_of, open_questions
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.trust import api as trust

EVENTS = {
    NoteKind.ASKED: "reporting.cell_asked",
    NoteKind.ANSWERED: "reporting.cell_answered",
    NoteKind.SETTLED: "reporting.cell_settled",
}
LONGEST = 2_000


def cell_threads(assignment_id: int, *, rights: Rights) -> tuple[CellThread, ...]:
    """Return what was asked about a report's cells, by row in the order asked; four queries for any number.

    Raises:
        UnknownAssignment (REP-040)
    """
    return threads_of(notes_of([visible_row(assignment_id, rights).pk]))


def open_threads(rows: Sequence[Assignment]) -> dict[tuple[int, str], CellThread]:
    """What is asked about these reports (`with_notes`) and not settled, by report and row; at most three queries."""
    asked = [row.pk for row in rows if row.has_notes]  # type: ignore[attr-defined]
    threads = threads_of(notes_of(asked)) if asked else ()
    return {(one.assignment_id, one.row_no): one for one in threads if one.is_open}


def threads_of(notes: Sequence[CellNote]) -> tuple[CellThread, ...]:
    """The notes that are at hand, by report and row, with who wrote what; no query without notes."""
    if not notes:
        return ()
    texts = trust.texts_of([one.event_id for one in notes], ["reason"])
    units = {unit.id: unit for unit in orgs.last_views({one.unit_id for one in notes})}
    by_row: dict[tuple[int, str], list[CellNoteView]] = {}
    for one in notes:
        text = texts.get(one.event_id, {}).get("reason", "")
        view = CellNoteView(NoteKind(one.kind), units[one.unit_id], text, one.at, one.event_id)
        by_row.setdefault((one.assignment_id, one.row_no), []).append(view)
    return tuple(CellThread(*cell, tuple(views)) for cell, views in by_row.items())


@transaction.atomic
def ask_about_cell(assignment_id: int, row_no: str, text: str, *, rights: Rights) -> int:
    """Ask a unit about a cell of its report, as the agency that receives it. Returns the event.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047), UnknownRow (REP-070), NoRight (ORG-020),
        ReasonNeeded (REP-043: nothing was written), NoteTooLong (REP-058), StaleRights (REP-045).
    """
    row = _taken(assignment_id, row_no, rights)
    _require_receiver(row, rights)
    return _write(row, row_no, NoteKind.ASKED, _clean(text), row.consolidator_unit_id, rights)


@transaction.atomic
def answer_about_cell(assignment_id: int, row_no: str, text: str, *, rights: Rights) -> int:
    """Answer what was asked about a cell, as the unit's own people. Returns the event.

    Raises:
        NoOpenQuestion (REP-057), and as `ask_about_cell`.
    """
    row = _taken(assignment_id, row_no, rights)
    if not sees_draft(rights, row):
        raise NoRight(action=str(Action.DRAFT), unit=row.respondent_unit_id, actor=rights.actor)
    _require_open(row, row_no)
    return _write(row, row_no, NoteKind.ANSWERED, _clean(text), row.respondent_unit_id, rights)


@transaction.atomic
def settle_cell(assignment_id: int, row_no: str, text: str = "", *, rights: Rights) -> int:
    """Say that what was asked about a cell is settled, as the agency that receives the report. Returns the event.

    Raises:
        NoOpenQuestion (REP-057), and as `ask_about_cell`; nothing need be written.
    """
    row = _taken(assignment_id, row_no, rights)
    _require_receiver(row, rights)
    _require_open(row, row_no)
    return _write(row, row_no, NoteKind.SETTLED, _clean(text, needed=False), row.consolidator_unit_id, rights)


def _taken(assignment_id: int, row_no: str, rights: Rights) -> Assignment:
    refuse_stale(rights)
    row = visible_row(assignment_id, rights)
    if row.kind != "unit":
        raise NotAUnitReport(assignment=row.pk)
    form = forms_by_id([row.request.form_version_id])[row.request.form_version_id]
    if not any(one.no == row_no and one.indicator for one in form.rows):
        raise UnknownRow(form=form.code, row=row_no, column="value")
    return row


def _require_receiver(row: Assignment, rights: Rights) -> None:
    rights.require_proof(Action.ACCEPT)
    if not holds(rights, Action.ACCEPT, row.consolidator_unit_id):
        raise NoRight(action=str(Action.ACCEPT), unit=row.consolidator_unit_id, actor=rights.actor)


def _require_open(row: Assignment, row_no: str) -> None:
    if row_no not in open_questions([row.pk]).get(row.pk, {}):
        raise NoOpenQuestion(row=row_no)


def _clean(text: str, *, needed: bool = True) -> str:
    written = text.strip()
    if needed and not written:
        raise ReasonNeeded(verb_vi="ghi chú", verb_en="note")
    if len(written) > LONGEST:
        raise NoteTooLong(count=len(written), most=LONGEST)
    return written


def _write(row: Assignment, row_no: str, kind: NoteKind, text: str, unit_id: int, rights: Rights) -> int:
    at = trust.now()
    event_id = trust.record(
        kind=EVENTS[kind], subject=subject_of(row), actor=rights.actor, reason=text, public={"row": row_no}, at=at
    )
    CellNote.objects.create(assignment=row, row_no=row_no, kind=kind, unit_id=unit_id, at=at, event_id=event_id)
    if kind is not NoteKind.ANSWERED:
        tell([(row, {"row": row_no})], f"cell_{kind}", event_id, at)
    return event_id
