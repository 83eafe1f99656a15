"""The wheel carries what the product needs to run without the repository: packages, front end, catalogues, screens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).resolve().parents[2]
DIST = "tinhso/web_kit/static/dist"


def test_the_wheel_holds_everything_that_runs() -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel", reason="the wheel is built by hatchling, which is not here")
    inside = {file.distribution_path for file in wheel.WheelBuilder(str(ROOT)).recurse_included_files()}

    packages = {f"tinhso/shipped_packages/{one.relative_to(ROOT / 'packages')}" for one in _files(ROOT / "packages")}
    source = {f"tinhso/{one.relative_to(ROOT / 'src/tinhso')}" for one in _files(ROOT / "src/tinhso")}
    screens = {one for one in source if one.endswith((".html", ".py", ".css", ".svg", ".woff2", ".typ"))}
    catalogues = {one.removesuffix(".po") + ".mo" for one in source if one.endswith(".po")}
    assert packages | screens <= inside
    if not (ROOT / "src" / DIST / "manifest.json").exists():
        pytest.skip("the front end is not built here: `make frontend`")
    built = json.loads((ROOT / "src" / DIST / "manifest.json").read_text(encoding="utf-8"))
    assert {f"{DIST}/manifest.json", *(f"{DIST}/{Path(name).name}" for name in _names(built))} | catalogues <= inside


def _files(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts]


def _names(manifest: object) -> list[str]:
    """Every file name in the manifest, however it is nested."""
    if isinstance(manifest, str):
        return [manifest] if "." in manifest else []
    values = manifest.values() if isinstance(manifest, dict) else manifest if isinstance(manifest, list) else []
    return [name for value in values for name in _names(value)]
