"""Entries as readers and proofs see them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tinhso.engines.indicators.contracts import EntryView, FigureKey, Missing, Scenario, SourceKind, Status
from tinhso.engines.indicators.models import Entry, Indicator, PeriodRow
from tinhso.engines.orgs.api import Unit
from tinhso.kernel.quantities import Operator

# Below the least number of parameters of a statement that a supported SQLite allows (32,766).
_CHUNK = 10_000
_NAMED = {
    "indicator_code": F("indicator__code"),
    "definition_version": F("definition__version"),
    "decimals": F("definition__decimals"),
    "unit_code": F("unit__code"),
    "unit_from": F("unit__valid_from"),
    "period_code": F("period__code"),
}
_COLUMNS = (
    "id", "event_id", "line_no", "indicator_id", "unit_id", "period_id", "dims", "scenario", "line",
    "indicator_code", "definition_version", "decimals", "unit_code", "unit_from", "period_code", "entry_no", "value",
    "operator", "missing", "status", "source", "value_delta", "presence_delta", "note_commitment",
    "evidence_commitment",
)  # fmt: skip

_CODES = {"scenario": Scenario, "operator": Operator, "missing": Missing, "status": Status, "source": SourceKind}


def last_entry_id() -> int:
    """The number of the ledger's last entry, 0 while it is empty; one step down an index."""
    return Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0


def any_since(entry_id: int, unit_ids: Collection[int]) -> bool:
    """Whether anything was written about these units after an entry; what came after it is a short way up the index."""
    return Entry.objects.filter(id__gt=entry_id, unit_id__among=unit_ids).exists()


def entries_of_key(key: FigureKey) -> list[EntryView]:
    """Every entry of a key, oldest first."""
    return list(_views(Entry.objects.filter(**key._asdict()).order_by("entry_no")))


def entries_of_event(event_id: int) -> list[EntryView]:
    """Every entry of an event in the order of its lines."""
    return list(_views(Entry.objects.filter(event_id=event_id).order_by("line_no")))


def first_entries(event_ids: Collection[int]) -> list[EntryView]:
    """The first line of each event, down the index of lines: a million others are not read."""
    return list(_views(Entry.objects.filter(event_id__in=event_ids, line_no=0)))


def said_by_events(event_ids: Collection[int]) -> dict[int, list[tuple[FigureKey, int | None, int, int]]]:
    """What each event wrote: key, value, operator and missing, in the order of its lines; one query."""
    rows = Entry.objects.filter(event_id__in=event_ids).order_by("event_id", "line_no")
    found: dict[int, list[tuple[FigureKey, int | None, int, int]]] = {}
    for event_id, *key, value, operator, missing in rows.values_list(
        "event_id", *FigureKey._fields, "value", "operator", "missing"
    ):
        found.setdefault(event_id, []).append((FigureKey._make(key), value, operator, missing))
    return found


def entry_by_id(entry_id: int) -> EntryView | None:
    """One entry."""
    return next(_views(Entry.objects.filter(id=entry_id)), None)


def entries_by_id(entry_ids: Collection[int]) -> dict[int, EntryView]:
    """These entries by id, in chunks that every database takes."""
    ids, found = sorted(entry_ids), dict[int, EntryView]()
    for first in range(0, len(ids), _CHUNK):
        found |= {one.id: one for one in _views(Entry.objects.filter(id__in=ids[first : first + _CHUNK]))}
    return found


def events_around(entry_ids: Collection[int]) -> Iterator[list[EntryView]]:
    """All entries of the events that these entries belong to, event by event, in one query."""
    events = Entry.objects.filter(id__in=entry_ids).values("event_id")
    rows = _views(Entry.objects.filter(event_id__in=events).order_by("event_id", "line_no"))
    for _, of_event in groupby(rows, key=attrgetter("event_id")):
        yield list(of_event)


def values_in_order(
    indicator_ids: Collection[int], period_ids: Collection[int], unit_ids: Collection[int], as_of: int | None = None
) -> Iterator[tuple[FigureKey, int, int]]:
    """Every value that keys ever had (by `as_of`), as (key, event id, value), key by key, oldest first; one query."""
    rows = Entry.objects.filter(
        indicator_id__in=indicator_ids, period_id__in=period_ids, unit_id__in=unit_ids, value__isnull=False
    )
    if as_of is not None:
        rows = rows.filter(event__leaf__leaf_index__lt=as_of)
    fields = ("indicator_id", "unit_id", "period_id", "dims", "scenario", "line")
    for *key, event_id, value in rows.order_by(*fields, "entry_no").values_list(*fields, "event_id", "value"):
        yield FigureKey(*key), event_id, value or 0


