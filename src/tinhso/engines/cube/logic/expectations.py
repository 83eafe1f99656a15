"""Who owes an answer: units with an assignment, or, where nobody assigned anything, every unit of the level.

An answer that nobody asked for counts as asked for: x of N never exceeds N.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import ibis
import pyarrow as pa

from tinhso.engines.cube.logic.arrow_rows import table_of
from tinhso.engines.cube.logic.connection import Workspace
from tinhso.engines.cube.logic.entry_columns import unpacked
from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.cube.logic.structures import Structures
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import Scenario

OWED = pa.schema(
    [("indicator_id", pa.int32()), ("period_id", pa.int32()), ("unit_id", pa.int32()), ("overdue", pa.bool_())]
)
_PLACE = ("leaf_no", "out_no", "indicator_id", "period_id", "epoch", "level_no")
KEPT = pa.schema([("indicator_id", pa.int32()), ("unit_id", pa.int32())])
BASES = pa.schema([("epoch", pa.int32()), ("level_no", pa.int32()), ("unit_id", pa.int32())])


@dataclass
class Owed:
    """Assignments by (indicator, period): unit and whether its deadline has passed."""

    assigned: dict[tuple[int, int], dict[int, bool]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def is_default(self) -> bool:
        """Whether every unit of the level owes every figure."""
        return not self.assigned


def read_owed(plan: Plan) -> Owed:
    """Ask the sources for what is owed, as of the plan's moment; plans and estimates are assigned by nobody."""
    owed = Owed()
    if plan.question.scenario != Scenario.ACTUAL:
        return owed
    wanted_indicators = sorted({slot.indicator_id for slot in plan.slots})
    wanted_periods = sorted({slot.period_id for slot in plan.slots if slot.period_id > 0})
    over = {slot.period_id: is_over(slot.period.end, plan) for slot in plan.slots}
    for one in indicators.expectations(wanted_indicators, wanted_periods, plan.moment.tree_size):
        overdue = over.get(one.period_id, True) if one.due_at is None else one.due_at <= plan.moment.now
        owed.assigned[one.indicator_id, one.period_id][one.unit_id] = overdue
    return owed


def is_over(last_day: date, plan: Plan) -> bool:
    """Say whether a period's last day has passed: until then nobody is late with it."""
    return last_day < plan.moment.today


def counts_by_default(slots: ibis.Table, reach: ibis.Table) -> ibis.Table:
    """Return how many units owe each single-slot row, where every unit of the level does.

    Returns:
        leaf_no, out_no, target_id, expected, overdue.
    """
    units = reach.filter(reach.level_no >= 0).group_by("epoch", "level_no", "target_id").agg(expected=ibis._.count())
    return slots.join(units, ["epoch", "level_no"]).select("leaf_no", "out_no", "target_id", "expected", "overdue")


def answers_of_units(
    desk: Workspace,
    entries: ibis.Table,
    slots: ibis.Table,
    owed: Owed,
    structures: Structures,
    kept: dict[int, frozenset[int]] | None = None,
) -> ibis.Table:
    """Return, for every slot and unit that owes or gave an answer, what it said.

    Args:
        entries: narrowed to the plan's scenario, status, indicators and periods.
        kept: units by indicator id that alone count.

    Returns:
        leaf_no, out_no, indicator_id, period_id, epoch, level_no, unit_id, overdue, answered, refused, not_reported.
    """
    assigned = [(*pair, unit, late) for pair, units in owed.assigned.items() for unit, late in units.items()]
    expected = desk.register("owed", table_of(assigned, OWED))
    bases = desk.register(
        "bases", table_of([(*place, unit) for place, units in structures.bases.items() for unit in units], BASES)
    )
    by_default = slots.filter(~slots.is_assigned).join(bases, ["epoch", "level_no"])
    by_default = by_default.select(*_PLACE, "unit_id", "overdue")
    asked = slots.filter(slots.is_assigned).drop("overdue").join(expected, ["indicator_id", "period_id"])
    asked = asked.select(by_default.columns)
    said = _said(entries)
    given = slots.join(said, ["indicator_id", "period_id"]).join(bases, ["epoch", "level_no", "unit_id"])
    given = given.filter(given.answered).select(by_default.columns)
    keys = [*_PLACE, "unit_id"]
    # Whoever is late by an assignment stays so, whatever else names the unit.
    everyone = by_default.union(asked, given).group_by(keys).agg(overdue=ibis._.overdue.any())
    if kept is not None:
        everyone = everyone.semi_join(kept_units_table(desk, kept), ["indicator_id", "unit_id"])
    everyone = desk.keep("everyone", everyone)
    joined = everyone.left_join(said, ["indicator_id", "period_id", "unit_id"])
    flags = {name: joined[name].fill_null(False) for name in ("answered", "refused", "not_reported")}
    return joined.select(*keys, "overdue", **flags)


def kept_units_table(desk: Workspace, kept: dict[int, frozenset[int]]) -> ibis.Table:
    """Register the units that alone count, by indicator."""
    return desk.register("kept", table_of([(one, unit) for one, units in kept.items() for unit in units], KEPT))


def counts_of_answers(answers: ibis.Table, reach: ibis.Table) -> ibis.Table:
    """Add up answers by row: a unit has answered when it has for every slot of the row.

    Returns:
        leaf_no, out_no, target_id, expected, received, open_late, open_early, declined.
    """
    here = answers.join(reach.select("epoch", "unit_id", "target_id"), ["epoch", "unit_id"])
    is_open = ~here.answered & ~here.refused
    late = is_open & (here.overdue | here.not_reported)
    units = here.group_by("leaf_no", "out_no", "target_id", "unit_id").agg(
        complete=here.answered.all(),
        late=late.any(),
        early=(is_open & ~(here.overdue | here.not_reported)).any(),
        declined=(~here.answered & here.refused).any(),
    )
    return units.group_by("leaf_no", "out_no", "target_id").agg(
        expected=units.count(),
        received=units.complete.sum(),
        open_late=units.late.any(),
        open_early=units.early.any(),
        declined=units.declined.any(),
    )


def _said(entries: ibis.Table) -> ibis.Table:
    """What each unit has said for an indicator and a period, whatever the dimensions."""
    base = entries.filter(entries.line == "")
    sums = base.group_by("indicator_id", "period_id", "unit_id").agg(
        tally=base.tally.sum(), certainty=base.certainty.sum(), absent=base.absent.sum()
    )
    fields = unpacked(sums)
    return sums.select(
        "indicator_id",
        "period_id",
        "unit_id",
        answered=(fields["figures"] > 0) | (fields["not_applicable"] > 0),
        refused=fields["refused"] > 0,
        not_reported=fields["not_reported"] > 0,
    )
