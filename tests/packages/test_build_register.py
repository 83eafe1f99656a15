"""The script that builds the register, on a source of a few rows made here."""

import json
import runpy
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "packages" / "vn-units" / "build_register.py"))
PROVINCE = {
    "province": "Tỉnh Gốc",
    "provinceCode": "01",
    "provinceKey": "tinhgoc",
    "provinceLon": 105.5,
    "provinceLat": 21.0,
}
NEW_ROWS: list[dict[str, Any]] = [
    PROVINCE
    | {
        "ward": "Xã Một",
        "wardCode": "00001",
        "wardKey": "xamot",
        "wardLon": 105.6,
        "wardLat": 21.1,
        "wardAreaKm2": 0.0,
    },
    PROVINCE
    | {"ward": "Đặc khu Hoàng Sa", "wardCode": "20333", "wardKey": "dackhuhoangsa", "wardLon": 112.1, "wardLat": 16.5}
    | {"wardAreaKm2": 305.0},
]
DISTRICT = {"district": "Thị Xã Cũ", "districtCode": "001", "districtKey": "thixacu", "districtShortKey": "cu"}
ISLAND = {
    "district": "Huyện Hoàng Sa",
    "districtCode": "498",
    "districtKey": "huyenhoangsa",
    "districtShortKey": "hoangsa",
}
POINT = {"districtLon": 105.7, "districtLat": 21.2}
OLD_ROWS: list[dict[str, Any]] = [
    PROVINCE
    | DISTRICT
    | POINT
    | {"ward": "Thị Trấn Ái Tử", "wardCode": "00003", "wardKey": "thitranaitu", "wardLon": 105.8}
    | {"wardLat": 21.3},
    PROVINCE | ISLAND | POINT | {"ward": None, "wardCode": None, "wardKey": None, "wardLon": None, "wardLat": None},
]


def write_source(folder: Path, divided_default: bool = True) -> Path:
    """Write a data folder in the source's form, in which Ái Tử is divided."""
    with closing(sqlite3.connect(folder / "dataset.db")) as connection:
        for table, rows in (("admin_units", NEW_ROWS), ("admin_units_legacy", OLD_ROWS)):
            connection.execute(f"CREATE TABLE {table} ({', '.join(rows[0])})")
            marks = ", ".join(f":{column}" for column in rows[0])
            connection.executemany(f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({marks})", rows)
        connection.commit()
    parts = [
        {"newWardKey": "xamot", "isDefaultNewWard": divided_default},
        {"newWardKey": "dackhuhoangsa", "isDefaultNewWard": False},
    ]
    converter = {
        "DICT_PROVINCE": {"tinhgoc": ["tinhgoc"]},
        "DICT_PROVINCE_WARD_NO_DIVIDED": {"tinhgoc": {"dackhuhoangsa": ["tinhgoc_huyenhoangsa_"]}},
        "DICT_PROVINCE_WARD_DIVIDED": {"tinhgoc": {"tinhgoc_thixacu_thitranaitu": parts}},
    }
    (folder / "converter_2025.json").write_text(json.dumps(converter), encoding="utf-8")
    return folder


def test_the_register_is_built_with_surrogates_clean_names_and_no_zero_area(tmp_path: Path) -> None:
    assert SCRIPT["build"](write_source(tmp_path), tmp_path) == (8, 4)
    lines = (tmp_path / "units.csv").read_text(encoding="utf-8").splitlines()
    assert "00001,2025-07-01,,commune,Xã,Xã Một,Một,01,2025-07-01,105.6,21.1," in lines
    assert "001,1900-01-01,2025-06-30,district,Thị xã,Thị xã Cũ,Cũ,01,1900-01-01,105.7,21.2," in lines
    assert "00003,1900-01-01,2025-06-30,commune,Thị trấn,Thị trấn Ái Tử,Ái Tử,001,1900-01-01,105.8,21.3," in lines
    island = "1900-01-01,2025-06-30,commune,Huyện,Huyện Hoàng Sa,Hoàng Sa,498,1900-01-01,112.1,16.5,"
    assert f"x-hoangsa,{island}" in lines
    assert (tmp_path / "links.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "01,1900-01-01,01,2025-07-01,1,1,vietnamadminunits 1.0.4",
        "00003,1900-01-01,00001,2025-07-01,0,1,vietnamadminunits 1.0.4",
        "00003,1900-01-01,20333,2025-07-01,0,0,vietnamadminunits 1.0.4",
        "x-hoangsa,1900-01-01,20333,2025-07-01,1,1,vietnamadminunits 1.0.4",
    ]


def test_a_divided_unit_without_a_default_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"exactly one default link: \['00003'\]"):
        SCRIPT["build"](write_source(tmp_path, divided_default=False), tmp_path)
    assert not (tmp_path / "units.csv").exists()


def test_a_name_without_a_known_type_is_refused() -> None:
    with pytest.raises(ValueError, match="Ấp Bắc"):
        SCRIPT["split_name"]("Ấp Bắc")
