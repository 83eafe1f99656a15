"""The entries a question reads: snapshot files up to their bound, then the tail; and narrower views for each step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.cube.logic.snapshots.entry_columns import SCHEMA, as_entries
from tinhso.engines.cube.logic.snapshots.tail import raw_table, read_tail
from tinhso.engines.cube.logic.steps.tables import table

if TYPE_CHECKING:
    from tinhso.engines.cube.logic.engine.lazy_ibis import ibis

# A list of ids is only worth its price where much lies between its members.
_SPARSE = 1_000


class Settled(Protocol):
    """What a question reads besides the tail: every entry of leaves below `leaf_bound`, in files."""

    @property
    def leaf_bound(self) -> int: ...

    def lay_out(self, desk: Workspace, plans: Sequence[Plan]) -> str:
        """Make a view with the columns of SCHEMA that holds what these plans may need; its name, "" for no files."""


def view_entries(desk: Workspace, settled: Settled, *plans: Plan) -> None:
    """Make the view `entries`: everything the plans (of one moment) may need, as of their tree size or live."""
    tree_size = plans[0].moment.tree_size
    places = {place for plan in plans for place in plan.ledger_places()}
    columns = ", ".join(SCHEMA)
    parts = []
    if name := settled.lay_out(desk, plans):
        bound = "" if tree_size is None or tree_size >= settled.leaf_bound else f" WHERE leaf_index < {tree_size}"
        parts.append(f"SELECT {columns} FROM {name}{bound}")
    tail = raw_table([])
    if tree_size is None or tree_size > settled.leaf_bound:
        indicator_ids = sorted({indicator_id for indicator_id, _ in places})
        period_ids = sorted({period_id for _, period_id in places if period_id > 0})
        tail = read_tail(settled.leaf_bound, tree_size, indicator_ids, period_ids)
    if tail.num_rows or not parts:
        desk.register("tail_raw", tail)
        desk.define("tail_entries", entries_of, "tail_raw")
        parts.append(f"SELECT {columns} FROM tail_entries")
    desk.view("entries", " UNION ALL ".join(parts))


def entries_of(raw_name: str) -> ibis.Table:
    """A step: raw rows as entries of a snapshot."""
    return as_entries(table(raw_name))


def narrow_entries(
    desk: Workspace, name: str, plan: Plan, indicator_ids: Collection[int], *, total: bool = False
) -> None:
    """Make a narrower view: the plan's scenario, status and periods, some indicators, and perhaps only totals.

    Files are sorted by indicator and period: a range lets an engine skip most of them at no cost.
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
