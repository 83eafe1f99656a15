"""Signing in with a password, in our frame; nobody makes an account for themselves."""

from datetime import timedelta

import pytest
from django.test import Client

from tinhso.engines.orgs import api
from tinhso.engines.orgs.testing import ACTOR, Territory

PASSWORD = "một mật khẩu dài hơn 12"


@pytest.fixture
def account(db: None) -> None:
    api.create_user("can.bo", password=PASSWORD, actor=ACTOR)


def test_a_person_signs_in_with_a_password(walker: Client, account: None) -> None:
    answer = walker.post("/tai-khoan/login/", {"login": "can.bo", "password": PASSWORD}, follow=True)
    assert answer.content == b"can.bo"


def test_nobody_signs_in_after_the_last_day(walker: Client, account: None) -> None:
    for days, name in ((0, b"can.bo"), (-1, b"")):
        api.User.objects.update(last_day=api.today() + timedelta(days=days))
        walker.logout()
        answer = walker.post("/tai-khoan/login/", {"login": "can.bo", "password": PASSWORD}, follow=True)
        assert walker.get("/").content == name
        assert ("đã hết hạn" in answer.content.decode()) is (days < 0)


def test_a_wrong_password_is_said_beside_the_form(walker: Client, account: None) -> None:
    page = walker.post("/tai-khoan/login/", {"login": "can.bo", "password": "không phải"}).content.decode()
    assert "errorlist" in page
    assert 'value="can.bo"' in page
    assert "không phải" not in page


def test_the_cast_cannot_sign_in_with_a_password(walker: Client, province_at_work: Territory) -> None:
    walker.post("/tai-khoan/login/", {"login": "chutich", "password": ""})
    assert walker.get("/").content == b""


def test_nobody_makes_an_account_for_themselves(walker: Client, db: None) -> None:
    form = {"username": "la", "password1": PASSWORD, "password2": PASSWORD}
    walker.post("/tai-khoan/signup/", form)
    assert not api.User.objects.filter(username="la").exists()


@pytest.mark.parametrize("page_name", ["login", "logout", "2fa", "2fa/totp/activate", "2fa/webauthn"])
def test_sign_in_pages_stand_in_our_frame_without_inline_styles(walker: Client, account: None, page_name: str) -> None:
    if page_name != "login":
        walker.post("/tai-khoan/login/", {"login": "can.bo", "password": PASSWORD})
    answer = walker.get(f"/tai-khoan/{page_name}/", follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="topbar-inner"' in page
    assert "style=" not in page
    assert 'class="btn' in page
