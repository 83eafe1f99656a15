"""The board: its order, what each reader sees, a card that fails, a moment of the past, a wrong address."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight import api
from tinhso.engines.insight.logic.cards import ranking
from tinhso.engines.insight.testing import BOARD, choose, load_board
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.insight.tests.worlds import under_a_board
from tinhso.engines.orgs.testing import rights_as
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.testing import World, ask, at, more_communes, report_past, send, task_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing

pytestmark = pytest.mark.django_db
NOW = "2026-11-17 13:42"
EA_KAR, BMT = "24373", "24133"


def _day_before() -> World:
    """Buôn Ma Thuột has sent 512 on 16/11; three communes have not."""
    world = under_a_board()
    report_past(world, EA_KAR, {"nd09:2026-10": 412, "nd09:2025-11": 388})
    report_past(world, BMT, {"nd09:2026-10": 500, "nd09:2025-11": 490})
    with at("2026-11-02 08:00"):
        request = ask(world)
        trust.seal_all()
    with at("2026-11-16 09:00"):
        bmt = task_of(request, BMT)
        send(world, bmt, {"2": "512", "3": "21"}, drafter="bmt.nhap", approver="bmt.lanhdao")
        trust.seal_all()
    return world


def _at_work() -> World:
    """Ea Kar has sent 405 on 17/11; two communes have not."""
    world = _day_before()
    ea_kar_sends(world)
    return world


board_at_work = standing("board_at_work", _at_work)


@pytest.fixture
def at_work(board_at_work: World) -> World:
    return board_at_work


def ea_kar_sends(world: World) -> None:
    with at("2026-11-17 09:00"):
        [request] = reporting.requests(rights_as("vp.khoa"))
        ea_kar = task_of(request, EA_KAR)
        send(world, ea_kar, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        trust.seal_all()


def test_the_newest_period_is_that_of_now_whatever_is_looked_at(at_work: World) -> None:
    with at(NOW):
        newest = choose().period
        older = newest.shifted(-3)
        for looked_at in (choose(), choose(ky=older.code), choose(tinh_den="2026-11-16T16:00", ky=older.code)):
            assert api.newest_period(looked_at) == newest


def test_results_come_first_then_who_has_sent_and_every_clause_is_a_link(
    at_work: World, reader: Callable[..., Reader]
) -> None:
    with at(NOW):
        page = reader("chutich").open("/dieu-hanh")
    result = "Hồ sơ nộp trực tuyến đạt 61,9%."
    sent = "2/4 xã, phường đã gửi báo cáo, còn 3 giờ."
    assert page.text.index(result) < page.text.index(sent)
    assert page.links[result].startswith("/so-lieu/online_share?ky=nd09%3A2026-11")
    assert page.links[sent].endswith("#gui")
    assert "So với hôm qua: thêm 1 xã, phường gửi. Báo cáo mới nhất 4 giờ trước. Số liệu minh họa." in page


def test_sentence_map_table_and_completeness_count_the_same(at_work: World) -> None:
    with at(NOW):
        rights = rights_as("chutich")
        board = api.compute_board(choose(rights))
        sending = board.figures.sending
        assert sending is not None
        assert sending.request is not None
        counted = reporting.completeness(rights, request_id=sending.request.id, by="unit")
        contexts = {card.kind: card.context for card in board.cards}
    assert (sending.sent, len(sending.missing)) == (2, 2)
    assert {row.key for row in counted if not row.sent} == {one.unit.code for one in sending.missing}
    legend = {item.label: item.count for item in contexts["sending_map"]["map"].legend}
    assert legend == {"gửi sớm": 1, "gửi trong hạn": 0, "gửi hôm nay": 1, "chưa gửi": 2}
    late = contexts["late_units"]
    assert len(late["rows"]) + len(late["more_rows"]) == 2
    assert late["title"] == "Đơn vị chưa gửi, hạn 17:00 hôm nay"


def test_the_leader_may_remind_and_is_told_who_answers(at_work: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        page = reader("chutich").open("/dieu-hanh")
    assert page.html.count('value="remind"') == 2
    assert "Đang ở bước" in page
    assert "chưa mở báo cáo" in page


def test_how_long_ago_somebody_was_reminded_goes_by_the_clock_of_the_page(
    at_work: World, reader: Callable[..., Reader]
) -> None:
    with at("2026-11-17 08:00"):
        office = rights_as("vp.giaobaocao")
        [request] = reporting.requests(office, period=parse_period("nd09:2026-11"))
        late = next(one for one in reporting.standings(request.id, office) if not one.is_sent)
        reporting.remind([late.assignment_id], rights=office)
    with at(NOW):
        page = reader("chutich").open("/dieu-hanh")
    assert "đã nhắc 5 giờ trước" in page.text


def test_the_public_sees_public_figures_and_nothing_of_the_sending(
    at_work: World, reader: Callable[..., Reader]
) -> None:
    make_definition("secret_count", publication="internal")
    load_board(BOARD.replace("version: 1", "version: 2").replace(
        "cards:\n", "cards:\n  - {kind: figure, indicator: secret_count}\n"
    ))  # fmt: skip
    with at(NOW):
        write_figure(
            make_definition("other"), at_work.unit_id(EA_KAR), make_period("nd09:2026-11"), 1
        )  # another figure must not disturb
        public, leader = reader().open("/dieu-hanh"), reader("chutich").open("/dieu-hanh")
    assert "secret_count" not in public.html
    assert "đã gửi báo cáo" not in public
    assert "Đôn đốc" not in public
    assert "61,9%" in public
    assert "secret_count" in leader.html


def test_a_card_that_fails_says_so_and_the_others_stay(
    at_work: World, reader: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ranking, "highest", fail)
    with at(NOW), caplog.at_level(logging.ERROR):
        page = reader("chutich").open("/dieu-hanh")
    assert page.status == 200
    assert page.text.count("Thẻ này chưa tính được:") == 1
    assert "61,9%" in page
    assert "Đơn vị chưa gửi" in page
    assert "ranking" in caplog.text
    assert "ZeroDivisionError" not in page.html


def test_a_card_of_an_indicator_that_does_not_exist_fails_alone(at_work: World, reader: Callable[..., Reader]) -> None:
    load_board(BOARD.replace("version: 1", "version: 2").replace(
        "cards:\n", "cards:\n  - {kind: figure, indicator: never_defined}\n"
    ))  # fmt: skip
    with at(NOW):
        page = reader("chutich").open("/dieu-hanh")
    assert page.text.count("Thẻ này chưa tính được:") == 1
    assert "917" in page


def test_as_of_a_moment_the_board_is_what_it_was(db: None, reader: Callable[..., Reader]) -> None:
    day_before = _day_before()
    with at("2026-11-16 17:00"):
        then = reader("chutich").fetch("/dieu-hanh/csv")
        before = reader("chutich").open("/dieu-hanh")
    ea_kar_sends(day_before)
    with at(NOW):
        looking_back = reader("chutich")
        assert looking_back.fetch("/dieu-hanh/csv?tinh-den=2026-11-16T17:00") == then
        assert looking_back.fetch("/dieu-hanh/csv") != then
        after = looking_back.open("/dieu-hanh?tinh-den=2026-11-16T17:00")
    for page in (before, after):
        assert "1/4 xã, phường đã gửi báo cáo, hạn 17:00 ngày mai." in page
    assert "Như đã biết lúc 16/11/2026 17:00." in after
    assert "Đôn đốc" not in after


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("?ky=2026-13", "ky"),
        ("?ky=2026-10", "ky"),
        ("?don-vi-hanh-chinh=all", "don-vi-hanh-chinh"),
        ("?tinh-den=yesterday", "tinh-den"),
        ("?tinh-den=2030-01-01T00:00", "tinh-den"),
        ("?tinh-den=1999-01-01T00:00", "tinh-den"),
        ("?tinh-den=0001-01-01", "tinh-den"),
    ],
)
def test_an_address_that_cannot_be_read_is_refused_by_name(
    at_work: World, reader: Callable[..., Reader], address: str, parameter: str
) -> None:
    with at(NOW):
        page = reader("chutich").open(f"/dieu-hanh{address}")
    assert page.status == 400
    assert f"không dùng được cho {parameter}." in page
    assert "INS-004" in page


def test_a_board_nobody_loaded_is_not_found(at_work: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        page = reader("chutich").open("/dieu-hanh?bang=khong-co")
    assert (page.status, "INS-001" in page) == (404, True)


def test_the_number_of_queries_does_not_grow_with_communes(at_work: World) -> None:
    with at(NOW):
        rights = rights_as("chutich")

        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                api.compute_board(choose(rights))
            return len(found)

        api.compute_board(choose(rights))
        few = queries()
        more_communes(at_work, 96)
        rights = rights_as("chutich")
        # What is kept of the units is read again once.
        assert len(api.compute_board(choose(rights)).figures.recent("online_share")) == 24
        assert queries() <= few
