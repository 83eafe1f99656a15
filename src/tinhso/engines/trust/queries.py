"""Named reads of the event log."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from tinhso.engines.trust.models import Checkpoint, Event


def latest_known_moment() -> datetime | None:
    """Return the later of the last checkpoint's moment and the last event's, None for an empty log."""
    sealed = Checkpoint.objects.aggregate(last=Max("sealed_at"))["last"]
    recorded = Event.objects.order_by("-id").values_list("at", flat=True).first()
    return max((moment for moment in (sealed, recorded) if moment), default=None)
