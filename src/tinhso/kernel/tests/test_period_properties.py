"""Laws that hold for every period of every scheme."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.periods import Period, parse_period, parse_period_range, period_of, period_range
from tinhso.kernel.testing import SEQUENCES, TILING, days, periods, spans

ONE_DAY = timedelta(days=1)
few = settings(max_examples=100)
NINE_MONTHS = tuple(scheme for scheme in SEQUENCES if scheme.endswith(".nine_month"))
DECREE = tuple(scheme for scheme in SEQUENCES if scheme.startswith("nd09."))
CALENDAR = tuple(scheme for scheme in SEQUENCES if scheme.startswith("calendar."))


@few
@given(st.one_of(periods(), spans()))
def test_parsing_the_code_gives_the_period_back(period: Period) -> None:
    assert parse_period(period.code) == period
    assert parse_period_range(period.code) == (period,)


@few
@given(periods())
def test_previous_and_next_undo_each_other(period: Period) -> None:
    assert period.previous().next() == period == period.next().previous()
    assert period.previous() < period < period.next()


@few
@given(periods(TILING))
def test_next_begins_on_the_day_after(period: Period) -> None:
    assert period.next().start == period.end + ONE_DAY


@few
@given(periods(NINE_MONTHS))
def test_nine_months_of_two_years_leave_three_months_between(period: Period) -> None:
    gap = (period.next().start - period.end).days - 1
    assert 91 <= gap <= 92


@few
@given(periods(), st.integers(0, 40))
def test_range_has_every_period_once_and_tiles_its_days(first: Period, steps: int) -> None:
    last = first.shifted(steps)
    found = period_range(first, last)
    assert (len(found), found[0], found[-1]) == (steps + 1, first, last)
    assert list(found) == sorted(set(found))
    if first.scheme in TILING:
        assert sum(period.days for period in found) == (last.end - first.start).days + 1


@few
@given(days(), st.sampled_from(TILING))
def test_every_day_lies_in_exactly_one_period_of_a_scheme(day: date, scheme: str) -> None:
    period = period_of(day, scheme)
    assert period.includes(day)
    assert period_of(period.start, scheme) == period == period_of(period.end, scheme)
    assert not period.previous().includes(day)
    assert not period.next().includes(day)


@few
@given(periods())
def test_same_period_last_year_has_the_same_place_in_its_year(period: Period) -> None:
    earlier = period.same_period_last_year()
    assert (earlier.year, earlier.number, earlier.scheme) == (period.year - 1, period.number, period.scheme)
    assert 365 <= (period.start - earlier.start).days <= 366


@few
@given(periods())
def test_year_to_date_runs_without_gap_from_the_first_of_the_year(period: Period) -> None:
    through = period.year_to_date()
    assert (through[0].number, through[-1], len(through)) == (1, period, period.number)
    assert {part.year for part in through} == {period.year}
    assert all(part.next() == follower for part, follower in pairwise(through))


@few
@given(st.sampled_from([DECREE, CALENDAR]).flatmap(lambda family: st.tuples(*[periods(family)] * 2)), st.data())
def test_containment_is_transitive_and_means_order_of_days(pair: tuple[Period, Period], data: st.DataObject) -> None:
    outer, inner = pair
    family = DECREE if outer.family == "nd09" else CALENDAR
    middle = period_of(inner.start, data.draw(st.sampled_from([s for s in family if s in TILING])))
    if outer.contains(middle) and middle.contains(inner):
        assert outer.contains(inner)
    assert outer.contains(outer)
    assert outer.contains(inner) == (outer.includes(inner.start) and outer.includes(inner.end))
    if outer.contains(inner) and inner.contains(outer):
        assert (outer.start, outer.end) == (inner.start, inner.end)


@few
@given(periods(("nd09.quarter", "nd09.half", "nd09.nine_month", "nd09.year", "calendar.quarter", "calendar.year")))
def test_months_of_a_longer_period_make_it_up(period: Period) -> None:
    months = period.children("month")
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    assert all(period.contains(month) for month in months)
    assert sum(month.days for month in months) == period.days
    assert {month.year for month in months} == {period.year}


@few
@given(st.one_of(periods(), spans()), days())
def test_change_inside_a_period_straddles_it_exactly_when_both_sides_have_days(period: Period, day: date) -> None:
    assert period.straddles(day) == (period.includes(day) and period.includes(day - ONE_DAY))
