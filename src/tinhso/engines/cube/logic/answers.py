"""The answer of every leaf: sums over time, who answered, and what stands where there is no value.

Columns of ANSWERS: leaf_no, out_no, target_id, dims, num, den, fraction, operator, missing, status, expected, received,
the flags of `space_rules` and `not_aggregated`. A value is `num / den`, or the text `fraction` (a number and divisors,
one after another); all three are empty without one.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import pyarrow as pa

from tinhso.engines.cube.logic.arrow_rows import table_of
from tinhso.engines.cube.logic.connection import Workspace
from tinhso.engines.cube.logic.entries import wanted_entries
from tinhso.engines.cube.logic.entry_columns import FIELDS
from tinhso.engines.cube.logic.expectations import (
    Owed,
    answers_of_units,
    counts_by_default,
    counts_of_answers,
    is_over,
)
from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.cube.logic.rollup import roll_up
from tinhso.engines.cube.logic.space_rules import FLAGS
from tinhso.engines.cube.logic.structures import Structures
from tinhso.engines.cube.logic.time_rules import over_time
from tinhso.engines.cube.logic.whole_numbers import whole_quotient
from tinhso.engines.indicators.contracts import Missing, Status
from tinhso.engines.orgs.contracts import WHOLE
from tinhso.kernel.quantities import Operator

COLUMNS = (
    "leaf_no", "out_no", "target_id", "dims", "num", "den", "fraction", "operator", "missing", "status", "expected",
    "received", *FLAGS, "not_aggregated",
)  # fmt: skip
SLOTS = pa.schema(
    [
        ("leaf_no", pa.int32()),
        ("out_no", pa.int32()),
        ("indicator_id", pa.int32()),
        ("period_id", pa.int32()),
        ("combinations", pa.bool_()),
        ("selection", pa.string()),
        ("epoch", pa.int32()),
        ("level_no", pa.int32()),
        ("time_rule", pa.string()),
        ("overdue", pa.bool_()),
        ("is_assigned", pa.bool_()),
        ("aggregable", pa.bool_()),
        ("scale", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Sources:
    """What answers are made of: the visible entries, units, and who owes what."""

    entries: ibis.Table
    structures: Structures
    owed: Owed
    kept: dict[int, frozenset[int]] | None = None


def slots_table(desk: Workspace, plan: Plan, sources: Sources) -> ibis.Table:
    """Register the plan's slots."""
    structures = sources.structures
    rows = [
        (
            slot.leaf_no,
            slot.out_no,
            slot.indicator_id,
            slot.period_id,
            plan.leaves[slot.leaf_no].dims is None,
            plan.leaves[slot.leaf_no].dims or "",
            structures.epochs[slot.period.end],
            structures.levels.index(slot.collected_level),
            slot.time_rule.value,
            is_over(slot.period.end, plan),
            (slot.indicator_id, slot.period_id) in sources.owed.assigned,
            slot.aggregable,
            plan.leaves[slot.leaf_no].scale,
        )
        for slot in plan.slots
    ]
    return desk.register("slots", table_of(rows, SLOTS))


def answer_leaves(desk: Workspace, plan: Plan, sources: Sources) -> ibis.Table:
    """Compute ANSWERS for every leaf of a plan and keep them."""
    slots = slots_table(desk, plan, sources)
    sums = desk.keep("sums", roll_up(desk, sources.entries, plan, sources.structures, sources.kept))
    rows = desk.keep("over_time", over_time(desk, sums, slots, plan))
    reach = ibis.table(ibis.Schema.from_pyarrow(sources.structures.reach.schema), name="reach")
    counts, by_default = _counts(desk, plan, sources, slots, reach)
    joined = _with_rows(counts, rows, slots, plan)
    return desk.keep("answers", _decoded(joined, by_default=by_default).select(COLUMNS))


def _counts(
    desk: Workspace, plan: Plan, sources: Sources, slots: ibis.Table, reach: ibis.Table
) -> tuple[ibis.Table, bool]:
    """Return who owes what by row, and whether the short way served (every unit owes one slot, nobody is left out)."""
    rows = {(slot.leaf_no, slot.out_no) for slot in plan.slots}
    plain = not any(leaf.dims is None or leaf.versions.has_dimensions for leaf in plan.leaves)
    if sources.owed.is_default and sources.kept is None and len(rows) == len(plan.slots) and plain:
        return counts_by_default(slots, reach), True
    ids = sorted({slot.indicator_id for slot in plan.slots})
    entries = wanted_entries(sources.entries, plan, ids, total=False)
    answers = answers_of_units(desk, entries, slots, sources.owed, sources.structures, sources.kept)
    return desk.keep("counts", counts_of_answers(answers, reach)), False


