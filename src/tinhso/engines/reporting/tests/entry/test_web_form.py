"""The form of a unit by plain requests: what it shows, what it keeps, what it asks, what it refuses."""

from __future__ import annotations

from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.reporting import api
from tinhso.engines.reporting.models import Assignment, Cell
from tinhso.engines.reporting.testing import (
    NOVEMBER,
    World,
    ask,
    at,
    load_package,
    now_rights,
    report_past,
    send,
    task_of,
)
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing_on

USUAL = {f"nd09:2026-{month:02}": 400 + month for month in range(1, 11)} | {"nd09:2025-11": 388}
# The rows of the small form by their place: 1 heading, 2 “1”, 3 “2” (typed), 4 “3” (carried over), 5 “4”, 6 “5”.


@standing_on("reporting_world")
def task(world: World) -> int:
    """Ea Kar's task of kỳ 11/2026 with a year behind it."""
    with at("2026-11-02 08:00"):
        report_past(world, "24373", USUAL)
        report_past(world, "24373", {"nd09:2026-10": 38}, "villages")
        return task_of(ask(world), "24373")


def test_opening_a_form_receives_it_and_shows_what_is_known_and_compared(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        page = seat("eakar.nhap").open(f"/viec/{task}")
    assert Assignment.objects.get(pk=task).state == "received"
    known = page.row("1")
    assert 'value="1.260" readonly' in known
    assert "xem nguồn gốc" in known
    assert "/nguon-goc/" in known
    typed = page.row("2")
    assert ">410<" in typed  # the period before
    assert ">388<" in typed  # a year ago
    assert "không phát sinh" in typed
    assert "giữ như kỳ trước" not in typed
    assert "giữ như kỳ trước" in page.row("3")
    assert "61,9" in page.row("4")
    assert "còn 2 ô" in page
    assert "còn 3 giờ" in page
    assert page.html.count('readonly aria-describedby="c') == 2


def test_one_wrong_cell_answers_422_with_its_text_and_the_others_are_kept(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk = seat("eakar.nhap")
        page = desk.fill(desk.open(f"/viec/{task}"), c3="12,5,0", c4="38")
    assert page.status == 422
    assert page.value("c3") == "12,5,0"
    assert page.fields["c3"].attributes["aria-invalid"] == "true"
    assert "is-wrong" in page.html.partition('id="dong-2"')[0].rpartition("<tr")[2]
    assert page.value("c4") == "38"
    assert "is-kept" in page.html.partition('id="dong-3"')[0].rpartition("<tr")[2]
    assert list(Cell.objects.values_list("row_no", "kind")) == [("3", "carried")]


def test_a_slip_is_asked_about_and_one_button_mends_it(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk = seat("eakar.nhap")
        page = desk.fill(desk.open(f"/viec/{task}"), c3="4.120")
        assert page.status == 200
        assert "Có thừa một chữ số 0 không?" in page.row("2")
        assert 'value="set:3:412"' in page.row("2")
        assert "1 cảnh báo" in page
        page = desk.fill(page, act="set:3:412")
        assert page.value("c3") == "412"
        assert "Có thừa" not in page


def test_a_slip_that_is_right_takes_a_note(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk = seat("eakar.nhap")
        page = desk.fill(desk.open(f"/viec/{task}"), c3="4.120", c4="38")
        assert desk.fill(page, act="send").status == 422
        page = desk.fill(page, act="send", n3="tập huấn toàn xã dịp chuyển đổi số")
    assert page.url == "/viec"
    assert Cell.objects.get(row_no="2").note == "tập huấn toàn xã dịp chuyển đổi số"


def test_buttons_keep_the_previous_say_zero_and_say_not_applicable(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk = seat("eakar.nhap")
        page = desk.fill(desk.open(f"/viec/{task}"), act="keep:4")
        assert page.value("c4") == "38"
        page = desk.fill(page, act="zero:3")
        assert page.value("c3") == "0"
        page = desk.fill(page, act="na:3")
        assert page.value("c3") == "không áp dụng"
        # What a button wrote is what the field says when it is sent again: nothing changes.
        assert "Không có gì thay đổi." in desk.fill(page)
    assert set(Cell.objects.values_list("row_no", "kind")) == {("2", "not_applicable"), ("3", "carried")}


def test_disputing_a_known_figure_neither_changes_it_nor_stops_the_report(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk = seat("eakar.nhap")
        page = desk.fill(desk.open(f"/viec/{task}"), d2="thiếu hồ sơ nộp ở buôn", c3="405", c4="38")
        assert "đã báo số này không đúng" in page.row("1")
        assert 'value="1.260" readonly' in page.row("1")
        assert desk.fill(page, act="send").url == "/viec"
        reading = seat("eakar.lanhdao").open(f"/viec/{task}/phe-duyet")
        assert "thiếu hồ sơ nộp ở buôn" in reading


def test_overriding_a_known_figure_needs_a_reason_and_keeps_both(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk = seat("eakar.nhap")
        page = desk.open(f"/viec/{task}")
        refused = desk.fill(page, c2="1.300")
        assert refused.status == 422
        assert refused.value("c2") == "1.300"
        page = desk.fill(page, c2="1.300", d2="đếm lại sổ một cửa")
        assert page.value("c2") == "1.300"
        assert "hệ thống có 1.260" in page.row("1")
        page = desk.fill(page, act="known:2")
        assert 'value="1.260" readonly' in page.row("1")


def test_two_people_do_not_overwrite_each_other_unseen(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        first, second = seat("eakar.nhap"), seat("eakar.nhap")
        seen = first.open(f"/viec/{task}")
        second.fill(second.open(f"/viec/{task}"), c3="412")
        page = first.fill(seen, c3="405", c4="38")
        assert page.status == 422
        assert page.value("c3") == "405"
        assert "412" in page.row("2")
        assert Cell.objects.get(row_no="2").value == 412
        assert Cell.objects.get(row_no="3").value == 38
        # Both values were shown; whoever saves again decided.
        assert first.fill(page).status == 200
    assert Cell.objects.get(row_no="2").value == 405


def test_an_untouched_field_does_not_clear_what_a_colleague_entered(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        first, second = seat("eakar.nhap"), seat("eakar.nhap")
        seen = first.open(f"/viec/{task}")
        second.fill(second.open(f"/viec/{task}"), c3="412")
        assert first.fill(seen, c4="38").status == 200
    assert Cell.objects.get(row_no="2").value == 412


def test_sending_an_unfinished_form_names_the_rows_and_keeps_the_rest(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk = seat("eakar.nhap")
        page = desk.fill(desk.open(f"/viec/{task}"), act="send", c3="405")
    assert page.status == 422
    assert "Chưa trình được. Còn phải xem dòng" in page
    assert "Ô này chưa có số." in page.row("3")
    assert "Ô này chưa có số." not in page.row("2")
    assert Cell.objects.get(row_no="2").value == 405
    assert Assignment.objects.get(pk=task).state == "drafting"


def test_an_english_screen_shows_and_reads_english_numbers(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk = seat("eakar.nhap", english=True)
        page = desk.open(f"/viec/{task}")
        assert 'value="1,260" readonly' in page.row("1")
        page = desk.fill(page, c3="1,405")
        assert page.value("c3") == "1,405"
        assert "left" in page
    assert Cell.objects.get(row_no="2").value == 1405


def test_a_sent_form_is_read_only_and_refuses_what_an_old_page_sends(world: World, task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk = seat("eakar.nhap")
        old = desk.open(f"/viec/{task}")
        send(world, task, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        page = desk.open(f"/viec/{task}")
        assert "c3" not in page.fields
        assert "405" in page.row("2")
        assert "Phiếu xác nhận đã gửi" in page
        late = desk.fill(old, c3="999")
        assert late.status == 409
        assert "REP-041" in late


def test_a_form_of_another_unit_is_not_there(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        for login in ("bmt.nhap", "cntt"):
            page = seat(login).open(f"/viec/{task}")
            assert page.status == 404
            assert "REP-040" in page
        page = seat("bmt.nhap").send(f"/viec/{task}", c3="1", act="save")
        assert page.status == 404
    assert not Cell.objects.exists()


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        assert seat().client.get(f"/viec/{task}?trang=2").url == f"/tai-khoan/login/?next=/viec/{task}%3Ftrang%3D2"
        assert seat().client.post(f"/viec/{task}/phe-duyet").url.startswith("/tai-khoan/login/")


def test_a_long_form_is_filled_page_by_page(world: World, seat: type[Desk]) -> None:
    for number in range(65):
        make_definition(f"long_{number}")
    rows = "\n".join(f'  - {{no: "{number}", indicator: long_{number}}}' for number in range(65))
    with at("2026-11-02 08:00"):
        load_package({"forms/long.yaml": _LONG_FORM + rows + "\n", "regimes/long.yaml": _LONG_REGIME})
        request = api.create_request("long-month", parse_period(NOVEMBER), rights=now_rights("vp.giaobaocao"))
    task = task_of(request, "24373")
    with at("2026-11-17 09:00"):
        desk = seat("eakar.nhap")
        page = desk.open(f"/viec/{task}")
        assert sum(name.startswith("c") and name[1:].isdecimal() for name in page.fields) == 60
        page = desk.fill(page, act="page:2", c1="7")
        assert page.url == f"/viec/{task}?trang=2"
        assert "c65" in page.fields
        assert "c1" not in page.fields
        page = desk.fill(page, act="page:1", c65="9")
        assert page.value("c1") == "7"
        # Sending from the last page leads to the first one that is not finished, and names rows of both.
        page = desk.fill(desk.open(f"/viec/{task}?trang=2"), act="send", c61="1")
        assert page.status == 422
        assert "c2" in page.fields
        assert 'href="#dong-1"' in page.html
        assert 'href="?trang=2#dong-61"' not in page.html  # twelve rows are named, the rest follows
    assert dict(Cell.objects.values_list("row_no", "value")) == {"0": 7, "64": 9, "60": 1}


_LONG_FORM = """
code: long
version: 1
valid_from: 2023-01-01
name_vi: Biểu dài
name_en: Long form
source: thử nghiệm
illustrative: true
columns:
  - {kind: value}
rows:
"""
_LONG_REGIME = """
code: long-month
version: 1
valid_from: 2023-01-01
name_vi: Báo cáo dài tháng
name_en: Long report
kind: periodic
scheme: nd09.month
form: long
assigner: H15.01
respondents:
  - {units: ["24373"]}
deadlines:
  - {level: commune, working_days_after_cut_off: 2}
lock: {working_days_after_last_deadline: 1}
source: thử nghiệm
legal_basis: NĐ 09/2019/NĐ-CP
illustrative: true
"""
