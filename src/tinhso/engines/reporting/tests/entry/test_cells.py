"""Typing into a draft: exact numbers, what the system knows, carrying over, doubts, and two people at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tinhso.engines.indicators.contracts import Missing, SourceKind
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellAnswer, CellInput, CellKind, CellView
from tinhso.engines.reporting.contracts.errors import UnknownAssignment
from tinhso.engines.reporting.models import CellChange
from tinhso.engines.reporting.testing import (
    ACTOR,
    World,
    ask,
    at,
    fill,
    know,
    now_rights,
    report_past,
    send,
    standing,
    task_of,
    value_of,
)
from tinhso.engines.trust import api as trust
from tinhso.testing.standing import standing_on

# Twelve periods within 371–430; January to October 2026 add up to 3.990.
PAST = {
    "nd09:2025-11": 388, "nd09:2025-12": 401, "nd09:2026-01": 371, "nd09:2026-02": 380, "nd09:2026-03": 395,
    "nd09:2026-04": 402, "nd09:2026-05": 410, "nd09:2026-06": 398, "nd09:2026-07": 405, "nd09:2026-08": 430,
    "nd09:2026-09": 387, "nd09:2026-10": 412,
}  # fmt: skip


@standing_on("reporting_world")
def ea_kar(world: World) -> int:
    with at("2026-11-02 08:00"):
        report_past(world, "24373", PAST)
        report_past(world, "24373", {"nd09:2026-10": 38}, "villages")
        return task_of(ask(world), "24373")


def save(ea_kar: int, *cells: CellInput, login: str = "eakar.nhap") -> list[CellAnswer]:
    with at("2026-11-16 09:00"):
        return list(api.save_cells(ea_kar, cells, rights=now_rights(login)).answers)


def code_of(answer: CellAnswer) -> str:
    return answer.error.code if answer.error else ""


def cell(ea_kar: int, row_no: str) -> CellView:
    with at("2026-11-16 09:30"):
        rows = api.task(ea_kar, rights=now_rights("eakar.nhap")).rows
    return next(row.cells["value"] for row in rows if row.row.no == row_no)


def test_a_slip_of_a_zero_is_asked_about_and_the_right_value_accepted(ea_kar: int) -> None:
    doubted = save(ea_kar, CellInput("2", "4.120"))[0]
    assert doubted.saved
    finding = doubted.findings[0]
    assert finding.message_vi == "Gấp 10 lần tháng trước. Có thừa một chữ số 0 không?"
    assert (finding.suggestion, finding.blocks) == (412, True)
    assert save(ea_kar, CellInput("2", "405"))[0].findings == ()


def test_a_note_answers_a_doubt(ea_kar: int) -> None:
    answer = save(ea_kar, CellInput("2", "4.120", note="chiến dịch tháng 11 của tỉnh"))[0]
    assert [finding.blocks for finding in answer.findings] == [False]


def test_the_year_to_date_grows_by_the_cell_that_is_typed(ea_kar: int) -> None:
    def year_to_date() -> Decimal | None:
        with at("2026-11-16 09:30"):
            rows = api.task(ea_kar, rights=now_rights("eakar.nhap")).rows
        return next(row.year_to_date.value for row in rows if row.row.no == "2")

    assert sum(value for period, value in PAST.items() if "2026" in period) == 3990
    assert year_to_date() is None
    save(ea_kar, CellInput("2", "405"))
    assert year_to_date() == 4395


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("40x", "KER-051"),
        ("4.12", "KER-052"),
        ("405,5", "KER-053"),
        ("-3", "REP-076"),
        ("61%", "KER-051"),
        ("9" * 41, "KER-054"),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason_and_the_others_are_kept(
    ea_kar: int, text: str, code: str
) -> None:
    wrong, right = save(ea_kar, CellInput("2", text), CellInput("3", "38"))
    assert (code_of(wrong), wrong.saved, right.saved) == (code, False, True)
    assert not cell(ea_kar, "2").is_filled
    assert cell(ea_kar, "3").quantity.value == 38


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (CellInput("99", "1"), "REP-070"),
        (CellInput("A", "1"), "REP-070"),
        (CellInput("2", "1", column="previous"), "REP-070"),
        (CellInput("4", "1"), "REP-071"),
        (CellInput("2", kind=CellKind.KNOWN), "REP-074"),
        (CellInput("2", "1", dispute="sai"), "REP-074"),
        (CellInput("2", kind=CellKind.REFUSED), "REP-077"),
    ],
)
def test_cells_that_cannot_be_entered_say_why(ea_kar: int, given: CellInput, code: str) -> None:
    assert code_of(save(ea_kar, given)[0]) == code


def test_nothing_to_carry_over_is_said(ea_kar: int, world: World) -> None:
    with at("2026-11-16 08:00"):
        other = task_of(api.requests(now_rights("vp.giaobaocao"))[0], "24133")
    answer = save(other, CellInput("3", kind=CellKind.CARRIED), login="bmt.nhap")[0]
    assert code_of(answer) == "REP-073"


def test_zero_not_applicable_and_carried_over_are_different_answers(ea_kar: int, world: World) -> None:
    save(ea_kar, CellInput("2", kind=CellKind.ZERO, note="không mở lớp"), CellInput("3", kind=CellKind.CARRIED))
    assert (cell(ea_kar, "2").quantity.value, cell(ea_kar, "3").quantity.value) == (0, 38)
    save(ea_kar, CellInput("3", kind=CellKind.NOT_APPLICABLE))
    with at("2026-11-16 10:00"):
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    assert value_of(world, "24373") == 0
    absent = standing(world, "24373", "villages")
    assert absent is not None
    assert (absent.value, absent.missing) == (None, Missing.NOT_APPLICABLE)


def test_a_refusal_with_its_reason_lets_the_form_go_and_is_no_answer(ea_kar: int, world: World) -> None:
    save(ea_kar, CellInput("2", "405"), CellInput("3", kind=CellKind.REFUSED, note="chưa có quy hoạch thôn"))
    with at("2026-11-16 10:00"):
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    refused = standing(world, "24373", "villages")
    assert refused is not None
    assert refused.missing == Missing.REFUSED


def test_known_cells_need_no_typing_and_say_where_they_come_from(ea_kar: int) -> None:
    with at("2026-11-16 09:00"):
        known = api.known_cells(ea_kar, rights=now_rights("eakar.nhap"))
        task = api.task(ea_kar, rights=now_rights("eakar.nhap"))
    assert [(one.row_no, one.quantity.value, one.source) for one in known] == [
        ("1", 1260, SourceKind.CONNECTOR),
        ("5", 780, SourceKind.CONNECTOR),
    ]
    assert (task.cells.total, task.cells.known, task.cells.filled, task.cells.left) == (4, 2, 2, 2)


def test_a_computed_row_follows_from_its_parts(ea_kar: int) -> None:
    share = cell(ea_kar, "4")
    assert (share.kind, share.quantity.value) == (CellKind.COMPUTED, Decimal("61.9"))


def test_overriding_what_the_system_knows_needs_a_reason_and_both_values_stay(ea_kar: int, world: World) -> None:
    assert code_of(save(ea_kar, CellInput("1", "1.300"))[0]) == "REP-075"
    save(ea_kar, CellInput("1", "1.300", note="sót hồ sơ giấy"), CellInput("2", "405"), CellInput("3", "38"))
    view = cell(ea_kar, "1")
    assert view.known is not None
    assert (view.quantity.value, view.known.quantity.value) == (1300, 1260)
    with at("2026-11-16 10:00"):
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
        written = standing(world, "24373", "dossiers_received")
        assert written is not None
        assert (written.value, written.source) == (1300, SourceKind.MANUAL)
        assert "sót hồ sơ giấy" in trust.texts(written.event_id).values()
    with at("2026-11-18 09:00"):
        api.return_submission(ea_kar, rights=now_rights("skhcn.tonghop"), reason="dùng số một cửa")
    restored = standing(world, "24373", "dossiers_received")
    assert restored is not None
    assert (restored.value, restored.source) == (1260, SourceKind.CONNECTOR)


def test_going_back_to_the_systems_figure_after_a_correction_writes_it_back(ea_kar: int, world: World) -> None:
    with at("2026-11-16 09:00"):
        save(ea_kar, CellInput("1", "1.300", note="sót hồ sơ giấy"))
        send(world, ea_kar, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
    with at("2026-11-26 17:00"):
        api.lock_request(api.requests(now_rights("vp.khoa"))[0].id, rights=now_rights("vp.khoa"))
    with at("2026-11-27 09:00"):
        api.start_correction(ea_kar, rights=now_rights("eakar.nhap"), reason="dùng số một cửa")
        taken = api.save_cells(ea_kar, [CellInput("1", kind=CellKind.KNOWN)], rights=now_rights("eakar.nhap")).answers[
            0
        ]
        assert taken.saved
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    back = standing(world, "24373", "dossiers_received")
    assert back is not None
    assert (back.value, back.source) == (1260, SourceKind.CONNECTOR)


def test_an_overridden_source_that_changes_asks_again(ea_kar: int, world: World) -> None:
    save(ea_kar, CellInput("1", "1.300", note="sót hồ sơ giấy"), CellInput("2", "405"), CellInput("3", "38"))
    with at("2026-11-16 10:00"):
        know(world, "24373", received=1290)
        task = api.task(ea_kar, rights=now_rights("eakar.nhap"))
    assert [(one.code, one.suggestion) for one in task.findings] == [("source_changed", Decimal(1290))]
    save(ea_kar, CellInput("1", "1.300", note="vẫn sót 10 hồ sơ giấy"))
    with at("2026-11-16 10:30"):
        assert api.task(ea_kar, rights=now_rights("eakar.nhap")).findings == ()


def test_disputing_a_known_cell_blocks_neither_the_rest_nor_the_sending(ea_kar: int, world: World) -> None:
    news: list[dict[str, object]] = []
    trust.subscribe("reporting.disputed", "test.disputes", news.append)
    try:
        save(ea_kar, CellInput("1", kind=CellKind.KNOWN, dispute="thiếu hồ sơ ngày 14/11"))
        with at("2026-11-16 10:00"):
            send(world, ea_kar, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
            trust.deliver()
    finally:
        trust.unsubscribe("reporting.disputed", "test.disputes")
    assert [(one["row_no"], one["indicator"]) for one in news] == [("1", "dossiers_received")]
    assert cell(ea_kar, "1").disputed == "thiếu hồ sơ ngày 14/11"
    assert value_of(world, "24373", "dossiers_received") == 1260


def test_two_people_at_once_the_second_is_shown_both_values(ea_kar: int, world: World) -> None:
    with at("2026-11-01 08:00"):
        orgs.create_user("eakar.nhap2", actor=ACTOR)
        orgs.grant_role("eakar.nhap2", Role.DRAFTER, world.unit_id("24373"), actor=ACTOR)
    save(ea_kar, CellInput("2", "405", base_version=0))
    late = save(ea_kar, CellInput("2", "412", base_version=0), login="eakar.nhap2")[0]
    assert code_of(late) == "REP-072"
    assert late.error is not None
    assert "405" in late.error.message()
    assert "412" in late.error.message()
    assert late.cell is not None
    assert (late.cell.quantity.value, late.cell.version) == (405, 1)
    again = save(ea_kar, CellInput("2", "405", base_version=0), login="eakar.nhap2")[0]
    assert again.saved  # the same value is no conflict
    assert save(ea_kar, CellInput("2", "412", base_version=1), login="eakar.nhap2")[0].saved


def test_the_history_of_a_cell_names_before_and_after_for_the_unit_only(ea_kar: int) -> None:
    save(ea_kar, CellInput("2", "421"))
    save(ea_kar, CellInput("2", "412"))
    save(ea_kar, CellInput("2", "412"))
    save(ea_kar, CellInput("2", ""))
    with at("2026-11-16 10:00"):
        lines = api.cell_history(ea_kar, "2", rights=now_rights("eakar.nhap"))
        assert [(one.before, one.after) for one in lines] == [("412", ""), ("421", "412"), ("", "421")]
        with pytest.raises(UnknownAssignment):
            api.cell_history(ea_kar, "2", rights=now_rights("skhcn.tonghop"))
    assert CellChange.objects.count() == 3


def test_an_upper_level_never_sees_a_draft(ea_kar: int) -> None:
    save(ea_kar, CellInput("2", "405"))
    with at("2026-11-16 10:00"):
        above = api.task(ea_kar, rights=now_rights("skhcn.tonghop"))
        row = next(row for row in above.rows if row.row.no == "2")
        assert (row.cells["value"].quantity.value, above.may_edit, above.findings) == (None, False, ())


def test_operators_are_kept(ea_kar: int, world: World) -> None:
    save(ea_kar, CellInput("2", "trên 400"), CellInput("3", "38"))
    with at("2026-11-16 10:00"):
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    said = standing(world, "24373")
    assert said is not None
    assert (said.value, said.operator) == (400, 1)


def test_what_another_form_already_reported_is_not_asked_again(world: World) -> None:
    with at("2026-11-16 09:00"):
        first = task_of(ask(world), "24373")
        second = task_of(ask(world, code="cds-thang.2026-11.b"), "24373")
        send(world, first, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        task = api.task(second, rights=now_rights("eakar.nhap"))
        assert (task.cells.known, task.cells.left) == (4, 0)
        fill(world, second, {"2": "405"})
        api.send_for_approval(second, rights=now_rights("eakar.nhap"))
        api.approve(second, rights=now_rights("eakar.lanhdao"))
    assert value_of(world, "24373") == 405
