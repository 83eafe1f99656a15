"""Every package of definitions: it has its head and examples, loads on an empty database, and again changes nothing.

A wrong package is refused with file, line, field and reason, and leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
import yaml
from django.db import connection

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import PLACE, NewUnit
from tinhso.engines.orgs.testing import known_levels
from tinhso.kernel.errors import TinhSoError
from tinhso.site.package_loading import load_package

ROOT = Path(__file__).resolve().parents[2] / "packages"
PACKAGES = sorted(folder.name for folder in ROOT.iterdir() if folder.is_dir())
DEFINITIONS = ("indicators", "dimensions", "forms", "regimes", "legal", "boards", "rules", "targets", "scorecards")
DONG_NAI, DAK_LAK, ACTOR = "75", "66", "system:test"


def head_of(name: str) -> dict[str, object]:
    return yaml.safe_load((ROOT / name / "package.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def contents() -> dict[str, tuple[int, str]]:
    """Number of rows and a checksum of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            lines = sorted(map(repr, cursor.fetchall()))
            found[table] = len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def load_data(name: str) -> None:
    """Load what the package brings beside definitions, and what that stands on."""
    files = head_of(name).get("files") or {}
    assert isinstance(files, dict)
    if "units" in files:
        orgs.load_units(DAK_LAK, ROOT / name, actor=ACTOR)
    if "successions" in files:
        orgs.load_units(DONG_NAI, ROOT / "vn-units", actor=ACTOR)
        orgs.load_successions(ROOT / name, actor=ACTOR)
    if "weights" in files:
        orgs.load_units(DAK_LAK, ROOT / "vn-units", actor=ACTOR)
        orgs.load_weights(ROOT / name / str(files["weights"]), actor=ACTOR)
    if "documents" in files:
        indicators.load_documents(ROOT / name, ACTOR)


@pytest.mark.parametrize("name", PACKAGES)
def test_every_package_says_what_it_is_and_shows_examples(name: str) -> None:
    head, folder = head_of(name), ROOT / name
    assert head["code"] == name
    assert head["source"]
    assert head["valid_from"]
    title = head["title"]
    assert isinstance(title, dict)
    assert title["vi"]
    assert title["en"]
    files = head.get("files") or {}
    assert isinstance(files, dict)
    assert [file for file in files.values() if not (folder / str(file)).is_file()] == []
    if (folder / "indicators").is_dir():
        assert yaml.safe_load((folder / "examples.yaml").read_text(encoding="utf-8")), "no examples"
    else:
        # Nothing to compute: it states its data, and every table of it is named.
        assert {file.name for file in folder.glob("*.csv")} == set(files.values())


def test_there_is_nothing_in_a_package_that_nobody_reads() -> None:
    known = {*DEFINITIONS, "package.yaml", "examples.yaml", "README.md"}
    for name in PACKAGES:
        files = head_of(name).get("files") or {}
        assert isinstance(files, dict)
        named = known | set(files.values())
        unread = {entry.name for entry in (ROOT / name).iterdir()} - named
        assert {entry for entry in unread if not entry.startswith(("LICENSE", "build_", "__"))} == set(), name


@pytest.mark.django_db
@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_loads_on_an_empty_database_and_again_changes_nothing(name: str) -> None:
    known_levels()
    if "documents" in (head_of(name).get("files") or {}):  # type: ignore[operator]
        the_four_provinces()
    if (ROOT / name / "targets").is_dir() or (ROOT / name / "scorecards").is_dir():
        load_required(name)
    before = contents()
    load_package(ROOT / name, ACTOR)
    load_data(name)
    loaded = contents()
    assert loaded != before
    load_package(ROOT / name, ACTOR)
    load_data(name)
    assert contents() == loaded


def load_required(name: str) -> None:
    """Load the indicators that targets and scorecards speak of."""
    needed = head_of(name).get("requires") or []
    assert isinstance(needed, list)
    for other in needed:
        if (ROOT / other / "indicators").is_dir():
            load_package(ROOT / other, ACTOR)


