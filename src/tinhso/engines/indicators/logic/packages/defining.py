"""An indicator or a dimension defined on screen: written as the file of a package and judged as strictly as one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tinhso.engines.indicators.contracts import DefinitionView, DimensionView, LoadReport
from tinhso.engines.indicators.logic.packages.content import content_of_view
from tinhso.engines.indicators.logic.packages.loading import load_package
from tinhso.kernel import formulas

ON_SCREEN = "tren-man-hinh"
"""The package of definitions that were made on screen."""
_NAMED = ("name", "concept")


def define(values: Mapping[str, Any], actor: str, reason: str = "") -> LoadReport:
    """Define one version of an indicator; see `api.define`."""
    return _load_one("indicators", values, actor, reason)


def define_dimension(values: Mapping[str, Any], actor: str, reason: str = "") -> LoadReport:
    """Define a dimension, or its further items; see `api.define_dimension`."""
    return _load_one("dimensions", values, actor, reason)


def _load_one(kind: str, values: Mapping[str, Any], actor: str, reason: str) -> LoadReport:
    with TemporaryDirectory() as folder:
        package = Path(folder) / ON_SCREEN
        (package / kind).mkdir(parents=True)
        head = {"code": ON_SCREEN, "title": {"vi": "Lập trên màn hình", "en": "Made on screen"}, "source": "màn hình"}
        (package / "package.yaml").write_text(yaml.safe_dump(head, allow_unicode=True), encoding="utf-8")
        file = package / kind / f"{values.get('code', '')}.yaml"
        file.write_text(yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False), encoding="utf-8")
        return load_package(package, actor, reason)


def document_of_dimension(view: DimensionView) -> dict[str, Any]:
    """Return a dimension with its items as its file writes it, key for key."""
    items = []
    for one in view.items:
        item: dict[str, Any] = {"code": one.code, "name": {"vi": one.name_vi, "en": one.name_en}}
        days = {"valid_from": one.valid_from, "valid_to": one.valid_to}
        items.append(item | {name: day for name, day in days.items() if day})
    return {"code": view.code, "name": {"vi": view.name_vi, "en": view.name_en}, "items": items}


def document_of(view: DefinitionView) -> dict[str, Any]:
    """Return a version as its file writes it, key for key."""
    content = content_of_view(view)
    plain: dict[str, Any] = {"code": view.code, "version": view.version, "valid_from": view.valid_from}
    for name in _NAMED:
        plain[name] = {"vi": content.pop(f"{name}_vi"), "en": content.pop(f"{name}_en")}
    content.pop("valid_from")
    formula = content.pop("formula")
    plain |= {name: value if isinstance(value, bool | int | list) else str(value) for name, value in content.items()}
    if formula:
        plain["formula"] = formulas.to_text(formulas.from_json(formula))
    return {name: value for name, value in plain.items() if value not in ("", []) and value != {"vi": "", "en": ""}}
