"""Figures of an agency's own workbook in another unit of measure than the indicator's: asked about, then exact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.mapping import AS_SAID, Axis, MappingPreview, WorkbookMapping
from tinhso.engines.reporting.contracts.mapping_errors import NotImportable
from tinhso.engines.reporting.testing import World, at, now_rights
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.mapping.test_mapping import LOGIN, book, upload

FIXED = WorkbookMapping(
    "Số liệu 2026", "B", 4, 0, Axis("column", "A"), Axis("row", "3"), Axis("fixed", "market_revenue")
)


@pytest.fixture(autouse=True)
def revenue(world: World) -> Any:
    """An indicator in million dong."""
    with at("2026-11-20 09:00"):
        make_definition(
            "market_revenue", name_vi="Thu từ chợ", scheme="nd09.month", measure_unit="million_vnd", kind="amount"
        )
        yield


def sheet(said: str = "", head: str = "Tháng 10/2026", **more: Any) -> bytes:
    return book({"A1": said or "Bảng theo dõi", "A3": "Xã", "B3": head, "A4": "Ea Kar", "B4": "1,5"} | more)


def seen(data: bytes, mapping: WorkbookMapping = FIXED) -> MappingPreview:
    return api.preview_mapping(upload(data), mapping, rights=now_rights(LOGIN))


def as_said(mapping: WorkbookMapping = FIXED) -> WorkbookMapping:
    return replace(mapping, measure_unit=AS_SAID)


def listed(unit: str, value: Any) -> bytes:
    """Indicators in rows, with a column of units, as yearbooks have it."""
    return book({"A3": "Chỉ tiêu", "B3": "ĐVT", "C3": "Tháng 10/2026", "A4": "Thu từ chợ", "B4": unit, "C4": value})


LISTED = WorkbookMapping("Số liệu 2026", "C", 4, 0, Axis("fixed", "24373"), Axis("row", "3"), Axis("column", "A"))


@pytest.mark.parametrize("said", ["Đơn vị tính: tỷ đồng", "(ĐVT: Tỷ đồng)", "Biểu 02\nĐơn vị tính: tỷ đồng"])
def test_a_table_in_another_unit_is_refused_until_somebody_says_so(said: str) -> None:
    data = sheet(said)
    (doubt,) = seen(data).doubts
    assert (doubt.address, doubt.code) == ("B4", "REP-294")
    assert "tỷ đồng" in doubt.message("vi").lower()
    assert "A1" in doubt.message("en")
    with pytest.raises(NotImportable):
        api.import_mapped(upload(data), FIXED, rights=now_rights(LOGIN))
    for mapping in (as_said(), replace(FIXED, measure_unit="billion_vnd")):
        shown = seen(data, mapping)
        assert (shown.doubts, shown.sample[0][4]) == ((), "= 1500")


def test_what_was_converted_is_stored_in_the_indicators_unit() -> None:
    api.import_mapped(upload(sheet("Đơn vị tính: tỷ đồng")), as_said(), rights=now_rights(LOGIN))
    judged = seen(sheet(B4="1.500")).summary
    assert judged is not None
    assert (judged.unchanged, judged.corrected) == (1, 0), "a table in million dong says the same"


@pytest.mark.parametrize(
    ("unit", "value", "kept"),
    [
        ("tỷ đồng", "2,25", "= 2250"),
        ("nghìn đồng", 45000, "= 45"),
        ("triệu đồng", 45, "= 45"),
        ("đồng", 7_000_000, "= 7"),
    ],
)
def test_a_column_of_units_says_it_line_by_line(unit: str, value: Any, kept: str) -> None:
    data = listed(unit, value)
    asks = [doubt.code for doubt in seen(data, LISTED).doubts]
    assert asks == ([] if unit == "triệu đồng" else ["REP-294"])
    shown = seen(data, as_said(LISTED))
    assert (shown.doubts, shown.sample[0][4]) == ((), kept)


def test_brackets_behind_a_name_say_it_too() -> None:
    mapping = replace(LISTED, decisions={"indicator:thu tu cho (ty dong)": "market_revenue"})
    data = book({"A3": "Chỉ tiêu", "C3": "Tháng 10/2026", "A4": "Thu từ chợ (tỷ đồng)", "C4": "1,5"})
    assert [doubt.code for doubt in seen(data, mapping).doubts] == ["REP-294"]
    assert seen(data, as_said(mapping)).sample[0][4] == "= 1500"


def test_more_digits_than_the_indicator_keeps_are_refused_not_rounded() -> None:
    (doubt,) = seen(listed("nghìn đồng", 45_500), as_said(LISTED)).doubts
    assert doubt.address == "C4"


def test_units_of_another_kind_are_nobodys_question() -> None:
    data = sheet("Đơn vị tính: hộ", B4=12)
    assert (seen(data).doubts, seen(data).sample[0][4]) == ((), "= 12")


def test_the_screen_asks_and_converts_without_javascript(seat: type[Desk]) -> None:
    address = f"/nhap-excel/{upload(sheet('Đơn vị tính: tỷ đồng'))}"
    fields = {
        "trang_tinh": "Số liệu 2026", "cot": "B", "dong_dau": "4", "don_vi_o": "column", "don_vi": "A", "ky_o": "row",
        "ky": "3", "chi_tieu_o": "fixed", "chi_tieu": "market_revenue", "cach_viet": "vi", "act": "look",
    }  # fmt: skip
    desk = seat(LOGIN)
    asked = desk.send(address, **fields)
    assert asked.status == 422
    assert "REP-294" in asked
    shown = desk.send(address, **fields | {"don_vi_tinh": "said"})
    assert shown.status == 200
    assert "1500" in shown
    assert shown.fields["don_vi_tinh"].value == "said"
