"""Laws of working days and hours, on calendars with any overrides."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.calendars import CalendarOverride, Shift, WorkingCalendar, WorkingHours

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
HOURS = WorkingHours(FIRST, (Shift(time(7), time(11, 30)), Shift(time(13, 30), time(17))))
few = settings(max_examples=60, deadline=None)

inner_days = st.dates(date(2025, 9, 1), date(2026, 3, 31))
moments = st.datetimes(datetime(2025, 9, 1), datetime(2026, 3, 31), timezones=st.just(UTC))  # noqa: DTZ001
counts = st.integers(1, 60)
hours = st.fractions(0, 40, max_denominator=60)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    changed = draw(st.dictionaries(inner_days, st.booleans(), max_size=20))
    rows = [CalendarOverride(day, working, "x") for day, working in changed.items()]
    return WorkingCalendar("any", FIRST, LAST, rows, [HOURS])


@few
@given(calendars(), inner_days, counts)
def test_adding_lands_on_a_working_day_and_counting_undoes_it(calendar: WorkingCalendar, day: date, count: int) -> None:
    end = calendar.add_working_days(day, count)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(day, end) == count
    assert calendar.working_days_between(end, day) == -count
    walked = sum(calendar.is_working_day(day + timedelta(days=step)) for step in range(1, (end - day).days + 1))
    assert walked == count


@few
@given(calendars(), inner_days, counts)
def test_subtracting_undoes_adding_from_a_working_day(calendar: WorkingCalendar, day: date, count: int) -> None:
    start = calendar.working_day_on_or_after(day)
    assert calendar.add_working_days(calendar.add_working_days(start, count), -count) == start


@few
@given(calendars(), inner_days, st.integers(0, 30), counts, counts)
def test_adding_is_monotone_and_adds_up(
    calendar: WorkingCalendar, day: date, later: int, first: int, second: int
) -> None:
    assert calendar.add_working_days(day, first) <= calendar.add_working_days(day + timedelta(days=later), first)
    assert calendar.add_working_days(day, first) < calendar.add_working_days(day, first + second)
    assert calendar.add_working_days(calendar.add_working_days(day, first), second) == calendar.add_working_days(
        day, first + second
    )


@few
@given(calendars(), inner_days)
def test_next_previous_and_on_or_after_agree(calendar: WorkingCalendar, day: date) -> None:
    following = calendar.next_working_day(day)
    assert following == calendar.add_working_days(day, 1)
    assert calendar.working_day_on_or_after(day) == (day if calendar.is_working_day(day) else following)
    assert calendar.next_working_day(calendar.previous_working_day(day)) == calendar.working_day_on_or_after(day)


@few
@given(calendars(), moments, hours)
def test_counting_hours_undoes_adding_them(calendar: WorkingCalendar, moment: datetime, worked: Fraction) -> None:
    end = calendar.add_working_hours(moment, worked)
    assert abs(calendar.working_hours_between(moment, end) - worked) <= Fraction(1, 3_600_000_000)


@few
@given(calendars(), st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_hours_between_add_up(calendar: WorkingCalendar, in_order: list[datetime]) -> None:
    first, middle, last = in_order
    assert calendar.working_hours_between(first, last) == calendar.working_hours_between(
        first, middle
    ) + calendar.working_hours_between(middle, last)


@few
@given(calendars(), inner_days)
def test_working_day_has_eight_hours_and_a_day_off_none(calendar: WorkingCalendar, day: date) -> None:
    midnight = datetime.combine(day, time(), UTC) - timedelta(hours=7)
    worked = calendar.working_hours_between(midnight, midnight + timedelta(days=1))
    assert worked == (8 if calendar.is_working_day(day) else 0)
