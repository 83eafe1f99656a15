"""What entries a new state of a key makes: numbers, deltas, and the two steps of a change of status. Pure functions.

1. The first state of a key is entry 1; its deltas are itself.
2. Within one status, a delta is new minus old; a missing value counts as zero.
3. A change of status is two entries: the old state taken out of the old status (`moved`), the new one put into the new.
4. A withdrawn figure has no value and is `not_reported`, in the status it had.
"""

from __future__ import annotations

from typing import NamedTuple

from tinhso.engines.indicators.contracts import FigureState, Missing, Status
from tinhso.kernel.quantities import Operator

_ANSWERS = frozenset({int(Missing.NONE), int(Missing.NOT_APPLICABLE)})


class Standing(NamedTuple):
    """The state a key has now, as far as the next entry depends on it."""

    entry_no: int
    value: int | None
    operator: int
    missing: int
    status: int
    source: int
    definition_id: int


class NextEntry(NamedTuple):
    """An entry to be written: the full new state of its key and what it changes in sums."""

    entry_no: int
    value: int | None
    operator: int
    missing: int
    status: int
    source: int
    definition_id: int
    value_delta: int
    presence_delta: int

    @property
    def standing(self) -> Standing:
        """The state of the key once this entry is written."""
        return Standing(*self[:7])


def presence(missing: int, line: str) -> int:
    """Return 1 when a state answers: a value or `not_applicable`, and never on an adjustment line."""
    return int(missing in _ANSWERS and not line)


def next_entries(old: Standing | None, new: FigureState, line: str) -> list[NextEntry]:
    """Return the entries that bring a key to a new state, none when it says what stands already.

    Args:
        old: the standing state, None for a new key.
        new: the state to be written; its `definition_id` must be known.
        line: the key's adjustment line, empty for a unit's own figure.
    """
    assert new.definition_id is not None, "the writer resolves definitions before it asks for entries"
    if old is None:
        return [first_entry(*new[:5], new.definition_id, line)]
    if says_the_same(old, new):
        return []
    answered = presence(new.missing, line)
    if old.status == new.status:
        deltas = (new.value or 0) - (old.value or 0), answered - presence(old.missing, line)
        return [NextEntry(old.entry_no + 1, *new[:5], new.definition_id, *deltas)]
    return [
        _taken_out(old, Missing.MOVED, line),
        NextEntry(old.entry_no + 2, *new[:5], new.definition_id, new.value or 0, answered),
    ]


def first_entry(
    value: int | None, operator: int, missing: int, status: int, source: int, definition_id: int, line: str
) -> NextEntry:
    """Return the entry of a new key; its deltas are itself."""
    answered = presence(missing, line)
    return NextEntry(1, value, operator, missing, status, source, definition_id, value or 0, answered)


def withdrawal(old: Standing | None, line: str) -> list[NextEntry]:
    """Return the entry that withdraws a figure, none when there is nothing to withdraw."""
    if old is None or not is_readable(old):
        return []
    return [_taken_out(old, Missing.NOT_REPORTED, line)]


def promotion(old: Standing | None, line: str) -> list[NextEntry]:
    """Return the two entries that make a provisional state official as it stands.

    None when it is official already, or when there is nothing to accept (`is_readable`).
    """
    if old is None or old.status == Status.OFFICIAL:
        return []
    official = FigureState(old.value, old.operator, old.missing, Status.OFFICIAL, old.source, old.definition_id)
    return next_entries(old, official, line)


def is_readable(old: Standing | None) -> bool:
    """Say whether a key says anything now: it was written and not withdrawn."""
    return old is not None and old.missing != Missing.NOT_REPORTED


def says_the_same(old: Standing, new: FigureState) -> bool:
    """Say whether a state repeats what stands; the version of the definition alone makes no new entry."""
    return old[1:6] == new[:5]


def _taken_out(old: Standing, reason: Missing, line: str) -> NextEntry:
    deltas = -(old.value or 0), -presence(old.missing, line)
    state = None, int(Operator.EQUAL), int(reason), old.status, old.source, old.definition_id
    return NextEntry(old.entry_no + 1, *state, *deltas)
