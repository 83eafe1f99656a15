"""From entries to sums by target: (indicator, ledger period, target, dimensions).

Two ways lead there, and tests hold them against each other:

* **directly**, where figures simply add up: differences of all entries are summed in one pass;
* **by key**, where a rule needs each unit's own figure (means, extremes, weights, shares of divided units, totals over
  dimensions, versions with different decimals): differences are first summed per key, which gives its latest state.

Both return SUMS: `num` (and `den`, 1 for plain sums) in units of the indicator's common scale, counts of figures by
kind (`entry_columns.FIELDS`), and flags. `num` of shares is in billionths: see `den`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis import _

from tinhso.engines.cube.logic.arrow_rows import table_of
from tinhso.engines.cube.logic.connection import Workspace
from tinhso.engines.cube.logic.dimensions import selection_roles
from tinhso.engines.cube.logic.entries import wanted_entries
from tinhso.engines.cube.logic.entry_columns import FIELDS, PACKED, unpacked
from tinhso.engines.cube.logic.expectations import kept_units_table
from tinhso.engines.cube.logic.plan import Plan, Rule
from tinhso.engines.cube.logic.space_rules import COLUMNS, FLAGS, KEY, sums_by_rule
from tinhso.engines.cube.logic.structures import Structures

PERIODS = pa.schema([("period_id", pa.int32()), ("epoch", pa.int32())])


@dataclass(frozen=True, slots=True)
class Ask:
    """One indicator with one way of reading its dimensions: None is every combination, '' the total."""

    indicator_id: int
    dims: str | None


def roll_up(
    desk: Workspace, entries: ibis.Table, plan: Plan, structures: Structures, kept: dict[int, frozenset[int]] | None
) -> ibis.Table:
    """Return SUMS for everything the plan's slots need.

    Args:
        kept: units by indicator id that alone count (without adjustment lines); None counts everybody.
    """
    direct, by_key = _divide(plan, structures, kept is not None)
    reach = desk.register("reach", structures.reach)
    parts: list[ibis.Table] = []
    for every_combination in (False, True):
        ids = sorted({ask.indicator_id for ask in direct if (ask.dims is None) is every_combination})
        if ids:
            wanted = wanted_entries(entries, plan, ids, total=not every_combination)
            parts.append(_direct_sums(desk, wanted, reach, plan, structures, every_combination=every_combination))
    if by_key:
        facts = _unit_facts(desk, entries, plan, by_key, kept)
        parts += sums_by_rule(desk, facts, reach, plan, structures)
    found = parts[0]
    for part in parts[1:]:
        found = found.union(part)
    return found


def _divide(plan: Plan, structures: Structures, bounded: bool) -> tuple[set[Ask], set[Ask]]:
    """Say which indicators can be added up directly and which need figures by key."""
    rules: dict[int, set[Rule]] = {}
    for slot in plan.slots:
        rules.setdefault(slot.indicator_id, set()).add(slot.rule)
    direct, by_key = set[Ask](), set[Ask]()
    for leaf in plan.leaves:
        indicator_id = leaf.versions.indicator_id
        adds_up = rules.get(indicator_id, {Rule.SUM}) == {Rule.SUM} and leaf.versions.one_scale
        simple = leaf.dims is None or (leaf.dims == "" and not leaf.versions.has_dimensions)
        easy = adds_up and simple and not structures.divides and not bounded
        (direct if easy else by_key).add(Ask(indicator_id, leaf.dims))
    # Weights are read by key beside the figures they weigh.
    by_key |= {Ask(weight.weight_id, "") for weight in plan.weights}
    return direct - by_key, by_key


def _direct_sums(
    desk: Workspace,
    entries: ibis.Table,
    reach: ibis.Table,
    plan: Plan,
    structures: Structures,
    *,
    every_combination: bool,
) -> ibis.Table:
    """Add up differences of entries by target in one pass."""
    ways = reach.select("unit_id", "target_id", "epoch")
    if structures.one_epoch:
        joined = entries.join(ways.drop("epoch"), "unit_id")
    else:
        joined = entries.join(periods_table(desk, plan, structures), "period_id").join(ways, ["unit_id", "epoch"])
    keys = [name for name in KEY if every_combination or name != "dims"]
    sums = joined.group_by(keys).agg(num=joined.value_delta.sum(), **{name: joined[name].sum() for name in PACKED})
    if not every_combination:
        sums = sums.mutate(dims=ibis.literal(""))
    no = ibis.literal(False)
    return sums.mutate(
        combinations=ibis.literal(every_combination),
        den=ibis.literal(1, "int64"),
        **dict.fromkeys(FLAGS, no),
        **unpacked(sums),
    ).select(COLUMNS)


def periods_table(desk: Workspace, plan: Plan, structures: Structures) -> ibis.Table:
    """Return the epoch of every ledger period."""
    epochs = {slot.period_id: structures.epochs[slot.period.end] for slot in plan.slots}
    return desk.register("period_epochs", table_of(epochs.items(), PERIODS))


def _unit_facts(
    desk: Workspace, entries: ibis.Table, plan: Plan, asks: Iterable[Ask], kept: dict[int, frozenset[int]] | None
) -> ibis.Table:
    """Return each unit's figure: value `v` in the common scale, and 0 or 1 for each field.

    Returns:
        indicator_id, period_id, unit_id, line, dims, combinations, v, FIELDS.
    """
    asked = list(asks)
    keys = _key_states(desk, entries, plan, sorted({ask.indicator_id for ask in asked}))
    if kept is not None:
        counted = kept_units_table(desk, kept)
        keys = keys.filter(keys.line == "").semi_join(counted, ["indicator_id", "unit_id"])
        keys = desk.keep("kept_states", keys)
    parts = []
    whole = sorted({ask.indicator_id for ask in asked if ask.dims is None})
    if whole:
        parts.append(keys.filter(keys.indicator_id.isin(whole)).mutate(combinations=ibis.literal(True)))
    selected = {(ask.indicator_id, ask.dims) for ask in asked if ask.dims is not None}
    if selected:
        parts.append(_selected(desk, keys, plan, selected))
    columns_wanted = ["indicator_id", "period_id", "unit_id", "line", "dims", "combinations", "v", *FIELDS]
    found = parts[0].select(columns_wanted)
    for part in parts[1:]:
        found = found.union(part.select(columns_wanted))
    return desk.keep("unit_facts", found)


def _key_states(desk: Workspace, entries: ibis.Table, plan: Plan, ids: Sequence[int]) -> ibis.Table:
    """Sum differences per key, which leaves its latest state, and bring values to the common scale."""
    e = wanted_entries(entries, plan, ids, total=False)
    sums = e.group_by("indicator_id", "period_id", "unit_id", "line", "dims").agg(
        v=e.value_delta.sum(),
        definition_id=e.definition_id.argmax(e.entry_no),
        **{name: e[name].sum() for name in PACKED},
    )
    sums = sums.mutate(**unpacked(sums))
    factors = {
        row.id: 10 ** (versions.decimals - row.decimals)
        for versions in plan.versions.values()
        for row in versions.rows
        if row.decimals != versions.decimals
    }
    if factors:
        factor = ibis.cases(
            *[(sums.definition_id == one, ibis.literal(value, "int64")) for one, value in factors.items()], else_=1
        )
        sums = sums.mutate(v=sums.v * factor)
    return desk.keep("key_states", sums)


def _selected(desk: Workspace, keys: ibis.Table, plan: Plan, selected: set[tuple[int, str]]) -> ibis.Table:
    """Read totals and selections: a unit's own figure for them, or else the sum of its complete combinations.

    Sums over parts only make sense where figures add up; the roles leave them out elsewhere.
    """
    occurring = desk.rows(keys.select("indicator_id", "dims").distinct())
    roles = desk.register("roles", selection_roles(plan, selected, occurring))
    joined = keys.join(roles, ["indicator_id", "dims"]).mutate(dims=_.selection)
    groups = joined.group_by("indicator_id", "period_id", "unit_id", "line", "dims")
    own, part = ~joined.is_part, joined.is_part
    values = joined.figures + joined.adjustments
    sums = groups.agg(
        own_values=values.sum(where=own).fill_null(0),
        part_values=values.sum(where=part).fill_null(0),
        own_v=joined.v.sum(where=own),
        part_v=joined.v.sum(where=part),
        **{f"own_{name}": joined[name].sum(where=own).fill_null(0) for name in FIELDS},
        **{f"part_{name}": joined[name].sum(where=part).fill_null(0) for name in FIELDS},
    )
    by_parts = (sums.own_values == 0) & (sums.part_values > 0)
    # Parts make one figure of the unit, however many they are.
    fields = {name: ibis.ifelse(by_parts, sums[f"part_{name}"].clip(0, 1), sums[f"own_{name}"]) for name in FIELDS}
    # A sum of several is no longer strictly above or below.
    fields["strict"] = ibis.ifelse(by_parts & (sums.part_values > 1), 0, fields["strict"])
    return sums.mutate(v=ibis.ifelse(by_parts, sums.part_v, sums.own_v), combinations=ibis.literal(False), **fields)
