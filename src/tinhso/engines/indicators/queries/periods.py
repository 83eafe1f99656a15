"""Periods that figures speak of, between `kernel.periods` and their small ids."""

from __future__ import annotations

from collections.abc import Collection

from tinhso.engines.indicators.models import PeriodRow
from tinhso.kernel.periods import Period


def periods_by_id(period_ids: Collection[int]) -> dict[int, Period]:
    """These periods; the scheme is the stored one, so that a later table of schemes cannot change old figures."""
    rows = PeriodRow.objects.filter(id__in=period_ids).values_list("id", "scheme", "code", "start", "end")
    return {period_id: Period(scheme, code, start, end) for period_id, scheme, code, start, end in rows}


def ids_by_code(codes: Collection[str]) -> dict[str, int]:
    """The ids of these period codes, as far as they are registered."""
    return dict(PeriodRow.objects.filter(code__in=codes).values_list("code", "id"))


def all_periods() -> dict[int, Period]:
    """Every registered period."""
    rows = PeriodRow.objects.values_list("id", "scheme", "code", "start", "end")
    return {period_id: Period(scheme, code, start, end) for period_id, scheme, code, start, end in rows}
