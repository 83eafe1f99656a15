"""The kit in a real browser: policy, contrast, phone width, keyboard, charts, and saving with the network cut."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import expect
from tests.browser import faults_of, find_browser, settle

from tinhso.web_kit import assets
from tinhso.web_kit.tests import urls

pytestmark = [
    pytest.mark.journey,
    pytest.mark.one_database,
    pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not (assets.DIST / "manifest.json").exists(), reason="front end not built: make frontend"),
]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    urls.SAVED.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _open(browser: Any, url: str, **context: Any) -> tuple[Any, list[str]]:
    page = browser.new_context(**context).new_page()
    page.scripts = context.get("java_script_enabled", True)
    complaints: list[str] = []
    page.set_default_timeout(8000)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    settle(page)
    return page, complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_style_page_is_clean(browser: Any, address: str, scheme: str, width: int) -> None:
    page, complaints = _open(
        browser,
        f"{address}/_style",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        has_touch=width < 500,
    )
    for chart in page.query_selector_all(".chart"):
        chart.scroll_into_view_if_needed()
    page.wait_for_selector("#by-field .chart-canvas svg")
    assert complaints == []
    assert faults_of(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_vietnamese_pages_do_not_fetch_the_large_font(browser: Any, address: str) -> None:
    page, _ = _open(browser, f"{address}/_style")
    fonts = page.evaluate("performance.getEntriesByType('resource').map(e => e.name).filter(n => n.includes('.woff2'))")
    assert fonts
    assert not [name for name in fonts if "latin-ext" in name]


def test_without_javascript_everything_is_there(browser: Any, address: str) -> None:
    page, _ = _open(browser, f"{address}/_style", java_script_enabled=False)
    expect(page.locator("#online-share .chart-fallback svg")).to_be_visible()
    page.locator("#online-share summary").click()
    expect(page.locator("#online-share table")).to_contain_text("61,2", use_inner_text=True)
    expect(page.locator(".map a")).to_have_count(48)
    page.locator(".topbar-user summary").click()
    page.get_by_role("button", name="Tối").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_theme_changes_in_place_and_is_remembered(browser: Any, address: str) -> None:
    page, _ = _open(browser, f"{address}/_style", color_scheme="light")
    page.locator(".topbar-user summary").click()
    with page.expect_response("**/_theme"):
        page.get_by_role("button", name="Tối").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 21, 19)"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_menu_closes_on_escape_and_on_a_click_elsewhere(browser: Any, address: str) -> None:
    page, _ = _open(browser, f"{address}/_style")
    menu = page.locator(".topbar-user details")
    menu.locator("summary").click()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    menu.locator("summary").click()
    page.locator(".since").click()
    assert menu.get_attribute("open") is None


def test_the_map_is_one_tab_stop_and_arrows_walk_it(browser: Any, address: str) -> None:
    page, _ = _open(browser, f"{address}/_style")
    expect(page.locator(".map a[tabindex='0']")).to_have_count(1)
    page.locator(".map a[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.name") == "Nơi 2 (minh họa)"
    expect(page.locator(".map-tip")).to_contain_text("Nơi 2", use_inner_text=True)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.name") in {"Nơi 10 (minh họa)", "Nơi 9 (minh họa)"}


def test_a_chart_tip_reads_the_exact_texts(browser: Any, address: str) -> None:
    page, complaints = _open(browser, f"{address}/_style", viewport={"width": 1440, "height": 900})
    chart = page.locator("#by-field")
    chart.scroll_into_view_if_needed()
    page.wait_for_selector("#by-field .chart-canvas svg")
    box = chart.locator(".chart-canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
    page.wait_for_selector("#by-field .chart-tip")
    expect(page.locator("#by-field .chart-tip")).to_contain_text("3,9", use_inner_text=True)
    assert complaints == []


def test_a_cell_saves_itself_and_shows_the_doubt(browser: Any, address: str) -> None:
    page, complaints = _open(browser, f"{address}/form")
    page.fill("#id-a", "4120")
    page.locator("#id-b").focus()
    page.wait_for_selector("text=lưu lúc 13:42")
    assert page.input_value("#id-a") == "4.120"
    expect(page.locator("#id-a-note")).to_have_text("Có thừa một chữ số 0 không?", use_inner_text=True)
    expect(page.locator(".figure-field.is-doubted")).to_have_count(1)
    assert urls.SAVED == {"a": "4.120"}
    page.locator("button[data-fill-for='id-b']").click()
    page.locator("#id-a").focus()
    page.wait_for_selector("text=đã lưu 2 ô")
    assert urls.SAVED["b"] == "38"
    assert complaints == []


def test_cells_wait_on_the_device_while_the_network_is_away(browser: Any, address: str) -> None:
    page, _ = _open(browser, f"{address}/form")
    page.context.set_offline(True)
    page.fill("#id-a", "405")
    page.locator("#id-b").focus()
    page.wait_for_selector("text=mất mạng, còn 1 ô giữ trên máy này")
    assert urls.SAVED == {}
    page.context.set_offline(False)
    page.wait_for_selector("text=lưu lúc 13:42")
    assert urls.SAVED == {"a": "405"}
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('tinhso.draft.')).length") == 0


def test_waiting_cells_come_back_for_the_same_person_only(browser: Any, address: str) -> None:
    page, _ = _open(browser, f"{address}/form")
    page.context.set_offline(True)
    page.fill("#id-a", "405")
    page.locator("#id-b").focus()
    page.wait_for_selector("text=mất mạng")
    page.context.route("**/save", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    assert page.input_value("#id-a") == "405"
    page.goto(f"{address}/form?user=8")
    assert page.input_value("#id-a") == ""
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('tinhso.draft.')).length") == 0


def test_signing_out_asks_before_it_drops_waiting_cells(browser: Any, address: str) -> None:
    page, _ = _open(browser, f"{address}/form")
    page.context.route("**/save", lambda route: route.abort())
    page.fill("#id-a", "405")
    page.locator("#id-b").focus()
    page.wait_for_selector("text=mất mạng")
    questions: list[str] = []

    def answer_no(dialog: Any) -> None:
        questions.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", answer_no)
    page.locator("#leave").click()
    assert questions == ["Còn 1 ô"]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('tinhso.draft.')).length") == 1
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.locator("#leave").click()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('tinhso.draft.')).length") == 0


def test_a_refused_fragment_lands_in_the_message_area_and_keeps_what_was_typed(browser: Any, address: str) -> None:
    page, _ = _open(browser, f"{address}/form")
    page.fill("#id-a", "405")
    page.locator("#refused").click()
    page.wait_for_selector("#messages .note >> text=KER-051")
    assert page.input_value("#id-a") == "405"
    expect(page).to_have_url(re.compile(r"/form$"))


def test_a_fragment_that_replaces_its_own_button_is_brought_to_life(browser: Any, address: str) -> None:
    page, complaints = _open(browser, f"{address}/form")
    page.locator("#swapped").click()
    page.wait_for_selector("#piece .chart-canvas svg")
    page.fill("#id-c", "12345")
    page.locator("#id-a").focus()
    assert page.input_value("#id-c") == "12.345"
    assert complaints == []


def test_print_leaves_the_frame_away(browser: Any, address: str) -> None:
    page, _ = _open(browser, f"{address}/_style")
    page.emulate_media(media="print")
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.locator(".receipt")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
