"""When a row holds: its dates on the day asked for, and its events among the first `known` leaves of the log."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def known_by(known: int | None, path: str = "event") -> Q:
    """Rows whose event stands among the first `known` leaves (None: every committed row)."""
    return Q() if known is None else Q(**{f"{path}__leaf__leaf_index__lt": known})


def not_ended(day: date, end: str = "valid_to") -> Q:
    """Rows whose last day, where they have one, is not before a day."""
    return Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})


def valid_on(day: date, known: int | None = None, prefix: str = "") -> Q:
    """Rows that hold on a day, as far as the first `known` leaves tell.

    An end that became known later does not count: seen from then, the row was still open.
    """
    ends_later = not_ended(day, f"{prefix}valid_to")
    if known is not None:
        # The end is unknown when its event exists and is not among those leaves (sealed later, or not sealed yet).
        ended = Q(**{f"{prefix}ended_by__isnull": False})
        known_end = Q(**{f"{prefix}ended_by__leaf__leaf_index__lt": known})
        ends_later |= ended & ~known_end
    return Q(**{f"{prefix}valid_from__lte": day}) & ends_later & known_by(known, f"{prefix}event")
