"""The entries behind one row: figures of units, adjustment lines, and the units that still owe an answer.

1. The row's leaves (all inputs of a computed indicator, the weights of a weighted mean) say which keys count.
2. Of each key the latest visible entry is what counts; withdrawn ones are listed as missing, with their entry.
3. A total over dimensions shows the figures it was read from, as `dimensions` decides.
4. Whoever asks sees only units in scope, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from tinhso.engines.cube.contracts import (
    Contribution,
    ContributionKind,
    ContributionPage,
    FigureQuery,
    MalformedQuery,
    UnknownQueryUnit,
)
from tinhso.engines.cube.logic.answering import open_entries, with_settled
from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.plan import Leaf, Plan, Root, Rule, Slot, make_plan
from tinhso.engines.cube.logic.steps.answers import load_slots
from tinhso.engines.cube.logic.steps.entries import Settled, narrow_entries
from tinhso.engines.cube.logic.steps.expectations import Kept, answer_by_unit, read_owed
from tinhso.engines.cube.logic.steps.tables import table
from tinhso.engines.cube.logic.territory.structures import Structures, read_structures
from tinhso.engines.cube.logic.territory.unit_ways import Way
from tinhso.engines.cube.logic.versions import Versions
from tinhso.engines.indicators.contracts import Missing, Status, is_part
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import WHOLE
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator

MOST = 1_000
_ORDER = {kind: place for place, kind in enumerate(ContributionKind)}
_READ = (
    "indicator_id", "period_id", "unit_id", "dims", "line", "value", "operator", "missing", "status", "source",
    "entry_no", "entry_id", "event_id", "leaf_index", "definition_id",
)  # fmt: skip


class State(NamedTuple):
    """The latest visible entry of a key; fields as in _READ."""

    indicator_id: int
    period_id: int
    unit_id: int
    dims: str
    line: str
    value: int | None
    operator: int
    missing: int
    status: int
    source: int
    entry_no: int
    entry_id: int
    event_id: int
    leaf_index: int | None
    definition_id: int


@dataclass(frozen=True, slots=True)
class Place:
    """One ledger period of one indicator that counts towards the row."""

    versions: Versions
    period: Period
    period_id: int
    selection: str | None
    takes_lines: bool
    ways: dict[int, Way]


def contributions(
    question: FigureQuery, indicator: str, unit_id: int, period: Period, dims: str, page: int, size: int
) -> ContributionPage:
    """Return a page of what stands behind one row; see `api.contributions`."""
    if page < 1 or not 1 <= size <= MOST:
        raise MalformedQuery(parameter="page, size", value=f"{page}, {size}", known=f"page ≥ 1, 1 ≤ size ≤ {MOST}")
    plan = make_plan(replace(question, indicators=(indicator,), periods=(period,), within=None))
    structures = read_structures(plan)
    [root] = plan.roots
    in_scope = plan.scope.covers(unit_id, root.audience)
    if unit_id not in structures.listed(plan.outs[0], structures.additive[0][0]) or not in_scope:
        raise UnknownQueryUnit(unit=unit_id, level=question.level, period=period.code)
    found = with_settled(lambda desk, settled: _found(desk, settled, plan, structures, root, unit_id, dims))
    seen = [one for one in found if plan.scope.covers(one.unit_id, _audience(plan, one))]
    codes = {view.id: view.code for view in orgs.last_views({one.unit_id for one in seen})}
    named = [replace(one, unit_code=codes.get(one.unit_id, "")) for one in seen]
    named.sort(
        key=lambda one: (
            one.indicator,
            one.period.sort_key,
            _ORDER[one.kind],
            one.unit_code,
            one.unit_id,
            one.dims,
            one.line,
        )
    )
    first = (page - 1) * size
    return ContributionPage(tuple(named[first : first + size]), len(named), page, size)


def _audience(plan: Plan, one: Contribution) -> str:
    """Return who may see what an entry is about: a public ratio does not open its internal inputs."""
    versions = plan.versions[one.indicator]
    return (versions.on(one.period.end) or versions.rows[0]).audience


def _found(
    desk: Workspace, settled: Settled, plan: Plan, structures: Structures, root: Root, unit_id: int, dims: str
) -> list[Contribution]:
    kept = open_entries(desk, settled, plan, structures)
    places = _places(plan, structures, root, unit_id, dims, kept)
    states = _states(desk, plan, places)
    found = [one for place in places for one in _of_place(place, states)]
    return found + _silent(desk, plan, structures, root, unit_id, kept, found)


def _leaves(plan: Plan, root: Root) -> list[Leaf]:
    numbers = {root.leaf_no, *root.inputs.values()}
    return [plan.leaves[number] for number in sorted(numbers)]


def _places(plan: Plan, structures: Structures, root: Root, unit_id: int, dims: str, kept: Kept | None) -> list[Place]:
    """Return the ledger periods that count, each once, with the units that count there."""
    found: dict[tuple[int, int, str], Place] = {}
    for leaf in _leaves(plan, root):
        for slot in plan.slots_of(leaf.no, 0):
            ways = _ways(structures, slot, unit_id, kept)
            lines = slot.rule is Rule.SUM and kept is None
            selection = dims if leaf.dims is None else leaf.dims
            found[slot.indicator_id, slot.period_id, selection] = Place(
                leaf.versions, slot.period, slot.period_id, selection, lines, ways
            )
            for weight in plan.weights:
                if (weight.indicator_id, weight.period_id) == (slot.indicator_id, slot.period_id):
                    versions = next(v for v in plan.versions.values() if v.indicator_id == weight.weight_id)
                    found.setdefault(
                        (weight.weight_id, weight.weight_period_id, ""),
                        Place(versions, weight.weight_period, weight.weight_period_id, "", False, ways),
                    )
    return list(found.values())


def _ways(structures: Structures, slot: Slot, unit_id: int, kept: Kept | None) -> dict[int, Way]:
    ways = {way.unit_id: way for way in structures.units.ways[structures.epoch(slot)] if way.target_id == unit_id}
    if kept is None:
        return ways
    return {unit: way for unit, way in ways.items() if unit in kept.get(slot.indicator_id, ())}


def _states(desk: Workspace, plan: Plan, places: Iterable[Place]) -> list[State]:
    """Read the latest visible entry of every key of these places."""
    ids = {place.versions.indicator_id for place in places}
    units = {unit for place in places for unit in place.ways}
    if not ids or not units:
        return []
    narrow_entries(desk, "key_entries", plan, ids)
    desk.load("counted_units", [(unit,) for unit in sorted(units)])
    return [State(*row) for row in desk.rows(latest_entries)]


def latest_entries() -> ibis.Table:
    """A step: the latest entry of every key of the counted units."""
    wanted = table("key_entries").semi_join(table("counted_units"), "unit_id")
    window = ibis.window(
        group_by=["indicator_id", "period_id", "unit_id", "dims", "line"], order_by=ibis.desc("entry_no")
    )
    ranked = wanted.mutate(rank=ibis.row_number().over(window))
    return ranked.filter(ranked["rank"] == 0).select(_READ)


def _of_place(place: Place, states: Iterable[State]) -> list[Contribution]:
    """Return what counts at one place: of each unit its own figure, or its parts."""
    by_unit: dict[tuple[int, str], list[State]] = {}
    for state in states:
        mine = (state.indicator_id, state.period_id) == (place.versions.indicator_id, place.period_id)
        if mine and state.unit_id in place.ways and state.missing != Missing.MOVED:
            by_unit.setdefault((state.unit_id, state.line), []).append(state)
    return [
        _contribution(place, state)
        for (_unit, line), of_unit in by_unit.items()
        if not line or place.takes_lines
        for state in _spoken(place, of_unit)
    ]


def _spoken(place: Place, states: list[State]) -> list[State]:
    """Return the states that speak for a selection: the unit's own with a value, else its parts, else its own."""
    selection = place.selection or ""
    own = [state for state in states if state.dims == selection]
    parts = [
        state
        for state in states
        if is_part(state.dims, selection, place.versions.rows) and state.dims != selection and state.value is not None
    ]
    return own if any(state.value is not None for state in own) or not parts else parts


