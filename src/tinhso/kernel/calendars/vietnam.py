"""Vietnam's working calendar from the PyPI package `holidays`, with what that package does not know yet.

A default, not the law: holidays that follow the moon are computed years ahead, and the Government's swaps of working
days become known a few weeks before they happen. An office keeps its own rows and edits them.
"""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache

from tinhso.kernel.calendars.calendar import WorkingCalendar
from tinhso.kernel.calendars.rows import CalendarOverride, Shift, WorkingHours

VIETNAM_CODE = "vietnam"
FIRST_YEAR, LAST_YEAR = 2015, 2035

# Swaps that version 0.109 of the package lacks.
_NEW_YEAR_2026 = "Chính phủ đồng ý hoán đổi ngày làm việc ngày 25/12/2025 (vietnamnews.vn 1732658)"
SUPPLEMENTS = (
    CalendarOverride(
        date(2026, 1, 2), False, "Ngày nghỉ (thay cho ngày 10/01/2026)", "Day off (for 10 January 2026)", _NEW_YEAR_2026
    ),
    CalendarOverride(
        date(2026, 1, 10), True, "Làm bù cho ngày 02/01/2026", "Make-up day for 2 January 2026", _NEW_YEAR_2026
    ),
)

DEFAULT_HOURS = WorkingHours(
    valid_from=date(1950, 1, 1),
    shifts=(Shift(time(7, 0), time(11, 30)), Shift(time(13, 30), time(17, 0))),
    source="8 giờ mỗi ngày; giờ cụ thể do địa phương quy định (cần kiểm tra)",
)


@lru_cache(maxsize=4)
def vietnam_overrides(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> tuple[CalendarOverride, ...]:
    """Return holidays, days off in lieu and make-up Saturdays of these years, in order of date."""
    # Imported late: the package takes a third of a second, and few commands ask about working days.
    import holidays

    years = range(first_year, last_year + 1)
    source = f"PyPI holidays {holidays.__version__}"
    vietnamese = holidays.country_holidays("VN", years=years, language="vi")
    english = holidays.country_holidays("VN", years=years, language="en_US")
    rows = [
        CalendarOverride(day, False, name, english[day], source)
        for day, name in vietnamese.items()
        if first_year <= day.year <= last_year
    ]
    rows += [
        CalendarOverride(day, True, "Ngày làm bù", "Make-up working day", source)
        for day in vietnamese.weekend_workdays
        if first_year <= day.year <= last_year
    ]
    rows += [row for row in SUPPLEMENTS if first_year <= row.date.year <= last_year]
    return tuple(sorted(rows, key=lambda row: row.date))


@lru_cache(maxsize=4)
def vietnam_calendar(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> WorkingCalendar:
    """Return the default calendar of these years: Monday to Friday, 8 hours."""
    return WorkingCalendar(
        VIETNAM_CODE,
        date(first_year, 1, 1),
        date(last_year, 12, 31),
        vietnam_overrides(first_year, last_year),
        (DEFAULT_HOURS,),
    )


@lru_cache(maxsize=1)
def tet_days() -> frozenset[date]:
    """Return every day called after Tết Nguyên Đán, from the 29th of the old year on; none outside the known years."""
    return frozenset(row.date for row in vietnam_overrides() if any(one in row.name for one in _TET))


_TET = ("Tết Nguyên Đán", "29 Tết", "30 Tết")
