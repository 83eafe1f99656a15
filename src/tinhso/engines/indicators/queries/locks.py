"""Which figures are locked, and by whom: the latest row of an indicator, a period, a unit and a locker rules."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, Q, Subquery

from tinhso.engines.indicators.models import Lock


def locked_units(
    indicator_ids: Collection[int],
    period_ids: Collection[int],
    unit_ids: Collection[int] | None = None,
    *,
    by: str | None = None,
    but_by: str | None = None,
) -> set[tuple[int, int, int]]:
    """Locked (indicator id, period id, unit id) of these indicators and periods (and units), in one query.

    Args:
        by: only locks that this locker holds. but_by: only those that somebody else holds.
    """
    same = {name: OuterRef(name) for name in ("indicator_id", "period_id", "unit_id", "locker")}
    latest = Lock.objects.filter(**same).order_by("-id").values("id")[:1]
    chosen = Q(indicator_id__in=indicator_ids, period_id__in=period_ids)
    if unit_ids is not None:
        chosen &= Q(unit_id__in=unit_ids)
    if by is not None:
        chosen &= Q(locker=by)
    rows = Lock.objects.filter(chosen, id=Subquery(latest), locked=True)
    if but_by is not None:
        rows = rows.exclude(locker=but_by)
    return set(rows.values_list("indicator_id", "period_id", "unit_id"))
