"""Calendars written as data (YAML of a package): a base, own days, own hours.

code: dak-lak
base: vietnam                  # or none: only the weekly rhythm and the rows below
first_year: 2023
last_year: 2030
weekdays: [1, 2, 3, 4, 5]      # ISO: Monday is 1
overrides:
  - {date: 2026-11-23, working: false, name: Ngày truyền thống của tỉnh, source: "..."}
hours:
  - {valid_from: 2025-07-01, shifts: ["07:30-11:30", "13:30-17:30"], source: "..."}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from tinhso.kernel.calendars.calendar import WorkingCalendar
from tinhso.kernel.calendars.errors import InvalidCalendar
from tinhso.kernel.calendars.rows import CalendarOverride, Shift, WorkingHours
from tinhso.kernel.calendars.vietnam import DEFAULT_HOURS, FIRST_YEAR, LAST_YEAR, VIETNAM_CODE, vietnam_overrides

_FIELDS = frozenset({"code", "base", "first_year", "last_year", "weekdays", "overrides", "hours"})
_OVERRIDE_FIELDS = frozenset({"date", "working", "name", "name_en", "source", "recorded"})
_HOURS_FIELDS = frozenset({"valid_from", "shifts", "source"})
_SHIFT = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")
_Reason = tuple[str, str]
_UNKNOWN: _Reason = ("trường này không có", "there is no such field")
_DAY: _Reason = ("cần một ngày như 2026-11-24", "a date like 2026-11-24 is needed")
_SHIFTS: _Reason = (
    "cần các ca như 07:30-11:30, theo thứ tự và không chồng nhau",
    "shifts like 07:30-11:30 are needed, in order and without overlap",
)
_MAPPING: _Reason = ("cần một bảng khóa: giá trị", "a mapping is needed")


def calendar_from_dict(data: Mapping[str, Any]) -> WorkingCalendar:
    """Read a calendar from plain data; rows of the file count over those of its base.

    Raises:
        InvalidCalendar (KER-020): naming the field, its value and the reason.
    """
    code = data.get("code")
    reader = _Reader(str(code))
    reader.check("code", code, isinstance(code, str) and code, ("cần một mã", "a code is needed"))
    reader.only(data, _FIELDS, "")
    first_year, last_year = (
        reader.year(data, field, default) for field, default in (("first_year", FIRST_YEAR), ("last_year", LAST_YEAR))
    )
    reader.check("last_year", last_year, first_year <= last_year, ("phải từ first_year", "must not precede first_year"))
    base = data.get("base", VIETNAM_CODE)
    reader.check("base", base, base in (VIETNAM_CODE, "none"), ("chọn vietnam hoặc none", "choose vietnam or none"))
    weekdays = data.get("weekdays", [1, 2, 3, 4, 5])
    valid = isinstance(weekdays, Sequence) and all(type(day) is int and 1 <= day <= 7 for day in weekdays)
    reader.check(
        "weekdays", weekdays, valid and weekdays, ("chọn trong 1 (thứ Hai) đến 7", "choose from 1 (Monday) to 7")
    )
    own = [reader.override(row, f"overrides[{place}]") for place, row in enumerate(reader.rows(data, "overrides"))]
    hours = [reader.hours(row, f"hours[{place}]") for place, row in enumerate(reader.rows(data, "hours"))]
    inherited = vietnam_overrides(first_year, last_year) if base == VIETNAM_CODE else ()
    return WorkingCalendar(
        str(code),
        date(first_year, 1, 1),
        date(last_year, 12, 31),
        (*inherited, *own),
        hours or (DEFAULT_HOURS,),
        frozenset(day - 1 for day in weekdays),
    )


def override_from_dict(data: Mapping[str, Any], calendar: str = "") -> CalendarOverride:
    """Read one override row; dates may be text or what YAML makes of them.

    Raises:
        InvalidCalendar (KER-020)
    """
    return _Reader(calendar).override(data, "override")


class _Reader:
    """Checks of one definition, so that every refusal names the calendar."""

    def __init__(self, calendar: str) -> None:
        self._calendar = calendar

    def check(self, field: str, value: object, valid: object, reason: _Reason) -> None:
        if not valid:
            raise InvalidCalendar(
                calendar=self._calendar, field=field, value=repr(value), reason_vi=reason[0], reason_en=reason[1]
            )

    def only(self, data: Mapping[str, Any], known: frozenset[str], place: str) -> None:
        for field in data:
            self.check(f"{place}{field}", data[field], field in known, _UNKNOWN)

    def rows(self, data: Mapping[str, Any], field: str) -> Sequence[Any]:
        rows = data.get(field) or []
        self.check(field, rows, isinstance(rows, list | tuple), ("cần một danh sách", "a list is needed"))
        return rows

    def year(self, data: Mapping[str, Any], field: str, default: int) -> int:
        year = data.get(field, default)
        # The lunar tables of the package end in 2100.
        self.check(
            field, year, type(year) is int and 1950 <= year <= 2100, ("cần một năm 1950–2100", "a year 1950–2100")
        )
        return int(year)

    def day(self, value: object, field: str) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            self.check(field, value, False, _DAY)
            raise

    def override(self, row: Any, place: str) -> CalendarOverride:
        self.check(place, row, isinstance(row, Mapping), _MAPPING)
        self.only(row, _OVERRIDE_FIELDS, f"{place}.")
        working, name = row.get("working"), row.get("name")
        self.check(f"{place}.working", working, isinstance(working, bool), ("cần true hoặc false", "true or false"))
        self.check(f"{place}.name", name, isinstance(name, str) and name, ("cần một tên", "a name is needed"))
        recorded = row.get("recorded")
        valid = recorded is None or (isinstance(recorded, datetime) and recorded.tzinfo)
        self.check(f"{place}.recorded", recorded, valid, ("cần thời điểm có múi giờ", "a moment with zone is needed"))
        return CalendarOverride(
            self.day(row.get("date"), f"{place}.date"),
            bool(working),
            str(name),
            str(row.get("name_en", "")),
            str(row.get("source", "")),
            recorded,
        )

    def hours(self, row: Any, place: str) -> WorkingHours:
        self.check(place, row, isinstance(row, Mapping), _MAPPING)
        self.only(row, _HOURS_FIELDS, f"{place}.")
        texts = row.get("shifts")
        valid = isinstance(texts, list | tuple) and texts and all(isinstance(text, str) for text in texts)
        self.check(f"{place}.shifts", texts, valid, _SHIFTS)
        shifts = tuple(self._shift(text, f"{place}.shifts") for text in texts or ())
        edges = [edge for shift in shifts for edge in (shift.start, shift.end)]
        in_order = edges == sorted(edges) and all(shift.start < shift.end for shift in shifts)
        self.check(f"{place}.shifts", texts, in_order, _SHIFTS)
        return WorkingHours(self.day(row.get("valid_from"), f"{place}.valid_from"), shifts, str(row.get("source", "")))

    def _shift(self, text: str, field: str) -> Shift:
        match = _SHIFT.fullmatch(text)
        self.check(field, text, match, _SHIFTS)
        first_hour, first_minute, last_hour, last_minute = (int(part) for part in match.groups())  # type: ignore[union-attr]
        return Shift(time(first_hour, first_minute), time(last_hour, last_minute))
