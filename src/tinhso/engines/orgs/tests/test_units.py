"""Units and structures as of a day: what is refused, what a rename or a move changes, and what it leaves alone."""

from datetime import date

import pytest

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import AGENCY, PLACE, NewUnit, UnknownUnit
from tinhso.engines.orgs.contracts.errors import (
    OverlappingLinks,
    OverlappingNames,
    StructureCycle,
    UnitAlreadyEnded,
    UnitExists,
    UnitOutsideStructure,
    UnknownLevel,
    UnknownStructure,
    UnknownUnitId,
    WrongDates,
)
from tinhso.engines.orgs.testing import ACTOR, LAST_OLD, NEW, OLD, Territory
from tinhso.engines.trust import api as trust
from tinhso.kernel.identifiers import InvalidUnitCode

DAY = date(2026, 11, 17)


def commune(code: str = "24400", **changes: object) -> NewUnit:
    given: dict[str, object] = {"name_vi": "Xã Mới", "valid_from": date(2026, 1, 1)} | changes
    return NewUnit(code, PLACE, "commune", **given)  # type: ignore[arg-type]


def test_a_renamed_unit_stays_the_same_unit(territory: Territory) -> None:
    ea_kar = territory.communes["24373"]
    renamed = date(2026, 4, 30)
    api.rename_unit(ea_kar.id, name_vi="Phường Ea Kar", short_name="Ea Kar", type_vi="Phường", on=renamed, actor=ACTOR)
    before, after = api.unit_by_code("24373", date(2026, 4, 29)), api.unit_by_code("24373", renamed)
    assert (before.id, before.name_vi) == (ea_kar.id, "Xã Ea Kar")
    assert (after.id, after.name_vi, after.type_vi) == (ea_kar.id, "Phường Ea Kar", "Phường")
    assert len([unit for unit in api.units_on("commune", DAY) if unit.id == ea_kar.id]) == 1


def test_a_name_may_not_start_before_the_last_one(territory: Territory) -> None:
    ea_kar = territory.communes["24373"].id
    with pytest.raises(OverlappingNames):
        api.rename_unit(ea_kar, name_vi="Xã Khác", on=NEW, actor=ACTOR)
    assert api.unit_view(ea_kar, DAY).name_vi == "Xã Ea Kar"


def test_a_code_names_one_unit_a_day(territory: Territory) -> None:
    with pytest.raises(UnitExists):
        api.create_unit(commune("24373"), actor=ACTOR)
    with pytest.raises(UnitExists):
        api.create_units([commune(), commune()], actor=ACTOR)
    assert api.units_by_codes(["24400"], DAY) == {}


def test_a_code_that_lost_its_zero_is_refused(territory: Territory) -> None:
    with pytest.raises(InvalidUnitCode):
        api.create_unit(commune("4373"), actor=ACTOR)


def test_no_district_begins_after_districts_ended(territory: Territory) -> None:
    with pytest.raises(UnknownLevel):
        api.create_unit(NewUnit("700", PLACE, "district", "Huyện Mới", NEW), actor=ACTOR)


def test_a_unit_cannot_end_before_it_begins(territory: Territory) -> None:
    with pytest.raises(WrongDates):
        api.create_unit(commune(valid_to=date(2025, 12, 31)), actor=ACTOR)


@pytest.mark.parametrize(
    ("code", "on", "hint"),
    [
        ("24374", DAY, "24373 (Xã Ea Kar)"),
        ("24382", DAY, "24373 (Xã Ea Kar)"),
        ("24382", DAY, "1900-01-01 – 2025-06-30"),
        ("22045", LAST_OLD, "2025-07-01 – …"),
        ("zzzz", DAY, "Không có mã nào gần giống"),
    ],
)
def test_an_unknown_code_is_refused_with_the_day_and_the_nearest_alternative(
    territory: Territory, code: str, on: date, hint: str
) -> None:
    with pytest.raises(UnknownUnit) as refused:
        api.unit_by_code(code, on)
    message = refused.value.message()
    assert code in message
    assert str(on) in message
    assert hint in message


@pytest.mark.parametrize("written", ["000.00.15.H15", "H15.15", "h15.15 "])
def test_an_agency_is_found_by_either_form_of_its_identifier(territory: Territory, written: str) -> None:
    assert api.unit_by_code(written, DAY).name_vi == "Sở Khoa học và Công nghệ"


def test_codes_resolve_in_one_question_each_on_its_own_day(
    territory: Territory, django_assert_num_queries: object
) -> None:
    pairs = [("24373", LAST_OLD), ("24373", NEW), ("24382", NEW), ("66", OLD)]
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = api.unit_ids_at(pairs)
    assert found == {
        ("24373", LAST_OLD): territory.old["24373"].id,
        ("24373", NEW): territory.communes["24373"].id,
        ("66", OLD): territory.old["66"].id,
    }


def test_search_answers_without_tones_and_puts_exact_tones_first(territory: Territory) -> None:
    assert [unit.name_vi for unit in api.search_units("tuy hoa", DAY)] == ["Phường Tuy Hoà"]
    api.create_units([commune("24400", name_vi="Xã Hóa Bình"), commune("24403", name_vi="Xã Hòa Bình")], actor=ACTOR)
    assert [unit.name_vi for unit in api.search_units("hòa bình", DAY)] == ["Xã Hòa Bình", "Xã Hóa Bình"]
    assert api.search_units("  ", DAY) == []


