"""What the ledger's entries come to, for the slow way: read once each and folded, and held against a window function.

Every checkpoint keeps the fold of the entries that it seals, so that a million entries are not read again with every
question. `window_states` reads all of them at once, in one statement of the database, and must come to the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db import connection

from tinhso.engines.cube.tests.recomputation import State
from tinhso.engines.indicators.contracts import Missing, Scenario, Status
from tinhso.kernel.quantities import Operator

COLUMNS = """e.indicator_id, e.period_id, e.unit_id, e.dims, e.line, e.scenario, e.entry_no, e.value, e.operator,
    e.missing, e.status, e.definition_id"""
Key = tuple[int, int, int, str, str, int]
Place = tuple[int, int, int]
States = Mapping[Place, Mapping[tuple[str, str], State]]


@dataclass
class Fold:
    """The latest state of every key, and which statuses it ever had; `newest` has the number of its last entry."""

    latest: dict[Key, State] = field(default_factory=dict)
    newest: dict[Key, int] = field(default_factory=dict)
    statuses: dict[tuple[Key, Status], bool] = field(default_factory=dict)

    def copy(self) -> Fold:
        return Fold(dict(self.latest), dict(self.newest), dict(self.statuses))

    def add(self, rows: Iterable[tuple[Any, ...]], decimals: Callable[[int], int]) -> None:
        for *key_parts, entry_no, value, operator, missing, status, definition in rows:
            key: Key = tuple(key_parts)  # type: ignore[assignment]
            self.statuses[key, Status(status)] = True
            if entry_no > self.newest.get(key, 0):
                exact = None if value is None else Fraction(value, 10 ** decimals(definition))
                self.newest[key] = entry_no
                self.latest[key] = State(exact, Operator(operator), Missing(missing), Status(status))

    def states(self, scenario: Scenario, status: Status | None) -> States:
        """Return the states of a scenario by place; one of another status does not count."""
        found: dict[Place, dict[tuple[str, str], State]] = {}
        for (indicator, period, unit, dims, line, own_scenario), state in self.latest.items():
            if own_scenario == scenario and status in (None, state.status):
                found.setdefault((indicator, period, unit), {})[dims, line] = state
        return found

    def combinations(self, scenario: Scenario, status: Status | None, *, lines: bool) -> Mapping[Place, frozenset[str]]:
        """Return the combinations of dimensions that entries of a scenario (and a status) ever named, by place."""
        found: dict[Place, set[str]] = {}
        for (key, own_status), _ in self.statuses.items():
            if key[5] == scenario and status in (None, own_status) and (lines or not key[4]):
                found.setdefault(key[:3], set()).add(key[3])
        return {place: frozenset(named) for place, named in found.items()}


class KnownStates:
    """The fold as every checkpoint knows it, and as it is now."""

    def __init__(self) -> None:
        self._sealed, self._size = Fold(), 0
        self._at: dict[int, Fold] = {}
        self._decimals: dict[int, int] = {}

    def seal(self, tree_size: int) -> None:
        """Fold what a new checkpoint seals."""
        where = "JOIN trust_leaf l ON l.event_id = e.event_id WHERE l.leaf_index >= %s AND l.leaf_index < %s"
        self._sealed.add(_rows(where, self._size, tree_size), self._decimals_of)
        self._size = tree_size
        self._at[tree_size] = self._sealed.copy()

    def known(self, tree_size: int | None) -> Fold:
        """Return the fold that a checkpoint knows, None as it is now."""
        if tree_size is not None:
            return self._at[tree_size]
        live = self._sealed.copy()
        where = "JOIN trust_pending p ON p.event_id = e.event_id"
        live.add(_rows(where), self._decimals_of)
        return live

    def forget(self, kept: Iterable[int]) -> None:
        """Keep only the folds of some checkpoints."""
        self._at = {size: self._at[size] for size in kept}

    def _decimals_of(self, definition: int) -> int:
        if definition not in self._decimals:
            with connection.cursor() as cursor:
                cursor.execute("SELECT id, decimals FROM indicators_definition")
                self._decimals = dict(cursor.fetchall())
        return self._decimals[definition]


def window_states(tree_size: int | None) -> dict[Key, State]:
    """Read the latest state of every key with a window function over the whole ledger."""
    within = "" if tree_size is None else f"JOIN trust_leaf l ON l.event_id = e.event_id AND l.leaf_index < {tree_size}"
    sql = f"""
        SELECT indicator_id, period_id, unit_id, dims, line, scenario, value, operator, missing, status, decimals FROM (
            SELECT {COLUMNS}, d.decimals, ROW_NUMBER() OVER (
                PARTITION BY e.indicator_id, e.period_id, e.unit_id, e.dims, e.scenario, e.line ORDER BY e.entry_no DESC
            ) AS newest
            FROM indicators_entry e JOIN indicators_definition d ON d.id = e.definition_id {within}
        ) latest WHERE newest = 1"""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {
            (*key,): State(
                None if value is None else Fraction(value, 10**decimals),
                Operator(operator), Missing(missing), Status(status),
            )
            for *key, value, operator, missing, status, decimals in cursor.fetchall()
        }  # fmt: skip


def _rows(where: str, *values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM indicators_entry e {where}", list(values))
        return cursor.fetchall()
