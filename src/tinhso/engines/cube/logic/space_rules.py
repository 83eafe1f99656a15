"""The rules by which figures of units make the figure of a larger (or a successor) unit, over facts by unit.

Every rule gives an exact numerator and denominator; operators travel as figures.md says. Adjustment lines are part of
sums only. A target with one whole predecessor takes its figure as it is, whatever the rule of merging.
"""

from __future__ import annotations

import ibis
import pyarrow as pa

from tinhso.engines.cube.logic.arrow_rows import table_of
from tinhso.engines.cube.logic.connection import Workspace
from tinhso.engines.cube.logic.entry_columns import FIELDS
from tinhso.engines.cube.logic.plan import Plan, Rule
from tinhso.engines.cube.logic.structures import Structures
from tinhso.engines.orgs.contracts import WHOLE

FLAGS = ("estimated", "blocked", "approximate")
KEY = ("indicator_id", "period_id", "target_id", "dims")
GROUP = (*KEY, "combinations")
COLUMNS = (*GROUP, "num", "den", *FIELDS, *FLAGS)
RULED = pa.schema(
    [
        ("indicator_id", pa.int32()),
        ("period_id", pa.int32()),
        ("epoch", pa.int32()),
        ("rule", pa.string()),
        ("merges", pa.bool_()),
    ]
)
WEIGHTS = pa.schema(
    [
        ("indicator_id", pa.int32()),
        ("period_id", pa.int32()),
        ("weight_id", pa.int32()),
        ("weight_period_id", pa.int32()),
        ("nearly", pa.bool_()),
    ]
)


def sums_by_rule(
    desk: Workspace, facts: ibis.Table, reach: ibis.Table, plan: Plan, structures: Structures
) -> list[ibis.Table]:
    """Return SUMS (see rollup) of facts by unit, one table for each rule that occurs."""
    level = plan.question.level
    ruled = sorted(
        {
            (
                slot.indicator_id,
                slot.period_id,
                structures.epochs[slot.period.end],
                slot.rule.value,
                plan.restates and slot.collected_level == level,
            )
            for slot in plan.slots
        }
    )
    table = desk.register("ruled", table_of(ruled, RULED))
    here = facts.join(table, ["indicator_id", "period_id"]).join(reach, ["epoch", "unit_id"])
    here = desk.keep("facts_of_targets", here)
    base, as_is = here.line == "", here.merges & here.lone
    parts = [_sum(here.filter((here.rule == Rule.SUM.value) | (as_is & base)))]
    for rule in sorted({Rule(name) for _i, _p, _e, name, _m in ruled} - {Rule.SUM}):
        own = here.filter((here.rule == rule.value) & base & ~as_is)
        parts.append(_weighted_mean(desk, own, facts, plan) if rule is Rule.WEIGHTED_MEAN else _RULES[rule](own))
    return parts


def _sum(figures: ibis.Table) -> ibis.Table:
    """Add up shares of figures and adjustment lines, in billionths."""
    return _grouped(figures, num=(figures.v * figures.share).sum(), den=_whole_number(WHOLE))


def _mean(figures: ibis.Table) -> ibis.Table:
    """The mean of the units that answered with a value."""
    has_value = _counts(figures)
    return _grouped(figures, num=figures.v.sum(where=has_value), den=has_value.sum())


