"""What became of each commune's report of a period: in time, late, never sent, returned, taken back, corrected."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tinhso.kernel.periods import Period
from tinhso.site.demo.anchors import BUON_MA_THUOT, EA_KAR, EA_KAR_BEFORE, PENDING, PERIODS
from tinhso.site.demo.numbers import draw, in_order

RECENT: Final = PERIODS[-13:-1]
"""The twelve periods before the present one; how many of them a commune kept is prescribed."""
COMPLETE: Final = frozenset({"nd09:2025-06", "nd09:2025-11", "nd09:2026-10", "nd09:2026-11"})
"""Periods whose totals the stories state: everybody sent, and no figure was changed after the lock."""


class Fate(StrEnum):
    IN_TIME = "in_time"
    EXTENDED = "extended"  # granted a later deadline, kept it
    LATE = "late"
    MISSING = "missing"
    RETURNED = "returned"  # sent in time, came back, sent again
    TAKEN_BACK = "taken_back"  # sent in time, taken back by the unit, sent again
    CORRECTED = "corrected"  # after the lock


def fate_of(code: str, period: Period) -> Fate:
    """Return what became of a commune's report; depends on nothing but the commune and the period."""
    if code == EA_KAR or code in EA_KAR_BEFORE:
        return Fate.TAKEN_BACK if period.code == "nd09:2026-10" else Fate.IN_TIME
    if period in RECENT:
        return _missed(code, period) if period in _missed_periods(code) else _kept(code, period)
    chance = draw(1000, code, period.code, "fate")
    if chance < 75:
        return Fate.LATE
    if chance < 88 and period.code not in COMPLETE:
        return Fate.MISSING
    return _kept(code, period)


def kept_of_twelve(code: str) -> int:
    """Return how many of its last twelve reports a commune sent in time: 5 to 12, most often 12 or 11."""
    if code in PENDING:
        return PENDING[code]
    if code == BUON_MA_THUOT:
        return 12
    chance = draw(100, code, "twelve")
    return next(kept for kept, below in ((12, 42), (11, 70), (10, 85), (9, 93), (8, 98), (7, 100)) if chance < below)


def _missed_periods(code: str) -> frozenset[Period]:
    by_code = {period.code: period for period in RECENT}
    return frozenset(by_code[found] for found in in_order(by_code, code, "missed")[: 12 - kept_of_twelve(code)])


def _missed(code: str, period: Period) -> Fate:
    never = draw(100, code, period.code, "never") < 14
    return Fate.MISSING if never and period.code not in COMPLETE else Fate.LATE


def _kept(code: str, period: Period) -> Fate:
    chance = draw(1000, code, period.code, "kept")
    if chance < 16:
        return Fate.RETURNED
    if chance < 24:
        return Fate.TAKEN_BACK
    if chance < 28 and period.code not in COMPLETE:
        return Fate.CORRECTED
    return Fate.EXTENDED if chance < 42 and code not in PENDING else Fate.IN_TIME
