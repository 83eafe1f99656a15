"""A unit's own file of list lines: which column of it holds what, and what reading it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tinhso.engines.reporting.contracts.mapping import Doubt, SheetCorner


@dataclass(frozen=True, slots=True)
class ListMapping:
    """How the lines of a sheet are found.

    Attributes:
        first_row: the first line; the headings stand above it. last_row: 0 reads to the first empty row.
        columns: letters of the sheet's column by code of the list's; a column that the file does not have is absent.
    """

    sheet: str
    first_row: int
    last_row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListFileView:
    """A kept file with what a mapping reads of it.

    Attributes:
        lines: as if typed, by column code. doubts: cells that cannot be taken; nothing is while there is one.
    """

    name: str
    sheets: tuple[str, ...]
    corner: SheetCorner
    mapping: ListMapping
    lines: tuple[Mapping[str, str], ...]
    doubts: tuple[Doubt, ...]

    @property
    def may_be_taken(self) -> bool:
        return bool(self.lines) and not self.doubts
