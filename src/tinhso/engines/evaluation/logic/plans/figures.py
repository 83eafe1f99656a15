"""The figures that targets are held against: one question to the cube for each kind of period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, Mark
from tinhso.engines.evaluation.contracts import BreakKind, TargetSpec
from tinhso.engines.evaluation.logic.plans.finding import FoundPlan
from tinhso.engines.evaluation.logic.plans.moments import Moment
from tinhso.engines.indicators.contracts import SpaceRule
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.periods import Period, period_of, period_range

LOOKED_BEYOND = timedelta(days=400)
"""Figures so long after the end of a plan may still show that a target was reached late."""
YEARS_BEFORE = 3
"""The years before a target's own that forecasts and the shares of a season rest on."""


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of an indicator by period; `breaks` are the periods with which they begin anew, and why."""

    figures: dict[Period, Decimal] = field(default_factory=dict)
    breaks: dict[Period, BreakKind] = field(default_factory=dict)


NO_SERIES = Series()


def figures_of(found: FoundPlan, specs: Iterable[TargetSpec], moment: Moment, rights: Rights) -> dict[str, Series]:
    """Return the series of each target's indicator, of the unit that bore the plan's code at each period's end."""
    by_scheme: dict[str, list[TargetSpec]] = defaultdict(list)
    for spec in specs:
        if spec.indicator in found.definitions:
            by_scheme[found.definitions[spec.indicator].scheme].append(spec)
    series: dict[str, Series] = {}
    for scheme, of_scheme in sorted(by_scheme.items()):
        periods = _periods(scheme, of_scheme, moment.on, found.plan.ends_on)
        series |= _asked(found, of_scheme, periods, moment, rights) if periods else {}
    return series


def _periods(scheme: str, specs: list[TargetSpec], on: date, ends_on: date) -> tuple[Period, ...]:
    first = min(_looks_back_to(spec) for spec in specs)
    last = min(on, ends_on + LOOKED_BEYOND)
    if first > last:
        return ()
    return tuple(one for one in period_range(period_of(first, scheme), period_of(last, scheme)) if one.end <= last)


def _looks_back_to(spec: TargetSpec) -> date:
    return date(spec.starts_on.year - YEARS_BEFORE, 1, 1)


def _asked(
    found: FoundPlan, specs: list[TargetSpec], periods: tuple[Period, ...], moment: Moment, rights: Rights
) -> dict[str, Series]:
    code = found.plan.unit
    units = orgs.unit_ids_at((code, period.end) for period in periods)
    bearer: Mapping[Period, int | None] = {period: units.get((code, period.end)) for period in periods}
    reorganised: dict[Period, BreakKind] = {}
    if not found.plan.extent.vi:
        # Before a reorganisation the code was that of another territory: a break, where no rule carries the series on.
        last = bearer[periods[-1]]
        asked, periods = periods, tuple(period for period in periods if bearer[period] == last)
        reorganised = {periods[0]: BreakKind.REORGANISED} if len(periods) < len(asked) else {}
    table = cube.query(
        FigureQuery(
            indicators=tuple(sorted({spec.indicator for spec in specs})),
            periods=periods,
            level=found.unit.level,
            rights=rights,
            within=frozenset(one for one in bearer.values() if one is not None),
            as_of=moment.tree_size,
        )
    )
    series = {spec.indicator: Series(breaks=dict(reorganised)) for spec in specs}
    for row in table:
        if row.value is None or row.unit_id != bearer[row.period]:
            continue
        if Mark.BREAK in row.marks:
            series[row.indicator].breaks[row.period] = BreakKind.DEFINITION
        # A sum that still misses units would look like a fall.
        if row.is_complete or found.definitions[row.indicator].space_rule is not SpaceRule.SUM:
            series[row.indicator].figures[row.period] = row.value
    return series
