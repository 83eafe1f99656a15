"""The dated rows that make a working calendar: days that break the weekly rhythm, and hours of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class CalendarOverride:
    """One day that works or rests against (or beside) the weekly rhythm.

    `source` is the decision or library that says so; `recorded` is when the row became known, where that is kept.
    """

    date: date
    working: bool
    name: str
    name_en: str = ""
    source: str = ""
    recorded: datetime | None = None

    def label(self, language: str = "vi") -> str:
        """Return the name; the Vietnamese one where there is no English one."""
        return self.name_en if language.lower().startswith("en") and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of work within a day, Vietnam time, end exclusive."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The shifts of a working day from a day on, until the next row."""

    valid_from: date
    shifts: tuple[Shift, ...]
    source: str = ""
