"""Notes about cells, oldest first; the last one of a cell says how it stands."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from tinhso.engines.reporting.contracts.cell_notes import NoteKind
from tinhso.engines.reporting.entry_models import CellNote
from tinhso.engines.reporting.models import Assignment


def notes_of(assignment_ids: Collection[int]) -> list[CellNote]:
    """Every note about these reports, oldest first. One query."""
    return list(CellNote.objects.filter(assignment_id__in=assignment_ids).order_by("id"))


def with_notes(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Let each assignment know whether anything was asked about it: few are asked, and the others cost no query."""
    return rows.annotate(has_notes=Exists(CellNote.objects.filter(assignment_id=OuterRef("pk"))))


def open_questions(assignment_ids: Collection[int]) -> dict[int, dict[str, NoteKind]]:
    """By report, the rows about which something is asked or answered and not settled. One query."""
    return still_open(notes_of(assignment_ids))


def still_open(notes: Collection[CellNote]) -> dict[int, dict[str, NoteKind]]:
    """The same of notes that are at hand, oldest first."""
    found: dict[int, dict[str, NoteKind]] = {}
    for one in notes:
        found.setdefault(one.assignment_id, {})[one.row_no] = NoteKind(one.kind)
    open_rows: dict[int, dict[str, NoteKind]] = {}
    for assignment_id, rows_of in found.items():
        for row_no, kind in rows_of.items():
            if kind != NoteKind.SETTLED:
                open_rows.setdefault(assignment_id, {})[row_no] = kind
    return open_rows
