"""Headers, errors as answers, the small forms of the frame, and every partial on the style page."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from tinhso.web_kit.marks import MARKS


def test_every_answer_carries_the_strict_policy(visitor: Client) -> None:
    response = visitor.get("/_style")
    policy = response.headers["Content-Security-Policy"]
    for part in (
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "HX-Request" in response.headers["Vary"]


def test_the_style_page_shows_every_status_and_nothing_inline(visitor: Client) -> None:
    html = visitor.get("/_style").content.decode()
    for code in MARKS:
        assert str(MARKS[code].word) in html
    assert not re.search(r"\sstyle=|\son\w+=", html)
    scripts = re.findall(r"<script([^>]*)>", html)
    assert all('type="application/json"' in attributes or "src=" in attributes for attributes in scripts)


def test_vietnamese_is_first_whatever_the_browser_prefers(visitor: Client) -> None:
    response = visitor.get("/_style", headers={"Accept-Language": "en-US,en"})
    assert '<html lang="vi"' in response.content.decode()
    assert response.wsgi_request.LANGUAGE_CODE == "vi"


def test_the_language_form_changes_the_language_and_comes_back(visitor: Client) -> None:
    response = visitor.post("/_language", {"language": "en", "next": "/_style?x=1"})
    assert (response.status_code, response.headers["Location"]) == (302, "/_style?x=1")
    html = visitor.get("/_style").content.decode()
    assert '<html lang="en"' in html
    assert "10,412" in html


def test_an_unknown_language_is_ignored(visitor: Client) -> None:
    assert "django_language" not in visitor.post("/_language", {"language": "xx"}).cookies


def test_the_theme_is_in_the_first_byte_of_the_page(visitor: Client) -> None:
    assert 'data-theme="auto"' in visitor.get("/_style").content.decode()
    visitor.post("/_theme", {"theme": "dark"})
    assert 'data-theme="dark"' in visitor.get("/_style").content.decode()
    visitor.post("/_theme", {"theme": '"><script>'})
    assert 'data-theme="auto"' in visitor.get("/_style").content.decode()


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_small_forms_never_lead_to_another_site(visitor: Client, target: str) -> None:
    assert visitor.post("/_theme", {"theme": "dark", "next": target}).headers["Location"] == "/"


def test_the_small_forms_refuse_a_get(visitor: Client) -> None:
    assert visitor.get("/_theme").status_code == 405


def test_an_error_is_a_designed_page_for_people(visitor: Client) -> None:
    response = visitor.get("/refuse", headers={"Accept": "text/html,*/*"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "ô D7: “&lt;1.2&gt;” không phải là một số." in html
    assert "KER-051" in html


def test_an_error_is_a_fragment_in_the_message_area_for_htmx(visitor: Client) -> None:
    response = visitor.get("/refuse", headers={"HX-Request": "true", "Accept": "text/html"})
    assert response.status_code == 422
    assert response.headers["HX-Retarget"] == "#messages"
    assert b"<html" not in response.content


def test_an_error_is_problem_json_for_machines(visitor: Client) -> None:
    response = visitor.get("/refuse", headers={"Accept": "application/json"})
    assert response.headers["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert (body["status"], body["code"], body["where"]) == (422, "KER-051", {"cell": "D7"})


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_missing_page_names_its_code(visitor: Client, settings: Any, accept: str) -> None:
    settings.DEBUG = False
    response = visitor.get("/nowhere", headers={"Accept": accept})
    assert response.status_code == 404
    assert "WEB-404" in response.content.decode()


def test_a_crash_is_a_calm_page_without_a_trace(built: None, settings: Any) -> None:
    settings.DEBUG = False
    response = Client(raise_request_exception=False).get("/crash")
    html = response.content.decode()
    assert response.status_code == 500
    assert "Hệ thống gặp lỗi" in html
    assert "on purpose" not in html
    assert "<form" not in html


def test_an_old_form_is_explained(built: None, settings: Any) -> None:
    settings.CSRF_FAILURE_VIEW = "tinhso.web_kit.views.form_expired"
    response = Client(enforce_csrf_checks=True).post("/_theme", {"theme": "dark"})
    assert response.status_code == 403
    assert "Tải lại trang rồi gửi lần nữa" in response.content.decode()


def test_the_style_page_is_not_part_of_production(visitor: Client, settings: Any) -> None:
    settings.DEBUG = False
    settings.TINHSO_MODE = "production"
    assert visitor.get("/_style").status_code == 404


def test_the_pager_keeps_the_filters(visitor: Client) -> None:
    html = visitor.get("/_style?ky=nd09:2026-11&trang=2").content.decode()
    assert "?ky=nd09%3A2026-11&amp;trang=3" in html
