"""What a map draws: outlines thinned for the screen, or coordinates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from tinhso.engines.orgs.contracts import Outline
from tinhso.engines.orgs.logic.boundary_file import UnitShape, simplified
from tinhso.engines.orgs.models import Boundary
from tinhso.engines.orgs.queries import boundaries as stored

# About 50 m: finer than a pixel of a province drawn two thousand pixels wide.
_TOLERANCE_DEGREES = 0.0005


def outlines(unit_ids: Collection[int]) -> list[Outline]:
    """One outline for each unit, ordered by id. Two queries, three after an import."""
    wanted = tuple(sorted(set(unit_ids)))
    shapes = _thinned(wanted, stored.newest_boundary_event(wanted))
    points = stored.coordinates(wanted)
    return [Outline(unit_id, shapes.get(unit_id), *points[unit_id]) for unit_id in wanted if unit_id in points]


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


@lru_cache(maxsize=16)
def _thinned(unit_ids: tuple[int, ...], newest_event: int) -> dict[int, dict[str, Any]]:
    """Outlines by unit; the event number in the key makes every process see a new import."""
    if not newest_event:
        return {}
    found = stored.geometries(unit_ids)
    return dict(zip(found, simplified(found.values(), _TOLERANCE_DEGREES), strict=True))
