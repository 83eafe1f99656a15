"""The life of a unit's report from the assignment to the lock, and everything that is refused on the way."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import Missing, SourceKind, Status
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NoRight, Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import Suggestion, TaskState
from tinhso.engines.reporting.contracts.errors import (
    AlreadyAccepted,
    DrafterApproves,
    NotAUnitReport,
    NotReady,
    ReasonNeeded,
    StaleRights,
    UnknownAssignment,
    WrongState,
)
from tinhso.engines.reporting.contracts.states import Verb
from tinhso.engines.reporting.logic.life import TABLE, is_possible, require_state
from tinhso.engines.reporting.models import Assignment, CellChange, Submission, Transition
from tinhso.engines.reporting.testing import (
    ACTOR,
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
from tinhso.engines.trust.testing import undone

EA_KAR = {"2": "405", "3": "38"}


def state_of(assignment_id: int) -> str:
    return Assignment.objects.get(pk=assignment_id).state


def sent(world: World, moment: str = "2026-11-17 13:42", texts: dict[str, str] = EA_KAR) -> int:
    """Ea Kar's report of kỳ 11/2026, approved at a moment."""
    with at("2026-11-02 08:00"):
        ea_kar = task_of(ask(world), "24373")
    with at(moment):
        send(world, ea_kar, texts, drafter="eakar.nhap", approver="eakar.lanhdao")
    return ea_kar


def test_a_report_goes_from_assignment_to_lock_and_every_step_has_its_event(world: World) -> None:
    with at("2026-11-02 08:00"):
        request = ask(world)
    ea_kar = task_of(request, "24373")
    with at("2026-11-16 09:00"):
        api.open_task(ea_kar, rights=now_rights("eakar.nhap"))
        fill(world, ea_kar, EA_KAR)
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        assert standing(world, "24373") is None  # a draft never counts
    with at("2026-11-17 13:42"):
        receipt = api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    assert (receipt.number, receipt.on_time, receipt.cells, receipt.known_cells) == (1, True, 4, 2)
    assert receipt.approver_title == "Chủ tịch UBND xã"
    assert not receipt.signed_with_certificate
    stored = standing(world, "24373")
    assert stored is not None
    assert (stored.value, stored.status, stored.source) == (405, Status.PROVISIONAL, SourceKind.MANUAL)
    assert stored.event_id == receipt.event_id
    with at("2026-11-18 09:00"):
        api.accept([ea_kar], rights=now_rights("skhcn.tonghop"))
    for indicator in ("households_trained", "dossiers_received"):
        official = standing(world, "24373", indicator)
        assert official is not None
        assert official.status == Status.OFFICIAL
    with at("2026-11-26 17:00"):
        api.lock_request(request.id, rights=now_rights("vp.khoa"))
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


def test_known_figures_are_confirmed_and_not_written_again(world: World) -> None:
    with at("2026-11-16 09:00"):
        before = standing(world, "24373", "dossiers_received")
        task = task_of(ask(world), "24373")
        receipt = send(world, task, EA_KAR, drafter="eakar.nhap", approver="eakar.lanhdao")
    assert standing(world, "24373", "dossiers_received") == before
    written = [entry.indicator for entry in indicators.entries_of(receipt.event_id)]
    assert written == ["households_trained", "villages"]
    event = trust.event(receipt.event_id)
    assert event is not None
    assert event.public["confirmed"] == 2


def test_the_submission_commits_to_the_history_of_its_draft(world: World) -> None:
    ea_kar = sent(world)
    submission = Submission.objects.get(assignment_id=ea_kar)
    event = trust.event(submission.event_id)
    assert event is not None
    assert event.public["draft_digest"] == submission.draft_digest != ""
    assert event.public["draft_changes"] == CellChange.objects.filter(assignment_id=ea_kar).count() == 2


def test_the_same_person_cannot_draft_and_approve_even_with_both_roles(world: World) -> None:
    with at("2026-11-16 09:00"):
        orgs.grant_role("eakar.nhap", Role.APPROVER, world.unit_id("24373"), actor=ACTOR)
        ea_kar = task_of(ask(world), "24373")
        fill(world, ea_kar, EA_KAR)
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        with pytest.raises(DrafterApproves):
            api.approve(ea_kar, rights=now_rights("eakar.nhap"))


def test_a_leader_who_typed_one_cell_cannot_approve_what_another_sent(world: World) -> None:
    with at("2026-11-01 08:00"):
        orgs.grant_role("eakar.lanhdao", Role.DRAFTER, world.unit_id("24373"), actor=ACTOR)
    with at("2026-11-16 09:00"):
        ea_kar = task_of(ask(world), "24373")
        fill(world, ea_kar, {"2": "405"}, "eakar.lanhdao")
        fill(world, ea_kar, {"3": "38"}, "eakar.nhap")
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        with pytest.raises(DrafterApproves):
            api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    assert value_of(world, "24373") is None


