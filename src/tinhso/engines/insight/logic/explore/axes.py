"""The members of a pivot's axes in order, and how each is named."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import Dims
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.logic.addresses import indicator_url, unit_url
from tinhso.engines.insight.logic.dims_name import dims_name
from tinhso.engines.insight.logic.explore.asking import Axis, Exploration
from tinhso.engines.insight.logic.explore.figures import Figures
from tinhso.engines.insight.logic.words import unit_name
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.periods import Period
from tinhso.web_kit.display import show_date

PLACE_IN_KEY = {Axis.INDICATOR: 0, Axis.UNIT: 1, Axis.PERIOD: 2, Axis.DIMS: 3}


@dataclass(frozen=True, slots=True)
class Member:
    """One head of a row or column; `value` is its part of a key."""

    value: object
    name: str
    sub: str = ""
    url: str = ""


def members_of(axis: Axis, asked: Exploration, figures: Figures) -> list[Member]:
    """Every member of an axis in order."""
    match axis:
        case Axis.UNIT:
            codes = [unit.name_vi for unit in figures.units]
            return [_unit(asked, unit, is_double=codes.count(unit.name_vi) > 1) for unit in figures.units]
        case Axis.PERIOD:
            return [_period(asked, period) for period in asked.periods]
        case Axis.INDICATOR:
            return [_indicator(asked, one) for one in asked.definitions]
        case Axis.DIMS:
            return _dims(asked, figures)


def _unit(asked: Exploration, unit: UnitView, *, is_double: bool) -> Member:
    """Old and new units of one name stand beside one another: the code and the last day tell them apart."""
    choice = asked.choice
    ended = unit.valid_to is not None and unit.valid_to < asked.periods[-1].end
    sub = _("mã %(code)s, đến %(day)s") % {"code": unit.code, "day": show_date(unit.valid_to)} if ended else ""
    if is_double and not ended:
        sub = _("mã %(code)s, từ %(day)s") % {"code": unit.code, "day": show_date(unit.valid_from)}
    return Member(unit.id, unit.name(choice.language), sub, "" if ended else unit_url(choice, unit.code))


def _period(asked: Exploration, period: Period) -> Member:
    return Member(period, period.short_label(asked.choice.language))


def _indicator(asked: Exploration, one: DefinitionView) -> Member:
    return Member(one.code, one.name(asked.choice.language), unit_name(one), indicator_url(asked.choice, one.code))


def _dims(asked: Exploration, figures: Figures) -> list[Member]:
    if asked.dims is Dims.TOTAL:
        return [Member("", _("chung"))]
    dimensions = indicators.dimension_items()
    present = {key[3] for key in (*figures.rows, *figures.whole)}
    return [Member(dims, dims_name(dims, dimensions, asked.choice.language)) for dims in sorted(present)]
