"""Story 5 with its own numbers: 26.430 of 102 communes + 350 − 120 = 26.660, three lines in the proof; withdrawing the
−120 gives 26.780; no commune's cell changes, and the department cannot write one whatever it tries.

`whole_month.py` does what nobody here looks at; the demonstration is then served on the morning of 18/11.
"""

from __future__ import annotations

import csv
import io
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.demonstration import run_in
from tests.journeys.conftest import served, visiting
from tests.journeys.deadline_day import REQUEST
from tests.journeys.looks import PHONE, seen
from tests.journeys.whole_month import HOUSEHOLDS_ROW, LINES

TOTAL = f"?cot={HOUSEHOLDS_ROW}"
FEW = f"{TOTAL}&tim=ea"
"""The same table with the units whose names say so: the lines under it are those of all."""
PROOF = "/nguon-goc?chi-tieu=households_trained&don-vi=66&ky=nd09:2026-11"
REFUSED = {401, 403, 404, 405}
"""What a department may hear that asks for a commune’s cell."""


@pytest.fixture(scope="module")
def site():
    """Nothing is served before all communes have sent."""


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def foot(page):
    """The lines under the table: what each is called, with its figure of this period."""
    rows = page.locator("table.workbench tfoot tr").all()
    told = {}
    for row in rows:
        figure = row.locator('td[data-label="Kỳ này"]').first
        told[" ".join(row.locator("th").inner_text().split())] = figure.inner_text().split()[0]
    return told


def communes_of(page, address):
    """The consolidated table as CSV: every figure of each commune."""
    rows = csv.reader(io.StringIO(page.request.get(f"{address}/tai/csv").text()))
    found = [row for row in rows if row and row[0].isdecimal() and len(row[0]) == 5]
    assert len(found) == 102
    # What stands third is where the report is in its life, and that moves on.
    return [row[:2] + row[3:] for row in found]


def add_line(desk, title, value):
    desk.get_by_text("Thêm dòng điều chỉnh", exact=True).click()
    desk.locator("#adjust-title").fill(title)
    desk.locator("#adjust-row").select_option(HOUSEHOLDS_ROW)
    desk.locator("#adjust-value").fill(value)
    desk.locator("#adjust-reason").fill("Công văn số 12/SKHCN")
    press(desk, "Thêm dòng")


def the_department_adds_its_lines(open_as, picture):
    desk = open_as("skhcn.tonghop")
    desk.goto("/tong-hop")
    desk.get_by_role("link", name=REQUEST, exact=True).first.click()
    address = urlsplit(desk.url).path
    communes = communes_of(desk, address)
    desk.goto(f"{address}{TOTAL}")
    expect(desk.locator("main")).to_contain_text("102/102 đã gửi", use_inner_text=True)
    expect(desk.locator("#sentence")).to_contain_text("26.430 (102/102 đơn vị)", use_inner_text=True)
    for _line, value, title in LINES:
        add_line(desk, title, str(value).replace("-", "−"))
        desk.goto(f"{address}{TOTAL}")
    told = foot(desk)
    assert list(told.values()) == ["26.430", "+350", "−120", "26.660"]
    assert list(told)[1:3] == ["Sở tự thực hiện (nháp)", "Loại trừ tính trùng (nháp)"]
    seen(open_as, picture, "skhcn.tonghop", f"{address}{FEW}", "story-5-desk")
    return address, communes


def it_goes_upward(open_as, picture, address):
    desk = open_as("skhcn.tonghop", scripts=False)
    desk.goto(address)
    desk.locator("[data-choose-all]").check()
    press(desk, "Tiếp nhận mục đã chọn")
    press(desk, "Chốt bản tổng hợp, trình lãnh đạo")
    director = open_as("skhcn.lanhdao", width=PHONE, scripts=False)
    director.goto(f"{address}{TOTAL}")
    seen(open_as, picture, "skhcn.lanhdao", f"{address}{FEW}", "story-5-approve")
    press(director, "Phê duyệt và gửi lên")
    expect(director.locator("main")).to_contain_text("26.660", use_inner_text=True)
    seen(open_as, picture, "vp.khoa", f"{address}/ban/1", "story-5-version")


