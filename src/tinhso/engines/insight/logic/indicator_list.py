"""The list of indicators a reader may see, with the board unit's latest figure of each."""

from __future__ import annotations

from dataclasses import dataclass

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, Publication
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.addresses import indicator_url
from tinhso.engines.insight.logic.board_figures import BoardFigures
from tinhso.engines.insight.logic.words import coverage, status_word, unit_name
from tinhso.kernel.periods import Period
from tinhso.kernel.vietnamese import match_rank


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator in the list. `row` is the latest known figure within the last periods, None when there is none."""

    definition: DefinitionView
    name: str
    unit: str
    period: Period
    row: FigureRow | None
    about: str
    url: str


def visible_definitions(choice: Choice, search: str = "") -> list[DefinitionView]:
    """Definitions the reader may see, best match first, else by code."""
    found = indicators.definitions(on=choice.period.end)
    if not choice.rights.scope("see_figures").unit_ids and not choice.rights.scope("see_figures").everything:
        found = [one for one in found if one.publication is Publication.PUBLIC]
    if not search.strip():
        return sorted(found, key=lambda one: one.code)
    ranked = [
        (rank, one.code, one)
        for one in found
        if (rank := match_rank(f"{one.name_vi} {one.name_en} {one.code}", search)) is not None
    ]
    return [one for _rank, _code, one in sorted(ranked, key=lambda item: (item[0], item[1]))]


def list_indicators(choice: Choice, search: str = "") -> list[IndicatorLine]:
    """List indicators with their latest figures; the number of queries depends on the number of schemes only."""
    definitions = visible_definitions(choice, search)
    figures = BoardFigures(choice, [one.code for one in definitions])
    lines = []
    for definition in definitions:
        known = [(period, row) for period, row in figures.recent(definition.code) if row and row.value is not None]
        period, row = known[-1] if known else (figures.period_for(definition.code), None)
        words = [period.short_label(choice.language)] + ([coverage(row), status_word(row.status)] if row else [])
        lines.append(
            IndicatorLine(
                definition,
                definition.name(choice.language),
                unit_name(definition),
                period,
                row,
                " · ".join(word for word in words if word),
                indicator_url(choice, definition.code),
            )
        )
    return lines
