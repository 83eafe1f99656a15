"""A small territory and a cast with known rights, for the tests of every engine (never for the product).

    territory = small_territory()
    cast(territory)
    rights = rights_as("eakar.nhap", on=date(2026, 11, 17))

The names are those of the register; which old unit goes where is shortened, and the shares are made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import (
    AGENCIES,
    AGENCY,
    PLACE,
    TERRITORY,
    NewSuccessionLink,
    NewUnit,
    Proof,
    Rights,
    Role,
)
from tinhso.engines.orgs.contracts.units import UnitView

ACTOR = "system:test"
OLD, LAST_OLD, NEW = date(1900, 1, 1), date(2025, 6, 30), date(2025, 7, 1)
DEADLINE_DAY = date(2026, 11, 17)
WEIGHTS = {"area": (550_000_000, 450_000_000), "population": (620_000_000, 380_000_000)}

# (code, level, type, short name, code of the parent, longitude, latitude)
_NEW_PLACES = (
    ("24133", "commune", "Phường", "Buôn Ma Thuột", "66", 108.028, 12.7089),
    ("24373", "commune", "Xã", "Ea Kar", "66", 108.468, 12.7996),
    ("22015", "commune", "Phường", "Tuy Hoà", "66", 109.310, 13.0800),
    ("22045", "commune", "Phường", "Bình Kiến", "66", 109.290, 13.1300),
)
_OLD_PLACES = (
    ("651", "district", "Huyện", "Ea Kar", "66", 108.570, 12.6420),
    ("643", "district", "Thành phố", "Buôn Ma Thuột", "66", 108.038, 12.6660),
    ("555", "district", "Thành phố", "Tuy Hòa", "54", 109.300, 13.1000),
    ("24373", "commune", "Thị trấn", "Ea Kar", "651", 108.457, 12.8320),
    ("24382", "commune", "Xã", "Xuân Phú", "651", 108.500, 12.8500),
    ("24118", "commune", "Phường", "Tân Lập", "643", 108.060, 12.6900),
    ("22024", "commune", "Phường", "Phường 9", "555", 109.300, 13.1100),
)
# (old code, new code, whole)
_GOES_TO = (
    ("66", "66", True),
    ("54", "66", True),
    ("24373", "24373", True),
    ("24382", "24373", True),
    ("24118", "24133", True),
    ("22024", "22015", False),
    ("22024", "22045", False),
)
_AGENCIES = (
    ("H15.01", "agency", "Văn phòng UBND tỉnh", "Văn phòng"),
    ("H15.15", "agency", "Sở Khoa học và Công nghệ", "Sở KHCN"),
    ("H15.16", "agency", "Sở Tài chính", "Sở Tài chính"),
    ("H15.20", "agency", "Thanh tra tỉnh", "Thanh tra"),
)
# (login, role, code of the unit, title)
CAST = (
    ("vp.giaobaocao", Role.ASSIGNER, "H15.01", "Chuyên viên giao báo cáo"),
    ("vp.khoa", Role.OFFICE, "H15.01", "Chuyên viên tổng hợp"),
    ("chutich", Role.LEADER, "66", "Chủ tịch UBND tỉnh"),
    ("skhcn.tonghop", Role.CONSOLIDATOR, "H15.15", "Chuyên viên tổng hợp"),
    ("skhcn.lanhdao", Role.APPROVER, "H15.15", "Giám đốc Sở"),
    ("eakar.nhap", Role.DRAFTER, "24373", "Công chức Văn hóa – xã hội"),
    ("eakar.lanhdao", Role.APPROVER, "24373", "Chủ tịch UBND xã"),
    ("eakar.pct", None, "24373", "Phó Chủ tịch UBND xã"),
    ("bmt.nhap", Role.DRAFTER, "24133", "Công chức Văn hóa – xã hội"),
    ("bmt.lanhdao", Role.APPROVER, "24133", "Chủ tịch UBND phường"),
    ("thanhtra", Role.AUDITOR, "H15.20", "Thanh tra viên"),
    ("cntt", Role.OPERATOR, "H15.15", "Chuyên viên công nghệ thông tin"),
)


@dataclass(frozen=True)
class Territory:
    """The province of Đắk Lắk in small: four new communes, its agencies, and what was there before 1/7/2025."""

    province: UnitView
    communes: Mapping[str, UnitView]
    agencies: Mapping[str, UnitView]
    old: Mapping[str, UnitView]

    def unit(self, code: str) -> UnitView:
        """The unit that has a code today."""
        return {self.province.code: self.province, **self.communes, **self.agencies}[code]


def known_levels() -> None:
    """Make the levels and structures known that every installation has."""
    always: dict[str, Any] = {"valid_from": OLD}
    api.create_level("province", name_vi="Cấp tỉnh", name_en="Province", rank=1, **always)
    api.create_level("district", name_vi="Cấp huyện", name_en="District", rank=2, valid_to=LAST_OLD, **always)
    api.create_level("commune", name_vi="Cấp xã", name_en="Commune", rank=3, **always)
    api.create_level("agency", name_vi="Sở, ban, ngành", name_en="Agency", rank=4, **always)
    api.create_structure(TERRITORY, name_vi="Lãnh thổ", name_en="Territory")
    api.create_structure(AGENCIES, name_vi="Cơ quan", name_en="Agencies")


def small_territory() -> Territory:
    """Make the small territory."""
    known_levels()
    province = api.create_unit(_place("66", "province", "Tỉnh", "Đắk Lắk", None, NEW, 108.47, 12.71), actor=ACTOR)
    new = api.create_units(
        [
            _place(code, level, kind, name, province.id, NEW, longitude, latitude)
            for code, level, kind, name, _, longitude, latitude in _NEW_PLACES
        ]
        + [
            NewUnit(code, AGENCY, level, name, NEW, short_name=short, parent_id=province.id)
            for code, level, name, short in _AGENCIES
        ],
        actor=ACTOR,
    )
    by_code = {unit.code: unit for unit in new}
    old = _old_units()
    current = by_code | {province.code: province}
    links = [NewSuccessionLink(old[a].id, current[b].id, whole) for a, b, whole in _GOES_TO]
    divided = (old["22024"].id, by_code["22015"].id), (old["22024"].id, by_code["22045"].id)
    api.apply_succession(
        code="2025-07-01",
        effective_on=NEW,
        decision="Sắp xếp ngày 1/7/2025 (rút gọn)",
        links=links,
        weights={basis: dict(zip(divided, shares, strict=True)) for basis, shares in WEIGHTS.items()},
        actor=ACTOR,
    )
    return Territory(
        province,
        {code: unit for code, unit in by_code.items() if unit.level == "commune"},
        {code: unit for code, unit in by_code.items() if unit.kind == AGENCY},
        old,
    )


def cast(territory: Territory, on: date = NEW) -> dict[str, api.User]:
    """Make the accounts of the demonstration's cast with their roles and the delegation of 16–20/11/2026."""
    users = {}
    for login, role, code, title in CAST:
        users[login] = api.create_user(login, actor=ACTOR, title_vi=title, is_demo=True)
        if role is not None:
            api.grant_role(login, role, territory.unit(code).id, actor=ACTOR, valid_from=on)
    api.delegate(
        "eakar.lanhdao",
        "eakar.pct",
        role=Role.APPROVER,
        unit_id=territory.unit("24373").id,
        capacity="KT. CHỦ TỊCH",
        valid_from=date(2026, 11, 16),
        valid_to=date(2026, 11, 20),
        actor=ACTOR,
    )
    return users


