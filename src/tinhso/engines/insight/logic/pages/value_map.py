"""A map of one indicator: the units in three equal groups by their figure, from little to much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.logic.cards.ranking import highest
from tinhso.engines.insight.logic.comparison import exact
from tinhso.engines.insight.logic.words import missing_word, unit_beside
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.web_kit.display import show_number
from tinhso.web_kit.maps import CommuneMap, LegendItem, MapUnit


class MappedUnit(Protocol):
    """What the map needs of a unit: its figure, its name, and where a click leads."""

    @property
    def unit(self) -> UnitView: ...

    @property
    def name(self) -> str: ...

    @property
    def row(self) -> FigureRow: ...

    @property
    def origin_url(self) -> str: ...

    @property
    def url(self) -> str: ...


def value_map(definition: DefinitionView, units: Sequence[MappedUnit], language: str) -> CommuneMap:
    """The units in three equal groups by their figure, from little to much; those without one are left empty."""
    bounds = _thirds([one.row for one in units])
    words = {"1": _("thấp"), "2": _("vừa"), "3": _("cao"), "none": _("chưa có số")}
    fills = {one.unit.id: _fill(one.row, bounds) for one in units}
    return CommuneMap(
        shapes=orgs.shapes_of([one.unit for one in units]),
        units=[
            MapUnit(
                key=str(one.unit.id),
                name=one.name,
                label=_label(definition, one.row, words[fills[one.unit.id]]),
                fill=fills[one.unit.id],
                href=one.origin_url or one.url,
            )
            for one in units
        ],
        legend=_legend(definition, bounds, list(fills.values()), words),
        title=_("Bản đồ: %(name)s") % {"name": definition.name(language)},
    )


def _thirds(rows: Sequence[FigureRow]) -> tuple[FigureRow, FigureRow] | None:
    """The rows at which the middle and the upper third begin; None with too few to tell apart."""
    known = list(reversed(highest(rows)))
    if len({exact(row) for row in known}) < 3:
        return None
    return known[len(known) // 3], known[2 * len(known) // 3]


def _fill(row: FigureRow, bounds: tuple[FigureRow, FigureRow] | None) -> str:
    value = exact(row)
    if value is None:
        return "none"
    if bounds is None:
        return "2"
    return str(1 + sum(value >= (exact(bound) or 0) for bound in bounds))


def _legend(
    definition: DefinitionView, bounds: tuple[FigureRow, FigureRow] | None, fills: list[str], words: dict[str, str]
) -> list[LegendItem]:
    shown = [LegendItem("none", words["none"], fills.count("none"))] if "none" in fills else []
    if bounds is None:
        return [LegendItem("2", _("có số"), fills.count("2")), *shown]
    low, high = (show_number(bound.value, definition.decimals) for bound in bounds)
    texts = {"3": _("từ %(bound)s") % {"bound": high}, "2": _("từ %(bound)s") % {"bound": low}}
    texts["1"] = _("dưới %(bound)s") % {"bound": low}
    return [*(LegendItem(fill, texts[fill], fills.count(fill)) for fill in "321"), *shown]


def _label(definition: DefinitionView, row: FigureRow, word: str) -> str:
    if row.value is None:
        return missing_word(row.missing) or word
    return f"{show_number(row.value, definition.decimals, row.operator)} {unit_beside(definition, row.value)} ({word})"
