"""Tables to type into: many forms saved at once, what has two readings is asked about, pages without JavaScript."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NoRight, Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, CellKind, RequestView, Respondent
from tinhso.engines.reporting.contracts.errors import NotReady, WrongState
from tinhso.engines.reporting.models import Assignment, Cell, CellChange, Submission, Transition
from tinhso.engines.reporting.testing import (
    ACTOR,
    World,
    ask,
    at,
    fill,
    know,
    more_communes,
    now_rights,
    report_past,
    task_of,
)
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.usefixtures("seat")
EA_KAR, BMT = "24373", "24133"


@standing_on("reporting_world")
def request_for_all(world: World) -> RequestView:
    """The department enters the four communes' forms for them."""
    with at("2026-11-02 08:00"):
        orgs.create_user("stc.nhap", actor=ACTOR, title_vi="Chuyên viên")
        orgs.grant_role("stc.nhap", Role.DRAFTER, world.unit_id("H15.16"), actor=ACTOR)
        report_past(world, EA_KAR, {f"nd09:2026-{month:02}": 400 for month in range(1, 11)})
        know(world, EA_KAR)
        return enter_for(world, [EA_KAR, BMT, "22015", "22045"])


def enter_for(world: World, codes: list[str], more: list[int] | None = None) -> RequestView:
    ids = [world.unit_id(code) for code in codes] + (more or [])
    return ask(world, respondents=[Respondent(world.unit_id("H15.16"), subject) for subject in ids])


def post(desk: Desk, cells: dict[str, Any], **more: Any) -> tuple[int, Any]:
    answer = desk.client.post("/viec/bang/tu-luu", json.dumps({"cells": cells, **more}), "application/json")
    is_json = answer.headers["Content-Type"].startswith("application/json")
    return answer.status_code, answer.json() if is_json else None


