"""All figures of an exploration one after another, in slices small enough to hold: for files of any size.

Columns are those of `figures.md`, but fixed by the question, since a stream cannot know what comes: a `dim.<code>` for
every dimension of the indicators where combinations were asked for, and `marks` always. A stream of several slices is
read as of one checkpoint, so that all of it is one state; a single slice is read as the page is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import Dims, FigureQuery
from tinhso.engines.insight.logic.explore.asking import Exploration
from tinhso.engines.insight.logic.explore.figures import listed_units
from tinhso.engines.trust import api as trust

CELLS_A_SLICE = 50_000
COUNTS = ("expected", "received")
Record = dict[str, object]


@dataclass(frozen=True)
class FigureStream:
    """The rows of an exploration, asked for slice by slice.

    Attributes:
        columns: names, the same for every row.
        tree_size: the checkpoint all rows are read as of; None is live (one slice).
    """

    columns: tuple[str, ...]
    tree_size: int | None
    questions: tuple[FigureQuery, ...]

    def slice(self, number: int) -> list[Record]:
        """Ask for the rows of one slice, in canonical order."""
        found = cube.query(self.questions[number]).to_records()
        return [{name: record.get(name, "") for name in self.columns} for record in found]

    def records(self) -> Iterator[list[Record]]:
        """Yield the rows of each slice."""
        return map(self.slice, range(len(self.questions)))

    def csv_head(self) -> bytes:
        """Return the first line of a CSV file."""
        return _csv([list(self.columns)])

    def csv_lines(self, records: Sequence[Record]) -> bytes:
        """Return rows as lines of a CSV file: UTF-8, `\\n`."""
        return _csv([list(record.values()) for record in records])

    def csv_parts(self) -> Iterator[bytes]:
        """Yield a CSV file in parts, its head first."""
        yield self.csv_head()
        for records in self.records():
            yield self.csv_lines(records)


def cells_of(asked: Exploration) -> int:
    """Say how many figures an exploration asks for, without dimensions."""
    return len(listed_units(asked)) * len(asked.periods) * len(asked.codes)


def stream_of(asked: Exploration) -> FigureStream:
    """Return the rows of an exploration as a stream; nothing is asked of the ledger before the first row is wanted."""
    if cells_of(asked) <= CELLS_A_SLICE:
        return FigureStream(_columns(asked), asked.choice.tree_size, (asked.question,))
    if not _known(asked) and (checkpoint := trust.latest_checkpoint()) is not None:
        asked = asked.at_checkpoint(checkpoint.tree_size)
    return whole_stream(asked)


def whole_stream(asked: Exploration) -> FigureStream:
    """Return the rows of an exploration of one checkpoint, the same slices whenever they are asked for."""
    units = sorted(listed_units(asked), key=lambda unit: (unit.code, unit.valid_from, unit.id))
    within = asked.unit_ids is not None
    a_slice = max(1, CELLS_A_SLICE // len(asked.periods))
    is_small = within or len(units) <= a_slice
    pieces: list[frozenset[int] | None] = [asked.unit_ids]
    if not is_small:
        pieces = [
            frozenset(unit.id for unit in units[first : first + a_slice]) for first in range(0, len(units), a_slice)
        ]
    questions = tuple(
        replace(asked.question, indicators=(code,), within=piece) for code in sorted(asked.codes) for piece in pieces
    )
    return FigureStream(_columns(asked), asked.choice.tree_size, questions)


def _known(asked: Exploration) -> bool:
    return asked.choice.tree_size is not None


def _columns(asked: Exploration) -> tuple[str, ...]:
    dims = {code for one in asked.definitions for code in one.dimensions} if asked.dims is Dims.ALL else set()
    return (
        "indicator", "unit", "period", *(f"dim.{code}" for code in sorted(dims)), "scenario", "value", "operator",
        "missing", "status", *COUNTS, "marks",
    )  # fmt: skip


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue().encode()
