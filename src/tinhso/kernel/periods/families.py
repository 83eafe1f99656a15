"""Families: on which day a month's data close. Quarters, halves and years are made of whole months of the family.

A family is data: `family_from_dict` reads what a package writes in YAML.

    code: bc25
    name_vi: Chốt ngày 25
    name_en: Closing on the 25th
    cut_off_day: 25
    cut_off_exceptions: {12: 31}      # December closes on the 31st, so January starts on the 1st
    frequencies: [month, quarter, year]
    source: "..."
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from tinhso.kernel.periods.errors import InvalidFamily
from tinhso.kernel.periods.frequencies import FREQUENCIES, Frequency

LAST_DAY_OF_MONTH = 31
SPAN = "span"
_ONE_DAY = timedelta(days=1)
_CODE = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Family:
    """Periods that share one cut-off rule.

    `cut_off_day` is the last day whose data belong to the month (31: the month's last day); `cut_off_exceptions` are
    (month, day) pairs. A day that a month lacks means its last day. `source` names the rule's legal basis.
    """

    code: str
    name_vi: str
    name_en: str
    frequencies: tuple[str, ...]
    cut_off_day: int = LAST_DAY_OF_MONTH
    cut_off_exceptions: tuple[tuple[int, int], ...] = ()
    source: str = ""

    @property
    def closes_with_calendar_months(self) -> bool:
        return self.cut_off_day == LAST_DAY_OF_MONTH and not self.cut_off_exceptions

    def cut_off(self, year: int, month: int) -> date:
        """Return the last day whose data belong to this month."""
        day = dict(self.cut_off_exceptions).get(month, self.cut_off_day)
        return date(year, month, min(day, monthrange(year, month)[1]))

    def month_bounds(self, year: int, first_month: int, months: int) -> tuple[date, date]:
        """Return first and last day of so many consecutive months of one reporting year."""
        before = self.cut_off(year, first_month - 1) if first_month > 1 else self.cut_off(year - 1, 12)
        return before + _ONE_DAY, self.cut_off(year, first_month + months - 1)

    def bounds(self, frequency: Frequency, year: int, number: int) -> tuple[date, date]:
        """Return first and last day of one period."""
        if frequency.months:
            return self.month_bounds(year, (number - 1) * frequency.step + 1, frequency.months)
        month, part = divmod(number - 1, 3)
        start, end = self.month_bounds(year, month + 1, 1)
        first = start + timedelta(days=10 * part)
        return first, end if part == 2 else first + timedelta(days=9)

    def locate(self, frequency: Frequency, day: date) -> tuple[int, int] | None:
        """Return (reporting year, number) of the period that holds the day; None in a gap between periods."""
        year, month = day.year, day.month
        if day > self.cut_off(year, month):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if not frequency.months:
            start, _ = self.month_bounds(year, month, 1)
            return year, (month - 1) * 3 + min((day - start).days // 10, 2) + 1
        number, months_in = divmod(month - 1, frequency.step)
        return (year, number + 1) if months_in < frequency.months else None


def family_from_dict(data: Mapping[str, Any]) -> Family:
    """Read a family from plain data.

    Raises:
        InvalidFamily (KER-009): naming the field, its value and the reason.
    """
    code = data.get("code", "")
    _check(code, "code", code, isinstance(code, str) and _CODE.fullmatch(code) and code != SPAN, _CODE_REASON)
    unknown = sorted(data.keys() - {field.name for field in fields(Family)})
    _check(code, unknown[0] if unknown else "", "", not unknown, ("trường này không có", "there is no such field"))
    for name in ("name_vi", "name_en"):
        _check(code, name, data.get(name), bool(data.get(name)) and isinstance(data[name], str), _NAME_REASON)
    exceptions = data.get("cut_off_exceptions") or {}
    _check(code, "cut_off_exceptions", exceptions, isinstance(exceptions, Mapping), _EXCEPTIONS_REASON)
    for month, day in exceptions.items():
        valid = _is_whole(month, 1, 12) and _is_whole(day, 1, 31)
        _check(code, "cut_off_exceptions", f"{month}: {day}", valid, _EXCEPTIONS_REASON)
    cut_off_day = data.get("cut_off_day", LAST_DAY_OF_MONTH)
    _check(code, "cut_off_day", cut_off_day, _is_whole(cut_off_day, 1, 31), _DAY_REASON)
    frequencies = data.get("frequencies") or ()
    _check(code, "frequencies", frequencies, bool(frequencies) and not isinstance(frequencies, str), _FREQUENCY_REASON)
    for frequency in frequencies:
        _check(code, "frequencies", frequency, frequency in FREQUENCIES, _FREQUENCY_REASON)
    family = Family(
        code=code,
        name_vi=data["name_vi"],
        name_en=data["name_en"],
        frequencies=tuple(frequencies),
        cut_off_day=cut_off_day,
        cut_off_exceptions=tuple(sorted(exceptions.items())),
        source=str(data.get("source", "")),
    )
    divisible = family.closes_with_calendar_months or "ten_day" not in frequencies
    _check(code, "frequencies", "ten_day", divisible, _TEN_DAY_REASON)
    return family


_CODE_REASON = ("chỉ gồm chữ thường a–z và chữ số, khác “span”", "use lower-case letters and digits, and not “span”")
_NAME_REASON = ("cần một tên", "a name is needed")
_DAY_REASON = ("cần một ngày từ 1 đến 31", "a day from 1 to 31 is needed")
_EXCEPTIONS_REASON = ("viết như {12: 31}, tháng: ngày", "write them like {12: 31}, month: day")
_FREQUENCY_REASON = (f"chọn trong: {', '.join(FREQUENCIES)}", f"choose from: {', '.join(FREQUENCIES)}")
_TEN_DAY_REASON = ("kỳ mười ngày chỉ chia tháng dương lịch", "ten-day periods divide calendar months only")


def _check(family: object, field: str, value: object, valid: object, reason: tuple[str, str]) -> None:
    if not valid:
        raise InvalidFamily(family=family, field=field, value=repr(value), reason_vi=reason[0], reason_en=reason[1])


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
