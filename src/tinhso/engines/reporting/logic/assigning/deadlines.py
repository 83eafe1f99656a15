"""When each level sends, and when a request locks: working days after the cut-off, by the calendar of Vietnam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import RegimeDefinition
from tinhso.engines.reporting.contracts.errors import DeadlineTooEarly, NotAWorkingDay, UnknownLegalConstant
from tinhso.engines.reporting.queries.definitions import constant_on
from tinhso.kernel.calendars import WorkingCalendar
from tinhso.kernel.clock import VIETNAM, as_utc
from tinhso.kernel.periods import Period

LEAST_WORKING_DAYS = "reporting.least_working_days_after_cut_off"
"""Code of the legal constant: working days between the end of data collection and a deadline."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The moments of one request; deadlines by level, in the regime's order."""

    cut_off_on: date
    deadlines: tuple[tuple[str, datetime], ...]
    lock_at: datetime


def working_calendar() -> WorkingCalendar:
    """Return the calendar of working days as it stands now; one query."""
    return orgs.working_calendar()


def timetable(regime: RegimeDefinition, period: Period) -> Timetable:
    """Return when each level sends a period's report and when it locks.

    Raises:
        DeadlineTooEarly (REP-022): fewer working days after the cut-off than the law demands.
        UnknownLegalConstant (REP-006): the law's number is not loaded.
        DayNotCovered: the calendar does not reach that day.

    Source: NĐ 09/2019/NĐ-CP; the least number of days is the dated constant LEAST_WORKING_DAYS.
    """
    calendar, cut_off = working_calendar(), period.end
    least = least_working_days(cut_off)
    deadlines = []
    for level in regime.deadlines:
        day = calendar.add_working_days(cut_off, level.working_days_after_cut_off)
        if level.working_days_after_cut_off < least:
            raise DeadlineTooEarly(
                due=_shown(day), level=level.level, cut_off=_shown(cut_off),
                days=level.working_days_after_cut_off, least=least,
            )  # fmt: skip
        deadlines.append((level.level, at_hour(day, level.at)))
    last = max(moment for _, moment in deadlines)
    lock_day = calendar.add_working_days(last.astimezone(VIETNAM).date(), regime.lock_working_days_after_last_deadline)
    return Timetable(cut_off, tuple(deadlines), at_hour(lock_day, regime.lock_at))


def least_working_days(on: date) -> int:
    """Return the law's least number of working days after the cut-off, or refuse (REP-006)."""
    constant = constant_on(LEAST_WORKING_DAYS, on)
    if constant is None:
        raise UnknownLegalConstant(constant=LEAST_WORKING_DAYS, on=_shown(on))
    return constant.value


def refuse_day_off(day: date) -> None:
    """Refuse a deadline on a day off and offer the next working day (REP-029)."""
    calendar = working_calendar()
    if not calendar.is_working_day(day):
        raise NotAWorkingDay(
            due=_shown(day),
            why_vi=calendar.why(day, "vi"),
            why_en=calendar.why(day, "en"),
            offered=_shown(calendar.working_day_on_or_after(day)),
        )


def at_hour(day: date, hour: time) -> datetime:
    """Return the moment of an hour of a day in Vietnam, in UTC."""
    return as_utc(datetime.combine(day, hour, VIETNAM))


def _shown(day: date) -> str:
    return day.strftime("%d/%m/%Y")