def _with_rows(counts: ibis.Table, rows: ibis.Table, slots: ibis.Table, plan: Plan) -> ibis.Table:
    """Join who owes with what there is: every combination that occurs for every unit, and rows nobody owed."""
    leaves = slots.group_by("leaf_no", "out_no").agg(
        selection=slots.selection.max(),
        combinations=slots.combinations.any(),
        aggregable=slots.aggregable.all(),
        scale=slots.scale.max(),
    )
    grid = counts.mutate(dims=ibis.literal(""))
    if any(leaf.dims != "" for leaf in plan.leaves):
        occurring = rows.select("leaf_no", "out_no", occurs="dims").distinct()
        grid = counts.left_join(occurring, ["leaf_no", "out_no"]).drop("leaf_no_right", "out_no_right")
        grid = grid.join(leaves.select("leaf_no", "out_no", "selection", "combinations"), ["leaf_no", "out_no"])
        grid = grid.mutate(dims=ibis.ifelse(grid.combinations, grid.occurs.fill_null(""), grid.selection))
        grid = grid.drop("occurs", "selection", "combinations").distinct()
    keys = ["leaf_no", "out_no", "target_id", "dims"]
    joined = grid.outer_join(rows, keys)
    joined = joined.mutate(**{name: ibis.coalesce(joined[name], joined[f"{name}_right"]) for name in keys})
    joined = joined.drop([f"{name}_right" for name in keys])
    return joined.join(leaves.select("leaf_no", "out_no", "aggregable", "scale"), ["leaf_no", "out_no"])


def _decoded(joined: ibis.Table, *, by_default: bool) -> ibis.Table:
    """Turn counts into operator, missing, status, expected and received."""
    t = joined.mutate(
        **{name: joined[name].fill_null(0) for name in (*FIELDS, "expected")},
        **{name: joined[name].fill_null(False) for name in FLAGS},
    )
    t = t.mutate(not_aggregated=~t.aggregable)
    values = t.figures + t.adjustments
    has_value = ((t.num.notnull() & (t.den > 0)) | t.fraction.notnull()) & (values > 0) & ~t.blocked & ~t.not_aggregated
    t = t.mutate(has_value=has_value, values=values, **_counted(t, by_default=by_default))
    # Billionths leave again wherever every part is whole, so that a row does not depend on its neighbours.
    whole = ~t.estimated & (t.den == WHOLE)
    num = ibis.ifelse(whole, whole_quotient(t.num, WHOLE), t.num)
    den = ibis.ifelse(whole, 1, t.den) * t.scale
    fraction = (t.fraction.notnull()).ifelse(t.fraction.concat("/", t.scale.cast("string")), t.fraction)
    t = t.mutate(
        num=ibis.ifelse(t.has_value, num, None),
        den=ibis.ifelse(t.has_value, den, None),
        fraction=ibis.ifelse(t.has_value, fraction, None),
        operator=ibis.ifelse(t.has_value, _operator(t), int(Operator.EQUAL)),
        status=_status(t),
        missing=_missing(t),
        estimated=t.estimated & t.has_value,
        approximate=t.approximate & t.has_value,
    )
    # Nobody owes it and nobody gave it: there is no such row.
    return t.filter((t.expected > 0) | t.has_value)


def _counted(t: ibis.Table, *, by_default: bool) -> dict[str, ibis.Value]:
    """Return received and the three ways of not answering."""
    if not by_default:
        flags = {name: t[name].fill_null(False) for name in ("open_late", "open_early")}
        return flags | {"received": t.received.fill_null(0), "declined": t.declined.fill_null(False)}
    received = t.figures + t.not_applicable
    is_open = t.expected - received - t.refused - t.not_reported > 0
    overdue = t.overdue.fill_null(False)
    return {
        "received": received,
        "open_late": (t.not_reported > 0) | (is_open & overdue),
        "open_early": is_open & ~overdue,
        "declined": t.refused > 0,
    }


def _operator(t: ibis.Table) -> ibis.Value:
    """The operator of a sum; a figure alone keeps its own."""
    above, below = t.above > 0, t.below > 0
    strict = (t["values"] == 1) & (t.strict > 0)
    return ibis.cases(
        (above & below, int(Operator.APPROXIMATE)),
        (above & strict, int(Operator.GREATER)),
        (above, int(Operator.GREATER_OR_EQUAL)),
        (below & strict, int(Operator.LESS)),
        (below, int(Operator.LESS_OR_EQUAL)),
        else_=int(Operator.EQUAL),
    )


def _status(t: ibis.Table) -> ibis.Value:
    """Provisional when any counted figure is; 0 without a value."""
    known = ibis.ifelse(t.provisional > 0, int(Status.PROVISIONAL), int(Status.OFFICIAL))
    return ibis.ifelse(t.has_value, known, 0)


def _missing(t: ibis.Table) -> ibis.Value:
    """The most pressing reason among the units that owe an answer."""
    return ibis.cases(
        (t.has_value, int(Missing.NONE)),
        (t.blocked | t.not_aggregated, int(Missing.NOT_APPLICABLE)),
        (t.open_late, int(Missing.NOT_REPORTED)),
        (t.open_early, int(Missing.NOT_DUE)),
        (t.declined, int(Missing.REFUSED)),
        (t.not_applicable > 0, int(Missing.NOT_APPLICABLE)),
        else_=int(Missing.NOT_REPORTED),
    )
