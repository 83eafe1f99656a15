"""Who owes an answer: units with an assignment, or, where nobody assigned anything, every unit of the level.

An answer that nobody asked for counts as asked for: x of N never exceeds N.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.cube.logic.snapshots.entry_columns import PACKED, unpacked
from tinhso.engines.cube.logic.steps.entries import narrow_entries
from tinhso.engines.cube.logic.steps.tables import columns, table
from tinhso.engines.cube.logic.territory.structures import Structures
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import Scenario

ROW = ("leaf_no", "out_no", "target_id")
Kept = dict[int, frozenset[int]]


@dataclass
class Owed:
    """Who was asked for what. One question names many figures and many units: both lists stay short."""

    figures: list[tuple[int, int, int]] = field(default_factory=list)
    """(question, indicator, period)"""
    units: list[tuple[int, int, bool | None]] = field(default_factory=list)
    """(question, unit, whether its deadline has passed; None where no deadline is known)"""
    next_due: datetime | None = None
    """The first deadline that has not passed: from then on the clock alone changes who is late."""

    @cached_property
    def assigned(self) -> frozenset[tuple[int, int]]:
        """The (indicator, period) pairs that somebody asked for."""
        return frozenset((indicator_id, period_id) for _, indicator_id, period_id in self.figures)

    @property
    def is_default(self) -> bool:
        """Whether every unit of the level owes every figure."""
        return not self.figures


def read_owed(plan: Plan) -> Owed:
    """Ask the sources for what is owed, as of the plan's moment; plans and estimates are assigned by nobody."""
    owed = Owed()
    if plan.question.scenario != Scenario.ACTUAL:
        return owed
    places = plan.ledger_places()
    wanted_indicators = sorted({indicator_id for indicator_id, _ in places})
    wanted_periods = sorted({period_id for _, period_id in places if period_id > 0})
    now = plan.moment.now
    expected = indicators.expectations(wanted_indicators, wanted_periods, plan.moment.tree_size)
    for number, one in enumerate(expected):
        owed.figures += [(number, indicator_id, one.period_id) for indicator_id in one.indicator_ids]
        owed.units += [(number, unit, None if due is None else due <= now) for unit, due in one.due_at.items()]
    ahead = {due for one in expected for due in one.due_at.values() if due is not None and due > now}
    owed.next_due = min(ahead, default=None)
    return owed


def is_over(last_day: date, plan: Plan) -> bool:
    """Say whether a period's last day has passed: until then nobody is late with it."""
    return last_day < plan.moment.today


def answer_by_unit(desk: Workspace, plan: Plan, structures: Structures, owed: Owed, kept: Kept | None = None) -> None:
    """Make `unit_answers`: for every slot, each unit that owes or gave an answer, and what it said.

    `entries` and `slots` must be there.

    Args:
        kept: units by indicator id that alone count.
    """
    narrow_entries(desk, "base_entries", plan, {slot.indicator_id for slot in plan.slots})
    desk.register("bases", structures.units.base_rows)
    desk.load("owed_figures", owed.figures)
    desk.load("owed_units", owed.units)
    if kept is not None:
        load_kept(desk, kept)
    desk.keep("said", said)
    desk.keep("unit_answers", unit_answers, kept is not None)


def load_kept(desk: Workspace, kept: Kept) -> None:
    """Load the units that alone count."""
    desk.load("kept", [(indicator_id, unit) for indicator_id, units in kept.items() for unit in units])


# Steps


def said() -> ibis.Table:
    """What each unit has said for an indicator and a period, whatever the dimensions."""
    entries = table("base_entries")
    base = entries.filter(entries.line == "")
    found = base.group_by("indicator_id", "period_id", "unit_id").agg(**{name: base[name].sum() for name in PACKED})
    fields = unpacked(found)
    return found.select(
        "indicator_id",
        "period_id",
        "unit_id",
        answered=(fields["figures"] > 0) | (fields["not_applicable"] > 0),
        refused=fields["refused"] > 0,
        not_reported=fields["not_reported"] > 0,
    )


def owed() -> ibis.Table:
    """Who owes a figure, once however many ask for it: late by the earliest deadline that is known."""
    asked = table("owed_figures").join(table("owed_units"), "question_no")
    return asked.group_by("indicator_id", "period_id", "unit_id").agg(late=asked.overdue.any())


def unit_answers(bounded: bool) -> ibis.Table:
    """Everybody who owes or gave an answer, slot by slot, with what was said."""
    slots, bases, heard = table("slots"), table("bases"), table("said")
    wanted = [name for name in columns("unit_answers") if name not in ("answered", "refused", "not_reported")]
    by_default = slots.filter(~slots.is_assigned).join(bases, ["epoch", "level_no"]).select(wanted)
    asked = slots.filter(slots.is_assigned).join(owed(), ["indicator_id", "period_id"])
    # Without a deadline a figure is due when its period is over.
    asked = asked.mutate(overdue=ibis.coalesce(asked.late, asked.overdue))
    given = slots.join(heard.filter(heard.answered), ["indicator_id", "period_id"])
    given = given.join(bases, ["epoch", "level_no", "unit_id"]).select(wanted)
    keys = [name for name in wanted if name != "overdue"]
    # Whoever is late by an assignment stays so, whatever else names the unit.
    everyone = by_default.union(asked.select(wanted), given).group_by(keys).agg(overdue=ibis._.overdue.any())
    if bounded:
        everyone = everyone.semi_join(table("kept"), ["indicator_id", "unit_id"])
    joined = everyone.left_join(heard, ["indicator_id", "period_id", "unit_id"])
    flags = {name: joined[name].fill_null(False) for name in ("answered", "refused", "not_reported")}
    return joined.mutate(**flags).select(columns("unit_answers"))


def counts() -> ibis.Table:
    """Answers by row: a unit has answered when it has for every slot of the row."""
    here = table("unit_answers").join(table("reach").select("epoch", "unit_id", "target_id"), ["epoch", "unit_id"])
    is_open = ~here.answered & ~here.refused
    units = here.group_by(*ROW, "unit_id").agg(
        complete=here.answered.all(),
        late=(is_open & (here.overdue | here.not_reported)).any(),
        early=(is_open & ~(here.overdue | here.not_reported)).any(),
        declined=(~here.answered & here.refused).any(),
    )
    return units.group_by(ROW).agg(
        expected=units.count(),
        received=units.complete.sum(),
        open_late=units.late.any(),
        open_early=units.early.any(),
        declined=units.declined.any(),
    )
