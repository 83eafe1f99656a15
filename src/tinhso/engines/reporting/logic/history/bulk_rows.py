"""Raw bulk inserts for histories: one prepared statement a table, no object per row.

The ORM spends half of a history's loading on building and discarding objects. Rows here are tuples in the order of
COLUMNS; moments and drafts are brought to the form the database keeps them in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection


class TransitionRow(NamedTuple):
    """A row of reporting_transition."""

    assignment_id: int
    verb: str
    from_state: str
    to_state: str
    title: str
    capacity: str
    at: datetime
    event_id: int


class CellRow(NamedTuple):
    """A row of reporting_cell, in its first version."""

    assignment_id: int
    row_no: str
    column: str
    value: int | None
    operator: int
    missing: int
    kind: str
    updated_by: str
    updated_at: datetime
    note: str = ""
    disputed: str = ""
    known_operator: int = 0
    known_missing: int = 0
    version: int = 1


class ChangeRow(NamedTuple):
    """A row of reporting_cellchange."""

    assignment_id: int
    row_no: str
    column: str
    actor: str
    at: datetime
    before: dict[str, Any] | None
    after: dict[str, Any]

    @property
    def claimed_at(self) -> datetime | None:
        """No device claimed anything of figures loaded as history."""
        return None


class ReceiptRow(NamedTuple):
    """A row of reporting_submission."""

    assignment_id: int
    number: int
    kind: str
    submitted_at: datetime
    approver_title: str
    capacity: str
    on_time: bool
    cells: int
    known_cells: int
    draft_changes: int
    draft_digest: str
    last_change_id: int
    event_id: int


_TABLES: dict[type[Any], str] = {
    TransitionRow: "reporting_transition",
    CellRow: "reporting_cell",
    ChangeRow: "reporting_cellchange",
    ReceiptRow: "reporting_submission",
}
_MOMENTS, _DRAFTS = {"at", "updated_at", "submitted_at"}, {"before", "after"}


def insert_rows(rows: Sequence[NamedTuple]) -> None:
    """Insert rows of one kind inside the caller's transaction.

    Raises:
        IntegrityError: a row breaks a constraint of its table.
    """
    if not rows:
        return
    kind = type(rows[0])
    names = kind._fields
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    converters = [(place, convert) for place, name in enumerate(names) if (convert := _converter(name)) is not None]
    statement = f"INSERT INTO {_TABLES[kind]} ({quoted}) VALUES ({', '.join(['%s'] * len(names))})"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_converted(row, converters) for row in rows])


def _converted(row: NamedTuple, converters: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for place, convert in converters:
        values[place] = convert(values[place])
    return values


def _converter(name: str) -> Callable[[Any], Any] | None:
    if name in _MOMENTS:
        return connection.ops.adapt_datetimefield_value
    return _draft if name in _DRAFTS else None


def _draft(said: dict[str, Any] | None) -> str | None:
    return None if said is None else json.dumps(said, ensure_ascii=False)
