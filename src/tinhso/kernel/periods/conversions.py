"""Crossing families on purpose: the nearest period of another scheme, with how far it misses, never silently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tinhso.kernel.periods.errors import InexactConversion, NoPeriodOnDate, NoSequence
from tinhso.kernel.periods.families import SPAN
from tinhso.kernel.periods.period import Period, period_at
from tinhso.kernel.periods.schemes import find_scheme


@dataclass(frozen=True, slots=True)
class Conversion:
    """A period seen as one of another scheme. Whoever shows `target` must show `note()` when it is not exact."""

    source: Period
    target: Period
    shared_days: int

    @property
    def missed_days(self) -> int:
        """Days of the source that the target leaves out."""
        return self.source.days - self.shared_days

    @property
    def foreign_days(self) -> int:
        """Days of the target that the source does not have."""
        return self.target.days - self.shared_days

    @property
    def is_exact(self) -> bool:
        return self.missed_days == 0 and self.foreign_days == 0

    def note(self, language: str = "vi") -> str:
        """Say how far the two are apart, empty when they are the same days."""
        if self.is_exact:
            return ""
        source, target = self.source.label(language), self.target.label(language)
        if language.lower().startswith("en"):
            return f"≈ {source} shown as {target}: {self.missed_days} days missing, {self.foreign_days} days added"
        return f"≈ {source} xem gần đúng như {target}: thiếu {self.missed_days} ngày, thừa {self.foreign_days} ngày"


def convert_period(period: Period, scheme: str, *, approximate: bool = False) -> Conversion:
    """Return the period of another scheme that stands for this one.

    Between families of one frequency that is the period of the same name (Tháng 11 for Tháng 11, as officials speak),
    otherwise the one that shares most days (the earlier of two equal ones).

    Raises:
        InexactConversion (KER-012): when the days differ and no approximation was asked for.
        NoPeriodOnDate (KER-006): when no period of the scheme shares a day. UnknownScheme (KER-002).
        NoSequence (KER-008): when the scheme is `span`.
    """
    target = _counterpart(period, scheme)
    conversion = Conversion(period, target, shared_days(period, target))
    if not conversion.is_exact and not approximate:
        raise InexactConversion(
            source=period.code,
            scheme=scheme,
            nearest=target.code,
            days=conversion.missed_days + conversion.foreign_days,
        )
    return conversion


def shared_days(first: Period, second: Period) -> int:
    """Count the days that two periods of any families have in common."""
    overlap = min(first.end, second.end) - max(first.start, second.start) + timedelta(days=1)
    return max(0, overlap.days)


def _counterpart(period: Period, scheme: str) -> Period:
    if scheme == SPAN:
        raise NoSequence(period=SPAN)
    row = find_scheme(scheme)
    per_year = row.frequency.per_year
    if period.frequency == row.frequency.code:
        return period_at(row, period.year * per_year + period.number - 1)
    # A day in a gap between periods (October in nine months) has no ordinal: look from its year to the next.
    first, last = row.ordinal_of_day(period.start), row.ordinal_of_day(period.end)
    first = period.start.year * per_year if first is None else first
    last = (period.end.year + 1) * per_year if last is None else last
    candidates = [period_at(row, ordinal) for ordinal in range(first, last + 1)]
    target = max(candidates, key=lambda other: (shared_days(period, other), -other.start.toordinal()))
    if not shared_days(period, target):
        raise NoPeriodOnDate(date=period.start.isoformat(), scheme=scheme)
    return target
