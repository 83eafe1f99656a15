"""From sums by ledger period to rows by period asked for.

The rule of space comes first, the rule of time second: a quarter's row is what its own three months make of it, and
can be checked on the page. Sums go in one pass of SQL; means and extremes of several periods, and values whose
denominators differ between periods, are combined as fractions in Python.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

import ibis
import pyarrow as pa

from tinhso.engines.cube.logic.arrow_rows import table_of
from tinhso.engines.cube.logic.connection import Workspace
from tinhso.engines.cube.logic.entry_columns import FIELDS
from tinhso.engines.cube.logic.plan import Plan, Rule
from tinhso.engines.cube.logic.space_rules import FLAGS
from tinhso.engines.indicators.contracts import TimeRule
from tinhso.kernel.formulas.certainty import operator_of_extreme
from tinhso.kernel.quantities import from_directions

ROW = ("leaf_no", "out_no", "target_id", "dims")
# A fraction too large for 128 bits is a text `numerator/denominator`; num and den are then empty.
COLUMNS = (*ROW, "num", "den", "fraction", *FIELDS, *FLAGS)


def over_time(desk: Workspace, sums: ibis.Table, slots: ibis.Table, plan: Plan) -> ibis.Table:
    """Return leaves by period asked for: num, den (still without the scale of decimals), FIELDS and FLAGS."""
    several, awkward = _kinds(plan)
    placed = slots.join(sums, ["indicator_id", "period_id", "combinations"])
    placed = placed.filter(placed.combinations | (placed.dims == placed.selection))
    if not several:
        return placed.mutate(fraction=_NOTHING).select(COLUMNS)
    placed = desk.keep("placed", placed)
    easy = placed.filter(placed.leaf_no.notin(awkward)) if awkward else placed
    combined = _combined(easy)
    if not awkward:
        return combined
    hard = placed.filter(placed.leaf_no.isin(awkward))
    return combined.union(_with_fractions(desk, hard))


_KINDS = [
    *[pa.int32()] * 3, pa.string(), pa.int64(), pa.int64(), pa.string(),
    *[pa.int64()] * len(FIELDS), *[pa.bool_()] * len(FLAGS),
]  # fmt: skip
_ROWS = pa.schema(list(zip(COLUMNS, _KINDS, strict=True)))
_NOTHING = ibis.literal(None, "string")


def _kinds(plan: Plan) -> tuple[bool, list[int]]:
    """Say whether any row has several slots, and which leaves have rows that are more than a plain sum of sums."""
    rows: dict[tuple[int, int], list[tuple[Rule, TimeRule]]] = defaultdict(list)
    for slot in plan.slots:
        rows[slot.leaf_no, slot.out_no].append((slot.rule, slot.time_rule))
    plain = {(Rule.SUM, TimeRule.SUM)}
    awkward = {leaf_no for (leaf_no, _), rules in rows.items() if len(rules) > 1 and set(rules) != plain}
    return any(len(rules) > 1 for rules in rows.values()), sorted(awkward)


def _combined(placed: ibis.Table) -> ibis.Table:
    """Add up slots whose values share a denominator; those without a value take no part."""
    usable = (placed.figures + placed.adjustments > 0) & placed.num.notnull() & (placed.den > 0)
    sums = placed.group_by(ROW).agg(
        num=placed.num.sum(where=usable),
        den=placed.den.max(where=usable),
        **{name: placed[name].sum() for name in FIELDS},
        **{name: placed[name].any() for name in FLAGS},
    )
    return sums.mutate(fraction=_NOTHING).select(COLUMNS)


def _with_fractions(desk: Workspace, placed: ibis.Table) -> ibis.Table:
    """Combine slots with denominators of their own, exactly."""
    names = (*ROW, "time_rule", "num", "den", *FIELDS, *FLAGS)
    grouped: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in desk.rows(placed.select(names)):
        record = dict(zip(names, row, strict=True))
        grouped[tuple(record[name] for name in ROW)].append(record)
    return desk.register("fractions", table_of(((*key, *_joined(slots)) for key, slots in grouped.items()), _ROWS))


def _joined(slots: list[dict[str, Any]]) -> list[Any]:
    """Combine the slots of one row: num, den, fraction, FIELDS, FLAGS."""
    rule = TimeRule(slots[0]["time_rule"])
    valued = [(value, slot) for slot in slots if (value := _value(slot)) is not None]
    fields = {name: sum(int(slot[name]) for slot in slots) for name in FIELDS}
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
