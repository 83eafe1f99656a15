"""Who reports a period inside which units change (“kỳ giao thời”): the rule as data, and what it makes of a period.

A period is cut at every day on which units begin or end. Its **reporting days** are days of the pieces whose units
report it: a unit reports the period when it exists on one of them. Whoever exists throughout reports in any case.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from tinhso.kernel.periods import Period

DAY = timedelta(days=1)


class Reporters(StrEnum):
    """Who reports a period with a change in it."""

    NEW = "new"  # the units after the change, for all of the period's days
    OLD = "old"  # the units before it, for all of the period's days
    BOTH = "both"  # each for the days on which it existed


@dataclass(frozen=True, slots=True)
class StraddlingRule:
    """One dated rule.

    Attributes:
        changes_from: it governs changes of units on this day or later.
        scheme: kind of period, such as `nd09.month`; empty for every kind that no rule of the same day names.
        additive: who reports figures that add up over days and units.
        others: who reports all other figures; two parts of a period make no average and no state of its last day.
        confirmed: it stands in the source; otherwise it is shown as “cần kiểm tra”.
    """

    changes_from: date
    scheme: str
    additive: Reporters
    others: Reporters
    source: str
    confirmed: bool = False

    def reporters(self, additive: bool) -> Reporters:
        """Who reports figures that add up, or those that do not."""
        return self.additive if additive else self.others


@dataclass(frozen=True)
class StraddlingRules:
    """The rules of a moment (in the order in which they became known) and the days on which units begin or end."""

    rules: Sequence[StraddlingRule] = ()
    changes: Sequence[date] = field(default=())

    def changes_within(self, period: Period) -> Sequence[date]:
        """The days inside a period on which units change; its first day has both sides in other periods."""
        return self.changes[bisect_right(self.changes, period.start) : bisect_right(self.changes, period.end)]

    def governing(self, change: date, scheme: str) -> StraddlingRule | None:
        """The rule of a change for a kind of period: the latest day, then the named kind, then what was known last."""
        fitting = [one for one in self.rules if one.changes_from <= change and one.scheme in ("", scheme)]
        return max(reversed(fitting), key=lambda one: (one.changes_from, one.scheme != ""), default=None)

    def reporting_days(self, period: Period, *, additive: bool) -> tuple[date, ...]:
        """One day of each piece of a period whose units report it, in order; most periods have one piece."""
        changes = self.changes_within(period)
        if not changes:
            return (period.end,)
        ends = [*(change - DAY for change in changes[1:]), period.end]
        days = [changes[0] - DAY]
        for change, last_day in zip(changes, ends, strict=True):
            rule = self.governing(change, period.scheme)
            reporters = rule.reporters(additive) if rule else Reporters.NEW
            if reporters is Reporters.NEW:
                days = [last_day]
            elif reporters is Reporters.BOTH:
                days.append(last_day)
        return tuple(days)
