"""Rows of a table that a PDF tells once more: a second table beside the recorded one, with figures of its own.

An office may write before the first and behind the last recorded word: number, day, stamp, names. A row of the table
with a figure beside it is none of these, and whoever reads the paper cannot know which of the two was compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import normalize

from tinhso.kernel.papers.document import Paper, PaperRow

# A short name (“Tổng số”) may stand in a sentence of the office; so many words behind it, a figure makes it a row.
_SURE_WORDS = 3
_REACH = 4


def rows_told_twice(paper: Paper, words: Sequence[str], recorded: Sequence[str]) -> Iterator[tuple[PaperRow, str]]:
    """Yield each row that stands in a PDF more often than on the paper, with what it says the last time.

    Args:
        words: of the PDF, in the order of writing. recorded: of the paper's paragraphs and tables.
    """
    beside = [word for text in _beside(paper) for word in text.split()]
    heads = [" ".join(column.heads) for table in paper.tables for column in table.columns]
    known: set[str] = set()
    for table in paper.tables:
        for row in table.rows:
            name = normalize("NFC", row.cells[1].text) if len(row.cells) > 1 else ""
            if not name or name in known or any(name in head for head in heads):
                continue
            known.add(name)
            wanted = name.split()
            places = _places(wanted, words)
            if len(places) > len(_places(wanted, recorded)) + len(_places(wanted, beside)):
                yield row, " ".join(words[places[-1] : places[-1] + len(wanted) + _REACH])


def _places(wanted: Sequence[str], words: Sequence[str]) -> list[int]:
    """Where a name stands; a short one only where a figure follows."""
    size = len(wanted)
    return [
        at
        for at, word in enumerate(words)
        if word == wanted[0]
        and list(words[at : at + size]) == list(wanted)
        and (size >= _SURE_WORDS or any(_has_digit(one) for one in words[at + size : at + size + _REACH]))
    ]


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _beside(paper: Paper) -> Iterator[str]:
    """Words of the paper that are not compared: its head, its facts, whom it goes to."""
    yield from (paper.title, paper.subtitle, *paper.recipients)
    yield from (text for fact in paper.facts for text in fact)
