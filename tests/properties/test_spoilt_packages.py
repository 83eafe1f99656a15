"""Packages with a file that was spoilt: loaded, or refused with a reason, and then nothing of them is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.properties.spoiling import (
    QUICK,
    SEEDS,
    accepted_or_refused,
    row_counts,
    seeded,
    spoilt_csv,
    spoilt_json,
    with_one_spoilt,
    write_folder,
)
from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.evaluation.testing import SCORECARD, SCORECARD_TABLE
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.tests.test_packages import PACKAGE, RECEIVED, SEX, SHARE
from tinhso.engines.insight import api as insight
from tinhso.engines.insight.testing import BOARD
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.tests.test_boundaries import EAST, TOPOLOGY, WEST, collection, feature
from tinhso.engines.orgs.tests.test_preview import DAY, MERGED, decided
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.testing import (
    FORM_FILE,
    JUMP_FILE,
    LAW_FILE,
    REGIME_FILE,
    SLIP_FILE,
    World,
    at,
    small_world,
)
from tinhso.engines.trust.testing import undone
from tinhso.kernel.errors import TinhSoError
from tinhso.testing.standing import standing

pytestmark = pytest.mark.django_db
ACTOR = "system:test"
PLAN = Path(__file__).parents[2] / "packages" / "plan-3330"
RENAMES = "date,code,old_name,new_name,kind,source\n2026-04-30,24133,Phường Buôn Ma Thuột,Phường Ban Mê,renamed,thử\n"
WEIGHTS = "old_code,old_valid_from,new_code,basis,weight,source\n24133,2025-07-01,24373,area,0.5,thử\n"
FORM = FORM_FILE.replace("version: 1", "version: 2")
Load = Callable[[Path], Any]


def _made() -> World:
    with at("2026-11-01 08:00"):
        return small_world()


spoilt_packages_world = standing("spoilt_packages_world", _made)


def plan_files() -> dict[str, str]:
    """The plan and the indicators that it speaks of."""
    kept = [*(PLAN / "targets").glob("*.yaml"), *sorted((PLAN / "indicators").glob("*.yaml"))[:4]]
    return {path.relative_to(PLAN).as_posix(): path.read_text(encoding="utf-8") for path in kept}


def load_plan(folder: Path) -> None:
    indicators.load_package(folder, ACTOR)
    evaluation.load_plans(folder, ACTOR)


FILES: Mapping[str, tuple[Mapping[str, str], Load]] = {
    "indicators": (
        {"package.yaml": PACKAGE, "dimensions/sex.yaml": SEX, "indicators/received.yaml": RECEIVED,
         "indicators/share_women.yaml": SHARE},
        lambda folder: indicators.load_package(folder, ACTOR),
    ),
    "forms, regimes, rules and law": (
        {"legal/law.yaml": LAW_FILE, "forms/a.yaml": FORM, "regimes/a.yaml": REGIME_FILE, "rules/slip.yaml": SLIP_FILE,
         "rules/jump.yaml": JUMP_FILE},
        lambda folder: reporting.load_regimes(folder, ACTOR),
    ),
    "boards": ({"boards/dieu-hanh.yaml": BOARD}, lambda folder: insight.load_boards(folder, ACTOR)),
    "plans": (plan_files(), lambda folder: load_plan(folder)),
    "scorecards": (
        {"scorecards/diem-thu.yaml": SCORECARD,
         "scorecards/diem-thu.csv": SCORECARD_TABLE.format(indicator="households_trained")},
        lambda folder: evaluation.load_scorecards(folder, ACTOR),
    ),
    "renamings": ({"successions.csv": RENAMES}, lambda folder: orgs.load_successions(folder, actor=ACTOR)),
    "weights": ({"weights.csv": WEIGHTS}, lambda folder: orgs.load_weights(folder / "weights.csv", actor=ACTOR)),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@QUICK
@given(seed=SEEDS)
def test_a_package_with_a_spoilt_file_is_loaded_or_refused_as_a_whole(
    spoilt_packages_world: World, tmp_path_factory: pytest.TempPathFactory, name: str, seed: int
) -> None:
    files, load = FILES[name]
    with at("2026-11-01 08:00"), undone():
        for chance in seeded(seed):
            spoilt = with_one_spoilt(files, chance)
            folder = write_folder(tmp_path_factory.mktemp("spoilt") / "small", spoilt)
            with accepted_or_refused(spoilt):
                load(folder)


OUTLINES = {
    "GeoJSON": collection(feature("24373", "Polygon", WEST), feature("24133", "MultiPolygon", [EAST])),
    "TopoJSON": TOPOLOGY,
}


@pytest.mark.parametrize("kind", OUTLINES)
@QUICK
@given(seed=SEEDS)
def test_a_spoilt_file_of_outlines_is_loaded_or_refused(
    spoilt_packages_world: World, tmp_path: Path, kind: str, seed: int
) -> None:
    with at("2026-11-01 08:00"), undone():
        for chance in seeded(seed):
            spoilt = spoilt_json(json.dumps(OUTLINES[kind]), chance)
            (tmp_path / "outlines.json").write_bytes(spoilt)
            with accepted_or_refused(spoilt):
                orgs.load_boundaries(tmp_path / "outlines.json", actor=ACTOR)


@QUICK
@given(seed=SEEDS)
def test_a_spoilt_decision_to_reorganise_is_previewed_or_refused(
    spoilt_packages_world: World, tmp_path: Path, seed: int
) -> None:
    text = decided(tmp_path, MERGED + "22015,24901,Xã Một,0,0.4\n22015,24902,Xã Hai,0,0.6\n").read_text("utf-8")
    with at("2026-11-01 08:00"), undone():
        for chance in seeded(seed):
            spoilt = spoilt_csv(text, chance)
            (tmp_path / "spoilt.csv").write_bytes(spoilt)
            with accepted_or_refused(spoilt):
                orgs.preview_reorganisation(tmp_path / "spoilt.csv", DAY)


KNOWN: dict[str, tuple[str, str, str | bytes]] = {
    "an item that is no mapping": ("indicators", "dimensions/sex.yaml", SEX + "  - F\n"),
    "a version beyond the column": ("indicators", "indicators/received.yaml", RECEIVED.replace(": 1", ": 99999", 1)),
    "a form that is not UTF-8": ("forms, regimes, rules and law", "forms/a.yaml", FORM.encode("utf-16")),
    "a key that is a list": ("forms, regimes, rules and law", "forms/a.yaml", FORM + "? [a, b]\n: c\n"),
    "a number of thousands of digits": (
        "forms, regimes, rules and law", "forms/a.yaml", FORM.replace(": 2", ": " + "2" * 5000),
    ),
    "a form nested too deeply": ("forms, regimes, rules and law", "forms/a.yaml", "[" * 5000),
    "an example about a product": (
        "forms, regimes, rules and law", "rules/slip.yaml", SLIP_FILE.replace("this", "villages * dossiers_received"),
    ),
    "a board of a day that is none": ("boards", "boards/dieu-hanh.yaml", BOARD.replace("2023-01-01", "2023-13-45")),
    "a board with a key that is a number": ("boards", "boards/dieu-hanh.yaml", BOARD + "1: x\nnobody: y\n"),
    "a scorecard's table that is not UTF-8": ("scorecards", "scorecards/diem-thu.csv", "mã".encode("utf-16")),
    "a scorecard's table with an open quote": (
        "scorecards", "scorecards/diem-thu.csv", SCORECARD_TABLE.format(indicator='"villages'),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KNOWN)
def test_what_once_ended_in_a_fault_is_refused(spoilt_packages_world: World, tmp_path: Path, name: str) -> None:
    package, path, content = KNOWN[name]
    files, load = FILES[package]
    folder = write_folder(tmp_path / "small", {**files, path: content})
    before = row_counts()
    with at("2026-11-01 08:00"), pytest.raises(TinhSoError) as refused:
        load(folder)
    assert refused.value.message("vi")
    assert row_counts() == before


@pytest.mark.parametrize(
    "text",
    ['{"type": "FeatureCollection", "features": [1]}', '{"type": "Topology", "arcs": [], "objects": 1e400}',
     '{"type": "FeatureCollection", "features": [{"properties": [], "geometry": 1}]}', "[" * 9000,
     json.dumps(collection(feature("24373", "Polygon", [[[10**400, 1], [2, 2], [3, 1], [1, 1]]]))),
     json.dumps(collection(feature("24373", "Polygon", WEST), crs="VN-2000")),
     '{"type": "FeatureCollection", "features": NaN}'],
)  # fmt: skip
def test_an_outline_that_once_ended_in_a_fault_is_refused(
    spoilt_packages_world: World, tmp_path: Path, text: str
) -> None:
    (tmp_path / "outlines.json").write_text(text, encoding="utf-8")
    with at("2026-11-01 08:00"), pytest.raises(TinhSoError):
        orgs.load_boundaries(tmp_path / "outlines.json", actor=ACTOR)
