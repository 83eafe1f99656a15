"""The page of one unit: every figure it has for a period, each with its previous one and its origin."""

from __future__ import annotations

from dataclasses import dataclass

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, FigureRow, FigureTable
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.addresses import indicator_url, origin_url
from tinhso.engines.insight.logic.choosing import unit_day
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.pages.indicator_list import visible_definitions
from tinhso.engines.insight.logic.words import mark_words, missing_word, status_word, unit_beside
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, UnitView
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import UnitTimeliness
from tinhso.kernel.clock import in_vietnam


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One indicator of the unit: now, the previous period, the same period last year."""

    definition: DefinitionView
    name: str
    measure_unit: str
    is_percent: bool
    now: FigureRow
    previous: FigureRow | None
    last_year: FigureRow | None
    words: str
    origin_url: str
    url: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """The unit, what is above it, its figures and its record of sending in time.

    Attributes:
        sees_unit: whether the reader sees more of it than what is public.
    """

    unit: UnitView
    parent: UnitView | None
    lines: tuple[UnitLine, ...]
    timeliness: UnitTimeliness | None
    sees_unit: bool = False


def compute_unit_page(choice: Choice, unit_code: str) -> UnitPage:
    """Compute the page of a unit for the chosen period; only what the reader may see.

    Raises:
        UnknownUnit (ORG-001)
    """
    day = unit_day(choice.structure, choice.period, in_vietnam(choice.moment).date())
    unit = orgs.unit_by_code(unit_code, on=day, known=choice.tree_size)
    definitions = _definitions_of(choice, unit)
    table = _figures(choice, unit, definitions) if definitions else None
    lines = [_line(choice, unit, one, table) for one in definitions] if table else []
    record: tuple[UnitTimeliness, ...] = ()
    if choice.is_live and choice.rights.may(Action.SEE_FIGURES, unit.id):
        record = reporting.timeliness([unit.id], rights=choice.rights, now=choice.now)
    return UnitPage(
        unit=unit,
        parent=orgs.parent(unit.id, day, known=choice.tree_size),
        lines=tuple(line for line in lines if line is not None),
        timeliness=record[0] if record else None,
        sees_unit=choice.rights.may(Action.SEE_FIGURES, unit.id),
    )


def _definitions_of(choice: Choice, unit: UnitView) -> list[DefinitionView]:
    """Indicators that the unit's level reports (or that are computed of them), in the period's scheme."""
    return [
        one
        for one in visible_definitions(choice)
        if one.scheme == choice.period.scheme
        and one.collected_level == unit.level
        and choice.rights.may(Action.SEE_FIGURES, unit.id, one.audience)
    ]


def _figures(choice: Choice, unit: UnitView, definitions: list[DefinitionView]) -> FigureTable:
    period = choice.period
    return cube.query(
        FigureQuery(
            tuple(one.code for one in definitions),
            (period, period.previous(), period.same_period_last_year()),
            unit.level,
            choice.rights,
            within=frozenset({unit.id}),
            structure=choice.restated_to,
            as_of=choice.tree_size,
        )
    )


def _line(choice: Choice, unit: UnitView, definition: DefinitionView, table: FigureTable) -> UnitLine | None:
    code, period = definition.code, choice.period
    row = table.row(code, unit.id, period)
    if row is None:
        return None
    words = [status_word(row.status) or missing_word(row.missing), *mark_words(row.marks)]
    return UnitLine(
        definition=definition,
        name=definition.name(choice.language),
        measure_unit=unit_beside(definition, row.value),
        is_percent=is_percentage(definition),
        now=row,
        previous=table.row(code, unit.id, period.previous()),
        last_year=table.row(code, unit.id, period.same_period_last_year()),
        words=" · ".join(word for word in words if word),
        origin_url=origin_url(choice, code, unit.code) if row.value is not None else "",
        url=indicator_url(choice, code),
    )
