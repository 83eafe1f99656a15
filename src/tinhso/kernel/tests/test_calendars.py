"""Working calendars: the golden cases of the domain, rows that change days, hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tinhso.kernel.calendars import (
    CalendarOverride,
    DayNotCovered,
    InvalidCalendar,
    NegativeWorkingHours,
    NoWorkingHours,
    Shift,
    WorkingCalendar,
    WorkingHours,
    calendar_from_dict,
    override_from_dict,
    vietnam_calendar,
    vietnam_overrides,
)
from tinhso.kernel.clock import VIETNAM, NaiveDatetime

VIETNAMESE = vietnam_calendar(2023, 2027)
CULTURE_DAY = date(2026, 11, 24)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2024, 4, 26), 5, date(2024, 5, 7)),  # four days off, Saturday 4/5 made up
        (date(2025, 1, 20), 15, date(2025, 2, 17)),  # Tết
        (date(2026, 11, 14), 2, date(2026, 11, 17)),  # the communes' deadline
        (date(2026, 11, 17), 2, date(2026, 11, 19)),  # the departments'
        (date(2026, 11, 19), 3, date(2026, 11, 25)),  # the province's, over 24/11
        (date(2025, 12, 31), 1, date(2026, 1, 5)),  # 2/1/2026 was swapped for 10/1
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
    ],
)
def test_golden_deadlines(start: date, count: int, expected: date) -> None:
    assert VIETNAMESE.add_working_days(start, count) == expected
    assert VIETNAMESE.working_days_between(start, expected) == count


def test_culture_day_rests_from_2026_only() -> None:
    assert not VIETNAMESE.is_working_day(CULTURE_DAY)
    assert VIETNAMESE.is_working_day(date(2025, 11, 24))
    assert VIETNAMESE.why(CULTURE_DAY, "vi") == "Ngày Văn hóa Việt Nam"
    assert VIETNAMESE.why(CULTURE_DAY, "en") == "Vietnam Cultural Day"


def test_extension_to_a_sunday_is_offered_the_monday() -> None:
    sunday = date(2026, 11, 22)
    assert not VIETNAMESE.is_working_day(sunday)
    assert (VIETNAMESE.why(sunday), VIETNAMESE.why(sunday, "en")) == ("Chủ nhật", "Sunday")
    assert VIETNAMESE.working_day_on_or_after(sunday) == VIETNAMESE.next_working_day(sunday) == date(2026, 11, 23)
    assert VIETNAMESE.add_working_days(sunday, 0) == date(2026, 11, 23)
    assert VIETNAMESE.previous_working_day(sunday) == date(2026, 11, 20)


def test_next_and_previous_leave_a_working_day() -> None:
    assert VIETNAMESE.next_working_day(date(2026, 11, 23)) == date(2026, 11, 25)
    assert VIETNAMESE.previous_working_day(date(2026, 11, 25)) == date(2026, 11, 23)
    assert VIETNAMESE.working_day_on_or_after(date(2026, 11, 23)) == date(2026, 11, 23)
    assert VIETNAMESE.add_working_days(date(2026, 11, 25), -2) == date(2026, 11, 20)


def test_override_counts_over_what_was_known_and_the_old_calendar_stays() -> None:
    local = VIETNAMESE.with_overrides(
        [
            CalendarOverride(date(2026, 11, 23), False, "Nghỉ", source="QĐ 1"),
            CalendarOverride(CULTURE_DAY, False, "Nghỉ"),
            CalendarOverride(CULTURE_DAY, True, "Trực", "On duty"),
        ]
    )
    assert [local.is_working_day(date(2026, 11, day)) for day in (22, 23, 24)] == [False, False, True]
    assert (local.why(CULTURE_DAY), local.why(CULTURE_DAY, "en"), local.why(date(2026, 11, 23), "en")) == (
        "Trực",
        "On duty",
        "Nghỉ",
    )
    assert not VIETNAMESE.is_working_day(CULTURE_DAY)


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2028, 1, 1)])
def test_day_that_nobody_entered_is_refused(day: date) -> None:
    for ask in (VIETNAMESE.is_working_day, VIETNAMESE.why, VIETNAMESE.next_working_day):
        with pytest.raises(DayNotCovered, match="2023-01-01 to 2027-12-31"):
            ask(day)


def test_addition_that_leaves_the_known_days_is_refused() -> None:
    for count in (1, 300):
        with pytest.raises(DayNotCovered):
            VIETNAMESE.add_working_days(date(2027, 12, 31), count)
    with pytest.raises(DayNotCovered):
        VIETNAMESE.add_working_days(date(2023, 1, 3), -1)
    with pytest.raises(DayNotCovered):
        VIETNAMESE.add_working_hours(datetime(2027, 12, 31, 16, tzinfo=VIETNAM), 2)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (at(17, 8), 2, at(17, 10)),
        (at(17, 10), 3, at(17, 15)),  # over the noon break
        (at(17, 9), Decimal("2.5"), at(17, 11, 30)),  # the end of a shift, not the start of the next
        (at(17, 12), 1, at(17, 14, 30)),  # begun in the break
        (at(20, 16), 2, at(23, 8)),  # over a weekend
        (at(23, 16), Fraction(3, 2), at(25, 7, 30)),  # over 24/11
        (at(22, 9), 8, at(23, 17)),
        (at(17, 8), Fraction(1, 3), at(17, 8, 20)),
        (at(22, 9), 0, at(22, 9)),
    ],
)
def test_working_hours_run_in_shifts_of_working_days(
    start: datetime, hours: int | Decimal | Fraction, expected: datetime
) -> None:
    end = VIETNAMESE.add_working_hours(start, hours)
    assert (end, end.tzinfo) == (expected, UTC)
    assert VIETNAMESE.working_hours_between(start, end) == Fraction(hours)
    assert VIETNAMESE.working_hours_between(end, start) == -Fraction(hours)


def test_working_hours_follow_the_row_valid_on_the_day() -> None:
    before = WorkingHours(date(2000, 1, 1), (Shift(time(8), time(12)),))
    after = WorkingHours(date(2026, 11, 18), (Shift(time(13), time(17)),))
    local = VIETNAMESE.with_hours([after, before])
    assert local.add_working_hours(at(17, 8), 5) == at(18, 14)
    assert local.hours_on(date(2026, 11, 17)) == before
    with pytest.raises(NoWorkingHours):
        VIETNAMESE.with_hours([after]).add_working_hours(at(17, 8), 1)


def test_questions_about_hours_that_make_no_sense_are_refused() -> None:
    with pytest.raises(NegativeWorkingHours):
        VIETNAMESE.add_working_hours(at(17, 8), -1)
    with pytest.raises(NaiveDatetime):
        VIETNAMESE.working_hours_between(datetime(2026, 11, 17, 8), at(17, 9))  # noqa: DTZ001
    with pytest.raises(DayNotCovered):
        VIETNAMESE.working_hours_between(at(17, 8), datetime(2028, 1, 5, tzinfo=VIETNAM))


def test_default_rows_are_dated_named_in_both_languages_and_sourced() -> None:
    rows = vietnam_overrides(2023, 2027)
    assert all(row.name and row.name_en and row.source for row in rows)
    assert [row.date for row in rows] == sorted(row.date for row in rows)
    assert {row.date for row in rows if row.working} == {
        date(2024, 5, 4),
        date(2025, 4, 26),
        date(2026, 1, 10),
        date(2026, 8, 22),
    }


DEFINITION: dict[str, Any] = {
    "code": "dak-lak",
    "first_year": 2026,
    "last_year": 2026,
    "overrides": [
        {"date": "2026-11-23", "working": False, "name": "Nghỉ", "source": "QĐ 1"},
        {"date": CULTURE_DAY, "working": True, "name": "Trực", "recorded": at(1, 8)},
    ],
    "hours": [{"valid_from": "2025-07-01", "shifts": ["07:30-11:30", "13:30-17:30"]}],
}


def test_calendar_written_as_data() -> None:
    calendar = calendar_from_dict(DEFINITION)
    assert not calendar.is_working_day(date(2026, 9, 2))
    assert not calendar.is_working_day(date(2026, 11, 23))
    assert calendar.is_working_day(CULTURE_DAY)
    assert calendar.overrides[CULTURE_DAY].recorded == at(1, 8)
    assert [str(shift) for shift in calendar.hours_on(CULTURE_DAY).shifts] == ["07:30-11:30", "13:30-17:30"]


def test_calendar_without_a_base_knows_only_its_own_rows() -> None:
    calendar = calendar_from_dict(DEFINITION | {"base": "none", "weekdays": [1, 6], "overrides": None})
    assert calendar.is_working_day(date(2026, 9, 5))
    assert not calendar.is_working_day(date(2026, 9, 2))
    assert calendar.is_working_day(date(2026, 8, 31))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("code", {"code": ""}),
        ("holidays", {"holidays": []}),
        ("base", {"base": "laos"}),
        ("first_year", {"first_year": "2026"}),
        ("last_year", {"last_year": 2101}),
        ("last_year", {"last_year": 2025}),
        ("weekdays", {"weekdays": [0]}),
        ("weekdays", {"weekdays": []}),
        ("overrides", {"overrides": {"date": "2026-01-01"}}),
        ("overrides[0]", {"overrides": ["2026-01-01"]}),
        ("overrides[0].date", {"overrides": [{"date": "24/11/2026", "working": True, "name": "x"}]}),
        ("overrides[0].working", {"overrides": [{"date": "2026-11-24", "working": "no", "name": "x"}]}),
        ("overrides[0].name", {"overrides": [{"date": "2026-11-24", "working": True}]}),
        ("overrides[0].day", {"overrides": [{"day": "2026-11-24", "working": True, "name": "x"}]}),
        ("overrides[0].recorded", {"overrides": [DEFINITION["overrides"][0] | {"recorded": "hôm qua"}]}),
        ("hours[0].shifts", {"hours": [{"valid_from": "2026-01-01", "shifts": ["7:30-11:30"]}]}),
        ("hours[0].shifts", {"hours": [{"valid_from": "2026-01-01", "shifts": ["13:30-17:30", "07:30-11:30"]}]}),
        ("hours[0].shifts", {"hours": [{"valid_from": "2026-01-01", "shifts": ["07:30-07:30"]}]}),
        ("hours[0].shifts", {"hours": [{"valid_from": "2026-01-01", "shifts": []}]}),
        ("hours[0].valid_from", {"hours": [{"valid_from": None, "shifts": ["07:30-11:30"]}]}),
    ],
)
def test_wrong_definition_is_refused_naming_the_field(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(InvalidCalendar) as refusal:
        calendar_from_dict(DEFINITION | change)
    assert refusal.value.details["field"] == field
    assert refusal.value.message("vi") != refusal.value.message("en")


def test_single_override_row_is_read_alone() -> None:
    row = override_from_dict({"date": "2026-11-23", "working": False, "name": "Nghỉ", "name_en": "Day off"})
    assert row == CalendarOverride(date(2026, 11, 23), False, "Nghỉ", "Day off")


def test_calendar_of_nothing_but_the_week() -> None:
    plain = WorkingCalendar("plain", date(2026, 1, 1), date(2026, 12, 31))
    assert plain.is_working_day(date(2026, 1, 1))
    assert not plain.is_working_day(date(2026, 1, 3))
