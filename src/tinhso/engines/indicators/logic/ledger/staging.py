"""Entries made ready beside the ledger, so that the write lock of SQLite is held for one statement only.

1. Outside the lock the rows go into a temporary table of this connection: it takes no lock of the database, and nobody
   else sees it; what is killed meanwhile leaves nothing.
2. Inside the writing transaction one `INSERT … SELECT` copies them in their order, under the event and the periods
   that became known only there.
3. What rows point at is compared once for each unit, indicator, definition and period, not once a row; where the
   connection stands in a transaction already, SQLite compares every row as well.

PostgreSQL has no lock that others wait for: rows are copied straight into the ledger (ADR 0044).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from django.db import IntegrityError, connection

from tinhso.engines.indicators.logic.ledger.insertion import COLUMNS, Row, insert_entries

# Given the event and the period of each place, the rows in order. While they are staged the event is not known and a
# place stands for its period.
RowsOf = Callable[[int | None, Sequence[int]], Iterable[Row]]
Insert = Callable[[int, Sequence[int]], None]

_KEPT = [name for name in COLUMNS if name != "event_id"]
_AT_ONCE = 20_000
_DROP = "DROP TABLE IF EXISTS temp.staged_{}"
_TABLES = ("entry", "place", "unit", "indicator", "definition")
_POINTS_AT = {"unit": "orgs_unit", "indicator": "indicators_indicator", "definition": "indicators_definition"}
_COPY = (
    f"INSERT INTO main.indicators_entry ({', '.join(COLUMNS)}) SELECT %s, "
    + ", ".join("p.id" if name == "period_id" else f"s.{name}" for name in _KEPT)
    + " FROM temp.staged_entry s CROSS JOIN temp.staged_place p ON p.place = s.period_id ORDER BY s.rowid"
)


@contextmanager
def staged_entries(rows: RowsOf, places: int) -> Iterator[Insert]:
    """Make entries ready; what is given is called inside the writing transaction and writes them.

    Args:
        rows: makes the rows of COLUMNS, as often as it is asked.
        places: how many places (an indicator in a period) the rows speak of.
    """
    if connection.vendor != "sqlite":
        yield lambda event_id, period_ids: insert_entries(rows(event_id, period_ids))
        return
    try:
        _stage(rows(None, range(places)))
        if connection.in_atomic_block:
            yield _insert
            return
        # SQLite compares what each row points at, which costs as much as the row: `_refuse_dangling` does it by sets.
        with connection.constraint_checks_disabled():
            yield _insert
    finally:
        if connection.is_usable() and not connection.needs_rollback:
            _drop()


def _stage(rows: Iterable[Row]) -> None:
    _drop()
    remaining = iter(rows)
    begins = not connection.in_atomic_block
    with connection.cursor() as cursor:
        if begins:
            # Deferred: a transaction that writes to temporary tables alone takes no lock of the database.
            cursor.execute("BEGIN DEFERRED")
        try:
            cursor.execute(f"CREATE TEMP TABLE staged_entry ({', '.join(_KEPT)})")
            into = f"INSERT INTO temp.staged_entry VALUES ({', '.join(['%s'] * len(_KEPT))})"
            while chunk := [row[1:] for row in islice(remaining, _AT_ONCE)]:
                cursor.executemany(into, chunk)
            for name in _POINTS_AT:
                cursor.execute(f"CREATE TEMP TABLE staged_{name} AS SELECT DISTINCT {name}_id AS id FROM staged_entry")
            cursor.execute("CREATE TEMP TABLE staged_place (place INTEGER PRIMARY KEY, id INTEGER)")
            if begins:
                cursor.execute("COMMIT")
        except BaseException:
            if begins:
                cursor.execute("ROLLBACK")
            raise


def _insert(event_id: int, period_ids: Sequence[int]) -> None:
    """Copy what was staged into the ledger, in the caller's transaction.

    Raises:
        IntegrityError: a row breaks a constraint of the table, or points at what is not there.
    """
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO temp.staged_place VALUES (%s, %s)", list(enumerate(period_ids)))
        _refuse_dangling()
        cursor.execute(_COPY, [event_id])


def _refuse_dangling() -> None:
    with connection.cursor() as cursor:
        for name, table in [*_POINTS_AT.items(), ("place", "indicators_periodrow")]:
            cursor.execute(f"SELECT EXISTS (SELECT id FROM temp.staged_{name} EXCEPT SELECT id FROM main.{table})")
            if cursor.fetchone()[0]:
                raise IntegrityError("FOREIGN KEY constraint failed")


def _drop() -> None:
    with connection.cursor() as cursor:
        for name in _TABLES:
            cursor.execute(_DROP.format(name))
