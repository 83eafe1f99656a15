"""One question about units of several levels: what comes up by the same rules is read and told once for all of them.

A row speaks of one unit, and a unit is of one level; so units of several levels are answered for in one statement and
told apart afterwards. Levels whose rules differ (a mean above the communes, the figure itself at them) are asked one by
one, and so is what looks at a level as a whole: every combination of dimensions that occurs there, units that have
answered for another period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tinhso.engines.cube.contracts import Dims, FigureQuery
from tinhso.engines.cube.logic.answering import answer, answered_by, computed, legend_of
from tinhso.engines.cube.logic.engine.arrow import pa, pc
from tinhso.engines.cube.logic.plan import Plan, make_plan, rule_of
from tinhso.engines.cube.logic.remembered import Term, remembered_together, term_of
from tinhso.engines.cube.logic.steps.expectations import read_owed
from tinhso.engines.cube.logic.steps.rollup import adds_up
from tinhso.engines.cube.logic.table import AnswerTable
from tinhso.engines.cube.logic.territory.structures import Structures, read_several, structures_together


def answer_together(asked: Sequence[FigureQuery]) -> list[AnswerTable]:
    """Answer questions that differ in their units only; see `api.query_levels`."""
    if any(one.same_units_as is not None for one in asked):
        return [answer(one) for one in asked]
    return remembered_together(asked, computed_together)


def computed_together(asked: Sequence[FigureQuery]) -> list[tuple[AnswerTable, Term]]:
    """Compute the answers to questions that differ in their units only, in their order."""
    if len(asked) == 1 or asked[0].dims is Dims.ALL:
        return [computed(one) for one in asked]
    plan = make_plan(asked[0])
    alike = [place for place, one in enumerate(asked) if _rises_alike(plan, one.level)]
    others = [place for place in range(len(asked)) if place not in alike]
    found = dict(zip(alike, _told_once(plan, [asked[place] for place in alike]), strict=True))
    if others:
        found |= zip(others, computed_together([asked[place] for place in others]), strict=True)
    return [found[place] for place in range(len(asked))]


def _rises_alike(plan: Plan, level: str) -> bool:
    """Say whether everything a plan reads comes up to a level as it does to the plan's own."""
    own, restates = plan.question.level, plan.restates
    rows = [row for versions in plan.versions.values() for row in versions.rows]
    # Restated at the level where it is collected a figure is merged, not added up.
    merged = restates and own != level and any(row.collected_level in (own, level) for row in rows)
    return not merged and all(
        rule_of(row, level, restates=restates) is rule_of(row, own, restates=restates) for row in rows
    )


def _told_once(plan: Plan, asked: Sequence[FigureQuery]) -> list[tuple[AnswerTable, Term]]:
    plans = [replace(plan, question=one) for one in asked]
    structures = read_several(plan, asked)
    joined = structures_together(structures)
    if joined is None:
        return [computed(one) for one in asked]
    owed = read_owed(plan)
    groups = joined.units.groups if adds_up(plan, joined) else None
    together = answered_by(plan, joined, owed, groups)
    term = term_of(plan, owed)
    return [(_part_of(together, one, own), term) for one, own in zip(plans, structures, strict=True)]


def _part_of(together: AnswerTable, plan: Plan, own: Structures) -> AnswerTable:
    [(rows, _)] = together.parts
    targets = pa.array(own.units.targets, rows.schema.field("target_id").type)
    part = rows.filter(pc.is_in(rows["target_id"], targets))
    return AnswerTable(plan.question, together.tree_size, ((part, legend_of(plan, own)),))
