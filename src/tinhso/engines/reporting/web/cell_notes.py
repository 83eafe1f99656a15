"""What was asked about a cell, as a timeline, for the receiver's panel and the unit's page alike."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.reporting.contracts.cell_notes import CellNoteView, CellThread, NoteKind
from tinhso.web_kit.display import language, show_datetime


def thread_of(threads: tuple[CellThread, ...], row_no: str) -> CellThread | None:
    """The notes about one row."""
    return next((one for one in threads if one.row_no == row_no), None)


def last_words(thread: CellThread) -> str:
    """Who wrote last about a cell, and what, in one line."""
    last = thread.notes[-1]
    return f"{_event(last)}: “{last.text}”"


def notes_on_screen(thread: CellThread | None) -> dict[str, Any]:
    """The notes as events of a timeline, oldest first, and whether something is still open."""
    tones = {NoteKind.ASKED: "warn", NoteKind.ANSWERED: "info", NoteKind.SETTLED: "good"}
    return {
        "notes": [
            {
                "event": _event(one),
                "detail": " · ".join([show_datetime(one.at), *([f"“{one.text}”"] if one.text else [])]),
                "tone": tones[one.kind],
            }
            for one in (thread.notes if thread else ())
        ],
        "is_asked": thread is not None and thread.is_open,
        "awaits_answer": thread is not None and thread.awaits_answer,
    }


def _event(note: CellNoteView) -> str:
    words = {NoteKind.ASKED: _("%(unit)s hỏi"), NoteKind.ANSWERED: _("%(unit)s trả lời"),
             NoteKind.SETTLED: _("%(unit)s: đã rõ")}  # fmt: skip
    return words[note.kind] % {"unit": note.unit.name(language())}
