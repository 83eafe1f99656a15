"""The character NUL is refused in words on both databases, wherever it comes in."""

from __future__ import annotations

import pytest
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
