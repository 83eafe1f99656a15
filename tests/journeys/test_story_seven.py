"""Story 7 with its own numbers: sent upward 25/11 with 26.660; on 27/11 Ea Kar corrects 405 to 414 and the province is
26.669; what was sent stays byte by byte; the four places that use the figure are listed; “Báo cáo điều chỉnh số 1”
shows exactly the changed row; as of 26/11 the answer is still 26.660.

`whole_month.py` does what nobody here looks at; the demonstration is then served on 27/11.
"""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.demonstration import run_in
from tests.journeys.conftest import served, visiting
from tests.journeys.deadline_day import REQUEST
from tests.journeys.looks import PHONE, seen
from tests.journeys.whole_month import HOUSEHOLDS_ROW

REASON = "Cộng sót một lớp tập huấn ở buôn."
FORMS = ("json", "csv", "xlsx", "docx", "pdf")
PROOF = "/nguon-goc?chi-tieu=households_trained&don-vi=66&ky=nd09:2026-11"
PLACES = ("Báo cáo hỏi số này", "Bản tổng hợp đã gửi", "Bảng điều hành", "Chỉ tiêu tính từ số này")
SEALED_WITHIN = 60


@pytest.fixture(scope="module")
def site():
    """Nothing is served before the department has sent."""


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def files(page, address):
    return [page.request.get(f"{address}/ban/1/{form}").body() for form in FORMS]


def province(page, as_of=""):
    """The province's figure as the machine face answers it."""
    query = f"indicator=households_trained&periods=nd09:2026-11&level=province&as_of={as_of}"
    [row] = page.request.get(f"/api/v1/series?{query}").json()["items"]
    return row["value"]


def ea_kar_corrects(open_as, picture, task):
    officer = open_as("eakar.nhap", width=PHONE, scripts=False)
    officer.goto(task)
    officer.goto(f"{task}/sua-lai")
    seen(open_as, picture, "eakar.nhap", f"{task}/sua-lai", "story-7-reopen")
    officer.locator("#reason").fill(REASON)
    press(officer, "Mở để điều chỉnh")
    officer.goto(task)
    field = officer.locator(f"#dong-{HOUSEHOLDS_ROW} input[data-number]").first
    assert field.input_value() == "405"
    field.fill("414")
    press(officer, "Trình phê duyệt")
    leader = open_as("eakar.lanhdao", width=PHONE, scripts=False)
    leader.goto(f"{task}/phe-duyet")
    expect(leader.locator("main")).to_contain_text("405 → 414", use_inner_text=True)
    expect(leader.locator("main")).not_to_contain_text(re.compile(r"quá hạn \d+ ngày"), use_inner_text=True)
    seen(open_as, picture, "eakar.lanhdao", f"{task}/phe-duyet", "story-7-approve")
    leader.locator('button[name="act"][value="approve"]').click()
    expect(leader.locator("main")).to_contain_text("Phiếu xác nhận đã gửi", use_inner_text=True)


def the_difference_is_told(open_as, picture, address):
    desk = open_as("skhcn.tonghop", scripts=False)
    desk.goto(f"{address}/tong-hop-lai")
    table = desk.get_by_role("region", name="Những số khác nhau")
    [row, total] = [" ".join(one.inner_text().split()) for one in table.locator("tbody tr").all()]
    for said in ("Xã Ea Kar", "405", "414", "+9", REASON):
        assert said in row
    for said in ("26.660", "26.669", "+9"):
        assert said in total
    used = desk.locator("section", has=desk.locator("#uses-heading"))
    for place in PLACES:
        expect(used.get_by_text(place, exact=True)).to_be_visible()
    expect(used.locator("dd li")).to_have_count(len(PLACES))
    seen(open_as, picture, "skhcn.tonghop", f"{address}/tong-hop-lai", "story-7-recompute")
    desk.locator("#reason").fill("Xã Ea Kar điều chỉnh")
    press(desk, "Lập Báo cáo điều chỉnh số 1")
    press(desk, "Chốt bản tổng hợp, trình lãnh đạo")
    director = open_as("skhcn.lanhdao", width=PHONE, scripts=False)
    director.goto(address)
    press(director, "Phê duyệt và gửi lên")
    expect(director.get_by_role("link", name="Báo cáo điều chỉnh số 1").first).to_be_visible()


def the_new_version_shows_exactly_what_changed(open_as, picture, address):
    office = open_as("vp.khoa")
    office.goto(f"{address}/ban/2?so-voi=1")
    expect(office.get_by_role("heading", level=1)).to_have_text("Báo cáo điều chỉnh số 1", use_inner_text=True)
    table = office.get_by_role("region", name="Những số khác nhau")
    rows = [" ".join(one.inner_text().split()) for one in table.locator("tbody tr").all()]
    assert len(rows) == 2
    assert all(said in rows[0] for said in ("Xã Ea Kar", "405", "414"))
    assert all(said in rows[1] for said in ("26.660", "26.669"))
    english = open_as("vp.khoa", language="en")
    english.goto(f"{address}/ban/2?so-voi=1")
    expect(english.locator("main")).to_contain_text("Ea Kar Commune", use_inner_text=True)
    seen(open_as, picture, "vp.khoa", f"{address}/ban/2?so-voi=1", "story-7-version")
    seen(open_as, picture, "vp.khoa", f"{address}/ban/1", "story-7-sent")


def yesterday_still_answers_as_it_did(open_as, picture):
    leader = open_as("chutich")
    leader.goto("/dieu-hanh")
    deadline = time.monotonic() + SEALED_WITHIN
    while province(leader) != "26669" and time.monotonic() < deadline:
        time.sleep(1)
    assert province(leader) == "26669"
    assert province(leader, "2026-11-26T18:00:00%2B07:00") == "26660"
    then = f"{PROOF}&tinh-den=2026-11-26"
    leader.goto(then)
    expect(leader.locator("main")).to_contain_text("26.660", use_inner_text=True)
    seen(open_as, picture, "chutich", then, "story-7-as-of")


def test_a_late_correction_becomes_a_numbered_adjustment(chromium, demo_home, picture):
    run_in(demo_home, "tests.journeys.whole_month", "sent_upward")
    with served(demo_home, "2026-11-27T09:00+07:00") as friday, visiting(chromium, friday) as open_as:
        desk = open_as("skhcn.tonghop")
        desk.goto("/tong-hop?loc=tat-ca")
        desk.get_by_role("link", name=REQUEST, exact=True).first.click()
        address = urlsplit(desk.url).path
        sent = files(desk, address)
        desk.goto(f"{address}?o=24373")
        report = desk.locator("#cell-panel").get_by_role("link", name="Xem cả biểu").get_attribute("href")
        ea_kar_corrects(open_as, picture, urlsplit(report).path)
        the_difference_is_told(open_as, picture, address)
        the_new_version_shows_exactly_what_changed(open_as, picture, address)
        assert files(desk, address) == sent
        yesterday_still_answers_as_it_did(open_as, picture)
