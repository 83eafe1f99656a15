"""Which period a reference of a rule speaks of."""

from __future__ import annotations

from functools import lru_cache

from tinhso.kernel.formulas.references import Reference
from tinhso.kernel.periods import Period, PeriodError


# A form asks the same few references in the same period once for every cell.
@lru_cache(maxsize=16_384)
def shifted_period(period: Period, reference: Reference) -> Period | None:
    """Return the period a reference speaks of when a rule is asked of `period`, None where there is none."""
    try:
        found = period.shifted(-reference.periods_back) if reference.periods_back else period
        for _ in range(reference.years_back):
            found = found.same_period_last_year()
        if reference.year_to_date or reference.looking_back:
            found.year_to_date()
    except PeriodError:
        return None
    return found
