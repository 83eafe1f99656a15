"""The list of indicators a reader may see, with the board unit's latest figure of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import AS_REPORTED, FigureRow
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.addresses import indicator_url, origin_url
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.cards.figure import latest, line_values
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.pages.single_figures import single_figures
from tinhso.engines.insight.logic.words import coverage, mark_words, status_word, unit_beside
from tinhso.engines.orgs.contracts import Action
from tinhso.kernel.periods import Period
from tinhso.kernel.vietnamese import match_rank, sort_key


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator in the list. `row` is the latest known figure within the last periods, None when there is none."""

    definition: DefinitionView
    name: str
    unit: str
    is_percent: bool
    period: Period
    row: FigureRow | None
    is_stale: bool
    recent: tuple[object, ...]
    about: str
    url: str
    origin_url: str


def visible_definitions(choice: Choice, search: str = "") -> list[DefinitionView]:
    """Definitions of which the reader may see some figure: best match first, else by name in Vietnamese order."""
    scope = choice.rights.scope(Action.SEE_FIGURES)
    standing = indicators.definitions(on=choice.period.end, as_of=choice.tree_size)
    found = [one for one in standing if scope.knows(one.audience)]
    if not search.strip():
        return sorted(found, key=lambda one: (sort_key(one.name(choice.language)), one.code))
    ranked = [
        (rank, one.code, one)
        for one in found
        if (rank := match_rank(f"{one.name_vi} {one.name_en} {one.code}", search)) is not None
    ]
    return [one for _rank, _code, one in sorted(ranked, key=lambda item: (item[0], item[1]))]


def list_indicators(choice: Choice, definitions: Sequence[DefinitionView]) -> list[IndicatorLine]:
    """Put figures to definitions (one page of them); the number of questions depends on the number of schemes only."""
    figures = BoardFigures(choice, [one.code for one in definitions])
    newest = {one.code: latest(figures, one.code) for one in definitions if figures.shows(one.code)}
    silent = [one for one in definitions if one.code in newest and newest[one.code][1] is None]
    singles = single_figures(choice, silent)
    return [_line(choice, one, figures, newest.get(one.code), singles.get(one.code)) for one in definitions]


def _line(
    choice: Choice,
    definition: DefinitionView,
    figures: BoardFigures,
    newest: tuple[Period, FigureRow | None] | None,
    single: tuple[Period, FigureRow] | None,
) -> IndicatorLine:
    code = definition.code
    wanted = figures.period_for(code)
    period, row = single or newest or (wanted, None)
    structure = AS_REPORTED if single else None
    return IndicatorLine(
        definition=definition,
        name=definition.name(choice.language),
        unit=unit_beside(definition, row.value if row else None),
        is_percent=is_percentage(definition),
        period=period,
        row=row,
        is_stale=row is not None and period != wanted,
        recent=_line_of(figures, code) if newest and not single else (),
        about=_about(choice, period, row, is_seen=newest is not None),
        url=indicator_url(choice, code),
        origin_url=origin_url(choice, code, choice.unit.code, period, structure=structure) if row else "",
    )


def _line_of(figures: BoardFigures, code: str) -> tuple[object, ...]:
    values = line_values(figures, code)
    return tuple(values) if len(values) > 1 else ()


def _about(choice: Choice, period: Period, row: FigureRow | None, *, is_seen: bool) -> str:
    if not is_seen:
        return _("số toàn tỉnh ngoài phạm vi bạn được xem")
    if row is None:
        return ""
    words = [period.short_label(choice.language), coverage(row), status_word(row.status), *mark_words(row.marks)]
    return " · ".join(word for word in words if word)
