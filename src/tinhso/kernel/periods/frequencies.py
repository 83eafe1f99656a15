"""How often: month, quarter, half, nine months, year, ten days, and the tail each writes in a code.

A period of a frequency is told by a reporting year and a number within it (1 to `per_year`). What days it covers is the
business of a family (`schemes.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frequency:
    """One row of the table.

    `months` is how many months a period lasts and `step` how many lie between two starts: nine-month periods last 9 and
    start every 12, so they leave a gap. `months` is 0 for ten-day periods, three of which make a month.
    """

    code: str
    per_year: int
    months: int
    step: int
    tail_pattern: re.Pattern[str]
    tail_format: str
    name_vi: str
    name_en: str

    def tail(self, year: int, number: int) -> str:
        """Write the part of a code after the family: `2026-Q4`."""
        month, part = divmod(number - 1, 3) if self.code == "ten_day" else (number - 1, 0)
        return self.tail_format.format(year=year, number=number, month=month + 1, part=part + 1)

    def read_tail(self, tail: str) -> tuple[int, int] | None:
        """Return (year, number) of a tail, None when it is of another frequency."""
        match = self.tail_pattern.fullmatch(tail)
        if match is None:
            return None
        year, *numbers = (int(text) for text in match.groups())
        if self.code == "ten_day":
            return year, (numbers[0] - 1) * 3 + numbers[1]
        return year, numbers[0] if numbers else 1


def _frequency(code: str, shape: tuple[int, int, int], pattern: str, tail: str, vi: str, en: str) -> Frequency:
    per_year, months, step = shape
    return Frequency(code, per_year, months, step, re.compile("([0-9]{4})" + pattern), "{year:04}" + tail, vi, en)


_MONTH = "-(0[1-9]|1[0-2])"
FREQUENCIES: dict[str, Frequency] = {
    row.code: row
    for row in (
        _frequency("ten_day", (36, 0, 0), _MONTH + "-D([1-3])", "-{month:02}-D{part}", "mười ngày", "ten days"),
        _frequency("month", (12, 1, 1), _MONTH, "-{number:02}", "tháng", "month"),
        _frequency("quarter", (4, 3, 3), "-Q([1-4])", "-Q{number}", "quý", "quarter"),
        _frequency("half", (2, 6, 6), "-H([12])", "-H{number}", "6 tháng", "half-year"),
        _frequency("nine_month", (1, 9, 12), "-9M", "-9M", "9 tháng", "nine months"),
        _frequency("year", (1, 12, 12), "", "", "năm", "year"),
    )
}
