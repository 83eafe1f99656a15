"""Loading the register, renamings and weights: the real files, and files that are wrong."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts.errors import (
    RegisterChanged,
    UnknownProvince,
    UnknownUnit,
    UnreadableFile,
    WeightsNotOne,
    WeightWithoutLink,
    WrongName,
    WrongRow,
)
from tinhso.engines.orgs.models import SuccessionLink, Unit
from tinhso.engines.orgs.testing import ACTOR, LAST_OLD, NEW
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError
from tinhso.testing.standing import standing

PACKAGES = Path(__file__).resolve().parents[5] / "packages"
REGISTER = PACKAGES / "vn-units"
DAY = date(2026, 11, 17)


def _dak_lak() -> None:
    api.load_units("66", REGISTER, actor=ACTOR)


dak_lak = standing("dak_lak", _dak_lak)


def test_a_province_comes_with_what_it_was_made_of(dak_lak: None) -> None:
    assert [unit.code for unit in api.units_on("province", NEW)] == ["66"]
    assert [unit.code for unit in api.units_on("province", LAST_OLD)] == ["66", "54"]
    assert len(api.units_on("commune", NEW)) == 102
    assert len(api.units_on("commune", LAST_OLD)) == 286
    assert api.units_on("district", NEW) == []
    assert len(api.units_on("district", LAST_OLD)) == 24
    ea_kar = api.unit_by_code("24373", NEW)
    assert (ea_kar.name_vi, ea_kar.name_en, ea_kar.type_vi) == ("Xã Ea Kar", "Ea Kar Commune", "Xã")
    before = dict(api.closure("district", LAST_OLD))
    town = api.unit_by_code("24373", LAST_OLD)
    assert api.unit_view(before[town.id], LAST_OLD).name_vi == "Huyện Ea Kar"


def test_loading_again_or_by_the_code_of_a_merged_province_changes_nothing(dak_lak: None) -> None:
    events = len(list(trust.events()))
    for code in ("66", "54"):
        report = api.load_units(code, REGISTER, actor=ACTOR)
        assert (report.created, report.linked, report.event_id) == (0, 0, None)
        assert report.unchanged == Unit.objects.count()
    assert len(list(trust.events())) == events


def test_another_province_joins_without_touching_the_first(dak_lak: None) -> None:
    units, links = Unit.objects.count(), SuccessionLink.objects.count()
    report = api.load_units("75", REGISTER, actor=ACTOR)
    assert Unit.objects.count() == units + report.created
    assert SuccessionLink.objects.count() == links + report.linked
    assert len(api.units_on("commune", NEW, within=api.unit_by_code("75", NEW).id)) == 95
    assert len(api.units_on("commune", NEW, within=api.unit_by_code("66", NEW).id)) == 102


def test_the_questions_of_loading_do_not_grow_with_the_province(
    db: None, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    # SQLite takes about a hundred rows a statement; 415 units in five tables stay far below one question a row.
    with django_assert_max_num_queries(60):  # type: ignore[attr-defined]
        report = api.load_units("66", REGISTER, actor=ACTOR)
    assert report.created == 415


def test_the_six_old_units_of_ea_kar_make_520_and_all_286_old_ones_make_the_102(dak_lak: None) -> None:
    api.load_weights(PACKAGES / "dak-lak-demo/weights.csv", actor=ACTOR)
    figures = {"24373": 210, "24382": 60, "24385": 75, "24391": 40, "24394": 55, "24397": 80}
    old = {unit.id: figures.get(unit.code, 1_000) for unit in api.units_on("commune", LAST_OLD)}
    restated = api.restatement(old, DAY)
    assert restated.without_weight == frozenset()
    totals: dict[int, int] = {}
    for part in restated.parts:
        totals[part.new_id] = totals.get(part.new_id, 0) + old[part.old_id] * part.billionths
    assert totals[api.unit_by_code("24373", DAY).id] == 520 * 10**9
    assert totals.keys() == {unit.id for unit in api.units_on("commune", DAY)}
    assert sum(totals.values()) == sum(old.values()) * 10**9


def test_the_ten_wards_and_the_city_of_dong_nai_keep_their_identity(db: None) -> None:
    api.load_units("75", REGISTER, actor=ACTOR)
    before = api.unit_by_code("25270", date(2026, 4, 29))
    report = api.load_successions(PACKAGES / "dong-nai-2026", actor=ACTOR)
    assert (report.created, report.unchanged) == (11, 0)
    after = api.unit_by_code("25270", date(2026, 4, 30))
    assert (before.id, before.name_vi) == (after.id, "Xã Lộc Ninh")
    assert (after.name_vi, after.type_vi, after.name_en) == ("Phường Lộc Ninh", "Phường", "Lộc Ninh Ward")
    assert api.unit_by_code("75", DAY).name_en == "Đồng Nai City"
    assert api.unit_by_code("25270", date(2026, 4, 29)).name_vi == "Xã Lộc Ninh"
    again = api.load_successions(PACKAGES / "dong-nai-2026", actor=ACTOR)
    assert (again.created, again.unchanged, again.event_id) == (0, 11, None)


def test_weights_loaded_again_change_nothing_and_others_stand_beside_them(dak_lak: None, tmp_path: Path) -> None:
    file = PACKAGES / "dak-lak-demo/weights.csv"
    assert api.load_weights(file, actor=ACTOR).created == 32
    assert api.load_weights(file, actor=ACTOR).event_id is None
    other = tmp_path / "weights.csv"
    text = file.read_text(encoding="utf-8")
    other.write_text(text.replace("area,0.55,", "area,0.5,").replace("area,0.45,", "area,0.5,"), encoding="utf-8")
    report = api.load_weights(other, actor=ACTOR)
    assert (report.created, report.unchanged) == (2, 30)
    divided = api.unit_by_code("22024", LAST_OLD).id
    assert {part.billionths for part in api.restatement([divided], DAY).parts} == {500_000_000}


HEADER = "old_code,old_valid_from,new_code,basis,weight,source\n"


@pytest.mark.parametrize(
    ("rows", "refusal", "said"),
    [
        ("22024,1900-01-01,22015,area,0.55,m\n", WeightsNotOne, "0.55"),
        ("22024,1900-01-01,22015,area,0.55,m\n22024,1900-01-01,22045,area,0.44,m\n", WeightsNotOne, "0.99"),
        ("22024,1900-01-01,24373,area,1,m\n", WeightWithoutLink, "24373"),
        ("99999,1900-01-01,22015,area,1,m\n", WeightWithoutLink, "99999"),
        ('22024,1900-01-01,22015,area,"0,55",m\n', WrongRow, "0,55"),
        ("22024,1900-01-01,22015,area,0.5555555555,m\n", WrongRow, "0.5555555555"),
        ("22024,1900-01-01,22015,area,-0.5,m\n", WrongRow, "-0.5"),
        ("22024,1900-01-01,22015,area,NaN,m\n", WrongRow, "NaN"),
        ("22024,hôm qua,22015,area,0.5,m\n", WrongRow, "hôm qua"),
        ("22024,1900-01-01,22015,area,0.5,m\n22024,1900-01-01,22015,area,0.5,m\n", WrongRow, "22015"),
    ],
)
def test_a_wrong_file_of_weights_is_refused_whole(
    dak_lak: None, tmp_path: Path, rows: str, refusal: type[TinhSoError], said: str
) -> None:
    file = tmp_path / "weights.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(refusal) as refused:
        api.load_weights(file, actor=ACTOR)
    assert said in refused.value.message()
    if refusal is not WeightsNotOne:
        assert refused.value.where.line == rows.count("\n") + 1
    divided = api.unit_by_code("22024", LAST_OLD).id
    assert api.restatement([divided], DAY).without_weight == {divided}


RENAMES = "date,code,old_name,new_name,kind,source\n"


@pytest.mark.parametrize(
    ("row", "refusal", "said"),
    [
        ("2026-04-30,24373,Xã Ea Kơr,Phường Ea Kar,renamed,s\n", WrongName, "Xã Ea Kar"),
        ("2026-04-30,24374,Xã Ea Kar,Phường Ea Kar,renamed,s\n", UnknownUnit, "24376"),
        ("2026-04-30,24373,Xã Ea Kar,Phường Ea Kar,merged,s\n", WrongRow, "merged"),
        ("30/4/2026,24373,Xã Ea Kar,Phường Ea Kar,renamed,s\n", WrongRow, "30/4/2026"),
    ],
)
def test_a_wrong_file_of_renamings_is_refused_with_its_line(
    dak_lak: None, tmp_path: Path, row: str, refusal: type[TinhSoError], said: str
) -> None:
    good = "2026-04-30,24133,Phường Buôn Ma Thuột,Phường Mới,renamed,s\n"
    (tmp_path / "successions.csv").write_text(RENAMES + good + row, encoding="utf-8")
    with pytest.raises(refusal) as refused:
        api.load_successions(tmp_path, actor=ACTOR)
    assert said in refused.value.message()
    assert refused.value.where.line == 3
    assert api.unit_by_code("24133", DAY).name_vi == "Phường Buôn Ma Thuột"


def test_a_province_that_is_not_in_the_register_is_refused(db: None) -> None:
    with pytest.raises(UnknownProvince) as refused:
        api.load_units("99", REGISTER, actor=ACTOR)
    assert "66" in refused.value.message()


def test_a_register_that_contradicts_what_is_loaded_is_refused(dak_lak: None, tmp_path: Path) -> None:
    for name in ("units.csv", "links.csv", "levels.csv", "structures.csv"):
        text = (REGISTER / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(
            text.replace("24382,1900-01-01,2025-06-30", "24382,1900-01-01,2024-12-31"), encoding="utf-8"
        )
    with pytest.raises(RegisterChanged) as refused:
        api.load_units("66", tmp_path, actor=ACTOR)
    assert "24382" in refused.value.message()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "không có tệp này"),
        (b"code,valid_from\n66,2025-07-01\n", "thiếu cột"),
        ("tên\n".encode("utf-16"), "UTF-8"),
    ],
)
def test_a_register_that_cannot_be_read_is_refused_by_name(
    db: None, tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "units.csv").write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        api.load_units("66", tmp_path, actor=ACTOR)
    assert said in refused.value.message()
    assert refused.value.where.file == "units.csv"
    assert str(tmp_path) not in refused.value.message()
