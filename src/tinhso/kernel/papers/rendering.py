"""One door to the three writers; the first paper of a format loads its library, not every start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tinhso.kernel.papers.document import Paper
from tinhso.kernel.papers.printable import shown, with_texts, writable


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


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A rendered paper: what a browser is given."""

    name: str
    mime: str
    content: bytes


def render(paper: Paper, form: PaperFormat | str) -> PaperFile:
    """Write a paper in one of the three formats; the same paper always gives the same bytes."""
    chosen = PaperFormat(form)
    paper = with_texts(paper, shown if chosen is PaperFormat.PDF else writable)
    return PaperFile(f"{paper.file_name}.{chosen}", MIME_TYPES[chosen], _written(paper, chosen))


def _written(paper: Paper, form: PaperFormat) -> bytes:
    match form:
        case PaperFormat.PDF:
            from tinhso.kernel.papers.pdf import to_pdf as write
        case PaperFormat.WORD:
            from tinhso.kernel.papers.word import to_word as write
        case PaperFormat.EXCEL:
            from tinhso.kernel.papers.workbook import to_workbook as write
    return write(paper)