def last_periods(indicator_ids: Collection[int], unit_code: str) -> dict[int, int]:
    """Of each indicator, the id of the newest period with a value of units of this code, whatever epoch; one query.

    Period by period from the newest, one descent of the key's index each: to read their entries grows with the ledger.
    """
    units = Unit.objects.filter(code=unit_code).values("id")
    given = Entry.objects.filter(
        indicator_id=OuterRef(OuterRef("id")), period_id=OuterRef("id"), unit_id__in=units, value__isnull=False
    )
    newest = PeriodRow.objects.filter(Exists(given)).order_by("-end", "-id").values("id")[:1]
    pairs = Indicator.objects.filter(id__in=indicator_ids).annotate(newest=Subquery(newest)).values_list("id", "newest")
    return {indicator_id: period_id for indicator_id, period_id in pairs if period_id is not None}


def events_of_units(units: Q, before: int | None, limit: int) -> list[int]:
    """Ids of the newest events that wrote figures of some units, newest first."""
    rows = Entry.objects.filter(units) if before is None else Entry.objects.filter(units, event_id__lt=before)
    return list(rows.order_by("-event_id").values_list("event_id", flat=True).distinct()[:limit])


def entries_in_order(*order: str) -> Iterator[EntryView]:
    """Every entry of the ledger in some order, read in pages so that memory stays flat."""
    return _views(Entry.objects.order_by(*order))


def entries_with_foreign_definition() -> Iterator[tuple[int, str]]:
    """Entries whose version is of another indicator, with that version's indicator; no constraint can say this."""
    rows = Entry.objects.exclude(definition__indicator_id=F("indicator_id")).order_by("id")
    yield from rows.values_list("id", "definition__indicator__code").iterator()


def entries_with_unknown_codes() -> Iterator[tuple[int, str, int]]:
    """Entries with a number that stands for nothing, as (entry id, column, number)."""
    columns = tuple(_CODES)
    unknown = Q()
    for column, codes in _CODES.items():
        unknown |= ~Q(**{f"{column}__in": [int(code) for code in codes]})
    for entry_id, *numbers in Entry.objects.filter(unknown).order_by("id").values_list("id", *columns).iterator():
        for column, number in zip(columns, numbers, strict=True):
            if number not in {int(code) for code in _CODES[column]}:
                yield entry_id, column, number


def entries_with_false_difference(event_id: int, limit: int) -> list[int]:
    """Entries of an event whose difference is not their value less the one before of their key; one query."""
    key = ("indicator_id", "period_id", "unit_id", "dims", "scenario", "line")
    before = Entry.objects.filter(entry_no=OuterRef("entry_no") - 1, **{part: OuterRef(part) for part in key})
    rows = Entry.objects.filter(event_id=event_id).annotate(
        change=Coalesce("value", 0) - Coalesce(Subquery(before.values("value")[:1]), 0)
    )
    return list(rows.exclude(value_delta=F("change")).order_by("line_no").values_list("id", flat=True)[:limit])


def _views(rows: QuerySet[Entry]) -> Iterator[EntryView]:
    for row in rows.annotate(**_NAMED).values_list(*_COLUMNS).iterator(chunk_size=5_000):
        yield _view(*row)


def _view(
    entry_id: int, event_id: int, line_no: int, indicator_id: int, unit_id: int, period_id: int, dims: str,
    scenario: int, line: str, indicator: str, version: int, decimals: int, unit: str, unit_from: Any, period: str,
    entry_no: int, value: int | None, operator: int, missing: int, status: int, source: int, value_delta: int,
    presence_delta: int, note: Any, evidence: Any,
) -> EntryView:  # fmt: skip
    return EntryView(
        id=entry_id,
        event_id=event_id,
        line_no=line_no,
        key=FigureKey(indicator_id, unit_id, period_id, dims, scenario, line),
        indicator=indicator,
        definition_version=version,
        decimals=decimals,
        unit=unit,
        unit_from=unit_from,
        period=period,
        entry_no=entry_no,
        value=value,
        operator=Operator(operator),
        missing=Missing(missing),
        status=Status(status),
        source=SourceKind(source),
        value_delta=value_delta,
        presence_delta=presence_delta,
        note_commitment=None if note is None else bytes(note),
        evidence_commitment=None if evidence is None else bytes(evidence),
    )


def count_figures(unit_ids: Collection[int]) -> dict[int, int]:
    """Count the figures (keys) that these units ever had, by indicator id. One query."""
    rows = Entry.objects.filter(unit_id__in=unit_ids, entry_no=1)
    return dict(rows.values_list("indicator_id").annotate(count=Count("id")))
