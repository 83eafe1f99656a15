"""Stored rules of periods inside which units change, and the days of change."""

from __future__ import annotations

from datetime import date, timedelta

from tinhso.engines.orgs.contracts import Reporters, StraddlingRule, StraddlingRules
from tinhso.engines.orgs.models import StraddlingRule as StoredRule
from tinhso.engines.orgs.models import UndoneEnd, Unit
from tinhso.engines.orgs.queries.validity import known_by

DAY = timedelta(days=1)
_FIELDS = ("changes_from", "scheme", "additive", "others", "source", "confirmed")


def read_rules(known: int | None = None) -> StraddlingRules:
    """The rules as known, with every day of change: a change that was not known then has the same units on both sides.

    Three queries.
    """
    rows = StoredRule.objects.filter(known_by(known)).order_by("event_id", "id").values_list(*_FIELDS)
    rules = [
        StraddlingRule(changes_from, scheme, Reporters(additive), Reporters(others), source, confirmed)
        for changes_from, scheme, additive, others, source, confirmed in rows
    ]
    return StraddlingRules(rules, _days_of_change())


def units_changing_on(days: set[date]) -> frozenset[int]:
    """The units that begin on one of these days or have ended just before; two queries."""
    begin = Unit.objects.filter(valid_from__in=days).values_list("id", flat=True)
    end = Unit.objects.filter(valid_to__in={day - DAY for day in days}).values_list("id", flat=True)
    return frozenset([*begin, *end])


def _days_of_change() -> list[date]:
    begun = Unit.objects.order_by().values_list("valid_from", flat=True).distinct()
    ended = Unit.objects.order_by().exclude(valid_to=None).values_list("valid_to", flat=True).distinct()
    # Ends that were taken back were known for a while.
    undone = UndoneEnd.objects.order_by().exclude(unit=None).values_list("valid_to", flat=True).distinct()
    return sorted({*begun, *(day + DAY for day in ended.union(undone) if day is not None)})
