"""Open lists of a report: lines that units add themselves, with text, numbers and dates; count and sums are figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.errors import TinhSoError

COUNT = "count"
"""What a row takes from the list: the number of its lines; `sum:CODE` adds up a column of numbers."""
SUM = "sum:"

Value = str | Decimal | date | None


class ListColumnKind(StrEnum):
    """What a column of a list holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of an open list. A line without a `needed` value is refused; numbers have at most `decimals`."""

    code: str
    kind: ListColumnKind
    name_vi: str
    name_en: str
    needed: bool = False
    decimals: int = 0

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class OpenList:
    """The list that a form asks for beside its rows."""

    name_vi: str
    name_en: str
    columns: tuple[ListColumn, ...]

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class ListFault:
    """A value of a line that was not taken: which line (from 0), which column, why.

    Of a list that was not taken as a whole (too long, changed meanwhile) the line is −1.
    """

    line: int
    column: str
    error: TinhSoError


@dataclass(frozen=True, slots=True)
class ListSheet:
    """The list of one report as it stands.

    Attributes:
        seen: what travels with a change, so that two people never overwrite each other.
        figures: what the list gives: (row number, name in both languages, value).
        earlier: lines of the same unit's last list with this form, offered where there is none yet.
        is_declared: somebody said that there is nothing to list.
    """

    open_list: OpenList
    lines: tuple[tuple[Value, ...], ...]
    seen: int
    figures: tuple[tuple[str, str, str, Decimal], ...]
    earlier: int
    is_declared: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class UnitList:
    """The list of one unit among those that one respondent enters."""

    task_id: int
    subject: UnitView
    sheet: ListSheet


@dataclass(frozen=True, slots=True)
class UnitsLists:
    """The lists of every unit of a request that one respondent enters, by the units' names."""

    open_list: OpenList
    units: tuple[UnitList, ...]


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line of a consolidated list, with the unit that sent it."""

    unit: UnitView
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ListedLines:
    """All lines that the units of a request have sent."""

    open_list: OpenList
    lines: tuple[ListedLine, ...]
    sent: int
    expected: int
