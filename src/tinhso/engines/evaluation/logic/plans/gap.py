"""The units that make the gap of a ratio: what each would have to add for the whole to reach the target."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, FigureRow
from tinhso.engines.evaluation.contracts import Direction, TargetSpec
from tinhso.engines.evaluation.logic.plans.finding import FoundPlan
from tinhso.engines.evaluation.logic.plans.standing import TargetStanding
from tinhso.engines.indicators.contracts import Kind
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.quantities import plain_text, round_half_up


@dataclass(frozen=True, slots=True)
class GapUnit:
    """A unit outside what the target asks for.

    Attributes:
        distance: from its value to the bound it misses, in the target's own measure unit.
        is_above: whether it is too high; else it is too low.
        share: its part of everything that these units miss, in percent.
    """

    unit: UnitView
    value: Decimal
    distance: Decimal
    is_above: bool
    share: Decimal


@dataclass(frozen=True, slots=True)
class _Missed:
    value: Decimal
    amount: Fraction
    distance: Fraction
    is_above: bool


def units_of_gap(found: FoundPlan, standing: TargetStanding, rights: Rights) -> tuple[GapUnit, ...]:
    """Return the units that miss most, largest part first; empty where the target names no level or is no ratio.

    A unit's part is (bound × denominator − numerator), so a small unit far below weighs less than a large one a little
    below; units that are beyond the target do not hide others. Of a range the bound is the nearer one: where the whole
    is outside, the units on its side make the gap, where it is inside, all that are outside are named.
    """
    spec, period = standing.spec, standing.judged.period
    if not spec.level or standing.definition.kind is not Kind.RATIO or period is None:
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
    bounds = _bounds_missed(spec, standing.judged.value)
    missed = {row.unit_id: one for row in table if (one := _missed(row, bounds)) is not None}
    whole = sum((one.amount for one in missed.values()), Fraction(0))
    largest = sorted(missed, key=lambda unit: -missed[unit].amount)
    views = {view.id: view for view in orgs.unit_views(largest, period.end)}
    decimals = standing.definition.decimals
    return tuple(
        GapUnit(
            unit=views[unit],
            value=missed[unit].value,
            distance=round_half_up(missed[unit].distance, decimals),
            is_above=missed[unit].is_above,
            share=_percent(missed[unit].amount / whole),
        )
        for unit in largest
        if unit in views
    )


def _bounds_missed(spec: TargetSpec, whole: Decimal | None) -> list[tuple[int, Fraction]]:
    """The bounds that units are held against: (1, least) and (−1, most)."""
    bounds = []
    if spec.low is not None and spec.direction is not Direction.DOWN:
        bounds.append((1, Fraction(spec.low)))
    if spec.high is not None and spec.direction in (Direction.DOWN, Direction.RANGE):
        bounds.append((-1, Fraction(spec.high)))
    outside = [one for one in bounds if whole is not None and one[0] * (one[1] - Fraction(whole)) > 0]
    return outside if spec.direction is Direction.RANGE and outside else bounds


def _missed(row: FigureRow, bounds: list[tuple[int, Fraction]]) -> _Missed | None:
    if row.value is None or row.numerator is None or row.denominator is None:
        return None
    for sign, bound in bounds:
        amount = sign * (bound * row.denominator - row.numerator)
        if amount > 0:
            return _Missed(row.value, amount, amount / row.denominator, is_above=sign < 0)
    return None


def _percent(share: Fraction) -> Decimal:
    return Decimal(share.numerator * 100) / Decimal(share.denominator)


def gap_csv(units: tuple[GapUnit, ...], decimals: int) -> bytes:
    """The units outside the target of a ratio, as CSV; a share of the gap is told to four decimals of a percent."""
    rows = [
        [one.unit.code, one.unit.name("vi"), plain_text(round_half_up(one.value, decimals)), plain_text(one.distance),
         "above" if one.is_above else "below", plain_text(round_half_up(one.share, 4))]
        for one in units
    ]  # fmt: skip
    return csv_text([["unit", "name", "value", "distance", "side", "share_percent"], *rows]).encode()
