"""Working calendars: which days and hours count, from dated rows that an office can edit.

calendar = vietnam_calendar()
calendar.add_working_days(date(2026, 11, 19), 3)     # 25/11/2026, for 24/11 is a holiday
calendar.working_day_on_or_after(date(2026, 11, 22)) # Sunday: 23/11/2026
"""

from tinhso.kernel.calendars.calendar import MONDAY_TO_FRIDAY, WorkingCalendar
from tinhso.kernel.calendars.definitions import calendar_from_dict, override_from_dict
from tinhso.kernel.calendars.errors import (
    CalendarError,
    DayNotCovered,
    InvalidCalendar,
    NegativeWorkingHours,
    NoWorkingHours,
)
from tinhso.kernel.calendars.rows import CalendarOverride, Shift, WorkingHours
from tinhso.kernel.calendars.vietnam import DEFAULT_HOURS, tet_days, vietnam_calendar, vietnam_overrides

__all__ = [
    "DEFAULT_HOURS",
    "MONDAY_TO_FRIDAY",
    "CalendarError",
    "CalendarOverride",
    "DayNotCovered",
    "InvalidCalendar",
    "NegativeWorkingHours",
    "NoWorkingHours",
    "Shift",
    "WorkingCalendar",
    "WorkingHours",
    "calendar_from_dict",
    "override_from_dict",
    "tet_days",
    "vietnam_calendar",
    "vietnam_overrides",
]
