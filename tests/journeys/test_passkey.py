"""A leader enrols a passkey of their own; the next sign-in asks for it, and it signs what is approved."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.demonstration import run_in
from tinhso.site.commands.demo import DEMO_NOW

PASSWORD = "mật khẩu dài của lãnh đạo"
LOGIN = "lanh.dao.thu"
PHU_MO = "22096"  # its report waits for approval
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def tinhso(home, *words: str) -> str:
    settings = {"TINHSO_MODE": "demo", "TINHSO_NOW": DEMO_NOW}
    return run_in(home, "tinhso.site.command_line", *words, **settings).strip()


def press(page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).click()


def sign_in(page) -> None:
    page.goto("/tai-khoan/login/")
    page.fill("#id_login", LOGIN)
    page.fill("#id_password", PASSWORD)
    press(page, "main form button.btn-primary")


def test_a_passkey_is_enrolled_asked_for_at_the_next_sign_in_and_signs_what_is_approved(demo_home, visitor, picture):
    tinhso(demo_home, "users", "add", LOGIN, "--title-vi", "Lãnh đạo xã")
    tinhso(demo_home, "users", "grant", LOGIN, "approver", PHU_MO)
    page = visitor()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(tinhso(demo_home, "users", "reset", LOGIN))
    for field in ("password1", "password2"):
        page.fill(f'input[name="{field}"]', PASSWORD)
    press(page, "main form button")

    sign_in(page)
    page.goto("/tai-khoan/2fa/")
    expect(page.locator("main")).to_contain_text("chưa phê duyệt được", use_inner_text=True)
    page.goto("/tai-khoan/2fa/webauthn/add/")
    page.fill("#id_password", PASSWORD)
    press(page, "main form button.btn-primary")
    press(page, "form[data-passkey] button")
    expect(page.locator("ul.codes li")).to_have_count(10)
    page.goto("/tai-khoan/2fa/")
    expect(page.locator("main")).not_to_contain_text("chưa phê duyệt được", use_inner_text=True)

    page.goto("/tai-khoan/logout/")
    press(page, "main form button.btn-primary")
    sign_in(page)
    expect(page).to_have_url(re.compile(r"/tai-khoan/2fa/authenticate/$"))
    press(page, "form[data-passkey] button")
    page.goto("/tai-khoan/2fa/")
    expect(page.locator("main")).not_to_contain_text("chưa phê duyệt được", use_inner_text=True)

    page.goto("/viec")
    page.locator('main a[href^="/viec/"][href$="/phe-duyet"]:not([href="/viec/phe-duyet"])').first.click()
    expect(page.locator("#quyet-dinh")).to_contain_text("Khóa trên máy xác nhận đúng các số đang hiện")
    picture(page, "passkey-approval")
    assert Axe().run(page).violations_count == 0
    press(page, "form[data-passkey] button")
    expect(page.locator("main")).to_contain_text("xác nhận bằng khóa trên máy (passkey)")
    picture(page, "passkey-receipt")
    tinhso(demo_home, "ledger", "verify")  # ends with an error where anything does not hold
    assert page.problems == []
