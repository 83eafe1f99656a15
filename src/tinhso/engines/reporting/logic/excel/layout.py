"""How a form's workbook is recognised again, whatever was inserted or moved.

A hidden column says which row of the form each row is (`dong:1.2`), a hidden row says which column (`cot:value`); both
move along when whole rows or columns are inserted or moved. Where they cross stands the mark of the layout. A defined
name spans the rows of each column: when cells are pushed down in one column alone, its span no longer agrees with that
of the others. A hidden sheet keeps what the cells held at the download.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MARK: Final = "tinhso-bieu/1"
STAMP_SHEET: Final = "_tinhso"
ROW: Final = "dong:"
COLUMN: Final = "cot:"
NUMBER, NAME, UNIT, NOTE = "#stt", "#ten", "#dvt", "#ghichu"
"""Columns of the sheet that are none of the form."""
SPAN: Final = "tinhso_cot_"
BASE_ROW: Final = 20
"""First row (from 0) of the hidden sheet that keeps what the cells of a row held; above it the facts of the file."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The facts of a downloaded file."""

    assignment_id: int
    form: str
    form_version: int
    period: str
    subject: str
    locale: str
    downloaded_at: str
    list_seen: int = 0
    """The change of the form's list that the file holds; 0 before anybody wrote one."""

    def pairs(self) -> list[tuple[str, str]]:
        """As they stand in the hidden sheet: name, value."""
        return [
            ("assignment", str(self.assignment_id)),
            ("form", self.form),
            ("form_version", str(self.form_version)),
            ("period", self.period),
            ("subject", self.subject),
            ("locale", self.locale),
            ("downloaded_at", self.downloaded_at),
            ("list_seen", str(self.list_seen)),
        ]


@dataclass(frozen=True, slots=True)
class Base:
    """What a cell held at the download: its version, the figure in canonical text, the note of its row."""

    version: int
    said: str
    note: str
