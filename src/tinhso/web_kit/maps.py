"""The commune map: shapes projected once to SVG paths, then coloured per request.

1. `project_boundaries` (GeoJSON geometries) or `project_places` (coordinates) makes `Shapes`; cache it, it only changes
   with the units.
2. `CommuneMap(shapes, units, legend, …)` gives each unit a fill, words and a link; `{% commune_map map %}` writes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tinhso.web_kit.errors import NothingToDraw

FILLS = ("1", "2", "3", "none", "warn", "bad")
_WIDTH = 800
_MARGIN = 8
_MAX_RADIUS = 18.0
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Paths by unit key in one view box (SVG units, y downwards)."""

    width: int
    height: int
    paths: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MapUnit:
    """One unit on the map.

    Args:
        key: key of its shape.
        name: as people call it.
        label: what the fill means for this unit, in words (“gửi sớm, 2 ngày trước hạn”).
        fill: one of `FILLS`: 1-3 is the scale from little to much, none is no figure.
        href: where a click leads; empty draws the unit without a link.
    """

    key: str
    name: str
    label: str
    fill: str = "none"
    href: str = ""


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One line of the legend: a fill, its words and how many units have it."""

    fill: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class CommuneMap:
    """A map ready to be written.

    Args:
        shapes: from `project_boundaries` or `project_places`.
        units: units to draw, in reading order (the order of the Tab key).
        legend: what the fills mean.
        title: accessible name of the picture.
        sentence: the one-sentence summary above it.
    """

    shapes: Shapes
    units: Sequence[MapUnit]
    legend: Sequence[LegendItem] = ()
    title: str = ""
    sentence: str = ""
    missing: tuple[MapUnit, ...] = field(init=False)

    def __post_init__(self) -> None:
        # A unit without a shape is listed in words beside the map, never dropped silently.
        without = tuple(unit for unit in self.units if unit.key not in self.shapes.paths)
        object.__setattr__(self, "missing", without)

    def drawn(self) -> Iterator[tuple[MapUnit, str]]:
        """Yield every unit that has a shape, with its path."""
        return ((unit, self.shapes.paths[unit.key]) for unit in self.units if unit.key in self.shapes.paths)


def project_boundaries(geometries: Mapping[str, Mapping[str, Any]], width: int = _WIDTH) -> Shapes:
    """Project GeoJSON Polygon or MultiPolygon geometries to SVG paths.

    Args:
        geometries: geometry by unit key, longitude/latitude in degrees (WGS 84).
        width: width of the view box; the height follows from the area shown.

    Raises:
        NothingToDraw (WEB-004): no position in any geometry.
    """
    rings = {key: [[(p[0], p[1]) for p in ring] for ring in _rings(geometry)] for key, geometry in geometries.items()}
    frame = _Frame.around((p for shape in rings.values() for ring in shape for p in ring), width)
    paths = {key: "".join(map(frame.ring_path, shape)) for key, shape in rings.items()}
    # An islet smaller than the grid still needs something to click on.
    specks = {
        key: _circle(frame.place(rings[key][0][0]), 4.0) for key, path in paths.items() if not path and rings[key]
    }
    return Shapes(width, frame.height, paths | specks)


def project_places(places: Mapping[str, Position], width: int = _WIDTH) -> Shapes:
    """Draw a circle at each longitude/latitude, for when no boundaries were loaded; the circles do not overlap much.

    Raises:
        NothingToDraw (WEB-004): no place.
    """
    frame = _Frame.around(places.values(), width, margin=_MARGIN + _MAX_RADIUS)
    points = {key: frame.place(place) for key, place in places.items()}
    radius = _radius(list(points.values()))
    return Shapes(width, frame.height, {key: _circle(point, radius) for key, point in points.items()})


@dataclass(frozen=True, slots=True)
class _Frame:
    """Equirectangular projection true to scale at the middle latitude; enough for one province on a page."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    margin: float
    height: int

    @classmethod
    def around(cls, positions: Iterable[Position], width: int, margin: float = _MARGIN) -> _Frame:
        found = list(positions)
        if not found:
            raise NothingToDraw()
        west, east = min(p[0] for p in found), max(p[0] for p in found)
        south, north = min(p[1] for p in found), max(p[1] for p in found)
        squeeze = math.cos(math.radians((south + north) / 2))
        span = max((east - west) * squeeze, (north - south) / 3, 0.01)
        scale = (width - 2 * margin) / span
        return cls(west, north, scale * squeeze, scale, margin, math.ceil((north - south) * scale + 2 * margin))

    def place(self, position: Position) -> Position:
        x = self.margin + (position[0] - self.west) * self.scale_x
        return x, self.margin + (self.north - position[1]) * self.scale_y

    def ring_path(self, ring: Sequence[Position]) -> str:
        """Write a ring in whole units with relative steps.

        Neighbours share their border points, so snapping both to one grid thins them alike and leaves no gaps.
        """
        points = [(round(x), round(y)) for x, y in map(self.place, ring)]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points) if a != b]
        if len(steps) < 3:
            return ""
        # "1 2", "-3 4" become "1 2-3 4": a minus sign separates by itself.
        walk = "".join(f"{dx} {dy} " for dx, dy in _straightened(steps)).replace(" -", "-").rstrip()
        return f"M{points[0][0]} {points[0][1]}l{walk}z"


def _straightened(steps: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join steps that continue in exactly the same direction."""
    along = steps[0]
    for step in steps[1:]:
        same_line = along[0] * step[1] == along[1] * step[0]
        if same_line and along[0] * step[0] + along[1] * step[1] > 0:
            along = (along[0] + step[0], along[1] + step[1])
        else:
            yield along
            along = step
    yield along


def _rings(geometry: Mapping[str, Any]) -> list[Sequence[Sequence[float]]]:
    coordinates = geometry["coordinates"]
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    return [ring for polygon in polygons for ring in polygon]


def _radius(points: Sequence[Position]) -> float:
    """Half the typical distance to the nearest neighbour, so that a hundred communes stay apart."""
    nearest = [
        min((math.dist(a, b) for j, b in enumerate(points) if j != i), default=40.0) for i, a in enumerate(points)
    ]
    middle = sorted(nearest)[len(nearest) // 2]
    return round(min(max(middle * 0.48, 4.0), _MAX_RADIUS), 1)


def _circle(centre: Position, radius: float) -> str:
    x, y = round(centre[0] - radius, 1), round(centre[1], 1)
    arc = f"a{radius:g} {radius:g} 0 1 0"
    return f"M{x:g} {y:g}{arc} {2 * radius:g} 0{arc} {-2 * radius:g} 0Z"
