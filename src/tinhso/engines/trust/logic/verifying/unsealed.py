"""Checks of what is not sealed yet: every event is either a leaf or waits, never both, never neither."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from tinhso.engines.trust.contracts import Fault, Finding
from tinhso.engines.trust.logic.verifying.event_rows import check_columns, check_texts
from tinhso.engines.trust.models import Event, Pending

_PAGE = 1_000


def check_unsealed() -> Iterator[Finding]:
    """Check waiting events, and name events and pending marks that have lost one another."""
    # Each question is one statement, so it sees one state of the database while others record and seal.
    for event_id in (
        Event.objects.filter(leaf=None, pending=None).order_by("id").values_list("id", flat=True).iterator()
    ):
        yield Fault(
            "trust_event",
            str(event_id),
            "không có lá và cũng không chờ niêm phong",
            "has no leaf and does not wait to be sealed",
        )
    for event_id in Pending.objects.filter(event__leaf__isnull=False).values_list("event_id", flat=True).iterator():
        yield Fault("trust_pending", str(event_id), "sự kiện này đã niêm phong", "this event is sealed already")
    known = Event.objects.filter(id=OuterRef("event_id"))
    for event_id in Pending.objects.filter(~Exists(known)).values_list("event_id", flat=True).iterator():
        yield Fault("trust_pending", str(event_id), "mất sự kiện đang chờ", "the waiting event is missing")
    yield from _check_waiting()


def _check_waiting() -> Iterator[Finding]:
    last = 0
    while page := list(Event.objects.filter(pending__isnull=False, id__gt=last).order_by("id")[:_PAGE]):
        for event in page:
            yield from check_columns(event)
        yield from check_texts(page)
        last = page[-1].pk
