"""Two requests ask for the same figures and lock at different times: each goes its own way to its end."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import PeriodLocked, Status
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, CellKind, RequestView, TaskState
from tinhso.engines.reporting.contracts.errors import OverrideNeedsReason
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import World, ask, at, fill, know, now_rights, send, standing, task_of, value_of
from tinhso.engines.trust import api as trust
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.django_db
EA_KAR, BMT = "24373", "24133"
PEOPLE = {EA_KAR: ("eakar.nhap", "eakar.lanhdao"), BMT: ("bmt.nhap", "bmt.lanhdao")}


@standing_on("reporting_world")
def two(world: World) -> tuple[RequestView, RequestView]:
    """Ea Kar and Buôn Ma Thuột answered the first request, which is locked; the second is open and asks the same."""
    with at("2026-11-16 09:00"):
        first, second = ask(world), ask(world, code="lan-hai")
        for unit, value in ((EA_KAR, "405"), (BMT, "530")):
            drafter, approver = PEOPLE[unit]
            send(world, task_of(first, unit), {"2": value, "3": "38"}, drafter=drafter, approver=approver)
    with at("2026-11-26 17:00"):
        api.lock_request(first.id, rights=now_rights("vp.khoa"))
    return first, second


def _second_sent(world: World, second: RequestView, unit: str, texts: dict[str, str]) -> int:
    task, (drafter, approver) = task_of(second, unit), PEOPLE[unit]
    send(world, task, texts, drafter=drafter, approver=approver)
    return task


def test_the_later_request_is_sent_accepted_consolidated_and_locked(
    world: World, two: tuple[RequestView, RequestView]
) -> None:
    _, second = two
    with at("2026-11-27 09:00"):
        task = _second_sent(world, second, EA_KAR, {"2": "405", "3": "38"})
        api.accept([task], rights=now_rights("skhcn.tonghop"))
        assert standing(world, EA_KAR, "households_trained").status == Status.OFFICIAL
        consolidation = task_of(second, "66")
        api.add_adjustment(
            consolidation, "second-own", "households_trained", Decimal(5), rights=now_rights("skhcn.tonghop"),
            title_vi="Sở tự thực hiện", reason="kế hoạch 12",
        )  # fmt: skip
        api.send_for_approval(consolidation, rights=now_rights("skhcn.tonghop"))
        api.send_upward(consolidation, rights=now_rights("skhcn.lanhdao"))
        api.accept_consolidation(consolidation, rights=now_rights("vp.khoa"))
        api.lock_request(second.id, rights=now_rights("vp.khoa"))
        assert Assignment.objects.get(pk=task).state == TaskState.LOCKED


def test_a_differing_value_needs_a_note_and_goes_in_as_a_correction(
    world: World, two: tuple[RequestView, RequestView]
) -> None:
    _, second = two
    with at("2026-11-27 09:00"):
        task = task_of(second, EA_KAR)
        with pytest.raises(OverrideNeedsReason):
            fill(world, task, {"2": "414"}, "eakar.nhap")
        noted = CellInput("2", "414", CellKind.TYPED, note="đếm lại")
        assert not api.save_cells(task, [noted], rights=now_rights("eakar.nhap")).errors
        api.send_for_approval(task, rights=now_rights("eakar.nhap"))
        api.approve(task, rights=now_rights("eakar.lanhdao"))
        assert value_of(world, EA_KAR, "households_trained") == 414


def test_a_return_takes_back_nothing_that_the_earlier_request_holds(
    world: World, two: tuple[RequestView, RequestView]
) -> None:
    _, second = two
    with at("2026-11-27 09:00"):
        task = _second_sent(world, second, EA_KAR, {"2": "405", "3": "38"})
        api.return_submission(task, rights=now_rights("skhcn.tonghop"), reason="thiếu bản ký")
        assert value_of(world, EA_KAR, "households_trained") == 405


def test_unlocking_lifts_only_ones_own_lock(world: World, two: tuple[RequestView, RequestView]) -> None:
    first, second = two
    with at("2026-11-27 09:00"):
        api.lock_request(second.id, rights=now_rights("vp.khoa"))
        api.unlock_request(first.id, rights=now_rights("vp.khoa"), reason="bổ sung")
        with pytest.raises(PeriodLocked):
            know(world, EA_KAR, received=1)
        api.unlock_request(second.id, rights=now_rights("vp.khoa"), reason="bổ sung")
        know(world, EA_KAR, received=1)
        trust.seal_all()
        assert trust.verify_log() == []
    assert indicators.locked_keys([world.definitions["dossiers_received"].indicator_id], [1, 2, 3]) == set()
