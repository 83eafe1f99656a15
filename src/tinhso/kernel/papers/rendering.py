"""One door to the three writers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tinhso.kernel.papers.document import Paper
from tinhso.kernel.papers.pdf import to_pdf
from tinhso.kernel.papers.word import to_word
from tinhso.kernel.papers.workbook import to_workbook


class PaperFormat(StrEnum):
    """The endings of the files a paper comes as."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"


MIME_TYPES: Mapping[PaperFormat, str] = {
    PaperFormat.PDF: "application/pdf",
    PaperFormat.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PaperFormat.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WRITERS: Mapping[PaperFormat, Callable[[Paper], bytes]] = {
    PaperFormat.PDF: to_pdf,
    PaperFormat.WORD: to_word,
    PaperFormat.EXCEL: to_workbook,
}


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A rendered paper: what a browser is given."""

    name: str
    mime: str
    content: bytes


def render(paper: Paper, form: PaperFormat | str) -> PaperFile:
    """Write a paper in one of the three formats; the same paper always gives the same bytes."""
    chosen = PaperFormat(form)
    return PaperFile(f"{paper.file_name}.{chosen}", MIME_TYPES[chosen], _WRITERS[chosen](paper))
