"""From entries to `sums` by target: (indicator, ledger period, target, dimensions).

Two ways lead there, and tests hold them against each other:

* **directly**, where figures simply add up: differences of all entries are summed in one pass, and where units are
  divided once more by the share that goes to a target;
* **by key**, where a rule needs each unit's own figure (means, extremes, weights, totals over dimensions, versions with
  different decimals): differences are first summed per key, which gives its latest state.

Both give `num` (and `den`, 1 for plain sums) in units of the indicator's common scale, counts of figures by kind
(`entry_columns.FIELDS`), and flags. `num` of shares is in billionths: see `den`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.plan import Plan, Rule
from tinhso.engines.cube.logic.snapshots.entry_columns import FIELDS, PACKED, unpacked
from tinhso.engines.cube.logic.steps.dimensions import selection_roles
from tinhso.engines.cube.logic.steps.entries import narrow_entries
from tinhso.engines.cube.logic.steps.expectations import load_kept
from tinhso.engines.cube.logic.steps.space_rules import facts_of_targets, sums_of_rule, weighed
from tinhso.engines.cube.logic.steps.tables import FLAGS, columns, table
from tinhso.engines.cube.logic.territory.structures import Structures
from tinhso.engines.cube.logic.territory.unit_groups import UnitGroups
from tinhso.engines.orgs.contracts import WHOLE

KEY = ("indicator_id", "period_id", "target_id", "dims")
SHARED = ("share", "estimated", "blocked")
UNIT_KEY = ("indicator_id", "period_id", "unit_id", "line", "dims")


@dataclass(frozen=True, slots=True)
class Occurring:
    """What may be in `sums` besides figures that are plainly known: what is not is left out of later statements.

    Attributes:
        packed: the packed columns in which something is counted.
        shares: whether a value may have a denominator of its own, or a flag.
    """

    packed: tuple[str, ...] = tuple(PACKED)
    shares: bool = True

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(field for name in self.packed for field in PACKED[name])


@dataclass(frozen=True, slots=True)
class Ask:
    """One indicator with one way of reading its dimensions: None is every combination, '' the total."""

    indicator_id: int
    dims: str | None


def adds_up(plan: Plan, structures: Structures) -> bool:
    """Say whether all that a plan asks for simply adds up, so that units can be added up in groups first."""
    direct, by_key = _divide(plan, structures, bounded=False)
    return not by_key and all(ask.dims == "" for ask in direct)


def roll_up(
    desk: Workspace,
    plan: Plan,
    structures: Structures,
    kept: dict[int, frozenset[int]] | None,
    groups: UnitGroups | None = None,
) -> Occurring:
    """Make `sums` for everything the plan's slots need; `entries` and `reach` must be there.

    Args:
        kept: units by indicator id that alone count (without adjustment lines); None counts everybody.
        groups: of units whose figures are added up first, for a plan that `adds_up`.

    Returns:
        What occurs in them.
    """
    if groups is not None:
        return _sum_groups(desk, plan, structures, groups)
    direct, by_key = _divide(plan, structures, bounded=kept is not None)
    totals = {ask.indicator_id for ask in direct if ask.dims is not None}
    combinations = {ask.indicator_id for ask in direct if ask.dims is None}
    by = _load_epochs(desk, plan, structures)
    direct_step = shared_sums if structures.units.divides else direct_sums
    narrow_entries(desk, "total_entries", plan, totals, total=True)
    if not (by_key or combinations):
        # One way alone, and read once: DuckDB joins it with what follows.
        desk.define("sums", direct_step, "total_entries", by)
        return Occurring(shares=structures.units.divides)
    desk.create("sums")
    if totals:
        desk.append("sums", direct_step, "total_entries", by)
    if combinations:
        narrow_entries(desk, "combination_entries", plan, combinations)
        desk.append("sums", direct_step, "combination_entries", by)
    for rule in _unit_facts(desk, plan, structures, by_key, kept) if by_key else ():
        desk.append("sums", sums_of_rule, rule)
    return Occurring()


def _sum_groups(desk: Workspace, plan: Plan, structures: Structures, groups: UnitGroups) -> Occurring:
    by = _load_epochs(desk, plan, structures)
    narrow_entries(desk, "total_entries", plan, {leaf.versions.indicator_id for leaf in plan.leaves}, total=True)
    desk.lay("unit_groups", groups.members)
    desk.lay("group_reach", groups.reach)
    desk.keep("grouped_entries", grouped_entries, by)
    [counted] = desk.rows(counted_in_groups)
    packed = tuple(name for name, occurs in zip(PACKED, counted, strict=True) if occurs)
    if structures.units.divides:
        desk.define("sums", shared_sums, "grouped_entries", by)
        return Occurring(packed)
    desk.define("sums", direct_sums, "grouped_entries", by, packed)
    return Occurring(packed, shares=False)


def _load_epochs(desk: Workspace, plan: Plan, structures: Structures) -> tuple[str, ...]:
    """Load which epoch entries belong to and return the columns that tell it; nothing where there is only one."""
    if structures.one_epoch:
        return ()
    found: dict[int, set[int]] = {}
    for slot in plan.slots:
        found.setdefault(slot.period_id, set()).add(structures.epoch(slot))
    if all(len(epochs) == 1 for epochs in found.values()):
        desk.load("period_epochs", [(period_id, *epochs) for period_id, epochs in found.items()])
        return ("period_id",)
    # A period inside which units change: figures that add up may have other reporters than those that do not.
    desk.load("figure_epochs", {(slot.indicator_id, slot.period_id, structures.epoch(slot)) for slot in plan.slots})
    return "indicator_id", "period_id"


def _divide(plan: Plan, structures: Structures, *, bounded: bool) -> tuple[set[Ask], set[Ask]]:
    """Say which indicators can be added up directly and which need figures by key."""
    rules: dict[int, set[Rule]] = {}
    for slot in plan.slots:
        rules.setdefault(slot.indicator_id, set()).add(slot.rule)
    direct, by_key = set[Ask](), set[Ask]()
    for leaf in plan.leaves:
        indicator_id = leaf.versions.indicator_id
        adds_up = rules.get(indicator_id, {Rule.SUM}) == {Rule.SUM} and leaf.versions.one_scale
        simple = leaf.dims is None or (leaf.dims == "" and not leaf.versions.has_dimensions)
        easy = adds_up and simple and not bounded
        (direct if easy else by_key).add(Ask(indicator_id, leaf.dims))
    # Weights are read by key beside the figures they weigh.
    by_key |= {Ask(weight.weight_id, "") for weight in plan.weights}
    return direct - by_key, by_key


def _unit_facts(
    desk: Workspace,
    plan: Plan,
    structures: Structures,
    asked: Collection[Ask],
    kept: dict[int, frozenset[int]] | None,
) -> tuple[Rule, ...]:
    """Make facts by unit and put them beside their targets; return the rules that occur."""
    narrow_entries(desk, "key_entries", plan, {ask.indicator_id for ask in asked})
    desk.load("factors", _factors(plan))
    if kept is not None:
        load_kept(desk, kept)
    desk.keep("key_states", key_states, kept is not None)
    desk.load("whole", [(ask.indicator_id,) for ask in asked if ask.dims is None])
    selected = {(ask.indicator_id, ask.dims) for ask in asked if ask.dims is not None}
    desk.load("roles", selection_roles(plan, selected, desk.rows(occurring)))
    desk.keep("unit_facts", unit_facts)
    level = plan.question.level
    ruled = {
        (
            slot.indicator_id,
            slot.period_id,
            structures.epoch(slot),
            slot.rule.value,
            plan.restates and slot.collected_level == level,
        )
        for slot in plan.slots
    }
    desk.load("ruled", sorted(ruled))
    desk.keep("facts_of_targets", facts_of_targets)
    if plan.weights:
        rows = [(w.indicator_id, w.period_id, w.weight_id, w.weight_period_id, w.approximate) for w in plan.weights]
        desk.load("weights", rows)
        desk.keep("weighed", weighed)
    rules = {slot.rule for slot in plan.slots} | {Rule.SUM}
    return tuple(sorted(rules - (set() if plan.weights else {Rule.WEIGHTED_MEAN})))


def _factors(plan: Plan) -> list[tuple[int, int]]:
    """Return by what to multiply figures of versions with fewer decimals than the indicator's most."""
    return [
        (row.id, 10 ** (versions.decimals - row.decimals))
        for versions in plan.versions.values()
        for row in versions.rows
        if row.decimals != versions.decimals
    ]


