"""Figures of units that end, in periods which others report from then on."""

from __future__ import annotations

from datetime import date

from tinhso.engines.indicators.models import Entry
from tinhso.engines.indicators.queries.definitions import by_indicator, definition_views, in_force
from tinhso.engines.indicators.queries.periods import periods_by_id
from tinhso.engines.indicators.queries.units import units_by_id
from tinhso.engines.indicators.queries.uses import standing
from tinhso.engines.orgs.contracts import StraddlingRules, UnitUse


def figures_left_out(unit_ids: frozenset[int], on: date, rules: StraddlingRules) -> list[UnitUse]:
    """Figures that stand in periods which end on a day or later and that nobody would count. At most four queries."""
    rows = standing(Entry.objects.filter(unit_id__in=unit_ids, period__end__gte=on))
    places = list(rows.order_by().values_list("indicator_id", "period_id", "unit_id"))
    if not places:
        return []
    versions = by_indicator(definition_views(indicator_ids={indicator for indicator, _, _ in places}))
    periods, units = periods_by_id({period for _, period, _ in places}), units_by_id(unit_ids)
    count = 0
    for indicator_id, period_id, unit_id in places:
        period = periods[period_id]
        definition = in_force(versions[indicator_id], period.end)
        days = rules.reporting_days(period, additive=definition is not None and definition.is_additive)
        count += not any(map(units[unit_id].exists_on, days))
    vi, en = "số liệu đã gửi của đơn vị cũ", "figures given for old units"
    return [UnitUse(f"{count} {vi}", f"{count} {en}")] if count else []
