"""Nobody approves, sends upward, accepts or returns what they have not read: of two hands one is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput
from tinhso.engines.reporting.contracts.errors import WrongState
from tinhso.engines.reporting.contracts.finding_errors import ReadOtherwise
from tinhso.engines.reporting.models import Assignment, ConsolidationVersion
from tinhso.engines.reporting.testing import World, ask, at, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk

REASON = "xem lại dòng 2"
DONE = {"2": "405", "3": "38"}


def state_of(task: int) -> str:
    return Assignment.objects.get(pk=task).state


def sent_again(task: int, households: str = "4.050") -> None:
    """The vice-chairman gives the report back while the chairman reads it; the drafter sends another."""
    api.send_back_to_drafter(task, rights=now_rights("eakar.pct"), reason=REASON)
    api.save_cells(task, [CellInput("2", households, note="đã kiểm tra")], rights=now_rights("eakar.nhap"))
    api.send_for_approval(task, rights=now_rights("eakar.nhap"))


@pytest.mark.parametrize("address", ["/viec/{task}/phe-duyet", "/viec/phe-duyet"])
def test_a_report_that_was_sent_to_its_leader_again_is_read_again(waiting: int, seat: type[Desk], address: str) -> None:
    with at("2026-11-17 09:00"):
        leader, address = seat("eakar.lanhdao"), address.format(task=waiting)
        page = leader.open(address)
        fields = {"act": "approve", "chon": str(waiting), "da-trinh": page.value("da-trinh")}
        sent_again(waiting)
        refused = leader.send(address, **fields)
        assert (refused.status, "REP-299" in refused) == (409, True)
        assert state_of(waiting) == "awaiting_approval"
        done = leader.send(address, **(fields | {"da-trinh": refused.value("da-trinh")}))
        assert (done.status, state_of(waiting)) == (200, "submitted")


def test_what_the_passkey_page_was_made_of_is_compared_too(waiting: int) -> None:
    with at("2026-11-17 09:00"):
        read = api.waiting_reports(now_rights("eakar.lanhdao"))[0].sent_event_id
        sent_again(waiting)
        with pytest.raises(ReadOtherwise):
            api.approve(waiting, rights=now_rights("eakar.lanhdao"), seen=read)
        with pytest.raises(ReadOtherwise):
            api.approve_sheets([waiting], rights=now_rights("eakar.lanhdao"), seen={waiting: read})
        newest = api.waiting_reports(now_rights("eakar.lanhdao"))[0].sent_event_id
        assert api.approve(waiting, rights=now_rights("eakar.lanhdao"), seen=newest).number == 1


def _ready(world: World) -> tuple[int, int]:
    """Ea Kar is accepted, the department's table waits for its leader."""
    with at("2026-11-02 08:00"):
        made = ask(world)
    with at("2026-11-17 09:00"):
        own, rights = task_of(made, "66"), now_rights("skhcn.tonghop")
        send(world, task_of(made, "24373"), DONE, drafter="eakar.nhap", approver="eakar.lanhdao")
        api.accept([task_of(made, "24373")], rights=rights)
        api.add_adjustment(
            own, "so", "households_trained", Decimal(350), rights=rights, title_vi="Sở", reason="ngoài xã"
        )
        api.send_for_approval(own, rights=rights)
    return made.id, own


def test_a_table_that_a_late_unit_changed_is_read_again_before_it_goes_upward(world: World, seat: type[Desk]) -> None:
    request_id, own = _ready(world)
    with at("2026-11-17 10:00"):
        leader, address = seat("skhcn.lanhdao"), f"/tong-hop/{request_id}"
        page = leader.open(address)
        read = page.value("bang-da-doc")
        assert read
        late = Assignment.objects.get(request_id=request_id, subject_unit__code="24133").pk
        send(world, late, {"2": "106", "3": "20"}, drafter="bmt.nhap", approver="bmt.lanhdao")
        refused = leader.send(f"{address}/gui-len", **{"bang-da-doc": read, "narrative": "Toàn tỉnh"})
        assert (refused.status, "REP-299" in refused) == (409, True)
        assert refused.value("narrative") == "Toàn tỉnh"
        assert not ConsolidationVersion.objects.exists()
        # Accepting it meanwhile changes no figure: what was read then still stands.
        read = leader.open(address).value("bang-da-doc")
        api.accept([late], rights=now_rights("skhcn.tonghop"))
        done = leader.send(f"{address}/gui-len", **{"bang-da-doc": read})
        assert (done.status, state_of(own)) == (200, "submitted")


@pytest.mark.parametrize(("verb", "state"), [("tiep-nhan-tong-hop", "accepted"), ("tra-tong-hop", "returned")])
def test_the_office_decides_on_the_version_it_read(world: World, seat: type[Desk], verb: str, state: str) -> None:
    request_id, own = _ready(world)
    with at("2026-11-17 10:00"):
        director, office = now_rights("skhcn.lanhdao"), seat("vp.khoa")
        api.send_upward(own, rights=director)
        address = f"/tong-hop/{request_id}"
        fields = {"so-ban": office.open(address).value("so-ban"), "reason": REASON}
        api.reconsolidate(own, rights=now_rights("skhcn.tonghop"), reason="thêm phường gửi muộn")
        late = Assignment.objects.get(request_id=request_id, subject_unit__code="24133").pk
        send(world, late, {"2": "106", "3": "20"}, drafter="bmt.nhap", approver="bmt.lanhdao")
        api.accept([late], rights=now_rights("skhcn.tonghop"))
        api.send_for_approval(own, rights=now_rights("skhcn.tonghop"))
        api.send_upward(own, rights=director)
        refused = office.send(f"{address}/{verb}", **fields)
        assert (refused.status, "REP-299" in refused, state_of(own)) == (409, True, "submitted")
        done = office.send(f"{address}/{verb}", **(fields | {"so-ban": refused.value("so-ban")}))
        assert (done.status, state_of(own)) == (200, state)


def test_of_two_leaders_who_approve_at_once_one_is_told_that_it_is_done(waiting: int) -> None:
    with at("2026-11-17 09:00"):
        read = api.waiting_reports(now_rights("eakar.lanhdao"))[0].sent_event_id
        api.approve(waiting, rights=now_rights("eakar.pct"))
        with pytest.raises(WrongState):
            api.approve(waiting, rights=now_rights("eakar.lanhdao"), seen=read)
        assert Assignment.objects.get(pk=waiting).submissions_made == 1
