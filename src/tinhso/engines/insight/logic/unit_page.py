"""The page of one unit: every figure it has for a period, each with its previous one and its origin."""

from __future__ import annotations

from dataclasses import dataclass

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, FigureRow, Time
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.addresses import indicator_url, origin_url
from tinhso.engines.insight.logic.indicator_list import visible_definitions
from tinhso.engines.insight.logic.words import status_word, unit_name
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import UnitTimeliness


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One indicator of the unit: now, the previous period, the same period last year."""

    definition: DefinitionView
    name: str
    measure_unit: str
    now: FigureRow | None
    previous: FigureRow | None
    last_year: FigureRow | None
    status: str
    origin_url: str
    url: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """The unit, its figures and its record of sending in time."""

    unit: UnitView
    lines: tuple[UnitLine, ...]
    timeliness: UnitTimeliness | None


def compute_unit_page(choice: Choice, unit_code: str) -> UnitPage:
    """Compute the page of a unit for the chosen period; only what the reader may see.

    Raises:
        UnknownUnit (ORG-001), NoRight (ORG-020)
    """
    unit = orgs.unit_by_code(unit_code, on=choice.period.end)
    definitions = [
        one
        for one in visible_definitions(choice)
        if one.scheme == choice.period.scheme and (one.collected_level == unit.level or one.formula)
    ]
    codes = tuple(one.code for one in definitions)
    within = frozenset({unit.id})
    if not codes:
        return UnitPage(unit, (), None)

    def ask(**more: object) -> FigureQuery:
        values = {"periods": (choice.period,), **more}
        return FigureQuery(codes, level=unit.level, rights=choice.rights, within=within, as_of=choice.as_of, **values)  # type: ignore[arg-type]

    now, previous = cube.query(ask()), cube.query(ask(periods=(choice.period.previous(),)))
    last_year = cube.query(ask(time=Time.SAME_PERIOD_LAST_YEAR))
    lines = []
    for definition in definitions:
        row = now.row(definition.code, unit.id, choice.period)
        if row is None:
            continue
        lines.append(
            UnitLine(
                definition,
                definition.name(choice.language),
                unit_name(definition),
                row,
                previous.row(definition.code, unit.id, choice.period.previous()),
                last_year.row(definition.code, unit.id, choice.period),
                status_word(row.status),
                origin_url(choice, definition.code, unit.code) if row.value is not None else "",
                indicator_url(choice, definition.code),
            )
        )
    record = reporting.timeliness([unit.id], rights=choice.rights, now=choice.now)
    return UnitPage(unit, tuple(lines), record[0] if record else None)
