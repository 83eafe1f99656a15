"""The units that make the gap of a ratio: what each would have to add for the whole to reach the target."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.evaluation.contracts import Direction
from tinhso.engines.evaluation.logic.plans.finding import FoundPlan
from tinhso.engines.evaluation.logic.plans.standing import TargetStanding
from tinhso.engines.indicators.contracts import Kind
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.quantities import plain_text, round_half_up


@dataclass(frozen=True, slots=True)
class GapUnit:
    """A unit below the target: its value, and its part of everything that is missing (percent)."""

    unit: UnitView
    value: Decimal
    share: Decimal


def units_of_gap(found: FoundPlan, standing: TargetStanding, rights: Rights) -> tuple[GapUnit, ...]:
    """Return the units that miss most, largest part first; empty where the target names no level or is no ratio.

    A unit's part is (target × denominator − numerator), so a small unit far below weighs less than a large one a little
    below; units that are beyond the target do not hide others.
    """
    spec, period = standing.spec, standing.judged.period
    ratio = standing.definition.kind is Kind.RATIO and spec.direction in (Direction.UP, Direction.DOWN, Direction.KEEP)
    if not spec.level or not ratio or period is None:
        return ()
    table = cube.query(
        FigureQuery(
            indicators=(spec.indicator,),
            periods=(period,),
            level=spec.level,
            rights=rights,
            within=frozenset(unit.id for unit in orgs.units_on(spec.level, period.end, within=found.unit.id)),
            as_of=standing.moment.tree_size,
        )
    )
    sign = -1 if spec.direction is Direction.DOWN else 1
    missing: dict[int, Fraction] = {}
    values: dict[int, Decimal] = {}
    for row in table:
        if row.value is None or row.numerator is None or row.denominator is None:
            continue
        gap = sign * (Fraction(spec.bound) * row.denominator - row.numerator)
        if gap > 0:
            missing[row.unit_id], values[row.unit_id] = gap, row.value
    whole = sum(missing.values(), Fraction(0))
    largest = sorted(missing, key=lambda unit: -missing[unit])
    views = {view.id: view for view in orgs.unit_views(largest, period.end)}
    return tuple(
        GapUnit(views[unit], values[unit], _percent(missing[unit] / whole)) for unit in largest if unit in views
    )


def _percent(share: Fraction) -> Decimal:
    return Decimal(share.numerator * 100) / Decimal(share.denominator)


def gap_csv(units: tuple[GapUnit, ...], decimals: int) -> bytes:
    """The units below the target of a ratio, as CSV; a share of the gap is told to four decimals of a percent."""
    rows = [
        [one.unit.code, one.unit.name("vi"), plain_text(round_half_up(one.value, decimals)),
         plain_text(round_half_up(one.share, 4))]
        for one in units
    ]  # fmt: skip
    return csv_text([["unit", "name", "value", "share_percent"], *rows]).encode()