# Steps


def grouped_entries(epoch_by: tuple[str, ...]) -> ibis.Table:
    """Differences of entries by group of units: as if each group were one unit."""
    entries, groups = table("total_entries"), table("unit_groups")
    joined = _with_epoch(entries, epoch_by).join(groups, ["unit_id", "epoch"] if epoch_by else "unit_id")
    found = joined.group_by("indicator_id", "period_id", "group_id").agg(
        **{name: joined[name].sum() for name in ("value_delta", *PACKED)}
    )
    return found.rename(unit_id="group_id").select(columns("grouped_entries"))


def counted_in_groups() -> ibis.Table:
    """One row: whether anything is counted in each packed column. Most questions are about plain figures alone."""
    groups = table("grouped_entries")
    return groups.aggregate(**{name: (groups[name] != 0).any() for name in PACKED})


def direct_sums(entries_name: str, epoch_by: tuple[str, ...], packed: tuple[str, ...] = tuple(PACKED)) -> ibis.Table:
    """Add up differences of entries by target in one pass; `epoch_by` says by what an entry has its epoch.

    Args:
        packed: the packed columns in which something is counted.
    """
    joined, keys = _beside_targets(entries_name, epoch_by, ())
    found = joined.group_by(keys).agg(num=joined.value_delta.sum(), **{name: joined[name].sum() for name in packed})
    found = found.mutate(den=ibis.literal(1, "int64"), **unpacked(found, packed))
    return _as_sums(found, entries_name)


