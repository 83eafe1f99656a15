"""“Vào vai…” works on the machine of the demonstration and nowhere else."""

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.test import Client

from tinhso.engines.orgs import api
from tinhso.engines.orgs.testing import ACTOR, CAST, Territory
from tinhso.engines.trust import api as trust

DEMO_NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)


def test_every_one_of_the_cast_stands_on_the_page_with_what_comes_first(
    walker: Client, province_at_work: Territory
) -> None:
    with trust.use_clock(DEMO_NOW):
        page = walker.get("/vao-vai").content.decode()
    for login, _, _, title in CAST:
        assert f'value="{login}"' in page
        assert title in page
    assert "KT. CHỦ TỊCH" in page
    assert page.count("<h1>") == 1
    assert "style=" not in page
    assert "<script>" not in page


def test_a_visitor_signs_in_by_choosing_a_role_and_out_by_choosing_none(
    walker: Client, province_at_work: Territory
) -> None:
    assert walker.post("/vao-vai/chon", {"username": "eakar.nhap"}, follow=True).content == b"eakar.nhap"
    assert walker.post("/vao-vai/chon", {}, follow=True).content == b""


def test_an_account_that_is_not_of_the_cast_cannot_be_played(walker: Client, territory: Territory) -> None:
    api.create_user("real.person", actor=ACTOR)
    answer = walker.post("/vao-vai/chon", {"username": "real.person"})
    assert answer.status_code == 404
    assert "ORG-024" in answer.content.decode()
    assert walker.get("/").content == b""


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "testserver"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_is_refused_from_anywhere_else(
    walker: Client, province_at_work: Territory, elsewhere: dict[str, str], method: str
) -> None:
    path, data = ("/vao-vai", {}) if method == "get" else ("/vao-vai/chon", {"username": "chutich"})
    answer = getattr(walker, method)(path, data, **elsewhere)
    assert answer.status_code == 404
    assert "ORG-050" in answer.content.decode()
    assert walker.get("/").content == b""


@pytest.mark.parametrize("mode", ["development", "production"])
def test_the_page_does_not_exist_outside_the_demonstration(
    walker: Client, province_at_work: Territory, settings: LazySettings, mode: str
) -> None:
    settings.TINHSO_MODE = mode
    assert walker.get("/vao-vai").status_code == 404
    assert walker.post("/vao-vai/chon", {"username": "chutich"}).status_code == 404


def test_signing_in_by_role_needs_the_form_of_our_own_page(
    walker: Client, province_at_work: Territory, settings: LazySettings
) -> None:
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8000")
    assert strict.post("/vao-vai/chon", {"username": "chutich"}).status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_every_form_of_the_loopback_address_counts(walker: Client, province_at_work: Territory, address: str) -> None:
    assert walker.get("/vao-vai", REMOTE_ADDR=address).status_code == 200


def test_the_page_asks_a_constant_number_of_questions(
    walker: Client, province_at_work: Territory, django_assert_num_queries: object
) -> None:
    with trust.use_clock(DEMO_NOW), django_assert_num_queries(4):  # type: ignore[operator]
        assert walker.get("/vao-vai").status_code == 200
