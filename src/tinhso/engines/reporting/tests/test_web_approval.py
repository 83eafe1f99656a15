"""The leader's page, the receipt, the history, taking back and correcting; and who is refused."""

from __future__ import annotations

from django.conf import LazySettings

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import ACTOR, World, ask, at, fill, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust import api as trust

DONE = {"2": "405", "3": "38"}


def state_of(task: int) -> str:
    return Assignment.objects.get(pk=task).state


def test_the_leader_reads_differences_and_where_each_figure_came_from(waiting: int, seat: type[Desk]) -> None:
    with at("2026-11-16 10:00"):
        page = seat("eakar.lanhdao").open(f"/viec/{waiting}/phe-duyet")
    assert "−7 (−1,7%)" in page.row("2")
    assert "đơn vị nhập" in page.row("2")
    assert "từ hệ thống khác" in page.row("1")
    assert "Phê duyệt và gửi" in page
    assert "chưa phải chữ ký số" in page


def test_the_drafter_reads_but_cannot_decide(waiting: int, seat: type[Desk]) -> None:
    with at("2026-11-16 10:00"):
        desk = seat("eakar.nhap")
        assert "không chờ bạn phê duyệt" in desk.open(f"/viec/{waiting}/phe-duyet")
        page = desk.send(f"/viec/{waiting}/phe-duyet", act="approve")
    assert page.status == 403
    assert "ORG-020" in page
    assert state_of(waiting) == "awaiting_approval"


def test_whoever_drafted_cannot_approve_even_with_the_right_to(world: World, waiting: int, seat: type[Desk]) -> None:
    with at("2026-11-16 10:00"):
        orgs.grant_role("eakar.nhap", Role.APPROVER, world.unit_id("24373"), actor=ACTOR, valid_from=orgs.today())
        page = seat("eakar.nhap").send(f"/viec/{waiting}/phe-duyet", act="approve")
    assert page.status == 403
    assert "REP-042" in page
    assert state_of(waiting) == "awaiting_approval"


def test_giving_back_needs_a_reason_and_says_so_on_the_page(waiting: int, seat: type[Desk]) -> None:
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        page = desk.send(f"/viec/{waiting}/phe-duyet", act="send_back", reason=" ")
        assert page.status == 422
        assert "REP-043" in page
        assert "Phê duyệt và gửi" in page
        page = desk.send(f"/viec/{waiting}/phe-duyet", act="send_back", reason="Kiểm lại dòng 2")
        assert page.url == "/viec"
        assert state_of(waiting) == "drafting"
        # A second press on an old page is told what happened meanwhile.
        assert desk.send(f"/viec/{waiting}/phe-duyet", act="approve").status == 409


def test_a_delegation_that_ended_approves_nothing(waiting: int, seat: type[Desk]) -> None:
    with at("2026-11-21 09:00"):
        page = seat("eakar.pct").send(f"/viec/{waiting}/phe-duyet", act="approve")
    assert page.status in (403, 404)
    assert state_of(waiting) == "awaiting_approval"


def test_the_receipt_says_what_the_server_received(waiting: int, seat: type[Desk]) -> None:
    with at("2026-11-17 16:02"):
        page = seat("eakar.pct").send(f"/viec/{waiting}/phe-duyet", act="approve")
        assert page.url == f"/viec/{waiting}/phieu/1"
        for words in (
            "17/11/2026 16:02",
            "17/11/2026 17:00 (đúng hạn)",
            "1 (gửi lần đầu)",
            "KT. CHỦ TỊCH · Phó Chủ tịch UBND xã, xác nhận bằng tài khoản",
            "4 ô, 2 ô hệ thống đã biết",
            "chờ niêm phong",
        ):
            assert words in page
        assert "ký số:" in page
        trust.seal_all()
        assert "chờ niêm phong" not in seat("eakar.nhap").open(f"/viec/{waiting}/phieu")
        assert seat("eakar.nhap").open(f"/viec/{waiting}/phieu/9").status == 404
        assert seat("bmt.nhap").open(f"/viec/{waiting}/phieu").status == 404


