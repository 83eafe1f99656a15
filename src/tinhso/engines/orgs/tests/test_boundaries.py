"""Outlines from GeoJSON and TopoJSON: the same shapes, and clear refusals for everything else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import UnknownUnit
from tinhso.engines.orgs.contracts.errors import CodeNotText, FeatureWithoutCode, UnreadableFile, WrongGeometry
from tinhso.engines.orgs.logic.topojson import decode_topology
from tinhso.engines.orgs.testing import ACTOR, NEW, Territory
from tinhso.kernel.errors import TinhSoError

# Two squares of a tenth of a degree that share the border x = 108.1, and an islet of the second one.
WEST = [[[108.0, 12.0], [108.1, 12.0], [108.1, 12.1], [108.0, 12.1], [108.0, 12.0]]]
EAST = [[[108.1, 12.0], [108.2, 12.0], [108.2, 12.1], [108.1, 12.1], [108.1, 12.0]]]
ISLET = [[[108.4, 12.0], [108.5, 12.0], [108.5, 12.1], [108.4, 12.0]]]
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [108.0, 12.0]},
    "arcs": [
        [[1, 0], [0, 1]],  # the shared border, northward
        [[1, 1], [-1, 0], [0, -1], [1, 0]],  # around the west, back to the border's foot
        [[1, 0], [1, 0], [0, 1], [-1, 0]],  # around the east, from the foot to the head
        [[4, 0], [1, 0], [0, 1], [-1, -1]],
    ],
    "objects": {
        "communes": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"code": "24373"}},
                {"type": "MultiPolygon", "arcs": [[[2, -1]], [[3]]], "properties": {"code": "24133"}},
            ],
        }
    },
}

Write = Callable[[Any], Path]


def feature(code: str | int | None, kind: str, coordinates: Any) -> dict[str, Any]:
    properties = {"name": "x"} if code is None else {"code": code}
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(document: Any) -> Path:
        file = tmp_path / "outlines.json"
        file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return file

    return written


def corners(rings: Any) -> set[tuple[float, float]]:
    return {(round(x, 6), round(y, 6)) for ring in rings for x, y in ring}


def test_shared_arcs_are_walked_in_either_direction() -> None:
    west, east = decode_topology(TOPOLOGY)
    assert corners(west["geometry"]["coordinates"]) == corners(WEST)
    assert corners(east["geometry"]["coordinates"][0]) == corners(EAST)
    for polygon in (west["geometry"]["coordinates"], *east["geometry"]["coordinates"]):
        assert polygon[0][0] == polygon[0][-1]


def test_topology_without_a_transform_holds_plain_positions() -> None:
    topology = {
        "type": "Topology",
        "arcs": [WEST[0]],
        "objects": {"a": {"type": "Polygon", "arcs": [[0]], "properties": {"code": "1"}}},
    }
    (only,) = decode_topology(topology)
    assert corners(only["geometry"]["coordinates"]) == corners(WEST)


def test_both_formats_load_the_same_outlines(territory: Territory, write: Write) -> None:
    ids = [territory.communes[code].id for code in ("24373", "24133")]
    api.load_boundaries(write(TOPOLOGY), actor=ACTOR, on=NEW)
    from_topology = api.boundaries(ids)
    geojson = collection(feature("24373", "Polygon", WEST), feature("24133", "MultiPolygon", [EAST, ISLET]))
    api.load_boundaries(write(geojson), actor=ACTOR, on=NEW)
    from_geojson = api.boundaries(ids)
    for one, other in zip(from_topology, from_geojson, strict=True):
        assert one.geometry is not None
        assert other.geometry is not None
        assert one.geometry["type"] == other.geometry["type"]
        assert _all_corners(one.geometry) == _all_corners(other.geometry)


def test_a_unit_without_an_outline_still_has_its_point(territory: Territory, write: Write) -> None:
    api.load_boundaries(write(TOPOLOGY), actor=ACTOR, on=NEW)
    outlines = {outline.unit_id: outline for outline in api.boundaries([u.id for u in territory.communes.values()])}
    bare = outlines[territory.communes["22015"].id]
    assert (bare.geometry, bare.longitude, bare.latitude) == (None, 109.31, 13.08)
    assert outlines[territory.communes["24373"].id].geometry is not None


def test_a_later_file_replaces_an_outline_at_once(territory: Territory, write: Write) -> None:
    ea_kar = territory.communes["24373"].id
    api.load_boundaries(write(collection(feature("24373", "Polygon", WEST))), actor=ACTOR, on=NEW)
    before, version = api.boundaries([ea_kar]), api.boundaries_version([ea_kar])
    api.load_boundaries(write(collection(feature("24373", "Polygon", EAST))), actor=ACTOR, on=NEW)
    assert api.boundaries([ea_kar]) != before
    assert api.boundaries_version([ea_kar]) != version


def test_outlines_of_units_that_are_not_loaded_are_counted(territory: Territory, write: Write) -> None:
    document = collection(feature("24373", "Polygon", WEST), feature("99999", "Polygon", EAST))
    report = api.load_boundaries(write(document), actor=ACTOR, on=NEW)
    assert (report.created, report.skipped) == (1, 1)


def test_another_property_may_hold_the_code(territory: Territory, write: Write) -> None:
    document = collection({**feature(None, "Polygon", WEST), "properties": {"ma_xa": "24373"}})
    assert api.load_boundaries(write(document), actor=ACTOR, on=NEW, code_property="ma_xa").created == 1


def test_neighbours_still_share_their_border_after_thinning(territory: Territory, write: Write) -> None:
    wiggle = [[108.1, 12.0], [108.100001, 12.03], [108.099999, 12.06], [108.1, 12.1]]
    west = [[[108.0, 12.0], *wiggle, [108.0, 12.1], [108.0, 12.0]]]
    east = [[[108.2, 12.0], [108.2, 12.1], *reversed(wiggle), [108.2, 12.0]]]
    document = collection(feature("24373", "Polygon", west), feature("24133", "Polygon", east))
    api.load_boundaries(write(document), actor=ACTOR, on=NEW)
    first, second = api.boundaries([territory.communes[code].id for code in ("24373", "24133")])
    assert first.geometry is not None
    assert second.geometry is not None
    assert len(_all_corners(first.geometry)) == 4
    assert _all_corners(first.geometry) & _all_corners(second.geometry) == {(108.1, 12.0), (108.1, 12.1)}


BOWTIE = [[[108.0, 12.0], [108.1, 12.1], [108.1, 12.0], [108.0, 12.1], [108.0, 12.0]]]
METRES = [[[450000.0, 1400000.0], [460000.0, 1400000.0], [460000.0, 1410000.0], [450000.0, 1400000.0]]]
VN2000 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}


@pytest.mark.parametrize(
    ("document", "refusal", "said"),
    [
        (collection(feature("24133", "Polygon", EAST), feature("24373", "Polygon", BOWTIE)), WrongGeometry, "thứ 2"),
        (collection(feature("24373", "Polygon", BOWTIE)), WrongGeometry, "tự cắt"),
        (collection(feature("24373", "Polygon", METRES)), WrongGeometry, "WGS 84"),
        (collection(feature("24373", "Point", [108.0, 12.0])), WrongGeometry, "Point"),
        (collection(feature("24373", "Polygon", [])), WrongGeometry, "trống"),
        (collection(feature("24373", "Polygon", None)), WrongGeometry, "trống"),
        (collection(feature("24373", "Polygon", [WEST[0][:-1]])), WrongGeometry, "khép kín"),
        (collection(feature("24373", "MultiPolygon", [EAST, [WEST[0][:-1]]])), WrongGeometry, "khép kín"),
        (collection(feature("24373", "Polygon", [[[108.0, 12.0]]])), WrongGeometry, "24373"),
        (collection({"type": "Feature", "properties": {"code": "24373"}, "geometry": None}), WrongGeometry, "None"),
        (collection(feature(None, "Polygon", WEST)), FeatureWithoutCode, "name"),
        (collection(feature(4, "Polygon", WEST)), CodeNotText, "là 4"),
        (collection(feature("24373", "Polygon", WEST), feature("24373", "Polygon", EAST)), WrongGeometry, "thứ 1"),
        (collection(feature("99999", "Polygon", WEST)), UnknownUnit, "99999"),
        (collection(), UnreadableFile, "không có vùng nào"),
        (collection(feature("24373", "Polygon", WEST), crs=VN2000), UnreadableFile, "3405"),
        ({"type": "Feature"}, UnreadableFile, "GeoJSON"),
        ([1, 2], UnreadableFile, "GeoJSON"),
        ("code,name\n1,2\n", UnreadableFile, "không phải JSON"),
        ({**TOPOLOGY, "arcs": []}, UnreadableFile, "sai dạng"),
        ({"type": "Topology"}, UnreadableFile, "sai dạng"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong_and_changes_nothing(
    territory: Territory, write: Write, document: Any, refusal: type[TinhSoError], said: str
) -> None:
    with pytest.raises(refusal) as refused:
        api.load_boundaries(write(document), actor=ACTOR, on=NEW)
    assert said in refused.value.message()
    assert refused.value.where.file == "outlines.json"
    assert all(outline.geometry is None for outline in api.boundaries([u.id for u in territory.communes.values()]))


def test_a_file_that_is_not_there_is_refused(territory: Territory, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        api.load_boundaries(tmp_path / "nothing.geojson", actor=ACTOR)


def _all_corners(geometry: Any) -> set[tuple[float, float]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return set().union(*(corners(polygon) for polygon in polygons))