def test_a_delegate_approves_within_the_dates_and_is_refused_afterwards(world: World) -> None:
    with at("2026-11-16 09:00"):
        request = ask(world)
        ea_kar = task_of(request, "24373")
        fill(world, ea_kar, EA_KAR)
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
    with at("2026-11-20 09:00"):
        of_the_20th = now_rights("eakar.pct")
        with undone():
            receipt = api.approve(ea_kar, rights=of_the_20th)
            assert (receipt.capacity, receipt.approver_title) == ("KT. CHỦ TỊCH", "Phó Chủ tịch UBND xã")
            assert Transition.objects.get(verb="approve").capacity == "KT. CHỦ TỊCH"
    with at("2026-11-21 09:00"):
        with pytest.raises((NoRight, UnknownAssignment)):
            api.approve(ea_kar, rights=now_rights("eakar.pct"))
        with pytest.raises(StaleRights):
            api.approve(ea_kar, rights=of_the_20th)
    assert state_of(ea_kar) == TaskState.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("login", "refusal"),
    [
        ("bmt.nhap", UnknownAssignment),
        ("eakar.lanhdao", NoRight),
        ("skhcn.tonghop", NoRight),
        ("chutich", NoRight),
        ("thanhtra", NoRight),
        ("cntt", UnknownAssignment),
    ],
)
def test_nobody_but_the_units_drafter_writes_its_cells(world: World, login: str, refusal: type[Exception]) -> None:
    with at("2026-11-16 09:00"):
        ea_kar = task_of(ask(world), "24373")
        with pytest.raises(refusal):
            fill(world, ea_kar, {"2": "405"}, login)
        with pytest.raises(refusal):
            api.send_for_approval(ea_kar, rights=now_rights(login))
    assert not CellChange.objects.exists()


def test_an_empty_form_is_not_sent_and_names_its_empty_cells(world: World) -> None:
    with at("2026-11-16 09:00"):
        ea_kar = task_of(ask(world), "24373")
        fill(world, ea_kar, {"2": "405"})
        with pytest.raises(NotReady) as refused:
            api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
    assert [(one.code, one.row_no) for one in refused.value.findings] == [("missing", "3")]  # type: ignore[attr-defined]
    assert state_of(ea_kar) == TaskState.DRAFTING


def test_a_broken_identity_blocks_sending(world: World) -> None:
    with at("2026-11-16 09:00"):
        know(world, "24373", received=700, online=780)
        ea_kar = task_of(ask(world), "24373")
        fill(world, ea_kar, EA_KAR)
        with pytest.raises(NotReady) as refused:
            api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
    assert [one.code for one in refused.value.findings] == ["identity:part-of-all"]  # type: ignore[attr-defined]


def test_a_source_that_changes_before_approval_asks_again(world: World) -> None:
    with at("2026-11-16 09:00"):
        ea_kar = task_of(ask(world), "24373")
        fill(world, ea_kar, EA_KAR)
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        know(world, "24373", received=1300)
        with pytest.raises(NotReady) as refused:
            api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
        assert [(one.code, one.row_no) for one in refused.value.findings] == [("source_changed", "1")]  # type: ignore[attr-defined]
        api.send_back_to_drafter(ea_kar, rights=now_rights("eakar.lanhdao"), reason="một cửa vừa cập nhật")
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        assert api.approve(ea_kar, rights=now_rights("eakar.lanhdao")).number == 1


def test_a_returned_report_leaves_the_totals_keeps_its_draft_and_comes_again(world: World) -> None:
    ea_kar = sent(world, texts={"2": "450", "3": "38"})
    with at("2026-11-18 09:00"):
        rights = now_rights("skhcn.tonghop")
        with pytest.raises(ReasonNeeded):
            api.return_submission(ea_kar, rights=rights, reason=" ")
        api.return_submission(ea_kar, rights=rights, reason="đảo chữ số", suggestions=[Suggestion("2", "405")])
        withdrawn, known = standing(world, "24373"), standing(world, "24373", "dossiers_received")
        assert withdrawn is not None
        assert (withdrawn.value, withdrawn.missing) == (None, Missing.NOT_REPORTED)
        assert known is not None
        assert known.value == 1260  # the system's own figure stays
        task = api.task(ea_kar, rights=now_rights("eakar.nhap"))
        cell = next(row for row in task.rows if row.row.no == "2").cells["value"]
        assert (cell.quantity.value, cell.suggestion, task.card.return_reason) == (450, 405, "đảo chữ số")
    with at("2026-11-18 10:00"):
        receipt = send(world, ea_kar, {"2": "405"}, drafter="eakar.nhap", approver="eakar.lanhdao")
    assert (receipt.number, receipt.kind, receipt.on_time) == (2, "again", True)  # the first receipt decides
    assert value_of(world, "24373") == 405


