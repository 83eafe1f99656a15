"""A form that is read before it is held: what somebody did in between is seen, what nobody touched is read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, SaveResult, TaskState, TaskView
from tinhso.engines.reporting.contracts.errors import NotReady, StaleCell, WrongState
from tinhso.engines.reporting.models import Assignment, Cell
from tinhso.engines.reporting.testing import NOVEMBER, World, ask, at, fill, know, now_rights, task_of

pytestmark = pytest.mark.django_db
FILLED = {"2": "405", "3": "38"}
Inputs = Sequence[CellInput]


@pytest.fixture
def ea_kar(world: World) -> int:
    with at("2026-11-02 08:00"):
        return task_of(ask(world), "24373")


def meanwhile(act: Callable[[], object], then: Inputs) -> Callable[[TaskView], Inputs]:
    """What the fields say, read after somebody else acted: the form was looked at, its assignment is not held yet."""

    def read(_now: TaskView) -> Inputs:
        act()
        return then

    return read


def typed(number: int, **said: str) -> Inputs:
    return [CellInput(row.removeprefix("row"), text, base_version=number) for row, text in said.items()]


def test_a_colleague_who_saved_meanwhile_is_not_overwritten(world: World, ea_kar: int) -> None:
    with at("2026-11-16 09:00"):
        others = meanwhile(lambda: fill(world, ea_kar, {"2": "410"}), typed(0, row2="405"))
        result, form = api.save_form(ea_kar, others, rights=now_rights("eakar.nhap"))
    (error,) = result.errors
    assert isinstance(error.error, StaleCell)
    assert Cell.objects.get(assignment_id=ea_kar, row_no="2").value == 410
    assert next(row for row in form.rows if row.row.no == "2").cells["value"].quantity.value == 410


def test_a_form_that_was_sent_meanwhile_is_not_written_to(world: World, ea_kar: int) -> None:
    def send() -> None:
        fill(world, ea_kar, FILLED)
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))

    with at("2026-11-16 09:00"):
        with pytest.raises(WrongState):
            api.save_form(ea_kar, meanwhile(send, typed(1, row2="406")), rights=now_rights("eakar.nhap"))
        with pytest.raises(WrongState):
            api.fill_form(ea_kar, lambda _: (), rights=now_rights("eakar.nhap"), sends=True)
    assert Cell.objects.get(assignment_id=ea_kar, row_no="2").value == 405


def test_a_figure_that_became_known_meanwhile_stands_beside_what_is_saved(world: World, ea_kar: int) -> None:
    with at("2026-11-16 09:00"):
        others = meanwhile(lambda: know(world, "24373", NOVEMBER), typed(0, row2="405"))
        _, form = api.save_form(ea_kar, others, rights=now_rights("eakar.nhap"))
        whole = api.task(ea_kar, rights=now_rights("eakar.nhap"))
    assert [row.cells for row in form.rows] == [row.cells for row in whole.rows]
    assert any(cell.is_known for row in form.rows for cell in row.cells.values())


def test_a_cell_that_was_emptied_between_saving_and_looking_is_not_sent(world: World, ea_kar: int) -> None:
    with at("2026-11-16 09:00"):
        fill(world, ea_kar, FILLED)
        empties = meanwhile(lambda: fill(world, ea_kar, {"3": ""}), ())
        with pytest.raises(NotReady):
            api.fill_form(ea_kar, empties, rights=now_rights("eakar.nhap"), sends=True, leaves_nothing_out=False)
    assert Assignment.objects.get(pk=ea_kar).state == TaskState.DRAFTING


def test_what_was_kept_stays_kept_where_the_sending_is_refused(world: World, ea_kar: int) -> None:
    with at("2026-11-16 09:00"):
        with pytest.raises(NotReady):
            api.fill_form(ea_kar, lambda _: typed(0, row2="405"), rights=now_rights("eakar.nhap"), sends=True)
        assert Cell.objects.get(assignment_id=ea_kar, row_no="2").value == 405
        result, before = api.fill_form(
            ea_kar, lambda _: typed(0, row3="38"), rights=now_rights("eakar.nhap"), sends=True
        )
    assert isinstance(result, SaveResult)
    assert not result.errors
    assert before.card.state is TaskState.DRAFTING
    assert Assignment.objects.get(pk=ea_kar).state == TaskState.AWAITING_APPROVAL


def test_the_form_is_read_once_for_its_fields_its_keeping_and_its_sending(world: World, ea_kar: int) -> None:
    with at("2026-11-16 09:00"):
        fill(world, ea_kar, {"2": "405"})
        rights = now_rights("eakar.nhap")
        with CaptureQueriesContext(connection) as asked:
            api.fill_form(ea_kar, lambda _: typed(0, row3="38"), rights=rights, sends=True)
    cells = [one["sql"] for one in asked if 'FROM "reporting_cell"' in one["sql"] and '"note"' in one["sql"]]
    assert len(cells) == 1


def test_what_is_held_is_asked_for_alone_where_it_stands_as_it_was_seen(world: World, ea_kar: int) -> None:
    with at("2026-11-16 09:00"):
        fill(world, ea_kar, {"2": "405"})
        rights = now_rights("eakar.nhap")
        with CaptureQueriesContext(connection) as asked:
            api.fill_form(ea_kar, lambda _: typed(0, row3="38"), rights=rights, sends=True)
    rows = [one["sql"] for one in asked if one["sql"].startswith('SELECT "reporting_assignment"."id"')]
    # Looked at with its request, then held for the saving and for the sending.
    assert [(" JOIN " in sql) for sql in rows] == [True, False, False]


@pytest.mark.parametrize("sends", [False, True])
def test_a_report_that_was_handed_to_another_unit_meanwhile_is_not_written_to(
    world: World, ea_kar: int, sends: bool
) -> None:
    def hand_over() -> None:
        Assignment.objects.filter(pk=ea_kar).update(respondent_unit=world.unit_id("24133"))

    with at("2026-11-16 09:00"):
        fill(world, ea_kar, FILLED)
        then = () if sends else typed(1, row2="406")
        with pytest.raises(NoRight):
            api.fill_form(
                ea_kar, meanwhile(hand_over, then), rights=now_rights("eakar.nhap"), sends=sends,
                leaves_nothing_out=not sends,
            )  # fmt: skip
    assert Cell.objects.get(assignment_id=ea_kar, row_no="2").value == 405
    assert Assignment.objects.get(pk=ea_kar).state == TaskState.DRAFTING
