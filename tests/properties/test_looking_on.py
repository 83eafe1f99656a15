"""Who looks on as another person opens what that person opens, and nothing they ask for changes or leaves anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.properties.rights_cases import cases
from tests.properties.rights_world import Met, meet
from tests.properties.small_province import NOW
from tests.properties.test_rights_walk import NOT_A_ROUTE, ask
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.logic.viewing import SESSION_KEY
from tinhso.engines.orgs.models import Viewing
from tinhso.engines.reporting.testing import at, now_rights
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import undone

pytestmark = pytest.mark.django_db
STILL_POSTED = {"/_theme", "/_language", "/thoi-xem"}


@pytest.fixture(scope="module")
def met(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Met]:
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())  # type: ignore[attr-defined]
        stack.enter_context(transaction.atomic())
        stack.callback(transaction.set_rollback, True)
        yield meet()


def client_of(login: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(orgs.User.objects.get(username=login))
    return client


def looking_on(login: str) -> Client:
    holder = orgs.User.objects.get(username=login)
    orgs.ask_to_view(holder.pk, rights=now_rights("cntt"), reason="gọi điện")
    one = Viewing.objects.get(holder=holder)
    orgs.allow_view(one.pk, rights=now_rights(login))
    client = client_of("cntt")
    session = client.session
    session[SESSION_KEY] = one.pk
    session.save()
    return client


def let_go(answer: HttpResponse) -> None:
    """Read a file to its end, which lets it go; the client has closed every other answer.

    Closing an answer once more would end the request a second time, and with it the connection to PostgreSQL.
    """
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("login", ["eakar.nhap", "skhcn.tonghop"])
def test_every_page_opens_as_for_the_person_and_every_act_is_refused(met: Met, login: str) -> None:
    wrong = []
    with at(NOW), undone():
        viewer, person = looking_on(login), client_of(login)
        assert "Thôi xem" in viewer.get("/tai-khoan-cua-toi").content.decode()
        for case in (one for one in cases(met) if one.row[0] not in NOT_A_ROUTE):
            before = trust.events(limit=1)[0].id
            with undone():
                seen = ask(viewer, case)
                let_go(seen)
                if trust.events(limit=1)[0].id != before and case.row[0] != "/thoi-xem":
                    wrong.append(f"{case.row}: left an event")
            if case.row[1] == "POST":
                is_refused = seen.status_code in (401, 403)
                if is_refused == (case.row[0] in STILL_POSTED):
                    wrong.append(f"{case.row}: {seen.status_code}")
                continue
            with undone():
                own = ask(person, case)
                let_go(own)
            is_file = own.headers.get("Content-Disposition", "").startswith("attachment")
            if seen.status_code != (403 if is_file else own.status_code):
                wrong.append(f"{case.row}: {seen.status_code} instead of {own.status_code}")
    assert wrong == []
