"""Notes about a cell between whoever receives a report and the unit: a question, its answers, that it is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts.errors import ReportingError


class NoteKind(StrEnum):
    """What a note does to its cell."""

    ASKED = "asked"
    ANSWERED = "answered"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class CellNoteView:
    """One note: who wrote it (the unit), what, when, under which event."""

    kind: NoteKind
    unit: UnitView
    text: str
    at: datetime
    event_id: int


@dataclass(frozen=True, slots=True)
class CellThread:
    """Every note about one row of a report, oldest first."""

    assignment_id: int
    row_no: str
    notes: tuple[CellNoteView, ...]

    @property
    def is_open(self) -> bool:
        """Somebody still has to look: asked or answered, and not settled."""
        return self.notes[-1].kind is not NoteKind.SETTLED

    @property
    def awaits_answer(self) -> bool:
        return self.notes[-1].kind is NoteKind.ASKED


class NoOpenQuestion(ReportingError):
    code = "REP-057"
    status = 409
    title_vi, title_en = "Ô không có câu hỏi nào đang chờ", "No question is open"
    message_vi = "Dòng “{row}” không có câu hỏi nào đang chờ trả lời hay chờ xem; tải lại trang để xem ai đã làm rõ."
    message_en = "Nothing is asked about row “{row}” any more; reload the page to see who settled it."


class NoteTooLong(ReportingError):
    code = "REP-058"
    title_vi, title_en = "Ghi chú dài quá", "The note is too long"
    message_vi = "Ghi chú có {count} ký tự, nhiều nhất {most}."
    message_en = "The note has {count} characters, {most} at most."
