"""The one row that somebody asks the origin or the proof of, and the question it answers."""

from __future__ import annotations

from dataclasses import dataclass

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, FigureRow
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.contracts import Choice, NothingToProve
from tinhso.engines.insight.logic.choosing import unit_day
from tinhso.engines.insight.logic.defined import definition_in
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.periods import parse_period


@dataclass(frozen=True, slots=True)
class AskedTotal:
    """The question whose one row is the total, and the names around it."""

    question: FigureQuery
    row: FigureRow
    definition: DefinitionView
    unit: UnitView


def find_total(choice: Choice, code: str, unit_code: str, period_code: str) -> AskedTotal:
    """Find the row a total's origin is asked for.

    Raises:
        NothingToProve (INS-005): no such figure within what the reader may see. UnknownIndicator (CUB-002).
        UnknownUnit (ORG-001). PeriodError (KER-001): the period's code cannot be read.
    """
    period = parse_period(period_code)
    definition = definition_in(code, period, choice.tree_size)
    today = in_vietnam(choice.moment).date()
    unit = orgs.unit_by_code(unit_code, on=unit_day(choice.structure, period, today), known=choice.tree_size)
    question = FigureQuery(
        (definition.code,),
        (period,),
        unit.level,
        choice.rights,
        within=frozenset({unit.id}),
        structure=choice.structure,
        as_of=choice.tree_size,
    )
    row = cube.query(question).row(definition.code, unit.id, period)
    if row is None:
        raise NothingToProve(indicator=code, unit=unit_code, period=period_code)
    return AskedTotal(question, row, definition, unit)
