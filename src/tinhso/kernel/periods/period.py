"""The period a figure speaks of: a scheme, a code and two dates, both inclusive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tinhso.kernel.periods import labels
from tinhso.kernel.periods.errors import (
    IndivisiblePeriod,
    InvalidPeriod,
    MixedSchemes,
    NoPeriodOnDate,
    NoSequence,
    PeriodOutOfRange,
    UnknownPeriodCode,
)
from tinhso.kernel.periods.families import SPAN
from tinhso.kernel.periods.schemes import FIRST_YEAR, LAST_YEAR, Scheme, find_scheme


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days that figures speak of. Get one from `parse_period` or `period_of`.

    `scheme` is family and frequency (`nd09.month`), or `span`; `start` and `end` are inclusive. Periods are equal when
    all four parts are. `<` and `contains` compare periods of one family and refuse to mix families; to list mixed
    periods on purpose, sort by `sort_key`.
    """

    scheme: str
    code: str
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidPeriod(code=self.code, start=self.start, end=self.end)

    def __str__(self) -> str:
        return self.code

    @property
    def family(self) -> str:
        """The part of the scheme that says where periods are cut."""
        return self.scheme.partition(".")[0]

    @property
    def frequency(self) -> str:
        """The part of the scheme that says how often; `span` for an ad hoc span."""
        return self.scheme.partition(".")[2] or SPAN

    @property
    def is_span(self) -> bool:
        return self.scheme == SPAN

    @property
    def year(self) -> int:
        """The reporting year: nd09:2026-01 belongs to 2026 though it starts in 2025. A span's is that of its end."""
        return self.end.year if self.is_span else self._scheme().year_and_number(self._ordinal())[0]

    @property
    def number(self) -> int:
        """The place in the reporting year, from 1 (November is 11, the fourth quarter 4); 1 for a span."""
        return 1 if self.is_span else self._scheme().year_and_number(self._ordinal())[1]

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    @property
    def sort_key(self) -> tuple[date, date, str]:
        """The order by end, start, code, which also holds across families."""
        return self.end, self.start, self.code

    def __lt__(self, other: Period) -> bool:
        return self._comparable(other) < other.sort_key

    def __le__(self, other: Period) -> bool:
        return self._comparable(other) <= other.sort_key

    def __gt__(self, other: Period) -> bool:
        return self._comparable(other) > other.sort_key

    def __ge__(self, other: Period) -> bool:
        return self._comparable(other) >= other.sort_key

    def contains(self, other: Period) -> bool:
        """Say whether every day of the other lies in this one.

        Raises:
            MixedSchemes (KER-003): when the families differ; see `convert_period`.
        """
        refuse_mixture(self, other)
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        """Say whether the two share a day.

        Raises:
            MixedSchemes (KER-003): when the families differ.
        """
        refuse_mixture(self, other)
        return self.start <= other.end and other.start <= self.end

    def includes(self, day: date) -> bool:
        """Say whether a day lies in the period."""
        return self.start <= day <= self.end

    def straddles(self, day: date) -> bool:
        """Say whether a change that takes effect on this day divides the period: days before it and days from it on."""
        return self.start < day <= self.end

    def previous(self) -> Period:
        """Return the one before in the same scheme (before nine months: nine months of the year before).

        Raises:
            NoSequence (KER-008): for a span. PeriodOutOfRange (KER-011): before 1900.
        """
        return self.shifted(-1)

    def next(self) -> Period:
        """Return the one after in the same scheme; raises like `previous`."""
        return self.shifted(1)

    def shifted(self, steps: int) -> Period:
        """Return the one so many steps later (earlier when negative); raises like `previous`."""
        return period_at(self._scheme(), self._ordinal() + steps)

    def same_period_last_year(self) -> Period:
        """Return cùng kỳ năm trước. A span keeps its day numbers; 29 February becomes 28 February."""
        if self.is_span:
            return span(_year_earlier(self.start), _year_earlier(self.end))
        return self.shifted(-self._scheme().frequency.per_year)

    def year_to_date(self) -> tuple[Period, ...]:
        """Return the periods of the same scheme from the beginning of the reporting year through this one.

        Raises:
            NoSequence (KER-008): for a span.
        """
        scheme, last = self._scheme(), self._ordinal()
        return tuple(period_at(scheme, ordinal) for ordinal in range(last - self.number + 1, last + 1))

    def children(self, frequency: str) -> tuple[Period, ...]:
        """Return the periods of a finer frequency that exactly make up this one, e.g. the months of a quarter.

        Raises:
            IndivisiblePeriod (KER-007): when they do not. UnknownScheme (KER-002): the family lacks the frequency.
        """
        own = self._scheme()
        finer = find_scheme(f"{own.family.code}.{frequency}")
        first, last = finer.ordinal_of_day(self.start), finer.ordinal_of_day(self.end)
        if first is None or last is None or finer.frequency.per_year < own.frequency.per_year:
            raise IndivisiblePeriod(period=self.code, frequency=frequency)
        parts = tuple(period_at(finer, ordinal) for ordinal in range(first, last + 1))
        if sum(part.days for part in parts) != self.days or parts[0].start != self.start:
            raise IndivisiblePeriod(period=self.code, frequency=frequency)
        return parts

    def label(self, language: str = "vi") -> str:
        """Say the period in words; a family that does not follow the calendar shows its dates.

        >>> from tinhso.kernel.periods import parse_period
        >>> parse_period("nd09:2026-11").label("vi")
        'Tháng 11/2026 (15/10–14/11)'
        """
        return labels.label(self, language)

    def short_label(self, language: str = "vi") -> str:
        """Say the period in a few characters, for axes and column heads; the dates are left out."""
        return labels.short_label(self, language)

    def _comparable(self, other: Period) -> tuple[date, date, str]:
        if not isinstance(other, Period):
            raise TypeError(f"a period cannot be compared with {type(other).__name__}")
        refuse_mixture(self, other)
        return self.sort_key

    def _scheme(self) -> Scheme:
        if self.is_span:
            raise NoSequence(period=self.code)
        return find_scheme(self.scheme)

    def _ordinal(self) -> int:
        return _ordinal_of(self._scheme(), self.code)