def shared_sums(entries_name: str, epoch_by: tuple[str, ...]) -> ibis.Table:
    """The same where units are divided: by target and share first, so that few numbers are multiplied."""
    joined, keys = _beside_targets(entries_name, epoch_by, SHARED)
    parts = joined.group_by([*keys, *SHARED]).agg(
        v=joined.value_delta.sum(), **{name: joined[name].sum() for name in PACKED}
    )
    fields = unpacked(parts)
    parts = parts.mutate(**fields, has_value=(fields["figures"] > 0) | (fields["adjustments"] > 0))
    found = parts.group_by(keys).agg(
        num=(parts.v * parts.share).sum(),
        **{name: parts[name].sum() for name in FIELDS},
        **{flag: (parts[flag] & parts.has_value).any() for flag in SHARED[1:]},
    )
    return _as_sums(found.mutate(den=ibis.literal(WHOLE, "int64")), entries_name)


def _beside_targets(
    entries_name: str, epoch_by: tuple[str, ...], more: tuple[str, ...]
) -> tuple[ibis.Table, list[str]]:
    """Put entries beside the targets their units count towards; also what to group them by."""
    reach = table("group_reach" if entries_name == "grouped_entries" else "reach")
    entries, ways = table(entries_name), reach.select("unit_id", "target_id", "epoch", *more)
    keys = [name for name in KEY if entries_name == "combination_entries" or name != "dims"]
    if not epoch_by:
        return entries.join(ways.drop("epoch"), "unit_id"), keys
    return _with_epoch(entries, epoch_by).join(ways, ["unit_id", "epoch"]), keys


def _with_epoch(entries: ibis.Table, epoch_by: tuple[str, ...]) -> ibis.Table:
    """Put beside entries the epoch they belong to, where there are several."""
    if not epoch_by:
        return entries
    return entries.join(table("period_epochs" if len(epoch_by) == 1 else "figure_epochs"), list(epoch_by))


def _as_sums(found: ibis.Table, entries_name: str) -> ibis.Table:
    every_combination = entries_name == "combination_entries"
    rest: dict[str, ibis.Value] = {name: ibis.literal(False) for name in FLAGS if name not in found.columns}
    rest |= {name: ibis.literal(0, "int64") for name in FIELDS if name not in found.columns}
    if not every_combination:
        rest["dims"] = ibis.literal("")
    return found.mutate(combinations=ibis.literal(every_combination), **rest).select(columns("sums"))


def key_states(bounded: bool) -> ibis.Table:
    """Sum differences per key, which leaves its latest state, and bring values to the common scale."""
    entries = table("key_entries")
    if bounded:
        entries = entries.filter(entries.line == "").semi_join(table("kept"), ["indicator_id", "unit_id"])
    found = entries.group_by(UNIT_KEY).agg(
        v=entries.value_delta.sum(),
        definition_id=entries.definition_id.argmax(entries.entry_no),
        **{name: entries[name].sum() for name in PACKED},
    )
    found = found.mutate(**unpacked(found)).left_join(table("factors"), "definition_id")
    return found.mutate(v=found.v * found.factor.fill_null(1)).select(columns("key_states"))


def occurring() -> ibis.Table:
    """The combinations of dimensions that some key has."""
    return table("key_states").select("indicator_id", "dims").distinct()


def unit_facts() -> ibis.Table:
    """Each unit's figure: for every combination as stored, for totals and selections as `dimensions` reads them."""
    keys = table("key_states")
    whole = keys.semi_join(table("whole"), "indicator_id").mutate(combinations=ibis.literal(True))
    return whole.select(columns("unit_facts")).union(_selected(keys))


def _selected(keys: ibis.Table) -> ibis.Table:
    """Read totals and selections: a unit's own figure for them, or else the sum of its complete combinations."""
    joined = keys.join(table("roles"), ["indicator_id", "dims"])
    joined = joined.mutate(dims=joined.selection)
    own, part = ~joined.is_part, joined.is_part
    values = joined.figures + joined.adjustments
    found = joined.group_by(UNIT_KEY).agg(
        own_values=values.sum(where=own).fill_null(0),
        part_values=values.sum(where=part).fill_null(0),
        own_v=joined.v.sum(where=own),
        part_v=joined.v.sum(where=part),
        **{f"own_{name}": joined[name].sum(where=own).fill_null(0) for name in FIELDS},
        **{f"part_{name}": joined[name].sum(where=part).fill_null(0) for name in FIELDS},
    )
    by_parts = (found.own_values == 0) & (found.part_values > 0)
    # Parts make one figure of the unit, however many they are.
    fields = {name: ibis.ifelse(by_parts, found[f"part_{name}"].clip(0, 1), found[f"own_{name}"]) for name in FIELDS}
    # A sum of several is no longer strictly above or below.
    fields["strict"] = ibis.ifelse(by_parts & (found.part_values > 1), 0, fields["strict"])
    v = ibis.ifelse(by_parts, found.part_v, found.own_v)
    return found.mutate(v=v, combinations=ibis.literal(False), **fields).select(columns("unit_facts"))
