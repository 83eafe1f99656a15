"""Figures split by a dimension out of an agency's own workbook, and out of another system's export."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureKey
from tinhso.engines.indicators.testing import make_definition, make_dimension
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.mapping import SKIP, WHOLE, Axis, WorkbookMapping
from tinhso.engines.reporting.contracts.mapping_errors import WrongMapping
from tinhso.engines.reporting.testing import World, at, now_rights
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.mapping.test_mapping import book
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.usefixtures("seat")
LOGIN = "vp.khoa"
PEOPLE = WorkbookMapping(
    "Số liệu 2026", "B:D", 3, 0, Axis("column", "A"), Axis("fixed", "nd09:2026-09"), Axis("fixed", "people_trained"),
    dims={"gender": Axis("row", "2")}, decisions={"dim.gender:tong so": WHOLE},
)  # fmt: skip


@pytest.fixture(autouse=True)
def split_world(world: World) -> Any:
    make_dimension("gender", "female", "male")
    make_definition("people_trained", scheme="nd09.month", dimensions=["gender"])
    with at("2026-11-20 09:00"):
        yield


def sheet(**changed: Any) -> bytes:
    cells: dict[str, Any] = {
        "A2": "Đơn vị", "B2": "Tổng số", "C2": "female", "D2": "male",
        "A3": "Xã Ea Kar", "B3": 60, "C3": 35, "D3": 25,
    }  # fmt: skip
    return book(cells | changed)


def kept(world: World, dims: str) -> int | None:
    period = indicators.period_ids([parse_period("nd09:2026-09")])[parse_period("nd09:2026-09")]
    indicator = indicators.definition("people_trained").indicator_id
    key = FigureKey(indicator, world.unit_id("24373"), period, dims)
    state = indicators.states_of_keys([key]).get(key)
    return state.value if state else None


def test_a_split_history_is_imported_item_by_item_and_its_total_as_the_whole(world: World) -> None:
    rights = now_rights(LOGIN)
    file = api.keep_workbook("lich-su.xlsx", sheet(), rights=rights).id
    seen = api.preview_mapping(file, PEOPLE, rights=rights)
    assert (seen.doubts, seen.figures) == ((), 3)
    assert [one[1] for one in seen.sample] == [
        "people_trained", "people_trained · gender=female", "people_trained · gender=male",
    ]  # fmt: skip
    assert api.import_mapped(file, PEOPLE, rights=rights).accepted == 3
    assert [kept(world, dims) for dims in ("", "gender=female", "gender=male")] == [60, 35, 25]
    saved = api.save_mapping("Sổ tập huấn", PEOPLE, rights=rights)
    assert saved.mapping == PEOPLE == api.mappings(rights=rights)[0].mapping


def test_an_unknown_item_is_refused_with_its_cell_and_what_it_may_be(world: World) -> None:
    rights = now_rights(LOGIN)
    file = api.keep_workbook("lich-su.xlsx", sheet(D2="Khác"), rights=rights).id
    seen = api.preview_mapping(file, PEOPLE, rights=rights)
    assert [one.address for one in seen.doubts] == ["D3"]
    unknown = next(one for one in seen.labels if one.text == "Khác")
    assert {code for code, _name in unknown.suggestions} == {"female", "male"}
    skipped = replace(PEOPLE, decisions=PEOPLE.decisions | {"dim.gender:khac": SKIP})
    assert api.preview_mapping(file, skipped, rights=rights).figures == 2
    with pytest.raises(WrongMapping):
        api.preview_mapping(file, replace(PEOPLE, dims={"colour": Axis("row", "2")}), rights=rights)


def test_an_export_of_another_system_is_split_on_screen(world: World, seat: type[Desk]) -> None:
    """A CSV with a column that says the item; the screen offers every dimension."""
    rights, desk = now_rights(LOGIN), seat(LOGIN)
    text = "Đơn vị,Giới,Số\nXã Ea Kar,female,35\nXã Ea Kar,male,25\n"
    file = api.keep_workbook("xuat.csv", text.encode(), rights=rights).id
    page = desk.open(f"/nhap-excel/{file}")
    assert "tệp không chia theo" in page
    fields = {
        "trang_tinh": "CSV", "cot": "C", "dong_dau": "2", "don_vi_o": "column", "don_vi": "A", "ky_o": "fixed",
        "ky": "nd09:2026-09", "chi_tieu_o": "fixed", "chi_tieu": "people_trained", "pt_gender_o": "column",
        "pt_gender": "B",
    }  # fmt: skip
    looked = desk.send(f"/nhap-excel/{file}", **fields, act="look")
    assert "people_trained · gender=female" in looked
    desk.send(f"/nhap-excel/{file}", **fields, act="import")
    assert [kept(world, dims) for dims in ("gender=female", "gender=male")] == [35, 25]
