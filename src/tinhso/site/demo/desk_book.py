"""What an assigning office keeps beside its requests: whom to call in every commune, and groups it assigns to.

Everything is marked as illustrative: the numbers belong to nobody, the addresses end in `.invalid`.
"""

from __future__ import annotations

from typing import Final

from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting import api as reporting
from tinhso.kernel.clock import in_vietnam
from tinhso.site.demo.clock import DemoClock
from tinhso.site.demo.places import Places

WARD: Final = "Phường"
TRIED: Final = 12
"""Communes of the group that tries new forms first."""


def keep_desk_book(places: Places, clock: DemoClock) -> None:
    """Write a contact for every commune and two groups of units, as the one who operates and the one who assigns."""
    day = in_vietnam(clock.now()).date()
    operator, assigner = (orgs.rights_of_username(login, day) for login in ("cntt", "vp.giaobaocao"))
    communes = sorted(places.new.values(), key=lambda unit: unit.code)
    for place, unit in enumerate(communes, start=1):
        reporting.save_contact(
            unit.id, rights=operator, office="Văn phòng HĐND và UBND", role="Đầu mối báo cáo (minh họa)",
            phone=f"0000 000 {place:03d}", email=f"bao-cao.{unit.code}@xa.invalid", illustrative=True,
        )  # fmt: skip
    office = orgs.unit_by_code("H15.01", day)
    groups = {
        "Các phường": ("Wards", [unit.id for unit in communes if unit.type_vi == WARD]),
        "Nhóm thử biểu mới (minh họa)": ("Trying new forms (illustrative)", [unit.id for unit in communes[:TRIED]]),
    }
    for name, (english, units) in groups.items():
        reporting.save_group(name, units, owner_unit_id=office.id, rights=assigner, name_en=english)