def the_proof_has_lines(open_as, picture, total, *signed):
    """The total's origin: what the units sent, and each line of the department with its sign."""
    leader = open_as("chutich")
    leader.goto(PROOF)
    words = leader.locator("main").inner_text()
    assert total in words
    for one in signed:
        assert one in words
    return leader


def the_double_count_is_withdrawn(open_as, picture, address):
    director = open_as("skhcn.lanhdao", scripts=False)
    director.goto(f"{address}{TOTAL}")
    row = director.locator("#dieu-chinh tbody tr", has_text="Loại trừ tính trùng")
    row.locator("summary").click()
    row.locator('input[name="reason"]').fill("Rà soát lại: không trùng")
    row.get_by_role("button", name="Rút dòng này").click()
    director.goto(f"{address}{TOTAL}")
    assert list(foot(director).values()) == ["26.430", "+350", "26.780"]


def a_commune_is_never_written(open_as, picture, address):
    """The department looks into Ea Kar's report: nothing there can be typed, and no address takes a figure."""
    for login in ("skhcn.tonghop", "skhcn.lanhdao"):
        desk = open_as(login)
        desk.goto(f"{address}?o=24373")
        desk.locator("#cell-panel").get_by_role("link", name="Xem cả biểu").click()
        task = urlsplit(desk.url).path
        expect(desk.locator("main")).to_contain_text("405", use_inner_text=True)
        assert desk.locator('main input[name^="c"]:not([readonly]):not([type="hidden"])').count() == 0
        token = next(one["value"] for one in desk.context.cookies() if one["name"] == "csrftoken")
        head = {"X-CSRFToken": token, "Referer": desk.url}
        fields = {f"c{place}": "999" for place in range(1, 30)}
        typed = fields | {"act": "save", "row": HOUSEHOLDS_ROW, "reason": "sửa hộ"}
        for route in ("", "/tu-luu", "/phe-duyet", "/sua-lai", "/nap-excel", "/danh-sach", "/chia-dong"):
            answer = desk.request.post(f"{task}{route}", form=typed, headers=head, max_redirects=0)
            assert answer.status in REFUSED, (login, route, answer.status)
        number = task.rsplit("/", 1)[-1]
        cells = {"cells": {f"{number}/{HOUSEHOLDS_ROW}/value": {"text": "999", "version": 0}}}
        assert desk.request.post("/viec/bang/tu-luu", data=cells, headers=head).status in REFUSED
        row = {"indicator": "households_trained", "unit": "24373", "period": "nd09:2026-11", "value": "999"}
        posted = desk.request.post(
            "/api/v1/figures", data={"figures": [row]}, headers={**head, "Idempotency-Key": f"story-5-{login}"}
        )
        assert posted.status in REFUSED
    seen(open_as, picture, "skhcn.tonghop", task, "story-5-report")


def test_the_departments_lines_stand_beside_what_the_communes_sent(chromium, demo_home, picture):
    run_in(demo_home, "tests.journeys.whole_month", "everyone_sends")
    with served(demo_home, "2026-11-18T09:00+07:00") as morning, visiting(chromium, morning) as open_as:
        address, communes = the_department_adds_its_lines(open_as, picture)
        it_goes_upward(open_as, picture, address)
        the_proof_has_lines(open_as, picture, "26.660", "350", "120")
        seen(open_as, picture, "chutich", PROOF, "story-5-proof")
        the_double_count_is_withdrawn(open_as, picture, address)
        the_proof_has_lines(open_as, picture, "26.780", "350")
        a_commune_is_never_written(open_as, picture, address)
        assert communes_of(open_as("skhcn.tonghop"), address) == communes
