"""What of a PDF's pages the eye can see: letters that nothing was painted over afterwards.

A changed file could keep a figure's letters and hide them under a white area or a picture that shows another one. So
letters count only where they stay in sight: not drawn in white or without ink, no picture and no filled area over
their middle later on. Which part of a picture is transparent is not asked: a figure under one has to be looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import apply_matrix_pt

from tinhso.kernel.papers.unfolding import open_pdf

if TYPE_CHECKING:
    from pdfminer.pdfinterp import PDFGraphicState
    from pdfminer.utils import PathSegment

# Text rendering modes that put no ink on the page (ISO 32000-1, table 106): neither fill nor stroke; clipping alone.
_NO_INK = frozenset({3, 7})
# Lighter than this part of white is not read on white paper.
_WHITE = 0.9
# Rules of tables are filled areas too: what is thinner, in points, covers no letter.
_THIN = 2.0
_BAND = 12
_CMYK = 4

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PaintedPage:
    """The letters of a page that stay in sight, in the order of drawing; sizes in points."""

    width: float
    height: float
    letters: tuple[LTChar, ...]


@dataclass(frozen=True, slots=True)
class _Cover:
    """A filled area or a picture: its closed outlines with the way each turns, and when it was drawn."""

    drawn: int
    outlines: tuple[tuple[Box, int], ...]
    by_parity: bool

    def hides(self, x: float, y: float) -> bool:
        around = [turn for (x0, y0, x1, y1), turn in self.outlines if x0 <= x <= x1 and y0 <= y <= y1]
        return bool(len(around) % 2 if self.by_parity else sum(around))


def painted_pages(content: bytes) -> Iterator[PaintedPage]:
    """Yield the pages of a PDF one by one; annotations are not looked at."""
    document = open_pdf(content)
    resources = PDFResourceManager()
    painter = _Painter(resources)
    interpreter = PDFPageInterpreter(resources, painter)
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
        if painter.page is not None:
            yield painter.page


class _Painter(PDFLayoutAnalyzer):  # type: ignore[misc]
    """Notes letters and what could lie over them; no analysis of columns: the order of drawing is what counts."""

    page: PaintedPage | None = None

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        super().begin_page(page, ctm)
        self._drawn, self._has_ink = 0, True
        self._letters: list[tuple[int, LTChar]] = []
        self._covers: list[_Cover] = []

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: PDFGraphicState) -> None:
        self._has_ink = textstate.render not in _NO_INK
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(self, *told: Any) -> float:
        advance = super().render_char(*told)
        *_, letter = self.cur_item
        if self._has_ink and not _is_white(letter.graphicstate.ncolor):
            self._letters.append((self._next(), letter))
        return float(advance)

    def render_image(self, name: str, stream: Any) -> None:
        self._covers.append(_Cover(self._next(), ((self.cur_item.bbox, 1),), by_parity=True))

    def paint_path(
        self, gstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        if not fill:
            return
        outlines = tuple(_outline([apply_matrix_pt(self.ctm, one) for one in part]) for part in _parts(path))
        if any(min(x1 - x0, y1 - y0) > _THIN for (x0, y0, x1, y1), _ in outlines):
            self._covers.append(_Cover(self._next(), outlines, evenodd))

    def receive_layout(self, ltpage: LTPage) -> None:
        letters = _in_sight(self._letters, self._covers)
        self.page = PaintedPage(ltpage.width, ltpage.height, tuple(letters))

    def _next(self) -> int:
        self._drawn += 1
        return self._drawn


def _in_sight(letters: Sequence[tuple[int, LTChar]], covers: Sequence[_Cover]) -> Iterator[LTChar]:
    """The letters over whose middle nothing was drawn later; covers are looked up by their height on the page."""
    bands: dict[int, list[_Cover]] = defaultdict(list)
    for cover in covers:
        low = min(y0 for (_, y0, _, _), _ in cover.outlines)
        high = max(y1 for (_, _, _, y1), _ in cover.outlines)
        for band in range(int(low // _BAND), int(high // _BAND) + 1):
            bands[band].append(cover)
    for drawn, letter in letters:
        x, y = (letter.x0 + letter.x1) / 2, (letter.y0 + letter.y1) / 2
        if not any(cover.drawn > drawn and cover.hides(x, y) for cover in bands[int(y // _BAND)]):
            yield letter


def _parts(path: Sequence[PathSegment]) -> Iterator[list[tuple[float, float]]]:
    """The end points of each outline of a path."""
    part: list[tuple[float, float]] = []
    for operator, *numbers in path:
        if operator == "m":
            if part:
                yield part
            part = []
        if numbers:
            x, y = numbers[-1] if isinstance(numbers[-1], tuple) else numbers[-2:]
            part.append((float(x), float(y)))
    if part:
        yield part


def _outline(points: Sequence[tuple[float, float]]) -> tuple[Box, int]:
    """The box around an outline, and which way it turns (twice its area, with sign)."""
    across, up = [x for x, _ in points], [y for _, y in points]
    area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*points, points[0]]))
    return (min(across), min(up), max(across), max(up)), 1 if area >= 0 else -1


def _is_white(color: Any) -> bool:
    """Say whether a colour of letters cannot be told from paper: grey, red-green-blue, or the four inks of print."""
    parts = [color] if isinstance(color, int | float) else list(color) if isinstance(color, list | tuple) else []
    if not parts or not all(isinstance(one, int | float) for one in parts):
        return False  # a pattern
    return max(parts) < 1 - _WHITE if len(parts) == _CMYK else min(parts) > _WHITE
