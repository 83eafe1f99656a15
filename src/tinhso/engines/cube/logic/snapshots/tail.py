"""The tail: entries that no snapshot has yet, from the database as an Arrow table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tinhso.engines.cube import queries
from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.engine.workspace import table_of
from tinhso.engines.cube.logic.snapshots.entry_columns import RAW_SCHEMA
from tinhso.engines.cube.logic.steps.tables import arrow_schema

RAW = arrow_schema(RAW_SCHEMA)


def raw_table(rows: Sequence[queries.EntryRow]) -> pa.Table:
    """Turn rows of `queries.tail_entries` into an Arrow table (RAW)."""
    return table_of(rows, RAW)


def read_tail(
    from_leaf: int, until_leaf: int | None, indicator_ids: Sequence[int], period_ids: Sequence[int]
) -> pa.Table:
    """Return the raw entries of these indicators and periods from a leaf on; without an end also unsealed ones."""
    chunks: Iterable[list[queries.EntryRow]] = queries.tail_entries(from_leaf, until_leaf, indicator_ids, period_ids)
    tables = [raw_table(chunk) for chunk in chunks]
    return pa.concat_tables(tables) if tables else raw_table([])
