"""Outlines of units."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max

from tinhso.engines.orgs.models import Boundary, Unit


def newest_boundary_event(unit_ids: Collection[int]) -> int:
    """The newest event that loaded an outline of these units; 0 without any."""
    return Boundary.objects.filter(unit_id__in=unit_ids).aggregate(last=Max("event_id"))["last"] or 0


def geometries(unit_ids: Collection[int]) -> dict[int, str]:
    """GeoJSON geometry texts by unit."""
    rows = Boundary.objects.filter(unit_id__in=unit_ids).order_by("unit_id")
    return dict(rows.values_list("unit_id", "geometry"))


def coordinates(unit_ids: Collection[int]) -> dict[int, tuple[float | None, float | None]]:
    """Longitude and latitude by unit."""
    rows = Unit.objects.filter(id__in=unit_ids).order_by("id").values_list("id", "longitude", "latitude")
    return {unit_id: (longitude, latitude) for unit_id, longitude, latitude in rows}
