"""Everything the page of one indicator shows: its line, its units for a period, its definition."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, FigureRow, FigureTable
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import origin_url
from tinhso.engines.insight.logic.board_figures import BoardFigures
from tinhso.engines.insight.logic.cards.series import build as build_series
from tinhso.engines.insight.logic.words import coverage, mark_words, status_word
from tinhso.engines.orgs import api as orgs
from tinhso.kernel import formulas
from tinhso.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """One unit's figure in the table of an indicator page."""

    name: str
    row: FigureRow
    status: str
    coverage: str
    marks: str
    origin_url: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """The page of one indicator for the chosen period."""

    definition: DefinitionView
    period: Period
    total: FigureRow | None
    total_words: str
    formula_words: str
    chart: object
    level: str
    units: tuple[UnitFigure, ...]
    origin_url: str


def default_level(definition: DefinitionView, choice: Choice) -> str:
    """The level of the table: where figures are collected; of a computed indicator, where its first input is."""
    if definition.collected_level and not definition.formula:
        return definition.collected_level
    codes = sorted(formulas.codes(formulas.from_json(definition.formula))) if definition.formula else []
    return indicators.definition(codes[0], on=choice.period.end).collected_level if codes else choice.unit.level


def unit_table(choice: Choice, code: str, level: str, periods: tuple[Period, ...]) -> FigureTable:
    """Figures of the units of a level for some periods, within the board's unit."""
    return cube.query(
        FigureQuery(
            (code,), periods, level, choice.rights, frozenset({choice.unit.id}), choice.structure, as_of=choice.as_of
        )
    )


def compute_period(choice: Choice, code: str) -> Period:
    """The period of an indicator's own scheme that the choice means."""
    return BoardFigures(choice, (code,)).period_for(code)


def compute_indicator_page(choice: Choice, code: str) -> IndicatorPage:
    """Compute the page of an indicator.

    Raises:
        UnknownIndicator (IND-…)
    """
    figures = BoardFigures(choice, (code,))
    definition, period, row = figures.definition(code), figures.period_for(code), figures.now(code)
    level = default_level(definition, choice)
    card = CardDefinition("series", "charts", {"indicator": code})
    words = [coverage(row), status_word(row.status), *mark_words(row.marks)] if row else []
    return IndicatorPage(
        definition=definition,
        period=period,
        total=row,
        total_words=" · ".join(word for word in words if word),
        formula_words=formula_in_words(definition, choice),
        chart=build_series(choice, card, figures)["chart"],
        level=level,
        units=_unit_figures(choice, definition, level, period),
        origin_url=origin_url(choice, code, choice.unit.code, period) if row and row.value is not None else "",
    )


def _unit_figures(choice: Choice, definition: DefinitionView, level: str, period: Period) -> tuple[UnitFigure, ...]:
    table = unit_table(choice, definition.code, level, (period,))
    names = {unit.id: unit for unit in orgs.last_views([row.unit_id for row in table])}
    found = [
        (
            names[row.unit_id].sort_key,
            UnitFigure(
                names[row.unit_id].name(choice.language),
                row,
                status_word(row.status),
                coverage(row),
                ", ".join(mark_words(row.marks)),
                origin_url(choice, definition.code, row.unit_code, period) if row.value is not None else "",
            ),
        )
        for row in table
    ]
    return tuple(figure for _key, figure in sorted(found, key=lambda pair: pair[0]))


def formula_in_words(definition: DefinitionView, choice: Choice) -> str:
    """The formula as people say it, empty for an indicator that is collected."""
    if not definition.formula:
        return ""
    node = formulas.from_json(definition.formula)

    def name_of(code: str) -> str:
        return "“" + indicators.definition(code, on=choice.period.end).name(choice.language) + "”"

    return _("Cách tính: %(formula)s") % {"formula": formulas.in_words(node, name_of, choice.language)}
