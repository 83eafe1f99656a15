"""Story 2 with its own numbers: three departments ask the same of 102 communes, who fill 102 cells, not 306; quý IV
opens with 412 + 405 + 398 = 1.215 and nothing is typed.

`asking_day.py` does what nobody here looks at; the demonstration is then served on 17/11 and again on 16/12.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.demonstration import run_in
from tests.journeys import asking_day
from tests.journeys.conftest import served, visiting
from tests.journeys.looks import clean

INDICATOR = "Số lớp kỹ năng số cộng đồng"
TITLES = {login: f"Lớp kỹ năng số, lần {at}" for at, login in enumerate(asking_day.DEPARTMENTS, start=1)}
COMMUNES = 102


def act(home, name):
    run_in(home, "tests.journeys.asking_day", name)


@pytest.fixture(scope="module")
def site():
    """Nothing is served before somebody says on which day."""


def button(page, name):
    return page.get_by_role("button", name=name, exact=True).first


def looks_well(page, picture, name):
    picture(page, name)
    clean(page)


def ask(open_as, picture, login, *, first):
    """A department asks all communes ad hoc; the first one makes the indicator, the others find it asked already."""
    page = open_as(login)
    page.goto("/giao/dot-xuat")
    page.locator("#ten").fill(TITLES[login])
    if first:
        page.get_by_text("Chỉ tiêu chưa có: tạo mới, cơ quan giao là chủ").click()
        page.locator("#new-name").fill(INDICATOR)
    else:
        page.locator("#tim").fill("lop ky nang so cong dong")
        button(page, "Tìm").click()
        page.get_by_label(INDICATOR).first.check()
    page.get_by_label(f"Tất cả xã, phường, đặc khu ({COMMUNES})").check()
    page.locator("#han").fill("2026-11-26")
    button(page, "Xem trước").click()
    burden = page.locator("dl.burden")
    if first:
        expect(burden).to_contain_text("1 ô mỗi đơn vị, 102 ô tất cả", use_inner_text=True)
        expect(burden).to_contain_text("Còn phải nhập\n102 ô", use_inner_text=True)
    else:
        expect(page.locator("fieldset.asked")).to_contain_text("cho 102 đơn vị", use_inner_text=True)
        expect(page.locator('input[name="dung_lai"]')).to_be_checked()
        expect(burden).to_contain_text("102 ô, nơi khác đã giao", use_inner_text=True)
        expect(burden).to_contain_text("Còn phải nhập\n0 ô", use_inner_text=True)
    looks_well(page, picture, f"story-2-preview-{login}")
    button(page, "Giao báo cáo").click()
    expect(page.locator("main")).to_contain_text(f"Đã giao “{TITLES[login]}”.", use_inner_text=True)
    if not first:
        expect(page.locator("main")).to_contain_text("Số dùng lại, không hỏi lần hai", use_inner_text=True)
    return page


def cells_to_fill(open_as):
    """The communes' own reports of the three requests, as a leader's API tells them; each is one cell."""
    leader = open_as("chutich")
    leader.goto("/dieu-hanh")
    asked = leader.request.get("/api/v1/requests?limit=1000").json()["items"]
    codes = [one["code"] for one in asked if one["title"] in TITLES.values()]
    assert len(codes) == len(TITLES)
    tasks = [
        one
        for code in codes
        for one in leader.request.get(f"/api/v1/assignments?request={code}&limit=1000").json()["items"]
    ]
    return len([one for one in tasks if one["kind"] == "unit"])


def ea_kar_answers_once(open_as, picture):
    officer = open_as("eakar.nhap", width=390, scripts=False)
    officer.goto("/viec")
    for title in list(TITLES.values())[1:]:
        expect(officer.locator("article, li", has_text=title)).to_have_count(0)
    officer.locator("article, li", has_text=TITLES["stc.giao"]).locator("a.btn").first.click()
    officer.locator("input[data-number]:not([readonly])").first.fill("3")
    button(officer, "Trình phê duyệt").click()
    leader = open_as("eakar.lanhdao", width=390, scripts=False)
    leader.goto("/viec")
    leader.locator("article, li", has_text=TITLES["stc.giao"]).locator("a.btn").first.click()
    leader.get_by_role("button", name="Phê duyệt").first.click()
    expect(leader.locator("main")).to_contain_text("Phiếu xác nhận đã gửi", use_inner_text=True)
    picture(leader, "story-2-receipt-390")


def the_others_read_it(page, picture, login):
    page.reload()
    expect(page.locator("main")).to_contain_text("1/102", use_inner_text=True)
    page.get_by_role("link", name="Xem số của từng đơn vị").click()
    row = page.locator("tr", has_text="Xã Ea Kar").first
    expect(row).to_contain_text("3", use_inner_text=True)
    looks_well(page, picture, f"story-2-read-{login}")


def the_quarter_is_there(open_as, picture):
    office = open_as("vp.giaobaocao")
    office.goto(f"/giao/moi?che_do={asking_day.REGIME}&ky=nd09:2026-Q4")
    button(office, "Giao báo cáo").click()
    expect(office.locator("main")).to_contain_text("Kỹ năng số quý (minh họa)", use_inner_text=True)
    officer = open_as("eakar.nhap", width=390)
    officer.goto("/viec")
    officer.locator("article, li", has_text="Kỹ năng số quý (minh họa)").locator("a.btn").first.click()
    form = officer.locator("main")
    for figure in ("1.215", "412", "405", "398"):
        expect(form).to_contain_text(figure, use_inner_text=True)
    expect(officer.locator("input[data-number]:not([readonly])")).to_have_count(0)
    looks_well(officer, picture, "story-2-quarter-390")
    button(officer, "Trình phê duyệt").click()
    leader = open_as("eakar.lanhdao", width=390, scripts=False)
    leader.goto("/viec")
    leader.locator("article, li", has_text="Kỹ năng số quý (minh họa)").locator("a.btn").first.click()
    leader.get_by_role("button", name="Phê duyệt").first.click()
    expect(leader.locator("main")).to_contain_text("Phiếu xác nhận đã gửi", use_inner_text=True)


def test_what_is_asked_three_times_is_filled_once(chromium, demo_home, picture):
    act(demo_home, "departments")
    with (
        served(demo_home, "2026-11-17T14:30+07:00") as at_november,
        visiting(chromium, at_november) as open_as,
    ):
        first, *others = asking_day.DEPARTMENTS
        ask(open_as, picture, first, first=True)
        readers = {login: ask(open_as, picture, login, first=False) for login in others}
        assert cells_to_fill(open_as) == COMMUNES
        ea_kar_answers_once(open_as, picture)
        for login, page in readers.items():
            the_others_read_it(page, picture, login)
    act(demo_home, "quarter")
    with (
        served(demo_home, "2026-12-16T09:00+07:00") as at_december,
        visiting(chromium, at_december) as open_as,
    ):
        the_quarter_is_there(open_as, picture)
