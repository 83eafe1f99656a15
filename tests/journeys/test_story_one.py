"""Story 1: the commune's month on a phone of 390 px, the network cut once in between, in far less than ten minutes.

Walked in Vietnamese and in English, each on a demonstration of its own. Seconds and touches of each step go to
tests/journeys/output/story-1-LANGUAGE.json; `python -m tests.journeys.officers_month` makes of them the table in
docs/learn/officers-month.md.
"""

from __future__ import annotations

import io
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser import faults_of, settle
from tests.journeys.conftest import OUTPUT, running

MOST_SECONDS = 600
LEAST_TARGET = 44
KEPT, TRAINED, LAST = ("15", "16", "17"), "18", (("19", "7"), ("20", "79"))
WORDS = {
    "vi": {
        "request": "Báo cáo chuyển đổi số tháng 11/2026",
        "minutes": "còn khoảng 3 phút",
        "slip": "4.120",
        "question": "Có thừa một chữ số 0 không?",
        "year": "4.395",
        "offline": "Đang mất mạng",
        "sent": "Đã trình lãnh đạo đơn vị phê duyệt.",
        "receipt": "Phiếu xác nhận đã gửi",
    },
    "en": {
        "request": "Monthly report on digital transformation",
        "minutes": "about 3 minutes left",
        "slip": "4,120",
        "question": "too many?",
        "year": "4,395",
        "offline": "No network",
        "sent": "Sent to the unit’s leader for approval.",
        "receipt": "Receipt",
    },
}


