"""The units that make the gap of a sum: each is held against its part of what the whole must have.

A unit's part is its part of the same periods a year before, on the units as they are now, so a unit with a harvest in
autumn is not blamed in spring. Against the path where the whole is behind it, else against the target itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, Mark
from tinhso.engines.evaluation.contracts import Direction, Judgement, TargetSpec
from tinhso.engines.evaluation.logic.plans.finding import FoundPlan
from tinhso.engines.evaluation.logic.plans.standing import TargetStanding
from tinhso.engines.evaluation.logic.targets.sharing import required_of_units
from tinhso.engines.indicators.contracts import Kind, Missing, SpaceRule
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import from_scaled, plain_text, round_half_up, to_scaled


class HeldAgainst(StrEnum):
    """What the gap is measured to: what the path asks for by now, or the target at its date."""

    PATH = "path"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class GapPart:
    """A unit of the whole.

    Attributes:
        before: of the same periods a year before; None where not every one of them is known.
        value: what it has; None without any figure.
        missing: its part of the gap; below zero where it is ahead.
    """

    unit: UnitView
    before: Decimal | None
    required: Decimal
    value: Decimal | None
    missing: Decimal
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class SharedGap:
    """The gap of a sum with the part of every unit: the parts and nothing else add up to it.

    Attributes:
        is_over: whether the whole is too high; else it is too low.
        first, last: the periods that are summed; the same one for a level.
        parts: largest part first; empty where no unit has figures of a year before.
        outside: what the whole has beside its units: adjustments of a consolidating agency, and what rounding leaves.
    """

    held_against: HeldAgainst
    is_over: bool
    first: Period
    last: Period
    required: Decimal
    value: Decimal
    missing: Decimal
    outside: Decimal = Decimal(0)
    parts: tuple[GapPart, ...] = field(default=(), repr=False)

    @property
    def silent(self) -> tuple[GapPart, ...]:
        """Units without any figure in these periods."""
        return tuple(one for one in self.parts if one.value is None)

    @property
    def not_compared(self) -> tuple[GapPart, ...]:
        """Units that have figures now and none of a year before: nothing more is asked of them than they have."""
        return tuple(one for one in self.parts if one.before is None and one.value is not None)


def shared_gap(found: FoundPlan, standing: TargetStanding, rights: Rights) -> SharedGap | None:
    """Share what a sum misses among its units, None where nothing is missing, or the reader does not reach them all."""
    whole = _whole_gap(standing)
    if whole is None:
        return None
    spec, periods = standing.spec, standing.periods_counted
    units = orgs.units_on(spec.level, whole.last.end, within=found.unit.id)
    reached = rights.scope(Action.SEE_FIGURES).reach(standing.definition.audience)
    if not units or (reached is not None and not {unit.id for unit in units} <= reached):
        return None
    now = _sums(standing, units, periods, rights)
    before = _sums(standing, units, tuple(one.same_period_last_year() for one in periods), rights)
    return _shared(whole, units, now, before, standing, len(periods))


def _whole_gap(standing: TargetStanding) -> SharedGap | None:
    """The gap of the whole before it is shared, None where this is no sum or nothing is missing."""
    spec, judged, definition = standing.spec, standing.judged, standing.definition
    is_sum = definition.kind is not Kind.RATIO and definition.space_rule is SpaceRule.SUM
    if not is_sum or not spec.level or judged.value is None or judged.period is None:
        return None
    periods = standing.periods_counted
    for held_against, asked, sign in _asked(spec, judged):
        required = round_half_up(asked, definition.decimals)
        missing = sign * (required - judged.value)
        if missing > 0:
            is_over = sign < 0
            return SharedGap(held_against, is_over, periods[0], judged.period, required, judged.value, missing)
    return None


def _asked(spec: TargetSpec, judged: Judgement) -> Iterator[tuple[HeldAgainst, Decimal, int]]:
    """What the whole is held against, in this order: its path before the date, then the target.

    Of a range too much comes first: a sum that is above it has left its path behind as well.
    """
    if spec.direction is Direction.RANGE and spec.high is not None:
        yield HeldAgainst.TARGET, spec.high, -1
    sign = -1 if spec.direction is Direction.DOWN else 1
    if judged.required is not None and judged.period is not None and judged.period.end < spec.due_on:
        yield HeldAgainst.PATH, judged.required, sign
    yield HeldAgainst.TARGET, spec.bound, sign


@dataclass(slots=True)
class _Sum:
    """What a unit has over some periods."""

    total: Fraction = Fraction(0)
    known: int = 0
    answered: int = 0
    is_estimated: bool = False


def _sums(
    standing: TargetStanding, units: Iterable[UnitView], periods: tuple[Period, ...], rights: Rights
) -> Mapping[str, _Sum]:
    """What each unit has over these periods, on the units of the last day that is looked at."""
    judged = standing.judged.period
    table = cube.query(
        FigureQuery(
            indicators=(standing.spec.indicator,),
            periods=periods,
            level=standing.spec.level,
            rights=rights,
            within=frozenset(unit.id for unit in units),
            structure=judged.end if judged is not None else periods[-1].end,
            as_of=standing.moment.tree_size,
        )
    )
    found: dict[str, _Sum] = defaultdict(_Sum)
    for row in table:
        one = found[row.unit_code]
        if row.numerator is not None and row.denominator is not None:
            one.total += Fraction(row.numerator, row.denominator)
            one.known += 1
        one.answered += row.numerator is not None or row.missing is Missing.NOT_APPLICABLE
        one.is_estimated |= Mark.ESTIMATED_DIVISION in row.marks
    return found


def _shared(
    whole: SharedGap,
    units: Iterable[UnitView],
    now: Mapping[str, _Sum],
    before: Mapping[str, _Sum],
    standing: TargetStanding,
    asked: int,
) -> SharedGap:
    decimals = standing.definition.decimals

    def scaled(one: _Sum) -> int:
        return to_scaled(round_half_up(one.total, decimals), decimals)

    owing = sorted((unit for unit in units if unit.code in now or unit.code in before), key=lambda unit: unit.code)
    values = {unit.code: scaled(now[unit.code]) for unit in owing if unit.code in now and now[unit.code].known}
    earlier = {
        unit.code: scaled(before[unit.code]) if _is_whole(before.get(unit.code), asked) else None for unit in owing
    }
    outside = to_scaled(whole.value, decimals) - sum(values.values())
    required = required_of_units(to_scaled(whole.required, decimals) - outside, earlier, values) if owing else None
    if required is None:
        return whole
    sign = -1 if whole.is_over else 1

    def shown(value: int | None) -> Decimal | None:
        return None if value is None else from_scaled(value, decimals)

    parts = [
        GapPart(
            unit=unit,
            before=shown(earlier[unit.code]),
            required=from_scaled(required[unit.code], decimals),
            value=shown(values.get(unit.code)),
            missing=from_scaled(sign * (required[unit.code] - values.get(unit.code, 0)), decimals),
            is_estimated=any(unit.code in sums and sums[unit.code].is_estimated for sums in (now, before)),
        )
        for unit in owing
    ]
    ordered = tuple(sorted(parts, key=lambda one: (-one.missing, one.unit.code)))
    return replace(whole, outside=from_scaled(outside, decimals), parts=ordered)


def _is_whole(one: _Sum | None, periods: int) -> bool:
    return one is not None and one.answered == periods and one.known > 0


def shared_gap_csv(shared: SharedGap) -> bytes:
    """Every unit with its part of the gap, then what stands outside the units, then the whole."""

    def text(value: Decimal | None) -> str:
        return "" if value is None else plain_text(value)

    rows = [
        [one.unit.code, one.unit.name("vi"), text(one.before), text(one.required), text(one.value), text(one.missing),
         "estimated_division" if one.is_estimated else ""]
        for one in shared.parts
    ]  # fmt: skip
    outside = [["outside", "", "", text(shared.outside), text(shared.outside), "0", ""]]
    total = ["whole", "", "", text(shared.required), text(shared.value), text(shared.missing), ""]
    head = ["unit", "name", "year_before", "required", "value", "missing", "marks"]
    return csv_text([head, *rows, *(outside if shared.outside else []), total]).encode()