def queries_of_saving(inputs: dict[int, list[CellInput]]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        results = api.save_sheets(inputs, rights=now_rights("stc.nhap"))
    assert not any(result.errors for result in results.values())
    return len(caught)


def test_a_block_over_many_forms_is_one_saving_with_as_many_queries_as_one_form(world: World) -> None:
    with at("2026-11-02 08:00"):
        orgs.create_user("stc.nhap", actor=ACTOR, title_vi="Chuyên viên")
        orgs.grant_role("stc.nhap", Role.DRAFTER, world.unit_id("H15.16"), actor=ACTOR)
        request = enter_for(world, [EA_KAR, BMT], more_communes(world, 30))
    with at("2026-11-16 09:00"):
        tasks = [line.task_id for line in api.request_grid(request.id, rights=now_rights("stc.nhap")).lines]
        few = queries_of_saving({tasks[0]: [CellInput("2", "405")]})
        many = queries_of_saving({task: [CellInput("2", "405"), CellInput("3", "38")] for task in tasks[1:]})
    assert many <= few + 1
    assert Cell.objects.count() == CellChange.objects.count() == 1 + 31 * 2
    # Each report has its own event and step: whoever looks at one of them sees when it was begun.
    begun = Transition.objects.filter(verb="save")
    assert begun.count() == len(set(begun.values_list("event_id", flat=True))) == 32


def test_reading_the_table_asks_the_same_number_of_questions_for_any_number_of_units(world: World) -> None:
    with at("2026-11-02 08:00"):
        orgs.create_user("stc.nhap", actor=ACTOR, title_vi="Chuyên viên")
        orgs.grant_role("stc.nhap", Role.DRAFTER, world.unit_id("H15.16"), actor=ACTOR)
        small = enter_for(world, [EA_KAR])
        more = more_communes(world, 20)
    counts = []
    with at("2026-11-16 09:00"):
        large = ask(
            world, "nd09:2026-10", respondents=[Respondent(world.unit_id("H15.16"), subject) for subject in more]
        )
        rights = now_rights("stc.nhap")
        for request in (small, large):
            with CaptureQueriesContext(connection) as caught:
                api.request_grid(request.id, rights=rights)
            counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_question_of_the_receiver_stands_at_its_cell_until_it_is_settled(
    world: World, request_for_all: RequestView
) -> None:
    task, other = task_of(request_for_all, "22015"), task_of(request_for_all, "22045")
    with at("2026-11-16 09:00"):
        desk = Desk("stc.nhap")
        table = f"/viec/bang/{request_for_all.id}"
        assert "data-question=" not in desk.open(table).html
        api.ask_about_cell(task, "2", "Vì sao tăng?", rights=now_rights("skhcn.tonghop"))
        asked = 'data-question="Sở Khoa học và Công nghệ hỏi: “Vì sao tăng?”"'
        for page in (table, f"/viec/{task}/bang"):
            assert desk.open(page).html.count("data-question=") == desk.open(page).html.count(asked) == 1
        assert "hỏi: “Vì sao tăng?”" in desk.open(f"{table}?kieu=trang")
        # A saving says it again, of this form and not of another.
        _status, answer = post(desk, {f"{task}/2/value": {"text": "405"}, f"{other}/2/value": {"text": "400"}})
        assert {key for key, cell in answer["cells"].items() if "question" in cell} == {f"{task}/2/value"}
        assert answer["cells"][f"{task}/2/value"]["words"].endswith("có câu hỏi")
        api.answer_about_cell(task, "2", "Hai đợt.", rights=now_rights("stc.nhap"))
        assert "trả lời: “Hai đợt.”" in desk.open(table).html
        api.settle_cell(task, "2", rights=now_rights("skhcn.tonghop"))
        assert "data-question=" not in desk.open(table).html


def test_what_spreadsheets_hold_is_read_the_vietnamese_way_or_asked_about(
    world: World, request_for_all: RequestView
) -> None:
    task, other = task_of(request_for_all, "22015"), task_of(request_for_all, "22045")
    said = {f"{task}/2": "1.637", f"{task}/3": "không áp dụng", f"{other}/3": "KPS", f"{task}/5": "7,653"}
    with at("2026-11-16 09:00"):
        desk = Desk("stc.nhap")
        status, answer = post(desk, {f"{place}/value": {"text": text} for place, text in said.items()})
        assert status == 422
        stored = [answer["cells"][f"{place}/value"].get("text") for place in said]
        assert stored == ["1.637", "không áp dụng", "0", None]
        refused = answer["cells"][f"{task}/5/value"]
        assert (refused["state"], refused["suggestion"]) == ("wrong", "7.653")
        kinds = [cell.kind for cell in Cell.objects.order_by("assignment_id", "row_no")]
        assert kinds == [CellKind.TYPED, CellKind.NOT_APPLICABLE, CellKind.ZERO]
        for mark in ("-", "–", "x", "…"):
            status, answer = post(desk, {f"{task}/5/value": {"text": mark}})
            assert (status, answer["cells"][f"{task}/5/value"]["ask"]) == (422, "mark")
    assert not Cell.objects.filter(row_no="5").exists()


def test_a_cell_changed_meanwhile_is_answered_with_both_values(world: World, request_for_all: RequestView) -> None:
    task = task_of(request_for_all, EA_KAR)
    key = f"{task}/2/value"
    with at("2026-11-16 09:00"):
        desk = Desk("stc.nhap")
        post(desk, {key: {"text": "405", "version": 0}})
        status, answer = post(desk, {key: {"text": "412", "version": 0}})
        cell = answer["cells"][key]
        assert (status, cell["ask"], cell["theirs"], cell["version"]) == (422, "conflict", "405", 1)
        assert Cell.objects.get().value == 405
        status, answer = post(desk, {key: {"text": "412", "version": cell["version"]}})
    assert (status, Cell.objects.get().value) == (200, 412)


def test_overriding_what_is_known_asks_for_the_reason_and_keeps_both(
    world: World, request_for_all: RequestView
) -> None:
    key = f"{task_of(request_for_all, EA_KAR)}/1/value"
    with at("2026-11-16 09:00"):
        desk = Desk("stc.nhap")
        status, answer = post(desk, {key: {"text": "1.300", "version": 0}})
        assert (status, answer["cells"][key]["ask"]) == (422, "reason")
        status, answer = post(desk, {key: {"text": "1.300", "note": "đếm lại sổ", "version": 0}})
        cell = answer["cells"][key]
        assert (status, cell["text"], cell["known"], cell["note"]) == (200, "1.300", "1.260", "đếm lại sổ")
        status, answer = post(desk, {key: {"dispute": "thiếu hồ sơ giấy", "version": cell["version"]}})
        assert (status, answer["cells"][key]["text"]) == (200, "1.300")
        status, answer = post(desk, {key: {"text": "dùng số của hệ thống", "version": 2}})
    assert (status, answer["cells"][key]["state"], answer["cells"][key]["text"]) == (200, "known", "1.260")


def test_the_table_shows_states_in_words_and_follows_the_year_to_date(
    world: World, request_for_all: RequestView
) -> None:
    task = task_of(request_for_all, EA_KAR)
    with at("2026-11-16 09:00"):
        desk = Desk("stc.nhap")
        page = desk.open(f"/viec/bang/{request_for_all.id}")
        assert "hệ thống đã biết" in page
        assert 'role="grid"' in page.html
        _, answer = post(desk, {f"{task}/2/value": {"text": "4.120"}}, beside=True)
        cell = answer["cells"][f"{task}/2/value"]
        assert (cell["state"], cell["suggestion"], cell["words"]) == ("doubted", "412", "cần xem lại")
        assert "một chữ số 0" in cell["message"]
        _, answer = post(desk, {f"{task}/2/value": {"text": "405"}}, beside=True)
        # 10 × 400 + 405: the same figure in the table, its bar and the grey column of the form.
        assert answer["cells"][f"{task}/2/value"]["year"] == answer["texts"]["year_to_date-3"] == "4.405"
        assert "4.405" in desk.open(f"/viec/{task}")


def test_without_javascript_pages_of_fields_do_the_same(world: World) -> None:
    with at("2026-11-02 08:00"):
        orgs.create_user("stc.nhap", actor=ACTOR, title_vi="Chuyên viên")
        orgs.grant_role("stc.nhap", Role.DRAFTER, world.unit_id("H15.16"), actor=ACTOR)
        request = enter_for(world, [EA_KAR], more_communes(world, 70))
    with at("2026-11-16 09:00"):
        desk = Desk("stc.nhap")
        page = desk.open(f"/viec/bang/{request.id}?kieu=trang&trang=2")
        fields = {name: field.value for name, field in page.fields.items() if name[:2] in ("c.", "v.", "w.")}
        assert 0 < len(fields) < 1000
        first, second = [name for name in fields if name.startswith("c.") and name.endswith("/2/value")][:2]
        address = f"/viec/bang/{request.id}?kieu=trang&trang=2"
        again = desk.send(address, **(fields | {first: "405", second: "4,05", "act": "save"}))
        assert again.status == 422
        assert again.value(second) == "4,05"
        assert Cell.objects.get().value == 405
        done = desk.send(address, **(fields | {first: "405", f"v.{first[2:]}": "1", second: "12", "act": "page:1"}))
    assert done.status == 200
    assert sorted(Cell.objects.values_list("value", flat=True)) == [12, 405]


def test_a_form_as_a_table_needs_no_more_rights_than_the_form(world: World) -> None:
    with at("2026-11-16 09:00"):
        task = task_of(ask(world), EA_KAR)
        fill(world, task, {"2": "405"})
        assert Desk("eakar.nhap").open(f"/viec/{task}/bang").status == 200
        assert Desk("bmt.nhap").open(f"/viec/{task}/bang").status == 404
        status, _ = post(Desk("bmt.nhap"), {f"{task}/2/value": {"text": "9"}})
    assert status == 404
    assert Cell.objects.get().value == 405


def test_what_is_complete_is_sent_to_the_leader_at_once(world: World, request_for_all: RequestView) -> None:
    tasks = [task_of(request_for_all, code) for code in (EA_KAR, BMT, "22015", "22045")]
    with at("2026-11-16 09:00"):
        rights = now_rights("stc.nhap")
        full = [CellInput("2", "405", note="đúng"), CellInput("3", "38")]
        api.save_sheets(dict.fromkeys(tasks[:3], full), rights=rights)
        with pytest.raises(NotReady):
            api.send_sheets_for_approval(tasks, rights=rights)
        page = Desk("stc.nhap").send(f"/viec/bang/{request_for_all.id}", act="send")
        assert "Đã trình lãnh đạo đơn vị 3 biểu." in page
    assert Assignment.objects.filter(state="awaiting_approval").count() == 3
    # What the system knows was pictured, as for a single form.
    assert Cell.objects.filter(kind=CellKind.KNOWN, known_source__isnull=False).count() == 3 * 2


@standing_on("reporting_world")
def thirty_filled(world: World) -> list[int]:
    """Thirty-two forms that one department enters, each with two typed figures and nothing left to answer."""
    with at("2026-11-02 08:00"):
        orgs.create_user("stc.nhap", actor=ACTOR, title_vi="Chuyên viên")
        orgs.grant_role("stc.nhap", Role.DRAFTER, world.unit_id("H15.16"), actor=ACTOR)
        orgs.create_user("stc.lanhdao", actor=ACTOR, title_vi="Giám đốc")
        orgs.grant_role("stc.lanhdao", Role.APPROVER, world.unit_id("H15.16"), actor=ACTOR)
        more = more_communes(world, 30)
        for code in [EA_KAR, BMT]:
            know(world, code)
        request = enter_for(world, [EA_KAR, BMT], more)
    with at("2026-11-16 09:00"):
        view = api.request_grid(request.id, rights=now_rights("stc.nhap"))
        typed = [one.place for one in view.columns if one.enterable]
        empty = {
            line.task_id: [place for place in typed if not line.cells[place].view.is_filled] for line in view.lines
        }
        filled = {
            task: [CellInput(row_no, "40", column=column, note="đúng") for row_no, column in places]
            for task, places in empty.items()
        }
        results = api.save_sheets(filled, rights=now_rights("stc.nhap"))
        assert not any(result.errors for result in results.values())
    return list(empty)


def test_sending_and_approving_many_forms_asks_as_many_questions_as_one_form(
    world: World, thirty_filled: list[int]
) -> None:
    first, *others = thirty_filled
    counts = []
    with at("2026-11-16 09:00"):
        drafter, leader = now_rights("stc.nhap"), now_rights("stc.lanhdao")
        for tasks in ([first], others):
            with CaptureQueriesContext(connection) as sending:
                api.send_sheets_for_approval(tasks, rights=drafter)
            with CaptureQueriesContext(connection) as approving:
                receipts = api.approve_sheets(tasks, rights=leader)
            assert [one.assignment_id for one in receipts] == tasks
            counts.append((len(sending), len(approving)))
    assert counts[0] == counts[1]
    assert Assignment.objects.filter(state="submitted").count() == 32
    # Each report has an event, a receipt and a step of its own.
    assert len(set(Submission.objects.values_list("event_id", flat=True))) == 32
    assert Transition.objects.filter(verb="approve").count() == 32


def test_a_leaders_list_comes_in_pages_that_cost_the_same(world: World, thirty_filled: list[int]) -> None:
    def opened(address: str) -> tuple[int, str]:
        with CaptureQueriesContext(connection) as caught:
            html = leader.open(address).html
        return len(caught), html

    with at("2026-11-16 09:00"):
        api.send_sheets_for_approval(thirty_filled[:3], rights=now_rights("stc.nhap"))
        leader = Desk("stc.lanhdao")
        few, _ = opened("/viec/phe-duyet")
        api.send_sheets_for_approval(thirty_filled[3:], rights=now_rights("stc.nhap"))
        many, first = opened("/viec/phe-duyet")
        _, last = opened("/viec/phe-duyet?trang=2")
        assert "32 báo cáo chờ bạn phê duyệt" in first
        assert (first.count('name="chon"'), last.count('name="chon"')) == (25, 7)
        assert few == many


def test_one_report_that_cannot_be_sent_keeps_the_leader_from_sending_any(
    world: World, thirty_filled: list[int]
) -> None:
    with at("2026-11-16 09:00"):
        api.send_sheets_for_approval(thirty_filled[:2], rights=now_rights("stc.nhap"))
        with pytest.raises(WrongState):
            api.approve_sheets(thirty_filled[:3], rights=now_rights("stc.lanhdao"))
        with pytest.raises(NoRight):
            api.approve_sheets(thirty_filled[:2], rights=now_rights("stc.nhap"))
    assert not Submission.objects.exists()
    assert not Assignment.objects.filter(state="submitted").exists()


def test_a_leader_reads_what_asks_to_be_read_and_approves_the_others_at_once(
    world: World, thirty_filled: list[int]
) -> None:
    plain, warned, returned = thirty_filled[2], thirty_filled[3], thirty_filled[4]
    with at("2026-11-16 09:00"):
        drafter = now_rights("stc.nhap")
        for task in (plain, returned):
            cells = Cell.objects.filter(assignment_id=task).exclude(note="")
            bare = [CellInput(one.row_no, column=one.column, note="", keeps_figure=True) for one in cells]
            api.save_cells(task, bare, rights=drafter)
        api.send_sheets_for_approval([plain, warned, returned], rights=drafter)
        leader = Desk("stc.lanhdao")
        assert "/viec/phe-duyet?bao-cao=" in leader.open("/viec").html
        page = leader.open("/viec/phe-duyet?chon=khong-luu-y")
        assert page.html.count("Không có cảnh báo, không có ghi chú.") == page.html.count(" checked>") == 2
        assert "ghi chú" in page
        # One that went back to its drafter meanwhile keeps the others from being sent by mistake.
        api.send_back_to_drafter(returned, rights=now_rights("stc.lanhdao"), reason="xem lại")
        refused = leader.client.post("/viec/phe-duyet", {"chon": [plain, returned]})
        assert refused.status_code == 409
        assert not Submission.objects.exists()
        done = leader.client.post("/viec/phe-duyet", {"chon": [plain, warned]}, follow=True)
        assert "Đã phê duyệt và gửi 2 báo cáo." in done.content.decode()
    assert set(Submission.objects.values_list("assignment_id", flat=True)) == {plain, warned}
