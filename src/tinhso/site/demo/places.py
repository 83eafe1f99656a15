"""The places and agencies of the demonstration: Đắk Lắk before and after 1/7/2025, and two provinces of the past."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import AGENCIES, AGENCY, PLACE, NewUnit, UnitView
from tinhso.kernel.periods import Period
from tinhso.site.demo.anchors import FIRST_NEW, PERIODS
from tinhso.site.demo.series import Communes

PROVINCE, FORMER_PROVINCE = "66", "54"
NEW_DAY: Final = date(2025, 7, 1)
LAST_OLD_DAY: Final = date(2025, 6, 30)
# Provinces of which documents speak; of their communes nothing is known here.
OTHER_PROVINCES: Final = ("34", "70")


@dataclass(frozen=True)
class Places:
    """The units of the demonstration by code.

    Attributes:
        old, new: communes before and since 1/7/2025.
        old_province: code of the province each old commune belonged to.
        agencies: offices, departments and outside agencies; `groups` has their codes by group.
        provinces: the provinces by (code, first year of validity is new).
    """

    old: Mapping[str, UnitView]
    new: Mapping[str, UnitView]
    old_province: Mapping[str, str]
    successor: Mapping[str, str]
    agencies: Mapping[str, UnitView]
    groups: Mapping[str, tuple[str, ...]]

    def communes(self, period: Period) -> Mapping[str, UnitView]:
        """Return the communes that report a period: those valid on its last day."""
        return self.new if period >= FIRST_NEW else self.old

    def communes_of(self, province: str, period: Period) -> dict[str, UnitView]:
        """Return those of one province of the time."""
        if period >= FIRST_NEW:
            return dict(self.new) if province == PROVINCE else {}
        return {code: view for code, view in self.old.items() if self.old_province[code] == province}

    @property
    def series(self) -> Communes:
        """Return what the series need to know about the communes."""
        return Communes(tuple(self.new), self.successor)


def load_places(packages: Path, actor: str, boundaries: Path | None = None) -> None:
    """Load units, successions, weights, agencies and (when a file is given) outlines."""
    register = packages / "vn-units"
    orgs.load_units(PROVINCE, register, actor=actor)
    _load_other_provinces(register, actor)
    orgs.load_weights(packages / "dak-lak-demo" / "weights.csv", actor=actor)
    orgs.load_straddling(packages / "dak-lak-demo" / "straddling.csv", actor=actor)
    if boundaries is not None:
        orgs.load_boundaries(boundaries, actor=actor, on=NEW_DAY)
    _load_agencies(packages / "dak-lak-demo", actor)


def find_places(packages: Path) -> Places:
    """Look the loaded units up."""
    old_day, new_day = PERIODS[0].end, PERIODS[-1].end
    old_province = {
        commune.code: province
        for province in (PROVINCE, FORMER_PROVINCE)
        for commune in orgs.units_on("commune", old_day, within=orgs.unit_by_code(province, old_day).id)
    }
    province = orgs.unit_by_code(PROVINCE, new_day)
    new = {view.code: view for view in orgs.units_on("commune", new_day, within=province.id)}
    rows = list(read_csv(packages / "dak-lak-demo" / "agencies.csv"))
    found = {view.code: view for day in (old_day, new_day) for view in orgs.units_on("agency", day)}
    groups: dict[str, tuple[str, ...]] = {}
    for row in rows:
        groups[row["group"]] = (*groups.get(row["group"], ()), row["code"])
    return Places(
        old=orgs.units_by_codes(old_province, old_day),
        new=new,
        old_province=old_province,
        successor=_successors(packages, old_province, new),
        agencies={row["code"]: found[row["code"]] for row in rows},
        groups=groups,
    )


def read_csv(file: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file of a package."""
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, strict=True)


def _successors(packages: Path, old: Iterable[str], new: Iterable[str]) -> dict[str, str]:
    """Return the default successor of each old commune."""
    known, here = set(old), set(new)
    links = {
        row["old_code"]: row["new_code"]
        for row in read_csv(packages / "vn-units" / "links.csv")
        if row["default"] == "1" and row["new_code"] in here
    }
    return {code: links[code] for code in sorted(known)}


def _load_other_provinces(register: Path, actor: str) -> None:
    rows = [
        row
        for row in read_csv(register / "units.csv")
        if row["level"] == "province" and row["code"] in OTHER_PROVINCES and row["valid_to"]
    ]
    orgs.create_units(
        [
            NewUnit(
                row["code"], PLACE, row["level"], row["name_vi"], date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]), row["type"], short_name=row["short_name"],
                longitude=float(row["lon"]), latitude=float(row["lat"]),
            )
            for row in rows
        ],
        actor=actor,
    )  # fmt: skip


def _load_agencies(folder: Path, actor: str) -> None:
    rows = list(read_csv(folder / "agencies.csv"))
    made = orgs.create_units(
        [
            NewUnit(
                row["code"], AGENCY, "agency", row["name_vi"], date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                name_en=row["name_en"], short_name=row["short_name"],
            )
            for row in rows
        ],
        actor=actor,
        reason="mã định danh cần kiểm tra",
    )  # fmt: skip
    for row, unit in zip(rows, made, strict=True):
        before = orgs.unit_by_code(row["province"], LAST_OLD_DAY)
        orgs.link_units(AGENCIES, unit.id, before.id, valid_from=unit.valid_from, valid_to=LAST_OLD_DAY, actor=actor)
        if unit.valid_to is None:
            now = orgs.unit_by_code(PROVINCE, NEW_DAY)
            orgs.link_units(AGENCIES, unit.id, now.id, valid_from=NEW_DAY, actor=actor)
