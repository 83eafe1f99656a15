"""The answer of every leaf: sums over time, who answered, and what stands where there is no value.

`answers` has a row by leaf, period asked for, target and dimensions. A value is `num / den`, or the text `fraction` (a
number and divisors, one after another); all three are empty without one.
"""

from __future__ import annotations

from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.whole_numbers import whole_quotient
from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.cube.logic.snapshots.entry_columns import FIELDS
from tinhso.engines.cube.logic.steps.expectations import (
    Kept,
    Owed,
    answer_by_unit,
    counts,
    is_over,
)
from tinhso.engines.cube.logic.steps.rollup import Occurring, roll_up
from tinhso.engines.cube.logic.steps.tables import FLAGS, columns, table
from tinhso.engines.cube.logic.steps.time_rules import awkward_leaves, combine_periods
from tinhso.engines.cube.logic.territory.structures import Structures
from tinhso.engines.cube.logic.territory.unit_groups import UnitGroups
from tinhso.engines.indicators.contracts import Missing, Status
from tinhso.engines.orgs.contracts import WHOLE
from tinhso.kernel.quantities import Operator

KEY = ("leaf_no", "out_no", "target_id", "dims")


def load_slots(desk: Workspace, plan: Plan, structures: Structures, owed: Owed) -> None:
    """Load the plan's slots."""
    awkward = awkward_leaves(plan)
    desk.load(
        "slots",
        [
            (
                slot.indicator_id,
                slot.period_id,
                slot.leaf_no,
                slot.out_no,
                plan.leaves[slot.leaf_no].dims is None,
                plan.leaves[slot.leaf_no].dims or "",
                structures.epoch(slot),
                structures.levels.index(slot.collected_level),
                slot.time_rule.value,
                slot.leaf_no in awkward,
                is_over(slot.period.end, plan),
                (slot.indicator_id, slot.period_id) in owed.assigned,
                slot.aggregable,
                plan.leaves[slot.leaf_no].scale,
            )
            for slot in plan.slots
        ],
    )


def answer_leaves(
    desk: Workspace,
    plan: Plan,
    structures: Structures,
    owed: Owed,
    kept: Kept | None = None,
    groups: UnitGroups | None = None,
) -> None:
    """Make `answers` for every leaf of a plan; the view `entries` must be there, and what `load_listed` loads.

    Args:
        kept: units by indicator id that alone count; None counts everybody.
        groups: see `roll_up`.
    """
    by_default = _is_plain(plan) and owed.is_default and kept is None
    load_slots(desk, plan, structures, owed)
    if groups is None or not by_default:
        desk.lay("reach", structures.units.reach)
    occurring = roll_up(desk, plan, structures, kept, groups)
    if by_default:
        desk.register("owing", structures.units.owing)
    else:
        combine_periods(desk, plan)
        answer_by_unit(desk, plan, structures, owed, kept)
        desk.keep("counts", counts)
    only_totals = all(leaf.dims == "" for leaf in plan.leaves)
    read_again = any(root.formulas for root in plan.roots)
    (desk.keep if read_again else desk.define)("answers", answers, occurring if by_default else None, only_totals)


def _is_plain(plan: Plan) -> bool:
    """Say whether every row has one slot and every figure one value, so that counts of figures tell who answered."""
    rows = {(slot.leaf_no, slot.out_no) for slot in plan.slots}
    one_value = all(leaf.dims == "" and not leaf.versions.has_dimensions for leaf in plan.leaves)
    return len(rows) == len(plan.slots) and one_value


# Steps


def answers(by_default: Occurring | None, only_totals: bool) -> ibis.Table:
    """Join who owes with what there is, and say what it comes to.

    Args:
        by_default: what occurs in the sums, where every unit owes one figure to every row; else None.
    """
    joined = _joined(table("counts"), only_totals) if by_default is None else _by_default(by_default)
    t = joined.mutate(
        **{name: joined[name].fill_null(0) for name in (*FIELDS, "expected")},
        **{name: joined[name].fill_null(False) for name in FLAGS},
    )
    t = t.mutate(
        values=t.figures + t.adjustments, not_aggregated=~t.aggregable, **_counted(t, by_default=by_default is not None)
    )
    known = (t.num.notnull() & (t.den > 0)) | t.fraction.notnull()
    t = t.mutate(has_value=known & (t["values"] > 0) & ~t.blocked & t.aggregable)
    t = t.mutate(**_value(t), operator=_operator(t), status=_status(t), missing=_missing(t))
    # Each mark only where it explains something.
    marks = {"estimated": t.has_value, "approximate": t.has_value, "blocked": t.aggregable}
    t = t.mutate(**{name: t[name] & applies for name, applies in marks.items()})
    # Nobody owes it and nobody gave it: there is no such row.
    return t.filter((t.expected > 0) | t.has_value).select(columns("answers"))


