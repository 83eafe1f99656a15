"""From a question to its table: the steps of a query in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import TypeVar

import duckdb
import ibis
import pyarrow as pa

from tinhso.engines.cube.contracts import FigureQuery, Mark
from tinhso.engines.cube.logic.answers import Sources, answer_leaves
from tinhso.engines.cube.logic.arrow_rows import table_of
from tinhso.engines.cube.logic.connection import Workspace, workspace
from tinhso.engines.cube.logic.entries import visible_entries
from tinhso.engines.cube.logic.expectations import read_owed
from tinhso.engines.cube.logic.formulas import answer_root
from tinhso.engines.cube.logic.kept import kept_units, reference_plan
from tinhso.engines.cube.logic.plan import Plan, Root, make_plan
from tinhso.engines.cube.logic.snapshot import Snapshot, current_snapshot, forget_snapshot
from tinhso.engines.cube.logic.structures import Structures, read_structures
from tinhso.engines.cube.logic.table import BITS, COLUMNS, AnswerTable, Legend
from tinhso.engines.indicators.contracts import Publication

Result = TypeVar("Result")

_OF_FLAGS = {
    "estimated": Mark.ESTIMATED_DIVISION,
    "blocked": Mark.NOT_RESTATABLE,
    "approximate": Mark.APPROXIMATE,
    "not_aggregated": Mark.NOT_AGGREGATED,
}
_LISTED = pa.schema(
    [("out_no", pa.int32()), ("target_id", pa.int32()), ("place", pa.int32()), ("in_scope", pa.bool_())]
)
_MARKED = pa.schema([("root_no", pa.int32()), ("out_no", pa.int32()), ("target_id", pa.int32()), ("more", pa.int32())])


def answer(question: FigureQuery) -> AnswerTable:
    """Answer a question; see `api.query`."""
    codes = sorted(set(question.indicators))
    if question.same_units_as is not None and len(codes) > 1:
        # Each indicator has its own units.
        return AnswerTable.joined(question, [answer(replace(question, indicators=(code,))) for code in codes])
    plan = make_plan(question)
    structures = read_structures(plan)
    return with_snapshot(lambda desk, snapshot: _answered(desk, snapshot, plan, structures))


def with_snapshot(work: Callable[[Workspace, Snapshot], Result]) -> Result:
    """Do something with the current snapshot; once more when its files went away or turn out damaged meanwhile."""
    with workspace() as desk:
        try:
            return work(desk, current_snapshot())
        except (duckdb.IOException, duckdb.InvalidInputException):
            # A compactor may have replaced the files; or they are damaged, which the new look finds and reports.
            forget_snapshot()
    with workspace() as desk:
        return work(desk, current_snapshot())


def read_entries(desk: Workspace, snapshot: Snapshot, *plans: Plan) -> ibis.Table:
    """Return the visible entries that some plans of one moment need."""
    places = {place for plan in plans for place in plan.ledger_places()}
    return visible_entries(
        desk,
        snapshot,
        plans[0].moment.tree_size,
        sorted({indicator_id for indicator_id, _ in places}),
        sorted({period_id for _, period_id in places if period_id > 0}),
    )


def _answered(desk: Workspace, snapshot: Snapshot, plan: Plan, structures: Structures) -> AnswerTable:
    reference = reference_plan(plan)
    entries = read_entries(desk, snapshot, plan, *([reference] if reference else []))
    kept = kept_units(desk, entries, plan, structures, reference) if reference else None
    answers = answer_leaves(desk, plan, Sources(entries, structures, read_owed(plan), kept))
    found = desk.arrow(_finished(desk, answers, plan, structures))
    return AnswerTable(plan.question, plan.moment.tree_size, ((found, _legend(plan, structures)),))


def _finished(desk: Workspace, answers: ibis.Table, plan: Plan, structures: Structures) -> ibis.Table:
    """Put roots together, leave out what may not be seen, mark, and order canonically."""
    listed = desk.register("listed", _listed_table(plan, structures))
    parts = []
    for root_no, root in enumerate(plan.roots):
        rows = answer_root(desk, answers, root).join(listed, ["out_no", "target_id"])
        if not (plan.scope.public_figures and root.publication == Publication.PUBLIC):
            rows = rows.filter(rows.in_scope)
        parts.append(rows.mutate(root_no=ibis.literal(root_no, "int32")).drop("leaf_no"))
    rows = reduce(lambda one, other: one.union(other), parts)
    marks = sum((ibis.ifelse(rows[flag], BITS[mark], 0) for flag, mark in _OF_FLAGS.items()), ibis.literal(0, "int32"))
    more = list(_more_marks(plan, structures))
    if more:
        marked = desk.register("marked", table_of(more, _MARKED))
        keys = ["root_no", "out_no", "target_id"]
        rows = rows.mutate(marks=marks).left_join(marked, keys).drop([f"{name}_right" for name in keys])
        marks = rows.marks + rows.more.fill_null(0)
    counts = {name: rows[name].cast("int64") for name in ("expected", "received")}
    ordered = rows.mutate(marks=marks, **counts).order_by("root_no", "place", "out_no", "dims")
    return ordered.select(COLUMNS)


def _listed_table(plan: Plan, structures: Structures) -> pa.Table:
    """Return which units rows of each period may speak of, in the order of their codes, and who is in scope."""
    order = sorted(structures.targets.values(), key=lambda unit: (unit.code, unit.valid_from, unit.id))
    places = {unit.id: place for place, unit in enumerate(order)}
    rows = [
        (out_no, target, places[target], plan.scope.everything or target in plan.scope.unit_ids)
        for out_no, targets in enumerate(structures.listed)
        for target in targets
    ]
    return table_of(rows, _LISTED)


def _more_marks(plan: Plan, structures: Structures) -> Iterator[tuple[int, int, int, int]]:
    """Yield the marks that follow from definitions and days alone: (root_no, out_no, target_id, bits)."""
    for root_no, root in enumerate(plan.roots):
        for out_no in range(len(plan.outs)):
            first, last, straddling = _extent(root, out_no, plan, structures)
            breaks = any(
                plan.leaves[leaf_no].versions.breaks_within(first, last) for leaf_no in _leaves(root, out_no)
            ) or root.versions.breaks_within(plan.outs[out_no].start, plan.outs[out_no].end)
            for target in structures.listed[out_no] if breaks else straddling:
                bits = (BITS[Mark.BREAK] if breaks else 0) + (BITS[Mark.STRADDLES] if target in straddling else 0)
                yield root_no, out_no, target, bits


def _leaves(root: Root, out_no: int) -> list[int]:
    return list(root.inputs.values()) if out_no in root.formulas else [root.leaf_no]


def _extent(root: Root, out_no: int, plan: Plan, structures: Structures) -> tuple[date, date, set[int]]:
    """Return the first and last day behind a row, and the targets in which some unit began within them."""
    first, last, straddling = plan.outs[out_no].end, plan.outs[out_no].end, set[int]()
    for leaf_no in _leaves(root, out_no):
        slots = plan.slots_of(leaf_no, out_no)
        if not slots:
            continue
        start, end = slots[0].period.start, slots[-1].period.end
        first, last = min(first, start), max(last, end)
        place = structures.epochs[end], structures.levels.index(slots[-1].collected_level)
        straddling |= structures.begun_within(place, start, end)
    return first, last, straddling


def _legend(plan: Plan, structures: Structures) -> Legend:
    decimals: dict[tuple[int, int], int] = {}
    for root_no, root in enumerate(plan.roots):
        for out_no, out in enumerate(plan.outs):
            days = [out.end, *(slot.period.end for slot in plan.slots_of(root.leaf_no, out_no))]
            rows = [row for day in days if (row := root.versions.on(day)) is not None]
            decimals[root_no, out_no] = max((row.decimals for row in rows), default=root.versions.decimals)
    codes = tuple(root.versions.code for root in plan.roots)
    return Legend(codes, plan.outs, structures.targets, decimals)
