"""Outlines of units as map shapes, projected once per set of units and of loaded outlines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.core.cache import caches

from tinhso.engines.orgs.api.loading import boundaries, boundaries_version
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.canonical import canonical_json
from tinhso.web_kit.maps import Shapes, project_boundaries, project_places

KEEP_SECONDS = 3600
NOTHING = Shapes(800, 400, {})


def shapes_of(units: Sequence[UnitView]) -> Shapes:
    """Boundaries when every unit has one, else circles at the units' coordinates."""
    ids = sorted(unit.id for unit in units)
    asked = canonical_json([boundaries_version(ids), ids])
    name = f"orgs-shapes-{hashlib.sha256(asked).hexdigest()[:32]}"
    kept: Shapes | None = caches["process"].get(name)
    if kept is None:
        kept = _project(ids)
        caches["process"].set(name, kept, KEEP_SECONDS)
    return kept


def _project(ids: list[int]) -> Shapes:
    outlines = boundaries(ids)
    with_geometry = {str(one.unit_id): one.geometry for one in outlines if one.geometry}
    # Half outlines and half circles would be two maps in one; either all units have a boundary or none is drawn.
    if ids and len(with_geometry) == len(ids):
        return project_boundaries(with_geometry)
    places = {
        str(one.unit_id): (one.longitude, one.latitude)
        for one in outlines
        if one.longitude is not None and one.latitude is not None
    }
    return project_places(places) if places else NOTHING
