"""Lists of many rows: as many questions for thousands of reports as for a hundred; `bench/lists.py` measures 100,000.

The desk of a thousand units asks as often as that of four.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import World, ask, at, copy_request, more_communes, now_rights
from tinhso.engines.reporting.tests.desk import Desk

PAGES = [
    ("vp.giaobaocao", "/giao?loc=tat-ca"),
    ("vp.giaobaocao", "/giao?loc=tat-ca&trang=3"),
    ("skhcn.tonghop", "/tong-hop?loc=tat-ca"),
    ("vp.giaobaocao", "/giao/che-do"),
    ("vp.giaobaocao", "/bieu-mau"),
]


def asked(login: str, address: str, desk: Desk) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert desk.open(address).status == 200
    return len(caught)


def test_lists_ask_as_often_for_two_thousand_reports_as_for_a_hundred(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        made = ask(world)
        copy_request(made, 79)
    counts = []
    with at("2026-11-03 08:00"):
        desks = {login: seat(login) for login in {login for login, _address in PAGES}}
        office = now_rights("vp.khoa")
        for size in (400, 2_000):
            while Assignment.objects.count() < size:
                copy_request(made, (size - Assignment.objects.count()) // 5)
            for login, address in PAGES:
                desks[login].open(address)
            found = {address: asked(login, address, desks[login]) for login, address in PAGES}
            with CaptureQueriesContext(connection) as caught:
                assert len(api.assignment_page(office, size=100).items) == 100
            counts.append(found | {"assignments": len(caught)})
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= 12


@pytest.mark.one_database
def test_the_desk_of_a_thousand_units_asks_as_often_as_that_of_four(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        few = ask(world, "nd09:2026-10")
        more_communes(world, 996)
        many = ask(world)
    counts = []
    with at("2026-11-17 13:42"):
        desk = seat("skhcn.tonghop")
        for request in (few, many):
            desk.open(f"/tong-hop/{request.id}")
            counts.append(asked("skhcn.tonghop", f"/tong-hop/{request.id}", desk))
        page = desk.open(f"/tong-hop/{many.id}")
    assert "0/1000 đã gửi" in page
    # Two hundred units on a page, in the order of their names.
    assert page.html.count('<tr id="don-vi-') == 200
    assert counts[0] == counts[1] <= 24
