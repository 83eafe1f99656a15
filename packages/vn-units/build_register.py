"""Build `units.csv` and `links.csv` from the data folder of the PyPI package `vietnamadminunits` (MIT).

Run it only to renew the register: `python build_register.py path/to/vietnamadminunits/data`. The product reads the
two CSV files and never that package. The same input gives the same bytes.
1. Read both tables of `dataset.db`: the units since 1 July 2025 and the last ones before.
2. Make provinces and districts out of the columns repeated on each commune.
3. Resolve the name keys of `converter_2025.json` into codes.
4. Refuse the result when a key resolves to nothing, a unit has no link, or a divided unit lacks its one default.
"""

import argparse
import csv
import json
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

SOURCE = "vietnamadminunits 1.0.4"
NEW_FROM = "2025-07-01"
OLD_FROM = "1900-01-01"  # the source gives no date: read it as "unknown, before"
OLD_TO = "2025-06-30"
TYPES = ("Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Phường", "Quận", "Huyện", "Tỉnh", "Xã")
LEVELS = {"province": "province", "district": "district", "ward": "commune"}  # column of the source: our level
# The source puts the old units of these two archipelagos (Hoàng Sa, Trường Sa) on the mainland, by their province's
# city. They went whole into one special zone each, so they take that zone's point.
ARCHIPELAGO_ZONES = ("20333", "22736")

Row = dict[str, Any]


class Unit(NamedTuple):
    """One row of `units.csv`: a unit in one epoch. Coordinates in degrees (WGS 84), area in km²."""

    code: str
    valid_from: str
    valid_to: str
    level: str
    type: str
    name_vi: str
    short_name: str
    parent_code: str
    parent_valid_from: str
    lon: str
    lat: str
    area_km2: str


class Link(NamedTuple):
    """One row of `links.csv`: an old unit goes, whole or in part, into a new one."""

    old_code: str
    old_valid_from: str
    new_code: str
    new_valid_from: str
    whole: str
    default: str
    source: str


def split_name(full_name: str) -> tuple[str, str, str]:
    """Return type, full name and short name; the type comes from the name because the source's type column errs.

    >>> split_name("Thị Trấn Ái Tử")
    ('Thị trấn', 'Thị trấn Ái Tử', 'Ái Tử')
    >>> split_name("Phường 1")
    ('Phường', 'Phường 1', 'Phường 1')
    """
    name = " ".join(unicodedata.normalize("NFC", full_name).split())
    for unit_type in TYPES:
        if name.casefold().startswith(unit_type.casefold() + " "):
            rest = name[len(unit_type) + 1 :]
            full = f"{unit_type} {rest}"
            return unit_type, full, full if rest.isdigit() else rest
    raise ValueError(f"{full_name!r}: the name begins with none of {', '.join(TYPES)}")


def make_unit(row: Row, column: str, parent_code: str = "") -> Unit:
    """Return the new unit that the columns of `row` beginning with `column` (province, district, ward) describe."""
    unit_type, name, short_name = split_name(row[column])
    return Unit(
        code=row[f"{column}Code"],
        valid_from=NEW_FROM,
        valid_to="",
        level=LEVELS[column],
        type=unit_type,
        name_vi=name,
        short_name=short_name,
        parent_code=parent_code,
        parent_valid_from=NEW_FROM if parent_code else "",
        lon=repr(row[f"{column}Lon"]),
        lat=repr(row[f"{column}Lat"]),
        # An area of 0.0 in the source is a missing one; old units and provinces have no such column.
        area_km2=str(row.get(f"{column}AreaKm2") or ""),
    )


def as_old(unit: Unit) -> Unit:
    """Return the same unit dated before the change of 1 July 2025."""
    parent_from = OLD_FROM if unit.parent_code else ""
    return unit._replace(valid_from=OLD_FROM, valid_to=OLD_TO, parent_valid_from=parent_from)


def stand_in(row: Row) -> Row:
    """Return the row with its district as its commune, coded `x-<slug>`, where an island district had no communes."""
    if row["wardCode"]:
        return row
    own = {f"ward{part}": row[f"district{part}"] for part in ("", "Lon", "Lat")}
    return row | own | {"wardCode": f"x-{row['districtShortKey']}"}


def new_units(rows: list[Row]) -> list[Unit]:
    """Return the provinces and communes since 1 July 2025."""
    provinces = {r["provinceCode"]: make_unit(r, "province") for r in rows}
    return [*provinces.values(), *(make_unit(r, "ward", r["provinceCode"]) for r in rows)]


def old_units(rows: list[Row]) -> list[Unit]:
    """Return the provinces, districts and communes that ended on 30 June 2025."""
    provinces = {r["provinceCode"]: make_unit(r, "province") for r in rows}
    districts = {r["districtCode"]: make_unit(r, "district", r["provinceCode"]) for r in rows}
    communes = [make_unit(r, "ward", r["districtCode"]) for r in rows]
    return [as_old(u) for u in (*provinces.values(), *districts.values(), *communes)]


