"""Widths of a table's columns: as asked for, but never narrower than the longest figure or word in them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tinhso.kernel.papers.document import PaperTable

# Letters of the table's size that the page holds beside one another, upright and on its side.
_ROOM = {False: 92, True: 138}
_MARGIN = 2  # what the inner margins of a cell take
_SMALLEST = Decimal("0.55")


@dataclass(frozen=True, slots=True)
class Fit:
    """Relative widths of the columns, and the size of the letters relative to the usual one."""

    weights: tuple[int, ...]
    scale: Decimal


def fit(table: PaperTable, *, landscape: bool) -> Fit:
    """Return widths in which every figure stands on one line; the letters shrink where the page is too narrow."""
    needed = [_longest_word(table, place) + _MARGIN for place in range(len(table.columns))]
    room = _ROOM[landscape]
    if sum(needed) >= room:
        return Fit(tuple(needed), max(_SMALLEST, (Decimal(room) / sum(needed)).quantize(Decimal("0.01"))))
    spare = room - sum(needed)
    asked = [column.weight for column in table.columns]
    wanted = [max(0, room * weight // sum(asked) - need) for weight, need in zip(asked, needed, strict=True)]
    total = sum(wanted) or 1
    return Fit(tuple(need + spare * want // total for need, want in zip(needed, wanted, strict=True)), Decimal(1))


def _longest_word(table: PaperTable, place: int) -> int:
    column = table.columns[place]
    indents = (row.indent * 2 if place == 1 else 0 for row in table.rows)
    words = [word for head in column.heads for word in head.split()]
    cells = (
        max((len(word) for word in row.cells[place].text.split()), default=0) + indent
        for row, indent in zip(table.rows, indents, strict=True)
    )
    return max(*(len(word) + 1 for word in words), *cells, len(column.number), 2)
