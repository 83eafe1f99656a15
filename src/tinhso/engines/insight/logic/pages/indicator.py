"""Everything the page of one indicator shows: its line, its units for a period, a map of them, its definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import AS_REPORTED, FigureQuery, FigureRow, FigureTable
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.addresses import csv_url, origin_url, unit_url
from tinhso.engines.insight.logic.board.figures import RECENT_PERIODS, BoardFigures
from tinhso.engines.insight.logic.cards.figure import latest
from tinhso.engines.insight.logic.cards.series import series_chart
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.formula import formula_in_words
from tinhso.engines.insight.logic.like_with_like import LAST_YEAR, PREVIOUS, Against, against
from tinhso.engines.insight.logic.pages.single_figures import single_figures
from tinhso.engines.insight.logic.pages.value_map import value_map
from tinhso.engines.insight.logic.words import coverage, mark_words, missing_word, status_word, unit_name
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel import formulas
from tinhso.kernel.periods import Period
from tinhso.web_kit.charts import Chart
from tinhso.web_kit.maps import CommuneMap


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """One unit's figure in the table of an indicator page, beside the previous and the same period."""

    unit: UnitView
    name: str
    row: FigureRow
    previous: FigureRow | None
    last_year: FigureRow | None
    words: str
    origin_url: str
    url: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """The page of one indicator for the chosen period. `compared` is with the previous and the same period."""

    definition: DefinitionView
    name: str
    unit: str
    is_percent: bool
    period: Period
    total: FigureRow | None
    is_stale: bool
    stale_words: str
    total_words: str
    compared: tuple[Against, ...]
    formula_words: str
    chart: Chart | None
    level: str
    units: tuple[UnitFigure, ...]
    map: CommuneMap | None
    origin_url: str
    csv_url: str
    series_csv_url: str


def default_level(definition: DefinitionView, choice: Choice) -> str:
    """The level of the table: where figures are collected; of a computed indicator, where its first input is."""
    if definition.formula:
        codes = formulas.codes(formulas.from_json(definition.formula))
        definition = indicators.definition(codes[0], on=choice.period.end, as_of=choice.tree_size)
    return definition.collected_level or choice.unit.level


def unit_table(choice: Choice, code: str, level: str, periods: Iterable[Period]) -> FigureTable:
    """Figures of the units of a level for some periods, within the board's unit, carried to the units shown."""
    within = frozenset({choice.unit.id})
    return cube.query(
        FigureQuery((code,), tuple(periods), level, choice.rights, within, choice.restated_to, as_of=choice.tree_size)
    )


def compute_period(choice: Choice, code: str) -> Period:
    """The period of an indicator's own scheme that the choice means."""
    return BoardFigures(choice, (code,)).period_for(code)


def compute_indicator_page(choice: Choice, code: str) -> IndicatorPage:
    """Compute the page of an indicator.

    Raises:
        UnknownIndicator (CUB-002): it does not exist, or the reader may not see it.
    """
    figures = BoardFigures(choice, (code,))
    definition, wanted = figures.definition(code), figures.period_for(code)
    level = default_level(definition, choice)
    units = _unit_figures(choice, definition, level, wanted)
    seen = figures.shows(code)
    period, total = latest(figures, code) if seen else (wanted, None)
    single = single_figures(choice, [definition]).get(code) if seen and total is None else None
    period, total = single or (period, total)
    fresh = seen and period == wanted
    words = [coverage(total), status_word(total.status), *mark_words(total.marks)] if total else []
    return IndicatorPage(
        definition=definition,
        name=definition.name(choice.language),
        unit=unit_name(definition),
        is_percent=is_percentage(definition),
        period=period,
        total=total,
        is_stale=total is not None and not fresh,
        stale_words=period.short_label(choice.language),
        total_words=" · ".join(word for word in words if word),
        compared=_compared(figures, code) if fresh else (),
        formula_words=formula_in_words(definition, choice),
        chart=series_chart(choice, code, figures) if seen and total and not single else None,
        level=level,
        units=units,
        map=value_map(definition, units, choice.language) if level == "commune" and units else None,
        origin_url=_origin(choice, code, period, structure=AS_REPORTED if single else None) if total else "",
        csv_url=csv_url(choice, code, level),
        series_csv_url=csv_url(choice, code, level, RECENT_PERIODS),
    )


def _origin(choice: Choice, code: str, period: Period, structure: str | None) -> str:
    return origin_url(choice, code, choice.unit.code, period, structure=structure)


def _compared(figures: BoardFigures, code: str) -> tuple[Against, ...]:
    found = (against(figures, code, wanted) for wanted in (PREVIOUS, LAST_YEAR))
    return tuple(one for one in found if one.comparison is not None)


def _unit_figures(choice: Choice, definition: DefinitionView, level: str, period: Period) -> tuple[UnitFigure, ...]:
    before, last_year = period.previous(), period.same_period_last_year()
    table = unit_table(choice, definition.code, level, {period, before, last_year})
    rows = [row for row in table if row.period == period]
    units = orgs.last_views({row.unit_id for row in rows})
    by_unit = {row.unit_id: row for row in rows}
    return tuple(
        UnitFigure(
            unit=unit,
            name=unit.name(choice.language),
            row=by_unit[unit.id],
            previous=table.row(definition.code, unit.id, before),
            last_year=table.row(definition.code, unit.id, last_year),
            words=_row_words(by_unit[unit.id]),
            origin_url=origin_url(choice, definition.code, unit.code, period)
            if by_unit[unit.id].value is not None
            else "",
            url=unit_url(choice, unit.code),
        )
        for unit in units
    )


def _row_words(row: FigureRow) -> str:
    words = [status_word(row.status) or missing_word(row.missing), coverage(row), *mark_words(row.marks)]
    return " · ".join(word for word in words if word)