def rights_as(login: str, on: date = DEADLINE_DAY) -> Rights:
    """The rights of one of the cast on a day (by default the demonstration's)."""
    return api.rights_of_username(login, on, proof=Proof.PLAYED)


def everything_rights(actor: str = ACTOR) -> Rights:
    """Rights that refuse nothing, for tests whose subject is something else."""
    from tinhso.engines.orgs.contracts import Action, Scope

    scopes = {action: Scope(everything=True, public_figures=True) for action in Action}
    return Rights(actor, 0, DEADLINE_DAY, public=scopes)


def _old_units() -> dict[str, UnitView]:
    """The units before 1/7/2025, level by level: a parent must exist before its children."""
    provinces = [("66", "Tỉnh", "Đắk Lắk", 108.24, 12.71), ("54", "Tỉnh", "Phú Yên", 109.09, 13.09)]
    made = api.create_units(
        [
            _place(code, "province", kind, name, None, OLD, longitude, latitude)
            for code, kind, name, longitude, latitude in provinces
        ],
        actor=ACTOR,
    )
    old = {unit.code: unit for unit in made}
    for wanted in ("district", "commune"):
        rows = [row for row in _OLD_PLACES if row[1] == wanted]
        made = api.create_units(
            [
                _place(code, level, kind, name, old[parent].id, OLD, longitude, latitude)
                for code, level, kind, name, parent, longitude, latitude in rows
            ],
            actor=ACTOR,
        )
        old |= {unit.code: unit for unit in made}
    return old


def _place(
    code: str,
    level: str,
    type_vi: str,
    name: str,
    parent_id: int | None,
    since: date,
    longitude: float,
    latitude: float,
) -> NewUnit:
    return NewUnit(
        code=code,
        kind=PLACE,
        level=level,
        name_vi=name if name.startswith(type_vi) else f"{type_vi} {name}",
        short_name=name,
        type_vi=type_vi,
        valid_from=since,
        valid_to=LAST_OLD if since == OLD else None,
        parent_id=parent_id,
        longitude=longitude,
        latitude=latitude,
    )