def test_an_accepted_report_can_be_returned_and_becomes_provisional_again(world: World) -> None:
    ea_kar = sent(world)
    with at("2026-11-18 09:00"):
        api.accept([ea_kar], rights=now_rights("skhcn.tonghop"))
        api.return_submission(ea_kar, rights=now_rights("skhcn.tonghop"), reason="xem lại dòng 2")
        send(world, ea_kar, {"2": "406"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        again = standing(world, "24373")
        assert again is not None
        assert (again.value, again.status) == (406, Status.PROVISIONAL)


def test_a_unit_takes_its_report_back_before_acceptance_only(world: World) -> None:
    ea_kar = sent(world)
    with at("2026-11-17 14:00"):
        with undone():
            api.withdraw(ea_kar, rights=now_rights("eakar.lanhdao"), reason="nhầm dòng")
            assert (state_of(ea_kar), value_of(world, "24373")) == (TaskState.DRAFTING, None)
        api.accept([ea_kar], rights=now_rights("skhcn.tonghop"))
        with pytest.raises(AlreadyAccepted):
            api.withdraw(ea_kar, rights=now_rights("eakar.lanhdao"), reason="nhầm dòng")


def test_only_the_agency_a_report_was_sent_to_accepts_or_returns_it(world: World) -> None:
    ea_kar = sent(world)
    with at("2026-11-01 08:00"):
        orgs.create_user("stc.tonghop", actor=ACTOR)
        orgs.grant_role("stc.tonghop", Role.CONSOLIDATOR, world.unit_id("H15.16"), actor=ACTOR)
    with at("2026-11-18 09:00"):
        for login in ("stc.tonghop", "vp.khoa", "eakar.lanhdao", "chutich"):
            with pytest.raises(NoRight):
                api.accept([ea_kar], rights=now_rights(login))
            with pytest.raises(NoRight):
                api.return_submission(ea_kar, rights=now_rights(login), reason="x")
    assert state_of(ea_kar) == TaskState.SUBMITTED


def test_accepting_many_is_all_or_nothing(world: World) -> None:
    ea_kar = sent(world)
    unsent = Assignment.objects.get(subject_unit__code="24133", kind="unit").pk
    with at("2026-11-18 09:00"), pytest.raises(WrongState), transaction.atomic():
        api.accept([ea_kar, unsent], rights=now_rights("skhcn.tonghop"))
    assert state_of(ea_kar) == TaskState.SUBMITTED


def test_a_consolidation_has_no_cells(world: World) -> None:
    with at("2026-11-16 09:00"):
        consolidation = task_of(ask(world), "66")
        with pytest.raises(NotAUnitReport):
            fill(world, consolidation, {"2": "1"}, "skhcn.tonghop")


def test_steps_cannot_be_skipped(world: World) -> None:
    with at("2026-11-16 09:00"):
        ea_kar = task_of(ask(world), "24373")
        with pytest.raises(WrongState):
            api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
        with pytest.raises(WrongState):
            api.accept([ea_kar], rights=now_rights("skhcn.tonghop"))
        with pytest.raises(WrongState):
            api.start_correction(ea_kar, rights=now_rights("eakar.nhap"), reason="x")


def test_a_refused_step_names_the_one_before_it(world: World) -> None:
    """Whatever it names leads, by the table itself, to a state in which the refused step is possible."""
    named, before_lock = set(), frozenset(TaskState) - {TaskState.LOCKED, TaskState.CANCELLED}
    for rule, state, was, kind in product(TABLE.values(), TaskState, before_lock, ("unit", "consolidation")):
        row = Assignment(pk=1, kind=kind, state=state, state_before_lock=was if state is TaskState.LOCKED else None)
        if is_possible(rule, row):
            continue
        with pytest.raises(WrongState) as refused:
            require_state(rule, [row])
        said = refused.value.message("vi")
        if "Trước đó cần" in said:
            step = next(one for one in TABLE.values() if said.endswith(f" Trước đó cần “{one.name_vi}”."))
            assert is_possible(step, row)
            assert is_possible(rule, Assignment(pk=1, kind=kind, state=step.to_state or was))
            named.add((rule.verb, state))
    assert (Verb.RETURN, TaskState.CONSOLIDATED) in named
    went_on = {TaskState.AWAITING_APPROVAL, TaskState.SUBMITTED, TaskState.ACCEPTED, TaskState.LOCKED}
    assert {(Verb.SAVE, state) for state in went_on} <= named
    assert {state for _, state in named} == {TaskState.CONSOLIDATED, *went_on}


def test_transitions_and_receipts_are_never_changed(world: World) -> None:
    sent(world)
    for rows in (Transition.objects.all(), Submission.objects.all(), CellChange.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(assignment_id=1)


def test_lateness_is_decided_by_the_first_receipt(world: World) -> None:
    ea_kar = sent(world, "2026-11-17 17:01")
    assert Assignment.objects.get(pk=ea_kar).on_time is False
    with at("2026-11-17 17:05"):
        newest = api.receipts(ea_kar, rights=now_rights("eakar.nhap"))[0]
    assert not newest.on_time
