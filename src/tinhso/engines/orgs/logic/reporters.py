"""The units of a level that report a period, by the dated rule where units change inside it (“kỳ giao thời”)."""

from __future__ import annotations

from datetime import date

from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.orgs.logic.closure import descendants
from tinhso.engines.orgs.queries.straddling import read_rules
from tinhso.engines.orgs.queries.successions import predecessor_ids
from tinhso.engines.orgs.queries.units import units_of_level
from tinhso.kernel.periods import Period


def units_reporting(level: str, period: Period, *, additive: bool, within: int, by: date) -> list[UnitView]:
    """See `api.units_reporting`; five queries where no unit changes inside the period."""
    found: dict[int, UnitView] = {}
    tops = {within} | _went_into(within)
    for day in sorted({min(day, by) for day in read_rules().reporting_days(period, additive=additive)}):
        inside = {unit_id for top in sorted(tops) for unit_id in descendants(top, day)}
        found |= {unit.id: unit for unit in units_of_level(level, day) if unit.id in inside}
    return sorted(found.values(), key=lambda unit: unit.sort_key)


def _went_into(unit_id: int) -> set[int]:
    """Every unit that became, or came to belong to, this one: a province that was merged has several."""
    found: set[int] = set()
    frontier = {unit_id}
    while frontier:
        frontier = {old for olds in predecessor_ids(frontier).values() for old in olds} - found
        found |= frontier
    return found
