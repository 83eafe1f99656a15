"""Working days and working hours, by dated rows: a weekly rhythm, days that break it, and hours of work.

A day counts from the day after: "within 5 working days from 26/4" begins with the first working day after 26/4. Outside
the years a calendar knows it refuses to answer, for a holiday nobody entered would move a deadline silently.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from tinhso.kernel.calendars.errors import DayNotCovered, NegativeWorkingHours, NoWorkingHours
from tinhso.kernel.calendars.rows import CalendarOverride, WorkingHours
from tinhso.kernel.clock import VIETNAM, as_utc, in_vietnam

MONDAY_TO_FRIDAY = frozenset(range(5))
_WEEKDAYS_VI = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOUR = timedelta(hours=1)
_MICROSECOND = timedelta(microseconds=1)


class WorkingCalendar:
    """A calendar of one office or province, unchanging: `with_overrides` makes another.

    Args:
        code: its name in packages and messages.
        first_day, last_day: the days it knows about, inclusive.
        overrides: rows in the order they were recorded; of two for one day the later counts.
        hours: rows of working hours; a day takes the latest row that is valid on it.
        weekdays: working days of the week, Monday is 0.
    """

    def __init__(
        self,
        code: str,
        first_day: date,
        last_day: date,
        overrides: Iterable[CalendarOverride] = (),
        hours: Iterable[WorkingHours] = (),
        weekdays: frozenset[int] = MONDAY_TO_FRIDAY,
    ) -> None:
        self.code, self.first_day, self.last_day, self.weekdays = code, first_day, last_day, weekdays
        self.overrides = {row.date: row for row in overrides}
        self.hours = tuple(sorted(hours, key=lambda row: row.valid_from))
        # Every working day as an ordinal: questions about days become places in this list.
        self._working = [
            ordinal
            for ordinal in range(first_day.toordinal(), last_day.toordinal() + 1)
            if self._works(date.fromordinal(ordinal))
        ]

    def with_overrides(self, rows: Iterable[CalendarOverride]) -> WorkingCalendar:
        """Return the calendar with more rows, which count over those it has."""
        overrides = [*self.overrides.values(), *rows]
        return WorkingCalendar(self.code, self.first_day, self.last_day, overrides, self.hours, self.weekdays)

    def with_hours(self, rows: Iterable[WorkingHours]) -> WorkingCalendar:
        """Return the calendar with these rows of working hours instead of its own."""
        return WorkingCalendar(self.code, self.first_day, self.last_day, self.overrides.values(), rows, self.weekdays)

    def is_working_day(self, day: date) -> bool:
        """Say whether work is done on the day; raises like every question about days:

        Raises:
            DayNotCovered (KER-021): when the answer lies outside the days the calendar knows.
        """
        return self._works(self._covered(day))

    def why(self, day: date, language: str = "vi") -> str:
        """Return what the day is: the override's name, otherwise the day of the week."""
        override = self.overrides.get(self._covered(day))
        if override is not None:
            return override.label(language)
        return (_WEEKDAYS_EN if language.lower().startswith("en") else _WEEKDAYS_VI)[day.weekday()]

    def next_working_day(self, day: date) -> date:
        """Return the first working day after the day."""
        return self._working_day(bisect_right(self._working, self._covered(day).toordinal()), day)

    def previous_working_day(self, day: date) -> date:
        """Return the last working day before the day."""
        return self._working_day(bisect_left(self._working, self._covered(day).toordinal()) - 1, day)

    def working_day_on_or_after(self, day: date) -> date:
        """Return the day itself when it works, otherwise the next that does."""
        return self._working_day(bisect_left(self._working, self._covered(day).toordinal()), day)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the count-th working day after the day; before it when negative; for 0 like `working_day_on_or_after`.

        >>> from tinhso.kernel.calendars import vietnam_calendar
        >>> vietnam_calendar().add_working_days(date(2026, 11, 19), 3).isoformat()
        '2026-11-25'
        """
        ordinal = self._covered(day).toordinal()
        if count > 0:
            return self._working_day(bisect_right(self._working, ordinal) + count - 1, day)
        return self._working_day(bisect_left(self._working, ordinal) + count, day)

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after the first through the last; negative when the last is earlier.

        It undoes addition: `working_days_between(d, add_working_days(d, n)) == n` for n > 0.
        """
        before, through = (bisect_right(self._working, self._covered(day).toordinal()) for day in (first, last))
        return through - before

    def add_working_hours(self, moment: datetime, hours: int | Fraction | Decimal) -> datetime:
        """Return the earliest moment (UTC) by which so many hours were worked since the moment.

        Raises:
            NegativeWorkingHours (KER-022), NoWorkingHours (KER-023), DayNotCovered (KER-021), NaiveDatetime (KER-040).
        """
        if hours < 0:
            raise NegativeWorkingHours(hours=hours)
        moment = as_utc(moment)
        # Whole microseconds, rounded to the nearest: a third of an hour has no exact datetime.
        left = round(Fraction(hours) * (_HOUR // _MICROSECOND)) * _MICROSECOND
        if not left:
            return moment
        for start, end in self._shifts_from(moment):
            if left <= end - start:
                return start + left
            left -= end - start
        raise AssertionError("shifts end only by DayNotCovered")

    def working_hours_between(self, first: datetime, last: datetime) -> Fraction:
        """Return the hours worked from the first moment to the last, exactly; negative when the last is earlier.

        Raises:
            NoWorkingHours (KER-023), DayNotCovered (KER-021), NaiveDatetime (KER-040).
        """
        first, last = as_utc(first), as_utc(last)
        if last < first:
            return -self.working_hours_between(last, first)
        self._covered(in_vietnam(last).date())
        worked = timedelta()
        for start, end in self._shifts_from(first, in_vietnam(last).date()):
            worked += max(timedelta(), min(end, last) - start)
        return Fraction(worked // _MICROSECOND, _HOUR // _MICROSECOND)

    def hours_on(self, day: date) -> WorkingHours:
        """Return the row of working hours valid on the day.

        Raises:
            NoWorkingHours (KER-023)
        """
        valid = [row for row in self.hours if row.valid_from <= day]
        if not valid:
            raise NoWorkingHours(calendar=self.code, date=day.isoformat())
        return valid[-1]

    def _works(self, day: date) -> bool:
        override = self.overrides.get(day)
        return day.weekday() in self.weekdays if override is None else override.working

    def _covered(self, day: date) -> date:
        if not self.first_day <= day <= self.last_day:
            raise self._not_covered(day)
        return day

    def _not_covered(self, day: date | str) -> DayNotCovered:
        return DayNotCovered(calendar=self.code, first=self.first_day, last=self.last_day, date=day)

    def _working_day(self, place: int, asked: date) -> date:
        if not 0 <= place < len(self._working):
            raise self._not_covered(asked)
        return date.fromordinal(self._working[place])

    def _shifts_from(self, moment: datetime, last_day: date | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Yield the shifts (UTC) that end after the moment, the running one from the moment on."""
        day = self._covered(in_vietnam(moment).date())
        while last_day is None or day <= last_day:
            if self._works(self._covered(day)):
                for shift in self.hours_on(day).shifts:
                    start, end = (as_utc(datetime.combine(day, at, VIETNAM)) for at in (shift.start, shift.end))
                    if end > moment:
                        yield max(start, moment), end
            day += timedelta(days=1)
