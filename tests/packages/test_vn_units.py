"""The register of units as shipped: counts of the source, whole keys, and the cases the stories stand on."""

import csv
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

REGISTER = Path(__file__).parents[2] / "packages" / "vn-units"
OLD, NEW = "1900-01-01", "2025-07-01"
Row = dict[str, str]


@cache
def read(name: str) -> list[Row]:
    with (REGISTER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def units(epoch: str, level: str) -> dict[str, Row]:
    return {u["code"]: u for u in read("units.csv") if (u["valid_from"], u["level"]) == (epoch, level)}


@cache
def commune_links() -> list[Row]:
    return [link for link in read("links.csv") if link["old_code"] in units(OLD, "commune")]


def links_into(province: str) -> list[Row]:
    new = units(NEW, "commune")
    return [link for link in commune_links() if new[link["new_code"]]["parent_code"] == province]


def test_columns_are_the_ones_the_loader_reads() -> None:
    assert list(read("units.csv")[0]) == [
        *("code", "valid_from", "valid_to", "level", "type", "name_vi", "short_name"),
        *("parent_code", "parent_valid_from", "lon", "lat", "area_km2"),
    ]
    link_columns = ["old_code", "old_valid_from", "new_code", "new_valid_from", "whole", "default", "source"]
    assert list(read("links.csv")[0]) == link_columns


def test_every_level_has_the_number_of_units_of_the_source() -> None:
    assert Counter((u["valid_from"], u["level"]) for u in read("units.csv")) == {
        (NEW, "province"): 34,
        (NEW, "commune"): 3321,
        (OLD, "province"): 63,
        (OLD, "district"): 696,
        (OLD, "commune"): 10040,
    }


def test_new_communes_are_2621_xa_687_phuong_and_13_dac_khu() -> None:
    types = Counter(u["type"] for u in units(NEW, "commune").values())
    assert types == {"Xã": 2621, "Phường": 687, "Đặc khu": 13}


def test_code_and_first_day_make_a_key() -> None:
    rows = read("units.csv")
    assert len({(u["code"], u["valid_from"]) for u in rows}) == len(rows)


def test_old_units_end_the_day_before_the_new_ones_begin() -> None:
    assert {(u["valid_from"], u["valid_to"]) for u in read("units.csv")} == {(OLD, "2025-06-30"), (NEW, "")}


def test_codes_keep_leading_zeros_and_five_old_units_have_a_surrogate() -> None:
    digits = {"province": 2, "district": 3, "commune": 5}
    odd = [u for u in read("units.csv") if not (u["code"].isdigit() and len(u["code"]) == digits[u["level"]])]
    assert {u["code"] for u in odd} == {"x-bachlongvi", "x-conco", "x-condao", "x-hoangsa", "x-lyson"}
    assert {(u["valid_from"], u["level"], u["type"]) for u in odd} == {(OLD, "commune", "Huyện")}
    assert units(NEW, "province")["01"]["name_vi"] == "Thành phố Hà Nội"


def test_names_are_nfc_and_begin_with_their_type() -> None:
    for unit in read("units.csv"):
        assert unicodedata.is_normalized("NFC", unit["name_vi"])
        assert unit["name_vi"].startswith(unit["type"] + " ")
        assert unit["short_name"] in {unit["name_vi"], unit["name_vi"].removeprefix(unit["type"] + " ")}


def test_every_parent_is_one_level_up_in_the_same_epoch() -> None:
    above = {
        (NEW, "commune"): "province",
        (OLD, "commune"): "district",
        (OLD, "district"): "province",
    }
    for unit in read("units.csv"):
        if unit["level"] == "province":
            assert (unit["parent_code"], unit["parent_valid_from"]) == ("", "")
        else:
            epoch = unit["valid_from"]
            assert unit["parent_valid_from"] == epoch
            assert unit["parent_code"] in units(epoch, above[epoch, unit["level"]])


def test_every_unit_has_a_point_in_viet_nam_and_known_areas_are_positive() -> None:
    for unit in read("units.csv"):
        assert 102 < float(unit["lon"]) < 115
        assert 8 < float(unit["lat"]) < 23.5
    without_area = [code for code, unit in units(NEW, "commune").items() if not unit["area_km2"]]
    assert sorted(without_area) == ["06187", "19147", "19159", "28435"]
    assert all(float(u["area_km2"]) > 0 for u in read("units.csv") if u["area_km2"])
    assert {u["valid_from"] for u in read("units.csv") if u["area_km2"]} == {NEW}


def test_both_archipelagos_lie_at_sea_in_both_epochs() -> None:
    zones = units(NEW, "commune")
    for zone, old_codes in {"20333": ["x-hoangsa"], "22736": ["22736", "22737", "22739"]}.items():
        for code in old_codes:
            old = units(OLD, "commune")[code]
            assert (old["lon"], old["lat"]) == (zones[zone]["lon"], zones[zone]["lat"])
            assert float(old["lon"]) > 111


def test_links_count_as_the_source_says() -> None:
    assert Counter(link["whole"] for link in commune_links()) == {"1": 9569, "0": 1033}
    assert len({link["old_code"] for link in commune_links() if link["whole"] == "0"}) == 471
    assert len(read("links.csv")) == 10602 + 63


def test_every_old_unit_has_one_default_and_no_mix_of_whole_and_parts() -> None:
    defaults = Counter(link["old_code"] for link in read("links.csv") if link["default"] == "1")
    movers = units(OLD, "commune").keys() | units(OLD, "province").keys()
    assert defaults == dict.fromkeys(movers, 1)
    whole = Counter(link["old_code"] for link in read("links.csv") if link["whole"] == "1")
    parts = Counter(link["old_code"] for link in read("links.csv") if link["whole"] == "0")
    assert set(whole.values()) == {1}
    assert min(parts.values()) == 2
    assert not whole.keys() & parts.keys()


def test_links_join_known_units_and_reach_every_new_one() -> None:
    assert {(k["old_valid_from"], k["new_valid_from"], k["source"]) for k in read("links.csv")} == {
        (OLD, NEW, "vietnamadminunits 1.0.4")
    }
    assert {link["new_code"] for link in commune_links()} == units(NEW, "commune").keys()
    province_links = [link for link in read("links.csv") if link["old_code"] in units(OLD, "province")]
    assert {link["new_code"] for link in province_links} == units(NEW, "province").keys()
    assert len(commune_links()) + len(province_links) == len(read("links.csv"))


def test_a_commune_stays_in_the_province_its_old_province_became() -> None:
    successor = {link["old_code"]: link["new_code"] for link in read("links.csv")}
    for link in commune_links():
        district = units(OLD, "district")[units(OLD, "commune")[link["old_code"]]["parent_code"]]
        assert units(NEW, "commune")[link["new_code"]]["parent_code"] == successor[district["parent_code"]]


def test_the_seed_provinces_merge_as_the_law_says() -> None:
    merged: dict[str, set[str]] = {}
    for link in read("links.csv"):
        merged.setdefault(link["new_code"], set()).add(link["old_code"])
    expected = {"66": {"66", "54"}, "33": {"33", "34"}, "25": {"25", "26", "17"}, "75": {"75", "70"}}
    assert {code: merged[code] for code in expected} == expected
    counts = Counter(u["parent_code"] for u in units(NEW, "commune").values())
    assert {code: counts[code] for code in expected} == {"66": 102, "33": 104, "25": 148, "75": 95}


def test_dak_lak_has_102_communes_from_286_old_units_of_which_8_are_divided() -> None:
    links = links_into("66")
    assert len({link["new_code"] for link in links}) == 102
    assert len({link["old_code"] for link in links}) == 286
    divided = {link["old_code"] for link in links if link["whole"] == "0"}
    assert divided == {"22024", "22225", "22228", "22246", "22252", "22312", "22315", "24550"}
    origin = Counter(
        units(OLD, "district")[units(OLD, "commune")[code]["parent_code"]]["parent_code"]
        for code in {link["old_code"] for link in links}
    )
    assert origin == {"66": 180, "54": 106}


def test_ea_kar_comes_whole_from_six_old_units_and_reuses_one_of_their_codes() -> None:
    links = [link for link in commune_links() if link["new_code"] == "24373"]
    assert {link["whole"] for link in links} == {"1"}
    assert {link["old_code"]: units(OLD, "commune")[link["old_code"]]["name_vi"] for link in links} == {
        "24373": "Thị trấn Ea Kar",
        "24382": "Xã Xuân Phú",
        "24385": "Xã Cư Huê",
        "24391": "Xã Ea Đar",
        "24394": "Xã Ea Kmút",
        "24397": "Xã Cư Ni",
    }
    assert units(NEW, "commune")["24373"]["name_vi"] == "Xã Ea Kar"


def test_all_new_codes_of_dak_lak_reuse_an_old_code() -> None:
    assert {link["new_code"] for link in links_into("66")} <= units(OLD, "commune").keys()
    assert len(units(NEW, "commune").keys() - units(OLD, "commune").keys()) == 5
