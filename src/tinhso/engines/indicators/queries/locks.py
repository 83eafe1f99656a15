"""Which figures are locked: the latest row of an indicator, a period and a unit rules."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, Q, Subquery

from tinhso.engines.indicators.models import Lock


def locked_units(
    indicator_ids: Collection[int], period_ids: Collection[int], unit_ids: Collection[int] | None = None
) -> set[tuple[int, int, int]]:
    """Locked (indicator id, period id, unit id) of these indicators and periods (and units), in one query."""
    same = {name: OuterRef(name) for name in ("indicator_id", "period_id", "unit_id")}
    latest = Lock.objects.filter(**same).order_by("-id").values("id")[:1]
    chosen = Q(indicator_id__in=indicator_ids, period_id__in=period_ids)
    if unit_ids is not None:
        chosen &= Q(unit_id__in=unit_ids)
    rows = Lock.objects.filter(chosen, id=Subquery(latest), locked=True)
    return set(rows.values_list("indicator_id", "period_id", "unit_id"))