def _contribution(place: Place, state: State) -> Contribution:
    way = place.ways[state.unit_id]
    decimals = next(row.decimals for row in place.versions.rows if row.id == state.definition_id)
    absent = state.missing in (Missing.NOT_REPORTED, Missing.NOT_DUE)
    usual = ContributionKind.ADJUSTMENT if state.line else ContributionKind.FIGURE
    return Contribution(
        kind=ContributionKind.MISSING if absent and not state.line else usual,
        indicator=place.versions.code,
        unit_id=state.unit_id,
        unit_code="",
        period=place.period,
        dims=state.dims,
        line=state.line,
        value=state.value,
        decimals=decimals,
        operator=Operator(state.operator),
        missing=Missing(state.missing),
        status=Status(state.status),
        source=state.source,
        weight_billionths=way.share,
        estimated=way.estimated,
        entry_no=state.entry_no,
        entry_id=state.entry_id,
        event_id=state.event_id,
        leaf_index=state.leaf_index,
    )


def _silent(
    desk: Workspace,
    plan: Plan,
    structures: Structures,
    root: Root,
    unit_id: int,
    kept: Kept | None,
    found: list[Contribution],
) -> list[Contribution]:
    """Return the units that owe an answer and have no entry that could be shown instead."""
    owed = read_owed(plan)
    load_slots(desk, plan, structures, owed)
    answer_by_unit(desk, plan, structures, owed, kept)
    numbers = set(root.inputs.values()) or {root.leaf_no}
    listed = {(one.indicator, one.period, one.unit_id) for one in found}
    by_place = {(slot.indicator_id, slot.period_id): slot for slot in plan.slots}
    codes = {versions.indicator_id: versions for versions in plan.versions.values()}
    missing = {}
    for leaf_no, indicator_id, period_id, unit, overdue in desk.rows(silent_units):
        if leaf_no not in numbers:
            continue
        slot, versions = by_place[indicator_id, period_id], codes[indicator_id]
        ways = _ways(structures, slot, unit_id, kept)
        if unit in ways and (versions.code, slot.period, unit) not in listed:
            missing[indicator_id, period_id, unit] = _missing(versions, slot.period, ways[unit], overdue=overdue)
    return list(missing.values())


def silent_units() -> ibis.Table:
    """A step: who owes an answer and gave none."""
    said = table("unit_answers")
    return said.filter(~said.answered).select("leaf_no", "indicator_id", "period_id", "unit_id", "overdue")


def _missing(versions: Versions, period: Period, way: Way, *, overdue: bool) -> Contribution:
    return Contribution(
        kind=ContributionKind.MISSING,
        indicator=versions.code,
        unit_id=way.unit_id,
        unit_code="",
        period=period,
        dims="",
        line="",
        value=None,
        decimals=versions.decimals,
        operator=Operator.EQUAL,
        missing=Missing.NOT_REPORTED if overdue else Missing.NOT_DUE,
        status=None,
        source=None,
        weight_billionths=way.share if not way.blocked else WHOLE,
        estimated=way.estimated,
        entry_no=None,
        entry_id=None,
        event_id=None,
        leaf_index=None,
    )
