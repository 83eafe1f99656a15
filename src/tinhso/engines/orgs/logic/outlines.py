"""What a map draws: stored outlines, or coordinates."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from tinhso.engines.orgs.contracts import Outline
from tinhso.engines.orgs.logic.boundary_file import UnitShape
from tinhso.engines.orgs.models import Boundary
from tinhso.engines.orgs.queries import boundaries as stored


def outlines(unit_ids: Collection[int]) -> list[Outline]:
    """One outline for each unit, ordered by id. Two queries."""
    shapes, points = stored.geometries(unit_ids), stored.coordinates(unit_ids)
    return [
        Outline(unit_id, json.loads(shapes[unit_id]) if unit_id in shapes else None, *points[unit_id])
        for unit_id in points
    ]


def store_shapes(shapes: Sequence[tuple[int, UnitShape]], source: str, event_id: int) -> None:
    """Keep outlines by unit; a later file replaces the outline of an earlier one."""
    Boundary.objects.bulk_create(
        [
            Boundary(unit_id=unit_id, geometry=shape.geometry, source=source, event_id=event_id)
            for unit_id, shape in shapes
        ],
        update_conflicts=True,
        unique_fields=["unit"],
        update_fields=["geometry", "source", "event"],
        batch_size=200,
    )