def the_four_provinces() -> None:
    """The units that the articles of 2021 to 2023 speak of."""
    from datetime import date

    orgs.create_units(
        [
            NewUnit(
                code, PLACE, "province", f"Tỉnh {name}", date(1900, 1, 1), valid_to=date(2025, 6, 30), type_vi="Tỉnh"
            )
            for code, name in (("66", "Đắk Lắk"), ("34", "Thái Bình"), ("70", "Bình Phước"))
        ],
        actor=ACTOR,
    )


def first_line_with(text: str, wanted: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if wanted in line)


# Which file of a good package is spoilt: the text replaced, by what, and the field and code of the refusal.
SPOILT: dict[str, tuple[str, str, str, str, str]] = {
    "head": ("package.yaml", "source: ", "sauce: ", "sauce", "IND-056"),
    "indicator": ("indicators/villages.yaml", "time_rule: last", "time_rule: latest", "time_rule", "IND-056"),
    "dimension": ("dimensions/sex.yaml", "code: sex", "code: gender", "code", "IND-056"),
    "form": ("forms/01-cds-t.yaml", "version: 2", "version: two", "version", "REP-001"),
    "regime": ("regimes/cds-thang.yaml", "scheme: nd09.month", "scheme: nd09.moon", "scheme", "REP-001"),
    "law": ("legal/nd09.yaml", "valid_from: 2019-03-12", "valid_from: 2019", "constants[0].valid_from", "REP-001"),
    "rule": ("rules/slip.yaml", "least_history: 3", "least_history: few", "least_history", "REP-001"),
    "board": ("boards/dieu-hanh.yaml", "version: 2", "version: one", "version", "INS-003"),
}


def spoilt_copy(folder: Path, file: str, good: str, bad: str) -> tuple[Path, int]:
    """A package with definitions of every kind, one of its files spoilt; returns it and the number of the line."""
    copy = folder / "digital-government"
    shutil.copytree(ROOT / "digital-government", copy)
    shutil.copytree(ROOT / "dak-lak-demo" / "boards", copy / "boards")
    shutil.copytree(ROOT / "figure-checks" / "rules", copy / "rules")
    chosen = copy / file
    text = chosen.read_text(encoding="utf-8")
    assert good in text, f"{chosen}: {good}"
    line = first_line_with(text, good)
    chosen.write_text(text.replace(good, bad, 1), encoding="utf-8")
    return copy, line


@pytest.mark.django_db
def test_the_package_that_is_spoilt_below_is_good(tmp_path: Path) -> None:
    copy, _ = spoilt_copy(tmp_path, "package.yaml", "illustrative: true", "illustrative: true")
    known_levels()
    load_package(copy, ACTOR)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SPOILT)
def test_a_wrong_package_is_refused_with_its_place_and_leaves_nothing(kind: str, tmp_path: Path) -> None:
    file, good, bad, field, code = SPOILT[kind]
    copy, line = spoilt_copy(tmp_path, file, good, bad)
    known_levels()
    before = contents()
    with pytest.raises(TinhSoError) as refused:
        load_package(copy, ACTOR)
    error = refused.value
    where = error.where.known()
    assert error.code == code
    assert (Path(str(where["file"])).name, where["line"], where["field"]) == (Path(file).name, line, field)
    for language in ("vi", "en"):
        assert len(error.message(language)) > 20
    assert contents() == before


@pytest.mark.django_db
def test_a_wrong_row_of_data_is_refused_with_its_place_and_leaves_nothing(tmp_path: Path) -> None:
    known_levels()
    orgs.load_units(DONG_NAI, ROOT / "vn-units", actor=ACTOR)
    copy = tmp_path / "dong-nai-2026"
    shutil.copytree(ROOT / "dong-nai-2026", copy)
    file = copy / "successions.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[-1] = lines[-1].replace("2026-04-30", "2026-04-31")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = contents()
    with pytest.raises(TinhSoError) as refused:
        orgs.load_successions(copy, actor=ACTOR)
    assert refused.value.where.known() == {"file": "successions.csv", "line": len(lines), "column": "date"}
    assert "2026-04-31" in refused.value.message("vi")
    assert contents() == before
