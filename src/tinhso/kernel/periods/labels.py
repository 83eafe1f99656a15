"""Periods in words, Vietnamese and English: `Tháng 11/2026 (15/10–14/11)`, `Quý IV/2026`, `6 tháng đầu năm 2026`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tinhso.kernel.periods.schemes import find_family

if TYPE_CHECKING:
    from tinhso.kernel.periods.period import Period

_ROMAN = ("", "I", "II", "III", "IV")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def label(period: Period, language: str) -> str:
    """Return the full label, with the dates in brackets where the family does not follow the calendar."""
    english = _is_english(language)
    if period.is_span:
        return _span_in_english(period) if english else _span_in_vietnamese(period)
    name = _english(period) if english else _vietnamese(period)
    if find_family(period.family).closes_with_calendar_months:
        return name
    same_year = period.start.year == period.end.year
    first, last = (_day(day, english, with_year=not same_year) for day in (period.start, period.end))
    return f"{name} ({first}–{last})"


def short_label(period: Period, language: str) -> str:
    """Return the label for an axis or a column head."""
    english = _is_english(language)
    if period.is_span:
        same_year = period.start.year == period.end.year
        return f"{_day(period.start, english, with_year=not same_year)}–{_day(period.end, english, with_year=True)}"
    return _short_english(period) if english else _short_vietnamese(period)


def _vietnamese(period: Period) -> str:
    year, number = period.year, period.number
    match period.frequency:
        case "ten_day":
            month, part = divmod(number - 1, 3)
            return f"Kỳ {part + 1} tháng {month + 1:02}/{year}"
        case "month":
            return f"Tháng {number:02}/{year}"
        case "quarter":
            return f"Quý {_ROMAN[number]}/{year}"
        case "half":
            return f"6 tháng {'đầu' if number == 1 else 'cuối'} năm {year}"
        case "nine_month":
            return f"9 tháng năm {year}"
        case _:
            return f"Năm {year}"


def _english(period: Period) -> str:
    year, number = period.year, period.number
    match period.frequency:
        case "ten_day":
            month, part = divmod(number - 1, 3)
            return f"Ten-day period {part + 1} of {_MONTHS[month]} {year}"
        case "month":
            return f"{_MONTHS[number - 1]} {year}"
        case "quarter":
            return f"Q{number} {year}"
        case "half":
            return f"{'First' if number == 1 else 'Second'} half of {year}"
        case "nine_month":
            return f"First nine months of {year}"
        case _:
            return f"Year {year}"


def _short_vietnamese(period: Period) -> str:
    year, number = period.year, period.number
    match period.frequency:
        case "ten_day":
            month, part = divmod(number - 1, 3)
            return f"K{part + 1} T{month + 1:02}/{year}"
        case "month":
            return f"T{number:02}/{year}"
        case "quarter":
            return f"Q{_ROMAN[number]}/{year}"
        case "half":
            return f"6T {'đầu' if number == 1 else 'cuối'}/{year}"
        case "nine_month":
            return f"9T/{year}"
        case _:
            return str(year)


def _short_english(period: Period) -> str:
    year, number = period.year, period.number
    match period.frequency:
        case "ten_day":
            month, part = divmod(number - 1, 3)
            return f"D{part + 1} {_MONTHS[month][:3]} {year}"
        case "month":
            return f"{_MONTHS[number - 1][:3]} {year}"
        case "quarter":
            return f"Q{number} {year}"
        case "half":
            return f"H{number} {year}"
        case "nine_month":
            return f"9M {year}"
        case _:
            return str(year)


def _span_in_vietnamese(period: Period) -> str:
    first, last = (_day(day, False, with_year=True) for day in (period.start, period.end))
    return f"Ngày {first}" if first == last else f"Từ {first} đến {last}"


def _span_in_english(period: Period) -> str:
    first, last = (_day(day, True, with_year=True) for day in (period.start, period.end))
    return first if first == last else f"{first} to {last}"


def _day(day: date, english: bool, *, with_year: bool) -> str:
    if english:
        return f"{day.day} {_MONTHS[day.month - 1][:3]}" + (f" {day.year}" if with_year else "")
    return f"{day.day:02}/{day.month:02}" + (f"/{day.year}" if with_year else "")


def _is_english(language: str) -> bool:
    return language.lower().split("-")[0] == "en"
