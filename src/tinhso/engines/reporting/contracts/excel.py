"""A form as a workbook: what an uploaded file would change, where it disagrees, what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from tinhso.engines.reporting.contracts.tasks import CellCounts, CellInput, Finding, Quantity
from tinhso.kernel.errors import TinhSoError


class ExcelChange(NamedTuple):
    """One cell that the file changes. `address` is where it stands in the file (“E12”).

    Attributes:
        input: what `save_cells` gets; its `base_version` is the version seen in the preview.
        year_to_date_before, year_to_date: of the row, before and after all changes of the file.
        formula: a formula whose stored result was taken; worth a look.
        hidden: the cell stands in a hidden row or column of the file.
    """

    address: str
    row_no: str
    column: str
    name_vi: str
    name_en: str
    decimals: int
    before: Quantity
    after: Quantity
    input: CellInput
    year_to_date_before: Quantity
    year_to_date: Quantity
    note_before: str = ""
    note: str = ""
    findings: tuple[Finding, ...] = ()
    formula: str = ""
    hidden: bool = False

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class ExcelConflict:
    """A cell that the file and somebody else changed since the download, to different figures: a person chooses.

    Attributes:
        downloaded, stored, yours: as it was at the download, as it stands now, as the file says.
        stored_at: when the other change was kept.
    """

    change: ExcelChange
    downloaded: Quantity
    stored_at: datetime | None = None

    @property
    def stored(self) -> Quantity:
        return self.change.before

    @property
    def yours(self) -> Quantity:
        return self.change.after


@dataclass(frozen=True, slots=True)
class ExcelFault:
    """Something in the file that cannot be taken, by its address; nothing is kept while there is one."""

    address: str
    error: TinhSoError


@dataclass(frozen=True, slots=True)
class ExcelRemark:
    """Something about the file worth knowing that stops nothing."""

    address: str
    text_vi: str
    text_en: str

    def text(self, language: str = "vi") -> str:
        return self.text_en if language.startswith("en") else self.text_vi


@dataclass(frozen=True, slots=True)
class ListChange:
    """What the file changes of the form's list: all its lines take the place of those that stand.

    Attributes:
        lines: as they are typed in Vietnamese. seen: the change of the list that the file was made of.
        before, after: how many lines; `added`, `removed` and `changed` of them.
    """

    lines: tuple[Mapping[str, str], ...]
    seen: int
    before: int
    after: int
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class ExcelPreview:
    """What keeping an uploaded form would do. `unchanged` counts the cells that say what stands already."""

    downloaded_at: datetime
    changes: tuple[ExcelChange, ...]
    conflicts: tuple[ExcelConflict, ...]
    faults: tuple[ExcelFault, ...]
    remarks: tuple[ExcelRemark, ...]
    unchanged: int
    cells: CellCounts
    listed: ListChange | None = None

    @property
    def may_be_kept(self) -> bool:
        return not self.faults and bool(self.changes or self.conflicts or self.listed)
