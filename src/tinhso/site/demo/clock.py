"""When things happened in the demonstration: the moments of one reporting period, counted in working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from tinhso.kernel.calendars import WorkingCalendar, vietnam_calendar
from tinhso.kernel.clock import VIETNAM, FrozenClock
from tinhso.kernel.periods import Period
from tinhso.site.demo.numbers import draw

PLANNED: Final = datetime(2021, 11, 29, 8, 0, tzinfo=VIETNAM)
"""When the province's units and its plan became known."""
FOUNDED: Final = datetime(2023, 11, 16, 8, 0, tzinfo=VIETNAM)
"""When its accounts, definitions and forms became known."""
NOW: Final = datetime(2026, 11, 17, 13, 42, tzinfo=VIETNAM)
"""The moment at which the demonstration begins."""
# Working days after the cut-off, as the illustrative regimes have them.
COMMUNE_DAYS, AGENCY_DAYS, PROVINCE_DAYS = 2, 4, 7


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an hour of a day in Vietnam."""
    return datetime.combine(day, time(hour, minute), VIETNAM)


@dataclass(frozen=True)
class Timeline:
    """The moments of one period's reports."""

    period: Period

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return vietnam_calendar()

    @property
    def opened_at(self) -> datetime:
        """The office assigns on the first working day from the 1st of the month in which the period closes."""
        return moment(self.calendar.working_day_on_or_after(self.period.end.replace(day=1)), 8, 30)

    @property
    def known_at(self) -> datetime:
        """The systems send what they know in the night after the cut-off."""
        return moment(self.period.end + timedelta(days=1), 5)

    def deadline(self, working_days: int) -> datetime:
        """Return 17:00 of so many working days after the cut-off."""
        return moment(self.calendar.add_working_days(self.period.end, working_days), 17)

    @property
    def commune_due_at(self) -> datetime:
        return self.deadline(COMMUNE_DAYS)

    @property
    def agency_due_at(self) -> datetime:
        return self.deadline(AGENCY_DAYS)

    @property
    def accepted_at(self) -> datetime:
        """The department accepts the communes' reports the working day after their deadline."""
        return moment(self.calendar.next_working_day(self.commune_due_at.date()), 15, 20)

    @property
    def sent_upward_at(self) -> datetime:
        return moment(self.agency_due_at.date(), 15, 5)

    @property
    def accepted_above_at(self) -> datetime:
        return moment(self.calendar.add_working_days(self.period.end, PROVINCE_DAYS), 10)

    @property
    def locked_at(self) -> datetime:
        return moment(self.calendar.next_working_day(self.accepted_above_at.date()), 17)

    def sent_in_time_at(self, *names: object) -> datetime:
        """An hour from the first afternoon to just before the communes' deadline, by the names."""
        first = moment(self.calendar.next_working_day(self.period.end), 13, 30)
        if draw(3, "day", self.period.code, *names):
            last = moment(self.commune_due_at.date(), 8)
            return last + timedelta(minutes=draw(520, "minute", self.period.code, *names))
        return first + timedelta(minutes=draw(200, "minute", self.period.code, *names))

    def sent_late_at(self, *names: object) -> datetime:
        """The working day after the deadline, before noon, by the names."""
        day = self.calendar.next_working_day(self.commune_due_at.date())
        return moment(day, 8) + timedelta(minutes=draw(230, "late", self.period.code, *names))


class DemoClock(FrozenClock):
    """The clock of loading: it is put on the moment of each act, and never runs backward."""

    def reach(self, wanted: datetime) -> datetime:
        """Put the clock on a moment, or leave it where it is when it is already later."""
        if wanted > self.now():
            self.set(wanted)
        return self.now()
