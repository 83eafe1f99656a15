"""An answer given once is given again from memory exactly as long as computing it anew would say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import FigureQuery, FigureRow
from tinhso.engines.cube.logic import remembered
from tinhso.engines.cube.logic.answering import computed
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import Expectation, Missing
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.orgs.testing import cast, everything_rights, rights_as, small_territory
from tinhso.engines.trust.api import use_clock
from tinhso.engines.trust.testing import seal_now, undone
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.django_db
OCTOBER = parse_period("nd09:2026-10")
NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)
DEADLINE = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 17, 17, 0, tzinfo=UTC)


class OneDeadline:
    """Every unit owes the figure by one moment."""

    def __init__(self, indicator_id: int, period_id: int, units: list[int]):
        self.expectation = Expectation((indicator_id,), period_id, dict.fromkeys(units, DEADLINE))


class World:
    def __init__(self) -> None:
        territory = small_territory()
        cast(territory)
        self.communes = list(territory.communes.values())
        self.period = make_period(OCTOBER.code)
        self.definition = make_definition("served", publication="internal")
        write_figure(self.definition, self.communes[0].id, self.period, 5)
        self.question = FigureQuery(("served",), (OCTOBER,), "commune", everything_rights())

    def ask(self) -> list[FigureRow]:
        """What memory says, which must be what computing says."""
        found = list(api.query(self.question).rows)
        assert found == list(computed(self.question)[0].rows)
        return found

    def queries(self, question: FigureQuery | None = None) -> int:
        with CaptureQueriesContext(connection) as seen:
            api.query(question or self.question)
        return len(seen)


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    clock = FrozenClock(NOW)
    with use_clock(clock):
        yield clock


@pytest.fixture
def world(clock: FrozenClock) -> World:
    remembered.forget()
    return World()


def test_the_second_to_ask_costs_a_look_at_the_log_and_nothing_else(world: World) -> None:
    assert world.queries() > 2
    assert world.queries() == 1


@pytest.mark.parametrize("sealed", [False, True])
def test_a_figure_that_is_written_is_seen_at_once(world: World, sealed: bool) -> None:
    before = world.ask()
    write_figure(world.definition, world.communes[1].id, world.period, 7)
    if sealed:
        seal_now()
    after = world.ask()
    assert [row.value for row in before if row.value] == [5]
    assert sorted(row.value for row in after if row.value) == [5, 7]


def test_what_was_undone_was_never_answered(world: World) -> None:
    for value in (7, 8):
        with undone():
            write_figure(world.definition, world.communes[1].id, world.period, value)
            assert sorted(row.value for row in world.ask() if row.value) == [5, value]
    assert [row.value for row in world.ask() if row.value] == [5]


def test_a_deadline_that_passes_changes_the_answer_though_nobody_wrote(
    world: World, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = [unit.id for unit in world.communes]
    asked = OneDeadline(world.definition.indicator_id, world.period, units)
    monkeypatch.setattr(indicators, "expectations", lambda *_: [asked.expectation])
    assert {row.missing for row in world.ask()} == {Missing.NONE, Missing.NOT_DUE}
    clock.set(DEADLINE - timedelta(microseconds=1))
    assert world.queries() == 1
    clock.set(DEADLINE)
    assert {row.missing for row in world.ask()} == {Missing.NONE, Missing.NOT_REPORTED}


def test_a_new_day_is_asked_anew(world: World, clock: FrozenClock) -> None:
    world.ask()
    clock.set(MIDNIGHT - timedelta(microseconds=1))
    assert world.queries() == 1
    clock.set(MIDNIGHT)
    assert world.queries() > 1


def test_a_clock_that_goes_back_is_not_answered_from_later(world: World, clock: FrozenClock) -> None:
    world.ask()
    clock.set(NOW - timedelta(seconds=1))
    assert world.queries() > 1


def test_the_answer_of_one_scope_is_not_given_to_another(world: World) -> None:
    everything = world.ask()
    officer = replace(world.question, rights=rights_as("eakar.nhap"))
    assert len(api.query(officer)) < len(everything)
    assert api.query(officer).query.rights is officer.rights


def test_as_of_a_checkpoint_is_kept_over_deadlines_and_days(world: World, clock: FrozenClock) -> None:
    then = replace(world.question, as_of=seal_now().tree_size)
    first = api.query(then).to_csv(exact=True)
    clock.set(MIDNIGHT + timedelta(days=40))
    assert world.queries(then) <= 2
    assert api.query(then).to_csv(exact=True) == first


def test_memory_is_bounded_and_what_was_asked_last_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_ANSWERS", 2)
    others = [replace(world.question, within=frozenset({unit.id})) for unit in world.communes[:2]]
    for question in (world.question, others[0], world.question, others[1]):
        api.query(question)
    assert world.queries(world.question) == 1
    assert world.queries(others[0]) > 1


def test_an_answer_too_large_is_computed_each_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_BYTES", 16)
    world.ask()
    assert world.queries() > 1


def test_while_an_import_waits_to_be_sealed_nothing_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinhso.engines.cube.queries.MOST_UNSEALED", 1)
    world.ask()
    assert world.queries() > 1
