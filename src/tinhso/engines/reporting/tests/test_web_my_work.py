"""“Việc của tôi hôm nay”: the same day as its drafter, its leader, its consolidator and its auditor see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import Suggestion
from tinhso.engines.reporting.testing import World, ask, at, fill, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk

DONE = {"2": "405", "3": "38"}


def test_a_day_without_work_says_so(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 09:00"):
        for login in ("eakar.nhap", "thanhtra"):
            assert "Chưa có việc nào" in seat(login).open("/viec")


def test_a_new_task_names_who_asks_and_how_long_it_takes(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        ask(world)
        page = seat("eakar.nhap").open("/viec")
    assert "1 việc mới · khoảng 1 phút" in page
    assert "mới giao" in page
    assert "Sở Khoa học và Công nghệ yêu cầu báo cáo" in page
    assert "2 ô, khoảng 1 phút" in page
    assert "2/4 ô" in page


def test_on_the_last_day_the_time_left_matters_more_than_newness(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        ask(world)
    with at("2026-11-17 13:42"):
        page = seat("eakar.nhap").open("/viec")
    assert "còn 3 giờ" in page
    assert "hạn 17:00 hôm nay, thứ Ba 17/11" in page
    assert "Nhập 2 ô còn lại" in page
    assert "2 ô hệ thống đã biết, không phải nhập" in page


def test_a_returned_report_leads_to_the_row_it_came_back_for(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        task = task_of(ask(world), "24373")
    with at("2026-11-16 15:20"):
        send(world, task, DONE, drafter="eakar.nhap", approver="eakar.lanhdao")
        reason = "Tổng 412 hộ không bằng 380 + 22. Xem lại dòng 2."
        api.return_submission(
            task, rights=now_rights("skhcn.tonghop"), reason=reason, suggestions=[Suggestion("2", "402")]
        )
    with at("2026-11-17 09:00"):
        page = seat("eakar.nhap").open("/viec")
    assert "1 bị trả lại" in page
    assert reason in page
    assert f'href="/viec/{task}#dong-2">Sửa dòng 2<' in page.html


def test_a_leader_sees_what_waits_for_them_and_the_drafter_that_it_waits(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        task = task_of(ask(world), "24373")
    with at("2026-11-17 09:00"):
        fill(world, task, DONE)
        api.send_for_approval(task, rights=now_rights("eakar.nhap"))
        leader, drafter = seat("eakar.lanhdao").open("/viec"), seat("eakar.nhap").open("/viec")
        deputy = seat("eakar.pct").open("/viec")
    assert f'href="/viec/{task}/phe-duyet"' in leader.html
    assert f'href="/viec/{task}/phe-duyet"' in deputy.html
    assert f'href="/viec/{task}/phe-duyet"' not in drafter.html
    assert "chờ phê duyệt" in drafter
    assert "Cần nhập" not in leader
    with at("2026-11-21 09:00"):
        # The delegation of 16–20/11 has ended.
        assert f'href="/viec/{task}/phe-duyet"' not in seat("eakar.pct").open("/viec").html


def test_what_the_drafters_still_fill_is_no_task_of_the_leader(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        ask(world)
        page = seat("eakar.lanhdao").open("/viec")
        director = seat("skhcn.lanhdao").open("/viec")
    assert "Người của đơn vị đang làm" in page
    assert "khoảng" not in page
    assert "btn-primary" not in page.html
    assert "Người của đơn vị đang làm" in director
    assert "Cần tổng hợp" not in director


def test_a_finished_week_is_told_in_one_line(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        task = task_of(ask(world), "24373")
    with at("2026-11-17 09:00"):
        send(world, task, DONE, drafter="eakar.nhap", approver="eakar.lanhdao")
        page = seat("eakar.nhap").open("/viec")
        english = seat("eakar.nhap", english=True).open("/viec")
    assert "Xong việc hôm nay" in page
    assert "Tuần này đã gửi 1 báo cáo, 4 ô, 2 ô không phải nhập" in page
    assert "This week 1 report was sent: 4 cells, 2 of them not typed" in english


def test_the_consolidation_waits_for_its_agency(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        request = ask(world)
        page = seat("skhcn.tonghop").open("/viec")
    assert "1 bản tổng hợp" in page
    assert f'href="/tong-hop/{request.id}"' in page.html


@pytest.mark.parametrize("login", ["eakar.nhap", "eakar.lanhdao"])
def test_more_tasks_need_no_more_questions(world: World, seat: type[Desk], login: str) -> None:
    counts = []
    with at("2026-11-02 08:00"):
        for period in ("nd09:2026-09", "nd09:2026-10", "nd09:2026-11"):
            ask(world, period)
            counts.append(_questions(seat(login), "/viec"))
    assert counts[1] == counts[2]
    assert counts[2] <= 16


def _questions(desk: Desk, address: str) -> int:
    desk.open(address)
    with CaptureQueriesContext(connection) as asked:
        desk.open(address)
    return len(_without_session(asked.captured_queries))


def _without_session(queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in queries if "django_session" not in one["sql"] and "SAVEPOINT" not in one["sql"]]
