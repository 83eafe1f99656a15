"""Periods as people write them in a heading: “Tháng 11/2026”, “T11-2026”, “Quý IV năm 2025”, “2025”."""

from __future__ import annotations

import re
from datetime import date

from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, find_scheme, parse_period
from tinhso.kernel.vietnamese import fold
from tinhso.kernel.workbooks import Content, SheetCell

_YEAR = r"(?:\s*(?:nam|/|-|\.|,)\s*|\s+)(?P<year>(?:19|20)\d\d)"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_PATTERNS = (
    ("month", re.compile(rf"(?:ky |thang |t|month )?\s*(?P<number>0?[1-9]|1[0-2]){_YEAR}")),
    ("month", re.compile(r"(?P<year>(?:19|20)\d\d)[-/](?P<number>0[1-9]|1[0-2])")),
    ("quarter", re.compile(rf"(?:quy|q|quarter)\s*(?P<number>[1-4]|iv|i{{1,3}}){_YEAR}")),
    ("half", re.compile(rf"6 thang (?P<number>dau|cuoi){_YEAR}")),
    ("year", re.compile(r"(?:nam |year )?(?P<year>(?:19|20)\d\d)")),
)
_TAILS = {"month": "{year}-{number:02}", "quarter": "{year}-Q{number}", "half": "{year}-H{number}", "year": "{year}"}
EXAMPLES = {"month": "Tháng 11/2026", "quarter": "Quý IV/2026", "half": "6 tháng đầu năm 2026", "year": "Năm 2026"}


def read_period(cell: SheetCell, scheme: str) -> Period | None:
    """Return the period of a scheme that a cell names; None where it names none, or one of another frequency.

    A date stands for a month only where the cell shows nothing but month and year: a day would be guessed away.
    """
    text = cell.label
    if cell.content is Content.DATE:
        shown = set(re.sub(r'\[[^\]]*\]|"[^"]*"', "", cell.number_format).lower())
        if not isinstance(cell.moment, date) or "d" in shown:
            return None
        text = f"{cell.moment.month}/{cell.moment.year}"
    try:
        period = parse_period(text)
    except TinhSoError:
        pass
    else:
        if period.scheme == scheme or ":" in text:
            return period if period.scheme == scheme else None
    if cell.content is Content.NUMBER and not text.isdecimal():
        return None  # 11.2026 as a number is no month: 10.2020 would stand there as 10.202
    return _from_words(fold(text), scheme)


def _from_words(text: str, scheme: str) -> Period | None:
    wanted = find_scheme(scheme)
    for frequency, pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is None or frequency != wanted.frequency.code:
            continue
        parts = found.groupdict()
        tail = _TAILS[frequency].format(year=parts["year"], number=_number(parts.get("number") or "1"))
        family = wanted.family.code
        try:
            return parse_period(tail if family == "calendar" else f"{family}:{tail}")
        except TinhSoError:
            return None
    return None


def _number(text: str) -> int:
    return _ROMAN.get(text) or {"dau": 1, "cuoi": 2}.get(text) or int(text)
