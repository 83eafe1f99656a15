"""The latest entry of keys: exactly these keys, or everything of some indicators and periods."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from tinhso.engines.indicators.contracts import CurrentState, FigureKey

# Six parameters a key; SQLite allows 32,766 in a statement, 250,000 on Debian.
_KEYS_A_QUERY = 5_000
_KEY_COLUMNS = ("indicator_id", "unit_id", "period_id", "dims", "scenario", "line")
_STATE_COLUMNS = tuple(CurrentState._fields)
_ON_KEY = " AND ".join(f"e.{column} = k.{column}" for column in _KEY_COLUMNS)
_SELECTED = ", ".join(f"e.{'id' if name == 'entry_id' else name}" for name in _STATE_COLUMNS)

_SQLITE = f"""
WITH k (place, {", ".join(_KEY_COLUMNS)}) AS (VALUES {{values}})
SELECT k.place, {_SELECTED}
FROM k CROSS JOIN indicators_entry e ON {_ON_KEY} AND e.entry_no = (
    SELECT max(e.entry_no) FROM indicators_entry e WHERE {_ON_KEY}
)
"""
# LATERAL with LIMIT 1: one descent of the key's index for each key, however long its history is.
_POSTGRESQL = f"""
SELECT k.place - 1, {_SELECTED.replace("e.", "latest.")}
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::smallint[], %s::text[])
    WITH ORDINALITY AS k ({", ".join(_KEY_COLUMNS)}, place)
CROSS JOIN LATERAL (
    SELECT e.* FROM indicators_entry e WHERE {_ON_KEY} ORDER BY e.entry_no DESC LIMIT 1
) AS latest
"""

# Written by hand: every form that is opened, kept or sent asks it twice, and building it took longer than answering it.
_LATEST_SQLITE = f"""
SELECT {", ".join(f"e.{column}" for column in _KEY_COLUMNS)}, {_SELECTED}
FROM indicators_entry e
WHERE {{where}} AND e.entry_no = (
    SELECT k.entry_no FROM indicators_entry k WHERE {_ON_KEY} ORDER BY k.entry_no DESC LIMIT 1
)
ORDER BY e.id
"""
# One pass over the histories: PostgreSQL takes twice as long to go down the index for each entry's latest.
_LATEST_POSTGRESQL = f"""
SELECT {", ".join(f"e.{column}" for column in _KEY_COLUMNS)}, {_SELECTED}
FROM (
    SELECT DISTINCT ON ({", ".join(_KEY_COLUMNS)}) * FROM indicators_entry e WHERE {{where}}
    ORDER BY {", ".join(_KEY_COLUMNS)}, entry_no DESC
) e
ORDER BY e.id
"""


def states_of_keys(keys: Collection[FigureKey]) -> Iterator[tuple[FigureKey, CurrentState]]:
    """The latest state of each of these keys that has one; one query for 5,000 keys."""
    remaining = iter(keys)
    while chunk := list(islice(remaining, _KEYS_A_QUERY)):
        with connection.cursor() as cursor:
            cursor.execute(*_statement(chunk))
            for place, *state in cursor:
                yield chunk[place], CurrentState._make(state)


def _statement(keys: Sequence[FigureKey]) -> tuple[str, list[Any]]:
    if connection.vendor == "postgresql":
        # Array literals: the driver would take longer to write thirty thousand parameters than the server to answer.
        return _POSTGRESQL, [_array(column) for column in zip(*keys, strict=True)]
    values = ", ".join([f"({place}, %s, %s, %s, %s, %s, %s)" for place in range(len(keys))])
    return _SQLITE.format(values=values), [part for key in keys for part in key]


def _array(column: Sequence[int] | Sequence[str]) -> str:
    if not isinstance(column[0], str):
        return "{" + ",".join(map(str, map(int, column))) + "}"
    quoted = {text: _quoted(str(text)) for text in set(column)}
    return "{" + ",".join(map(quoted.__getitem__, column)) + "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def states_of(
    indicator_ids: Collection[int],
    period_ids: Collection[int],
    unit_ids: Collection[int] | None = None,
    lines: Collection[str] | None = None,
) -> dict[FigureKey, CurrentState]:
    """The latest state of every key of these indicators and periods (of these units, on these lines) in one query."""
    chosen: list[tuple[str, list[int] | list[str]]] = [
        ("indicator_id", list(indicator_ids)),
        ("period_id", list(period_ids)),
    ]
    if unit_ids is not None:
        chosen.append(("unit_id", list(unit_ids)))
    if lines is not None:
        chosen.append(("line", list(lines)))
    if not all(values for _column, values in chosen):
        return {}
    where = " AND ".join([f"e.{column} IN ({', '.join(['%s'] * len(values))})" for column, values in chosen])
    with connection.cursor() as cursor:
        latest = _LATEST_POSTGRESQL if connection.vendor == "postgresql" else _LATEST_SQLITE
        cursor.execute(latest.format(where=where), [value for _column, values in chosen for value in values])
        return {FigureKey._make(row[:6]): CurrentState._make(row[6:]) for row in cursor}


def pairs_with_entries(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of these (indicator id, period id) that have any entry; one descent of the index for each."""
    found: set[tuple[int, int]] = set()
    remaining = iter(pairs)
    while chunk := list(islice(remaining, _KEYS_A_QUERY)):
        values = ", ".join(["(CAST(%s AS bigint), CAST(%s AS bigint))"] * len(chunk))
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH k (indicator_id, period_id) AS (VALUES {values}) SELECT indicator_id, period_id FROM k "
                "WHERE EXISTS (SELECT 1 FROM indicators_entry e "
                "WHERE e.indicator_id = k.indicator_id AND e.period_id = k.period_id)",
                [part for pair in chunk for part in pair],
            )
            found.update((int(indicator), int(period)) for indicator, period in cursor)
    return found