def test_a_unit_that_moves_leaves_its_former_parent(territory: Territory) -> None:
    other = api.create_unit(NewUnit("75", PLACE, "province", "Tỉnh Đồng Nai", NEW), actor=ACTOR)
    ea_kar, moved = territory.communes["24373"].id, date(2026, 3, 1)
    api.link_units("territory", ea_kar, other.id, valid_from=moved, actor=ACTOR)
    before, after = dict(api.closure("province", date(2026, 2, 28))), dict(api.closure("province", moved))
    assert (before[ea_kar], after[ea_kar]) == (territory.province.id, other.id)
    parent = api.parent(ea_kar, moved)
    assert parent is not None
    assert parent.id == other.id
    assert ea_kar not in {unit.id for unit in api.children(territory.province.id, moved)}


def test_two_parents_on_one_day_are_refused(territory: Territory) -> None:
    other = api.create_unit(NewUnit("75", PLACE, "province", "Tỉnh Đồng Nai", NEW), actor=ACTOR)
    ea_kar = territory.communes["24373"].id
    with pytest.raises(OverlappingLinks):
        api.link_units("territory", ea_kar, other.id, valid_from=NEW, actor=ACTOR)


def test_a_structure_that_bites_its_tail_is_refused(territory: Territory) -> None:
    office, department = territory.agencies["H15.01"].id, territory.agencies["H15.15"].id
    moved = date(2026, 3, 1)
    api.link_units("agencies", department, office, valid_from=moved, actor=ACTOR)
    with pytest.raises(StructureCycle) as refused:
        api.link_units("agencies", office, department, valid_from=date(2026, 2, 1), actor=ACTOR)
    assert "H15.01, H15.15" in refused.value.message()
    assert api.parent(office, DAY).id == territory.province.id  # type: ignore[union-attr]


def test_an_agency_has_no_place_in_the_territory(territory: Territory) -> None:
    with pytest.raises(UnitOutsideStructure):
        api.link_units("territory", territory.agencies["H15.01"].id, territory.province.id, valid_from=DAY, actor=ACTOR)


def test_a_link_may_not_outlive_its_units(territory: Territory) -> None:
    with pytest.raises(UnitOutsideStructure):
        api.create_unit(commune(parent_id=territory.old["66"].id), actor=ACTOR)
    with pytest.raises(UnknownStructure):
        api.create_unit(commune(parent_id=territory.province.id, structure="nowhere"), actor=ACTOR)
    assert api.units_by_codes(["24400"], DAY) == {}


def test_a_unit_ends_once(territory: Territory) -> None:
    ea_kar = territory.communes["24373"].id
    api.end_unit(ea_kar, last_day=date(2026, 6, 30), actor=ACTOR)
    with pytest.raises(UnknownUnitId):
        api.unit_view(ea_kar, date(2026, 7, 1))
    with pytest.raises(UnitAlreadyEnded):
        api.end_unit(ea_kar, last_day=date(2026, 3, 31), actor=ACTOR)
    assert [unit.name_vi for unit in api.last_views([ea_kar])] == ["Xã Ea Kar"]


def test_every_change_is_one_event_and_a_refused_one_none(territory: Territory) -> None:
    def kinds() -> list[str]:
        return [event.kind for event in trust.events()]

    before = len(kinds())
    api.create_unit(commune(parent_id=territory.province.id), actor=ACTOR, reason="Nghị quyết")
    assert len(kinds()) == before + 1
    with pytest.raises(UnitExists):
        api.create_unit(commune(), actor=ACTOR)
    assert len(kinds()) == before + 1


def test_closure_and_lists_take_a_constant_number_of_questions(
    territory: Territory, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        api.closure("province", DAY)
    with django_assert_num_queries(2):  # type: ignore[operator]
        api.units_on("commune", DAY, within=territory.province.id)
    with django_assert_num_queries(1):  # type: ignore[operator]
        api.unit_views([unit.id for unit in territory.communes.values()], DAY)


def test_an_agency_under_an_agency_still_climbs_to_the_province(territory: Territory) -> None:
    branch = NewUnit("H15.15.02", AGENCY, "agency", "Chi cục", NEW, parent_id=territory.agencies["H15.15"].id)
    made = api.create_unit(branch, actor=ACTOR)
    assert (made.id, territory.province.id) in api.closure("province", DAY)
    assert (made.id, territory.agencies["H15.15"].id) in api.closure("agency", DAY)
    assert made.id in api.descendants(territory.agencies["H15.15"].id, DAY)


def test_machines_read_all_units_page_by_page(territory: Territory) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.units_page(DAY, after=cursor, limit=3)
        seen += [unit.code for unit in page.units]
        cursor = page.next_cursor
    assert seen == sorted(["66", *territory.communes, *territory.agencies])
    assert [unit.code for unit in api.units_page(DAY, level="commune", text="ea kar").units] == ["24373"]
