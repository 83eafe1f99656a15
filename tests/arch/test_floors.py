"""What the import linter cannot see: relations by name, sizes, drawers."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

import tinhso

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["trust", "orgs", "indicators", "cube", "reporting", "evaluation", "insight", "operation"]
LONGEST_FILE_LINES = 600
# Whoever checks a proof gets one file that imports nothing of ours: it cannot be divided.
ONE_FILE_BY_PROMISE = {"src/tinhso/engines/trust/verify_figure.py": 840}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "tools", "base"}


def test_no_relation_points_to_a_higher_floor():
    floor = {label: height for height, label in enumerate(FLOORS)}
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if floor.get(field.related_model._meta.app_label, -1) > floor.get(model._meta.app_label, len(FLOORS))
    ]
    assert wrong == []


def test_every_source_file_is_short_enough_to_read():
    files = [
        *ROOT.glob("src/**/*.py"),
        *ROOT.glob("tests/**/*.py"),
        *ROOT.glob("bench/**/*.py"),
        *ROOT.glob("frontend/src/**/*"),
    ]
    assert len(files) > 100
    lengths = {
        str(file.relative_to(ROOT)): file.read_text(encoding="utf-8").count("\n") for file in files if file.is_file()
    }
    long = {name: lines for name, lines in lengths.items() if lines > ONE_FILE_BY_PROMISE.get(name, LONGEST_FILE_LINES)}
    assert long == {}


def test_no_file_is_a_drawer():
    assert [file for file in ROOT.glob("src/**/*.py") if file.stem in DRAWERS] == []


def test_every_engine_has_its_face_and_contracts():
    engines = ROOT / "src/tinhso/engines"
    assert sorted(folder.name for folder in engines.iterdir() if (folder / "apps.py").exists()) == sorted(FLOORS)
    for name in FLOORS:
        for face in ("api", "contracts"):
            folder = engines / name
            assert (folder / f"{face}.py").exists() or (folder / face / "__init__.py").exists(), f"{name}: {face}"


def test_the_product_knows_the_version_it_is_packed_with():
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert tinhso.__version__ == packed
