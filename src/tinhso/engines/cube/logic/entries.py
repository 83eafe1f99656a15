"""The entries a question reads: snapshot files up to their bound, then the tail; and narrower views for each step."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tinhso.engines.cube.logic.connection import Workspace, quoted
from tinhso.engines.cube.logic.entry_columns import SCHEMA, snapshot_select
from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.cube.logic.snapshot import Snapshot
from tinhso.engines.cube.logic.tail import raw_table, read_tail

# A list of ids is only worth its price where much lies between its members.
_SPARSE = 1_000


def view_entries(desk: Workspace, snapshot: Snapshot, *plans: Plan) -> None:
    """Make the view `entries`: everything the plans (of one moment) may need, as of their tree size or live."""
    tree_size = plans[0].moment.tree_size
    places = {place for plan in plans for place in plan.ledger_places()}
    columns = ", ".join(SCHEMA)
    parts = []
    if snapshot.files:
        bound = "" if tree_size is None or tree_size >= snapshot.leaf_bound else f" WHERE leaf_index < {tree_size}"
        files = ", ".join(quoted(file) for file in snapshot.files)
        parts.append(f"SELECT {columns} FROM read_parquet([{files}]){bound}")
    tail = raw_table([])
    if tree_size is None or tree_size > snapshot.leaf_bound:
        indicator_ids = sorted({indicator_id for indicator_id, _ in places})
        period_ids = sorted({period_id for _, period_id in places if period_id > 0})
        tail = read_tail(snapshot.leaf_bound, tree_size, indicator_ids, period_ids)
    if tail.num_rows or not parts:
        desk.register("tail_raw", tail)
        parts.append(snapshot_select("tail_raw"))
    desk.view("entries", " UNION ALL ".join(parts))


def narrow_entries(
    desk: Workspace, name: str, plan: Plan, indicator_ids: Collection[int], *, total: bool = False
) -> None:
    """Make a narrower view: the plan's scenario, status and periods, some indicators, and perhaps only totals.

    Files are sorted by indicator and period: a range lets DuckDB skip most of them at no cost.
    """
    ids = set(indicator_ids)
    periods = {period_id for indicator_id, period_id in plan.ledger_places() if indicator_id in ids and period_id > 0}
    conditions = [*_within("indicator_id", sorted(ids)), *_within("period_id", sorted(periods))]
    scenario = int(plan.question.scenario)
    conditions.append(f"slice = {2 * scenario}" if total else f"slice BETWEEN {2 * scenario} AND {2 * scenario + 1}")
    if plan.question.status is not None:
        conditions.append(f"status = {int(plan.question.status)}")
    desk.view(name, f"SELECT * FROM entries WHERE {' AND '.join(conditions)}")


def _within(column: str, ids: Sequence[int]) -> list[str]:
    if not ids:
        return ["FALSE"]
    conditions = [f"{column} BETWEEN {ids[0]} AND {ids[-1]}"]
    if len(ids) <= ids[-1] - ids[0] and len(ids) <= _SPARSE:
        conditions.append(f"{column} IN ({', '.join(map(str, ids))})")
    return conditions
