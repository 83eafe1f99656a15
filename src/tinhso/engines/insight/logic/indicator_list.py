"""The list of indicators a reader may see, with the board unit's latest figure of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.addresses import indicator_url, origin_url
from tinhso.engines.insight.logic.board_figures import BoardFigures
from tinhso.engines.insight.logic.cards.figure import latest
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.words import coverage, mark_words, status_word, unit_name
from tinhso.engines.orgs.contracts import Action
from tinhso.kernel.periods import Period
from tinhso.kernel.vietnamese import match_rank


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
    publications = ["public"] if scope.publication_floor == "public" else None
    found = indicators.definitions(on=choice.period.end, as_of=choice.tree_size, publications=publications)
    if not search.strip():
        return sorted(found, key=lambda one: (one.search_key.partition(" ")[2], one.code))
    ranked = [
        (rank, one.code, one)
        for one in found
        if (rank := match_rank(f"{one.name_vi} {one.name_en} {one.code}", search)) is not None
    ]
    return [one for _rank, _code, one in sorted(ranked, key=lambda item: (item[0], item[1]))]


def list_indicators(choice: Choice, definitions: Sequence[DefinitionView]) -> list[IndicatorLine]:
    """Put figures to definitions (one page of them); the number of questions depends on the number of schemes only."""
    figures = BoardFigures(choice, [one.code for one in definitions])
    return [_line(choice, definition, figures) for definition in definitions]


def _line(choice: Choice, definition: DefinitionView, figures: BoardFigures) -> IndicatorLine:
    code = definition.code
    wanted = figures.period_for(code)
    seen = figures.shows(code)
    period, row = latest(figures, code) if seen else (wanted, None)
    words = [period.short_label(choice.language)]
    if row is not None:
        words += [coverage(row), status_word(row.status), *mark_words(row.marks)]
    elif not seen:
        words = [_("số toàn tỉnh ngoài phạm vi bạn được xem")]
    return IndicatorLine(
        definition=definition,
        name=definition.name(choice.language),
        unit=unit_name(definition),
        is_percent=is_percentage(definition),
        period=period,
        row=row,
        is_stale=row is not None and period != wanted,
        recent=tuple(one.value if one else None for _period, one in figures.recent(code)) if seen else (),
        about=" · ".join(word for word in words if word),
        url=indicator_url(choice, code),
        origin_url=origin_url(choice, code, choice.unit.code, period) if row else "",
    )
