"""The workbook of a consolidation: what a filled one would add to, change in and take from the agency's own lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from tinhso.engines.reporting.contracts.excel import ExcelFault, ExcelRemark
from tinhso.engines.reporting.contracts.tasks import Quantity


@dataclass(frozen=True, slots=True)
class LineInput:
    """A figure of one of the agency's own lines, as it is to stand.

    Attributes:
        row_no: row of the form whose total it adds to.
        value: exact, in the indicator's measure unit, negative takes away; None only takes `replaces` back.
        line: id of the line; empty makes one from the title.
        replaces: the drafted figure (an adjustment's id) that goes.
    """

    row_no: str
    value: Decimal | None
    title_vi: str
    reason: str
    line: str = ""
    replaces: int | None = None


class LineChangeKind(StrEnum):
    """What becomes of a figure of a line."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LineChange:
    """One figure of a line that the file changes. `address` is where it stands in the file."""

    address: str
    kind: LineChangeKind
    name_vi: str
    name_en: str
    decimals: int
    before: Decimal | None
    input: LineInput

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class LineTotal:
    """A total that the file changes: what stands now, what would stand, over x of N units."""

    row_no: str
    name_vi: str
    name_en: str
    decimals: int
    received: int
    expected: int
    before: Quantity
    after: Quantity

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class LinesPreview:
    """What keeping an uploaded workbook would do. `unchanged` counts the figures of lines that stay."""

    downloaded_at: datetime
    changes: tuple[LineChange, ...]
    totals: tuple[LineTotal, ...]
    faults: tuple[ExcelFault, ...]
    remarks: tuple[ExcelRemark, ...]
    unchanged: int

    @property
    def may_be_kept(self) -> bool:
        return not self.faults and bool(self.changes)
