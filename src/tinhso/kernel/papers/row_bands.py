"""Reading a page as eyes do: line by line, row by row, whatever the order in which a program drew it.

LibreOffice, Word and browsers write the cells of a row in orders of their own. Rows of a table never overlap, and in a
row the cells stand beside one another: so the words of a row are the next ones from the top, and sorted from the left
they fall into its cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tinhso.kernel.papers.reading import PdfWord

# Two words stand on one line while their middles are less than this part of their height apart.
_SAME_LINE = 0.5


@dataclass(frozen=True, slots=True)
class Band:
    """What must stand there next: one paragraph (`cells` has one list, in order) or one row, cell by cell."""

    cells: tuple[tuple[str, ...], ...]
    is_row: bool

    @property
    def size(self) -> int:
        return sum(map(len, self.cells))


def agrees(bands: Sequence[Band], words: Sequence[PdfWord], furniture: Sequence[Sequence[str]]) -> bool:
    """Say whether the words say exactly what the bands say, one after the other, with nothing but furniture between.

    Args:
        words: of the body of the pages, without their margins.
    """
    wanted = [band for band in bands if band.size]
    if not wanted:
        return False
    seen = list(_as_seen(words))
    return any(
        _fits(wanted[0], seen[start : start + wanted[0].size]) and _all_fit(wanted, seen, start, furniture)
        for start in range(len(seen) - wanted[0].size + 1)
    )


def _as_seen(words: Sequence[PdfWord]) -> Iterator[PdfWord]:
    """From the first page to the last, from the top down, from left to right."""
    rest = sorted(words, key=lambda word: (word.page, -_middle(word)))
    line: list[PdfWord] = []
    for word in rest:
        if line and not _on_line(line[0], word):
            yield from sorted(line, key=lambda one: one.x0)
            line = []
        line.append(word)
    yield from sorted(line, key=lambda one: one.x0)


def _on_line(first: PdfWord, word: PdfWord) -> bool:
    height = max(first.y1 - first.y0, word.y1 - word.y0, 1.0)
    return first.page == word.page and abs(_middle(first) - _middle(word)) < height * _SAME_LINE


def _middle(word: PdfWord) -> float:
    return (word.y0 + word.y1) / 2


def _all_fit(bands: Sequence[Band], seen: Sequence[PdfWord], start: int, furniture: Sequence[Sequence[str]]) -> bool:
    place = start
    for band in bands:
        place = _behind_furniture(seen, place, furniture)
        if not _fits(band, seen[place : place + band.size]):
            return False
        place += band.size
    return True


def _fits(band: Band, words: Sequence[PdfWord]) -> bool:
    if len(words) < band.size:
        return False
    if not band.is_row:
        return tuple(word.text for word in words) == band.cells[0]
    from_left = sorted(words, key=lambda word: word.x0)
    place = 0
    for cell in band.cells:
        here = [word.text for word in from_left[place : place + len(cell)]]
        if sorted(here) != sorted(cell):
            return False
        place += len(cell)
    return True


def _behind_furniture(seen: Sequence[PdfWord], place: int, furniture: Sequence[Sequence[str]]) -> int:
    while True:
        texts = [word.text for word in seen[place : place + max(map(len, furniture), default=0)]]
        known = next((one for one in furniture if one and sorted(texts[: len(one)]) == sorted(one)), None)
        if known is None:
            return place
        place += len(known)
