"""The entries a question reads, as one Ibis table: snapshot files up to their bound, then the tail."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from tinhso.engines.cube.logic.connection import Workspace, quoted
from tinhso.engines.cube.logic.entry_columns import SCHEMA, snapshot_select
from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.cube.logic.snapshot import Snapshot
from tinhso.engines.cube.logic.tail import raw_table, read_tail

_SPARSE = 1_000


def visible_entries(
    desk: Workspace,
    snapshot: Snapshot,
    tree_size: int | None,
    indicator_ids: Sequence[int],
    period_ids: Sequence[int],
) -> ibis.Table:
    """Return the entries of some indicators and periods as of a tree size (None: live, sealed or not)."""
    columns = ", ".join(SCHEMA)
    parts = []
    if snapshot.files:
        bound = "" if tree_size is None or tree_size >= snapshot.leaf_bound else f" WHERE leaf_index < {tree_size}"
        files = ", ".join(quoted(file) for file in snapshot.files)
        parts.append(f"SELECT {columns} FROM read_parquet([{files}]){bound}")
    if tree_size is None or tree_size > snapshot.leaf_bound:
        tail = read_tail(snapshot.leaf_bound, tree_size, indicator_ids, period_ids)
        if tail.num_rows:
            desk.register("tail_raw", tail)
            parts.append(snapshot_select("tail_raw"))
    if not parts:
        desk.register("tail_raw", raw_table([]))
        parts.append(snapshot_select("tail_raw"))
    return desk.view("entries", " UNION ALL ".join(parts), SCHEMA)


def wanted_entries(entries: ibis.Table, plan: Plan, indicator_ids: Sequence[int], *, total: bool) -> ibis.Table:
    """Narrow entries to a plan's scenario, status, periods and to some indicators.

    Files are sorted by indicator and period: a range lets DuckDB skip most of them at no cost; a list is only worth
    its price where much lies between its members.
    """
    question = plan.question
    ids = set(indicator_ids)
    periods = sorted({period_id for indicator_id, period_id in plan.ledger_places() if indicator_id in ids})
    found = entries.filter(
        *_within(entries.indicator_id, sorted(ids)),
        *_within(entries.period_id, [one for one in periods if one > 0]),
        entries.scenario == int(question.scenario),
    )
    if question.status is not None:
        found = found.filter(found.status == int(question.status))
    return found.filter(found.dims == "") if total else found


def _within(column: ibis.Column, ids: Sequence[int]) -> list[ibis.Value]:
    if not ids:
        return [ibis.literal(False)]
    conditions = [column.between(ids[0], ids[-1])] if len(ids) > 1 else [column == ids[0]]
    if len(ids) <= ids[-1] - ids[0] and len(ids) <= _SPARSE:
        conditions.append(column.isin(ids))
    return conditions
