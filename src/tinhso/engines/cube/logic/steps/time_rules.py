"""From `sums` by ledger period to rows by period asked for.

The rule of space comes first, the rule of time second: a quarter's row is what its own three months make of it, and
can be checked on the page. Sums go in one pass of SQL; means and extremes of several periods, and values whose
denominators differ between periods, are combined as fractions in Python.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.plan import Plan, Rule
from tinhso.engines.cube.logic.snapshots.entry_columns import CERTAINTY, FIELDS
from tinhso.engines.cube.logic.steps.tables import FLAGS, columns, table
from tinhso.engines.indicators.contracts import TimeRule
from tinhso.kernel.formulas.certainty import operator_of_extreme
from tinhso.kernel.quantities import from_directions

ROW = ("leaf_no", "out_no", "target_id", "dims")


def awkward_leaves(plan: Plan) -> frozenset[int]:
    """Return the leaves some row of which has several slots that are more than a plain sum of sums."""
    rows: dict[tuple[int, int], list[tuple[Rule, TimeRule]]] = defaultdict(list)
    for slot in plan.slots:
        rows[slot.leaf_no, slot.out_no].append((slot.rule, slot.time_rule))
    plain = {(Rule.SUM, TimeRule.SUM)}
    return frozenset(leaf_no for (leaf_no, _), rules in rows.items() if len(rules) > 1 and set(rules) != plain)


def combine_periods(desk: Workspace, plan: Plan) -> None:
    """Make `over_time`: num, den (still without the scale of decimals) or fraction, FIELDS and FLAGS of every row."""
    rows = {(slot.leaf_no, slot.out_no) for slot in plan.slots}
    if len(rows) == len(plan.slots):
        desk.define("over_time", one_by_one)
        return
    desk.keep("placed", placed)
    awkward = bool(awkward_leaves(plan))
    if awkward:
        desk.load("fractions", _fractions(desk.rows(awkward_rows)))
    desk.keep("over_time", added_up, awkward)


# Steps


def placed() -> ibis.Table:
    """Put sums at the slots that asked for them."""
    found = table("slots").join(table("sums"), ["indicator_id", "period_id", "combinations"])
    return found.filter(found.combinations | (found.dims == found.selection)).select(columns("placed"))


def one_by_one() -> ibis.Table:
    """Every row has one slot: there is nothing to combine."""
    return placed().mutate(fraction=ibis.literal(None, "string")).select(columns("over_time"))


def added_up(awkward: bool) -> ibis.Table:
    """Add up slots whose values share a denominator (those without a value take no part), beside the fractions."""
    slots = table("placed").filter(~ibis._.awkward)
    usable = (slots.figures + slots.adjustments > 0) & slots.num.notnull() & (slots.den > 0)
    found = slots.group_by(ROW).agg(
        num=slots.num.sum(where=usable),
        den=slots.den.max(where=usable),
        **{name: slots[name].sum() for name in FIELDS},
        **{name: slots[name].any() for name in FLAGS},
    )
    found = found.mutate(fraction=ibis.literal(None, "string")).select(columns("over_time"))
    return found.union(table("fractions")) if awkward else found


_OF_VALUES = ("figures", "adjustments", "provisional", *CERTAINTY)
_READ = (*ROW, "time_rule", "num", "den", *FIELDS, *FLAGS)


def awkward_rows() -> ibis.Table:
    """The slots that are combined as fractions."""
    return table("placed").filter(ibis._.awkward).select(_READ)


def _fractions(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Combine slots with denominators of their own, exactly; rows of the table `fractions`."""
    grouped: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        record = dict(zip(_READ, row, strict=True))
        grouped[tuple(record[name] for name in ROW)].append(record)
    return [(*key, *_joined(slots)) for key, slots in grouped.items()]


def _joined(slots: list[dict[str, Any]]) -> list[Any]:
    """Combine the slots of one row: num, den, fraction, FIELDS, FLAGS.

    A fraction too large for 128 bits stays a text `numerator/denominator`; num and den are then empty.
    """
    rule = TimeRule(slots[0]["time_rule"])
    valued = [(value, slot) for slot in slots if (value := _value(slot)) is not None]
    # What is said of values comes from the periods that have one; who gave no answer, from all.
    telling = [slot for _, slot in valued] or slots
    fields = {name: sum(int(slot[name]) for slot in (telling if name in _OF_VALUES else slots)) for name in FIELDS}
    flags = [any(slot[name] for slot in slots) for name in FLAGS]
    if not valued:
        return [None, None, None, *fields.values(), *flags]
    combined = combine_fractions(rule, [value for value, _ in valued])
    if rule in (TimeRule.MIN, TimeRule.MAX):
        pairs = [(value, from_directions(above=slot["above"] > 0, below=slot["below"] > 0)) for value, slot in valued]
        operator = operator_of_extreme(pairs, greatest=rule is TimeRule.MAX)
        fields |= {"above": int(operator.may_be_above), "below": int(operator.may_be_below)}
    return [None, None, f"{combined.numerator}/{combined.denominator}", *fields.values(), *flags]


def combine_fractions(rule: TimeRule, values: list[Fraction]) -> Fraction:
    """Apply a time rule to the values of the periods that have one (at least one)."""
    if rule is TimeRule.MEAN:
        return sum(values, Fraction(0)) / len(values)
    if rule in (TimeRule.MIN, TimeRule.MAX):
        return min(values) if rule is TimeRule.MIN else max(values)
    return sum(values, Fraction(0))


def _value(slot: dict[str, Any]) -> Fraction | None:
    answered = int(slot["figures"]) + int(slot["adjustments"]) > 0
    if not answered or slot["num"] is None or not slot["den"]:
        return None
    return Fraction(int(slot["num"]), int(slot["den"]))
