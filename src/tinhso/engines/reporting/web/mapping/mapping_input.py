"""The mapping screen's fields, as a mapping and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from tinhso.engines.reporting.contracts.mapping import AS_SAID, AXES, Axis, AxisName, WorkbookMapping
from tinhso.kernel.quantities import measure_units
from tinhso.web_kit.posted_numbers import read_number

FIELDS: dict[AxisName, str] = {"unit": "don_vi", "period": "ky", "indicator": "chi_tieu"}
DECISION, SPLIT = "la:", "pt_"
_SOURCES = ("fixed", "column", "row")
_PERCENTS = ("points", "fraction")


def read_mapping(posted: Mapping[str, str]) -> WorkbookMapping:
    """Read a mapping from posted fields; what is no number counts as 0, which the reading refuses."""
    axes = {
        name: Axis(cast(Any, _one_of(posted.get(f"{field}_o", ""), _SOURCES, "column")), posted.get(field, "").strip())
        for name, field in FIELDS.items()
    }
    percent = posted.get("phan_tram", "")
    return WorkbookMapping(
        sheet=posted.get("trang_tinh", ""),
        columns=posted.get("cot", "").strip(),
        first_row=_number(posted.get("dong_dau", "")),
        last_row=_number(posted.get("dong_cuoi", "")),
        unit=axes["unit"],
        period=axes["period"],
        indicator=axes["indicator"],
        locale="en" if posted.get("cach_viet") == "en" else "vi",
        percent=cast(Any, percent) if percent in _PERCENTS else None,
        marks_are_empty=posted.get("gach_trong") == "1",
        measure_unit=_one_of(posted.get("don_vi_tinh", ""), (AS_SAID, *(code for code, _ in scaled_units("vi"))), ""),
        decisions=_decisions(posted),
        dims=_dims(posted),
    )


def fields_of(mapping: WorkbookMapping) -> dict[str, Any]:
    """The fields that show a mapping."""
    fields: dict[str, Any] = {
        "trang_tinh": mapping.sheet,
        "cot": mapping.columns,
        "dong_dau": mapping.first_row or "",
        "dong_cuoi": mapping.last_row or "",
        "cach_viet": mapping.locale,
        "phan_tram": mapping.percent or "",
        "gach_trong": mapping.marks_are_empty,
        "don_vi_tinh": mapping.measure_unit,
    }
    for code, axis in mapping.dims.items():
        fields |= {SPLIT + code: axis.value, f"{SPLIT}{code}_o": axis.source}
    for name in AXES:
        axis = mapping.axis(name)
        fields |= {FIELDS[name]: axis.value, f"{FIELDS[name]}_o": axis.source}
    return fields


def scaled_units(language: str) -> list[tuple[str, str]]:
    """Units of measure that others of their kind convert into: đồng, nghìn đồng, triệu đồng."""
    units = [unit for unit in measure_units() if unit.dimension != "ratio"]
    kinds = Counter(unit.dimension for unit in units)
    return [(unit.code, unit.name(language)) for unit in units if kinds[unit.dimension] > 1]


def _dims(posted: Mapping[str, str]) -> dict[str, Axis]:
    """The dimensions that the file splits its figures by: those with a place chosen."""
    found = {}
    for name, source in posted.items():
        if name.startswith(SPLIT) and name.endswith("_o") and source in _SOURCES:
            code = name.removeprefix(SPLIT).removesuffix("_o")
            found[code] = Axis(cast(Any, source), posted.get(SPLIT + code, "").strip())
    return found


def _decisions(posted: Mapping[str, str]) -> dict[str, str]:
    named = {name.removeprefix(DECISION): text.strip() for name, text in posted.items() if name.startswith(DECISION)}
    return {key: text for key, text in named.items() if text}


def _one_of(text: str, known: tuple[str, ...], usual: str) -> str:
    return text if text in known else usual


def _number(text: str) -> int:
    return read_number(text.strip(), 0)
