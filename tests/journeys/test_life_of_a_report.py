"""One report from beginning to end, by the people who do each step: assign → fill → approve → return → correct →
approve → accept → send upward → lock → board → proof. With TINHSO_PICTURES=1 each step leaves a picture."""

import re

from playwright.sync_api import expect

REQUEST = "Báo cáo chuyển đổi số tháng 11/2026"
TRAINED = "Hộ được tập huấn kỹ năng số trong kỳ"


def open_form(page):
    page.goto("/viec")
    page.locator("article, li", has_text=REQUEST).locator("a.btn").first.click()
    page.wait_for_load_state()


def saved(page, act):
    """Do something that makes the form save by itself, and wait for the server's answer."""
    with page.expect_response(lambda answer: answer.url.endswith("/tu-luu")):
        act()


def fill(page, label, text):
    field = page.get_by_label(label, exact=True).first
    field.fill(text)
    saved(page, lambda: field.press("Tab"))


def send(page):
    page.locator('button[name="act"][value="send"]').click()
    page.wait_for_load_state()


def approve(page):
    open_form_of_leader(page)
    page.locator('button[name="act"][value="approve"]').click()
    page.wait_for_load_state()


def open_form_of_leader(page):
    page.goto("/viec")
    page.locator("article, li", has_text=REQUEST).locator("a.btn").first.click()
    page.wait_for_load_state()


def consolidation(page):
    page.goto("/tong-hop")
    page.get_by_role("link", name=REQUEST, exact=True).first.click()
    page.wait_for_load_state()


def test_a_report_lives_from_assignment_to_the_leaders_number(visitor, picture):
    # The office assigns next month's report of the departments.
    office = visitor("vp.giaobaocao")
    office.goto("/giao/moi?che_do=cds-so-thang&ky=nd09:2026-12")
    picture(office, "01-assign")
    office.get_by_role("button", name="Giao báo cáo", exact=True).click()
    office.wait_for_load_state()
    office.goto("/giao")
    expect(office.get_by_text("12/2026").first).to_be_visible()

    # The commune's officer fills what the system does not know, on a phone.
    officer = visitor("eakar.nhap", width=390)
    open_form(officer)
    for label in (
        "Thôn, buôn, tổ dân phố",
        "Thôn, buôn, tổ dân phố có cáp quang",
        "Thành viên Tổ công nghệ số cộng đồng",
    ):
        row = officer.get_by_label(label, exact=True).first
        name = row.get_attribute("name")
        saved(officer, officer.locator(f'button[data-fill-for="{name}"]').first.click)
    fill(officer, TRAINED, "4.120")
    officer.get_by_text("Có thừa một chữ số 0 không?").first.wait_for()
    picture(officer, "02-doubt")
    fill(officer, TRAINED, "421")
    fill(officer, "Lớp tập huấn kỹ năng số đã mở", "7")
    fill(officer, "Doanh nghiệp nhỏ và vừa, hợp tác xã dùng nền tảng số", "79")
    send(officer)
    picture(officer, "03-sent-for-approval")

    # The vice chair approves for the chair, in the capacity that was delegated.
    leader = visitor("eakar.pct", width=390)
    approve(leader)
    picture(leader, "04-receipt")
    assert "KT. CHỦ TỊCH" in leader.locator("main").inner_text().upper()

    # The department returns it with a suggested value; the commune mends it and sends it again.
    department = visitor("skhcn.tonghop")
    consolidation(department)
    department.get_by_role("link", name="Xã Ea Kar").first.click()
    department.wait_for_load_state()
    department.get_by_text("Trả lại…", exact=True).click()
    department.locator("#reason").fill("Hai chữ số bị đảo, xem lại dòng 18")
    if department.locator("select#row").count():
        department.locator("select#row").select_option("18")
    department.locator("#suggestion").fill("405")
    picture(department, "05-return")
    department.get_by_role("button", name="Trả lại", exact=True).click()
    department.wait_for_load_state()

    open_form(officer)
    expect(officer.get_by_text("Hai chữ số bị đảo").first).to_be_visible()
    picture(officer, "06-returned")
    fill(officer, TRAINED, "405")
    send(officer)
    approve(leader)

    # The department accepts everything that was sent, adds its own lines, and its leader sends the total upward.
    consolidation(department)
    department.get_by_role("button", name=re.compile(r"Tiếp nhận \d+ báo cáo")).click()
    department.wait_for_load_state()
    picture(department, "07-accepted")
    department.get_by_role("button", name=re.compile("Chốt bản tổng hợp")).click()
    department.wait_for_load_state()
    director = visitor("skhcn.lanhdao")
    consolidation(director)
    director.get_by_role("button", name=re.compile("^Phê duyệt")).first.click()
    director.wait_for_load_state()

    # The office accepts the total and locks the period.
    keeper = visitor("vp.khoa")
    consolidation(keeper)
    keeper.get_by_role("button", name=re.compile("Tiếp nhận bản tổng hợp")).first.click()
    keeper.wait_for_load_state()
    closing = keeper.locator("details", has_text="Khóa kỳ")
    closing.locator("summary").click()
    closing.get_by_role("button").click()
    keeper.wait_for_load_state()
    picture(keeper, "08-locked")
    expect(keeper.get_by_text("đã khóa").first).to_be_visible()

    # The chairman sees one more commune, opens the number and walks back to the commune's record.
    chairman = visitor("chutich")
    chairman.goto("/dieu-hanh")
    picture(chairman, "09-board")
    expect(chairman.get_by_text("92/102").first).to_be_visible()
    expect(chairman.get_by_text("24.523").first).to_be_visible()  # 24.118 + 405
    chairman.goto("/nguon-goc?chi-tieu=households_trained&don-vi=24373&ky=nd09:2026-11")
    chairman.wait_for_load_state()
    picture(chairman, "10-proof")
    expect(chairman.locator("main")).to_contain_text("405", use_inner_text=True)
    for page in (office, officer, leader, department, director, keeper, chairman):
        assert page.problems == []
