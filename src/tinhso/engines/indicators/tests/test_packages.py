"""Packages of definitions: all or nothing, every fault with its place, versions that never change."""

from datetime import date
from pathlib import Path

import pytest

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts.package_errors import PackageRefused
from tinhso.engines.indicators.logic.verifying.definition_rows import check_definition_rows
from tinhso.engines.indicators.models import Definition, Dimension
from tinhso.engines.orgs.testing import known_levels
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
ACTOR = "system:test"
PAGE = Path(__file__).parents[5] / "docs/reference/package-keys.md"
PACKAGE = """\
code: small
title: {vi: Gói nhỏ, en: Small package}
source: thử nghiệm
"""
SEX = """\
code: sex
name: {vi: Giới tính, en: Sex}
items:
  - {code: F, name: {vi: Nữ, en: Female}}
  - {code: M, name: {vi: Nam, en: Male}}
"""
RECEIVED = """\
code: received
version: 1
valid_from: 2020-01-01
name:
  vi: Hồ sơ tiếp nhận
  en: Dossiers received
measure_unit: dossier
decimals: 0
kind: count
nature: flow
time_rule: sum
space_rule: sum
direction: none
collected_level: commune
scheme: nd09.month
dimensions: [sex]
merge_rule: sum
publication: public
source: NĐ 09/2019
owner: H15.15
"""
SHARE = """\
code: share_women
version: 1
valid_from: 2020-01-01
name: {vi: Tỷ lệ nữ, en: Share of women}
measure_unit: percent
decimals: 1
kind: ratio
nature: flow
time_rule: ratio_of_sums
space_rule: ratio_of_sums
collected_level: commune
scheme: nd09.month
formula: share(received[sex=F], received)
merge_rule: ratio_of_sums
publication: internal
source: tính
owner: H15.15
"""


