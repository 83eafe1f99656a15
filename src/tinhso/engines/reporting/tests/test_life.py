"""The life of a report from the assignment to the lock and beyond, with everything that must be refused on the way."""

from __future__ import annotations

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureKey, SourceKind, Status
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import TaskState
from tinhso.engines.reporting.models import Assignment, Transition
from tinhso.engines.reporting.testing import (
    NOVEMBER,
    World,
    ask,
    at,
    fill,
    know,
    now_rights,
    send,
    small_world,
    task_of,
)
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
EA_KAR = {"2": "405", "3": "38"}


@pytest.fixture
def world() -> World:
    with at("2026-11-01 08:00"):
        made = small_world()
        for code in made.territory.communes:
            know(made, code)
        return made


def figure(world: World, code: str, indicator: str = "households_trained", line: str = ""):
    key = FigureKey(
        world.definitions[indicator].indicator_id,
        world.unit_id(code),
        indicators.period_id(indicators.periods_by_id() and _period()),
        line=line,
    )
    return indicators.states_of_keys([key]).get(key)


def _period():
    from tinhso.kernel.periods import parse_period

    return parse_period(NOVEMBER)


def state_of(assignment_id: int) -> str:
    return Assignment.objects.get(pk=assignment_id).state


def test_a_report_goes_from_assignment_to_lock_and_every_step_has_its_event(world: World) -> None:
    with at("2026-11-02 08:00"):
        request = ask(world)
    ea_kar = task_of(request, "24373")
    with at("2026-11-16 09:00"):
        api.open_task(ea_kar, rights=now_rights("eakar.nhap"))
        fill(world, ea_kar, EA_KAR)
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        assert figure(world, "24373") is None  # a draft never counts
    with at("2026-11-17 13:42"):
        receipt = api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    assert (receipt.number, receipt.on_time, receipt.cells, receipt.known_cells) == (1, True, 4, 2)
    assert receipt.approver_title == "Chủ tịch UBND xã"
    assert not receipt.signed_with_certificate
    stored = figure(world, "24373")
    assert (stored.value, stored.status, stored.source) == (405, Status.PROVISIONAL, SourceKind.MANUAL)
    assert stored.event_id == receipt.event_id
    with at("2026-11-18 09:00"):
        api.accept([ea_kar], rights=now_rights("skhcn.tonghop"))
    assert figure(world, "24373").status == Status.OFFICIAL
    assert figure(world, "24373", "dossiers_received").status == Status.OFFICIAL
    with at("2026-11-26 17:00"):
        api.lock_request(request.id, rights=now_rights("vp.khoa"))
    assert state_of(ea_kar) == TaskState.LOCKED
    steps = Transition.objects.filter(assignment_id=ea_kar).order_by("id")
    assert [(step.verb, step.to_state) for step in steps] == [
        ("assign", "assigned"),
        ("open", "received"),
        ("save", "drafting"),
        ("send_for_approval", "awaiting_approval"),
        ("approve", "submitted"),
        ("accept", "accepted"),
        ("lock", "locked"),
    ]
    assert len({step.event_id for step in steps}) == 7
    assert trust.event(receipt.event_id).public["draft_digest"] == receipt.draft_digest


def test_known_figures_are_confirmed_and_not_written_again(world: World) -> None:
    with at("2026-11-16 09:00"):
        request = ask(world)
        before = figure(world, "24373", "dossiers_received")
        receipt = send(world, task_of(request, "24373"), EA_KAR, drafter="eakar.nhap", approver="eakar.lanhdao")
    assert figure(world, "24373", "dossiers_received") == before
    assert [entry.indicator for entry in indicators.entries_of(receipt.event_id)] == [
        "households_trained",
        "villages",
    ]
    assert trust.event(receipt.event_id).public["confirmed"] == 2
