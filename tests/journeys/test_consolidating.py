"""The department's desk: a partial total told fairly (story 6), a late correction after the total was sent (story 7).

What is corrected here is October; November's report is left to whoever lives it from beginning to end.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.test_life_of_a_report import TRAINED, fill, send

LOOKS = [("light", "vi", 1440), ("dark", "en", 390), ("dark", "vi", 390), ("light", "en", 1440)]


def request_of(page, month):
    """The address of a month's consolidation."""
    page.goto("/tong-hop?loc=tat-ca")
    words = f"Báo cáo chuyển đổi số tháng {month}"
    return page.get_by_role("link", name=words, exact=True).first.get_attribute("href")


def clean(page):
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{overflow} px wider than the screen"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.problems == []


def seen(visitor, picture, login, address, name):
    """Look at a page in every look: pictures for people, axe for everybody."""
    for theme, language, width in LOOKS:
        page = visitor(login, width=width, theme=theme, language=language)
        page.goto(address)
        picture(page, f"{name}-{width}-{theme}-{language}")
        clean(page)


def test_a_partial_total_is_compared_with_the_same_units(visitor, picture):
    desk = visitor("skhcn.tonghop")
    address = request_of(desk, "11/2026")
    desk.goto(f"{address}?cot=18")
    words = desk.locator("main").inner_text()
    assert "24.118 (91/102 đơn vị), bằng 104,6% so cùng 91 đơn vị cùng kỳ năm trước (23.066)" in words
    assert "Cả 102 đơn vị năm trước: 25.900" in words
    assert "93,1%" not in words
    table = desk.request.get(f"{address}/tai/csv").text()
    assert "104.6 so cùng 91 đơn vị" in table
    assert "93.1 so" not in table
    # By keyboard: the next unit, and its box.
    desk.locator("tbody th a").first.focus()
    desk.keyboard.press("j")
    row = desk.locator("tbody tr").nth(1)
    assert row.locator("th a").evaluate("link => link === document.activeElement")
    desk.keyboard.press("x")
    expect(row.locator(".pick input")).to_be_checked()
    seen(visitor, picture, "skhcn.tonghop", f"{address}?cot=18&loc=xac-minh", "desk")


def test_a_correction_after_sending_becomes_a_numbered_adjustment(visitor, picture):
    desk = visitor("skhcn.tonghop")
    address = request_of(desk, "10/2026")
    sent = [desk.request.get(f"{address}/ban/1/{form}").body() for form in ("json", "csv", "xlsx", "docx", "pdf")]
    desk.goto(f"{address}?o=24373")
    task = desk.locator("#cell-panel").get_by_role("link", name="Xem cả biểu").get_attribute("href")

    officer = visitor("eakar.nhap", width=390)
    officer.goto(f"{task}/sua-lai")
    officer.locator("#reason").fill("Cộng sót một lớp tập huấn ở buôn.")
    officer.get_by_role("button", name="Mở để điều chỉnh").click()
    officer.wait_for_load_state()
    officer.goto(task)
    fill(officer, TRAINED, "421")
    send(officer)
    leader = visitor("eakar.lanhdao", width=390)
    leader.goto(f"{task}/phe-duyet")
    leader.locator('button[name="act"][value="approve"]').click()
    leader.wait_for_load_state()

    again = f"{address}/tong-hop-lai"
    desk.goto(again)
    row = desk.locator("tbody tr", has_text="Xã Ea Kar").inner_text()
    assert "412" in row
    assert "421" in row
    assert "Cộng sót một lớp tập huấn ở buôn." in row
    total = desk.locator("tbody tr.total", has_text="18.").inner_text()
    assert "23.871" in total
    assert "23.880" in total
    for place in ("Bản tổng hợp đã gửi", "Bảng điều hành", "Báo cáo hỏi số này"):
        expect(desk.locator("dl.facts").get_by_text(place)).to_be_visible()
    seen(visitor, picture, "skhcn.tonghop", again, "recompute")
    desk.locator("#reason").fill("Xã Ea Kar điều chỉnh")
    desk.get_by_role("button", name="Lập Báo cáo điều chỉnh số 1").click()
    desk.wait_for_load_state()
    desk.get_by_role("button", name="Chốt bản tổng hợp").click()
    desk.wait_for_load_state()
    director = visitor("skhcn.lanhdao")
    director.goto(address)
    director.get_by_role("button", name="Phê duyệt và gửi lên").click()
    director.wait_for_load_state()
    expect(director.get_by_role("link", name="Báo cáo điều chỉnh số 1")).to_be_visible()

    seen(visitor, picture, "vp.khoa", f"{address}/ban/2?so-voi=1", "version")
    after = [desk.request.get(f"{address}/ban/1/{form}").body() for form in ("json", "csv", "xlsx", "docx", "pdf")]
    assert after == sent
    for page in (desk, officer, leader, director):
        assert page.problems == []