def test_a_sent_report_is_taken_back_with_a_reason_before_it_is_accepted(
    world: World, waiting: int, seat: type[Desk]
) -> None:
    with at("2026-11-17 09:00"):
        leader = seat("eakar.lanhdao")
        leader.send(f"/viec/{waiting}/phe-duyet", act="approve")
        assert "Rút về để sửa" in leader.open(f"/viec/{waiting}")
        refused = leader.send(f"/viec/{waiting}/sua-lai", reason="")
        assert refused.status == 422
        assert "Hãy ghi lý do" in refused
        assert "Đã mở lại biểu" in leader.send(f"/viec/{waiting}/sua-lai", reason="Sót một lớp")
        # The receipt stays true and says that what it confirms counts no longer, on screen and on paper.
        page = leader.open(f"/viec/{waiting}/phieu/1")
        assert "phê duyệt đã rút" in page
        assert "rút phê duyệt lúc 17/11/2026 09:00: Sót một lớp" in page
        paper = api.receipt_paper(waiting, 1, rights=now_rights("eakar.lanhdao"))
        assert "Không còn hiệu lực" in str(paper.blocks)
        assert state_of(waiting) == "drafting"
    with at("2026-11-17 10:00"):
        api.send_for_approval(waiting, rights=now_rights("eakar.nhap"))
        api.approve(waiting, rights=now_rights("eakar.lanhdao"))
        last, first = api.receipts(waiting, rights=now_rights("skhcn.tonghop"))
        assert (last.revoked, last.followed_by) == (None, 0)
        assert first.revoked is not None
        assert (first.revoked.verb, first.revoked.reason, first.followed_by) == ("withdraw", "Sót một lớp", 2)
        api.return_submission(waiting, rights=now_rights("skhcn.tonghop"), reason="Xem lại dòng 2")
        assert "Cơ quan nhận trả lại lúc 17/11/2026 10:00" in leader.open(f"/viec/{waiting}/phieu/2")


def test_the_history_of_a_cell_is_for_the_unit_alone(waiting: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        page = seat("eakar.nhap").open(f"/viec/{waiting}/o/2")
        assert "ô trống thành 405" in page
        assert "Tháng 10/2026" in page
        assert seat("eakar.nhap").open(f"/viec/{waiting}/o/77").status == 404
        assert seat("skhcn.tonghop").open(f"/viec/{waiting}/o/2").status == 404


def test_the_history_of_a_report_hides_the_inside_of_the_unit_from_others(
    world: World, waiting: int, seat: type[Desk]
) -> None:
    with at("2026-11-17 09:00"):
        api.approve(waiting, rights=now_rights("eakar.lanhdao"))
        inside, outside = seat("eakar.nhap"), seat("skhcn.tonghop")
        assert "Trình phê duyệt" in inside.open(f"/viec/{waiting}/dien-bien")
        assert "Trình phê duyệt" not in outside.open(f"/viec/{waiting}/dien-bien")
        assert "Phê duyệt, gửi" in outside.open(f"/viec/{waiting}/dien-bien")


def test_what_a_consolidating_agency_reads_has_no_draft(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        task = task_of(ask(world), "24373")
    with at("2026-11-16 09:00"):
        fill(world, task, DONE)
        page = seat("skhcn.tonghop").open(f"/viec/{task}")
        assert page.status == 200
        assert "405" not in page.row("2")
        send(world, task, DONE, drafter="eakar.nhap", approver="eakar.lanhdao")
        assert "405" in seat("skhcn.tonghop").open(f"/viec/{task}").row("2")


def test_without_a_second_factor_the_leader_reads_and_is_told_where_to_set_it_up(
    waiting: int, seat: type[Desk], settings: LazySettings
) -> None:
    settings.TINHSO_SECOND_FACTOR = "approve"
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        assert "Phê duyệt và gửi" in desk.open(f"/viec/{waiting}/phe-duyet")
        page = desk.send(f"/viec/{waiting}/phe-duyet", act="approve")
    assert page.status == 403
    assert "ORG-060" in page
    assert 'href="/tai-khoan/2fa/"' in page.html
    assert state_of(waiting) == "awaiting_approval"
