"""The gate of pages: methods first, then who asks; nothing stays in a browser."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tinhso.web_kit.signed_in import desk_page


class Somebody:
    is_authenticated = True


@desk_page("GET", "POST")
def both(request: HttpRequest, number: int) -> HttpResponse:
    """A page."""
    return HttpResponse(f"{request.method} {number}")


@desk_page("POST", back=lambda number: f"/viec/{number}")
def act(request: HttpRequest, number: int) -> HttpResponse:
    """An act."""
    return HttpResponse("done")


def ask(view: object, method: str, user: object) -> HttpResponse:
    request = RequestFactory().generic(method, "/trang?loc=1")
    request.user = user  # type: ignore[assignment]
    answer: HttpResponse = view(request, number=7)  # type: ignore[operator]
    return answer


@pytest.mark.parametrize("user", [AnonymousUser(), Somebody()])
def test_a_method_that_is_not_listed_is_refused_whoever_asks(user: object) -> None:
    assert ask(both, "DELETE", user).status_code == ask(act, "GET", user).status_code == 405
    assert ask(act, "HEAD", user).status_code == 405


def test_somebody_is_answered_and_nothing_is_kept() -> None:
    for method in ("GET", "HEAD", "POST"):
        answer = ask(both, method, Somebody())
        assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)
    assert (both.__doc__, both.__name__, both.allowed_methods) == ("A page.", "both", ("GET", "POST"))  # type: ignore[attr-defined]


def test_nobody_is_sent_to_sign_in_and_comes_back_to_where_there_is_a_page(settings: LazySettings) -> None:
    settings.LOGIN_URL = "/vao"
    assert ask(both, "GET", AnonymousUser()).headers["Location"].endswith("?next=/trang%3Floc%3D1")
    assert ask(act, "POST", AnonymousUser()).headers["Location"].endswith("?next=/viec/7")
