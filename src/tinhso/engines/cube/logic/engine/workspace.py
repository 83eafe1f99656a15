"""Where the steps of a question are computed: what every engine must do for them, and nothing else.

A step is a function that returns an Ibis expression over names of the catalogue (`tables`). Whoever writes or runs
steps speaks to a `Workspace` only; which engine stands behind it is decided in one place (`engine`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.steps.tables import SCHEMAS, arrow_schema

if TYPE_CHECKING:
    from tinhso.engines.cube.logic.engine.lazy_ibis import ibis

    Step = Callable[..., ibis.Table]


class FilesChanged(Exception):
    """Files that a question was reading went away, or are not what they were: look again at what there is."""


class Workspace(ABC):
    """The few things that steps need: rows in, Ibis through, rows or Arrow out. It belongs to one question."""

    def load(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows into a table of the catalogue."""
        self.register(name, table_of(rows, arrow_schema(SCHEMAS[name])))

    @abstractmethod
    def register(self, name: str, arrow: pa.Table) -> None:
        """Make an Arrow table known under a name."""

    def lay(self, name: str, arrow: pa.Table) -> None:
        """The same for what every figure is joined with: an engine may bring it into a form of its own."""
        self.register(name, arrow)

    @abstractmethod
    def read(self, name: str, files: Sequence[str]) -> None:
        """Name Parquet files of the columns that the catalogue gives for the name."""

    @abstractmethod
    def view(self, name: str, sql: str) -> None:
        """Name a piece of plain SQL that every engine understands; it is computed with whatever reads it."""

    @abstractmethod
    def define(self, name: str, step: Step, *flags: Hashable) -> None:
        """Name a step that is read once."""

    @abstractmethod
    def create(self, name: str) -> None:
        """Make an empty table of the catalogue, to be appended to."""

    @abstractmethod
    def keep(self, name: str, step: Step, *flags: Hashable) -> None:
        """Compute a step once and keep its result under a name."""

    @abstractmethod
    def settle(self, name: str) -> None:
        """See to it that a kept step is computed by now: what cannot be computed shows here.

        Raises:
            NumberTooWide (CUB-017)
        """

    @abstractmethod
    def append(self, name: str, step: Step, *flags: Hashable) -> None:
        """Add a step's result to a created table of the same columns."""

    @abstractmethod
    def stored(self, name: str) -> pa.Table:
        """Return the rows of a kept step, in any order; wide whole numbers come as decimals without a fraction."""

    @abstractmethod
    def rows(self, step: Step, *flags: Hashable) -> list[tuple[Any, ...]]:
        """Compute a step and return its rows as exact Python values."""


def table_of(rows: Iterable[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Return rows as an Arrow table; no rows make an empty one of the same schema."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)
