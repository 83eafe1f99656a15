"""Every address × everybody: what docs/reference/route-rights.md and roles.md promise is what is answered.

Allowed is an answer, a redirect that does not lead to sign-in, or a form shown again; refused is what the table names,
and leaves no event. No number of somebody else's unit stands in any answer, and none lacks the policy for browsers.
"""

from __future__ import annotations

import io
import zipfile
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.properties.page_policy import breaks_of_policy, is_page
from tests.properties.rights_cases import cases
from tests.properties.rights_table import Case, Judge, Person, Row, Target, route_rows
from tests.properties.rights_world import ATTACHED, DEPARTMENT, GEOGRAPHY, INTERNAL, PEOPLE, Met
from tests.properties.small_province import BMT, DRAFTED, EA_KAR, NOW
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.reporting.testing import ACTOR, at
from tinhso.engines.trust.testing import undone
from tinhso.kernel.papers.reading import words_of_pdf
from tinhso.site.reference.routes import documented_routes

# The mark has the database made; the world itself is made once, by the fixture below.
pytestmark = pytest.mark.django_db

JUDGE = Judge(GEOGRAPHY)
ROWS = {row.name: row for row in route_rows()}
MACHINE_FACE = "/api/v1/"
# Named by the library that serves it, so not among the product's own routes.
NOT_A_ROUTE = {"/api/v1/openapi.json"}
# Done by an application with its secret: orgs/tests/test_applications.py.
BY_A_SECRET = {"/dang-nhap-chung/token"}


def test_every_route_and_method_stands_in_the_table_and_nothing_else_does() -> None:
    routes = {(f"/{route.path}", method) for route in documented_routes() for method in route.methods}
    written = {(row.address, row.method) for row in ROWS.values() if row.address not in NOT_A_ROUTE}
    assert len(routes) > 40
    assert routes - written == set(), "not in docs/reference/route-rights.md"
    assert written - routes == set(), "no such route"
    assert len(ROWS) == len(route_rows()), "a row stands twice"


def test_every_line_of_the_table_is_walked(met: Met) -> None:
    assert {case.row for case in cases(met)} == {name for name, row in ROWS.items() if row.who != "demonstration"}


def client_of(person: Person, *, by_token: bool) -> Client:
    client = Client(SERVER_NAME="localhost")
    if person.login and by_token:
        secret = orgs.create_token(
            person.login,
            f"đi bộ {person.login}",
            scopes=list(Action),
            expires_on=orgs.today().replace(year=2030),
            actor=ACTOR,
        )
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    elif person.login:
        client.force_login(orgs.User.objects.get(username=person.login))
    return client


def ask(client: Client, case: Case) -> HttpResponse:
    headers = {"Idempotency-Key": "di-bo"} if case.json else {}
    if case.row[1] == "GET":
        return client.get(case.url, headers=headers)  # type: ignore[return-value]
    kind = {"content_type": "application/json"} if case.json else {}
    return client.post(case.url, case.json or case.data, headers=headers, **kind)  # type: ignore[return-value]


def said(answer: HttpResponse) -> str:
    """What an answer says in the words of the table."""
    status = answer.status_code
    if status in (301, 302, 303):
        return "sign-in" if "/tai-khoan/login" in answer.headers["Location"] else "allowed"
    if status == 422 and answer.headers["Content-Type"].startswith("application/json"):
        rejections = answer.json().get("rejections", [])  # type: ignore[attr-defined]
        if rejections and {one["code"] for one in rejections} == {"IND-020"}:
            return "422, IND-020"
    # 409: allowed to this person, and not possible in this state.
    return "allowed" if status in (200, 204, 409, 422) else str(status)


def leaks(person: Person, answer: HttpResponse) -> list[str]:
    """Numbers in the answer that this person must not see."""
    text = text_of(b"".join(answer.streaming_content) if answer.streaming else answer.content)  # type: ignore[attr-defined]
    found = []
    if EA_KAR not in JUDGE.reach(person, "see_figures") and any(form in text for form in written(INTERNAL)):
        found.append("Ea Kar's internal figure")
    own = any(BMT in JUDGE.reach(person, action) for action in ("draft", "approve"))
    if not own and any(form in text for form in written(DRAFTED)):
        found.append("the draft of Buôn Ma Thuột")
    return found


def text_of(content: bytes) -> str:
    """What an answer says: a page as it stands, a Word or Excel file (a zip) with all its parts."""
    if content == ATTACHED:
        return ""
    if content.startswith(b"%PDF"):
        return " ".join(word.text for word in words_of_pdf(content))
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def written(number: str) -> set[str]:
    """A number as machines, Vietnamese and English write it."""
    whole, _, part = number.partition(".")
    grouped = f"{int(whole):,}"
    dotted = grouped.replace(",", ".")
    return {number, f"{grouped}.{part}", f"{dotted},{part}"} if part else {number, grouped, dotted}


