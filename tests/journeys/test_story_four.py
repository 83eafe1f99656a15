"""Story 4 with its own numbers: 97 on time + 3 extended + 2 late of 102; 97/99 due = 98,0 % wherever one looks.

`deadline_day.py` does what nobody here looks at; the demonstration is then served on 19/11 and again on 23/11.
"""

from __future__ import annotations

import csv
import io
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.demonstration import run_in
from tests.journeys import deadline_day
from tests.journeys.conftest import served, visiting

REQUEST = deadline_day.REQUEST
COUNTS = {"total": 102, "on_time": 97, "extended": 3, "late": 2, "due": 99, "kept": 97, "percent_on_time": "98.0"}


def act(home, name):
    run_in(home, "tests.journeys.deadline_day", name)


@pytest.fixture(scope="module")
def site():
    """Nothing is served before somebody says on which day."""


def open_request(page, path):
    page.goto(path)
    page.get_by_role("link", name=REQUEST, exact=True).first.click()
    page.wait_for_load_state()
    return page.locator("main").inner_text()


def press(page, name):
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def looks_well(page, picture, name):
    picture(page, name)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.problems == []


def table_of(page, address):
    """The consolidated table as CSV, by unit code: its figures by the heading's number."""
    rows = list(csv.reader(io.StringIO(page.request.get(f"{address}/tai/csv").text().lstrip("\ufeff"))))
    head = next(row for row in rows if row[:1] == ["mã đơn vị"])
    numbers = [text.partition(".")[0] for text in head]
    return {row[0]: dict(zip(numbers, row, strict=True)) for row in rows if row and row[0].isdecimal()}


def the_same_counts_everywhere(open_as, picture):
    """Sentence, map, table, request and API."""
    leader = open_as("chutich")
    leader.goto("/dieu-hanh")
    expect(leader.locator("main")).to_contain_text("97/102 xã, phường đã gửi báo cáo", use_inner_text=True)
    legend = " ".join(leader.locator("#gui").inner_text().split())
    assert "quá hạn 2 chưa gửi 3" in legend
    late = [row.inner_text() for row in leader.locator("#gui tbody tr").all()]
    assert (len(late), sum("quá hạn" in text for text in late)) == (5, 2)
    looks_well(leader, picture, "story-4-board")
    codes = [one["code"] for one in leader.request.get("/api/v1/requests?limit=1000").json()["items"]
             if one["title"] == REQUEST]  # fmt: skip
    answer = leader.request.get(f"/api/v1/consolidations/{codes[0]}").json()
    assert answer["punctuality"].items() >= COUNTS.items()
    assert (answer["sent"], answer["expected"]) == (97, 102)
    office = open_as("vp.giaobaocao")
    words = " ".join(open_request(office, "/giao").split())
    for told in ("97/102 đã gửi", "Đúng hạn 97/99 (98,0%)", "Chưa gửi, quá hạn 2", "Được gia hạn 3"):
        assert told in words
    looks_well(office, picture, "story-4-request")


def sent_upward_in_time(open_as, picture):
    """The department accepts what came and sends 97/102 on its own deadline day."""
    desk = open_as("skhcn.tonghop", scripts=False)
    assert "97/102 đã gửi · 5 chưa gửi" in open_request(desk, "/tong-hop")
    address = urlsplit(desk.url).path
    table = table_of(desk, address)
    assert table[deadline_day.NOTHING_HAPPENED[0]][deadline_day.NOTHING_HAPPENED[1]] == "0"
    for code in deadline_day.LATE:
        assert (table[code]["18"], table[code]["19"]) == ("", "")
    desk.locator("[data-choose-all]").check()
    press(desk, "Tiếp nhận mục đã chọn")
    press(desk, "Chốt bản tổng hợp")
    director = open_as("skhcn.lanhdao", scripts=False)
    director.goto(address)
    press(director, "Phê duyệt và gửi lên")
    words = director.locator("main").inner_text()
    assert "97/102" in words
    version = director.request.get(f"{address}/ban/1/json").json()
    assert version["counts"] == {"sent": 97, "total": 102}
    assert director.request.get(f"{address}/ban/1/csv").text().count("\r\n") > 102
    return address


def the_late_unit_enters_by_a_numbered_supplement(open_as, picture, address):
    desk = open_as("skhcn.tonghop", scripts=False)
    desk.goto(address)
    expect(desk.locator("main")).to_contain_text("101/102 đã gửi", use_inner_text=True)
    sent = desk.request.get(f"{address}/ban/1/json").body()
    desk.locator("[data-choose-all]").check()
    press(desk, "Tiếp nhận mục đã chọn")
    desk.goto(f"{address}/tong-hop-lai")
    told = desk.locator("main").inner_text()
    assert "Xã Ea Kar" in told
    looks_well(desk, picture, "story-4-supplement")
    desk.locator("#reason").fill("Các xã được gia hạn và một xã gửi muộn đã gửi.")
    press(desk, "Lập Báo cáo bổ sung số 1")
    press(desk, "Chốt bản tổng hợp")
    director = open_as("skhcn.lanhdao", scripts=False)
    director.goto(address)
    press(director, "Phê duyệt và gửi lên")
    expect(director.get_by_role("link", name="Báo cáo bổ sung số 1").first).to_be_visible()
    assert director.request.get(f"{address}/ban/2/json").json()["counts"] == {"sent": 101, "total": 102}
    assert director.request.get(f"{address}/ban/1/json").body() == sent
    looks_well(director, picture, "story-4-versions")


def test_the_deadline_day_with_its_own_numbers(chromium, demo_home, picture):
    act(demo_home, "afternoon")
    with (
        served(demo_home, "2026-11-19T10:00+07:00") as at_thursday,
        visiting(chromium, at_thursday) as open_as,
    ):
        the_same_counts_everywhere(open_as, picture)
        address = sent_upward_in_time(open_as, picture)
    act(demo_home, "monday")
    with (
        served(demo_home, "2026-11-23T14:00+07:00") as at_monday,
        visiting(chromium, at_monday) as open_as,
    ):
        the_late_unit_enters_by_a_numbered_supplement(open_as, picture, address)
