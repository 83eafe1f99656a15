"""Wishes to look on that are not ended and have not run out."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from tinhso.engines.orgs.models import Viewing


def open_viewings(now: datetime) -> QuerySet[Viewing]:
    """What waits for its holder, or is allowed still; the newest first."""
    runs = Q(allowed_until=None) | Q(allowed_until__gt=now)
    return Viewing.objects.filter(runs, ended_at=None).select_related("holder", "viewer").order_by("-id")


def run_out(holder_id: int, viewer_id: int, now: datetime) -> QuerySet[Viewing]:
    """What was allowed and has run out without anybody ending it."""
    return Viewing.objects.filter(holder_id=holder_id, viewer_id=viewer_id, ended_at=None, allowed_until__lte=now)
