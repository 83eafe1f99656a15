"""Assigning a report, watching it, reminding, extending and cancelling it."""

from __future__ import annotations

from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.contracts.requests import SECONDS_PER_CELL
from tinhso.engines.reporting.models import Assignment, Reminder, Request
from tinhso.engines.reporting.testing import World, ask, at, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust.testing import tamper, undone
from tinhso.testing.standing import standing_on


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    with at("2026-11-02 08:00"):
        made = ask(world)
    with at("2026-11-16 09:00"):
        send(world, task_of(made, "24373"), {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
    return made


def test_a_report_is_assigned_in_two_steps_after_a_preview(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        desk = seat("vp.giaobaocao")
        assert "Chưa giao báo cáo nào" in desk.open("/giao")
        page = desk.open("/giao/moi?che_do=cds-thang")
        assert 'value="nd09:2026-11"' in page.html
        page = desk.open("/giao/moi?che_do=cds-thang&ky=nd09:2026-11")
        for words in (
            "17/11/2026 17:00, thứ Ba",
            "19/11/2026 17:00, thứ Năm",
            "25/11/2026 17:00, thứ Tư",  # 24/11 is a holiday
            "4 đơn vị (Cấp xã)",
            "Sở Khoa học và Công nghệ",
        ):
            assert words in page
        assert not Request.objects.exists()
        page = desk.send("/giao/moi", che_do="cds-thang", ky="nd09:2026-11", ten="")
        made = Request.objects.get()
        assert page.url == f"/giao/{made.pk}"
        assert "Báo cáo chuyển đổi số tháng 11/2026" in page
        assert "0/4 đã gửi" in page
        # The same report cannot be assigned twice; the page says why and keeps what was chosen.
        again = desk.send("/giao/moi", che_do="cds-thang", ky="nd09:2026-11", ten="Lần hai")
        assert again.status == 409
        assert "REP-020" in again
        assert again.value("ten") == "Lần hai"


def test_without_the_assumption_of_seconds_a_cell_the_preview_counts_cells_and_tells_no_minutes(
    world: World, seat: type[Desk]
) -> None:
    with at("2026-11-02 08:00"), undone():
        assert tamper("DELETE FROM reporting_legalconstant WHERE code = %s", [SECONDS_PER_CELL]) == 1
        page = seat("vp.giaobaocao").open("/giao/moi?che_do=cds-thang&ky=nd09:2026-11")
        assert "4 ô mỗi đơn vị, 16 ô tất cả" in page
        assert "nên chưa ước được số phút" in page
        assert "Công sức" not in page
        assert "giờ công" not in page
        english = seat("vp.giaobaocao", english=True).open("/giao/moi?che_do=cds-thang&ky=nd09:2026-11")
        assert "no minutes can be told" in english


def test_a_period_of_another_scheme_is_refused_on_the_page(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        desk = seat("vp.giaobaocao")
        assert "REP-021" in desk.open("/giao/moi?che_do=cds-thang&ky=2026-11")
        assert desk.open("/giao/moi?che_do=cds-thang&ky=nonsense").status == 422


def test_only_who_assigns_may_assign(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        for login in ("eakar.nhap", "skhcn.tonghop", "vp.khoa", "chutich", "cntt"):
            assert seat(login).open("/giao/moi").status == 403
            page = seat(login).send("/giao/moi", che_do="cds-thang", ky="nd09:2026-11")
            assert page.status == 403
        assert "Giao một báo cáo" not in seat("chutich").open("/giao")
    assert not Request.objects.exists()


def test_late_units_stand_with_who_answers_and_their_record(
    world: World, request_: RequestView, seat: type[Desk]
) -> None:
    with at("2026-11-18 09:00"):
        page = seat("vp.giaobaocao").open(f"/giao/{request_.id}")
    assert "1/4 đã gửi" in page
    assert "1/4 (25,0%)" in page
    assert "quá hạn 16 giờ" in page
    assert "Công chức Văn hóa – xã hội" in page
    assert "Phường Buôn Ma Thuột" in page
    assert "Xã Ea Kar" not in page


def test_reminding_records_it_and_shows_the_words_to_paste(request_: RequestView, seat: type[Desk]) -> None:
    chosen = [str(task_of(request_, code)) for code in ("24133", "22015")]
    with at("2026-11-17 13:42"):
        desk = seat("vp.giaobaocao")
        page = desk.send(f"/giao/{request_.id}", act="remind", chon=chosen, text="")
        assert page.url == f"/giao/{request_.id}/don-doc"
        assert "Báo cáo chuyển đổi số tháng 11/2026" in page
        assert page.html.count("readonly") == 2
        # Reading the page again records nothing more.
        assert desk.open(page.url).html.count("readonly") == 2
        assert "vừa xong" in desk.open(f"/giao/{request_.id}")
    assert Reminder.objects.count() == 2


def test_reminding_nobody_or_somebody_who_has_sent_is_told(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        desk = seat("vp.giaobaocao")
        assert "Chưa chọn đơn vị nào." in desk.send(f"/giao/{request_.id}", act="remind")
        sent = str(task_of(request_, "24373"))
        page = desk.send(f"/giao/{request_.id}", act="remind", chon=[sent], text="nhắc")
        assert page.status == 409
        assert "REP-052" in page
        assert page.value("text") == "nhắc"
        assert seat("eakar.nhap").send(f"/giao/{request_.id}", act="remind", chon=[sent]).status in (403, 404, 409)
    assert not Reminder.objects.exists()


def test_a_deadline_moves_to_a_working_day_only(request_: RequestView, seat: type[Desk]) -> None:
    task = task_of(request_, "22015")
    with at("2026-11-17 13:42"):
        desk = seat("vp.giaobaocao")
        fields = {"act": "extend", "chon": [str(task)], "reason": "mất điện"}
        page = desk.send(f"/giao/{request_.id}", due_on="2026-11-22", **fields)
        assert page.status == 422
        assert "hãy chọn 23/11/2026" in page
        assert page.value("due_on") == "2026-11-22"
        assert "Chưa chọn hạn mới." in desk.send(f"/giao/{request_.id}", due_on="", **fields)
        page = desk.send(f"/giao/{request_.id}", due_on="2026-11-23", **fields)
        assert "Đã gia hạn đến 23/11/2026 17:00." in page
        assert "sau hạn của cơ quan tổng hợp" in page
    assert Assignment.objects.get(pk=task).extended


def test_cancelling_needs_a_reason_and_no_figures(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        request = ask(world)
        desk = seat("vp.giaobaocao")
        page = desk.send(f"/giao/{request.id}", act="cancel", reason=" ")
        assert page.status == 422
        assert "REP-043" in page
        page = desk.send(f"/giao/{request.id}", act="cancel", reason="Giao nhầm kỳ")
        assert "Đã hủy báo cáo này." in page
        assert "đã hủy" in page
        assert "Chưa có việc nào" in seat("eakar.nhap").open("/viec")


def test_a_report_with_figures_cannot_be_cancelled(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        page = seat("vp.giaobaocao").send(f"/giao/{request_.id}", act="cancel", reason="Giao nhầm")
    assert page.status == 409
    assert "REP-028" in page


def test_a_request_out_of_reach_is_not_there(world: World, request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        assert seat("cntt").open(f"/giao/{request_.id}").status == 404
        assert seat("vp.giaobaocao").open("/giao/999").status == 404
