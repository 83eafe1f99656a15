"""Gives periods their small ids; a period is registered when somebody first speaks of it."""

from __future__ import annotations

from collections.abc import Iterable

from tinhso.engines.indicators.models import PeriodRow
from tinhso.engines.indicators.queries.periods import ids_by_code
from tinhso.kernel.periods import Period


def period_ids(periods: Iterable[Period]) -> dict[Period, int]:
    """Return the id of each period, registering those not yet known; at most three queries."""
    wanted = list(dict.fromkeys(periods))
    codes = [period.code for period in wanted]
    known = ids_by_code(codes)
    unknown = [period for period in wanted if period.code not in known]
    if unknown:
        rows = [PeriodRow(code=one.code, scheme=one.scheme, start=one.start, end=one.end) for one in unknown]
        # Another process may register the same period at the same moment.
        PeriodRow.objects.bulk_create(rows, ignore_conflicts=True)
        known = ids_by_code(codes)
    return {period: known[period.code] for period in wanted}


def known_period_ids(periods: Iterable[Period]) -> dict[Period, int]:
    """Return the ids of the periods that are registered already."""
    wanted = list(dict.fromkeys(periods))
    known = ids_by_code([period.code for period in wanted])
    return {period: known[period.code] for period in wanted if period.code in known}
