"""Which figures are locked, and by whom: the latest row of an indicator, a period, a unit and a locker rules."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tinhso.engines.indicators.models import Lock
from tinhso.engines.indicators.queries.definitions import known_by


def locked_units(
    indicator_ids: Collection[int],
    period_ids: Collection[int],
    unit_ids: Collection[int] | None = None,
    *,
    by: str | None = None,
    but_by: str | None = None,
    as_of: int | None = None,
) -> set[tuple[int, int, int]]:
    """Locked (indicator id, period id, unit id) of these indicators and periods (and units), in one query.

    Args:
        by: only locks that this locker holds. but_by: only those that somebody else holds.
        as_of: what was locked as this size of the log knows, None as it is now.
    """
    rows = _held(indicator_ids, period_ids, unit_ids, by, as_of)
    if but_by is not None:
        rows = rows.exclude(locker=but_by)
    return set(rows.values_list("indicator_id", "period_id", "unit_id"))


def holders(
    indicator_ids: Collection[int], period_ids: Collection[int], unit_ids: Collection[int]
) -> dict[tuple[int, int, int], frozenset[str]]:
    """Return who holds each locked (indicator id, period id, unit id), in one query."""
    found: dict[tuple[int, int, int], set[str]] = {}
    rows = _held(indicator_ids, period_ids, unit_ids).values_list("indicator_id", "period_id", "unit_id", "locker")
    for indicator_id, period_id, unit_id, locker in rows:
        found.setdefault((indicator_id, period_id, unit_id), set()).add(locker)
    return {key: frozenset(lockers) for key, lockers in found.items()}


def _held(
    indicator_ids: Collection[int],
    period_ids: Collection[int],
    unit_ids: Collection[int] | None,
    by: str | None = None,
    as_of: int | None = None,
) -> QuerySet[Lock]:
    same = {name: OuterRef(name) for name in ("indicator_id", "period_id", "unit_id", "locker")}
    latest = Lock.objects.filter(known_by(as_of), **same).order_by("-id").values("id")[:1]
    chosen = Q(indicator_id__in=indicator_ids, period_id__in=period_ids)
    if unit_ids is not None:
        chosen &= Q(unit_id__in=unit_ids)
    if by is not None:
        chosen &= Q(locker=by)
    return Lock.objects.filter(chosen, id=Subquery(latest), locked=True)
