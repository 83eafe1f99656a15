"""Who is asked for a period inside which units change: by the dated rule the old units, the new ones, or both.

Whoever has ended by the period's last day is answered for by its successor of that day. What a unit does not report,
because the rule leaves it to others, is kept with the request as a figure that it reads from itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import StraddlingRules, UnitView
from tinhso.engines.reporting.queries.readings import FigureKind
from tinhso.kernel.periods import Period

Pair = tuple[UnitView, UnitView]


@dataclass(frozen=True, slots=True)
class PeriodReporters:
    """The days on one of which a unit exists that reports a period: for figures that add up, and for others."""

    period: Period
    rules: StraddlingRules
    days: Mapping[bool, tuple[date, ...]]

    @property
    def earlier_days(self) -> list[date]:
        """Those on which units reported that may have ended by the period's last day."""
        return sorted({day for days in self.days.values() for day in days} - {self.period.end})

    def reports(self, unit: UnitView, definition: DefinitionView) -> bool:
        """Whether a unit reports figures of an indicator for the period."""
        return any(_exists_on(unit, day) for day in self.days[definition.is_additive])


def reporters_of(period: Period) -> PeriodReporters | None:
    """Return who reports a period, None where no unit changes inside it."""
    rules = orgs.straddling_rules()
    if not rules.changes_within(period):
        return None
    return PeriodReporters(period, rules, {flag: rules.reporting_days(period, additive=flag) for flag in (True, False)})


def shared_out(pairs: Sequence[Pair], found: PeriodReporters, definitions: Collection[DefinitionView]) -> list[Pair]:
    """Put those who report beside, or in the place of, the units of the last day: (respondent, subject), each once."""
    old_units = _old_units({subject.level for _, subject in pairs}, found)
    into = _successors(old_units, {subject.id for _, subject in pairs}, found.period.end)
    shared: dict[int, Pair] = {}
    for respondent, subject in pairs:
        for one in (subject, *into.get(subject.id, ())):
            if any(found.reports(one, definition) for definition in definitions):
                shared.setdefault(one.id, (respondent, one))
    return list(shared.values())


def left_to_others(
    pairs: Sequence[Pair],
    found: PeriodReporters,
    definitions: Collection[DefinitionView],
    kinds: Collection[FigureKind],
) -> dict[int, frozenset[FigureKind]]:
    """Return, by unit, the figures of a form that others report."""
    by_id = {definition.indicator_id: definition for definition in definitions}
    left = {
        subject.id: frozenset(kind for kind in kinds if not found.reports(subject, by_id[kind[0]]))
        for _, subject in pairs
    }
    return {unit_id: figures for unit_id, figures in left.items() if figures}


def _old_units(levels: Collection[str], found: PeriodReporters) -> dict[int, UnitView]:
    """The units that report and have ended by the period's last day; a query a level and day."""
    units = {
        unit.id: unit for day in found.earlier_days for level in sorted(levels) for unit in orgs.units_on(level, day)
    }
    return {unit.id: unit for unit in units.values() if not _exists_on(unit, found.period.end)}


def _successors(old: Mapping[int, UnitView], asked: Collection[int], on: date) -> dict[int, list[UnitView]]:
    """Each old unit once, under the unit of a day that has most of it: by weight, else by the links alone."""
    shares: dict[int, dict[int, int]] = {}
    for part in orgs.restatement(old, on).parts if old else ():
        shares.setdefault(part.old_id, {})[part.new_id] = part.billionths
    for new_id, olds in orgs.predecessors(asked).items() if old else ():
        for old_id in olds:
            shares.setdefault(old_id, {}).setdefault(new_id, 0)
    into: dict[int, list[UnitView]] = {}
    for old_id, unit in sorted(old.items()):
        known = {new_id: share for new_id, share in shares.get(old_id, {}).items() if new_id in asked}
        if known:
            into.setdefault(min(known, key=lambda new_id: (-known[new_id], new_id)), []).append(unit)
    return into


def _exists_on(unit: UnitView, day: date) -> bool:
    return unit.valid_from <= day and (unit.valid_to is None or day <= unit.valid_to)
