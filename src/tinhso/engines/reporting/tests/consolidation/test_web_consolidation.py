"""The table of a consolidating agency: what it shows of whom, what may be done to it, and at what price."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, RequestView
from tinhso.engines.reporting.models import Adjustment, Assignment
from tinhso.engines.reporting.testing import (
    World,
    ask,
    at,
    more_communes,
    now_rights,
    report_past,
    task_of,
)
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.testing.standing import standing_on

USUAL = {f"nd09:2026-{month:02}": 400 for month in range(1, 11)} | {"nd09:2025-11": 388}


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    """Kỳ 11/2026: Ea Kar sent 4.120 where 400 is usual, Buôn Ma Thuột sent 106, two have not sent."""
    with at("2026-11-02 08:00"):
        report_past(world, "24373", USUAL)
        report_past(world, "24133", {"nd09:2025-11": 113})
        report_past(world, "22015", {"nd09:2025-11": 500})
        made = ask(world)
    with at("2026-11-16 13:40"):
        _send(world, made, "24373", "4120")
        _send(world, made, "24133", "106")
    return made


def _send(world: World, request: RequestView, code: str, households: str) -> None:
    drafter, approver = {
        "24373": ("eakar.nhap", "eakar.lanhdao"),
        "24133": ("bmt.nhap", "bmt.lanhdao"),
    }[code]
    task = task_of(request, code)
    cells = [CellInput("2", households, note="đã kiểm tra"), CellInput("3", "38")]
    assert not api.save_cells(task, cells, rights=now_rights(drafter)).errors
    api.send_for_approval(task, rights=now_rights(drafter))
    api.approve(task, rights=now_rights(approver))


def unit_row(html: str, code: str) -> str:
    return html.partition(f'id="don-vi-{code}"')[2].partition("</tr>")[0]


def total_row(html: str) -> str:
    return html.partition('<tr class="total">')[2].partition("</tr>")[0]


def test_the_table_compares_a_partial_total_with_the_same_units(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        page = seat("skhcn.tonghop").open(f"/tong-hop/{request_.id}")
    assert "2/4 đã gửi · 2 chưa gửi · 1 cần xác minh" in page
    # The doubted column is chosen by itself and carries its comparisons.
    assert "4.226" in total_row(page.html)
    assert "501" in total_row(page.html)  # 388 + 113, not 1.001
    assert "843,5%" in total_row(page.html)
    assert "2/4, so cùng 2" in page
    assert "Cả 4 đơn vị năm trước: 1.001" in page
    assert "is-doubted" in unit_row(page.html, "24373")
    assert "cần xác minh" in unit_row(page.html, "24373")
    assert "chưa gửi" in unit_row(page.html, "22015")
    assert "1.260" in unit_row(page.html, "22015")  # known to the system although nothing was sent


def test_filters_leave_only_the_units_they_name(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        desk = seat("skhcn.tonghop")
        shown = {
            show: [code for code in ("24373", "24133", "22015") if unit_row(desk.open(
                f"/tong-hop/{request_.id}?loc={show}").html, code)]
            for show in ("chua-gui", "moi-gui", "xac-minh", "tra-lai", "da-nhan")
        }  # fmt: skip
    assert shown == {
        "chua-gui": ["22015"],
        "moi-gui": ["24373", "24133"],
        "xac-minh": ["24373"],
        "tra-lai": [],
        "da-nhan": [],
    }


def test_any_column_may_carry_the_comparisons(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        page = seat("skhcn.tonghop").open(f"/tong-hop/{request_.id}?cot=1")
    heading = page.html.partition('aria-current="true">')[2]
    assert "Chỉ tiêu dossiers_received" in heading.partition("</th>")[0]
    assert "4/4" in page


def test_the_panel_shows_the_past_the_question_and_the_way_back(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        page = seat("skhcn.tonghop").open(f"/tong-hop/{request_.id}?o=24373:2")
    assert "11 kỳ gần nhất: 388–400" in page
    assert "Có thừa một chữ số 0 không?" in page
    assert page.value("suggestion") == "412"
    assert ">Dòng 2: Gấp 10 lần" in page.html
    assert "4.120, tạm tính" in page
    assert "/nguon-goc/" in page.html
    assert "is-open" in unit_row(page.html, "24373")
    with at("2026-11-17 13:43"):
        unit = seat("skhcn.tonghop").open(f"/tong-hop/{request_.id}?o=24133")
    assert "Tiếp nhận báo cáo này" in unit
    assert "Phê duyệt, gửi" in unit


def test_accepting_all_leaves_out_what_raises_a_question(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        desk = seat("skhcn.tonghop")
        page = desk.open(f"/tong-hop/{request_.id}")
        assert "Tiếp nhận 1 báo cáo" in page
        ready = page.html.partition('name="chon" value="')[2].partition('"')[0]
        assert ready == str(task_of(request_, "24133"))
        both = [str(task_of(request_, code)) for code in ("24133", "24373")]
        page = desk.send(f"/tong-hop/{request_.id}/tiep-nhan", chon=both)
    assert "Đã tiếp nhận 2 báo cáo." in page
    assert set(Assignment.objects.filter(id__in=both).values_list("state", flat=True)) == {"accepted"}


def test_choosing_nobody_accepts_nobody(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        page = seat("skhcn.tonghop").send(f"/tong-hop/{request_.id}/tiep-nhan")
    assert "Chưa chọn báo cáo nào." in page


@pytest.mark.parametrize(("verb", "reason"), [("tiep-nhan", ""), ("tra-lai", "kiểm tra"), ("tra-nhieu", "kiểm tra")])
def test_a_report_sent_again_meanwhile_is_neither_accepted_nor_returned_unseen(
    world: World, request_: RequestView, seat: type[Desk], verb: str, reason: str
) -> None:
    with at("2026-11-17 09:00"):
        task, other = task_of(request_, "24373"), task_of(request_, "24133")
        page = seat("skhcn.tonghop").open(f"/tong-hop/{request_.id}")
        fields = {"chon": f"{task},{other}", "da-xem": page.value("da-xem"), "reason": reason}
        api.withdraw(task, rights=now_rights("eakar.lanhdao"), reason="nhầm")
        _send(world, request_, "24373", "412")
        before = list(Assignment.objects.order_by("id").values_list("state", "return_reason"))
        refused = seat("skhcn.tonghop").send(f"/tong-hop/{request_.id}/{verb}", **fields)
        assert (refused.status, "REP-298" in refused) == (409, True)
        assert list(Assignment.objects.order_by("id").values_list("state", "return_reason")) == before
        fields["da-xem"] = refused.value("da-xem")
        assert seat("skhcn.tonghop").send(f"/tong-hop/{request_.id}/{verb}", **fields).status == 200


def test_a_return_without_a_reason_stays_on_the_page(request_: RequestView, seat: type[Desk]) -> None:
    task = task_of(request_, "24373")
    with at("2026-11-17 13:42"):
        desk = seat("skhcn.tonghop")
        page = desk.send(
            f"/tong-hop/{request_.id}/tra-lai?o=24373:2", chon=str(task), row="2", suggestion="412", reason=""
        )
        assert page.status == 422
        assert "REP-043" in page
        assert page.value("suggestion") == "412"
        english = seat("skhcn.tonghop", english=True).send(
            f"/tong-hop/{request_.id}/tra-lai", chon=str(task), row="2", suggestion="1,412", reason="Row 2: see"
        )
    assert "Returned" in english
    assert Assignment.objects.get(pk=task).suggestions == [{"row": "2", "column": "value", "value": "1412"}]


def test_adjustment_lines_stand_apart_from_what_units_sent(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        desk = seat("skhcn.tonghop")
        wrong = desk.send(
            f"/tong-hop/{request_.id}/dieu-chinh", title="Sở tự thực hiện", row="2", value="35o", reason="Lớp của Sở"
        )
        assert wrong.status == 422
        assert wrong.value("value") == "35o"
        assert wrong.value("title") == "Sở tự thực hiện"
        for title, value in (("Sở tự thực hiện", "350"), ("Loại trừ tính trùng", "-120")):
            desk.send(f"/tong-hop/{request_.id}/dieu-chinh", title=title, row="2", value=value, reason="công văn 12")
        page = desk.open(f"/tong-hop/{request_.id}")
        assert "4.226" in total_row(page.html)
        assert "+350" in page
        assert "−120" in page
        assert "4.456" in page  # 4.226 + 350 − 120
        own = Adjustment.objects.get(line="loai-tru-tinh-trung")
        page = desk.send(f"/tong-hop/{request_.id}/rut-dieu-chinh", chon=str(own.pk), reason="không trùng")
    assert "Đã rút dòng điều chỉnh." in page
    assert Adjustment.objects.get(line="so-tu-thuc-hien").value == 350


def test_only_the_receiving_agency_acts_and_only_the_office_locks(request_: RequestView, seat: type[Desk]) -> None:
    task = task_of(request_, "24373")
    with at("2026-11-17 13:42"):
        page = seat("chutich").open(f"/tong-hop/{request_.id}")
        assert page.status == 200
        assert "Tiếp nhận" not in page.html.partition('<div class="toolbar">')[2].partition("</div>")[0]
        assert "Khóa kỳ" not in page
        assert "Khóa kỳ" in seat("vp.khoa").open(f"/tong-hop/{request_.id}")
        for login in ("chutich", "eakar.nhap", "thanhtra"):
            assert seat(login).send(f"/tong-hop/{request_.id}/tiep-nhan", chon=str(task)).status in (403, 404)
            assert seat(login).send(f"/tong-hop/{request_.id}/khoa").status in (403, 404)
        assert seat("skhcn.tonghop").send(f"/tong-hop/{request_.id}/khoa").status == 403
        assert seat("cntt").open(f"/tong-hop/{request_.id}").status == 404
        assert seat("skhcn.tonghop").send(f"/tong-hop/{request_.id}/xoa-het").status == 404
    assert Assignment.objects.get(pk=task).state == "submitted"


def test_whoever_closed_the_consolidation_cannot_approve_it(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        desk = seat("skhcn.tonghop")
        desk.send(f"/tong-hop/{request_.id}/trinh")
        assert desk.send(f"/tong-hop/{request_.id}/gui-len").status == 403
        director = seat("skhcn.lanhdao")
        assert "Phê duyệt và gửi lên" in director.open(f"/tong-hop/{request_.id}")
        refused = director.send(f"/tong-hop/{request_.id}/tra-nguoi-tong-hop", reason="")
        assert refused.status == 422
        assert "Đã trả lại người tổng hợp." in director.send(
            f"/tong-hop/{request_.id}/tra-nguoi-tong-hop", reason="Chờ đủ đơn vị"
        )


def test_locking_and_unlocking_go_by_the_office_with_a_reason(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-26 17:05"):
        office = seat("vp.khoa")
        page = office.send(f"/tong-hop/{request_.id}/khoa")
        assert "không gửi" in unit_row(page.html, "22015")
        assert "đã khóa" in page
        assert office.send(f"/tong-hop/{request_.id}/mo-khoa", reason="").status == 422
        assert "Đã mở khóa kỳ báo cáo." in office.send(f"/tong-hop/{request_.id}/mo-khoa", reason="Theo công văn 9")


def test_a_supplement_after_the_lock_waits_to_be_accepted(request_: RequestView, seat: type[Desk]) -> None:
    sent, supplement = task_of(request_, "24133"), task_of(request_, "24373")
    with at("2026-11-17 15:00"):
        receiver = seat("skhcn.tonghop")
        receiver.send(f"/tong-hop/{request_.id}/tiep-nhan", chon=str(sent))
    with at("2026-11-26 17:05"):
        seat("vp.khoa").send(f"/tong-hop/{request_.id}/khoa")
        table = receiver.open(f"/tong-hop/{request_.id}").html
        # Sent before the lock and not accepted: still to be accepted; accepted before it: done.
        assert "chờ tiếp nhận" in unit_row(table, "24373")
        assert "chờ tiếp nhận" not in unit_row(table, "24133")
        page = receiver.send(f"/tong-hop/{request_.id}/tiep-nhan", chon=str(supplement))
        assert "Đã tiếp nhận 1 báo cáo." in page
        assert "chờ tiếp nhận" not in unit_row(page.html, "24373")


def test_reading_an_act_again_leads_to_the_table(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        assert seat("skhcn.tonghop").open(f"/tong-hop/{request_.id}/khoa").url == f"/tong-hop/{request_.id}"


def test_the_list_of_reports_says_how_many_have_sent(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        page = seat("skhcn.tonghop").open("/tong-hop")
    assert "2/4" in page
    assert "2 chờ tiếp nhận" in page


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/tong-hop/{id}", 24),
        ("/tong-hop/{id}?o=24373:2", 28),
        ("/tong-hop/{id}?o=24373", 28),
        ("/tong-hop", 12),
        ("/giao/{id}", 36),
    ],
)
def test_thirty_units_cost_as_many_questions_as_four(world: World, seat: type[Desk], address: str, most: int) -> None:
    with at("2026-11-02 08:00"):
        small = ask(world, "nd09:2026-10")
        more_communes(world, 26)
        large = ask(world, "nd09:2026-11")
    counts = []
    with at("2026-11-17 13:42"):
        desk = seat("vp.giaobaocao" if address.startswith("/giao") else "skhcn.tonghop")
        for request in (small, large):
            desk.open(address.format(id=request.id))
            with CaptureQueriesContext(connection) as asked:
                assert desk.open(address.format(id=request.id)).status == 200
            counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= most


def test_a_line_is_named_by_its_title() -> None:
    assert api.line_id_of("Sở tự thực hiện") == "so-tu-thuc-hien"
    assert api.line_id_of("  Đã trừ (2 lần)! ") == "da-tru-2-lan"
    assert api.line_id_of("…") == "dong"
