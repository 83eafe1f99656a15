"""Units as the ledger sees them: which one has a code on a day, and what stands in a leaf."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from tinhso.engines.orgs.api import Unit


class UnitSpan(NamedTuple):
    """A unit with the days on which it exists, both inclusive; an open end is None."""

    id: int
    code: str
    level: str
    valid_from: date
    valid_to: date | None

    def exists_on(self, day: date) -> bool:
        """Say whether the unit exists on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def covers(self, first: date, last: date) -> bool:
        """Say whether the unit exists on all of these days."""
        return self.exists_on(first) and self.exists_on(last)

    def touches(self, first: date, last: date) -> bool:
        """Say whether the unit exists on some of these days."""
        return self.valid_from <= last and (self.valid_to is None or first <= self.valid_to)


def units_by_id(unit_ids: Collection[int]) -> dict[int, UnitSpan]:
    """These units, whenever they existed."""
    return {span.id: span for span in _spans(id__in=unit_ids)}


def units_by_code(codes: Collection[str]) -> dict[str, list[UnitSpan]]:
    """Every unit that ever had one of these codes; the same code names other units in other epochs."""
    found: dict[str, list[UnitSpan]] = {}
    for span in _spans(code__in=codes):
        found.setdefault(span.code, []).append(span)
    return found


def _spans(**chosen: Collection[int] | Collection[str]) -> Iterable[UnitSpan]:
    rows = Unit.objects.filter(**chosen).order_by("valid_from", "id")
    return (UnitSpan._make(row) for row in rows.values_list(*UnitSpan._fields))
