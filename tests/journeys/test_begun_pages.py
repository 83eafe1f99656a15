"""Pages that stand nowhere before somebody begins something: begun here, then judged on a desk and on a phone."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import served
from tests.journeys.looks import DESK, PHONE, seen

LOOKS = [("light", "vi", DESK), ("dark", "en", PHONE)]
BACK = "https://hop-thu.daklak.invalid/ve"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 64).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def site(demo_home):
    """A demonstration that offers its own sign-in service too."""
    with served(demo_home, TINHSO_OIDC="minh-hoa") as address:
        yield address


@pytest.fixture
def judged(visitor, picture):
    """Judge an address as somebody sees it."""

    def judge(login, address, name):
        seen(visitor, picture, login, address.removeprefix(visitor.site), f"begun-{name}", LOOKS)

    return judge


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def test_a_board_that_was_kept(visitor, judged):
    chief = visitor("chutich")
    chief.goto("/dieu-hanh")
    press(chief, "Giữ bản chụp trang này")
    assert re.search(r"/ban-chup/\d+$", chief.url)
    judged("chutich", chief.url, "kept-page")


def test_a_form_that_is_being_drawn(visitor, judged):
    office = visitor("vp.giaobaocao")
    office.goto("/bieu-mau/01-cds-t")
    office.get_by_role("link", name="Sao chép", exact=True).click()
    office.fill("#name_vi", "Biểu thử của văn phòng")
    press(office, "Bắt đầu lập")
    draft = re.search(r"/bieu-mau/nhap/\d+", office.url)[0]
    office.goto(draft)
    row = office.locator(f'main a[href^="{draft}/dong/"]').first.get_attribute("href")
    for address, name in ((draft, "draft"), (row, "row"), (f"{draft}/thu", "trial"), (f"{draft}/cong-bo", "publish")):
        judged("vp.giaobaocao", address, f"form-{name}")


def test_the_receipt_of_a_report_that_was_sent(visitor, judged):
    officer = visitor("eakar.lanhdao")
    officer.goto("/don-vi/24373/so-lieu?tim=tap+huan")
    reports = officer.locator('main a[href^="/viec/"]').evaluate_all(
        "links => links.map(one => one.getAttribute('href'))"
    )
    sent = next(address for one in reports if officer.request.get(address := f"{one}/phieu").ok)
    judged("eakar.lanhdao", sent, "receipt")
    english = visitor("eakar.lanhdao", language="en")
    english.goto(sent)
    # The office has an English name; the capacity stands as it is signed.
    expect(english.locator("main")).to_contain_text("KT. CHỦ TỊCH")
    expect(english.locator("main")).not_to_contain_text("Phó Chủ tịch")


def test_an_application_asks_who_one_is(visitor, judged):
    operator = visitor("cntt")
    operator.goto("/ung-dung-dang-nhap")
    operator.locator("details summary").last.click()
    operator.fill("#ten", "Hộp thư công vụ")
    operator.fill("#dia-chi", BACK)
    operator.fill("#ly-do", "Công văn số 12")
    press(operator, "Thêm ứng dụng")
    asked = {
        "client_id": operator.locator("#ma-ung-dung").input_value(), "redirect_uri": BACK, "response_type": "code",
        "scope": "openid profile", "state": "s", "nonce": "n", "code_challenge_method": "S256",
        "code_challenge": CHALLENGE,
    }  # fmt: skip
    judged("bmt.nhap", f"/dang-nhap-chung/cho-phep?{urlencode(asked)}", "consent")


def test_the_demonstrations_own_sign_in_service(visitor, judged):
    guest = visitor()
    guest.goto("/dang-nhap-ngoai")
    assert "/minh-hoa-oidc/cho-phep" in guest.url
    judged("", guest.url, "provider")
