"""The words of a PDF in the order they were written, with their places: what a paper that comes back still says.

Words are parted by space, by a gap or by a new line, so that two figures in neighbouring cells never become one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pdfminer.layout import LTChar

from tinhso.kernel.papers.painting import painted_pages

# Two letters belong to one word while the gap between them is less than this part of the size of the letters.
_GAP = 0.18
# Two letters stand on one line while their base lines are less than this part of their size apart.
_SAME_BASE = 0.3


@dataclass(frozen=True, slots=True)
class PdfWord:
    """A word on a page (from 1); places are points from the lower left corner."""

    text: str
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    page_height: float


def words_of_pdf(content: bytes) -> list[PdfWord]:
    """Return the words of the pages that stay in sight (not annotations), in the order the file writes them."""
    pages = enumerate(painted_pages(content), start=1)
    return [word for number, page in pages for word in _words_of(page.letters, number, page.height)]


def words_as_seen(content: bytes) -> list[PdfWord]:
    """Return the words as eyes find them: letters put together by their places, whatever the order of drawing.

    LibreOffice draws letters that a face does not have (Ủ, ố) after the rest of their line.
    """
    found: list[PdfWord] = []
    for number, page in enumerate(painted_pages(content), start=1):
        for line in _lines(page.letters):
            found += _words_of(line, number, page.height)
    return found


def _lines(letters: Sequence[LTChar]) -> Iterator[list[LTChar]]:
    """Letters on one base line, from the top down, each line from left to right."""
    line: list[LTChar] = []
    for char in sorted(letters, key=_base, reverse=True):
        if line and _base(line[0]) - _base(char) > line[0].size * _SAME_BASE:
            yield sorted(line, key=lambda one: one.x0)
            line = []
        line.append(char)
    yield sorted(line, key=lambda one: one.x0)


def _base(char: LTChar) -> float:
    return float(char.matrix[5])


def _words_of(chars: Iterable[LTChar], number: int, height: float) -> Iterator[PdfWord]:
    pending: list[LTChar] = []
    for char in chars:
        if char.get_text().isspace():
            yield from _word(pending, number, height)
            pending = []
            continue
        if pending and _apart(pending[-1], char):
            yield from _word(pending, number, height)
            pending = []
        pending.append(char)
    yield from _word(pending, number, height)


def _apart(left: LTChar, right: LTChar) -> bool:
    size = max(left.size, right.size, 1)
    same_line = abs(left.y0 - right.y0) < size * 0.5
    return not same_line or not -size < right.x0 - left.x1 < size * _GAP


def _word(chars: list[LTChar], page: int, page_height: float) -> Iterator[PdfWord]:
    if chars:
        text = unicodedata.normalize("NFC", "".join(char.get_text() for char in chars))
        yield PdfWord(
            text,
            page,
            min(char.x0 for char in chars),
            min(char.y0 for char in chars),
            max(char.x1 for char in chars),
            max(char.y1 for char in chars),
            page_height,
        )
