"""Where a sum over periods comes from: every period with its figure and the way to its own origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import AS_REPORTED, FigureQuery, FigureRow
from tinhso.engines.indicators.contracts import DefinitionView, TimeRule
from tinhso.engines.insight.contracts import Choice, MalformedChoice, NothingToProve
from tinhso.engines.insight.logic.addresses import origin_url
from tinhso.engines.insight.logic.choosing import unit_day
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.defined import definition_in
from tinhso.engines.insight.logic.words import coverage, mark_words, missing_word, status_word, unit_beside
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator, combine_operators, round_half_up

MOST_PERIODS = 120
"""Ten years of months: what one page still tells line by line."""


@dataclass(frozen=True, slots=True)
class SumPart:
    """One period of the sum; `row` is None where the unit had no such figure."""

    period: Period
    row: FigureRow | None
    url: str

    @property
    def words(self) -> str:
        """How many units, which state, what must be said beside it."""
        if self.row is None:
            return _("không có đơn vị này trong kỳ")
        state = status_word(self.row.status) or missing_word(self.row.missing)
        return " · ".join(one for one in (coverage(self.row), state, *mark_words(self.row.marks)) if one)


@dataclass(frozen=True, slots=True)
class SumOrigin:
    """The origin of a sum over neighbouring periods of one unit."""

    definition: DefinitionView
    unit: UnitView
    parts: tuple[SumPart, ...]

    @property
    def known(self) -> tuple[FigureRow, ...]:
        """The figures that are added, period by period."""
        return tuple(one.row for one in self.parts if one.row is not None and one.row.value is not None)

    @property
    def value(self) -> Decimal | None:
        """What the known periods add up to, exact until it is rounded for showing."""
        exact = [Fraction(row.numerator, row.denominator) for row in self.known if row.numerator and row.denominator]
        return round_half_up(sum(exact, Fraction(0)), self.definition.decimals) if self.known else None

    @property
    def operator(self) -> Operator:
        return combine_operators([row.operator for row in self.known])

    @property
    def first(self) -> Period:
        return self.parts[0].period

    @property
    def last(self) -> Period:
        return self.parts[-1].period

    @property
    def is_complete(self) -> bool:
        """Whether every period has a figure."""
        return len(self.known) == len(self.parts)

    @property
    def periods_words(self) -> str:
        """`3/3 kỳ có số`."""
        return _("%(known)s/%(all)s kỳ có số") % {"known": len(self.known), "all": len(self.parts)}

    @property
    def measure_unit(self) -> str:
        return unit_beside(self.definition, self.value)

    @property
    def is_percent(self) -> bool:
        return is_percentage(self.definition)


def origin_of_sum(choice: Choice, code: str, unit_code: str, periods: tuple[Period, ...]) -> SumOrigin:
    """Return the periods a sum is made of: each of the unit that bore the code then, or of a chosen day's unit.

    Args:
        periods: more than one, neighbours of one scheme in their order.

    Raises:
        MalformedChoice (INS-004): too many periods, or an indicator that is not added over periods.
        NothingToProve (INS-005): no such figure within what the reader may see.
    """
    last = periods[-1]
    definition = definition_in(code, last, choice.tree_size)
    _require_addable(definition, periods)
    today = in_vietnam(choice.moment).date()
    unit = orgs.unit_by_code(unit_code, on=unit_day(choice.structure, last, today), known=choice.tree_size)
    bearers = _bearers(choice, unit, periods)
    table = cube.query(
        FigureQuery(
            (definition.code,),
            periods,
            unit.level,
            choice.rights,
            within=frozenset(bearers.values()),
            structure=choice.structure,
            as_of=choice.tree_size,
        )
    )
    rows = {
        period: table.row(definition.code, bearers[period], period) if period in bearers else None for period in periods
    }
    if not any(rows.values()):
        raise NothingToProve(indicator=code, unit=unit_code, period=f"{periods[0].code}..{last.code}")
    return SumOrigin(definition, unit, tuple(_part(choice, definition, unit, one, row) for one, row in rows.items()))


def _require_addable(definition: DefinitionView, periods: tuple[Period, ...]) -> None:
    text = f"{periods[0].code}..{periods[-1].code}"
    if definition.time_rule is not TimeRule.SUM:
        raise MalformedChoice(
            parameter="ky",
            value=text,
            hint_vi="Chỉ tiêu này không cộng qua các kỳ; hãy chọn một kỳ.",
            hint_en="This indicator is not added over periods; choose one period.",
        )
    if len(periods) > MOST_PERIODS:
        raise MalformedChoice(
            parameter="ky",
            value=text,
            hint_vi=f"Nhiều nhất {MOST_PERIODS} kỳ.",
            hint_en=f"At most {MOST_PERIODS} periods.",
        )


def _bearers(choice: Choice, unit: UnitView, periods: tuple[Period, ...]) -> Mapping[Period, int]:
    """Whose figure counts for each period: as it was reported, whoever bore the code at its end."""
    if choice.structure != AS_REPORTED:
        return dict.fromkeys(periods, unit.id)
    found = orgs.unit_ids_at((unit.code, period.end) for period in periods)
    return {period: found[unit.code, period.end] for period in periods if (unit.code, period.end) in found}


def _part(choice: Choice, definition: DefinitionView, unit: UnitView, period: Period, row: FigureRow | None) -> SumPart:
    url = "" if row is None else origin_url(choice, definition.code, unit.code, period, structure=choice.structure)
    return SumPart(period, row, url)
