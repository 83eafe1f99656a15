"""Story 4, the deadline: each level its own day, extensions in working days only, one count wherever one looks."""

from __future__ import annotations

import io
import re

from docx import Document
from playwright.sync_api import expect

REQUEST = "Báo cáo chuyển đổi số tháng 11/2026"


def sent_of_all(text: str) -> str:
    """`91/102`: how many have sent, wherever a page says so."""
    found = re.search(r"\b(\d+)/102\b", text)
    assert found, text[:500]
    return found[0]


def open_request(page, path):
    page.goto(path)
    page.get_by_role("link", name=REQUEST, exact=True).first.click()
    page.wait_for_load_state()


def test_the_deadline_day(visitor, picture):
    # A commune without power asks for Sunday; only working days exist, Monday is offered.
    officer = visitor("eakar.nhap", width=390, scripts=False)
    officer.goto("/viec")
    officer.locator("article, li", has_text=REQUEST).locator("a.btn").first.click()
    officer.get_by_role("link", name="Xin gia hạn").click()
    officer.locator("#due-on").fill("2026-11-22")
    officer.locator("#reason").fill("mất điện ba ngày")
    officer.get_by_role("button", name="Gửi đề nghị").click()
    refusal = officer.get_by_role("alert").inner_text()
    assert "23/11/2026" in refusal
    assert "Chủ nhật" in refusal or "chủ nhật" in refusal
    picture(officer, "deadline-1-sunday-390")
    officer.locator("#due-on").fill("2026-11-23")
    officer.get_by_role("button", name="Gửi đề nghị").click()
    expect(officer.locator("main")).to_contain_text("Đã xin gia hạn đến 23/11/2026", use_inner_text=True)

    # The office sees each level's day (24/11 is a holiday) and that Monday is after the department's own deadline.
    office = visitor("vp.giaobaocao")
    open_request(office, "/giao")
    head = office.locator("main").inner_text()
    for day in ("17:00 hôm nay", "17:00 thứ Năm 19/11", "17:00 thứ Tư 25/11"):
        assert day in head
    assert "Sau hạn của cơ quan tổng hợp" in head
    picture(office, "deadline-2-asked")
    office.get_by_role("button", name="Đồng ý").first.click()
    expect(office.locator("main")).to_contain_text("Đã gia hạn đến 23/11/2026 17:00", use_inner_text=True)
    sent = sent_of_all(office.locator("main").inner_text())

    # Sentence, table, consolidation: one count.
    office.goto("/giao")
    assert sent_of_all(office.get_by_role("row", name=REQUEST).first.inner_text()) == sent
    department = visitor("skhcn.tonghop")
    open_request(department, "/tong-hop")
    expect(department.locator("main")).to_contain_text(f"{sent} đã gửi", use_inner_text=True)
    leader = visitor("chutich")
    leader.goto("/dieu-hanh")
    expect(leader.locator("main")).to_contain_text(sent, use_inner_text=True)
    picture(leader, "deadline-3-board")

    # Who has not sent is reminded by a letter with the list; those who asked are in it no more than once.
    open_request(office, "/giao")
    address = office.get_by_role("link", name="Công văn đôn đốc (.docx)").get_attribute("href")
    letter = Document(io.BytesIO(office.request.get(address).body()))
    listed = [cell.text for table in letter.tables for row in table.rows for cell in row.cells]
    assert len([text for text in listed if "Ea Kar" in text]) <= 1
    left = 102 - int(sent.partition("/")[0])
    assert f"{left}" in "\n".join([*listed, *(one.text for one in letter.paragraphs)])
