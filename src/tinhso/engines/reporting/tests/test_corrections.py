"""After the lock: nothing moves but by a correction with a reason, approved again; unlocking reopens the whole form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tinhso.engines.indicators.contracts import PeriodLocked, Status
from tinhso.engines.indicators.testing import make_period, write_figure
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestView, TaskState
from tinhso.engines.reporting.contracts.errors import (
    DrafterApproves,
    ReasonNeeded,
    RequestClosed,
    UnknownRequest,
    WrongState,
)
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import (
    World,
    ask,
    at,
    fill,
    know,
    now_rights,
    send,
    standing,
    task_of,
    value_of,
)
from tinhso.engines.trust import api as trust
from tinhso.testing.standing import standing_on

EA_KAR = {"2": "405", "3": "38"}


@standing_on("reporting_world")
def locked(world: World) -> RequestView:
    """Ea Kar sent 405 and was accepted, the three others never sent; sent upward on 19/11, locked on 26/11."""
    with at("2026-11-17 09:00"):
        request = ask(world)
        ea_kar, consolidation = task_of(request, "24373"), task_of(request, "66")
        send(world, ea_kar, EA_KAR, drafter="eakar.nhap", approver="eakar.lanhdao")
        api.accept([ea_kar], rights=now_rights("skhcn.tonghop"))
    with at("2026-11-19 09:00"):
        api.add_adjustment(
            consolidation, "own", "households_trained", Decimal(350), rights=now_rights("skhcn.tonghop"),
            title_vi="Sở tự thực hiện", reason="theo kế hoạch",
        )  # fmt: skip
        api.send_for_approval(consolidation, rights=now_rights("skhcn.tonghop"))
        api.send_upward(consolidation, rights=now_rights("skhcn.lanhdao"))
        api.accept_consolidation(consolidation, rights=now_rights("vp.khoa"))
    with at("2026-11-26 17:00"):
        api.lock_request(request.id, rights=now_rights("vp.khoa"))
    return request


def test_a_locked_period_refuses_everybody(world: World, locked: RequestView) -> None:
    ea_kar = task_of(locked, "24373")
    with at("2026-11-27 09:00"):
        with pytest.raises(WrongState) as typing:
            fill(world, ea_kar, {"2": "414"})
        assert "Trước đó cần “điều chỉnh”." in typing.value.message("vi")
        with pytest.raises(WrongState) as returning:
            api.return_submission(ea_kar, rights=now_rights("skhcn.tonghop"), reason="x")
        assert returning.value.message("en").endswith("“return” is not possible.")
        with pytest.raises(PeriodLocked):
            know(world, "24373", received=1)
        with pytest.raises(RequestClosed):
            api.lock_request(locked.id, rights=now_rights("vp.khoa"))
    assert set(Assignment.objects.values_list("state", flat=True)) == {TaskState.LOCKED}


def test_a_correction_after_the_lock_needs_a_reason_and_a_second_person(world: World, locked: RequestView) -> None:
    ea_kar = task_of(locked, "24373")
    with at("2026-11-27 09:00"):
        with pytest.raises(ReasonNeeded):
            api.start_correction(ea_kar, rights=now_rights("eakar.nhap"), reason="")
        with pytest.raises(NoRight):
            api.start_correction(ea_kar, rights=now_rights("vp.khoa"), reason="x")
        api.start_correction(ea_kar, rights=now_rights("eakar.nhap"), reason="cộng sót một lớp")
        assert value_of(world, "24373") == 405  # nothing changes before the approval
        card = api.tasks_of(now_rights("eakar.nhap")).due[0]
        assert (card.id, card.correcting) == (ea_kar, True)
        fill(world, ea_kar, {"2": "414"})
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        with pytest.raises((DrafterApproves, NoRight)):
            api.approve(ea_kar, rights=now_rights("eakar.nhap"))
        # Whoever approves sees what the correction changes, and nothing else.
        cells = [
            cell for row in api.task(ea_kar, rights=now_rights("eakar.lanhdao")).rows for cell in row.cells.values()
        ]
        changed = [(cell.row_no, cell.sent.value, cell.quantity.value) for cell in cells if cell.sent is not None]
        assert changed == [("2", 405, 414)]
        receipt = api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    assert (receipt.kind, receipt.number, receipt.on_time) == ("correction", 2, True)
    corrected = standing(world, "24373")
    assert corrected is not None
    assert (corrected.value, corrected.status) == (414, Status.OFFICIAL)
    event = trust.event(receipt.event_id)
    assert event is not None
    assert event.kind == "reporting.corrected"
    assert trust.texts(receipt.event_id)["reason"] == "cộng sót một lớp"
    row = Assignment.objects.get(pk=ea_kar)
    assert (row.state, row.corrections_made, row.correcting) == (TaskState.LOCKED, 1, False)
    with at("2026-11-27 10:00"):
        table = api.consolidation_view(locked.id, rights=now_rights("vp.khoa"))
        assert table.totals["2"].total.value == 414 + 350
        assert table.counts.sent == 1
        assert table.rows[2].corrections == 1
        assert api.punctuality(locked.id, rights=now_rights("vp.khoa")).on_time == 1  # a correction is not late


def test_a_correction_starts_from_what_the_ledger_says_now(world: World, locked: RequestView) -> None:
    ea_kar = task_of(locked, "24373")
    with at("2026-11-27 08:00"):
        write_figure(
            world.definitions["households_trained"], world.unit_id("24373"), make_period("nd09:2026-11"), 410,
            status=Status.OFFICIAL, source=2, batch={"correction": True, "reason": "theo tệp"},
        )  # fmt: skip
        api.start_correction(ea_kar, rights=now_rights("eakar.nhap"), reason="sửa dòng 3")
        fill(world, ea_kar, {"3": "39"})
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    assert (value_of(world, "24373"), value_of(world, "24373", "villages")) == (410, 39)


def test_a_late_unit_enters_by_a_supplement_that_is_accepted_afterwards(world: World, locked: RequestView) -> None:
    bmt = task_of(locked, "24133")
    with at("2026-11-27 09:00"):
        api.start_correction(bmt, rights=now_rights("bmt.nhap"), reason="gửi bổ sung")
        fill(world, bmt, {"2": "120", "3": "12"}, "bmt.nhap")
        api.send_for_approval(bmt, rights=now_rights("bmt.nhap"))
        receipt = api.approve(bmt, rights=now_rights("bmt.lanhdao"))
        assert (receipt.kind, receipt.number, receipt.on_time) == ("supplement", 1, False)
        supplement = standing(world, "24133")
        assert supplement is not None
        assert supplement.status == Status.PROVISIONAL
        api.accept([bmt], rights=now_rights("skhcn.tonghop"))
        accepted = standing(world, "24133")
        assert accepted is not None
        assert (accepted.value, accepted.status) == (120, Status.OFFICIAL)
        with pytest.raises(WrongState):
            api.accept([bmt], rights=now_rights("skhcn.tonghop"))
    assert Assignment.objects.get(pk=bmt).state == TaskState.LOCKED


def test_the_consolidating_agency_corrects_its_own_lines_after_the_lock(world: World, locked: RequestView) -> None:
    consolidation = task_of(locked, "66")
    with at("2026-11-27 09:00"):
        api.start_correction(consolidation, rights=now_rights("skhcn.tonghop"), reason="trùng đối tượng")
        api.add_adjustment(
            consolidation, "double-count", "households_trained", Decimal(-120),
            rights=now_rights("skhcn.tonghop"), title_vi="Loại trừ tính trùng", reason="trùng đối tượng",
        )  # fmt: skip
        api.send_for_approval(consolidation, rights=now_rights("skhcn.tonghop"))
        api.send_upward(consolidation, rights=now_rights("skhcn.lanhdao"))
        assert value_of(world, "66", line="double-count") == -120
        api.accept_consolidation(consolidation, rights=now_rights("vp.khoa"))
    line = standing(world, "66", line="double-count")
    assert line is not None
    assert line.status == Status.OFFICIAL


def test_unlocking_needs_authority_and_a_reason_and_reopens_the_form(world: World, locked: RequestView) -> None:
    ea_kar = task_of(locked, "24373")
    with at("2026-11-27 09:00"):
        with pytest.raises(NoRight):
            api.unlock_request(locked.id, rights=now_rights("skhcn.tonghop"), reason="x")
        with pytest.raises(UnknownRequest):
            api.unlock_request(locked.id, rights=now_rights("cntt"), reason="x")
        with pytest.raises(ReasonNeeded):
            api.unlock_request(locked.id, rights=now_rights("vp.khoa"), reason="")
        api.unlock_request(locked.id, rights=now_rights("vp.khoa"), reason="Chủ tịch cho phép")
        states = dict(Assignment.objects.values_list("subject_unit__code", "state"))
        assert (states["24373"], states["24133"], states["66"]) == ("consolidated", "assigned", "accepted")
        know(world, "24133", received=800, online=400)  # the ledger takes figures again
        api.lock_request(locked.id, rights=now_rights("vp.khoa"))
    assert Assignment.objects.get(pk=ea_kar).state == TaskState.LOCKED


def test_locking_ends_an_unfinished_correction(world: World, locked: RequestView) -> None:
    ea_kar = task_of(locked, "24373")
    with at("2026-11-27 09:00"):
        api.start_correction(ea_kar, rights=now_rights("eakar.nhap"), reason="cộng sót một lớp")
        api.unlock_request(locked.id, rights=now_rights("vp.khoa"), reason="Chủ tịch cho phép")
        fill(world, ea_kar, {"2": "414"})
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        receipt = api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    assert receipt.kind == "again"
    assert value_of(world, "24373") == 414
