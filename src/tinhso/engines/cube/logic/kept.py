"""“The same units as”: which units have answered for another period, so that like is compared with like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from tinhso.engines.cube.contracts import Dims, Time
from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.plan import Plan, make_plan
from tinhso.engines.cube.logic.steps.answers import load_slots
from tinhso.engines.cube.logic.steps.expectations import Kept, answer_by_unit, read_owed
from tinhso.engines.cube.logic.steps.tables import table
from tinhso.engines.cube.logic.territory.structures import Structures, read_structures, restated_to
from tinhso.engines.cube.logic.territory.unit_ways import UnitReader


def reference_plan(plan: Plan) -> Plan | None:
    """Return the plan of the period whose units are asked for, None when all units count."""
    period = plan.question.same_units_as
    if period is None:
        return None
    asked = replace(plan.question, periods=(period,), same_units_as=None, time=Time.PERIOD, dims=Dims.TOTAL)
    return make_plan(asked)


def kept_units(desk: Workspace, plan: Plan, structures: Structures, reference: Plan) -> Kept:
    """Return the units that count, by id of every indicator the plan reads; the view `entries` must be there.

    A unit counts when it was there in the reference period and has answered for every input of it; of another
    structure, when all the units that it is carried to, or may belong to, have. (One that was asked and has answered
    may be gone from that period since, by a decision that reaches back.)
    """
    own = read_structures(reference, any_level=True)
    owed = read_owed(reference)
    load_slots(desk, reference, own, owed)
    answer_by_unit(desk, reference, own, owed)
    by_leaf: dict[int, set[int]] = defaultdict(set)
    for leaf_no, unit_id in desk.rows(complete_units):
        by_leaf[leaf_no].add(unit_id)
    answered = set.intersection(*(by_leaf[leaf_no] for leaf_no in _inputs(reference)))
    there = {unit for units in own.units.bases.values() for unit in units}
    kept = _carried(answered & there, plan, structures)
    return {indicator_id: kept for indicator_id, _period in plan.ledger_places()}


def complete_units() -> ibis.Table:
    """A step: the units that have answered every slot of a leaf."""
    said = table("unit_answers")
    units = said.group_by("leaf_no", "unit_id").agg(answered=said.answered.all())
    return units.filter(units.answered).select("leaf_no", "unit_id")


def _inputs(reference: Plan) -> Iterable[int]:
    """Return the leaves that a unit must have answered: those of the period itself."""
    [root] = reference.roots
    if not root.inputs:
        return [root.leaf_no]
    now = [no for one, no in root.inputs.items() if not one.periods_back and not one.years_back]
    return now or list(root.inputs.values())


def _carried(answered: set[int], plan: Plan, structures: Structures) -> frozenset[int]:
    day = restated_to(plan)
    if day is None:
        return frozenset(answered)
    bases = {unit for units in structures.units.bases.values() for unit in units}
    reader = UnitReader(plan.question.level, plan.moment.tree_size, plan.question.basis, day)
    ends = reader.ends(bases | answered, day)
    present = {end for unit in answered for end in ends.get(unit, ())}
    return frozenset(unit for unit in bases if ends.get(unit) and ends[unit] <= present)
