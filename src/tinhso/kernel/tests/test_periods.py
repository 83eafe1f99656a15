"""Periods: codes, cut-offs, neighbours, year to date, division. The dates are those of Decree 09/2019."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from tinhso.kernel.periods import (
    IndivisiblePeriod,
    InvalidPeriod,
    InvalidPeriodRange,
    MixedSchemes,
    NoPeriodOnDate,
    NoSequence,
    Period,
    PeriodOutOfRange,
    UnknownPeriodCode,
    UnknownScheme,
    WrongScheme,
    last_closed_period,
    parse_period,
    parse_period_range,
    period_of,
    require_scheme,
    span,
)


def codes(periods: tuple[Period, ...]) -> list[str]:
    return [period.code for period in periods]


@pytest.mark.parametrize(
    ("code", "scheme", "start", "end"),
    [
        ("2025-01", "calendar.month", "2025-01-01", "2025-01-31"),
        ("2024-02", "calendar.month", "2024-02-01", "2024-02-29"),
        ("2025-Q1", "calendar.quarter", "2025-01-01", "2025-03-31"),
        ("2025-H2", "calendar.half", "2025-07-01", "2025-12-31"),
        ("2025-9M", "calendar.nine_month", "2025-01-01", "2025-09-30"),
        ("2025", "calendar.year", "2025-01-01", "2025-12-31"),
        ("2025-01-D1", "calendar.ten_day", "2025-01-01", "2025-01-10"),
        ("2025-01-D3", "calendar.ten_day", "2025-01-21", "2025-01-31"),
        ("2025-02-D3", "calendar.ten_day", "2025-02-21", "2025-02-28"),
        ("nd09:2025-01", "nd09.month", "2024-12-15", "2025-01-14"),
        ("nd09:2026-11", "nd09.month", "2026-10-15", "2026-11-14"),
        ("nd09:2026-Q1", "nd09.quarter", "2025-12-15", "2026-03-14"),
        ("nd09:2026-Q4", "nd09.quarter", "2026-09-15", "2026-12-14"),
        ("nd09:2026-H1", "nd09.half", "2025-12-15", "2026-06-14"),
        ("nd09:2026-H2", "nd09.half", "2026-06-15", "2026-12-14"),
        ("nd09:2026-9M", "nd09.nine_month", "2025-12-15", "2026-09-14"),
        ("nd09:2026", "nd09.year", "2025-12-15", "2026-12-14"),
        ("span:2025-03-01..2025-03-17", "span", "2025-03-01", "2025-03-17"),
    ],
)
def test_code_means_these_days(code: str, scheme: str, start: str, end: str) -> None:
    period = parse_period(code)
    assert (period.scheme, period.code) == (scheme, code)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["", "2025-13", "2025-00", "2025-1", "25-01", "2025-Q5", "2025-H3", "2025-3M", "2025-01-D4", "2025-W01", " 2025",
     "2025-01\n", "٢٠٢٥", "nd09:", ":2025", "calendar:2025", "nd09:2025-01-D1", "span:2025-03-01",
     "span:2025-02-30..2025-03-01", "span:2025-03-01..2025-03-17..2025-03-18"],
)  # fmt: skip
def test_text_that_is_no_code_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(UnknownPeriodCode) as refusal:
        parse_period(text)
    assert refusal.value.details["text"] == text


def test_unknown_family_backward_span_and_far_year_are_refused() -> None:
    with pytest.raises(UnknownScheme, match="nd99"):
        parse_period("nd99:2025-01")
    with pytest.raises(InvalidPeriod):
        parse_period("span:2025-03-17..2025-03-01")
    with pytest.raises(PeriodOutOfRange, match="999"):
        parse_period("0999-01")
    with pytest.raises(PeriodOutOfRange, match="2200"):
        parse_period("2199-12").next()
    for code in ("span:0001-01-01..0001-01-02", "span:1899-12-31..1900-01-02", "span:2199-12-31..2200-01-01"):
        with pytest.raises(PeriodOutOfRange):
            parse_period(code)


def test_range_of_figures_page_is_six_months() -> None:
    assert codes(parse_period_range("nd09:2026-01..2026-06")) == [f"nd09:2026-0{month}" for month in range(1, 7)]
    assert parse_period_range("nd09:2026-01..nd09:2026-06") == parse_period_range("nd09:2026-01..2026-06")
    assert codes(parse_period_range("2024-Q4..2025-Q1")) == ["2024-Q4", "2025-Q1"]


def test_single_code_and_list_keep_their_order_and_name_each_period_once() -> None:
    assert codes(parse_period_range("nd09:2026-11")) == ["nd09:2026-11"]
    assert codes(parse_period_range("2026-03, 2026-01,2026-02..2026-03")) == ["2026-03", "2026-01", "2026-02"]
    assert codes(parse_period_range("span:2025-03-01..2025-03-17,span:2025-04-01..2025-04-02")) == [
        "span:2025-03-01..2025-03-17",
        "span:2025-04-01..2025-04-02",
    ]


@pytest.mark.parametrize("text", ["2026-06..2026-01", "2026-01..2026-Q2", "2026-01..nd09:2026-06"])
def test_range_backwards_or_across_schemes_is_refused(text: str) -> None:
    with pytest.raises(InvalidPeriodRange):
        parse_period_range(text)


def test_list_of_two_schemes_is_refused() -> None:
    # The family of the first item is not lent to the second: 2026-02 alone is calendar.
    with pytest.raises(MixedSchemes):
        parse_period_range("nd09:2026-01,2026-02")


def test_code_of_another_scheme_than_required_is_refused() -> None:
    period = parse_period("nd09:2026-11")
    assert require_scheme(period, "nd09.month") is period
    with pytest.raises(WrongScheme) as refusal:
        require_scheme(parse_period("2026-11"), "nd09.month")
    assert "nd09.month" in refusal.value.message("vi")


@pytest.mark.parametrize(
    ("code", "previous", "last_year"),
    [
        ("nd09:2026-01", "nd09:2025-12", "nd09:2025-01"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("nd09:2026-H1", "nd09:2025-H2", "nd09:2025-H1"),
        ("nd09:2026-9M", "nd09:2025-9M", "nd09:2025-9M"),
        ("2026", "2025", "2025"),
        ("2026-01-D1", "2025-12-D3", "2025-01-D1"),
    ],
)
def test_neighbours(code: str, previous: str, last_year: str) -> None:
    period = parse_period(code)
    assert period.previous().code == previous
    assert period.same_period_last_year().code == last_year


def test_year_to_date_runs_from_the_first_period_of_the_reporting_year() -> None:
    months = parse_period("nd09:2026-03").year_to_date()
    assert codes(months) == ["nd09:2026-01", "nd09:2026-02", "nd09:2026-03"]
    assert months[0].start == date(2025, 12, 15)
    assert codes(parse_period("2026-Q2").year_to_date()) == ["2026-Q1", "2026-Q2"]
    assert codes(parse_period("2026-9M").year_to_date()) == ["2026-9M"]


def test_span_has_last_year_but_no_sequence() -> None:
    leap = parse_period("span:2024-02-29..2024-03-10")
    assert leap.same_period_last_year() == span(date(2023, 2, 28), date(2023, 3, 10))
    for ask in (leap.previous, leap.next, leap.year_to_date, lambda: leap.children("month")):
        with pytest.raises(NoSequence):
            ask()
    with pytest.raises(NoSequence):
        period_of(date(2024, 1, 1), "span")
    assert (leap.year, leap.number) == (2024, 1)


def test_children_of_longer_periods() -> None:
    assert codes(parse_period("nd09:2026-Q1").children("month")) == ["nd09:2026-01", "nd09:2026-02", "nd09:2026-03"]
    assert codes(parse_period("2026").children("half")) == ["2026-H1", "2026-H2"]
    assert codes(parse_period("2026-9M").children("quarter")) == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert codes(parse_period("2026-02").children("ten_day")) == ["2026-02-D1", "2026-02-D2", "2026-02-D3"]
    assert len(parse_period("nd09:2026").children("month")) == 12


@pytest.mark.parametrize(
    ("code", "frequency"), [("2026-01", "quarter"), ("2026-9M", "half"), ("2026", "nine_month"), ("2026-9M", "year")]
)
def test_period_that_is_not_made_of_whole_parts_is_refused(code: str, frequency: str) -> None:
    with pytest.raises(IndivisiblePeriod):
        parse_period(code).children(frequency)


def test_frequency_that_the_family_lacks_is_refused() -> None:
    with pytest.raises(UnknownScheme, match=r"nd09\.ten_day"):
        parse_period("nd09:2026-01").children("ten_day")


def test_period_of_a_day_turns_over_after_the_cut_off() -> None:
    assert period_of(date(2026, 11, 14), "nd09.month").code == "nd09:2026-11"
    assert period_of(date(2026, 11, 15), "nd09.month").code == "nd09:2026-12"
    assert period_of(date(2026, 12, 15), "nd09.year").code == "nd09:2027"
    with pytest.raises(NoPeriodOnDate):
        period_of(date(2026, 10, 1), "calendar.nine_month")


def test_last_closed_period_is_the_one_due_on_the_demo_day() -> None:
    assert last_closed_period(date(2026, 11, 17), "nd09.month").code == "nd09:2026-11"
    assert last_closed_period(date(2026, 11, 14), "nd09.month").code == "nd09:2026-10"
    assert last_closed_period(date(2026, 11, 17), "nd09.nine_month").code == "nd09:2026-9M"
    assert last_closed_period(date(2026, 12, 15), "nd09.nine_month").code == "nd09:2026-9M"
    assert last_closed_period(date(2026, 9, 14), "nd09.nine_month").code == "nd09:2025-9M"


def test_period_that_straddles_the_reorganisation() -> None:
    reorganisation = date(2025, 7, 1)
    assert parse_period("nd09:2025-07").straddles(reorganisation)
    assert not parse_period("nd09:2025-06").straddles(reorganisation)
    assert not parse_period("2025-07").straddles(reorganisation)
    assert not parse_period("2025-06").straddles(reorganisation)
    assert parse_period("2025-Q3").includes(reorganisation)


def test_hand_made_period_with_a_foreign_code_is_refused_when_used() -> None:
    wrong = Period("nd09.month", "nd09:2026-Q1", date(2025, 12, 15), date(2026, 1, 14))
    with pytest.raises(UnknownPeriodCode):
        wrong.next()


def test_period_and_its_errors_survive_pickling() -> None:
    period = parse_period("nd09:2026-11")
    assert pickle.loads(pickle.dumps(period)) == period
    refusal = UnknownPeriodCode(text="x", row=3)
    twin = pickle.loads(pickle.dumps(refusal))
    assert (type(twin), twin.where, twin.details) == (UnknownPeriodCode, refusal.where, refusal.details)
