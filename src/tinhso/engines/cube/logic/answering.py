"""From a question to its table: the steps of a query in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.cube.logic.engine.choosing import chosen_engine
from tinhso.engines.cube.logic.engine.workspace import FilesChanged, Workspace
from tinhso.engines.cube.logic.kept import kept_units, reference_plan
from tinhso.engines.cube.logic.plan import Plan, make_plan
from tinhso.engines.cube.logic.remembered import Term, remembered, term_of
from tinhso.engines.cube.logic.steps.answers import answer_leaves
from tinhso.engines.cube.logic.steps.entries import Settled, view_entries
from tinhso.engines.cube.logic.steps.expectations import Kept, Owed, read_owed
from tinhso.engines.cube.logic.steps.finishing import finished, in_order, load_finish, load_listed
from tinhso.engines.cube.logic.table import AnswerTable, Legend
from tinhso.engines.cube.logic.territory.structures import Structures, read_structures
from tinhso.engines.cube.logic.territory.unit_groups import UnitGroups

Result = TypeVar("Result")


def answer(question: FigureQuery) -> AnswerTable:
    """Answer a question; see `api.query`."""
    codes = sorted(set(question.indicators))
    if question.same_units_as is not None and len(codes) > 1:
        # Each indicator has its own units.
        return AnswerTable.joined(question, [answer(replace(question, indicators=(code,))) for code in codes])
    return remembered(question, lambda: computed(question))


def computed(question: FigureQuery) -> tuple[AnswerTable, Term]:
    """Compute an answer from the ledger, and how long it holds if nobody writes anything."""
    plan = make_plan(question)
    structures, owed = read_structures(plan), read_owed(plan)
    return answered_by(plan, structures, owed), term_of(plan, owed)


def answered_by(plan: Plan, structures: Structures, owed: Owed, groups: UnitGroups | None = None) -> AnswerTable:
    """Compute the answer of a plan whose units were read, and who owes.

    Args:
        groups: of units whose figures are added up first, for a plan that `rollup.adds_up`.
    """
    return with_settled(lambda desk, settled: _answered(desk, settled, plan, structures, owed, groups))


def with_settled(work: Callable[[Workspace, Settled], Result]) -> Result:
    """Do something with what is settled in files; once more when they went away or turn out damaged meanwhile."""
    engine = chosen_engine()
    with engine.workspace() as desk:
        try:
            return work(desk, engine.settled())
        except FilesChanged:
            # A compactor may have replaced the files; or they are damaged, which the new look finds and reports.
            engine.look_again()
    with engine.workspace() as desk:
        return work(desk, engine.settled())


def open_entries(desk: Workspace, settled: Settled, plan: Plan, structures: Structures) -> Kept | None:
    """Make the view `entries` for a plan, and find the units that alone count where the question bounds them."""
    reference = reference_plan(plan)
    if reference is None:
        view_entries(desk, settled, plan)
        return None
    view_entries(desk, settled, plan, reference)
    return kept_units(desk, plan, structures, reference)


def _answered(
    desk: Workspace,
    settled: Settled,
    plan: Plan,
    structures: Structures,
    owed: Owed,
    groups: UnitGroups | None,
) -> AnswerTable:
    kept = open_entries(desk, settled, plan, structures)
    load_listed(desk, plan, structures)
    answer_leaves(desk, plan, structures, owed, kept, groups)
    flags = load_finish(desk, plan, structures)
    # Stored first: an Arrow answer plans its statement twice, which is dear for all but one that only reads.
    desk.keep("finished", finished, *flags)
    found = in_order(desk.stored("finished"))
    return AnswerTable(plan.question, plan.moment.tree_size, ((found, legend_of(plan, structures)),))


def legend_of(plan: Plan, structures: Structures) -> Legend:
    """Return what the columns of a plan's answer stand for."""
    decimals: dict[tuple[int, int], int] = {}
    for root_no, root in enumerate(plan.roots):
        for out_no, out in enumerate(plan.outs):
            if root.versions.one_scale:
                decimals[root_no, out_no] = root.versions.decimals
                continue
            days = [out.end, *(slot.period.end for slot in plan.slots_of(root.leaf_no, out_no))]
            rows = [row for day in days if (row := root.versions.on(day)) is not None]
            decimals[root_no, out_no] = max((row.decimals for row in rows), default=root.versions.decimals)
    codes = tuple(root.versions.code for root in plan.roots)
    return Legend(codes, plan.outs, structures.units.targets, decimals)
