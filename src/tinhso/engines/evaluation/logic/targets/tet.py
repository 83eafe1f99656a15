"""Tết moves between January and February: its months are held against no method of forecasting.

A month with Tết is unlike the month a year before, and the one a year later is unlike it; neither says how well a
method knows the series.
"""

from __future__ import annotations

from collections.abc import Sequence

from tinhso.kernel.calendars import tet_days
from tinhso.kernel.periods import Period

MONTHS = 12


def holds_tet(period: Period) -> bool:
    """Say whether a month has a day of Tết; of longer periods every one of its kind has the same."""
    return period.frequency == "month" and any(period.start <= day <= period.end for day in tet_days())


def unlike_usual(periods: Sequence[Period]) -> frozenset[int]:
    """Return the places of the periods that have Tết, or had it a year before."""
    return frozenset(
        place
        for place, period in enumerate(periods)
        if period.frequency == "month" and (holds_tet(period) or holds_tet(period.shifted(-MONTHS)))
    )


def usual_start(periods: Sequence[Period]) -> int:
    """Return how many of the periods a look ahead starts from: those up to the last one that is like the usual.

    A month with Tết is no level to go on from, and the month a year after it no step to take a pace from. All of
    them where none is usual.
    """
    unlike = unlike_usual(periods)
    return next((place + 1 for place in reversed(range(len(periods))) if place not in unlike), len(periods))
