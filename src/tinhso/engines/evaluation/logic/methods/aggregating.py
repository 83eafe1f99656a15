"""Normalised components become one score a unit; what a unit does not have is left out, its weight shared.

Geometric and harmonic means punish a weak component; one of 0 would decide alone, so it counts as `FLOOR`.
Copeland asks of every two units which is better by weight: a win counts 1, a draw ½; it knows no scale at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from tinhso.engines.evaluation.contracts.methods import DIGITS, Aggregation, Number
from tinhso.engines.evaluation.logic.methods.statistics import decimal_of, total, whole_numbers

FLOOR = Fraction(1, 1000)
Row = Mapping[str, Number]
Rows = Mapping[str, Row]
"""By unit and component; a component that a unit does not have is not there."""
Weights = Mapping[str, Number]


def aggregate(rows: Rows, weights: Weights, how: Aggregation) -> dict[str, Number]:
    """Return the score of every unit; a unit without any component has none."""
    rows = {unit: row for unit, row in rows.items() if any(weights[code] for code in row)}
    if how is Aggregation.COPELAND:
        return dict(_copeland(rows, weights))
    return {unit: _MEANS[how](row, weights) for unit, row in rows.items()}


def needs_positive(how: Aggregation) -> bool:
    """Say whether an aggregation has no meaning for negative values."""
    return how in (Aggregation.GEOMETRIC, Aggregation.HARMONIC)


def _arithmetic(row: Row, weights: Weights) -> Number:
    if _exact(row, weights):
        parts, whole = _parts(row, weights)
        return total([value * weight for value, weight in parts]) / whole
    with localcontext(prec=DIGITS):
        had = sum((decimal_of(value) * decimal_of(weights[code]) for code, value in row.items()), Decimal(0))
        return had / decimal_of(_parts(row, weights)[1])


def _geometric(row: Row, weights: Weights) -> Number:
    parts, whole = _parts(row, weights)
    with localcontext(prec=DIGITS):
        logs = (decimal_of(weight) * decimal_of(max(value, FLOOR)).ln() for value, weight in parts)
        return (sum(logs, Decimal(0)) / decimal_of(whole)).exp()


def _harmonic(row: Row, weights: Weights) -> Number:
    parts, whole = _parts(row, weights)
    return whole / total([weight / max(value, FLOOR) for value, weight in parts])


def _exact(row: Row, weights: Weights) -> bool:
    return not any(isinstance(value, Decimal) or isinstance(weights[code], Decimal) for code, value in row.items())


def _parts(row: Row, weights: Weights) -> tuple[list[tuple[Fraction, Fraction]], Fraction]:
    """The values that a unit has with their weights, and what these weigh together."""
    parts = [(Fraction(value), Fraction(weights[code])) for code, value in row.items()]
    return parts, total([weight for _value, weight in parts])


_MEANS: dict[Aggregation, Callable[[Row, Weights], Number]] = {
    Aggregation.ARITHMETIC: _arithmetic,
    Aggregation.GEOMETRIC: _geometric,
    Aggregation.HARMONIC: _harmonic,
}


def _copeland(rows: Rows, weights: Weights) -> dict[str, Fraction]:
    """Wins over the other units, as a share of them; compared by the components that both have."""
    codes, units = list(weights), list(rows)
    whole, _common = whole_numbers([Fraction(weights[code]) for code in codes])
    columns = [_steps([rows[unit].get(code) for unit in units]) for code in codes]
    places = list(zip(*columns, strict=True))
    wins = [Fraction(0)] * len(units)
    for one in range(len(units)):
        for other in range(one):
            better = _balance(places[one], places[other], whole)
            wins[one] += Fraction(1 + (better > 0) - (better < 0), 2)
            wins[other] += Fraction(1 - (better > 0) + (better < 0), 2)
    others = max(len(units) - 1, 1)
    return {unit: had / others for unit, had in zip(units, wins, strict=True)}


def _steps(column: Sequence[Number | None]) -> list[int | None]:
    """A column as steps from below, equal values on one step."""
    known = sorted({Fraction(value) for value in column if value is not None})
    step = {value: number for number, value in enumerate(known)}
    return [None if value is None else step[Fraction(value)] for value in column]


def _balance(one: Sequence[int | None], other: Sequence[int | None], weights: Sequence[int]) -> int:
    """Weight of the components in which one is better, less the weight of those in which the other is."""
    return sum(
        weight if mine > theirs else -weight
        for mine, theirs, weight in zip(one, other, weights, strict=True)
        if mine is not None and theirs is not None and mine != theirs
    )
