"""Totals of a consolidation: units by the indicator's space rule, then the agency's lines; computed rows by formula.

Exact decimals throughout; a ratio is divided once, from the totals of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tinhso.engines.indicators.contracts import DefinitionView, Missing, SpaceRule, Status
from tinhso.engines.reporting.contracts import (
    NO_QUANTITY,
    AdjustmentView,
    BesideTotal,
    ConsolidationColumn,
    ConsolidationTotal,
    Quantity,
)
from tinhso.engines.reporting.logic.consolidation.shared_period import Part, comparable, each_past_once, who_report
from tinhso.engines.reporting.logic.restating import worst
from tinhso.kernel import formulas
from tinhso.kernel.quantities import Operator, combine_operators, divide_half_up, round_half_up

Figures = Mapping[str, Quantity]


def totals_of(
    columns: Sequence[ConsolidationColumn], parts: Sequence[Part], lines: Sequence[AdjustmentView]
) -> dict[str, ConsolidationTotal]:
    """Return the total of each column by form row number."""
    entered = {
        column.row.no: _entered_total(column, parts, lines) for column in columns if not column.definition.formula
    }
    computed = {
        column.row.no: _computed_total(column, columns, parts, entered)
        for column in columns
        if column.definition.formula
    }
    return {column.row.no: (entered | computed)[column.row.no] for column in columns}


def combine_in_space(figures: Sequence[Quantity], definition: DefinitionView) -> Quantity:
    """Combine units' figures of one period by the indicator's space rule; units without a value are left out."""
    known = [one for one in figures if one.value is not None]
    values = [one.value for one in known if one.value is not None]
    if not values:
        return replace(NO_QUANTITY, restated=worst(one.restated for one in figures))
    status = Status.PROVISIONAL if any(one.status is Status.PROVISIONAL for one in known) else Status.OFFICIAL
    gaps, restated = sum(one.gaps for one in known), worst(one.restated for one in figures)
    operator = combine_operators([one.operator for one in known])
    total = sum(values, Decimal(0))
    if definition.space_rule is SpaceRule.SUM:
        return Quantity(total, operator, status=status, gaps=gaps, restated=restated)
    if definition.space_rule is SpaceRule.MEAN:
        mean = round_half_up(Fraction(total) / len(values), definition.decimals)
        return Quantity(mean, operator, status=status, gaps=gaps, restated=restated)
    if definition.space_rule in (SpaceRule.MIN, SpaceRule.MAX):
        chosen = min(values) if definition.space_rule is SpaceRule.MIN else max(values)
        return Quantity(chosen, operator, status=status, gaps=gaps, restated=restated)
    return NO_QUANTITY


def _entered_total(
    column: ConsolidationColumn, parts: Sequence[Part], lines: Sequence[AdjustmentView]
) -> ConsolidationTotal:
    no, definition = column.row.no, column.definition
    parts = who_report(parts, [column.row])
    received = [part for part in parts if part.row.figures[no].is_answered]
    own = tuple(line for line in lines if line.indicator == definition.code and line.dims == column.row.dims)
    units_total = combine_in_space([part.row.figures[no] for part in received], definition)
    return ConsolidationTotal(
        row_no=no,
        received=len(received),
        expected=len(parts),
        units_total=units_total,
        adjustments=own,
        total=_with_lines(units_total, own),
        compare=lambda: _beside(no, definition, parts, received),
    )


def _beside(no: str, definition: DefinitionView, parts: Sequence[Part], received: Sequence[Part]) -> BesideTotal:
    like, past = comparable(received, parts), each_past_once(parts)
    now = combine_in_space([part.row.figures[no] for part in like], definition)
    alike = each_past_once(like)
    same_units = combine_in_space([part.row.same_period_last_year[no] for part in alike], definition)
    previous = combine_in_space([part.row.previous[no] for part in alike], definition)
    return BesideTotal(
        year_to_date=combine_in_space(_years_to_date(no, received), definition),
        same_units_last_year=same_units,
        all_units_last_year=combine_in_space([part.row.same_period_last_year[no] for part in past], definition),
        change_percent=change_percent(now, same_units),
        same_units_previous=previous,
        all_units_previous=combine_in_space([part.row.previous[no] for part in past], definition),
        previous_percent=change_percent(now, previous),
    )


def _years_to_date(no: str, received: Sequence[Part]) -> list[Quantity]:
    """Each unit's year so far; of an ended one whose months its successor carries, this period alone."""
    whole = {part.unit_id for part in each_past_once(received)}
    return [part.row.year_to_date[no] if part.unit_id in whole else part.row.figures[no] for part in received]


def _computed_total(
    column: ConsolidationColumn,
    columns: Sequence[ConsolidationColumn],
    parts: Sequence[Part],
    entered: Mapping[str, ConsolidationTotal],
) -> ConsolidationTotal:
    """A ratio of totals; a unit counts as received when every part of its own ratio is answered."""
    node = formulas.from_json(column.definition.formula)
    rows = {(one.definition.code, one.row.dims): one.row.no for one in columns if one.row.no in entered}
    places = {reference: rows.get((reference.code, reference.dims)) for reference in formulas.references(node)}

    def evaluated(pick: str) -> Quantity:
        figures = {no: getattr(entered[no], pick) for no in places.values() if no is not None}
        return _evaluate(node, places, figures, column.definition)

    def beside() -> BesideTotal:
        names = ("year_to_date", "same_units_last_year", "all_units_last_year", "same_units_previous",
                 "all_units_previous")  # fmt: skip
        return BesideTotal(**{name: evaluated(name) for name in names}, change_percent=None, previous_percent=None)

    nos = [no for no in places.values() if no is not None]
    parts = who_report(parts, [one.row for one in columns if one.row.no in nos])
    received = sum(all(part.row.figures[no].is_answered for no in nos) for part in parts)
    return ConsolidationTotal(
        row_no=column.row.no,
        received=received,
        expected=len(parts),
        units_total=evaluated("units_total"),
        adjustments=(),
        total=evaluated("total"),
        compare=beside,
    )


def _evaluate(
    node: formulas.Node,
    places: Mapping[formulas.Reference, str | None],
    figures: Figures,
    definition: DefinitionView,
) -> Quantity:
    def look_up(reference: formulas.Reference) -> formulas.Known | formulas.Missing:
        figure = figures.get(places.get(reference) or "", NO_QUANTITY)
        shifted = reference.periods_back or reference.years_back or reference.year_to_date
        if figure.value is None or shifted:
            return formulas.Missing.because(Missing.NOT_REPORTED.code, reference)
        return formulas.Known.of(figure.value, figure.operator)

    answer = formulas.evaluate(node, look_up)
    if isinstance(answer, formulas.Missing):
        return NO_QUANTITY
    return Quantity(answer.ratio.rounded(definition.decimals), Operator(answer.operator))


def change_percent(now: Quantity, before: Quantity) -> Decimal | None:
    """Return now in percent of before, one decimal, half up; None without both or against zero.

    >>> change_percent(Quantity(Decimal(24118)), Quantity(Decimal(23066)))
    Decimal('104.6')
    """
    if now.value is None or before.value is None or before.value == 0:
        return None
    ratio = 100 * Fraction(now.value) / Fraction(before.value)
    return divide_half_up(ratio.numerator, ratio.denominator, 1)


def _with_lines(units_total: Quantity, lines: Sequence[AdjustmentView]) -> Quantity:
    if not lines:
        return units_total
    base = units_total.value or Decimal(0)
    return Quantity(
        base + sum((line.value for line in lines), Decimal(0)),
        units_total.operator,
        status=units_total.status,
        gaps=units_total.gaps,
    )
