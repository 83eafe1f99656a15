"""What the chairman saw: a link as of a moment answers what was answered then; a kept page stays as it was."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from html import unescape

import pytest

from tinhso.engines.indicators.testing import make_period, write_figure
from tinhso.engines.insight.models import PageSnapshot, SavedView
from tinhso.engines.insight.testing import BOARD, load_board
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.orgs.testing import rights_as
from tinhso.engines.reporting.testing import World, at
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import tamper

pytestmark = pytest.mark.django_db
EA_KAR = "24373"
BOARD_THEN = "/dieu-hanh?ky=nd09:2026-11&tinh-den=2026-11-16T16:00"
EXPLORED = "chi-tieu=households_trained&tu=nd09:2026-10&den=nd09:2026-11"


def body_of(html: str) -> str:
    """The page between its heads and its feet, where nothing tells the time."""
    body = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)


def test_the_board_of_a_past_moment_is_what_was_answered_then(world: World, reader: Callable[..., Reader]) -> None:
    with at("2026-11-16 15:00"):
        made = world.definitions["households_trained"]
        november, ea_kar = make_period("nd09:2026-11"), world.unit_id(EA_KAR)
        write_figure(made, ea_kar, november, 405)
        trust.seal_all()
    with at("2026-11-16 16:00"):
        live = reader("chutich").open("/dieu-hanh?ky=nd09:2026-11")
        then = reader("chutich").open(BOARD_THEN)
    with at("2026-11-17 09:00"):
        write_figure(made, ea_kar, november, 414, note="đếm lại", batch={"correction": True, "reason": "đếm lại"})
        load_board(BOARD.replace("version: 1", "version: 2").replace("valid_from: 2023-01-01", "valid_from: 2026-11-17")
                   .replace("Điều hành", "Điều hành mới"))  # fmt: skip
        trust.seal_all()
    with at("2026-11-27 09:00"):
        later = reader("chutich").open(BOARD_THEN)
        today = reader("chutich").open("/dieu-hanh?ky=nd09:2026-11")
    assert body_of(later.html) == body_of(then.html)
    assert "Điều hành mới" in today.html
    assert "Điều hành mới" not in later.html
    assert live.status == then.status == 200
    assert ("405" in then, "414" in then) == (True, False)
    assert ("405" in today, "414" in today) == (False, True)


def keep(reader: Reader, kind: str, query: str) -> str:
    """Keep a page and return the address of what was kept."""
    response = reader.client.post("/ban-chup", {"trang": kind, "dia-chi": query})
    assert response.status_code == 302, response.content
    return str(response.headers["Location"])


@pytest.mark.parametrize(("kind", "query"), [("dieu-hanh", "ky=nd09:2026-11"), ("khai-thac", EXPLORED)])
def test_a_kept_page_stays_as_it_was_and_is_in_the_log(
    world: World, reader: Callable[..., Reader], kind: str, query: str
) -> None:
    with at("2026-11-16 16:00"):
        trust.seal_all()
        chairman = reader("chutich")
        address = keep(chairman, kind, query)
        first = chairman.fetch(f"{address}/tep")
        trust.seal_all()
    with at("2026-11-20 09:00"):
        page = chairman.open(address)
        assert chairman.fetch(f"{address}/tep") == first
        assert hashlib.sha256(first).hexdigest() in page.html
        assert "còn nguyên vẹn" in page
        assert first.decode().strip() in page.html
        assert address in chairman.open("/ban-chup").links.values()
        again = chairman.open(unescape(page.links["Tính lại đúng thời điểm ấy"]))
        assert again.status == 200
        # Others do not know of it.
        assert reader("vp.khoa").open(address).status == 404
        assert trust.verify_log() == []


def test_an_altered_kept_page_is_refused_and_named_by_the_check(world: World, reader: Callable[..., Reader]) -> None:
    with at("2026-11-16 16:00"):
        chairman = reader("chutich")
        address = keep(chairman, "khai-thac", EXPLORED)
        trust.seal_all()
        row = PageSnapshot.objects.get()
        for column, value in (("content", row.content + " "), ("title", "khác"), ("tree_size", row.tree_size + 1)):
            before = getattr(row, column)
            tamper(f"UPDATE insight_pagesnapshot SET {column} = %s WHERE id = %s", [value, row.id])
            fault = trust.verify_log()[0]
            assert (fault.table, fault.row) == ("insight_pagesnapshot", str(row.id))
            if column == "content":
                refused = chairman.open(address)
                assert refused.status == 409
                assert "INS-012" in refused
            tamper(f"UPDATE insight_pagesnapshot SET {column} = %s WHERE id = %s", [before, row.id])


def test_saved_views_are_ones_own_and_those_of_ones_agency(world: World, reader: Callable[..., Reader]) -> None:
    with at("2026-11-16 16:00"):
        drafter, leader, other = (reader(who) for who in ("eakar.nhap", "eakar.lanhdao", "bmt.nhap"))
        for name, shared in (("Của riêng", ""), ("Của xã", "1")):
            saved = {"ten": name, "dia-chi": EXPLORED + "&trang=3", "chung": shared}
            assert drafter.client.post("/khai-thac/goc-xem", saved).status_code == 302
        assert {"Của riêng", "Của xã"} <= set(drafter.open("/khai-thac").links)
        assert "Của xã" in leader.open("/khai-thac").links
        assert "Của riêng" not in leader.open("/khai-thac").links
        assert "Của xã" not in other.open("/khai-thac").links
        view = SavedView.objects.get(name="Của xã")
        assert "trang=" not in view.query
        leader.client.post(f"/khai-thac/goc-xem/{view.id}/bo")
        assert SavedView.objects.filter(name="Của xã").exists()
        assert drafter.client.post(f"/khai-thac/goc-xem/{view.id}/bo").status_code == 302
        assert not SavedView.objects.filter(name="Của xã").exists()
        assert drafter.client.post("/khai-thac/goc-xem", {"ten": " ", "dia-chi": EXPLORED}).status_code == 422
        assert rights_as("eakar.nhap").user_id == view.person_id
