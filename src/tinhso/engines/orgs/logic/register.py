"""The national register: one province, before and after its reorganisation, taken from the files of `vn-units`.

1. The province of a code, with the communes that stand under it.
2. The provinces it was made of, with all their districts and communes.
3. The links from the old units to the new ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tinhso.engines.orgs.contracts import PLACE, NewUnit
from tinhso.engines.orgs.contracts.errors import UnknownProvince
from tinhso.engines.orgs.logic.csv_rows import Row, read_rows

Key = tuple[str, date]
SURROGATE = "x-"
UNIT_COLUMNS = (
    "code",
    "valid_from",
    "valid_to",
    "level",
    "type",
    "name_vi",
    "short_name",
    "parent_code",
    "parent_valid_from",
    "lon",
    "lat",
    "area_km2",
)
LINK_COLUMNS = ("old_code", "old_valid_from", "new_code", "new_valid_from", "whole", "default", "source")
# How English texts about Vietnam commonly call the types; the register has no English names.
TYPES_EN = {
    "Tỉnh": "Province",
    "Thành phố": "City",
    "Quận": "District",
    "Huyện": "District",
    "Thị xã": "Town",
    "Thị trấn": "Township",
    "Phường": "Ward",
    "Xã": "Commune",
    "Đặc khu": "Special Zone",
}


@dataclass(frozen=True, slots=True)
class RegisterUnit:
    """A unit as the register writes it, with the key of the unit above."""

    spec: NewUnit
    parent: Key | None

    @property
    def key(self) -> Key:
        return self.spec.code, self.spec.valid_from


@dataclass(frozen=True, slots=True)
class RegisterLink:
    """Where an old unit went."""

    old: Key
    new: Key
    whole: bool
    default: bool
    source: str


@dataclass(frozen=True, slots=True)
class ProvinceExtract:
    """A province in the register: its units, parents before children, and its links."""

    code: str
    units: tuple[RegisterUnit, ...]
    links: tuple[RegisterLink, ...]


def read_province(folder: Path, code: str) -> ProvinceExtract:
    """Read what belongs to a province; the code of a province that was merged leads to the one it is in now.

    Raises:
        UnknownProvince (ORG-032), UnreadableFile (ORG-030), WrongRow (ORG-031)
    """
    rows = read_rows(folder / "units.csv", UNIT_COLUMNS)
    links = [_link(row) for row in read_rows(folder / "links.csv", LINK_COLUMNS)]
    level = {(row["code"], row.day("valid_from")): row["level"] for row in rows}
    now = _province_now(code, level, links)
    tops = {now} | {link.old for link in links if link.new == now}
    wanted = _with_everything_below(tops, rows)
    units = sorted(
        (_unit(row) for row in rows if (row["code"], row.day("valid_from")) in wanted),
        key=lambda unit: (unit.spec.valid_from, _DEPTH.get(unit.spec.level, 9), unit.spec.code),
    )
    return ProvinceExtract(now[0], tuple(units), tuple(link for link in links if link.old in wanted))


def type_and_short_name(name: str) -> tuple[str, str]:
    """Split a full name into its type and the rest; a numbered unit keeps its type ("Phường 1")."""
    kind = next((kind for kind in sorted(TYPES_EN, key=len, reverse=True) if name.startswith(f"{kind} ")), "")
    rest = name.removeprefix(kind).strip()
    return kind, name if rest.isdigit() else rest


def english_name(kind: str, short_name: str) -> str:
    """Write a name the English way: `Ea Kar Commune`, `Ward 1`; empty for a type we have no word for."""
    if kind not in TYPES_EN:
        return ""
    number = short_name.removeprefix(kind).strip()
    return f"{TYPES_EN[kind]} {number}" if number.isdigit() else f"{short_name} {TYPES_EN[kind]}"


_DEPTH = {"province": 1, "district": 2, "commune": 3}


def _province_now(code: str, level: Mapping[Key, str], links: Iterable[RegisterLink]) -> Key:
    """The newest province of a code, or the one its old province went into."""
    keys = sorted(key for key in level if key[0] == code and level[key] == "province")
    if not keys:
        known = ", ".join(sorted({key[0] for key in level if level[key] == "province"}))
        raise UnknownProvince(province=code, known=known)
    return next((link.new for link in links if link.old == keys[-1]), keys[-1])


def _with_everything_below(tops: set[Key], rows: Iterable[Row]) -> set[Key]:
    below: dict[Key, list[Key]] = defaultdict(list)
    for row in rows:
        if row["parent_code"]:
            below[row["parent_code"], row.day("parent_valid_from")].append((row["code"], row.day("valid_from")))
    found: set[Key] = set()
    waiting = list(tops)
    while waiting:
        key = waiting.pop()
        found.add(key)
        waiting += below[key]
    return found


def _unit(row: Row) -> RegisterUnit:
    spec = NewUnit(
        code=row["code"],
        kind=PLACE,
        level=row["level"],
        name_vi=row["name_vi"],
        valid_from=row.day("valid_from"),
        valid_to=row.optional_day("valid_to"),
        type_vi=row["type"],
        name_en=english_name(row["type"], row["short_name"]),
        short_name=row["short_name"],
        longitude=row.coordinate("lon"),
        latitude=row.coordinate("lat"),
        area_km2=row["area_km2"],
        surrogate_code=row["code"].startswith(SURROGATE),
    )
    return RegisterUnit(spec, (row["parent_code"], row.day("parent_valid_from")) if row["parent_code"] else None)


def _link(row: Row) -> RegisterLink:
    for column in ("whole", "default"):
        if row[column] not in {"0", "1"}:
            raise row.wrong(column, "phải là 0 hoặc 1", "it must be 0 or 1")
    return RegisterLink(
        old=(row["old_code"], row.day("old_valid_from")),
        new=(row["new_code"], row.day("new_valid_from")),
        whole=row["whole"] == "1",
        default=row["default"] == "1",
        source=row["source"],
    )
