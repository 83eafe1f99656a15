"""What the rules find in a request, as the consolidating agency goes through it and returns it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.indicators.testing import make_period, write_figure
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, RequestView, TaskState
from tinhso.engines.reporting.contracts.errors import ReasonNeeded, UnknownRequest
from tinhso.engines.reporting.contracts.finding_errors import FindingGone
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import NOVEMBER, World, ask, at, more_communes, now_rights, report_past, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.testing.standing import standing_on

LOGIN = "skhcn.tonghop"
USUAL = {f"nd09:2026-{month:02}": 400 for month in range(1, 11)}


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    """Kỳ 11/2026: Ea Kar and Buôn Ma Thuột sent ten times what is usual, with a note."""
    with at("2026-11-02 08:00"):
        for code in ("24373", "24133"):
            report_past(world, code, USUAL)
        made = ask(world)
    with at("2026-11-16 09:00"):
        for code, login in (("24373", "eakar"), ("24133", "bmt")):
            task = task_of(made, code)
            cells = [CellInput("2", "4120", note="đã kiểm tra"), CellInput("3", "38")]
            assert not api.save_cells(task, cells, rights=now_rights(f"{login}.nhap")).errors
            api.send_for_approval(task, rights=now_rights(f"{login}.nhap"))
            api.approve(task, rights=now_rights(f"{login}.lanhdao"))
    return made


def key_of(request: RequestView, code: str) -> tuple[int, str]:
    view = api.findings_view(request.id, rights=now_rights(LOGIN))
    one = next(unit for unit in view.units if unit.unit.code == code)
    return one.assignment_id, one.findings[0].key


def test_only_sent_reports_are_looked_at_and_each_finding_names_its_row_and_its_repair(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        view = api.findings_view(request_.id, rights=now_rights(LOGIN))
    assert view.checked == 2
    found = [(unit.unit.code, one.row_no, one.rule, one.suggestion) for unit in view.units for one in unit.findings]
    assert sorted(found) == [("24133", "2", "slip", Decimal(412)), ("24373", "2", "slip", Decimal(412))]
    assert [(rule.rule, rule.count) for rule in view.rules] == [("slip", 2)]


def test_many_are_returned_each_with_its_own_finding_and_suggestion(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk, address = seat(LOGIN), f"/tong-hop/{request_.id}/kiem-tra"
        page = desk.open(address)
        assert "2 chỗ cần xác minh ở 2 trong 2 báo cáo đã gửi." in page
        chosen = ["|".join(map(str, key_of(request_, code))) for code in ("24373", "24133")]
        done = desk.send(f"{address}?quy-tac=slip", chon=chosen, reason="Gửi lại trước 17:00.")
        assert "Đã trả lại 2 báo cáo." in done
        assert "không thấy gì ở 0 báo cáo đã gửi" in done
        task = api.task(task_of(request_, "24373"), rights=now_rights("eakar.nhap"))
    assert task.card.state is TaskState.RETURNED
    reason = task.card.return_reason
    assert reason.startswith("Dòng 2: ")
    assert reason.endswith("Gửi lại trước 17:00.")
    assert [row.cell.suggestion for row in task.rows if row.row.no == "2" and row.cell] == [Decimal(412)]


def test_what_is_filtered_away_is_not_shown(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk, address = seat(LOGIN), f"/tong-hop/{request_.id}/kiem-tra"
        assert "Buôn Ma Thuột" in desk.open(address)
        only = desk.open(f"{address}?tim=ea kar")
        assert "Ea Kar" in only
        assert "Phường Buôn Ma Thuột" not in only
        assert "Không có đơn vị nào trong mục lọc này." in desk.open(f"{address}?quy-tac=jump")


def test_a_finding_that_is_gone_and_an_empty_choice_return_nothing(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        one, key = key_of(request_, "24373")
        rights = now_rights(LOGIN)
        with pytest.raises(FindingGone):
            api.return_findings(request_.id, {one: [key], task_of(request_, "24133"): ["3|slip|1"]}, rights=rights)
        with pytest.raises(ReasonNeeded):
            api.return_findings(request_.id, {}, rights=rights)
        with pytest.raises(NoRight):
            api.return_findings(request_.id, {one: [key]}, rights=now_rights("thanhtra"))
        with pytest.raises(UnknownRequest):
            api.findings_view(10**6, rights=rights)
    assert not Assignment.objects.filter(state=TaskState.RETURNED).exists()


def test_a_finding_of_an_earlier_sending_returns_nothing(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        one, key = key_of(request_, "24373")
        Assignment.objects.filter(pk=one).update(submissions_made=2)
        assert key_of(request_, "24373") != (one, key)
        with pytest.raises(FindingGone):
            api.return_findings(request_.id, {one: [key]}, rights=now_rights(LOGIN))


def test_the_number_of_queries_does_not_grow_with_units_or_findings(world: World, seat: type[Desk]) -> None:
    codes = [f"9{number:04}" for number in range(12)]
    past = (("nd09:2026-08", 371), ("nd09:2026-09", 430), ("nd09:2026-10", 412))

    def spent(sent: list[str], doubted: int) -> int:
        rows = Assignment.objects.filter(request_id=request.id, kind="unit", subject_unit__code__in=sent)
        rows.update(state=TaskState.SUBMITTED)
        desk = seat(LOGIN)
        with CaptureQueriesContext(connection) as seen:
            page = desk.open(f"/tong-hop/{request.id}/kiem-tra")
        assert page.html.count('name="chon"') == doubted
        return len(seen)

    with at("2026-11-02 08:00"):
        for unit_id in more_communes(world, len(codes)):
            for period, value in (*past, (NOVEMBER, 4120)):
                write_figure(world.definitions["households_trained"], unit_id, make_period(period), value)
        request = ask(world)
    with at("2026-11-17 09:00"):
        spent(codes[:1], 1)
        least = spent(codes[:2], 2)
        assert spent(codes, len(codes)) == least