@pytest.fixture(scope="module", params=["vi", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def demo_home(demonstration, tmp_path_factory, language) -> Path:
    """A demonstration for each language: the month is sent only once."""
    home = tmp_path_factory.mktemp(f"demo-{language}")
    shutil.copytree(demonstration.home, home, dirs_exist_ok=True, symlinks=True)
    return home


@pytest.fixture(scope="module")
def site(request, language) -> Iterator[str]:
    """One for each language, as its data; naming the language is what ends the one before."""
    yield from running(request)


class Steps:
    """Counts touches, keys and seconds of one step after the other."""

    def __init__(self):
        self.rows, self.touches, self.keys, self.since = [], 0, 0, time.monotonic()

    def touch(self, locator):
        self.touches += 1
        locator.click()

    def type(self, field, text):
        self.touches += 1
        self.keys += len(text)
        field.fill(text)
        field.press("Tab")

    def done(self, name, reads=0):
        now = time.monotonic()
        self.rows.append(
            {"step": name, "touches": self.touches, "keys": self.keys, "reads": reads,
             "seconds": round(now - self.since, 1)}
        )  # fmt: skip
        self.touches, self.keys, self.since = 0, 0, now

    def rest(self):
        """What a test looks at costs the officer nothing."""
        self.since = time.monotonic()


def saved(page, act):
    with page.expect_response(lambda answer: answer.url.endswith("/tu-luu")):
        act()


def row_of(page, number):
    return page.locator(f"#dong-{number}")


def figure_of(page, number):
    return row_of(page, number).locator('input[name^="c"]').first


def year_to_date(page):
    return row_of(page, TRAINED).locator('[id^="year_to_date-"]').inner_text()


def looks_well(page, picture, name):
    """A picture to look at; it fits the screen, a thumb finds every target, axe finds nothing."""
    picture(page, name)
    settle(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert small_targets(page) == []
    assert faults_of(page) == ""


def small_targets(page):
    """Buttons and fields that a thumb would miss; links within a sentence are left out."""
    return page.evaluate(
        """least => [...document.querySelectorAll("main .btn, main .input:not([readonly])")]
            .filter(one => one.offsetParent && !one.classList.contains("visually-hidden"))
            .filter(one => one.getBoundingClientRect().height < least - 0.5)
            .map(one => one.outerHTML.slice(0, 90))""",
        LEAST_TARGET,
    )


def workbook_figures(page, task):
    """Every number of the form's own Excel file."""
    answer = page.request.get(f"/viec/{task}/excel")
    sheet = load_workbook(io.BytesIO(answer.body()), data_only=True).worksheets[0]
    return {cell.value for row in sheet.iter_rows() for cell in row}


def machine_row(page, task):
    """The row of the households as GET /api/v1/assignments/{id} has it."""
    rows = page.request.get(f"/api/v1/assignments/{task}").json()["rows"]
    return next(row for row in rows if row["row_no"] == TRAINED)


def test_the_commune_reports_its_month_on_a_phone_with_the_network_cut_once(visitor, picture, language):
    words = WORDS[language]
    phone = visitor("eakar.nhap", width=390, height=844, language=language)
    phone.goto("/viec")
    looks_well(phone, picture, f"story-1-{language}-a-today")
    steps = Steps()
    steps.touch(phone.locator("article.task", has_text=words["request"]).locator("a.btn"))
    phone.wait_for_load_state()
    steps.done("open")
    task = phone.url.split("?")[0].rsplit("/", 1)[-1]
    expect(phone.locator("main")).to_contain_text(words["minutes"], use_inner_text=True)
    expect(phone.locator("input.is-known")).to_have_count(14)
    looks_well(phone, picture, f"story-1-{language}-b-form")
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    phone.wait_for_function("async url => (await caches.match(url)) !== undefined", arg=phone.url)
    steps.rest()

    steps.done("read", reads=14)
    for number in KEPT:
        saved(phone, lambda number=number: steps.touch(row_of(phone, number).locator("button[data-fill]").first))
    steps.done("keep")

    saved(phone, lambda: steps.type(figure_of(phone, TRAINED), words["slip"]))
    phone.get_by_text(words["question"]).first.wait_for()
    steps.done("slip", reads=1)
    looks_well(phone, picture, f"story-1-{language}-c-question")
    steps.rest()

    # The network is cut; the form even opens again from the device, what was typed waits and its rules still speak.
    phone.context.set_offline(True)
    steps.type(figure_of(phone, TRAINED), "405")
    phone.locator('[data-save-state="report-form"][data-state="offline"]').wait_for()
    phone.reload()
    expect(phone.locator("[data-offline-note]")).to_contain_text(words["offline"], use_inner_text=True)
    expect(figure_of(phone, TRAINED)).to_have_value("405")
    # What the server asked about 4.120 is no question about 405.
    expect(row_of(phone, TRAINED).locator(".note:visible")).to_have_count(0)
    assert year_to_date(phone) == "–"
    assert all(figure_of(phone, number).input_value() for number in KEPT)
    figure_of(phone, LAST[0][0]).fill("90000")
    row_of(phone, LAST[0][0]).locator(".note:visible").wait_for()
    figure_of(phone, LAST[0][0]).fill("")
    looks_well(phone, picture, f"story-1-{language}-d-offline")
    saved(phone, lambda: phone.context.set_offline(False))
    phone.locator('[data-save-state="report-form"][data-state="saved"]').wait_for()
    steps.done("cut", reads=1)
    assert year_to_date(phone) == words["year"]

    # The same figure in the table of the form on a wide screen, and in its Excel file.
    table = visitor("eakar.nhap", language=language)
    table.goto(f"/viec/{task}/bang")
    cell = table.locator(f'td[data-cell="{task}/{TRAINED}/value"]')
    assert cell.evaluate("one => one.firstChild.nodeValue.trim()") == "405"
    expect(cell.locator("xpath=..")).to_contain_text(words["year"], use_inner_text=True)
    picture(table, f"story-1-{language}-e-table")
    assert {405, 4395} <= workbook_figures(phone, task)
    # The machine face answers the officer the same: 3.990 up to October, 4.395 with the draft's 405.
    before = next(
        one["id"] for one in phone.request.get("/api/v1/assignments?request=cds-thang.2026-10").json()["items"]
    )
    assert machine_row(phone, before)["year_to_date"]["value"] == "3990"
    row = machine_row(phone, task)
    assert (row["figures"]["value"]["value"], row["year_to_date"]["value"]) == ("405", "4395")
    steps.rest()

    for number, text in LAST:
        saved(phone, lambda number=number, text=text: steps.type(figure_of(phone, number), text))
    steps.done("type")

    # One known figure is disputed; neither the rest nor the sending is blocked.
    disputed = phone.locator("tr.is-known-row").first
    # On a phone the source and what may be wrong with it wait behind one button of the row.
    steps.touch(disputed.locator("details.note-toggle summary"))
    steps.touch(disputed.locator("details.dispute summary"))
    saved(phone, lambda: steps.type(disputed.locator('input[name^="d"]').first, "thiếu hồ sơ giấy"))
    steps.done("dispute")

    steps.touch(phone.locator('button[name="act"][value="send"]'))
    phone.get_by_text(words["sent"]).first.wait_for()
    steps.done("send")
    looks_well(phone, picture, f"story-1-{language}-f-sent")

    leader = visitor("eakar.lanhdao", width=390, height=844, language=language)
    leader.goto("/viec")
    steps.rest()
    steps.touch(leader.locator("article.task", has_text=words["request"]).locator("a.btn"))
    leader.wait_for_load_state()
    steps.done("leader-read", reads=20)
    looks_well(leader, picture, f"story-1-{language}-g-approval")
    steps.rest()
    steps.touch(leader.locator('button[name="act"][value="approve"]'))
    leader.get_by_role("heading", name=words["receipt"]).first.wait_for()
    steps.done("approve")
    looks_well(leader, picture, f"story-1-{language}-h-receipt")

    assert sum(row["seconds"] for row in steps.rows) < MOST_SECONDS
    Path(OUTPUT, f"story-1-{language}.json").write_text(json.dumps(steps.rows, indent=2), encoding="utf-8")
    assert [line for line in phone.problems if "ERR_INTERNET_DISCONNECTED" not in line] == []
    assert table.problems == leader.problems == []
