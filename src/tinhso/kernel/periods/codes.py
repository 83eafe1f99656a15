"""Reading period codes: one, a range, a list. The codes are those of the page on figures (docs/learn)."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from tinhso.kernel.periods.errors import (
    InvalidPeriodRange,
    MixedSchemes,
    UnknownPeriodCode,
    WrongScheme,
)
from tinhso.kernel.periods.families import SPAN, Family
from tinhso.kernel.periods.period import Period, period_at, span
from tinhso.kernel.periods.schemes import CALENDAR, find_family, find_scheme, schemes_of

_SPAN_TAIL = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})")


def parse_period(code: str) -> Period:
    """Read one code; a code without a family is calendar.

    >>> parse_period("nd09:2026-11").end.isoformat()
    '2026-11-14'

    Raises:
        UnknownPeriodCode (KER-001), UnknownScheme (KER-002), PeriodOutOfRange (KER-011), InvalidPeriod (KER-013).
    """
    family_code, colon, tail = code.rpartition(":")
    if family_code == SPAN:
        return _parse_span(code, tail)
    # ":2026" would otherwise pass for calendar, and "calendar:2026" would be a second code of the same period.
    if colon and family_code in ("", CALENDAR):
        raise UnknownPeriodCode(text=code)
    period = _parse_tail(find_family(family_code or CALENDAR), tail)
    if period is None:
        raise UnknownPeriodCode(text=code)
    return period


def parse_period_range(text: str) -> tuple[Period, ...]:
    """Read one code, a range `nd09:2026-01..2026-06`, or a comma list of both; all of one scheme, in the order given.

    A period named twice appears once. In a list each item states its own family.

    Raises:
        InvalidPeriodRange (KER-005): a range that runs backwards or changes frequency.
        MixedSchemes (KER-003): items of different schemes. All that `parse_period` raises.
    """
    periods: dict[Period, None] = {}
    for item in text.split(","):
        periods.update(dict.fromkeys(_parse_item(item.strip())))
    found = tuple(periods)
    for period in found:
        if period.scheme != found[0].scheme:
            raise MixedSchemes(first=found[0].code, second=period.code)
    return found


def period_range(first: Period, last: Period) -> tuple[Period, ...]:
    """Return all periods of a scheme from the first to the last, both included.

    Raises:
        InvalidPeriodRange (KER-005): when the schemes differ or the last is before the first.
    """
    if first.scheme != last.scheme or first.is_span or last < first:
        raise InvalidPeriodRange(text=f"{first.code}..{last.code}")
    scheme = find_scheme(first.scheme)
    per_year = scheme.frequency.per_year
    begin, end = (period.year * per_year + period.number - 1 for period in (first, last))
    return tuple(period_at(scheme, ordinal) for ordinal in range(begin, end + 1))


def require_scheme(period: Period, scheme: str) -> Period:
    """Return the period when it is of the scheme that a request or an indicator asks for.

    Raises:
        WrongScheme (KER-004)
    """
    if period.scheme != scheme:
        raise WrongScheme(period=period.code, scheme=period.scheme, required=scheme)
    return period


@lru_cache(maxsize=16384)
def _parse_tail(family: Family, tail: str) -> Period | None:
    for scheme in schemes_of(family):
        ordinal = scheme.ordinal_of_tail(tail)
        if ordinal is not None:
            return period_at(scheme, ordinal)
    return None


def _parse_item(text: str) -> tuple[Period, ...]:
    first_code, dots, last_code = text.partition("..")
    if not dots or text.startswith(f"{SPAN}:"):
        return (parse_period(text),)
    first = parse_period(first_code)
    if ":" not in last_code and ":" in first_code:
        last_code = f"{first.family}:{last_code}"
    return period_range(first, parse_period(last_code))


def _parse_span(code: str, tail: str) -> Period:
    match = _SPAN_TAIL.fullmatch(tail)
    if match is None:
        raise UnknownPeriodCode(text=code)
    try:
        start, end = (date.fromisoformat(text) for text in match.groups())
    except ValueError:
        raise UnknownPeriodCode(text=code) from None
    return span(start, end)
