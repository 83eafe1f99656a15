"""What people see: tasks, completeness, reminders, pages; as many questions for ten assignments as for hundreds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ninja.security.base import AuthBase
from ninja.testing import TestClient

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights, Scope
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import Punctuality, Respondent
from tinhso.engines.reporting.contracts.errors import AlreadySent, UnknownAssignment, UnknownRequest, WrongCursor
from tinhso.engines.reporting.models import Assignment, Reminder
from tinhso.engines.reporting.rest import build_router
from tinhso.engines.reporting.testing import (
    World,
    ask,
    at,
    fill,
    more_communes,
    now_rights,
    report_past,
    send,
    task_of,
)
from tinhso.kernel.periods import parse_period

NOVEMBER = parse_period("nd09:2026-11")
EA_KAR = {"2": "405", "3": "38"}


def test_the_board_of_tasks_sorts_what_waits(world: World) -> None:
    with at("2026-11-02 08:00"):
        ea_kar = task_of(ask(world), "24373")
        board = api.tasks_of(now_rights("eakar.nhap"))
        assert [card.id for card in board.new] == [ea_kar]
        card = board.new[0]
        assert (card.cells.total, card.cells.known, card.cells.left, board.minutes) == (4, 2, 2, 1)
        assert card.punctuality is Punctuality.NOT_DUE
        assert api.tasks_of(now_rights("chutich")).new == ()
    with at("2026-11-16 09:00"):
        fill(world, ea_kar, {"2": "405"})
        assert [one.id for one in api.tasks_of(now_rights("eakar.nhap")).due] == [ea_kar]
        fill(world, ea_kar, {"3": "38"})
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        drafter, leader = api.tasks_of(now_rights("eakar.nhap")), api.tasks_of(now_rights("eakar.lanhdao"))
        assert ([one.id for one in drafter.waiting], drafter.to_approve) == ([ea_kar], ())
        assert ([one.id for one in leader.to_approve], leader.waiting) == ([ea_kar], ())
        api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
        assert api.tasks_of(now_rights("eakar.nhap")).done_this_week[0].id == ea_kar
    with at("2026-11-18 09:00"):
        api.return_submission(ea_kar, rights=now_rights("skhcn.tonghop"), reason="xem lại dòng 2")
        returned = api.tasks_of(now_rights("eakar.nhap")).returned[0]
        assert returned.return_reason == "xem lại dòng 2"
        assert returned.returned_at is not None
        assert api.tasks_of(now_rights("skhcn.tonghop")).to_consolidate[0].id == task_of_consolidation()
    with at("2026-11-24 09:00"):
        assert api.tasks_of(now_rights("eakar.nhap")).done_this_week == ()


def task_of_consolidation() -> int:
    return Assignment.objects.get(kind="consolidation").pk


def test_the_form_shows_previous_same_period_and_history(world: World) -> None:
    with at("2026-11-16 09:00"):
        report_past(world, "24373", {"nd09:2025-11": 388, "nd09:2026-09": 387, "nd09:2026-10": 412})
        ea_kar = task_of(ask(world), "24373")
        task = api.task(ea_kar, rights=now_rights("eakar.nhap"))
    row = next(row for row in task.rows if row.row.no == "2")
    assert (row.previous.value, row.same_period_last_year.value) == (412, 388)
    assert [one.value for _, one in row.history] == [388, 387, 412]
    heading = next(row for row in task.rows if row.row.no == "A")
    assert (heading.definition, heading.cell, heading.name()) == (None, None, "Dịch vụ công")
    assert task.request.form == "bieu-01-cds-t"
    assert [step.verb for step in task.steps] == ["assign"]
    assert task.may_edit


def test_steps_tell_who_and_why_and_above_nothing_of_the_inside(world: World) -> None:
    with at("2026-11-16 09:00"):
        ea_kar = task_of(ask(world), "24373")
        send(world, ea_kar, EA_KAR, drafter="eakar.nhap", approver="eakar.lanhdao")
        api.return_submission(ea_kar, rights=now_rights("skhcn.tonghop"), reason="xem lại dòng 2")
        inside = api.task(ea_kar, rights=now_rights("eakar.nhap")).steps
        above = api.task(ea_kar, rights=now_rights("skhcn.tonghop")).steps
    last = inside[-1]
    assert (last.verb, last.title, last.reason) == ("return", "Chuyên viên tổng hợp", "xem lại dòng 2")
    assert [step.verb for step in above] == ["assign", "approve", "return"]


def test_a_reminder_is_recorded_and_gives_words_to_paste(world: World) -> None:
    with at("2026-11-17 13:42"):
        request = ask(world)
        ea_kar, bmt = task_of(request, "24373"), task_of(request, "24133")
        rights = now_rights("skhcn.tonghop")
        first, second = api.remind([ea_kar, bmt], rights=rights)
        assert first.text == (
            "Xã Ea Kar: “Báo cáo chuyển đổi số tháng 11/2026” hạn gửi 17:00 ngày 17/11/2026, hệ thống chưa nhận được. "
            "Còn 2 ô cần nhập. Nhờ anh chị gửi sớm."
        )
        assert second.unit.code == "24133"
        assert Reminder.objects.count() == 2
        with pytest.raises(NoRight):
            api.remind([ea_kar], rights=now_rights("eakar.nhap"))
        with pytest.raises(UnknownAssignment):
            api.remind([ea_kar], rights=now_rights("bmt.nhap"))
        send(world, ea_kar, EA_KAR, drafter="eakar.nhap", approver="eakar.lanhdao")
        with pytest.raises(AlreadySent):
            api.remind([ea_kar], rights=rights)
    with at("2026-11-17 18:00"):
        late = api.late_units(now_rights("skhcn.tonghop"), request_id=request.id)
        assert [one.unit.code for one in late] == ["22045", "24133", "22015"]
        bmt_row = late[1]
        assert (bmt_row.hours_late, bmt_row.responsible_title) == (1, "Công chức Văn hóa – xã hội")
        assert bmt_row.responsible("en") == bmt_row.responsible("vi") == "Công chức Văn hóa – xã hội"
        orgs.User.objects.filter(title_vi="Công chức Văn hóa – xã hội").update(title_en="Officer for society")
        told = api.late_units(now_rights("skhcn.tonghop"), request_id=request.id)[1]
        assert (told.responsible("en"), told.responsible("vi")) == ("Officer for society", "Công chức Văn hóa – xã hội")
        assert bmt_row.last_reminded_at is not None
        assert bmt_row.last_periods.late == 1
        text = api.remind([bmt], rights=now_rights("skhcn.tonghop"))[0].text
        assert "đã quá hạn 17:00 ngày 17/11/2026" in text


def test_timeliness_counts_the_last_reports_of_a_unit(world: World) -> None:
    moments = {"nd09:2026-09": "2026-09-16 09:00", "nd09:2026-10": "2026-10-17 09:00"}
    for period, moment in moments.items():
        with at(moment):
            task = task_of(ask(world, period), "24373")
            send(
                world, task, {"1": "1", "2": "405", "3": "38", "5": "1"}, drafter="eakar.nhap", approver="eakar.lanhdao"
            )
    with at("2026-11-17 18:00"):
        ask(world)
        record = api.timeliness([world.unit_id("24373")], rights=now_rights("vp.khoa"))[0]
    assert [(period.code, standing) for period, standing in record.lately] == [
        ("nd09:2026-11", Punctuality.LATE),
        ("nd09:2026-10", Punctuality.SENT_LATE),
        ("nd09:2026-09", Punctuality.ON_TIME),
    ]
    assert (record.counts.on_time, record.counts.due) == (1, 3)


def queries(read: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as caught:
        read()
    return len(caught)


def test_lists_ask_as_many_questions_for_ten_assignments_as_for_three_hundred(world: World) -> None:
    with at("2026-11-17 13:42"):
        rights = everything_rights()
        units = [Respondent(unit_id) for unit_id in more_communes(world, 310)]
        few = api.create_request("cds-thang", NOVEMBER, rights=rights, respondents=units[:10], code="few")
        many = api.create_request("cds-thang", NOVEMBER, rights=rights, respondents=units[10:], code="many")
        office = now_rights("vp.khoa")
        reads: dict[str, Callable[[int], Any]] = {
            "consolidation": lambda request_id: api.consolidation_view(request_id, rights=office),
            "late": lambda request_id: api.late_units(office, request_id=request_id, include_due_within_hours=24),
            "completeness": lambda request_id: api.completeness(office, request_id=request_id, by="unit"),
            "punctuality": lambda request_id: api.punctuality(request_id, rights=office),
            "assignments": lambda request_id: api.assignment_page(
                office, request="few" if request_id == few.id else "many", size=500
            ),
        }
        for name, read in reads.items():
            assert queries(lambda: read(few.id)) == queries(lambda: read(many.id)) <= 16, name  # noqa: B023
        boards = {}
        for request_id in (few.id, many.id):
            mine = Assignment.objects.filter(request_id=request_id, kind="unit").values_list(
                "subject_unit_id", flat=True
            )
            boards[request_id] = queries(lambda: api.tasks_of(drafting(frozenset(mine))))  # noqa: B023
        assert boards[few.id] == boards[many.id] <= 8


def drafting(unit_ids: frozenset[int]) -> Rights:
    """Somebody who drafts for many units."""
    return Rights("user:many", 0, orgs.today(), public={Action.DRAFT: Scope(unit_ids=unit_ids)})


def test_accepting_sixty_two_asks_as_many_questions_as_accepting_two(world: World) -> None:
    with at("2026-11-17 13:42"):
        rights = everything_rights()
        units = [Respondent(unit_id) for unit_id in more_communes(world, 70)]
        request = api.create_request("cds-thang", NOVEMBER, rights=rights, respondents=units)
        rows = list(Assignment.objects.filter(request_id=request.id, kind="unit").values_list("id", flat=True))
        Assignment.objects.filter(pk__in=rows).update(state="submitted")
        two = queries(lambda: api.accept(rows[:2], rights=rights))
        assert queries(lambda: api.accept(rows[2:64], rights=rights)) == two


class _As(AuthBase):
    """Signs every call in as somebody."""

    openapi_type = "http"

    def __init__(self, login: str) -> None:
        self.login = login
        super().__init__()

    def __call__(self, request: Any) -> Rights:
        return now_rights(self.login)


def test_machines_read_requests_and_assignments_in_pages_within_their_reach(world: World) -> None:
    with at("2026-11-17 13:42"):
        ask(world)
        ask(world, code="second")
        office, ea_kar = (TestClient(build_router(_As(login))) for login in ("vp.khoa", "eakar.nhap"))
        first = office.get("/requests?limit=1").json()
        assert [item["code"] for item in first["items"]] == ["cds-thang.2026-11"]
        assert first["items"][0]["deadlines"][0] == {"level": "commune", "due_at": "2026-11-17T10:00:00Z"}
        last = office.get(f"/requests?limit=1&cursor={first['next_cursor']}").json()
        assert ([item["code"] for item in last["items"]], last["next_cursor"]) == (["second"], None)
        own = ea_kar.get("/assignments?request=second").json()["items"]
        assert [(item["subject"], item["state"], item["on_time"]) for item in own] == [("24373", "assigned", None)]
        seen, cursor = [], ""
        while cursor is not None:
            page = office.get(f"/assignments?limit=3&cursor={cursor}").json()
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
        assert seen == sorted(set(seen))
        assert len(seen) == 10
        assert office.get("/assignments?state=locked").json()["items"] == []
        assert office.get("/assignments?state=no_such").status_code == 422


def test_a_machine_reads_a_report_with_what_stands_beside_it(world: World) -> None:
    with at("2026-11-16 09:00"):
        report_past(world, "24373", {"nd09:2026-01": 3_578, "nd09:2026-10": 412})
        request = ask(world)
        number = task_of(request, "24373")
        fill(world, number, {"2": "405"})
        own, stranger, office = (
            TestClient(build_router(_As(login))) for login in ("eakar.nhap", "bmt.nhap", "vp.khoa")
        )
        row = next(one for one in own.get(f"/assignments/{number}").json()["rows"] if one["row_no"] == "2")
        assert (row["figures"]["value"]["value"], row["year_to_date"]["value"], row["previous"]["value"]) == (
            "405", "4395", "412"
        )  # fmt: skip
        # A draft is its own unit's business, and what is out of reach does not exist.
        shown = next(one for one in office.get(f"/assignments/{number}").json()["rows"] if one["row_no"] == "2")
        assert shown["figures"]["value"] == {"value": None, "operator": "=", "missing": "not_reported", "restated": ""}
        with pytest.raises(UnknownAssignment):
            stranger.get(f"/assignments/{number}")
        totals = office.get(f"/consolidations/{request.code}").json()
        assert totals["punctuality"]["not_due"] == 4
        assert totals["totals"][0]["year_to_date"] is not None


def test_a_cursor_of_somebody_elses_making_is_refused(world: World) -> None:
    for cursor in ("zzz", "YWZ0ZXI6eA==", "%%%"):
        with pytest.raises(WrongCursor):
            api.assignment_page(everything_rights(), cursor=cursor)


def test_what_is_out_of_reach_does_not_exist(world: World) -> None:
    with at("2026-11-17 13:42"):
        request = ask(world)
        stranger = now_rights("cntt")
        with pytest.raises(UnknownRequest):
            api.request(request.id, rights=stranger)
        with pytest.raises(UnknownAssignment):
            api.task(task_of(request, "24373"), rights=now_rights("bmt.nhap"))
        with pytest.raises(UnknownAssignment):
            api.receipts(task_of(request, "24373"), rights=now_rights("bmt.nhap"))
        public = orgs.anonymous_rights()
        assert api.requests(stranger) == api.requests(public) == ()
        assert api.assignment_page(public).items == ()
        assert api.completeness(public) == ()
        assert [one.code for one in api.requests(now_rights("vp.giaobaocao"))] == ["cds-thang.2026-11"]
