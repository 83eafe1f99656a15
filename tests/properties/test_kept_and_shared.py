"""What was kept, shared or asked for again opens no further than its reader: conditions, links, files of every form."""

from __future__ import annotations

import io
import zipfile
from typing import NamedTuple
from urllib.parse import urlencode

import pyarrow.parquet as pq
import pytest
from django.http import HttpResponse
from django.test import Client

from tests.properties.rights_cases import cases
from tests.properties.rights_table import Person
from tests.properties.rights_world import INTERNAL, PEOPLE, Met
from tests.properties.small_province import EA_KAR, NOVEMBER, NOW
from tests.properties.test_rights_walk import JUDGE, MACHINE_FACE, NOT_A_ROUTE, ROWS, client_of, promise, said, written
from tests.properties.test_rights_walk import text_of as text_of_page
from tinhso.engines.insight import api as insight
from tinhso.engines.reporting.testing import at
from tinhso.engines.trust.testing import undone

pytestmark = pytest.mark.django_db
ASKED = urlencode({"chi-tieu": "spent", "tu": NOVEMBER, "den": NOVEMBER})
FORMS = ("csv", "xlsx", "parquet", "goi")
IN_THE_BACKGROUND = ("csv", "parquet")
# The same for everybody: a public key.
FOR_ALL = {"/dang-nhap-chung/khoa"}
OWNER = "vp.khoa"
BY_LOGIN = {person.login: person for person in PEOPLE}
# Whatever the answer was, it has not changed: the strongest that a browser or a proxy can say.
UNCHANGED = {"If-None-Match": "*", "If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"}


class Kept(NamedTuple):
    """What the office keeps of Ea Kar's internal figure: a page, and a file of each form made in the background."""

    page: int
    files: tuple[int, ...]


@pytest.fixture(scope="module")
def kept(met: Met) -> Kept:
    with at(NOW):
        owner = client_of(BY_LOGIN[OWNER], by_token=False)
        answer = owner.post("/ban-chup", {"trang": "khai-thac", "dia-chi": ASKED})
        page = int(answer.headers["Location"].rsplit("/", 1)[1])
        owner.post("/khai-thac/goc-xem", {"ten": "Chi của xã", "dia-chi": ASKED, "chung": "1"})
        for form in IN_THE_BACKGROUND:
            owner.post("/khai-thac/tep-nen", {"tep": form, "dia-chi": ASKED})
        insight.make_files(600)
        rights = owner.get("/khai-thac").wsgi_request.rights  # type: ignore[attr-defined]
        return Kept(page, tuple(one.id for one in insight.list_files(rights, "vi")))


def content_of(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


def text_of(content: bytes) -> str:
    """What a page or a file of any form says."""
    if content.startswith(b"PAR1"):
        return str(pq.read_table(io.BytesIO(content)).to_pylist())
    if not content.startswith(b"PK"):
        return text_of_page(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(text_of(archive.read(name)) for name in archive.namelist())


def shows_internal(content: bytes) -> bool:
    return any(form in text_of(content) for form in written(INTERNAL))


def reads_ea_kar(person: Person) -> bool:
    return EA_KAR in JUDGE.reach(person, "see_figures")


@pytest.mark.parametrize("login", [OWNER, "bmt.nhap", ""])
def test_a_condition_changes_no_answer_and_no_answer_is_kept_for_others(met: Met, login: str) -> None:
    person, wrong = BY_LOGIN[login], []
    with at(NOW), undone():
        client = client_of(person, by_token=False)
        for case in (one for one in cases(met) if one.row[1] == "GET" and one.row[0] not in NOT_A_ROUTE):
            with undone():
                answer = client.get(case.url, headers=UNCHANGED)
                content_of(answer)
            promised = promise(person, ROWS[case.row], case, by_token=False)
            if answer.status_code == 304 or said(answer) != promised:
                wrong.append(f"{case.url}: promised {promised}, answered {answer.status_code}")
            kept_by = answer.headers.get("Cache-Control", "")
            if (
                login
                and case.row[0] not in FOR_ALL
                and not {"private", "no-store", "no-cache"} & set(kept_by.replace(",", " ").split())
            ):
                wrong.append(f"{case.url}: may be kept for others ({kept_by or 'nothing said'})")
    assert wrong == []


def test_a_machine_s_answer_is_neither_conditional_nor_kept_for_others(met: Met) -> None:
    wrong = []
    with at(NOW), undone():
        machine, public = client_of(BY_LOGIN[OWNER], by_token=True), Client(SERVER_NAME="localhost")
        for case in (one for one in cases(met) if one.row[0].startswith(MACHINE_FACE) and one.row[1] == "GET"):
            if case.row[0] in NOT_A_ROUTE:
                continue
            own, others = machine.get(case.url, headers=UNCHANGED), public.get(case.url, headers=UNCHANGED)
            content_of(own)
            content_of(others)
            for answer in (own, others):
                varies = {name.strip() for name in answer.headers.get("Vary", "").split(",")}
                if answer.status_code == 304 or "Authorization" not in varies:
                    wrong.append(f"{case.url}: {answer.status_code}, Vary {varies}")
            if "private" not in own.headers["Cache-Control"] and "no-store" not in own.headers["Cache-Control"]:
                wrong.append(f"{case.url}: may be kept for others")
    assert wrong == []


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.login or "nobody")
def test_a_shared_link_and_every_form_of_file_show_what_their_reader_may_see(met: Met, person: Person) -> None:
    may, reads = bool(JUDGE.reach(person, "see_figures")), reads_ea_kar(person)
    with at(NOW), undone():
        client = client_of(person, by_token=False)
        page = client.get(f"/khai-thac?{ASKED}")
        # Without any figure in reach the indicator does not exist: the page says why, or there is none.
        assert page.status_code == 200 or not may
        assert shows_internal(content_of(page)) is reads
        for form in FORMS:
            answer = client.get(f"/khai-thac/tep/{form}?{ASKED}")
            assert answer.status_code == (200 if may else 404), form
            assert shows_internal(content_of(answer)) is reads, form


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.login or "nobody")
def test_what_somebody_keeps_is_opened_by_nobody_else(met: Met, kept: Kept, person: Person) -> None:
    promised = 200 if person.login == OWNER else 404
    addresses = [f"/ban-chup/{kept.page}", f"/ban-chup/{kept.page}/tep"]
    addresses += [f"/khai-thac/tep-nen/{number}/tai" for number in kept.files]
    assert len(kept.files) == len(IN_THE_BACKGROUND)
    with at(NOW), undone():
        client = client_of(person, by_token=False)
        for address in addresses:
            answer = client.get(address)
            assert (answer.status_code, shows_internal(content_of(answer))) == (promised, promised == 200), address
        listed = "Chi của xã" in content_of(client.get("/khai-thac")).decode()
        # Shared with colleagues: whoever holds a role at the very same agency.
        assert listed is any(unit == "H15.01" for _, unit in person.holds)