def newest_event() -> int:
    """Asked twice for every address: by the ORM, that took a twentieth of the walk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM trust_event")
        return int(cursor.fetchone()[0])


def walk(person: Person, met: Met, *, by_token: bool) -> list[str]:
    """Everything that is not as the table says, for one person; and every answer that a browser should not trust."""
    wrong, pages = [], 0
    with at(NOW), undone():
        client = client_of(person, by_token=by_token)
        for case in cases(met):
            row = ROWS[case.row]
            if by_token and not row.address.startswith(MACHINE_FACE):
                continue
            promised = promise(person, row, case, by_token=by_token)
            with undone():
                before = newest_event()
                answer = ask(client, case)
                found, changed = said(answer), newest_event() != before
            if found != promised:
                wrong.append(f"{row.method} {case.url} {row.act}: promised {promised}, answered {found}")
            if changed and found != "allowed":
                wrong.append(f"{row.method} {case.url} {row.act}: refused and left an event")
            wrong += [f"{row.method} {case.url} {row.act}: shows {what}" for what in leaks(person, answer)]
            pages += is_page(answer)
            wrong += [f"{row.method} {case.url} {row.act}: {what}" for what in breaks_of_policy(answer)]
    # Sign-in, refusals and what is open to everybody are pages as well.
    assert by_token or pages > 30
    return wrong


def promise(person: Person, row: Row, case: Case, *, by_token: bool) -> str:
    if row.address.startswith(MACHINE_FACE) and row.method == "POST" and not by_token:
        return JUDGE.promised(Person(""), row, case.target)
    return JUDGE.promised(person, row, case.target)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.login or "nobody")
def test_everybody_is_answered_as_the_table_says(person: Person, met: Met) -> None:
    assert walk(person, met, by_token=False) == []


@pytest.mark.parametrize("person", PEOPLE[:-1], ids=lambda person: person.login)
def test_every_machine_is_answered_as_the_table_says(person: Person, met: Met) -> None:
    assert walk(person, met, by_token=True) == []


def test_every_act_is_done_by_somebody(met: Met) -> None:
    """A walk in which an act never succeeds would show nothing about who may do it."""
    never = []
    with at(NOW), undone():
        for case in (one for one in cases(met) if one.row[1] == "POST" and one.row[0] not in BY_A_SECRET):
            row, statuses = ROWS[case.row], []
            by_token = row.address.startswith(MACHINE_FACE)
            allowed = [person for person in PEOPLE if JUDGE.promised(person, row, case.target) == "allowed"]
            for person in allowed:
                with undone():
                    statuses.append(ask(client_of(person, by_token=by_token), case).status_code)
                if statuses[-1] < 400:
                    break
            if not statuses or statuses[-1] >= 400:
                never.append(f"{case.url} {row.act}: {statuses}")
    assert never == []


def test_methods_that_are_not_listed_are_not_answered(met: Met) -> None:
    wrong = []
    listed = {(row.address, row.method) for row in ROWS.values()}
    with at(NOW), undone():
        client = client_of(next(one for one in PEOPLE if one.login == "skhcn.tonghop"), by_token=False)
        for case in (one for one in cases(met) if one.row[0] not in NOT_A_ROUTE):
            for method in ("get", "post", "put", "delete"):
                if (case.row[0], method.upper()) in listed:
                    continue
                with undone():
                    status = getattr(client, method)(case.url).status_code
                if status != 405:
                    wrong.append(f"{method} {case.url}: {status}")
    assert wrong == []


def test_roles_are_played_only_in_a_demonstration_and_only_on_its_own_machine(
    met: Met, settings: pytest.FixtureRequest
) -> None:
    urls = {"get": reverse("orgs:cast"), "post": reverse("orgs:play")}
    for mode, address, promised in (
        ("demo", "127.0.0.1", "allowed"), ("demo", "10.0.0.7", "404"), ("production", "127.0.0.1", "404"),
    ):  # fmt: skip
        settings.TINHSO_MODE = mode  # type: ignore[attr-defined]
        for method, url in urls.items():
            with at(NOW), undone():
                client = Client(SERVER_NAME="localhost", REMOTE_ADDR=address)
                answer = getattr(client, method)(url, {"username": "eakar.nhap"})
            assert said(answer) == promised, (mode, address, url)
    with at(NOW), undone():
        answer = Client(SERVER_NAME="dem.example", REMOTE_ADDR="127.0.0.1").get(urls["get"])
    assert answer.status_code in (400, 404)


def test_a_wrong_token_is_refused_everywhere_and_a_bounded_one_opens_only_what_it_names(met: Met) -> None:
    with at(NOW), undone():
        for case in (one for one in cases(met) if one.row[0].startswith(MACHINE_FACE)):
            if case.row[0] in NOT_A_ROUTE:
                continue
            client = Client(SERVER_NAME="localhost", headers={"Authorization": "Bearer tinhso_khong-co"})
            assert ask(client, case).status_code == 401, case.url
        secret = orgs.create_token(
            "vp.khoa", "hẹp", scopes=["read_log"], expires_on=orgs.today().replace(year=2030), actor=ACTOR
        )
        client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {secret}"})
        question = {"indicator": "spent", "level": "commune", "periods": "nd09:2026-11"}
        assert client.get(f"{MACHINE_FACE}series?{urlencode(question)}").status_code == 404


def test_the_walk_would_notice() -> None:
    """The judge refuses what it should: a spot check by hand of the computed promises."""
    row = ROWS["/viec/<int:task_id>", "POST", "save"]
    target = Target({"report": EA_KAR}, frozenset({EA_KAR}))
    people = {person.login: person for person in PEOPLE}
    promised = {login: JUDGE.promised(person, row, target) for login, person in people.items()}
    assert promised["eakar.nhap"] == "allowed"
    assert {promised[login] for login in ("vp.khoa", "skhcn.tonghop", "chutich", "thanhtra", "eakar.lanhdao")} == {
        "403"
    }
    assert {promised[login] for login in ("bmt.nhap", "cntt", "he-thong", "khach", "dongnai.vp")} == {"404"}
    assert promised[""] == "sign-in"
    held = ROWS["/tong-hop/<int:request_id>/<slug:verb>", "POST", "tiep-nhan"]
    target = Target({"receiver": DEPARTMENT}, frozenset({BMT}))
    assert JUDGE.promised(people["stc.tonghop"], held, target) == "403"
    assert JUDGE.promised(people["skhcn.tonghop"], held, target) == "allowed"
