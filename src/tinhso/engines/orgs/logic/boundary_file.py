"""Reading outlines of units from GeoJSON or TopoJSON: checked before anything is kept, thinned for the screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from tinhso.engines.orgs.contracts.errors import CodeNotText, FeatureWithoutCode, UnreadableFile, WrongGeometry
from tinhso.engines.orgs.logic.topojson import decode_topology

# What a document that is JSON, but no map, makes the code below raise: values of any kind stand where others belong.
_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
_DRAWN = ("Polygon", "MultiPolygon")
# Seven decimals of a degree are a centimetre.
_DECIMALS = 7
# Bends smaller than about 100 m × 100 m go: finer than a pixel of a province drawn two thousand pixels wide.
_TOLERANCE_DEGREES = 0.001


@dataclass(frozen=True, slots=True)
class UnitShape:
    """An outline and the code it is for; `feature` counts from 1, as a person would."""

    feature: int
    code: str
    geometry: str


def read_shapes(path: Path, code_property: str) -> list[UnitShape]:
    """Read, check and thin every outline of a file.

    Args:
        code_property: name of the property that holds the unit code.

    Raises:
        UnreadableFile (ORG-030), FeatureWithoutCode (ORG-040), WrongGeometry (ORG-041): with the number of the feature.
    """
    # Imported here: half a second that only loading boundaries needs.
    from shapely.geometry import mapping, shape

    checked = [
        (number, _checked_code(number, feature, code_property, path.name), shape(feature["geometry"]))
        for number, feature in enumerate(_features(path), start=1)
    ]
    _refuse_repeated([(number, code) for number, code, _ in checked], path.name)
    thinned = _thinned([outline for _, _, outline in checked])
    return [
        UnitShape(number, code, json.dumps(_rounded(mapping(outline)), separators=(",", ":")))
        for (number, code, _), outline in zip(checked, thinned, strict=True)
    ]


def _refuse_repeated(found: list[tuple[int, str]], file: str) -> None:
    """A unit has one outline: which of two was meant is not ours to guess."""
    first_of: dict[str, int] = {}
    for number, code in found:
        first = first_of.setdefault(code, number)
        if first != number:
            raise WrongGeometry(
                file=file,
                feature=number,
                unit=code,
                problem_vi=f"đơn vị này đã có vùng thứ {first} trong cùng tệp; hãy gộp thành một MultiPolygon",
                problem_en=f"the unit already has feature number {first} of this file; join them in one MultiPolygon",
            )


def _thinned(outlines: list[Any]) -> list[Any]:
    """Drop what no screen shows; borders that neighbours share stay shared when the outlines fit together."""
    import shapely

    if shapely.coverage_is_valid(outlines):
        return list(shapely.coverage_simplify(outlines, _TOLERANCE_DEGREES))
    return list(shapely.simplify(outlines, _TOLERANCE_DEGREES, preserve_topology=True))


def _features(path: Path) -> Iterator[dict[str, Any]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_finite, parse_float=_finite)
        kind = document.get("type") if isinstance(document, dict) else None
        if kind == "Topology":
            features = list(decode_topology(document))
        elif kind == "FeatureCollection":
            _refuse_other_coordinates(document, path)
            features = list(document["features"])
        else:
            raise _unreadable(
                path, "không phải GeoJSON FeatureCollection hay TopoJSON", "no FeatureCollection or Topology"
            )
    except FileNotFoundError:
        raise _unreadable(path, "không có tệp này", "there is no such file") from None
    except UnicodeDecodeError as problem:
        raise _unreadable(
            path,
            "không phải chữ mã UTF-8; hãy lấy tệp GeoJSON hay TopoJSON",
            "it is not text in UTF-8; take a GeoJSON or TopoJSON file",
        ) from problem
    except json.JSONDecodeError as problem:
        at = f"{problem.lineno}:{problem.colno}"
        raise _unreadable(
            path,
            f"không phải JSON từ vị trí {at}; hãy lấy tệp GeoJSON hay TopoJSON",
            f"it is no JSON from {at} on; take a GeoJSON or TopoJSON file",
        ) from problem
    except (OSError, *_MALFORMED) as problem:
        raise _unreadable(path, f"nội dung sai dạng ({problem})", f"malformed ({problem})") from problem
    if not features:
        raise _unreadable(path, "không có vùng nào", "it holds no feature")
    for number, feature in enumerate(features, start=1):
        if not _is_feature(feature):
            raise _unreadable(path, f"vùng {number} không phải Feature", f"feature {number} is no Feature")
    yield from features


def _finite(text: str) -> float:
    """Refuse NaN and what is beyond every number: no coordinate is."""
    if not isfinite(number := float(text)):
        raise ValueError(text)
    return number


def _is_feature(feature: Any) -> bool:
    if not isinstance(feature, dict):
        return False
    return all(isinstance(feature.get(part) or {}, dict) for part in ("properties", "geometry"))


def _refuse_other_coordinates(document: dict[str, Any], path: Path) -> None:
    """GeoJSON of before 2016 may name another coordinate system (VN-2000 in metres)."""
    name = str(((document.get("crs") or {}).get("properties") or {}).get("name", "CRS84"))
    if not name.endswith(("CRS84", "4326")):
        raise _unreadable(
            path,
            f"hệ tọa độ {name}; hãy xuất lại theo WGS 84 (kinh, vĩ độ)",
            f"coordinates in {name}; export as WGS 84",
        )


def _checked_code(number: int, feature: dict[str, Any], code_property: str, file: str) -> str:
    """The unit code of a feature whose geometry can be drawn."""
    properties = feature.get("properties") or {}
    code = properties.get(code_property)
    if code is not None and not isinstance(code, str):
        raise CodeNotText(feature=number, code_property=code_property, value=json.dumps(code), file=file)
    if not code:
        known = ", ".join(sorted(properties)) or "–"
        raise FeatureWithoutCode(feature=number, code_property=code_property, known=known, file=file)
    problem = _why_wrong(feature.get("geometry") or {})
    if problem:
        raise WrongGeometry(feature=number, unit=code, problem_vi=problem[0], problem_en=problem[1], file=file)
    return code


def _why_wrong(geometry: dict[str, Any]) -> tuple[str, str] | None:
    import shapely
    from shapely.geometry import shape

    if geometry.get("type") not in _DRAWN:
        return f"là {geometry.get('type')}, phải là vùng (Polygon)", f"it is a {geometry.get('type')}, not a Polygon"
    try:
        outline = shape(geometry)
    except (*_MALFORMED, shapely.errors.ShapelyError) as problem:
        return f"không đọc được vùng ({problem})", f"the polygon cannot be read ({problem})"
    if outline.is_empty:
        return "vùng trống", "the polygon is empty"
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    if any(tuple(ring[0]) != tuple(ring[-1]) for rings in polygons for ring in rings if ring):
        # Read as closed by a straight line, the rest of an outline cut off would go unnoticed.
        return "đường biên không khép kín", "the outline does not end where it begins"
    west, south, east, north = outline.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        return "tọa độ không phải kinh, vĩ độ (WGS 84)", "the coordinates are not longitude and latitude (WGS 84)"
    if not outline.is_valid:
        reason = shapely.is_valid_reason(outline)
        return f"đường biên tự cắt ({reason})", f"the outline crosses itself ({reason})"
    return None


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def rounded(value: Any) -> Any:
        return [rounded(part) for part in value] if isinstance(value, list | tuple) else round(value, _DECIMALS)

    return {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}


def _unreadable(path: Path, problem_vi: str, problem_en: str) -> UnreadableFile:
    return UnreadableFile(path=path.name, problem_vi=problem_vi, problem_en=problem_en, file=path.name)
