"""What a package of figures says of itself: a Frictionless data package with schema, hashes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tinhso.engines.indicators.contracts import Missing, Scenario
from tinhso.engines.insight.logic.explore.asking import Exploration
from tinhso.engines.insight.logic.explore.names import file_name
from tinhso.engines.insight.logic.explore.rows import COUNTS, FigureStream
from tinhso.kernel.clock import in_vietnam

FORMATS = {".csv": ("csv", "text/csv"), ".parquet": ("parquet", "application/vnd.apache.parquet")}
_TITLES = {
    "indicator": "mã chỉ tiêu", "unit": "mã đơn vị vào ngày cuối kỳ (hoặc của cơ cấu đã chọn)", "period": "mã kỳ",
    "scenario": "thực hiện, kế hoạch, ước tính", "value": "giá trị, dấu chấm thập phân; trống khi không có số",
    "operator": "dấu đi kèm giá trị", "missing": "vì sao không có số", "status": "tạm tính hoặc chính thức",
    "expected": "số đơn vị phải có số", "received": "số đơn vị đã có số", "marks": "điều phải nói kèm giá trị",
}  # fmt: skip


def descriptor(
    asked: Exploration, stream: FigureStream, files: list[tuple[str, int, str]], made_at: datetime
) -> dict[str, Any]:
    """Return the `datapackage.json` of a package.

    Args:
        files: name, bytes and SHA-256 of each.
    """
    choice = asked.choice
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": file_name(asked).lower().replace("_", "-"),
        "title": ", ".join(one.name_vi for one in asked.definitions),
        # What is asked as of a moment is the same whenever it is asked.
        **({} if choice.as_of else {"created": made_at.replace(microsecond=0).isoformat()}),
        "question": {
            "indicators": list(asked.codes),
            "periods": [asked.periods[0].code, asked.periods[-1].code],
            "level": asked.level,
            "within": asked.unit.code if asked.unit else asked.group,
            "structure": str(choice.structure),
            "as_of": in_vietnam(choice.as_of).isoformat() if choice.as_of else "",
            "checkpoint": stream.tree_size,
            "scenario": asked.scenario.code,
            "status": asked.status.code if asked.status else "",
            "time": str(asked.question.time),
            "reader": "public" if choice.rights.is_anonymous else "signed in",
        },
        "indicators": [
            {
                "code": one.code, "version": one.version, "name_vi": one.name_vi, "name_en": one.name_en,
                "measure_unit": one.measure_unit, "publication": str(one.publication), "illustrative": one.illustrative,
            }
            for one in asked.definitions
        ],
        "resources": [_resource(stream, *file) for file in files],
    }  # fmt: skip


def _resource(stream: FigureStream, name: str, size: int, hashed: str) -> dict[str, Any]:
    ending = f".{name.rpartition('.')[2]}"
    form, mime = FORMATS[ending]
    found: dict[str, Any] = {
        "name": name.replace(".", "-"),
        "path": name,
        "format": form,
        "mediatype": mime,
        "bytes": size,
        "hash": f"sha256:{hashed}",
    }
    if form != "csv":
        # It carries its own schema; validators read Parquet only with an extra of their own.
        return found | {"type": "file"}
    schema = {
        "fields": [_field(one) for one in stream.columns],
        "missingValues": [""],
        "primaryKey": [
            one for one in stream.columns if one in ("indicator", "unit", "period", "scenario") or "." in one
        ],
    }
    dialect = {"delimiter": ",", "lineTerminator": "\n"}
    return found | {"type": "table", "encoding": "utf-8", "dialect": dialect, "schema": schema}


def _field(name: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": "integer" if name in COUNTS else "string"}
    if name == "value":
        field["type"] = "number"
    if name == "missing":
        field["constraints"] = {"enum": [one.code for one in Missing if one.code]}
    if name == "scenario":
        field["constraints"] = {"enum": [one.code for one in Scenario]}
    return field | ({"title": _TITLES[name]} if name in _TITLES else {})
