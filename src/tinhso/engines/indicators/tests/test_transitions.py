"""The rules of an entry, without a database."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.engines.indicators.contracts import FigureState, Missing, Status
from tinhso.engines.indicators.logic.ledger.transitions import (
    NextEntry,
    Standing,
    next_entries,
    presence,
    promotion,
    withdrawal,
)

pytestmark = pytest.mark.one_database
ACCEPTED = [code for code in Missing if code not in (Missing.NONE, Missing.MOVED)]


@st.composite
def states(draw: st.DrawFn) -> FigureState:
    value = draw(st.none() | st.integers(-50, 50))
    missing = Missing.NONE if value is not None else draw(st.sampled_from(ACCEPTED))
    operator = 0 if value is None else draw(st.integers(0, 5))
    return FigureState(value, operator, missing, draw(st.sampled_from([1, 2])), draw(st.integers(1, 5)), 7)


def run(said: list[FigureState], line: str = "") -> list[NextEntry]:
    entries: list[NextEntry] = []
    standing: Standing | None = None
    for state in said:
        entries += next_entries(standing, state, line)
        standing = entries[-1].standing
    return entries


def test_the_first_state_is_entry_one_and_its_deltas_are_itself() -> None:
    assert run([FigureState(405, definition_id=7)]) == [NextEntry(1, 405, 0, 0, 1, 1, 7, 405, 1)]


def test_a_correction_adds_the_difference() -> None:
    first, second = run([FigureState(405, definition_id=7), FigureState(414, definition_id=7)])
    assert (first.entry_no, second.entry_no) == (1, 2)
    assert (second.value, second.value_delta, second.presence_delta) == (414, 9, 0)


def test_a_change_of_status_is_two_entries_and_the_first_takes_everything_out() -> None:
    _, out, new = run([FigureState(405, 1, definition_id=7), FigureState(405, 1, status=2, definition_id=7)])
    assert (out.value, out.operator, out.missing, out.status) == (None, 0, Missing.MOVED, Status.PROVISIONAL)
    assert (out.value_delta, out.presence_delta) == (-405, -1)
    assert (new.entry_no, new.value, new.status, new.value_delta, new.presence_delta) == (3, 405, 2, 405, 1)


def test_a_withdrawal_leaves_nothing_and_cannot_be_repeated() -> None:
    [first] = run([FigureState(405, 2, status=2, definition_id=7)])
    [gone] = withdrawal(first.standing, "")
    assert gone == NextEntry(2, None, 0, Missing.NOT_REPORTED, 2, 1, 7, -405, -1)
    assert withdrawal(gone.standing, "") == []
    assert withdrawal(None, "") == []


def test_not_applicable_answers_without_a_value_and_a_refusal_does_not() -> None:
    [entry] = run([FigureState.absent(Missing.NOT_APPLICABLE)._replace(definition_id=7)])
    assert (entry.value_delta, entry.presence_delta) == (0, 1)
    assert [presence(code, "") for code in Missing] == [1, 0, 0, 1, 0, 0]


def test_an_adjustment_line_never_counts_as_an_answer() -> None:
    assert [entry.presence_delta for entry in run([FigureState(-120, definition_id=7)], "double-count")] == [0]


@given(st.lists(states(), min_size=1, max_size=8), st.sampled_from(["", "line"]))
def test_deltas_of_each_status_add_up_to_what_stands_in_it(said: list[FigureState], line: str) -> None:
    entries = run(said, line)
    last = entries[-1]
    for status in Status:
        values = sum(entry.value_delta for entry in entries if entry.status == status)
        answers = sum(entry.presence_delta for entry in entries if entry.status == status)
        holds = last.status == status
        assert values == ((last.value or 0) if holds else 0)
        assert answers == (presence(last.missing, line) if holds else 0)


@given(st.lists(states(), min_size=1, max_size=8))
def test_numbers_run_without_gaps_and_a_taken_out_state_is_never_the_last(said: list[FigureState]) -> None:
    entries = run(said)
    assert [entry.entry_no for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[-1].standing[1:6] == said[-1][:5]
    for entry, following in pairwise(entries):
        assert (entry.missing == Missing.MOVED) == (entry.status != following.status)


@given(states())
def test_saying_the_same_again_makes_no_entry(said: FigureState) -> None:
    [entry] = run([said])
    assert next_entries(entry.standing, said._replace(definition_id=8), "") == []


@given(states())
def test_a_promotion_changes_nothing_but_the_status(said: FigureState) -> None:
    [entry] = run([said])
    entries = promotion(entry.standing, "")
    if said.status == Status.OFFICIAL:
        assert entries == []
    else:
        assert entries[-1].standing == entry.standing._replace(entry_no=3, status=Status.OFFICIAL)