@pytest.fixture
def folder(tmp_path: Path, db: None) -> Path:
    """A good package of one dimension and two indicators."""
    known_levels()
    root = tmp_path / "small"
    for name, text in {
        "package.yaml": PACKAGE,
        "dimensions/sex.yaml": SEX,
        "indicators/received.yaml": RECEIVED,
        "indicators/share_women.yaml": SHARE,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def refused(folder: Path) -> list[tuple[str, int | None, str | None, str]]:
    with pytest.raises(PackageRefused) as caught:
        api.load_package(folder, ACTOR)
    assert not Definition.objects.exists()
    assert not Dimension.objects.exists()
    return [(str(p.where.file), p.where.line, p.where.field, p.code) for p in caught.value.problems]


def test_a_package_becomes_versions_under_one_event(folder: Path) -> None:
    report = api.load_package(folder, ACTOR)
    assert (report.added, report.unchanged, report.dimensions) == (("received@1", "share_women@1"), (), ("sex",))
    received = api.definition("received", date(2026, 1, 1))
    assert (received.name("vi"), received.dimensions, received.package) == ("Hồ sơ tiếp nhận", ("sex",), "small")
    assert received.search_key.startswith("received ho so")
    share = api.definition("share_women", date(2026, 1, 1))
    assert share.formula == {
        "op": "share",
        "args": [{"code": "received", "where": {"sex": "F"}}, {"code": "received"}],
    }
    assert [item.code for item in api.dimension_items()["sex"].items] == ["F", "M"]
    event = trust.event(report.event_id or 0)
    assert set(event.public["definitions"]) == {"received@1", "share_women@1"}
    assert list(check_definition_rows()) == []


def test_the_same_content_again_changes_nothing_and_makes_no_event(folder: Path) -> None:
    api.load_package(folder, ACTOR)
    before = trust.events(limit=1)
    report = api.load_package(folder, ACTOR)
    assert (report.added, report.unchanged, report.event_id) == ((), ("received@1", "share_women@1"), None)
    assert trust.events(limit=1) == before


def test_changed_content_needs_a_higher_version(folder: Path) -> None:
    api.load_package(folder, ACTOR)
    file = folder / "indicators/received.yaml"
    change(file, "publication: public", "publication: internal")
    with pytest.raises(PackageRefused) as caught:
        api.load_package(folder, ACTOR)
    [problem] = caught.value.problems
    assert (problem.code, problem.where.line, problem.details["fields"]) == ("IND-055", 2, "publication")
    second = file.read_text(encoding="utf-8").replace("version: 1", "version: 2").replace("2020-01-01", "2026-01-01")
    file.write_text(f"{RECEIVED}---\n{second}", encoding="utf-8")
    assert api.load_package(folder, ACTOR).added == ("received@2",)
    assert api.definition("received", date(2025, 12, 31)).publication == "public"
    assert api.definition("received", date(2026, 1, 1)).publication == "internal"
    assert [one.version for one in api.definition_versions(["received"])] == [1, 2]


def test_definitions_can_be_asked_as_of_a_checkpoint(folder: Path) -> None:
    api.load_package(folder, ACTOR)
    sealed = trust.seal_all()
    assert sealed is not None
    file = folder / "indicators/received.yaml"
    file.write_text(
        f"{RECEIVED}---\n{RECEIVED.replace('version: 1', 'version: 2').replace('Hồ sơ tiếp nhận', 'Hồ sơ')}",
        encoding="utf-8",
    )
    api.load_package(folder, ACTOR)
    day = date(2026, 1, 1)
    assert api.definition("received", day).version == 2
    assert api.definition("received", day, as_of=sealed.tree_size).version == 1
    assert [one.version for one in api.definitions(day, as_of=sealed.tree_size)] == [1, 1]
    assert api.definitions(day, as_of=0) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("indicators/received.yaml", "decimals: 0", "decimals: 10", (8, "decimals")),
        ("indicators/received.yaml", "decimals: 0", "decimals: '0'", (8, "decimals")),
        ("indicators/received.yaml", "decimals: 0", "decimals: 0\ndecimals: 1", (9, "decimals")),
        ("indicators/received.yaml", "kind: count", "kind: counts", (9, "kind")),
        ("indicators/received.yaml", "kind: count", "kind: ratio", (11, "time_rule")),
        ("indicators/received.yaml", "nature: flow", "nature: stock", (11, "time_rule")),
        ("indicators/received.yaml", "measure_unit: dossier", "measure_unit: bag", (7, "measure_unit")),
        ("indicators/received.yaml", "collected_level: commune", "collected_level: hamlet", (14, "collected_level")),
        ("indicators/received.yaml", "scheme: nd09.month", "scheme: month", (15, "scheme")),
        ("indicators/received.yaml", "[sex]", "[age]", (16, "dimensions")),
        ("indicators/received.yaml", "[sex]", "sex", (16, "dimensions")),
        ("indicators/received.yaml", "version: 1", "version: 0", (2, "version")),
        ("indicators/received.yaml", "2020-01-01", "tháng giêng", (3, "valid_from")),
        ("indicators/received.yaml", "code: received", "code: other", (1, "code")),
        ("indicators/received.yaml", "space_rule: sum", "space_rule: weighted_mean", (12, "space_rule")),
        ("indicators/share_women.yaml", "share(received[sex=F], received)", "share(received", (13, "formula")),
        ("indicators/share_women.yaml", "share(received[sex=F], received)", "share(a, received)", (13, "formula")),
        ("indicators/share_women.yaml", "received[sex=F]", "received[sex=X]", (13, "formula")),
        ("indicators/share_women.yaml", "received[sex=F]", "share_women", (13, "formula")),
        ("indicators/share_women.yaml", "formula: share(received[sex=F], received)\n", "", (9, "time_rule")),
        ("dimensions/sex.yaml", "code: M", "code: F", (4, "items")),
        ("dimensions/sex.yaml", "en: Female", "eng: Female", (4, "name.eng")),
        ("package.yaml", "code: small", "code: large", (1, "code")),
    ],
)
def test_a_wrong_package_is_refused_with_file_line_and_field(
    folder: Path, file: str, old: str, new: str, place: tuple[int, str]
) -> None:
    change(folder / file, old, new)
    problems = refused(folder)
    assert (f"small/{file}", *place) in [(named, line, field) for named, line, field, _ in problems]


def test_a_misspelt_key_is_unknown_and_the_right_one_is_missing(folder: Path) -> None:
    change(folder / "indicators/received.yaml", "owner: H15.15", "ownr: H15.15")
    file = "small/indicators/received.yaml"
    assert refused(folder) == [(file, 20, "ownr", "IND-051"), (file, 1, "", "IND-052")]


