"""The territory other tests stand on is what it says."""

from datetime import date

import pytest

from tinhso.engines.orgs import api
from tinhso.engines.orgs.testing import LAST_OLD, NEW, cast, rights_as, small_territory

pytestmark = pytest.mark.django_db


def test_units_of_a_level_come_in_vietnamese_order() -> None:
    territory = small_territory()
    assert [unit.code for unit in api.units_on("commune", NEW)] == ["22045", "24133", "24373", "22015"]
    assert [unit.name_vi for unit in api.units_on("commune", NEW, within=territory.communes["24373"].id)] == [
        "Xã Ea Kar"
    ]


def test_the_same_code_names_another_unit_in_another_epoch() -> None:
    territory = small_territory()
    assert api.unit_by_code("24373", LAST_OLD).name_vi == "Thị trấn Ea Kar"
    assert api.unit_by_code("24373", NEW) == territory.communes["24373"]


def test_every_unit_climbs_to_its_province_of_the_day() -> None:
    territory = small_territory()
    ancestors = dict(api.closure("province", date(2026, 1, 1)))
    assert set(ancestors.values()) == {territory.province.id}
    assert territory.agencies["H15.15"].id in ancestors
    old = dict(api.closure("province", LAST_OLD))
    assert old[territory.old["24373"].id] == territory.old["66"].id
    assert old[territory.old["22024"].id] == territory.old["54"].id


def test_the_cast_has_rights() -> None:
    territory = small_territory()
    cast(territory)
    assert rights_as("eakar.nhap").may("draft", territory.communes["24373"].id)
    assert not rights_as("eakar.nhap").may("draft", territory.communes["24133"].id)
