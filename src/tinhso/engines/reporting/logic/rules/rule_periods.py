"""Which periods the references of a rule speak of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tinhso.kernel.formulas import Reference
from tinhso.kernel.periods import Period, PeriodError


@lru_cache(maxsize=16_384)
def shifted_period(period: Period, reference: Reference) -> Period | None:
    """Return the period a reference speaks of, None where there is none; a thousand units ask for the same ones."""
    try:
        found = period.shifted(-reference.periods_back) if reference.periods_back else period
        for _ in range(reference.years_back):
            found = found.same_period_last_year()
        if reference.year_to_date or reference.looking_back:
            found.year_to_date()
    except PeriodError:
        return None
    return found


def periods_asked(period: Period, reference: Reference) -> Iterator[Period]:
    """Yield every period whose figures a reference needs."""
    found = shifted_period(period, reference)
    if found is None:
        return
    ends = [found.shifted(-back) for back in range(1, reference.length + 1)] if reference.looking_back else [found]
    for one in ends:
        yield from one.year_to_date() if reference.year_to_date else [one]
