"""The character NUL is refused in words on both databases, wherever it comes in; so is a form that is too large."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

pytestmark = pytest.mark.django_db
JSON = "application/json"


def ask(method: str, address: str, **how: object) -> HttpResponse:
    client = Client(SERVER_NAME="localhost")
    return getattr(client, method)(address, **how)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("method", "address", "how"),
    [
        ("get", "/so-lieu?tim=a%00b", {}),
        ("get", "/api/v1/units?limit=1&cursor=%00", {}),
        ("get", "/don-vi/ma%00", {}),
        ("post", "/_theme", {"data": {"theme": "dark\x00"}}),
        ("post", "/tai-khoan/login/", {"data": {"login": "an\x00", "password": "x"}}),
        ("post", "/api/v1/figures", {"data": rb'{"reason": "a\u0000"}', "content_type": JSON}),
    ],
)
def test_nul_is_refused_and_named(method: str, address: str, how: dict[str, object]) -> None:
    answer = ask(method, address, **how)
    assert answer.status_code == 400
    assert b"WEB-400" in answer.content


def test_a_backslash_and_the_letters_of_it_are_a_text_like_any_other() -> None:
    answer = ask("post", "/api/v1/figures", data=rb'{"reason": "a\\u0000"}', content_type=JSON)
    assert b"WEB-400" not in answer.content


@pytest.mark.parametrize("checked", [False, True])
def test_a_form_that_is_too_large_is_told_how_much_is_taken(settings: LazySettings, checked: bool) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
    # Looking for the sign of our own form reads the body before any of our rooms does.
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=checked, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post("/_theme", {"theme": "x" * 2 * 1024**2})
    assert answer.status_code == 413
    assert "tối đa 1 MB" in answer.content.decode()
    assert "<h1" in answer.content.decode()


def test_a_name_that_is_not_ours_is_refused_without_a_page() -> None:
    answer = Client(SERVER_NAME="elsewhere.example", raise_request_exception=False).get("/so-lieu")
    assert (answer.status_code, b"elsewhere" in answer.content) == (400, False)
