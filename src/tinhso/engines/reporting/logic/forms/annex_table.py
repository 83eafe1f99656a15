"""Where the table of an official form stands in a sheet: its heading rows, its columns, its line of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tinhso.engines.reporting.logic.forms import annex_words as words
from tinhso.engines.reporting.logic.forms.annex_words import folded, is_head
from tinhso.kernel.workbooks import Worksheet

MOST_HEAD_ROWS = 5
LOOKED_AT = 60
"""Rows from the top in which a table must begin."""


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """A column of the table: headings from the top down, its mark in the line of numbers."""

    column: int
    path: tuple[str, ...]
    mark: str = ""

    @property
    def name(self) -> str:
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows are counted from 1; the body begins at `first_row`."""

    head_row: int
    first_row: int
    columns: tuple[HeadColumn, ...]
    has_marks: bool


def find_table(sheet: Worksheet) -> Table | None:
    """Find the table of a form, None where no row looks like its heading."""
    last = sheet.last_column
    candidates = [(_score(sheet, row, last), -row) for row in range(1, min(sheet.last_row, LOOKED_AT) + 1)]
    best, negative = max(candidates, default=(0, 0))
    if best < 2:
        return None
    top = -negative
    marks = next((row for row in range(top + 1, top + MOST_HEAD_ROWS + 1) if _is_mark_row(sheet, row, last)), 0)
    end = marks - 1 if marks else _head_end(sheet, top)
    columns = tuple(
        HeadColumn(column, path, sheet.cell(marks, column).label if marks else "")
        for column in range(1, last + 1)
        if (path := _path(sheet, column, top, end))
    )
    return Table(top, (marks or end) + 1, columns, bool(marks))


def _score(sheet: Worksheet, row: int, last: int) -> int:
    """How many cells of a row say what headings say; one cell alone is a title."""
    texts = {sheet.cell(row, column).label for column in range(1, last + 1)} - {""}
    if len(texts) < 2:
        return 0
    heads = (words.NUMBER_HEADS, words.NAME_HEADS, words.UNIT_HEADS, words.PLACE_HEADS, words.NOTE_HEADS)
    known = sum(any(is_head(text, head) for head in heads) for text in texts if len(text) < 60)
    kinds = sum(words.kind_of([text]) is not None for text in texts if len(text) < 60)
    return 3 * known + kinds if known else 0


def is_heading_row(sheet: Worksheet, row: int) -> bool:
    """Whether a line heads a table: two of number, name, unit of measure and place stand in it."""
    texts = {sheet.cell(row, column).label for column in range(1, sheet.last_column + 1)} - {""}
    heads = (words.NUMBER_HEADS, words.NAME_HEADS, words.UNIT_HEADS, words.PLACE_HEADS)
    return sum(any(folded(text).strip(" .:") in head for text in texts) for head in heads) >= 2


def _is_mark_row(sheet: Worksheet, row: int, last: int) -> bool:
    texts = [text for column in range(1, last + 1) if (text := sheet.cell(row, column).label)]
    return (
        len(texts) >= 3
        and all(words.NUMBER_MARK.match(text) for text in texts)
        and "1" in {text.partition("=")[0].strip(" ()") for text in texts}
    )


def _head_end(sheet: Worksheet, top: int) -> int:
    """The last row of the heading, as its merged cells show: down with the tallest, one more below a wide one."""
    end = top
    for merged in sheet.merged:
        if merged.first_row <= top <= merged.last_row:
            end = max(end, merged.last_row)
    for _again in range(MOST_HEAD_ROWS):
        wide = [one for one in sheet.merged if one.first_row == end and one.last_column > one.first_column]
        if not wide or all(not sheet.cell(end + 1, one.first_column).label for one in wide):
            break
        if any(one.last_row > end for one in wide):
            break
        end += 1
    return min(end, top + MOST_HEAD_ROWS)


def _path(sheet: Worksheet, column: int, top: int, end: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in range(top, end + 1):
        text = sheet.shown(row, column).label
        if text and (not found or found[-1] != text):
            found.append(text)
    return tuple(found)


def blocks_of(table: Table) -> list[Table]:
    """The tables that stand side by side under one heading row: each begins where a number's heading stands again."""
    numbers = [at for at, one in enumerate(table.columns) if role_of(one) == "no"]
    starts = [at for at in numbers if table.columns[at].path == table.columns[numbers[0]].path]
    starts = [at for at in starts if at == starts[0] or at - 1 not in starts]  # a heading merged over two is one
    if len(starts) < 2:
        return [table]
    ends = [*starts[1:], len(table.columns)]
    return [
        replace(table, columns=table.columns[0 if at == starts[0] else at : end])
        for at, end in zip(starts, ends, strict=True)
    ]


def text_columns(table: Table, roles: Mapping[int, str]) -> list[HeadColumn]:
    """The columns of number, name and unit of measure; of one heading over several, the first."""
    texts = [one for one in table.columns if roles[one.column] in ("no", "name", "unit")]
    return [one for at, one in enumerate(texts) if one.mark or not at or texts[at - 1].path != one.path]


def role_of(column: HeadColumn) -> str:
    """`no`, `name`, `unit`, `place`, else `figure`."""
    for text in column.path:
        if is_head(text, words.NUMBER_HEADS):
            return "no"
        if is_head(text, words.UNIT_HEADS):
            return "unit"
    if is_head(" ".join(column.path), words.UNIT_HEADS):
        return "unit"
    said = folded(column.path[0])
    if any(word in said for word in words.NAME_HEADS):
        return "name"
    return "place" if is_head(column.path[0], words.PLACE_HEADS) else "figure"
