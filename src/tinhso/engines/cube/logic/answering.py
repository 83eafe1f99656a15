"""From a question to its table: the steps of a query in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.cube.logic.answers import answer_leaves
from tinhso.engines.cube.logic.arrow import pa
from tinhso.engines.cube.logic.engine import chosen_engine
from tinhso.engines.cube.logic.entries import Settled, view_entries
from tinhso.engines.cube.logic.expectations import Kept, Owed, read_owed
from tinhso.engines.cube.logic.finishing import finished, in_order, load_finish, load_listed
from tinhso.engines.cube.logic.kept import kept_units, reference_plan
from tinhso.engines.cube.logic.plan import Plan, make_plan
from tinhso.engines.cube.logic.remembered import Term, remembered, term_of
from tinhso.engines.cube.logic.rollup import adds_up, read_groups
from tinhso.engines.cube.logic.structures import Structures, read_structures
from tinhso.engines.cube.logic.table import AnswerTable, Legend
from tinhso.engines.cube.logic.unit_groups import group_units
from tinhso.engines.cube.logic.workspace import FilesChanged, Workspace

Result = TypeVar("Result")


def answer(question: FigureQuery) -> AnswerTable:
    """Answer a question; see `api.query`."""
    codes = sorted(set(question.indicators))
    if question.same_units_as is not None and len(codes) > 1:
        # Each indicator has its own units.
        return AnswerTable.joined(question, [answer(replace(question, indicators=(code,))) for code in codes])
    return remembered(question, lambda: computed(question))


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of a question before any figure is: its plan, its units, who owes."""

    plan: Plan
    structures: Structures
    owed: Owed

    @classmethod
    def of(cls, question: FigureQuery) -> _Read:
        plan = make_plan(question)
        return cls(plan, read_structures(plan), read_owed(plan))

    @property
    def term(self) -> Term:
        return term_of(self.plan, self.owed)


def computed(question: FigureQuery) -> tuple[AnswerTable, Term]:
    """Compute an answer from the ledger, and how long it holds if nobody writes anything."""
    return _computed(_Read.of(question))


def _computed(read: _Read) -> tuple[AnswerTable, Term]:
    return with_settled(lambda desk, settled: _answered(desk, settled, read)), read.term


def answer_together(questions: Sequence[FigureQuery]) -> list[AnswerTable]:
    """Answer questions that differ in their units only; see `api.query_levels`."""
    found: list[tuple[AnswerTable, Term]] = []

    def computed_at(place: int) -> tuple[AnswerTable, Term]:
        if not found:
            found.extend(computed_together(questions))
        return found[place]

    if any(one.same_units_as is not None for one in questions):
        return [answer(one) for one in questions]
    return [remembered(one, partial(computed_at, place)) for place, one in enumerate(questions)]


def computed_together(questions: Sequence[FigureQuery]) -> list[tuple[AnswerTable, Term]]:
    """Compute answers from the ledger: in one reading where everything adds up and units can be grouped."""
    reads = [_Read.of(one) for one in questions]
    simple = all(adds_up(read.plan, read.structures) for read in reads)
    groups = group_units([read.structures.units.reach for read in reads]) if simple else None
    if groups is None:
        return [_computed(read) for read in reads]

    def work(desk: Workspace, settled: Settled) -> list[AnswerTable]:
        first = reads[0]
        view_entries(desk, settled, first.plan)
        read_groups(desk, first.plan, first.structures, groups)
        return [_told(desk, read, None, reach) for read, reach in zip(reads, groups.reaches, strict=True)]

    return [(one, read.term) for one, read in zip(with_settled(work), reads, strict=True)]


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


def _answered(desk: Workspace, settled: Settled, read: _Read) -> AnswerTable:
    return _told(desk, read, open_entries(desk, settled, read.plan, read.structures))


def _told(desk: Workspace, read: _Read, kept: Kept | None, group_reach: pa.Table | None = None) -> AnswerTable:
    plan, structures = read.plan, read.structures
    load_listed(desk, plan, structures)
    answer_leaves(desk, plan, structures, read.owed, kept, group_reach)
    flags = load_finish(desk, plan, structures)
    # Stored first: an Arrow answer plans its statement twice, which is dear for all but one that only reads.
    desk.keep("finished", finished, *flags)
    found = in_order(desk.stored("finished"))
    return AnswerTable(plan.question, plan.moment.tree_size, ((found, _legend(plan, structures)),))


def _legend(plan: Plan, structures: Structures) -> Legend:
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
