"""The scheme as a drawing (SVG): three columns, a box for each part, a numbered arrow for each link of the table.

It takes its colours from the page (`currentColor`) and holds no style of its own, so that the strict policy of pages
and a plain viewer show the same. Its words are those of the table, which says everything it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from tinhso.engines.operation.contracts import Scheme, SchemePart, Zone

BOX_WIDTH, BOX_HEIGHT, GAP, HEAD, MARGIN = 224, 44, 20, 40, 12
COLUMN_STEP = 372
WIDTH = 2 * COLUMN_STEP + BOX_WIDTH + 2 * MARGIN
_COLUMN = {Zone.OUTSIDE: 0, Zone.PROCESSES: 1, Zone.STORES: 2, Zone.RECEIVERS: 2}


_ROOM_OF_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Box:
    """Where a part stands."""

    part: SchemePart
    column: int
    top: int

    @property
    def left(self) -> int:
        return MARGIN + self.column * COLUMN_STEP

    @property
    def middle(self) -> int:
        return self.top + BOX_HEIGHT // 2


def draw(scheme: Scheme, *, alone: bool = False) -> str:
    """Return the drawing.

    Args:
        alone: as a file of its own (black on white), not inside a page.
    """
    boxes = {box.part.key: box for box in _placed(scheme.parts)}
    height = max(box.top for box in boxes.values()) + BOX_HEIGHT + MARGIN
    family, colour = ("sans-serif", "#000") if alone else ("inherit", "currentColor")
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="scheme-title" font-size="14" font-family="{family}" '
        f'color="{colour}" fill="currentColor">',
        f'<title id="scheme-title">{escape(title_of(scheme))}</title>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>',
    ]
    if alone:
        lines.append(f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>')
    lines += _heads()
    lines += _arrows(scheme, boxes)
    lines += [line for box in boxes.values() for line in _box(box)]
    return "\n".join([*lines, "</svg>"]) + "\n"


def title_of(scheme: Scheme) -> str:
    """Say in a sentence what the drawing shows and where the same stands in words."""
    return _("Sơ đồ: %(parts)d thành phần, %(links)d kết nối; bảng Kết nối nói từng kết nối theo số") % {
        "parts": len(scheme.parts), "links": len(scheme.links),
    }  # fmt: skip


def _placed(parts: Sequence[SchemePart]) -> Iterator[Box]:
    for column in range(3):
        inside = [part for zone, place in _COLUMN.items() if place == column for part in parts if part.zone is zone]
        yield from (Box(part, column, HEAD + row * (BOX_HEIGHT + GAP)) for row, part in enumerate(inside))


def _heads() -> Iterator[str]:
    for column, words in enumerate((_("Bên ngoài"), _("Tiến trình"), _("Nơi giữ và nơi nhận"))):
        left = MARGIN + column * COLUMN_STEP
        yield f'<text x="{left}" y="22" font-weight="600">{escape(words)}</text>'


def _box(box: Box) -> Iterator[str]:
    dashed = ' stroke-dasharray="5 4"' if box.part.zone in {Zone.OUTSIDE, Zone.RECEIVERS} else ""
    yield (
        f'<rect x="{box.left}" y="{box.top}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6" fill="none" '
        f'stroke="currentColor"{dashed}/>'
    )
    middle = box.left + BOX_WIDTH // 2
    yield f'<text x="{middle}" y="{box.middle + 5}" text-anchor="middle">{escape(box.part.name)}</text>'


def _arrows(scheme: Scheme, boxes: dict[str, Box]) -> Iterator[str]:
    numbered: list[tuple[int, int]] = []
    for number, link in enumerate(scheme.links, start=1):
        source, target = boxes[link.source], boxes[link.target]
        y1 = source.middle + _offset(scheme, link.source, number)
        y2 = target.middle + _offset(scheme, link.target, number)
        x1 = source.left + BOX_WIDTH
        if source.column == target.column:
            # Beside the column, out one way and back.
            path, places = f"M{x1} {y1}h14V{y2}h-14", [(x1 + 24, (y1 + y2) // 2)]
        else:
            x2 = target.left
            if target.column < source.column:
                x1, x2 = source.left, target.left + BOX_WIDTH
            path = f"M{x1} {y1}L{x2} {y2}"
            places = [(x1 + (x2 - x1) * part // 100, y1 + (y2 - y1) * part // 100) for part in range(12, 72, 6)]
        numbered.append(_free_place(places, numbered))
        x, y = numbered[-1]
        yield f'<path d="{path}" fill="none" stroke="currentColor" stroke-opacity="0.6" marker-end="url(#tip)"/>'
        yield f'<text x="{x}" y="{y - 4}" font-size="12" font-weight="600" text-anchor="middle">{number}</text>'


def _free_place(places: Sequence[tuple[int, int]], taken: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The first place along an arrow where its number stands clear of those that stand already."""

    def room(place: tuple[int, int]) -> int:
        return min((max(abs(place[0] - x), abs(place[1] - y)) for x, y in taken), default=_ROOM_OF_NUMBER)

    return next((place for place in places if room(place) >= _ROOM_OF_NUMBER), max(places, key=room))


def _offset(scheme: Scheme, key: str, number: int) -> int:
    """How far from its middle a link touches a box, so that several do not touch it at one point."""
    touching = [place for place, link in enumerate(scheme.links, 1) if key in {link.source, link.target}]
    step = min(9, (BOX_HEIGHT - 10) // max(len(touching), 1))
    return round((touching.index(number) - (len(touching) - 1) / 2) * step)
