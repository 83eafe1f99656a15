"""When a row holds: its dates on the day asked for, and its events among the first `known` leaves of the log."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from tinhso.engines.orgs.models import UndoneEnd


def known_by(known: int | None, path: str = "event") -> Q:
    """Rows whose event stands among the first `known` leaves (None: every committed row)."""
    return Q() if known is None else Q(**{f"{path}__leaf__leaf_index__lt": known})


def not_ended(day: date, end: str = "valid_to") -> Q:
    """Rows whose last day, where they have one, is not before a day."""
    return Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})


def valid_on(day: date, known: int | None = None, prefix: str = "", what: str = "") -> Q:
    """Rows that hold on a day, as far as the first `known` leaves tell.

    An end that became known later does not count: seen from then, the row was still open. One that was taken back later
    (`UndoneEnd`) still counts.

    Args:
        what: `unit`, `name` or `link`, whose ends may have been taken back; empty for rows that no decision ends.
    """
    ends_later = not_ended(day, f"{prefix}valid_to")
    if known is None:
        return Q(**{f"{prefix}valid_from__lte": day}) & ends_later
    # The end is unknown when its event exists and is not among those leaves (sealed later, or not sealed yet).
    ended = Q(**{f"{prefix}ended_by__isnull": False})
    known_end = Q(**{f"{prefix}ended_by__leaf__leaf_index__lt": known})
    holds = Q(**{f"{prefix}valid_from__lte": day}) & (ends_later | (ended & ~known_end))
    if what:
        gone = UndoneEnd.objects.filter(standing_then(known), valid_to__lt=day, **{what: OuterRef(f"{prefix}pk")})
        holds &= ~Q(Exists(gone))
    return holds & known_by(known, f"{prefix}event")


def standing_then(known: int) -> Q:
    """Ends that had been given and not yet been taken back at a size of the log."""
    return Q(ended_by__leaf__leaf_index__lt=known) & ~Q(event__leaf__leaf_index__lt=known)


def ends_standing_then(known: int | None, what: str) -> dict[int, date]:
    """The last day of every `unit` (or `name`, `link`) whose end was taken back after a size of the log."""
    if known is None:
        return {}
    rows = UndoneEnd.objects.filter(standing_then(known), **{f"{what}__isnull": False})
    return dict(rows.order_by("id").values_list(f"{what}_id", "valid_to"))


def present(prefix: str = "") -> Q:
    """Rows that hold on some day: not those that were made for a decision since undone."""
    return Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": F(f"{prefix}valid_from")})


def in_force(known: int | None = None, prefix: str = "") -> Q:
    """Successions (or, by a prefix, their links) that nobody has undone, as far as the first `known` leaves tell."""
    if known is None:
        return Q(**{f"{prefix}undo__isnull": True})
    return known_by(known, f"{prefix}event") & ~Q(**{f"{prefix}undo__event__leaf__leaf_index__lt": known})
