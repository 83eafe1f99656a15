"""Every route against what a browser can be made to do: forged forms and stolen sessions.

Pages in foreign frames and injected scripts are kept off by a policy: the walk of rights looks for it on every answer.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.properties.page_policy import breaks_of_policy
from tests.properties.rights_cases import cases
from tests.properties.rights_world import Met
from tests.properties.spoiling import row_counts
from tinhso.engines.orgs import api as orgs
from tinhso.engines.trust.testing import undone
from tinhso.web_kit.middleware import HEADERS

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


@pytest.mark.parametrize(
    "inside",
    ["<SCRIPT>alert(1)</script>", "<style>p{}</style>", '<p class="a" style="b">', '<p onClick="c()">',
     '<script src="a.js" onload="c()">', '<a href=" javascript:c()">'],
)  # fmt: skip
def test_the_walk_of_rights_would_notice_what_the_policy_forbids(inside: str) -> None:
    bare = HttpResponse(f"<p>một</p>{inside}")
    assert len(breaks_of_policy(bare)) == len(HEADERS) + 1
    whole = HttpResponse('<script src="a.js"></script><script type="application/json">{}</script>', headers=HEADERS)
    assert breaks_of_policy(whole) == []
    whole.headers["Content-Security-Policy"] = "script-src 'unsafe-inline'"
    assert breaks_of_policy(whole) == ["an unsafe policy"]


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
