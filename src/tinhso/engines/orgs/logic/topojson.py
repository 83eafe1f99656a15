"""Decoding TopoJSON into GeoJSON geometries: shared arcs, walked forward or backward, joined into rings.

Source: The TopoJSON Format Specification 1.0, sections 2.1.2 (transforms), 2.1.4 (arc indexes), 2.2 (geometries).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

Position = tuple[float, float]
Geometry = Mapping[str, Any]


def decode_topology(topology: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the geometries of a topology as GeoJSON features, object after object, in their order.

    Raises:
        KeyError, IndexError, TypeError, ValueError: the topology is not well formed (the caller says which file).
    """
    arcs = [_positions(arc, topology.get("transform")) for arc in topology["arcs"]]
    for geometry in topology["objects"].values():
        yield from _features(geometry, arcs)


def _features(geometry: Geometry, arcs: Sequence[Sequence[Position]]) -> Iterator[dict[str, Any]]:
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _features(part, arcs)
        return
    properties = dict(geometry.get("properties") or {})
    yield {"type": "Feature", "properties": properties, "geometry": _geometry(geometry, arcs)}


def _geometry(geometry: Geometry, arcs: Sequence[Sequence[Position]]) -> dict[str, Any] | None:
    kind = geometry["type"]
    if kind == "Polygon":
        return {"type": kind, "coordinates": [_ring(ring, arcs) for ring in geometry["arcs"]]}
    if kind == "MultiPolygon":
        polygons = [[_ring(ring, arcs) for ring in polygon] for polygon in geometry["arcs"]]
        return {"type": kind, "coordinates": polygons}
    # Points and lines draw no unit; the caller refuses them with their place in the file.
    return {"type": kind, "coordinates": []} if kind else None


def _ring(indexes: Sequence[int], arcs: Sequence[Sequence[Position]]) -> list[Position]:
    """Join arcs; each begins where the one before ended. A negative index ~i walks arc i backward."""
    ring: list[Position] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _positions(arc: Sequence[Sequence[float]], transform: Mapping[str, Any] | None) -> list[Position]:
    """With a transform, positions are whole steps from the one before, to be scaled and moved."""
    if transform is None:
        return [(position[0], position[1]) for position in arc]
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    xs, ys = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    return [(x * scale_x + move_x, y * scale_y + move_y) for x, y in zip(xs, ys, strict=True)]
