"""The form of the pivot: every choice of the address as a plain field."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import Dims
from tinhso.engines.indicators.contracts import Scenario, Status
from tinhso.engines.insight import api
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting import api as reporting
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.periods import Period, find_scheme, period_of
from tinhso.web_kit.display import language

PERIODS_OFFERED = 60
Option = tuple[str, str, bool]
# What a form of the pivot keeps of the address without showing it.
KEPT = ("bang", "don-vi-hanh-chinh", "tinh-den")


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """Indicators that can be asked for together: those of one kind of period."""

    name: str
    options: tuple[Option, ...]
    is_open: bool


def explore_form(request: HttpRequest, asked: api.Exploration) -> dict[str, object]:
    """Everything the form shows."""
    named = language()
    return {
        "hidden": [(name, request.GET[name]) for name in KEPT if request.GET.get(name)],
        "groups": _groups(asked),
        "chosen": len(asked.definitions),
        # Before anything is chosen the indicators decide.
        "schemes": [(code, _frequency(code, named), code == asked.periods[0].scheme) for code in asked.schemes]
        if asked.definitions
        else [("", _("theo chỉ tiêu"), True)],
        "since": _periods(asked, asked.periods[0]) if asked.definitions else [("", _("6 kỳ gần nhất"), True)],
        "until": _periods(asked, asked.periods[-1]) if asked.definitions else [("", _("kỳ vừa khép"), True)],
        "levels": _levels(asked) if asked.definitions else [("", _("cấp có số"), True)],
        "unit": asked.unit,
        "places": _places(asked),
        "group_options": [
            (one.code, one.name(named), one.code == asked.group) for one in reporting.groups(asked.choice.rights)
        ],
        "rows": [(axis, name, axis == asked.rows) for axis, name in api.axis_names().items()],
        "columns": [(axis, name, axis == asked.columns) for axis, name in api.axis_names().items()],
        "measures": [(one, name, one == asked.measure) for one, name in api.measure_names().items()],
        "orders": _orders(asked),
        "scenarios": _scenarios(asked),
        "dims": asked.dims is Dims.ALL,
        "has_dims": any(one.dimensions for one in asked.definitions),
        "official": asked.status is Status.OFFICIAL,
        "heat": asked.heat,
    }


def _groups(asked: api.Exploration) -> list[IndicatorGroup]:
    named, chosen = language(), set(asked.codes)
    visible = sorted(api.visible_definitions(asked.choice), key=lambda one: one.scheme)
    found = []
    for scheme, group in groupby(visible, key=lambda one: one.scheme):
        options = tuple((one.code, one.name(named), one.code in chosen) for one in group)
        is_open = any(current for _code, _name, current in options) or (
            not chosen and scheme == asked.choice.board.scheme
        )
        found.append(IndicatorGroup(find_scheme(scheme).name(named), options, is_open))
    return found


def _frequency(scheme: str, named: str) -> str:
    frequency = find_scheme(scheme).frequency
    return frequency.name_en if named.startswith("en") else frequency.name_vi


def _periods(asked: api.Exploration, chosen: Period) -> list[Option]:
    today = in_vietnam(asked.choice.moment).date()
    newest = max(period_of(today, chosen.scheme), asked.periods[-1])
    offered = [newest.shifted(-back) for back in range(PERIODS_OFFERED)]
    offered += [one for one in asked.periods if one not in offered]
    return [(one.code, one.short_label(language()), one == chosen) for one in offered]


def _levels(asked: api.Exploration) -> list[Option]:
    english = language().startswith("en")
    days = {asked.periods[0].end, asked.periods[-1].end}
    levels = {one.code: one for day in sorted(days) for one in orgs.levels_on(day)}
    ordered = sorted(levels.values(), key=lambda one: one.rank)
    return [(one.code, one.name_en if english else one.name_vi, one.code == asked.level) for one in ordered]


def _places(asked: api.Exploration) -> list[tuple[str, str]]:
    """Units one may bound the rows to, offered while one types."""
    day = asked.periods[-1].end
    units = orgs.units_on(asked.level, day)
    return [(unit.code, unit.name(language())) for unit in units[:500]]


def _orders(asked: api.Exploration) -> list[Option]:
    names = {"": _("theo tên"), "giam": _("cột cuối, từ cao xuống"), "tang": _("cột cuối, từ thấp lên")}
    return [(code, name, code == asked.order) for code, name in names.items()]


def _scenarios(asked: api.Exploration) -> list[Option]:
    names = {Scenario.ACTUAL: _("thực hiện"), Scenario.PLAN: _("kế hoạch"), Scenario.ESTIMATE: _("ước tính")}
    return [(one.code, name, one is asked.scenario) for one, name in names.items()]