def _weighted_mean(desk: Workspace, figures: ibis.Table, facts: ibis.Table, plan: Plan) -> ibis.Table:
    """The mean weighted by another figure of the same units; a unit without a weight is left out, visibly."""
    rows = [(w.indicator_id, w.period_id, w.weight_id, w.weight_period_id, w.approximate) for w in plan.weights]
    pairs = desk.register("weights", table_of(rows, WEIGHTS))
    weights = facts.filter((facts.line == "") & (facts.dims == "") & ~facts.combinations & (facts.figures > 0)).select(
        "unit_id",
        weight_id="indicator_id",
        weight_period_id="period_id",
        w="v",
        vague=(facts.above > 0) | (facts.below > 0),
    )
    here = figures.left_join(pairs, ["indicator_id", "period_id"]).drop("indicator_id_right", "period_id_right")
    here = here.left_join(weights, ["weight_id", "weight_period_id", "unit_id"])
    here = desk.keep("weighed", here.select(*figures.columns, "w", "vague", "nearly"))
    counted = _counts(here)
    both = counted & here.w.notnull()
    vague = (both & here.vague).sum()
    return _grouped(
        here,
        num=(here.v * here.w).sum(where=both),
        den=here.w.sum(where=both),
        above=here.above.sum() + vague,
        below=here.below.sum() + vague,
        approximate=(counted & (here.w.isnull() | here.nearly)).any(),
    )


def _extreme(figures: ibis.Table, *, greatest: bool) -> ibis.Table:
    """The greatest or least figure.

    Any figure that may be further out can push the extreme out; only when all that hold it may be nearer does it come
    in. One figure alone keeps its operator.
    """
    candidates = figures.filter(_counts(figures))
    window = ibis.window(group_by=GROUP)
    best = (candidates.v.max() if greatest else candidates.v.min()).over(window)
    holds = candidates.mutate(holds=candidates.v == best)
    outward, inward = ("above", "below") if greatest else ("below", "above")
    came_in = (holds[inward] > 0) | ~holds.holds
    extremes = holds.group_by(GROUP).agg(
        best=holds.v.max() if greatest else holds.v.min(),
        outward=(holds[outward] > 0).any().cast("int64"),
        inward=came_in.all().cast("int64"),
    )
    counted = _grouped(figures, num=_whole_number(None), den=_whole_number(1))
    joined = counted.left_join(extremes, list(GROUP)).drop([f"{name}_right" for name in GROUP])
    changes = {"num": joined.best, outward: joined.outward.fill_null(0), inward: joined.inward.fill_null(0)}
    return joined.mutate(**changes).select(COLUMNS)


def _none(figures: ibis.Table) -> ibis.Table:
    """No rule leads above the collected level: there are answers, and no value."""
    return _grouped(figures, num=_whole_number(None), den=_whole_number(1))


def _unmergeable(figures: ibis.Table) -> ibis.Table:
    """Several old units do not make one new: there are answers, and no value."""
    return _grouped(figures, num=_whole_number(None), den=_whole_number(1), blocked=(figures.figures > 0).any())


_RULES = {
    Rule.MEAN: _mean,
    Rule.MIN: lambda figures: _extreme(figures, greatest=False),
    Rule.MAX: lambda figures: _extreme(figures, greatest=True),
    Rule.NONE: _none,
    Rule.UNMERGEABLE: _unmergeable,
}


def _counts(figures: ibis.Table) -> ibis.Value:
    """A figure with a value that is not lost on the way."""
    return (figures.figures > 0) & ~figures.blocked


def _grouped(figures: ibis.Table, *, num: ibis.Value, den: ibis.Value, **special: ibis.Value) -> ibis.Table:
    """Group facts by target: the rule's numerator and denominator, every count, and flags the rule does not set."""
    has_value = (figures.figures > 0) | (figures.adjustments > 0)
    usual = {name: figures[name].sum() for name in FIELDS} | {
        "estimated": (figures.estimated & has_value).any(),
        "blocked": (figures.blocked & has_value).any(),
        "approximate": ibis.literal(False),
    }
    reductions: dict[str, ibis.Value] = {}
    constants: dict[str, ibis.Value] = {}
    for name, value in {"num": num, "den": den, **(usual | special)}.items():
        (constants if isinstance(value.op(), ibis.expr.operations.Literal) else reductions)[name] = value
    return figures.group_by(GROUP).agg(**reductions).mutate(**constants).select(COLUMNS)


def _whole_number(value: int | None) -> ibis.Value:
    return ibis.literal(value, "int64")
