"""Who looks on as another person, or reads in an emergency, opens what that allows; nothing changes or leaves."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.properties.rights_cases import cases
from tests.properties.rights_table import Judge, Person
from tests.properties.rights_world import GEOGRAPHY, INTERNAL, Met
from tests.properties.small_province import EA_KAR, NOW
from tests.properties.test_rights_walk import NOT_A_ROUTE, ROWS, ask, said, text_of, written
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.logic.viewing import SESSION_KEY
from tinhso.engines.orgs.models import Viewing
from tinhso.engines.reporting.testing import at, now_rights
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import undone

pytestmark = pytest.mark.django_db
STILL_POSTED = {"/_theme", "/_language", "/thoi-xem", "/truy-cap-khan-cap/dong"}
EMERGENCY = {"don_vi": EA_KAR, "phut": "15", "ly_do": "lũ lớn, mất liên lạc"}


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


# In an emergency Ea Kar is read as by somebody who may read it and nothing else.
READER = Person("truc", (("duty", "66"), ("reader", EA_KAR)))


def judge() -> Judge:
    """The judge of the written tables, who knows what an emergency access adds (roles.md)."""
    found = Judge(GEOGRAPHY)
    found.roles["reader"] = {"see_board": "own", "see_figures": "own"}
    return found


def test_in_an_emergency_one_unit_is_read_as_the_table_says_and_every_act_is_refused(met: Met) -> None:
    wrong, shown = [], 0
    with at(NOW), undone():
        client, promises = client_of("truc"), judge()
        assert client.post("/truy-cap-khan-cap", EMERGENCY).status_code == 302
        assert "Đóng lại" in client.get("/tai-khoan-cua-toi").content.decode()
        for case in (one for one in cases(met) if one.row[0] not in NOT_A_ROUTE):
            before = trust.events(limit=1)[0].id
            with undone():
                answer = ask(client, case)
                if answer.streaming:
                    let_go(answer)
                else:
                    shown += any(form in text_of(answer.content) for form in written(INTERNAL))
                if trust.events(limit=1)[0].id != before and case.row[0] != "/truy-cap-khan-cap/dong":
                    wrong.append(f"{case.row}: left an event")
            if case.row[1] == "POST":
                if (answer.status_code in (401, 403)) == (case.row[0] in STILL_POSTED):
                    wrong.append(f"{case.row}: {answer.status_code}")
                continue
            promised, found = promises.promised(READER, ROWS[case.row], case.target), said(answer)
            is_refused_file = promised == "allowed" and b"ORG-090" in getattr(answer, "content", b"")
            if found != promised and not is_refused_file:
                wrong.append(f"GET {case.url}: promised {promised}, answered {found}")
        client.post("/truy-cap-khan-cap/dong")
        assert client.get(f"/viec/{met.drafting}").status_code == 404
    assert wrong == []
    assert shown > 0, "the unit's internal figure was never seen: nothing was opened"
