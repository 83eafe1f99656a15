"""The way from a figure of a target back to its records: of one period, or of all periods that a sum adds."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from tinhso.engines.evaluation import api
from tinhso.kernel.periods import Period


def origin_of_target(standing: api.TargetStanding, unit: str) -> str:
    """Where the figure held against a target comes from, empty without one.

    Args:
        unit: code of the plan's unit; each period's figure is of whoever bore it then.
    """
    return _address(standing, unit, standing.periods_counted, restated=False)


def origin_of_unit(standing: api.TargetStanding, unit: str) -> str:
    """Where a unit's part of that figure comes from: its periods are carried to the units of the last one."""
    return _address(standing, unit, standing.periods_counted, restated=True)


def origin_of_year_before(standing: api.TargetStanding, unit: str) -> str:
    """Where a unit's figure of the same periods a year before comes from, carried to the same units."""
    periods = tuple(one.same_period_last_year() for one in standing.periods_counted)
    return _address(standing, unit, periods, restated=True)


def _address(standing: api.TargetStanding, unit: str, periods: Sequence[Period], *, restated: bool) -> str:
    if not periods:
        return ""
    first, last = periods[0], periods[-1]
    asked = {"chi-tieu": standing.spec.indicator, "don-vi": unit, "ky": last.code}
    if first != last:
        asked["ky"] = f"{first.code}..{last.code}"
    day = standing.periods_counted[-1].end
    if restated and first.end < day:
        asked["don-vi-hanh-chinh"] = day.isoformat()
    if standing.moment.text:
        asked["tinh-den"] = standing.moment.text
    return f"{reverse('insight:proof')}?{urlencode(asked)}"
