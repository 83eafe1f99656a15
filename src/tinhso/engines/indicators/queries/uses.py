"""What rests on units in the ledger of figures."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from tinhso.engines.indicators.contracts import Missing
from tinhso.engines.indicators.models import Entry
from tinhso.engines.orgs.contracts import UnitsInQuestion, UnitUse

_GONE = (int(Missing.NOT_REPORTED), int(Missing.MOVED))
_KEY = ("indicator_id", "period_id", "unit_id", "dims", "scenario", "line")


def figures_given_since(asked: UnitsInQuestion) -> list[UnitUse]:
    """Figures that stand, given after a decision for periods that end on its first day or later. One query."""
    rows = standing(
        Entry.objects.filter(
            unit_id__in=asked.unit_ids, event_id__gt=asked.since_event, period__end__gte=asked.from_day
        )
    )
    if asked.begun_before is not None:
        rows = rows.filter(period__start__lt=asked.begun_before)
    count = rows.count()
    vi, en = "số liệu đã gửi theo sắp xếp mới", "figures given under it"
    return [UnitUse(f"{count} {vi}", f"{count} {en}")] if count else []


def standing(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Of these entries, those that are the latest state of their key and say something."""
    later = Entry.objects.filter(**{name: OuterRef(name) for name in _KEY}, entry_no__gt=OuterRef("entry_no"))
    return rows.filter(~Exists(later)).exclude(missing__in=_GONE)
