"""Story 6 with its own numbers: at 13:42 on 17/11, 91/102 have sent 24.118; the same 91 a year ago 23.066, all 102
25.900. Whoever says a percentage says 104,6 % of the same 91 units; 93,1 % stands nowhere.

What is doubted is then asked of the unit beside its cell, answered on a phone, and settled.
"""

from __future__ import annotations

import io
import re
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.journeys.deadline_day import REQUEST
from tests.journeys.looks import PHONE, seen

ROW = "18"
SAME = "24.118 (91/102 đơn vị), bằng 104,6% so cùng 91 đơn vị cùng kỳ năm trước (23.066)"
NEVER = re.compile(r"93[.,]1\s*%|93[.,]1 so|0[.,]931")
QUESTION, ANSWER = "Sao nhiều hơn tháng trước thế?", "Có thêm hai lớp ở buôn."


@pytest.fixture(scope="module")
def address(reader):
    desk = reader("skhcn.tonghop")
    desk.goto("/tong-hop")
    desk.get_by_role("link", name=REQUEST, exact=True).first.click()
    return urlsplit(desk.url).path


def test_the_screen_and_its_sentence(visitor, picture, address):
    desk = visitor("skhcn.tonghop")
    desk.goto(f"{address}?cot={ROW}")
    words = desk.locator("main").inner_text()
    assert "91/102 đã gửi · 11 chưa gửi" in words
    assert SAME in words
    assert "Cả 102 đơn vị năm trước: 25.900" in words
    assert not NEVER.search(words)
    total = desk.locator("table.workbench tfoot tr.total")
    for figure in ("91/102, so cùng 91", "24.118", "23.066"):
        expect(total).to_contain_text(figure, use_inner_text=True)
    # By keyboard: the next unit, and its box.
    desk.locator("tbody th a").first.focus()
    desk.keyboard.press("j")
    row = desk.locator("tbody tr").nth(1)
    assert row.locator("th a").evaluate("link => link === document.activeElement")
    desk.keyboard.press("x")
    expect(row.locator(".pick input")).to_be_checked()
    seen(visitor, picture, "skhcn.tonghop", "/tong-hop", "story-6-list")
    picture(desk, "story-6-desk-all")
    seen(visitor, picture, "skhcn.tonghop", f"{address}?cot={ROW}&loc=chua-gui", "story-6-desk")
    seen(visitor, picture, "skhcn.tonghop", f"{address}/kiem-tra", "story-6-findings")


def test_the_files_say_the_same(visitor, address):
    desk = visitor("skhcn.tonghop")
    desk.goto(address)
    table = desk.request.get(f"{address}/tai/csv").text()
    assert "104.6 so cùng 91 đơn vị" in table
    book = load_workbook(io.BytesIO(desk.request.get(f"{address}/tai/xlsx").body()), data_only=True)
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    [told] = [row for row in rows if row[0] == ROW and "so cùng 91 đơn vị" in row]
    assert {24_118, 23_066} <= set(told)
    assert "91/102" in told
    texts = "\n".join(str(value) for row in rows for value in row)
    for text in (table, texts):
        assert not NEVER.search(text)


def test_the_leader_and_the_machine_read_the_same(visitor, picture):
    leader = visitor("chutich")
    leader.goto("/dieu-hanh")
    assert not NEVER.search(leader.locator("main").inner_text())
    page = "/so-lieu/households_trained?ky=nd09:2026-11"
    leader.goto(page)
    words = leader.locator("main").inner_text()
    for said in ("24.118", "91/102", "104,6%"):
        assert said in words
    assert not NEVER.search(words)
    answer = leader.request.get("/api/v1/consolidations/cds-thang.2026-11").json()
    total = next(one for one in answer["totals"] if one["row_no"] == ROW)
    assert (total["received"], total["expected"]) == (91, 102)
    assert (total["units_total"], total["same_units_last_year"], total["all_units_last_year"]) == (
        "24118", "23066", "25900"
    )  # fmt: skip
    assert total["percent_of_same_units_last_year"] == "104.6"
    assert not NEVER.search(total["sentence"])
    seen(visitor, picture, "chutich", page, "story-6-indicator")


def test_a_doubted_cell_is_asked_about_answered_on_a_phone_and_settled(visitor, picture, address):
    cell = f"{address}?cot={ROW}&tim=ma+thuot&o=24133:{ROW}"
    desk = visitor("skhcn.tonghop", scripts=False)
    desk.goto(cell)
    panel = desk.locator("#cell-panel")
    task = urlsplit(panel.get_by_role("link", name="Xem cả biểu").get_attribute("href")).path
    panel.locator("summary", has_text="Hỏi đơn vị về ô này").click()
    panel.locator("#note-text").fill(QUESTION)
    panel.get_by_role("button", name="Gửi câu hỏi").click()
    seen(visitor, picture, "skhcn.tonghop", cell, "story-6-asked")
    officer = visitor("bmt.nhap", width=PHONE, scripts=False)
    officer.goto(f"{task}/o/{ROW}")
    expect(officer.locator("#hoi-dap")).to_contain_text(QUESTION, use_inner_text=True)
    seen(visitor, picture, "bmt.nhap", f"{task}/o/{ROW}", "story-6-question")
    officer.locator("#note-text").fill(ANSWER)
    officer.get_by_role("button", name="Gửi trả lời").click()
    desk.goto(cell)
    expect(panel).to_contain_text(ANSWER, use_inner_text=True)
    panel.get_by_role("button", name="Đã rõ, thôi hỏi").click()
    desk.goto(cell)
    expect(panel.get_by_role("button", name="Đã rõ, thôi hỏi")).to_have_count(0)
    seen(visitor, picture, "skhcn.tonghop", cell, "story-6-settled")
