"""The working calendar of the office: that of the country, and over it the days of `calendar.csv`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tinhso.engines.orgs.logic.csv_rows import Row, read_rows
from tinhso.engines.orgs.models import CalendarDay
from tinhso.engines.orgs.queries.calendar_days import newest_days, own_days
from tinhso.kernel.calendars import CalendarOverride, WorkingCalendar, vietnam_calendar

COLUMNS = ("day", "working", "name_vi", "name_en", "source", "confirmed")


class DayRow(NamedTuple):
    """One line of the file."""

    day: date
    working: bool
    name_vi: str
    name_en: str
    source: str
    confirmed: bool


def calendar_known(known: int | None = None) -> WorkingCalendar:
    """Return the calendar as a size of the log knows it; one query, the same rows make it once."""
    return _with_days(own_days(known))


@lru_cache(maxsize=8)
def _with_days(days: tuple[CalendarOverride, ...]) -> WorkingCalendar:
    return vietnam_calendar().with_overrides(days) if days else vietnam_calendar()


def days_to_add(file: Path) -> tuple[list[DayRow], int]:
    """Read a file and return the days that do not stand yet, and how many do.

    Raises:
        UnreadableFile (ORG-030), WrongRow (ORG-031): with line and column.
    """
    given: dict[date, DayRow] = {}
    covered = vietnam_calendar()
    for line in read_rows(file, COLUMNS):
        row = _row(line, covered)
        if given.setdefault(row.day, row) is not row:
            raise line.wrong("day", "ngày này ghi hai lần", "this day stands twice")
    standing = newest_days()
    fresh = [row for row in given.values() if standing.get(row.day) != tuple(row[1:])]
    return fresh, len(given) - len(fresh)


def store_days(rows: list[DayRow], event_id: int) -> None:
    """Write days under an event."""
    CalendarDay.objects.bulk_create([CalendarDay(**row._asdict(), event_id=event_id) for row in rows])


def _row(line: Row, covered: WorkingCalendar) -> DayRow:
    day = line.day("day")
    if not covered.first_day <= day <= covered.last_day:
        first, last = covered.first_day.isoformat(), covered.last_day.isoformat()
        raise line.wrong("day", f"lịch chỉ có từ {first} đến {last}", f"the calendar goes from {first} to {last}")
    for column in ("working", "confirmed"):
        if line[column] not in ("0", "1"):
            raise line.wrong(column, "phải là 1 hoặc 0", "it must be 1 or 0")
    for column in ("name_vi", "source"):
        if not line[column]:
            raise line.wrong(column, "không được để trống", "it is missing")
    return DayRow(
        day, line["working"] == "1", line["name_vi"], line["name_en"], line["source"], line["confirmed"] == "1"
    )