def refuse_mixture(first: Period, second: Period) -> None:
    """Refuse to go on with periods of two families.

    Raises:
        MixedSchemes (KER-003)
    """
    if first.family != second.family:
        raise MixedSchemes(first=first.code, second=second.code)


@lru_cache(maxsize=16384)
def _ordinal_of(scheme: Scheme, code: str) -> int:
    """Read the ordinal out of a code: a form asks for its neighbours hundreds of times."""
    ordinal = scheme.ordinal_of_tail(code.rpartition(":")[2])
    if ordinal is None:  # built by hand with a code of another scheme
        raise UnknownPeriodCode(text=code)
    return ordinal


@lru_cache(maxsize=16384)
def period_at(scheme: Scheme, ordinal: int) -> Period:
    """Return the period of a scheme by its ordinal (see `Scheme`)."""
    return Period(scheme.code, scheme.period_code(ordinal), *scheme.bounds(ordinal))


def period_of(day: date, scheme: str) -> Period:
    """Return the period of a scheme that holds the day.

    Raises:
        NoPeriodOnDate (KER-006): in a gap (October in nine-month periods). UnknownScheme (KER-002).
        NoSequence (KER-008): for `span`, which has no period of its own on a day.
    """
    if scheme == SPAN:
        raise NoSequence(period=SPAN)
    row = find_scheme(scheme)
    ordinal = row.ordinal_of_day(day)
    if ordinal is None:
        raise NoPeriodOnDate(date=day.isoformat(), scheme=scheme)
    return period_at(row, ordinal)


def last_closed_period(day: date, scheme: str) -> Period:
    """Return the latest period of a scheme whose cut-off lies before the day; raises like `period_of`."""
    if scheme == SPAN:
        raise NoSequence(period=SPAN)
    row = find_scheme(scheme)
    ordinal = row.ordinal_of_day(day)
    if ordinal is not None:
        return period_at(row, ordinal - 1)
    # In the gap after nine months that year's period is the one that closed last.
    return period_at(row, day.year * row.frequency.per_year + row.frequency.per_year - 1)


def span(start: date, end: date) -> Period:
    """Return the ad hoc span of these days, both inclusive.

    Raises:
        InvalidPeriod (KER-013): when the end is before the start. PeriodOutOfRange (KER-011): before 1900, after 2199.
    """
    for year in (start.year, end.year):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise PeriodOutOfRange(year=year, first_year=FIRST_YEAR, last_year=LAST_YEAR)
    return Period(SPAN, f"{SPAN}:{start.isoformat()}..{end.isoformat()}", start, end)


def _year_earlier(day: date) -> date:
    shorter = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if shorter else day.day)
