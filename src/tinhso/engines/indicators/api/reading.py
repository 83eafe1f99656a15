"""Reading the ledger: states, histories, entries and their paths."""

from __future__ import annotations

from collections.abc import Collection

from tinhso.engines.indicators.contracts import (
    CurrentState,
    EntryView,
    FigureKey,
    KnownFigure,
    Missing,
    SourceKind,
    UnknownEntry,
)
from tinhso.engines.indicators.logic.ledger.leaves import figure_leaf
from tinhso.engines.indicators.queries import entries as entry_queries
from tinhso.engines.indicators.queries import locks, states
from tinhso.engines.indicators.queries import periods as period_queries
from tinhso.engines.orgs.contracts import Scope
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import FigurePath
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator


def current_states(
    indicator_ids: Collection[int],
    period_ids: Collection[int],
    unit_ids: Collection[int] | None = None,
    lines: Collection[str] | None = None,
) -> dict[FigureKey, CurrentState]:
    """Return the latest state of every key of these indicators and periods, in one query.

    A withdrawn figure is there with `missing` NOT_REPORTED; `lines=[""]` leaves adjustments out.
    """
    return states.states_of(indicator_ids, period_ids, unit_ids, lines)


def last_entry_id() -> int:
    """Return the number of the ledger's last entry: while it is the same, no figure was written."""
    return entry_queries.last_entry_id()


def written_since(entry_id: int, unit_ids: Collection[int]) -> bool:
    """Say whether a figure of these units was written after the ledger's line with this number."""
    return entry_queries.any_since(entry_id, unit_ids)


def states_of_keys(keys: Collection[FigureKey]) -> dict[FigureKey, CurrentState]:
    """Return the latest state of exactly these keys, as far as they have one; one query for 5,000 keys."""
    return dict(states.states_of_keys(keys))


def known_figures(
    indicator_ids: Collection[int], period_ids: Collection[int], unit_ids: Collection[int] | None = None
) -> list[KnownFigure]:
    """Return the figures that nobody has to type: standing ones whose source is a connector or a computation."""
    standing = states.states_of(indicator_ids, period_ids, unit_ids, lines=[""])
    return [
        KnownFigure(
            key, state.value, Operator(state.operator), Missing(state.missing), SourceKind(state.source), state.entry_id
        )
        for key, state in standing.items()
        if state.source in (SourceKind.CONNECTOR, SourceKind.COMPUTED) and state.missing != Missing.NOT_REPORTED
    ]


def locked_keys(
    indicator_ids: Collection[int],
    period_ids: Collection[int],
    unit_ids: Collection[int] | None = None,
    *,
    but_by: str | None = None,
    as_of: int | None = None,
) -> set[tuple[int, int, int]]:
    """Return the locked (indicator id, period id, unit id) among these, in one query.

    Args:
        but_by: only what somebody else than this locker holds.
        as_of: what was locked as this size of the log knows, None as it is now.
    """
    return locks.locked_units(indicator_ids, period_ids, unit_ids, but_by=but_by, as_of=as_of)


def lock_holders(
    indicator_ids: Collection[int], period_ids: Collection[int], unit_ids: Collection[int]
) -> dict[tuple[int, int, int], frozenset[str]]:
    """Return who holds each locked (indicator id, period id, unit id) among these, in one query."""
    return locks.holders(indicator_ids, period_ids, unit_ids)


def history(key: FigureKey) -> list[EntryView]:
    """Return every entry of a key, oldest first."""
    return entry_queries.entries_of_key(key)


def corrections(
    indicator_ids: Collection[int], period_ids: Collection[int], unit_ids: Collection[int], as_of: int | None = None
) -> dict[FigureKey, list[int]]:
    """Return the events that put another value in the place of an earlier one, by key, oldest first; one query.

    A figure that was withdrawn and sent again with the same value was not corrected.

    Args:
        as_of: a tree size; None is everything, what waits to be sealed too.
    """
    found: dict[FigureKey, list[int]] = {}
    last: tuple[FigureKey, int] | None = None
    for key, event_id, value in entry_queries.values_in_order(indicator_ids, period_ids, unit_ids, as_of):
        if last is not None and last[0] == key and last[1] != value:
            found.setdefault(key, []).append(event_id)
        last = (key, value)
    return found


def last_periods(indicator_ids: Collection[int], unit_code: str) -> dict[int, Period]:
    """Return, by indicator, the newest period for which units of this code ever gave a value; two queries."""
    found = entry_queries.last_periods(indicator_ids, unit_code)
    periods = period_queries.periods_by_id(set(found.values()))
    return {indicator_id: periods[period_id] for indicator_id, period_id in found.items()}


def entry(entry_id: int) -> EntryView:
    """Return one entry.

    Raises:
        UnknownEntry (IND-025).
    """
    found = entry_queries.entry_by_id(entry_id)
    if found is None:
        raise UnknownEntry(entry_id=entry_id)
    return found


def entries(entry_ids: Collection[int]) -> dict[int, EntryView]:
    """Return entries by id; unknown ids are left out. One query for 10,000."""
    return entry_queries.entries_by_id(entry_ids)


def entries_of(event_id: int) -> list[EntryView]:
    """Return the entries of an event in the order of their lines."""
    return entry_queries.entries_of_event(event_id)


def first_entries(event_ids: Collection[int]) -> dict[int, EntryView]:
    """Return the first line of each event, to say what a batch spoke of however long it is; one query."""
    return {one.event_id: one for one in entry_queries.first_entries(event_ids)}


def said_by_events(event_ids: Collection[int]) -> dict[int, list[tuple[FigureKey, int | None, int, int]]]:
    """Return what each event wrote: (key, value, operator, missing) in the order of its lines. One query."""
    return entry_queries.said_by_events(event_ids)


def events_of_units(scope: Scope, before: int | None = None, limit: int = 50) -> list[int]:
    """Return the newest events that wrote figures of units in a scope, for lists of the log; one query.

    Args:
        before: only event ids below this one (for the next page).
    """
    return entry_queries.events_of_units(scope.q("unit_id"), before, limit)


def figure_path(entry_id: int) -> FigurePath:
    """Return the way from an entry's leaf to its event's root of figures.

    Raises:
        UnknownEntry (IND-025).
    """
    return figure_paths([entry_id])[entry_id]


def figure_paths(entry_ids: Collection[int]) -> dict[int, FigurePath]:
    """Return the ways of several entries to their events' roots; each event's leaves are made once.

    Raises:
        UnknownEntry (IND-025): one of them does not exist.
    """
    paths: dict[int, FigurePath] = {}
    for event_entries in entry_queries.events_around(entry_ids):
        wanted = {one.line_no: one.id for one in event_entries if one.id in set(entry_ids)}
        found = trust.figure_paths([figure_leaf(one) for one in event_entries], list(wanted))
        paths |= {wanted[line_no]: path for line_no, path in found.items()}
    for entry_id in entry_ids:
        if entry_id not in paths:
            raise UnknownEntry(entry_id=entry_id)
    return paths


def count_figures(unit_ids: Collection[int]) -> dict[int, int]:
    """Count the figures that these units ever had, by indicator id. One query."""
    return entry_queries.count_figures(unit_ids)
