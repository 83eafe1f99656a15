"""The last steps: roots together, nothing that may not be seen, marks, canonical order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from tinhso.engines.cube.contracts import Mark
from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.plan import Plan, Root
from tinhso.engines.cube.logic.steps.formulas import compute
from tinhso.engines.cube.logic.steps.tables import columns, table
from tinhso.engines.cube.logic.table import BITS, COLUMNS
from tinhso.engines.cube.logic.territory.structures import Structures
from tinhso.engines.indicators.contracts import Missing

_OF_FLAGS = {
    "estimated": Mark.ESTIMATED_DIVISION,
    "blocked": Mark.NOT_RESTATABLE,
    "approximate": Mark.APPROXIMATE,
    "not_aggregated": Mark.NOT_AGGREGATED,
}


def load_listed(desk: Workspace, plan: Plan, structures: Structures) -> None:
    """Load the rows of the roots by period, and which units each may speak of."""
    # Those of one audience whose periods are reported by the same units share their list.
    lists: dict[tuple[str, int], int] = {}
    rows = [
        (root.leaf_no, root_no, out_no, lists.setdefault((root.audience, structures.epoch_of(out, flag)), len(lists)))
        for root_no, (root, flags) in enumerate(zip(plan.roots, structures.additive, strict=True))
        for out_no, (out, flag) in enumerate(zip(plan.outs, flags, strict=True))
    ]
    desk.load("roots", rows)
    desk.load("listed", _listed(plan, structures, lists))


def load_finish(desk: Workspace, plan: Plan, structures: Structures) -> tuple[bool, bool]:
    """Compute formulas and load what else `finished` needs; return its flags."""
    has_formulas = any(root.formulas for root in plan.roots)
    if has_formulas:
        compute(desk, plan, len(structures.units.targets))
    more = list(_more_marks(plan, structures))
    desk.load("marked", more)
    return has_formulas, bool(more)


def finished(has_formulas: bool, has_marks: bool) -> ibis.Table:
    """The rows of the answer, in any order."""
    rows = (_with_formulas() if has_formulas else table("answers")).join(table("roots"), ["leaf_no", "out_no"])
    rows = rows.join(table("listed"), ["list_no", "target_id"])
    marks = sum((ibis.ifelse(rows[flag], BITS[mark], 0) for flag, mark in _OF_FLAGS.items()), ibis.literal(0, "int32"))
    if has_marks:
        keys = ["root_no", "out_no", "target_id"]
        rows = rows.mutate(marks=marks).left_join(table("marked"), keys).drop([f"{name}_right" for name in keys])
        marks = rows.marks + rows.more.fill_null(0)
    counts = {name: rows[name].cast("int32") for name in ("expected", "received")}
    return rows.mutate(marks=marks, **counts).select(columns("finished"))


def _with_formulas() -> ibis.Table:
    """Stored rows, computed rows, and stored figures where a formula gives nothing."""
    answers, computed, outs = table("answers"), table("computed"), table("formula_outs")
    given = computed.filter(computed.missing == int(Missing.NONE))
    stored = answers.semi_join(outs, ["leaf_no", "out_no"])
    stored = stored.filter((stored.missing == int(Missing.NONE)) & (stored.dims == ""))
    instead = stored.anti_join(given, ["leaf_no", "out_no", "target_id"])
    rest = computed.anti_join(instead, ["leaf_no", "out_no", "target_id"])
    plain = answers.anti_join(outs, ["leaf_no", "out_no"])
    wanted = columns("answers")
    return plain.select(wanted).union(instead.select(wanted), rest.select(wanted))


def in_order(rows: pa.Table) -> pa.Table:
    """Return the rows of `finished` in canonical order: Arrow sorts them sooner than DuckDB plans to."""
    return rows.sort_by([(name, "ascending") for name in ("root_no", "place", "out_no", "dims")]).select(COLUMNS)


def _listed(plan: Plan, structures: Structures, lists: Mapping[tuple[str, int], int]) -> list[tuple[int, int, int]]:
    """Return which units rows of each list (of an audience and an epoch) may speak of, and their places by code."""
    units = structures.units
    return [
        (list_no, target, units.order[target])
        for (audience, epoch), list_no in lists.items()
        for target in _seen_of(units.listed[epoch], plan.scope.reach(audience))
    ]


def _seen_of(targets: frozenset[int], reach: frozenset[int] | None) -> frozenset[int]:
    return targets if reach is None else targets & reach


def _more_marks(plan: Plan, structures: Structures) -> Iterator[tuple[int, int, int, int]]:
    """Yield the marks that follow from definitions and days alone: (root_no, out_no, target_id, bits)."""
    if not (structures.may_straddle(plan) or any(leaf.versions.has_breaks for leaf in plan.leaves)):
        return
    straddled: Straddled = {}
    for root_no, root in enumerate(plan.roots):
        for out_no in range(len(plan.outs)):
            first, last, straddling = _extent(root, out_no, plan, structures, straddled)
            versions = [root.versions, *(plan.leaves[leaf_no].versions for leaf_no in root.leaves(out_no))]
            breaks = any(one.breaks_within(first, last) for one in versions if one.has_breaks)
            listed = structures.listed(plan.outs[out_no], structures.additive[root_no][out_no])
            for target in listed if breaks else straddling:
                bits = (BITS[Mark.BREAK] if breaks else 0) + (BITS[Mark.STRADDLES] if target in straddling else 0)
                yield root_no, out_no, target, bits


Straddled = dict[tuple[tuple[int, int], date, date], set[int]]


def _extent(
    root: Root, out_no: int, plan: Plan, structures: Structures, straddled: Straddled
) -> tuple[date, date, set[int]]:
    """Return the first and last day behind a row, and the targets in which some unit began or ended within them."""
    first, last, straddling = plan.outs[out_no].end, plan.outs[out_no].end, set[int]()
    for leaf_no in root.leaves(out_no):
        slots = plan.slots_of(leaf_no, out_no)
        if not slots:
            continue
        start, end = slots[0].period.start, slots[-1].period.end
        first, last = min(first, start), max(last, end)
        place = structures.epoch(slots[-1]), structures.levels.index(slots[-1].collected_level)
        key = place, start, end
        if key not in straddled:
            straddled[key] = structures.changed_within(place, start, end)
        straddling |= straddled[key]
    return first, last, straddling
