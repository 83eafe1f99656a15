"""Every route against what a browser can be made to do: forged forms, injected scripts, pages in foreign frames."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.properties.rights_cases import cases
from tests.properties.rights_world import Met
from tests.properties.spoiling import row_counts
from tinhso.engines.orgs import api as orgs
from tinhso.engines.trust.testing import undone
from tinhso.web_kit.middleware import HEADERS

# A data block is read, never run; everything else between the tags or in an attribute would have to be allowed.
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|<[^>]+\s(?:style|on[a-z]+)=|(?:href|src|action)=\"?\s*javascript:",
    re.I,
)
pytestmark = pytest.mark.django_db
PEOPLE = ("vp.giaobaocao", "eakar.nhap")


def signed_in(login: str, **options: bool) -> Client:
    client = Client(SERVER_NAME="localhost", **options)  # type: ignore[arg-type]
    client.force_login(orgs.User.objects.get(username=login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_no_form_is_taken_from_another_site(met: Met) -> None:
    posted = [case for case in cases(met) if case.row[1] == "POST"]
    assert len(posted) > 40
    taken = []
    for login in PEOPLE:
        client = signed_in(login, enforce_csrf_checks=True)
        before = row_counts()
        for case in posted:
            kind = {"content_type": "application/json"} if case.json else {}
            with undone():
                answer = client.post(case.url, case.json or case.data, **kind)
                if answer.status_code not in (401, 403, 422) or row_counts() != before:
                    taken.append((login, case.url, answer.status_code))
    assert taken == []


def test_every_answer_carries_the_policy_and_no_page_needs_more_than_it_allows(met: Met) -> None:
    wrong, pages = [], 0
    for login in PEOPLE:
        client = signed_in(login)
        for case in cases(met):
            if case.row[1] != "GET":
                continue
            with undone():
                answer = client.get(case.url)
            missing = [name for name in HEADERS if name not in answer.headers]
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            pages += is_page
            found = INLINE.findall(answer.content.decode()) if is_page and not answer.streaming else []
            if answer.streaming:
                # Read to its end, where the client closes it and keeps the connection.
                list(answer)
            if missing or found or "unsafe" in answer.headers["Content-Security-Policy"]:
                wrong.append((login, case.url, missing, found[:3]))
    assert wrong == []
    assert pages > 30


def test_cookies_are_kept_from_scripts_and_other_sites_and_a_session_is_new_after_signing_in(met: Met) -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    client = Client(SERVER_NAME="localhost")
    session = client.session
    session["before"] = "x"
    session.save()
    planted = session.session_key
    with undone():
        client.cookies[settings.SESSION_COOKIE_NAME] = planted
        client.force_login(
            orgs.User.objects.get(username="vp.khoa"), backend="django.contrib.auth.backends.ModelBackend"
        )
        assert client.session.session_key != planted
