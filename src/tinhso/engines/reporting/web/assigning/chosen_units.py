"""Whom to assign to, as an address says it: whole levels, groups, single units, the same as last time, or everybody the
regime names.

`?cap=commune&nhom=…&don_vi=24373&don_vi=24133&nhu=lan-truoc`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import ngettext

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RegimeDefinition, Respondent
from tinhso.engines.reporting.web.levels import level_name, level_names
from tinhso.kernel.periods import Period
from tinhso.web_kit.display import language


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen. `respondents` None means everybody the regime names; `units` are for showing."""

    respondents: tuple[Respondent, ...] | None
    units: tuple[UnitView, ...]
    groups: tuple[str, ...]
    codes: tuple[str, ...]
    as_last_time: bool
    levels: tuple[str, ...] = ()

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The choice as hidden fields of the form that confirms it."""
        found = [("cap", level) for level in self.levels] + [("nhom", code) for code in self.groups]
        found += [("don_vi", code) for code in self.codes]
        return [*found, ("nhu", "lan-truoc")] if self.as_last_time else found


def read_chosen(sent: QueryDict, period: Period, rights: Rights, regime: RegimeDefinition | None = None) -> Chosen:
    """Read whom somebody chose.

    Raises:
        UnknownGroup (REP-161), UnknownUnit (ORG-001): a code that names nobody on the period's last day.
    """
    groups, codes = tuple(sent.getlist("nhom")), tuple(dict.fromkeys(sent.getlist("don_vi")))
    levels = tuple(dict.fromkeys(sent.getlist("cap")))
    if regime is not None and sent.get("nhu") == "lan-truoc" and not (groups or codes or levels):
        last = api.last_respondents(regime.code)
        if last:
            ids = {one.subject_unit_id or one.respondent_unit_id for one in last}
            units = {unit.id: unit for unit in orgs.unit_views(ids, period.end)}
            kept = tuple(one for one in last if (one.subject_unit_id or one.respondent_unit_id) in units)
            return Chosen(kept, tuple(units.values()), (), (), True)
    ids = {unit_id for code in groups for unit_id in api.group_named(code, rights=rights).unit_ids}
    named = orgs.units_by_codes(codes, period.end)
    for code in codes:
        if code not in named:
            orgs.unit_by_code(code, period.end)  # refuses, and offers the nearest one
    ids |= {unit.id for unit in named.values()}
    ids |= {unit.id for level in levels for unit in units_in_reach(level, period, rights)}
    if not ids:
        return Chosen(None, (), groups, codes, False, levels)
    units_ = tuple(orgs.unit_views(ids, period.end))
    return Chosen(tuple(Respondent(unit.id) for unit in units_), units_, groups, codes, False, levels)


def units_in_reach(level: str, period: Period, rights: Rights) -> list[UnitView]:
    """The units of a level on a period's last day that somebody may assign to."""
    scope = rights.scope(Action.ASSIGN)
    return [unit for unit in orgs.units_on(level, period.end) if scope.covers(unit.id)]


def choices(rights: Rights, period: Period, levels: Sequence[str], chosen: Chosen) -> dict[str, Any]:
    """What the form offers: saved groups, and every unit in reach by level; a query a level."""
    names = level_names(period.end)
    by_level = []
    for level in dict.fromkeys(levels):
        units = units_in_reach(level, period, rights)
        if units:
            picked = [unit for unit in units if unit.code in chosen.codes]
            by_level.append(
                {
                    "name": level_name(names, level),
                    "code": level,
                    "is_chosen": level in chosen.levels,
                    "units": [(unit.code, unit.name(language()), unit.code in chosen.codes) for unit in units],
                    "count": len(units),
                    "picked": len(picked),
                }
            )
    groups = [
        {
            "code": group.code,
            "name": group.name(language()),
            "count": ngettext("%(count)d đơn vị", "%(count)d đơn vị", len(group.unit_ids))
            % {"count": len(group.unit_ids)},
            "is_chosen": group.code in chosen.groups,
        }
        for group in api.groups(rights)
    ]
    return {"groups": groups, "levels": by_level, "as_last_time": chosen.as_last_time, "fields": chosen.fields}