def _by_default(occurring: Occurring) -> ibis.Table:
    """Put sums beside the single slot of every row, where every unit of its level owes it."""
    key = ("indicator_id", "period_id", "target_id")
    grid = table("slots").join(table("owing"), ["epoch", "level_no"])
    grid = grid.select(*key, "leaf_no", "out_no", "overdue", "aggregable", "scale", "expected")
    told = (*occurring.fields, *(("den", *FLAGS) if occurring.shares else ()))
    sums = table("sums").select(*key, "num", *told)
    found = grid.left_join(sums, list(key)).drop([f"{name}_right" for name in key])
    # What never occurs is not carried through the join: no engine knows of a column that it says nothing.
    nothing: dict[str, ibis.Value] = dict.fromkeys(FIELDS, ibis.literal(0, "int64"))
    nothing |= {"den": ibis.literal(1, "int64")} | dict.fromkeys(FLAGS, ibis.literal(False))
    rest = {name: value for name, value in nothing.items() if name not in told}
    return found.mutate(dims=ibis.literal(""), fraction=ibis.literal(None, "string"), **rest)


def _joined(owing: ibis.Table, only_totals: bool) -> ibis.Table:
    """Put rows beside who owes them: every combination that occurs for every unit, and rows nobody owed."""
    slots, rows = table("slots"), table("over_time")
    leaves = slots.group_by("leaf_no", "out_no").agg(
        selection=slots.selection.max(),
        combinations=slots.combinations.any(),
        aggregable=slots.aggregable.all(),
        scale=slots.scale.max(),
    )
    keys = KEY[:3] if only_totals else KEY
    grid = owing if only_totals else owing.mutate(dims=ibis.literal(""))
    if not only_totals:
        # Of units that the period's rows speak of: in other periods of the question there may be others.
        spoken_of = rows.join(table("roots"), ["leaf_no", "out_no"]).semi_join(
            table("listed"), ["list_no", "target_id"]
        )
        occurring = spoken_of.select("leaf_no", "out_no", occurs="dims").distinct()
        grid = owing.left_join(occurring, ["leaf_no", "out_no"]).drop("leaf_no_right", "out_no_right")
        grid = grid.join(leaves.select("leaf_no", "out_no", "selection", "combinations"), ["leaf_no", "out_no"])
        grid = grid.mutate(dims=ibis.ifelse(grid.combinations, grid.occurs.fill_null(""), grid.selection))
        grid = grid.drop("occurs", "selection", "combinations").distinct()
    joined = grid.outer_join(rows, list(keys))
    joined = joined.mutate(**{name: ibis.coalesce(joined[name], joined[f"{name}_right"]) for name in keys})
    joined = joined.drop([f"{name}_right" for name in keys])
    if only_totals:
        joined = joined.mutate(dims=ibis.literal(""))
    return joined.join(leaves.select("leaf_no", "out_no", "aggregable", "scale"), ["leaf_no", "out_no"])


def _counted(t: ibis.Table, *, by_default: bool) -> dict[str, ibis.Value]:
    """Return received and the three ways of not answering."""
    if not by_default:
        flags = {name: t[name].fill_null(False) for name in ("open_late", "open_early", "declined")}
        return flags | {"received": t.received.fill_null(0)}
    received = t.figures + t.not_applicable
    is_open = t.expected - received - t.refused - t.not_reported > 0
    overdue = t.overdue.fill_null(False)
    return {
        "received": received,
        "open_late": (t.not_reported > 0) | (is_open & overdue),
        "open_early": is_open & ~overdue,
        "declined": t.refused > 0,
    }


def _value(t: ibis.Table) -> dict[str, ibis.Value]:
    """Return num, den and fraction in whole measure units.

    Billionths leave again wherever every part is whole, so that a row does not depend on its neighbours.
    """
    whole = ~t.estimated & (t.den == WHOLE)
    num = ibis.ifelse(whole, whole_quotient(t.num, WHOLE), t.num)
    den = ibis.ifelse(whole, 1, t.den) * t.scale
    fraction = t.fraction.concat("/", t.scale.cast("string"))
    found = {"num": num, "den": den, "fraction": fraction}
    return {name: ibis.ifelse(t.has_value, value, None) for name, value in found.items()}


def _operator(t: ibis.Table) -> ibis.Value:
    """The operator of a sum; a figure alone keeps its own."""
    above, below = t.above > 0, t.below > 0
    strict = (t["values"] == 1) & (t.strict > 0)
    return ibis.cases(
        (~t.has_value, int(Operator.EQUAL)),
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
        # All have answered: there is nothing to show, or (a weight is missing) nothing to compute it with.
        ((t.not_applicable > 0) | (t["values"] > 0), int(Missing.NOT_APPLICABLE)),
        # They have answered something else: other combinations of the dimensions.
        else_=int(Missing.NOT_REPORTED),
    )
