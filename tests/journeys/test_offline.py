"""Without a network: two people's values both shown, the table goes on, and nothing stays after signing out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

VILLAGES, FIBRE, MEMBERS, COURSES = "15", "16", "17", "19"
WITH_A_PAST = re.compile(r'<td class="num[^>]* data-previous="[0-9.]+"')


@pytest.fixture
def form(visitor):
    """Open the commune's form on a device that keeps it, as a person of the cast."""

    def open_form(login="eakar.nhap", tail=""):
        page = visitor(login, width=390, height=844)
        page.goto("/viec")
        address = page.locator("article.task a.btn").first.get_attribute("href").split("#")[0] + tail
        page.goto(address)
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("async url => (await caches.match(url)) !== undefined", arg=page.url)
        return page

    return open_form


def figure_of(page, number):
    return page.locator(f'#dong-{number} input[name^="c"]').first


def type_into(page, number, text):
    figure_of(page, number).fill(text)
    figure_of(page, number).press("Tab")


def state(page, form_id, state_):
    page.locator(f'[data-save-state="{form_id}"][data-state="{state_}"]').wait_for()


def test_two_people_who_typed_into_one_cell_see_both_values(form, picture):
    at_home, in_village = form(), form()
    in_village.context.set_offline(True)
    type_into(in_village, VILLAGES, "47")
    state(in_village, "report-form", "offline")
    type_into(at_home, VILLAGES, "49")
    state(at_home, "report-form", "saved")
    # The device was switched off and on in between: it still knows on which value its person built.
    in_village.reload()
    in_village.context.set_offline(False)
    note = in_village.locator(f"#dong-{VILLAGES} .note")
    words = note.locator("[data-words]")
    words.get_by_text("49").wait_for()
    expect(words).to_contain_text("47", use_inner_text=True)
    expect(figure_of(in_village, VILLAGES)).to_have_value("47")
    picture(in_village, "offline-conflict")
    with in_village.expect_response(lambda answer: answer.url.endswith("/tu-luu")):
        note.locator("button[data-keep-mine]").click()
    at_home.reload()
    expect(figure_of(at_home, VILLAGES)).to_have_value("47")


def test_the_leader_is_not_asked_before_the_last_cell_has_arrived(form):
    page = form()
    page.context.set_offline(True)
    type_into(page, FIBRE, "46")
    page.locator('button[name="act"][value="send"]').click()
    state(page, "report-form", "offline")
    expect(figure_of(page, FIBRE)).to_have_value("46")
    page.context.set_offline(False)
    state(page, "report-form", "saved")
    page.reload()
    expect(figure_of(page, FIBRE)).to_have_value("46")


def test_the_table_keeps_what_is_typed_and_opens_again(form, picture):
    page = form(tail="/bang")
    cell = page.locator(f'td[data-cell$="/{COURSES}/value"]')
    page.context.set_offline(True)
    cell.click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    state(page, "entry-grid", "offline")
    page.reload()
    cell.click()
    assert cell.evaluate("one => one.firstChild.nodeValue.trim()") == "7"
    picture(page, "offline-table")
    page.context.set_offline(False)
    state(page, "entry-grid", "saved")
    page.reload()
    assert cell.evaluate("one => one.firstChild.nodeValue.trim()") == "7"


def left_on_device(page):
    """Everything of a person that this browser still holds."""
    return page.evaluate(
        """async () => {
            const pages = (await caches.keys()).filter(name => name.startsWith("tinhso-pages"));
            const found = await indexedDB.databases();
            const stored = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
            return [...pages, ...stored, ...found.map(one => one.name)];
        }"""
    )


def sign_out(page):
    page.locator(".topbar-user summary").click()
    page.locator("form[data-sign-out] button").click()
    page.wait_for_load_state()


def test_nothing_of_a_person_stays_on_the_device_after_signing_out(form):
    page = form()
    address = page.url
    page.context.set_offline(True)
    type_into(page, MEMBERS, "153")
    state(page, "report-form", "offline")
    assert any("draft" in name for name in left_on_device(page))
    page.context.set_offline(False)
    state(page, "report-form", "saved")
    assert any("pages" in name for name in left_on_device(page))
    sign_out(page)
    page.wait_for_function("async () => !(await caches.keys()).some(name => name.startsWith('tinhso-pages'))")
    assert left_on_device(page) == []
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(address)


def test_another_person_at_the_same_device_finds_nothing_of_the_first(form):
    page = form()
    page.context.set_offline(True)
    type_into(page, MEMBERS, "152")
    state(page, "report-form", "offline")
    page.context.route("**/tu-luu", lambda route: route.abort())
    page.context.set_offline(False)
    # The session ends by itself: drafts wait for their person, pages do not wait for anybody.
    page.context.clear_cookies(name="tinhso_sessionid")
    page.context.clear_cookies(name="sessionid")
    page.goto("/viec")
    page.wait_for_function("async () => !(await caches.keys()).some(name => name.startsWith('tinhso-pages'))")
    assert any("draft" in name for name in left_on_device(page))
    page.goto("/vao-vai")
    page.locator('form:has(input[value="bmt.nhap"]) button, button[value="bmt.nhap"]').first.click()
    page.wait_for_load_state()
    page.goto("/viec")
    assert not any("draft" in name for name in left_on_device(page))


def test_the_table_of_many_units_asks_without_a_network(visitor, picture):
    page = visitor("skhcn.tonghop", width=1440, height=900)
    page.goto("/tong-hop")
    links = page.locator("main a").evaluate_all("links => links.map(one => one.getAttribute('href'))")
    newest = max(int(link.rsplit("/", 1)[1]) for link in links if link and re.fullmatch(r"/tong-hop/\d+", link))
    # The newest table in which the department still enters for others.
    found = (f"/viec/bang/{number}" for number in range(newest + 20, 0, -1))
    open_cell = 'td[data-previous]:not([aria-readonly="true"])'
    texts = ((one, answer.text()) for one in found if (answer := page.request.get(one)).ok)
    address = next(one for one, text in texts if "data-grid-rules" in text and WITH_A_PAST.search(text))
    page.goto(address)
    cell = page.locator(open_cell).first
    usual = cell.get_attribute("data-previous").replace(".", "")
    page.context.set_offline(True)
    cell.click()
    page.keyboard.type(f"{usual}0")
    page.keyboard.press("Enter")
    expect(cell).to_have_class(re.compile("is-doubted"))
    said = cell.get_attribute("data-message")
    assert "Có thừa một chữ số 0 không?" in said
    assert cell.get_attribute("data-suggestion").replace(".", "") == usual
    state(page, "entry-grid", "offline")
    picture(page, "offline-units")
    # The server says the same, in the same words.
    page.context.set_offline(False)
    state(page, "entry-grid", "saved")
    expect(cell).to_have_attribute("data-message", said)
    cell.click()
    page.keyboard.type(usual)
    page.keyboard.press("Enter")
    expect(cell).not_to_have_class(re.compile("is-doubted"))
    state(page, "entry-grid", "saved")
