"""Opening a form: receiving it once, without anybody's waiting; its own page asks the same however long the form is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import TaskState, Verb
from tinhso.engines.reporting.contracts.errors import NotAUnitReport, UnknownAssignment
from tinhso.engines.reporting.logic import drafting
from tinhso.engines.reporting.models import Assignment, Transition
from tinhso.engines.reporting.testing import World, ask, at, fill, now_rights, send, task_of

pytestmark = pytest.mark.django_db
WRITING = ("INSERT", "UPDATE", "SAVEPOINT", "BEGIN")
FILLED = {"2": "405", "3": "38"}


@pytest.fixture
def ea_kar(world: World) -> int:
    with at("2026-11-02 08:00"):
        return task_of(ask(world), "24373")


def opened_steps(task: int) -> int:
    return Transition.objects.filter(assignment_id=task, verb=Verb.OPEN).count()


def test_the_first_opening_receives_and_the_next_writes_nothing(ea_kar: int) -> None:
    with at("2026-11-16 09:00"):
        first = api.open_form(ea_kar, rights=now_rights("eakar.nhap"))
        assert first.task.card.state is TaskState.RECEIVED
        rights = now_rights("eakar.nhap")
        with CaptureQueriesContext(connection) as asked:
            again = api.open_form(ea_kar, rights=rights)
    assert again.task.card.state is TaskState.RECEIVED
    assert opened_steps(ea_kar) == 1
    assert not [one["sql"] for one in asked if one["sql"].startswith(WRITING)]


def test_who_opens_it_in_the_moment_in_which_a_colleague_does_sees_it_received(
    ea_kar: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at("2026-11-16 09:00"):
        before = Assignment.objects.select_related("request__period").get(pk=ea_kar)
        api.open_task(ea_kar, rights=now_rights("eakar.nhap"))
        looks = iter([before])
        found = drafting.visible_row
        monkeypatch.setattr(drafting, "visible_row", lambda task, rights: next(looks, None) or found(task, rights))
        assert api.open_form(ea_kar, rights=now_rights("eakar.nhap")).task.card.state is TaskState.RECEIVED
    assert opened_steps(ea_kar) == 1


def test_a_reader_is_shown_no_rules_and_the_life_of_the_report(world: World, ea_kar: int) -> None:
    with at("2026-11-17 09:00"):
        send(world, ea_kar, FILLED, drafter="eakar.nhap", approver="eakar.lanhdao")
        opened = api.open_form(ea_kar, rights=now_rights("eakar.nhap"))
    assert (opened.rules, opened.sharing) == (None, None)
    assert [one.number for one in opened.task.receipts] == [1]
    assert opened.task.steps[-1].verb is Verb.APPROVE


def test_what_is_typed_into_is_read_without_rules_but_with_the_figures_before(world: World, ea_kar: int) -> None:
    with at("2026-11-16 09:00"):
        fill(world, ea_kar, FILLED)
        whole = api.task(ea_kar, rights=now_rights("eakar.nhap"))
        _, read = api.fill_form(ea_kar, lambda _: (), rights=now_rights("eakar.nhap"))
    assert (read.card, read.findings, read.steps) == (whole.card, (), ())
    for row, same in zip(whole.rows, read.rows, strict=True):
        assert (row.row, row.enterable, row.entered, row.previous) == (
            same.row,
            same.enterable,
            same.entered,
            same.previous,
        )
        assert {column: row.cells[column] for column in same.cells} == same.cells
        assert set(row.entered) <= set(same.cells)


def test_nobody_opens_what_is_out_of_reach_or_no_form(world: World, ea_kar: int) -> None:
    with at("2026-11-16 09:00"):
        with pytest.raises(UnknownAssignment):
            api.open_form(ea_kar, rights=now_rights("bmt.nhap"))
        consolidation = Assignment.objects.filter(kind="consolidation").first()
        assert consolidation is not None
        with pytest.raises(NotAUnitReport):
            api.open_form(consolidation.pk, rights=now_rights("skhcn.tonghop"))
        leader = api.open_form(ea_kar, rights=now_rights("eakar.lanhdao"))
    assert leader.task.card.state is TaskState.ASSIGNED
    assert opened_steps(ea_kar) == 0
