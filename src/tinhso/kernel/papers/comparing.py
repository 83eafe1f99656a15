"""Does a PDF that came back still say what is recorded? Word by word in the order of writing, named cell by cell.

1. What must stand there: the words of every paragraph and of every cell, in order.
2. Both sequences are aligned; what differs is laid to the cell it stands in. A program that draws the cells of a row in
   an order of its own may say the same: then every row is read from the top and from the left (`row_bands.py`).
3. Words that stand between the expected ones are taken only if they are the furniture of a page: its margins, the
   repeated heading of a table, captions and notes. Any other word among the figures is a difference.
4. A workbook printed by an English Excel groups with commas: the figures of the tables may all stand so, or none.
Before the first and behind the last expected word an office may write: number, day, stamp, names; never a row of the
table once more (`told_twice.py`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from tinhso.kernel.papers.document import Paper, PaperRow, PaperTable, PaperText, head_cells
from tinhso.kernel.papers.printable import shown, with_texts
from tinhso.kernel.papers.row_bands import Band, agrees
from tinhso.kernel.papers.told_twice import rows_told_twice
from tinhso.kernel.papers.words import verification_line

if TYPE_CHECKING:
    from tinhso.kernel.papers.reading import PdfWord

# The margins of an official page are at least 20 mm; page numbers and the line of proof stand in them.
MARGIN_POINTS = 54.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell (or paragraph) that says something else than the record. Empty `found`: it is not there."""

    row: str
    column: str
    place: str
    recorded: str
    found: str


@dataclass(frozen=True, slots=True)
class _Expected:
    text: str
    row: str
    column: str
    place: str
    whole: str


def compare(paper: Paper, words: Sequence[PdfWord], seen: Sequence[PdfWord] | None = None) -> list[Difference]:
    """Return every place where the words of a PDF differ from the paper, none when it says the same.

    Args:
        words: in the order of writing. seen: put together by their places (`words_as_seen`); those of `words` if None.
    """
    paper, words = with_texts(paper, shown), _shown(words)
    looked_at = words if seen is None else _shown(seen)
    differences = _compare(paper, words, looked_at)
    if differences and not _compare(_grouped_with_commas(paper), words, looked_at):
        differences = []
    return differences + list(_told_twice(paper, words))


def _shown(words: Sequence[PdfWord]) -> list[PdfWord]:
    """Words as a PDF of ours would show them: another program may have a face for a sign that ours have not."""
    return [word if (text := shown(word.text)) == word.text else replace(word, text=text) for word in words]


def _told_twice(paper: Paper, words: Sequence[PdfWord]) -> Iterator[Difference]:
    recorded = [one.text for one in _expected(paper)]
    for row, found in rows_told_twice(paper, [word.text for word in words], recorded):
        name = row.cells[1].text
        yield Difference(row.key, "", f"dòng {row.key} ({name}), lần thứ hai trong tệp", "một lần", found)


def _grouped_with_commas(paper: Paper) -> Paper:
    """The same paper as an English program prints its figures: `1,234.5`."""
    turned = str.maketrans(".,", ",.")

    def row_of(row: PaperRow) -> PaperRow:
        cells = (cell if cell.value is None else replace(cell, text=cell.text.translate(turned)) for cell in row.cells)
        return replace(row, cells=tuple(cells))

    blocks = (
        replace(one, rows=tuple(map(row_of, one.rows))) if isinstance(one, PaperTable) else one for one in paper.blocks
    )
    return replace(paper, blocks=tuple(blocks))


def _compare(paper: Paper, words: Sequence[PdfWord], seen: Sequence[PdfWord]) -> list[Difference]:
    expected = list(_expected(paper))
    found = [word.text for word in words]
    matcher = SequenceMatcher(None, [one.text for one in expected], found, autojunk=False)
    codes = matcher.get_opcodes()
    furniture = list(_furniture(paper))
    differences: list[Difference] = []
    for place, (tag, first, last, start, end) in enumerate(codes):
        at_edge = tag == "insert" and place in (0, len(codes) - 1)
        if tag == "equal" or at_edge:
            continue
        strange = _strange(words[start:end], furniture)
        if tag == "insert" and not strange:
            continue
        said = " ".join(word.text for word in strange)
        differences += _named(expected, first, last, said)
    if differences and agrees(list(_bands(paper)), [word for word in seen if not _in_margin(word)], furniture):
        return []
    return differences


def _bands(paper: Paper) -> Iterator[Band]:
    for block in paper.blocks:
        if isinstance(block, PaperText):
            yield Band((tuple(_split(block.text)),), is_row=False)
        elif isinstance(block, PaperTable):
            for row in block.rows:
                yield Band(tuple(tuple(_split(cell.text)) for cell in row.cells), is_row=True)


def count_figures(paper: Paper) -> int:
    """How many figures of the tables were compared."""
    return sum(cell.value is not None for table in paper.tables for row in table.rows for cell in row.cells)


def _named(expected: Sequence[_Expected], first: int, last: int, said: str) -> Iterator[Difference]:
    """The cells that a stretch of expected words stands in; of an insertion, the cell before it."""
    touched = expected[first:last] or expected[max(0, first - 1) : first]
    cells = list(dict.fromkeys((one.row, one.column, one.place, one.whole) for one in touched))
    for number, (row, column, place, whole) in enumerate(cells):
        yield Difference(row, column, place, whole, said if number == 0 else "")


def _expected(paper: Paper) -> Iterator[_Expected]:
    paragraph = 0
    for block in paper.blocks:
        if isinstance(block, PaperText):
            paragraph += 1
            where = f"đoạn {paragraph}"
            yield from (_Expected(word, "", "", where, block.text) for word in _split(block.text))
        elif isinstance(block, PaperTable):
            yield from _expected_cells(block)


def _expected_cells(table: PaperTable) -> Iterator[_Expected]:
    for row in table.rows:
        name = row.cells[1].text if len(row.cells) > 1 else ""
        for column, cell in zip(table.columns, row.cells, strict=True):
            place = f"dòng {row.key} ({name}), cột “{column.heads[-1]}”"
            yield from (_Expected(word, row.key, column.key, place, cell.text) for word in _split(cell.text))


def _furniture(paper: Paper) -> Iterator[list[str]]:
    """What may stand between rows: headings with their line of numbers, captions, unit lines, notes, the proof."""
    for table in paper.tables:
        heads = [word for line in head_cells(table.columns) for head in line for word in _split(head.text)]
        numbers = [word for column in table.columns for word in _split(column.number)]
        yield heads + numbers
        yield from (_split(text) for text in (table.caption, table.unit_line, *table.notes) if text)
    if line := verification_line(paper):
        # A program may break it: what does not fit the first line stands lower, in the margin.
        proof = _split(line)
        yield from (proof[:length] for length in range(len(proof), 2, -1))


def _strange(words: Sequence[PdfWord], furniture: Sequence[list[str]]) -> list[PdfWord]:
    """The words of a stretch that are neither in a margin nor furniture as a whole."""
    body = [word for word in words if not _in_margin(word)]
    found: list[PdfWord] = []
    place = 0
    while place < len(body):
        texts = [word.text for word in body[place:]]
        # As a whole, but in any order: writers of PDF draw merged headings in different ones.
        known = next((one for one in furniture if sorted(texts[: len(one)]) == sorted(one)), None)
        if known:
            place += len(known)
        else:
            found.append(body[place])
            place += 1
    return found


def _in_margin(word: PdfWord) -> bool:
    return word.y1 < MARGIN_POINTS or word.y0 > word.page_height - MARGIN_POINTS


def _split(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()
