"""Lists of many units on one page: lines of each, added and removed without JavaScript, saved as they are typed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.models import Assignment, CellChange
from tinhso.engines.reporting.testing import ACTOR, World, at, now_rights
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.lists.test_lists import asked

__all__ = ["asked"]
pytestmark = pytest.mark.usefixtures("seat")
EA_KAR, BMT = "24373", "24133"


@pytest.fixture
def entered(asked: RequestView, world: World) -> tuple[int, dict[str, int]]:
    """The department enters the four communes' lists; their tasks by code."""
    with at("2026-11-02 09:00"):
        department = world.unit_id("H15.16")
        Assignment.objects.filter(request_id=asked.id, kind="unit").update(respondent_unit_id=department)
        orgs.create_user("stc.nhap", actor=ACTOR, title_vi="Chuyên viên")
        orgs.grant_role("stc.nhap", Role.DRAFTER, department, actor=ACTOR)
        view = api.request_grid(asked.id, rights=now_rights("stc.nhap"))
    return asked.id, {line.subject.code: line.task_id for line in view.lines}


def fields(task: int, *lines: tuple[str, str, str], seen: int = 0, count: int = 0) -> dict[str, Any]:
    columns = {f"cot_{task}_c{at + 1}": [line[at] for line in lines] for at in range(3)}
    return columns | {f"seen_{task}": str(seen), f"count_{task}": str(count)}


def post(desk: Desk, lists: dict[int, Any]) -> tuple[int, Any]:
    answer = desk.client.post("/viec/danh-sach/tu-luu", json.dumps({"lists": lists}), "application/json")
    is_json = answer.headers["Content-Type"].startswith("application/json")
    return answer.status_code, answer.json() if is_json else None


def test_lines_of_two_units_are_kept_from_one_page_and_stand_in_their_forms(
    entered: tuple[int, dict[str, int]], world: World, seat: type[Desk]
) -> None:
    request_id, tasks = entered
    one, other = tasks[EA_KAR], tasks[BMT]
    with at("2026-11-16 09:00"):
        desk = seat("stc.nhap")
        assert f"/viec/bang/{request_id}/danh-sach" in desk.open(f"/viec/bang/{request_id}").html
        page = desk.open(f"/viec/bang/{request_id}/danh-sach")
        assert "Xã Ea Kar" in page
        assert "Phường Buôn Ma Thuột" in page
        sent = fields(one, ("Chợ", "34,5", ""), ("Nhà văn hóa", "1.200", "01/11/2026")) | fields(other, ("", "3", ""))
        wrong = desk.send(page.url, **sent, act="save")
        # Each unit stands alone: the one without a fault is kept, the other is shown again as it was typed.
        assert wrong.status == 422
        assert "Chưa lưu: 1 ô cần sửa." in wrong
        now = {unit.task_id: unit.sheet for unit in api.units_lists(request_id, rights=now_rights("stc.nhap")).units}
        assert (len(now[one].lines), len(now[other].lines)) == (2, 0)
        sent = fields(other, ("Bến xe", "3", "")) | fields(
            one, ("Chợ", "34,5", ""), ("Nhà văn hóa", "1.200", "01/11/2026"), seen=now[one].seen, count=2
        )
        more = desk.send(page.url, **sent, **{f"bo_{one}": "0"}, act=f"add:{other}")
        assert more.url.startswith(f"/viec/bang/{request_id}/danh-sach?trang=1&them={other}")
        assert more.html.count(f'name="cot_{other}_c1"') == 4
        task = api.task(one, rights=now_rights("stc.nhap"))
        assert {row.row.no: row.cells["value"].quantity.value for row in task.rows} == {"1": 1, "2": 1200}
        none = desk.send(page.url, **fields(tasks["22015"]), act=f"none:{tasks['22015']}")
        assert none.status == 200
        assert api.report_list(tasks["22015"], rights=now_rights("stc.nhap")).is_declared


def test_lines_are_saved_as_they_are_typed_and_an_older_page_is_told(
    entered: tuple[int, dict[str, int]], seat: type[Desk]
) -> None:
    _request_id, tasks = entered
    one, other = tasks[EA_KAR], tasks[BMT]
    with at("2026-11-16 09:00"):
        desk = seat("stc.nhap")
        lines = [{"c1": "Chợ", "c2": "34,5"}, {"c1": "", "c2": ""}]
        fresh = {"seen": 0, "first": 0, "replaced": 0}
        status, said = post(desk, {one: fresh | {"lines": lines}, other: fresh | {"lines": [{"c2": "nhiều"}]}})
        assert status == 422
        kept, refused = said["lists"][str(one)], said["lists"][str(other)]
        assert (kept["count"], kept["faults"], "34,5" in kept["figures"]) == (1, [], True)
        assert {(fault["line"], fault["column"]) for fault in refused["faults"]} == {(0, "c1"), (0, "c2")}
        assert "seen" not in refused
        again = {"seen": 0, "first": 0, "replaced": 0, "lines": [{"c1": "Bến xe"}]}
        status, said = post(desk, {one: again})
        assert status == 422
        assert "Người khác vừa sửa danh sách này" in said["lists"][str(one)]["message"]
        status, said = post(desk, {one: again | {"seen": kept["seen"], "replaced": kept["count"]}})
        assert (status, said["lists"][str(one)]["count"]) == (200, 1)
        assert [line[0] for line in api.report_list(one, rights=now_rights("stc.nhap")).lines] == ["Bến xe"]
        # Nobody else writes into it, and what has another shape changes nothing.
        assert post(seat("bmt.nhap"), {one: again})[0] in (403, 404)
        assert post(seat("stc.nhap"), {"x": 1})[0] == 400  # type: ignore[dict-item]
        assert CellChange.objects.filter(column="list").count() == 2


def test_the_lists_of_many_units_cost_as_many_queries_as_one(
    asked: RequestView, entered: tuple[int, dict[str, int]], world: World
) -> None:
    request_id, tasks = entered
    with at("2026-11-16 09:00"):
        with CaptureQueriesContext(connection) as one:
            api.save_lists({tasks[EA_KAR]: api.Lines([{"c1": "Chợ"}], seen=0)}, rights=now_rights("stc.nhap"))
        few = len(one)
        with CaptureQueriesContext(connection) as many:
            wanted = {task: api.Lines([{"c1": "Chợ"}], seen=0) for code, task in tasks.items() if code != EA_KAR}
            assert not any(api.save_lists(wanted, rights=now_rights("stc.nhap")).values())
        assert len(many) <= few
        with CaptureQueriesContext(connection) as read:
            assert len(api.units_lists(request_id, rights=now_rights("stc.nhap")).units) == 4
        assert len(read) <= 12