def province_links(converter: Row, old_rows: list[Row], new_rows: list[Row]) -> list[Link]:
    """Return one whole link for each old province."""
    old_codes = {r["provinceKey"]: r["provinceCode"] for r in old_rows}
    new_codes = {r["provinceKey"]: r["provinceCode"] for r in new_rows}
    return [
        Link(old_codes[old_key], OLD_FROM, new_codes[new_key], NEW_FROM, "1", "1", SOURCE)
        for new_key, old_keys in converter["DICT_PROVINCE"].items()
        for old_key in old_keys
    ]


def commune_links(converter: Row, old_rows: list[Row], new_rows: list[Row]) -> list[Link]:
    """Return one link for each whole commune and one for each part of a divided one."""
    old_codes = {f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}": r["wardCode"] for r in old_rows}
    new_codes = {(r["provinceKey"], r["wardKey"]): r["wardCode"] for r in new_rows}
    links = [
        Link(old_codes[old_key], OLD_FROM, new_codes[province, new_key], NEW_FROM, "1", "1", SOURCE)
        for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for new_key, old_keys in wards.items()
        for old_key in old_keys
    ]
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, parts in divided.items():
            for part in parts:
                new_code, default = new_codes[province, part["newWardKey"]], str(int(part["isDefaultNewWard"]))
                links.append(Link(old_codes[old_key], OLD_FROM, new_code, NEW_FROM, "0", default, SOURCE))
    return links


def place_archipelagos(units: list[Unit], links: list[Link]) -> list[Unit]:
    """Give the old communes of Hoàng Sa and Trường Sa, and their districts, the point of the zone they became."""
    zones = {u.code: u for u in units if u.code in ARCHIPELAGO_ZONES and u.valid_from == NEW_FROM}
    zone_of = {link.old_code: zones[link.new_code] for link in links if link.whole == "1" and link.new_code in zones}
    zone_of |= {u.parent_code: zone_of[u.code] for u in units if u.code in zone_of and u.valid_from == OLD_FROM}

    def placed(unit: Unit) -> Unit:
        zone = zone_of.get(unit.code) if unit.valid_from == OLD_FROM else None
        return unit._replace(lon=zone.lon, lat=zone.lat) if zone else unit

    return [placed(unit) for unit in units]


def check(units: list[Unit], links: list[Link]) -> None:
    """Raise ValueError when a key repeats, a parent or link end is unknown, or an old unit has not one default."""
    keys = Counter((u.code, u.valid_from) for u in units)
    ends = {(k.old_code, k.old_valid_from) for k in links} | {(k.new_code, k.new_valid_from) for k in links}
    parents = {(u.parent_code, u.parent_valid_from) for u in units if u.parent_code}
    movers = {u.code for u in units if u.valid_from == OLD_FROM and u.level != "district"}
    defaults = Counter(k.old_code for k in links if k.default == "1")
    problems: dict[str, list[Any]] = {
        "repeated unit": [key for key, count in keys.items() if count > 1],
        "repeated link": [p for p, n in Counter((k.old_code, k.new_code) for k in links).items() if n > 1],
        "unknown parent": sorted(parents - keys.keys()),
        "unknown end of a link": sorted(ends - keys.keys()),
        "old unit without exactly one default link": sorted(code for code in movers if defaults[code] != 1),
    }
    for problem, found in problems.items():
        if found:
            raise ValueError(f"{problem}: {found[:10]} ({len(found)} in all)")


def read_rows(database: Path, table: str) -> list[Row]:
    """Return all rows of a table of the source's SQLite file as dictionaries."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]


def write_csv(path: Path, header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    """Write UTF-8 without a byte order mark, lines ended by a single newline on every system."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def build(data: Path, target: Path) -> tuple[int, int]:
    """Write the register of `data` into `target`; return the numbers of units and links.

    Raises:
        ValueError: the source is inconsistent; nothing is written.
        KeyError: a name key of the converter is not in the database; nothing is written.
    """
    new_rows = read_rows(data / "dataset.db", "admin_units")
    old_rows = [stand_in(row) for row in read_rows(data / "dataset.db", "admin_units_legacy")]
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    links = sorted(province_links(converter, old_rows, new_rows)) + sorted(commune_links(converter, old_rows, new_rows))
    units = place_archipelagos(new_units(new_rows) + old_units(old_rows), links)
    check(units, links)
    levels = list(LEVELS.values())
    units.sort(key=lambda unit: (levels.index(unit.level), unit.code, unit.valid_from))
    write_csv(target / "units.csv", Unit._fields, units)
    write_csv(target / "links.csv", Link._fields, links)
    return len(units), len(links)


def main() -> None:
    """Command line: the data folder, and where to write (by default this folder)."""
    parser = argparse.ArgumentParser(description="Build units.csv and links.csv from vietnamadminunits' data folder.")
    parser.add_argument("data", type=Path, help="folder with dataset.db and converter_2025.json")
    parser.add_argument("--target", type=Path, default=Path(__file__).parent, help="where to write (default: here)")
    arguments = parser.parse_args()
    unit_count, link_count = build(arguments.data, arguments.target)
    print(f"{unit_count} units, {link_count} links")


if __name__ == "__main__":
    main()
