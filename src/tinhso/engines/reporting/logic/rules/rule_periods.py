"""Which periods the references of a rule speak of."""

from __future__ import annotations

from collections.abc import Iterator

from tinhso.kernel.formulas import Reference, shifted_period
from tinhso.kernel.periods import Period


def periods_asked(period: Period, reference: Reference) -> Iterator[Period]:
    """Yield every period whose figures a reference needs."""
    found = shifted_period(period, reference)
    if found is None:
        return
    ends = [found.shifted(-back) for back in range(1, reference.length + 1)] if reference.looking_back else [found]
    for one in ends:
        yield from one.year_to_date() if reference.year_to_date else [one]
