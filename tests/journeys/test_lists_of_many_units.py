"""A department enters the lists of four communes on one page: lines are counted and added up into each form."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.demonstration import run_in
from tests.journeys.conftest import served, visiting
from tests.journeys.looks import DESK, PHONE, seen
from tests.journeys.many_lists import TITLE_VI

PLACES = (("Nhà văn hóa thôn 3", "1200", "01/11/2026"), ("Chợ trung tâm xã Ea Kar", "345", "26/03/2025"))
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TWO_LOOKS = [("light", "vi", DESK), ("dark", "en", PHONE)]


@pytest.fixture(scope="module")
def site():
    """Nothing is served before the lists are asked."""


def test_lists_of_four_communes_are_written_on_one_page(chromium, demo_home, picture):
    run_in(demo_home, "tests.journeys.many_lists")
    with served(demo_home, "2026-11-17T14:00+07:00") as address, visiting(chromium, address) as open_as:
        desk = open_as("skhcn.tonghop")
        desk.goto("/viec")
        desk.locator("article, li", has_text=TITLE_VI).locator("a.btn").first.click()
        table = desk.url.removeprefix(address)
        seen(open_as, picture, "skhcn.tonghop", table, "lists-table")
        lists = f"{table}/danh-sach"
        desk.goto(lists)
        seen(open_as, picture, "skhcn.tonghop", lists, "lists-empty")
        unit = desk.locator("section.unit-list", has_text="Xã Ea Kar")
        expect(desk.locator("section.unit-list")).to_have_count(4)
        for at, line in enumerate(PLACES):
            if at:
                unit.locator("[data-lines-add]").click()
            row = unit.locator("tbody tr").nth(at)
            for field, text in zip(row.locator('input[name^="cot_"]').all(), line, strict=True):
                field.fill(text)
                field.blur()
        expect(desk.locator("[data-save-state]").first).to_contain_text(re.compile("lưu"), ignore_case=True)
        expect(unit.locator("[data-lines-figures]")).to_contain_text("1.545", use_inner_text=True)
        seen(open_as, picture, "skhcn.tonghop", lists, "lists-filled")
        # Without JavaScript a wrong line is refused where it stands, and nothing else is lost.
        plain = open_as("skhcn.tonghop", width=PHONE, scripts=False)
        plain.goto(lists)
        other = plain.locator("section.unit-list", has_text="Phường Buôn Ma Thuột")
        other.locator('input[name^="cot_"]').nth(1).fill("nhiều")
        plain.get_by_role("button", name="Lưu", exact=True).last.click()
        expect(plain.locator("main")).to_contain_text("Chưa lưu", use_inner_text=True)
        picture(plain, "lists-refused-390")
        plain.goto(lists)
        expect(plain.locator("section.unit-list", has_text="Xã Ea Kar")).to_contain_text("1.545", use_inner_text=True)
        one_unit_and_all_of_them(open_as, picture, desk, table, unit.get_attribute("id").removeprefix("don-vi-"))


def own_file():
    """A workbook as the unit keeps it, with headings that the product does not know."""
    made, kept = Workbook(), io.BytesIO()
    for row in (("Tên điểm", "Số lượt truy cập", "Ngày bắt đầu"), ("Trường THCS", 77, "02/09/2026")):
        made.active.append(row)
    made.save(kept)
    return kept.getvalue()


def one_unit_and_all_of_them(open_as, picture, desk, table, task):
    """The list of one unit, a file of its own whose columns the product asks about, and the list of all."""
    own = f"/viec/{task}/danh-sach"
    seen(open_as, picture, "skhcn.tonghop", own, "list-of-one", TWO_LOOKS)
    desk.goto(own)
    desk.locator("summary", has_text="Nạp từ tệp Excel").click()
    desk.locator("#tep").set_input_files({"name": "diem.xlsx", "mimeType": EXCEL, "buffer": own_file()})
    desk.locator('#list-form button[name="act"][value="back"]').click()
    assert re.search(rf"{own}/tep/\d+$", desk.url), desk.locator("main").inner_text()[:400]
    seen(open_as, picture, "skhcn.tonghop", desk.url, "list-file", TWO_LOOKS)
    total = table.replace("/viec/bang/", "/tong-hop/") + "/danh-sach"
    seen(open_as, picture, "vp.giaobaocao", total, "list-of-all", TWO_LOOKS)
