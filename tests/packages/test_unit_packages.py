"""The small packages that stand on the register: Đồng Nai's change of 2026 and Đắk Lắk's illustrative weights."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

PACKAGES = Path(__file__).parents[2] / "packages"
NEW = "2025-07-01"


def read(path: str) -> list[dict[str, str]]:
    with (PACKAGES / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_dong_nai_becomes_a_city_and_ten_of_its_communes_wards() -> None:
    register = {u["code"]: u for u in read("vn-units/units.csv") if u["valid_from"] == NEW}
    rows = read("dong-nai-2026/successions.csv")
    assert list(rows[0]) == ["date", "code", "old_name", "new_name", "kind", "source"]
    assert {(r["date"], r["kind"]) for r in rows} == {("2026-04-30", "renamed")}
    assert [r["new_name"] for r in rows if r["code"] == "75"] == ["Thành phố Đồng Nai"]
    communes = [r for r in rows if r["code"] != "75"]
    assert len({r["code"] for r in communes}) == len(communes) == 10
    assert {register[r["code"]]["parent_code"] for r in communes} == {"75"}
    for row in rows:
        assert row["old_name"] == register[row["code"]]["name_vi"]
        assert "vietnamese-provinces-database" in row["source"]
    assert all(r["new_name"] == r["old_name"].replace("Xã ", "Phường ") for r in communes)


def test_weights_cover_exactly_the_divided_units_of_dak_lak_and_say_they_are_illustrative() -> None:
    in_province = {u["code"] for u in read("vn-units/units.csv") if (u["parent_code"], u["valid_from"]) == ("66", NEW)}
    divided = {
        (link["old_code"], link["old_valid_from"], link["new_code"])
        for link in read("vn-units/links.csv")
        if link["whole"] == "0" and link["new_code"] in in_province
    }
    weights = read("dak-lak-demo/weights.csv")
    assert list(weights[0]) == ["old_code", "old_valid_from", "new_code", "basis", "weight", "source"]
    for basis in ("area", "population"):
        covered = [(w["old_code"], w["old_valid_from"], w["new_code"]) for w in weights if w["basis"] == basis]
        assert sorted(covered) == sorted(divided)
    assert {w["basis"] for w in weights} == {"area", "population"}
    assert {w["source"] for w in weights} == {"minh họa"}


def test_weights_of_a_divided_unit_are_positive_and_sum_to_exactly_one() -> None:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in read("dak-lak-demo/weights.csv"):
        assert Decimal(row["weight"]) > 0
        sums[row["old_code"], row["basis"]] += Decimal(row["weight"])
    assert len(sums) == 16
    assert set(sums.values()) == {Decimal(1)}
