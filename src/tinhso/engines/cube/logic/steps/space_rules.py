"""The rules by which figures of units make the figure of a larger (or a successor) unit, over facts by unit.

Every rule gives an exact numerator and denominator; operators travel as figures.md says. Adjustment lines are part of
sums only. A target with one whole predecessor takes its figure as it is, whatever the rule of merging.
Each function here is a step: it returns `sums` (see tables) of one rule.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.plan import Rule
from tinhso.engines.cube.logic.snapshots.entry_columns import FIELDS
from tinhso.engines.cube.logic.steps.tables import columns, table
from tinhso.engines.orgs.contracts import WHOLE

GROUP = ("indicator_id", "period_id", "target_id", "dims", "combinations")


def facts_of_targets() -> ibis.Table:
    """Put every fact beside the targets its unit counts towards, and the rule of its indicator and period."""
    joined = table("unit_facts").join(table("ruled"), ["indicator_id", "period_id"])
    return joined.join(table("reach").drop("level_no"), ["epoch", "unit_id"]).select(columns("facts_of_targets"))


def weighed() -> ibis.Table:
    """Put the weight beside every fact that is weighed; units without one keep NULL."""
    facts = table("unit_facts")
    own = (facts.line == "") & (facts.dims == "") & ~facts.combinations & (facts.figures > 0)
    weights = facts.filter(own).select(
        "unit_id",
        weight_id="indicator_id",
        weight_period_id="period_id",
        w="v",
        vague=(facts.above > 0) | (facts.below > 0),
    )
    here = table("facts_of_targets").filter(ibis._.rule == Rule.WEIGHTED_MEAN.value)
    here = here.left_join(table("weights"), ["indicator_id", "period_id"])
    here = here.drop("indicator_id_right", "period_id_right")
    return here.left_join(weights, ["weight_id", "weight_period_id", "unit_id"]).select(columns("weighed"))


def sums_of_rule(rule: Rule) -> ibis.Table:
    """Return the sums of one rule."""
    if rule is Rule.SUM:
        here = table("facts_of_targets")
        return _sum(here.filter((here.rule == rule.value) | (_as_it_is(here) & (here.line == ""))))
    here = table("weighed") if rule is Rule.WEIGHTED_MEAN else table("facts_of_targets")
    return _RULES[rule](here.filter((here.rule == rule.value) & (here.line == "") & ~_as_it_is(here)))


def _as_it_is(facts: ibis.Table) -> ibis.Value:
    return facts.merges & facts.lone


def _sum(figures: ibis.Table) -> ibis.Table:
    """Add up shares of figures and adjustment lines, in billionths."""
    return _grouped(figures, num=(figures.v * figures.share).sum(), den=_whole_number(WHOLE))


def _mean(figures: ibis.Table) -> ibis.Table:
    """The mean of the units that answered with a value."""
    has_value = _counts(figures)
    return _grouped(figures, num=figures.v.sum(where=has_value), den=has_value.sum())


def _weighted_mean(figures: ibis.Table) -> ibis.Table:
    """The mean weighted by another figure of the same units; a unit without a weight is left out, visibly."""
    counted = _counts(figures)
    both = counted & figures.w.notnull()
    vague = (both & figures.vague).sum()
    return _grouped(
        figures,
        num=(figures.v * figures.w).sum(where=both),
        den=figures.w.sum(where=both),
        above=figures.above.sum() + vague,
        below=figures.below.sum() + vague,
        approximate=(counted & (figures.w.isnull() | figures.nearly)).any(),
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
    counted = _without_value(figures)
    joined = counted.left_join(extremes, list(GROUP)).drop([f"{name}_right" for name in GROUP])
    changes = {"num": joined.best, outward: joined.outward.fill_null(0), inward: joined.inward.fill_null(0)}
    return joined.mutate(**changes).select(columns("sums"))


def _without_value(figures: ibis.Table) -> ibis.Table:
    """No rule leads above the collected level: there are answers, and no value."""
    return _grouped(figures, num=_whole_number(None), den=_whole_number(1))


def _unmergeable(figures: ibis.Table) -> ibis.Table:
    """Several old units do not make one new: there are answers, and no value."""
    return _grouped(figures, num=_whole_number(None), den=_whole_number(1), blocked=(figures.figures > 0).any())


_RULES: dict[Rule, Callable[[ibis.Table], ibis.Table]] = {
    Rule.MEAN: _mean,
    Rule.WEIGHTED_MEAN: _weighted_mean,
    Rule.MIN: partial(_extreme, greatest=False),
    Rule.MAX: partial(_extreme, greatest=True),
    Rule.NONE: _without_value,
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
    return figures.group_by(GROUP).agg(**reductions).mutate(**constants).select(columns("sums"))


def _whole_number(value: int | None) -> ibis.Value:
    return ibis.literal(value, "int64")
