"""A report is read and checked before it is held for its approval; whatever moved in between is seen under the lock."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import TaskState
from tinhso.engines.reporting.contracts.errors import DrafterApproves, NotReady, WrongState
from tinhso.engines.reporting.logic import approving
from tinhso.engines.reporting.models import Assignment, Submission
from tinhso.engines.reporting.testing import (
    World,
    ask,
    at,
    fill,
    know,
    now_rights,
    report_past,
    send,
    task_of,
    value_of,
)
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
FILLED = {"2": "405", "3": "38"}
Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def ea_kar(world: World) -> int:
    with at("2026-11-02 08:00"):
        number = task_of(ask(world), "24373")
    with at("2026-11-16 08:00"):
        fill(world, number, FILLED)
        api.send_for_approval(number, rights=now_rights("eakar.nhap"))
    return number


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let somebody act once after the report was looked at, before it is held."""

    def plan(act: Callable[[], object]) -> None:
        look_at_each, left = approving.look_at_each, [act]

        def look(*rows, **options):  # type: ignore[no-untyped-def]
            found = look_at_each(*rows, **options)
            if left:
                left.pop()()
            return found

        monkeypatch.setattr(approving, "look_at_each", look)

    return plan


def approve(number: int) -> object:
    return api.approve(number, rights=now_rights("eakar.lanhdao"))


def resend(world: World, number: int, texts: dict[str, str]) -> None:
    api.send_back_to_drafter(number, rights=now_rights("eakar.lanhdao"), reason="xem lại")
    if texts:
        fill(world, number, texts)
    api.send_for_approval(number, rights=now_rights("eakar.nhap"))


def test_figures_that_were_changed_and_sent_again_meanwhile_are_those_that_count(
    world: World, ea_kar: int, meanwhile: Meanwhile
) -> None:
    with at("2026-11-16 09:00"):
        meanwhile(lambda: resend(world, ea_kar, {"2": "410"}))
        approve(ea_kar)
    assert value_of(world, "24373") == 410
    assert Submission.objects.get(assignment_id=ea_kar).draft_changes == 3
    assert list(trust.verify_log()) == []


def test_a_known_figure_that_changed_meanwhile_makes_the_form_ask_again(
    world: World, ea_kar: int, meanwhile: Meanwhile
) -> None:
    with at("2026-11-16 09:00"):
        know(world, "24373")
        resend(world, ea_kar, {})
        meanwhile(lambda: know(world, "24373", received=1300))
        with pytest.raises(NotReady):
            approve(ea_kar)
    assert Assignment.objects.get(pk=ea_kar).state == TaskState.AWAITING_APPROVAL
    assert not Submission.objects.filter(assignment_id=ea_kar).exists()


def test_the_past_that_a_figure_is_compared_with_is_that_of_the_moment_it_is_approved(
    world: World, ea_kar: int, meanwhile: Meanwhile
) -> None:
    with at("2026-11-16 09:00"):
        meanwhile(lambda: report_past(world, "24373", {"nd09:2026-10": 40_500}))
        with CaptureQueriesContext(connection) as asked:
            approve(ea_kar)
    cells = [one["sql"] for one in asked if 'FROM "reporting_cell"' in one["sql"] and '"note"' in one["sql"]]
    assert len(cells) == 2  # read before, and once more since the unit's ledger moved


def test_a_report_that_was_given_back_or_approved_meanwhile_is_refused(
    world: World, ea_kar: int, meanwhile: Meanwhile
) -> None:
    with at("2026-11-16 09:00"):
        meanwhile(lambda: approve(ea_kar))
        with pytest.raises(WrongState):
            approve(ea_kar)
    assert Submission.objects.filter(assignment_id=ea_kar).count() == 1


def test_a_report_that_was_handed_to_another_unit_meanwhile_is_refused(
    world: World, ea_kar: int, meanwhile: Meanwhile
) -> None:
    def hand_over() -> None:
        Assignment.objects.filter(pk=ea_kar).update(respondent_unit=world.unit_id("24133"))

    with at("2026-11-16 09:00"):
        meanwhile(hand_over)
        with pytest.raises(NoRight):
            approve(ea_kar)


def test_a_leader_who_typed_meanwhile_cannot_approve(world: World, ea_kar: int, meanwhile: Meanwhile) -> None:
    def type_by_leader() -> None:
        Assignment.objects.filter(pk=ea_kar).update(sent_by="user:eakar.lanhdao")

    with at("2026-11-16 09:00"):
        meanwhile(type_by_leader)
        with pytest.raises(DrafterApproves):
            approve(ea_kar)


def test_what_other_units_write_meanwhile_is_no_reason_to_read_again(
    world: World, ea_kar: int, meanwhile: Meanwhile
) -> None:
    with at("2026-11-16 09:00"):
        other = task_of(next(one for one in api.requests(now_rights("vp.giaobaocao"))), "24133")
        meanwhile(lambda: send(world, other, FILLED, drafter="bmt.nhap", approver="bmt.lanhdao"))
        with CaptureQueriesContext(connection) as asked:
            approve(ea_kar)
    own = [one["sql"] for one in asked if 'FROM "reporting_cell"' in one["sql"] and '"note"' in one["sql"]]
    of_other = 3  # what sending and approving the other report read
    assert len(own) - of_other == 1
    assert value_of(world, "24373") == 405
