"""What the cube reads from the database, in plain SQL that runs on both: entries of the ledger and days of change.

Table names are those of `docs/learn/faces.md`; the floors below give no face for reading millions of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

from django.db import connection

# Below the least number of parameters of a statement that a supported SQLite allows (32,766).
MOST_PARAMETERS = 10_000
# Between two rounds of sealing there are few; an import in progress has many.
MOST_UNSEALED = 200
# As many entries outside a snapshot are read event by event in milliseconds; of more, those of the keys asked about.
FEW_ENTRIES = 20_000

_KEY = ("indicator_id", "period_id", "unit_id", "dims", "scenario", "line")
_COLUMNS = (
    "e.indicator_id, e.period_id, e.unit_id, e.dims, e.scenario, e.line, e.entry_no, e.value, e.operator, e.missing, "
    "e.status, e.source, e.value_delta, e.presence_delta, k.leaf_index, e.id, e.event_id, e.definition_id, "
    "p.operator, p.missing, p.status"
)
_SEALED = "SELECT event_id, leaf_index FROM trust_leaf WHERE leaf_index >= %s"
_BOUNDED = " AND leaf_index < %s"
_PENDING = " UNION ALL SELECT event_id, NULL FROM trust_pending"

EntryRow = tuple[Any, ...]
Stamp = tuple[Any, ...]


def tail_entries(
    from_leaf: int,
    until_leaf: int | None,
    indicator_ids: Sequence[int] | None = None,
    period_ids: Sequence[int] | None = None,
    chunk: int = 50_000,
) -> Iterator[list[EntryRow]]:
    """Yield entries outside a snapshot in chunks, each with operator, missing and status of the state it replaced.

    One statement, so that an event sealed meanwhile is seen exactly once.

    Args:
        from_leaf: the first leaf the snapshot does not have.
        until_leaf: only leaves below it; None reads to the end, with events that wait to be sealed.
        indicator_ids, period_ids: only these, where given.
    """
    events, parameters = _SEALED, [from_leaf]
    if until_leaf is None:
        events += _PENDING
    else:
        events, parameters = events + _BOUNDED, [from_leaf, until_leaf]
    asked = {"indicator_id": indicator_ids, "period_id": period_ids}
    bounds = [(column, ids) for column, ids in asked.items() if ids is not None and len(ids) <= MOST_PARAMETERS]
    by_event = "+" if bounds and connection.vendor == "sqlite" and _are_few(events, parameters) else ""
    wanted = [f"{by_event}e.{column} IN ({', '.join(['%s'] * len(ids)) or 'NULL'})" for column, ids in bounds]
    parameters += [one for _, ids in bounds for one in ids]
    same_key = " AND ".join(f"p.{column} = e.{column}" for column in _KEY)
    sql = (
        f"SELECT {_COLUMNS} FROM ({events}) k JOIN indicators_entry e ON e.event_id = k.event_id "
        f"LEFT JOIN indicators_entry p ON e.entry_no > 1 AND {same_key} AND p.entry_no = e.entry_no - 1"
        + (f" WHERE {' AND '.join(wanted)}" if wanted else "")
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(chunk):
            yield rows


def _are_few(events: str, parameters: Sequence[Any]) -> bool:
    """Say whether the entries of these events are few.

    SQLite keeps no count of what lies beyond a leaf: left alone it reads every entry of the indicators asked about,
    a second for a million, to find that none is new. A plus before a column keeps it from that index.
    """
    some = f"SELECT 1 FROM ({events}) k JOIN indicators_entry e ON e.event_id = k.event_id LIMIT {FEW_ENTRIES}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({some}) some", parameters)
        return int(cursor.fetchone()[0]) < FEW_ENTRIES


def count_tail(from_leaf: int, until_leaf: int | None) -> int:
    """Count the entries outside a snapshot."""
    events, parameters = _SEALED + _PENDING, [from_leaf]
    if until_leaf is not None:
        events, parameters = _SEALED + _BOUNDED, [from_leaf, until_leaf]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM ({events}) k JOIN indicators_entry e ON e.event_id = k.event_id", parameters
        )
        return int(cursor.fetchone()[0])


def known_period_ids(codes: Sequence[str]) -> dict[str, int]:
    """Return the ids of the periods that some figure speaks of, by code; others have no figures."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for first in range(0, len(codes), MOST_PARAMETERS):
            part = list(codes[first : first + MOST_PARAMETERS])
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"SELECT code, id FROM indicators_periodrow WHERE code IN ({marks})", part)
            found |= dict(cursor.fetchall())
    return found


def log_state() -> bytes | None:
    """Return a hash that tells one state of the log from every other: of its last root, and what was recorded after it.

    Other rows of the database change together with an event. None when too much waits to be sealed to be read here.
    """
    sealed = "(SELECT COALESCE(MAX(tree_size), 0) FROM trust_checkpoint)"
    parts = (
        f"SELECT 0 AS part, tree_size AS place, root_hash AS hash, '' AS text FROM trust_checkpoint "
        f"WHERE tree_size = {sealed}",
        f"SELECT 1, leaf_index, leaf_hash, '' FROM trust_leaf WHERE leaf_index >= {sealed}",
        "SELECT 2, p.event_id, e.figures_root, e.payload FROM trust_pending p CROSS JOIN trust_event e "
        "WHERE e.id = p.event_id",
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({' UNION ALL '.join(parts)}) recorded LIMIT %s", [MOST_UNSEALED])
        rows = cursor.fetchall()
    if len(rows) == MOST_UNSEALED:
        return None
    state = sorted((part, place, bytes(known or b""), text) for part, place, known, text in rows)
    return blake2b(repr(state).encode(), digest_size=32).digest()


def structure_stamp() -> Stamp:
    """Return values that change with every change of units, links, successions and weights.

    Rows are only added, or ended once by an event, until a decision is undone. The last event's own bytes stand for
    the database itself.
    """
    counts = ["(SELECT COUNT(*) FROM orgs_level)", "(SELECT COUNT(*) FROM orgs_successionlink)"]
    lasts = ["orgs_unit", "orgs_link", "orgs_succession", "orgs_weight", "orgs_successionundo", "orgs_straddlingrule"]
    counts += [f"(SELECT COUNT(*) FROM {table})" for table in lasts]
    counts += [f"(SELECT COUNT(ended_by_id) FROM {table})" for table in ("orgs_unit", "orgs_link")]
    events = [f"SELECT MAX(event_id) AS id FROM {table}" for table in lasts]
    events += [f"SELECT MAX(ended_by_id) FROM {table}" for table in ("orgs_unit", "orgs_link")]
    last = f"SELECT MAX(id) FROM ({' UNION ALL '.join(events)}) every_last"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}, (SELECT payload FROM trust_event WHERE id = ({last}))")
        return tuple(cursor.fetchone())


def days_of_change() -> list[date]:
    """Return every day on which some unit or link begins to hold or has just ended, in order.

    Between two of them all structures stay as they are, whatever was known when: too many days do no harm.
    """
    parts = [
        f"SELECT {column}, {ended} FROM {table}"
        for table in ("orgs_unit", "orgs_link")
        for column, ended in (("valid_from", 0), ("valid_to", 1))
    ] + ["SELECT valid_to, 1 FROM orgs_undoneend"]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts))
        rows = cursor.fetchall()
    days = {_as_date(day) + timedelta(days=ended) for day, ended in rows if day is not None}
    return sorted(days)


def _as_date(day: date | str) -> date:
    """SQLite gives dates of a plain statement as texts."""
    return date.fromisoformat(day) if isinstance(day, str) else day