@pytest.mark.parametrize("text", ["code: [open", "code: a: b", "\tcode: a"])
def test_a_file_that_is_no_yaml_is_refused_with_its_line(folder: Path, text: str) -> None:
    (folder / "indicators/received.yaml").write_text(text, encoding="utf-8")
    [(file, line, _, code)] = refused(folder)
    assert (file, code) == ("small/indicators/received.yaml", "IND-050")
    assert line in (1, 2)


def test_a_folder_without_package_yaml_is_refused(tmp_path: Path, db: None) -> None:
    (tmp_path / "empty").mkdir()
    assert [code for _, _, _, code in refused(tmp_path / "empty")] == ["KER-127"]


def test_every_problem_is_told_at_once(folder: Path) -> None:
    change(folder / "indicators/received.yaml", "kind: count", "kind: counts")
    change(folder / "indicators/share_women.yaml", "decimals: 1", "decimals: many")
    with pytest.raises(PackageRefused) as caught:
        api.load_package(folder, ACTOR)
    assert len(caught.value.problems) == 2
    for language in ("vi", "en"):
        message = caught.value.message(language)
        assert "small/indicators/received.yaml" in message
        assert "small/indicators/share_women.yaml" in message


def test_formulas_of_two_indicators_may_not_need_each_other(folder: Path) -> None:
    (folder / "indicators/circle.yaml").write_text(
        SHARE.replace("share_women", "circle").replace(
            "share(received[sex=F], received)", "share(share_women, received)"
        ),
        encoding="utf-8",
    )
    change(folder / "indicators/share_women.yaml", "received[sex=F]", "circle")
    assert "KER-076" in {code for _, _, _, code in refused(folder)}


@pytest.mark.parametrize(
    ("old", "new"),
    [("decimals: 0", "decimals: 1"), ("valid_from: 2020-01-01", "valid_from: 2019-01-01")],
)
def test_a_new_version_keeps_decimals_and_order(folder: Path, old: str, new: str) -> None:
    api.load_package(folder, ACTOR)
    second = RECEIVED.replace("version: 1", "version: 2").replace(old, new)
    (folder / "indicators/received.yaml").write_text(second, encoding="utf-8")
    with pytest.raises(PackageRefused):
        api.load_package(folder, ACTOR)
    assert len(api.definition_versions(["received"])) == 1


def test_items_may_be_added_to_a_dimension_and_nothing_else(folder: Path) -> None:
    api.load_package(folder, ACTOR)
    more = f"{SEX}  - {{code: X, name: {{vi: Khác, en: Other}}}}\n"
    (folder / "dimensions/sex.yaml").write_text(more, encoding="utf-8")
    assert api.load_package(folder, ACTOR).dimensions == ("sex",)
    assert [item.code for item in api.dimension_items()["sex"].items] == ["F", "M", "X"]
    # What a file does not name stays: it may have been added on screen.
    (folder / "dimensions/sex.yaml").write_text(SEX, encoding="utf-8")
    assert api.load_package(folder, ACTOR).event_id is None
    (folder / "dimensions/sex.yaml").write_text(
        SEX.replace("items:", "items:\n  - {code: Y, name: {vi: Mới, en: New}}"), encoding="utf-8"
    )
    with pytest.raises(PackageRefused):
        api.load_package(folder, ACTOR)
    (folder / "dimensions/sex.yaml").write_text(more.replace("Nữ", "Gái"), encoding="utf-8")
    with pytest.raises(PackageRefused):
        api.load_package(folder, ACTOR)


def test_an_item_ends_once_and_is_never_brought_back(folder: Path) -> None:
    api.load_package(folder, ACTOR)

    def load(days: str) -> tuple[str, ...]:
        text = SEX.replace("code: M,", f"code: M, {days},")
        assert days in text
        (folder / "dimensions/sex.yaml").write_text(text, encoding="utf-8")
        return api.load_package(folder, ACTOR).dimensions

    assert load("valid_to: 2026-12-31") == ("sex",)
    assert [one.code for one in api.dimension_items()["sex"].items_on(date(2027, 1, 1))] == ["F"]
    assert load("valid_to: 2026-12-31") == ()
    for days in ("valid_to: 2027-12-31", "valid_from: 2026-01-01"):
        with pytest.raises(PackageRefused):
            load(days)
    trust.seal_all()
    assert trust.verify_log() == []


def test_the_page_of_keys_is_the_table_of_keys() -> None:
    assert PAGE.read_text(encoding="utf-8") == api.package_keys_page()
