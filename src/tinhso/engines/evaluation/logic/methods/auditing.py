"""The official ranking held against every other way to make it, and how well its components go together.

1. The values are the shares that the scorecard counted, each component one column; what was left out is a gap.
2. A unit with fewer components than asked for is not ranked, and is named.
3. One departure at a time stands beside the official ranking; the reader may combine any of them.
4. A component's correlation with its pillar, and with the whole, is taken without it: nothing agrees with itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from tinhso.engines.evaluation.contracts.methods import (
    DIGITS,
    Aggregation,
    ComponentFit,
    MethodChoice,
    MethodCompared,
    MethodOutcome,
    MethodsAudit,
    Normalisation,
    NotCombined,
    Number,
    Outliers,
    PillarFit,
    Weighting,
)
from tinhso.engines.evaluation.contracts.scorecards import Component, ScorecardDefinition, UnitScore
from tinhso.engines.evaluation.logic.methods.aggregating import aggregate, needs_positive
from tinhso.engines.evaluation.logic.methods.normalising import normalise, winsorise
from tinhso.engines.evaluation.logic.methods.statistics import correlation, moment, rank_correlation, total
from tinhso.engines.evaluation.logic.methods.weighting import (
    FirstComponent,
    correlations,
    equal_weights,
    filled,
    first_component,
    given_weights,
    pca_weights,
)

Columns = dict[str, list[Fraction | None]]
DEPARTURES = (
    *(MethodChoice(normalisation=one) for one in Normalisation if one is not Normalisation.GOALPOSTS),
    MethodChoice(outliers=Outliers.WINSORISED),
    *(MethodChoice(weighting=one) for one in Weighting if one is not Weighting.GIVEN),
    *(MethodChoice(aggregation=one) for one in Aggregation if one is not Aggregation.ARITHMETIC),
)


class Audit:
    """One result, ready to be made in other ways; what is costly is made once."""

    def __init__(self, card: ScorecardDefinition, scored: Sequence[UnitScore]) -> None:
        ordered = sorted(scored, key=lambda one: one.unit)
        self.card = card
        self.units = [one.unit for one in ordered]
        columns = {one.code: [unit.shares[one.code] for unit in ordered] for one in card.components}
        self.columns: Columns = {
            code: column for code, column in columns.items() if any(value is not None for value in column)
        }
        self.points = {one.code: one.points for one in card.components if one.code in self.columns}
        self._normalised: dict[tuple[Normalisation, Outliers], dict[str, list[Number | None] | None]] = {}
        self._first: dict[tuple[str, ...], FirstComponent | None] = {}

    def outcome(self, choice: MethodChoice) -> MethodOutcome | NotCombined:
        """Make the index in one way, or say why it cannot be made so."""
        if choice.normalisation is Normalisation.Z_SCORE and needs_positive(choice.aggregation):
            return NotCombined.NEGATIVE
        columns, moved = self._treated(choice)
        scaled = self._scaled(choice, columns)
        kept = {code: column for code, column in scaled.items() if column is not None}
        if not kept:
            return NotCombined.NO_COMPONENT
        weights = self._weights(choice.weighting, list(kept), columns)
        if weights is None:
            return NotCombined.NO_DIRECTION
        enough = self._with_enough(choice.least_data)
        rows: dict[str, dict[str, Number]] = {
            unit: {code: value for code, column in kept.items() if (value := column[place]) is not None}
            for place, unit in enumerate(self.units)
            if unit in enough
        }
        scores = aggregate(rows, weights, choice.aggregation)
        return MethodOutcome(
            choice=choice, scores=scores, ranks=places(scores), weights=weights,
            flat=tuple(code for code in columns if code not in kept), moved=moved,
            too_little=tuple(unit for unit in self.units if unit not in enough),
        )  # fmt: skip

    def _treated(self, choice: MethodChoice) -> tuple[Columns, dict[str, int]]:
        if choice.outliers is Outliers.KEPT:
            return self.columns, {}
        treated = {code: winsorise(column) for code, column in self.columns.items()}
        return (
            {code: column for code, (column, _moved) in treated.items()},
            {code: count for code, (_column, count) in treated.items() if count},
        )

    def _scaled(self, choice: MethodChoice, columns: Columns) -> dict[str, list[Number | None] | None]:
        known = choice.normalisation, choice.outliers
        if known not in self._normalised:
            self._normalised[known] = {code: normalise(one, choice.normalisation) for code, one in columns.items()}
        return self._normalised[known]

    def _weights(self, how: Weighting, codes: list[str], columns: Columns) -> Mapping[str, Number] | None:
        if how is Weighting.GIVEN:
            return given_weights({code: self.points[code] for code in codes})
        if how is Weighting.EQUAL:
            return equal_weights(codes)
        varying = [code for code in codes if moment(filled(columns[code]), 2)]
        found = self.first(varying, columns)
        weights = None if found is None else pca_weights(varying, found)
        # What does not vary explains nothing.
        return None if weights is None else {code: weights.get(code, Fraction(0)) for code in codes}

    def first(self, codes: list[str], columns: Columns) -> FirstComponent | None:
        """The first principal component of some columns."""
        if len(codes) < 2:
            return None
        if columns is not self.columns:
            return first_component(correlations([filled(columns[code]) for code in codes]))
        known = tuple(codes)
        if known not in self._first:
            self._first[known] = first_component(correlations([filled(columns[code]) for code in codes]))
        return self._first[known]

    def _with_enough(self, least: Fraction) -> set[str]:
        whole = len(self.columns)
        return {
            unit
            for place, unit in enumerate(self.units)
            if whole and Fraction(sum(column[place] is not None for column in self.columns.values()), whole) >= least
        }

    @property
    def varying(self) -> list[str]:
        """The components that differ between units."""
        return [code for code, column in self.columns.items() if moment(filled(column), 2)]


def places(scores: Mapping[str, Number]) -> dict[str, int]:
    """Return the place of each: one more than how many are better; equal scores share a place."""
    found: dict[Fraction, int] = {}
    exact = {unit: Fraction(score) for unit, score in scores.items()}
    for place, score in enumerate(sorted(exact.values(), reverse=True), start=1):
        found.setdefault(score, place)
    return {unit: found[score] for unit, score in exact.items()}


def audit(card: ScorecardDefinition, scored: Sequence[UnitScore], chosen: MethodChoice) -> MethodsAudit:
    """Hold a result against the other ways to make it.

    Args:
        chosen: what the reader combined.
    """
    found = Audit(card, scored)
    official = found.outcome(MethodChoice())
    if isinstance(official, NotCombined):  # no unit has any component
        official = MethodOutcome(MethodChoice(), {}, {}, {})
    first, sums = found.first(found.varying, found.columns), _Sums(found)
    return MethodsAudit(
        official=official,
        chosen=compare(official, chosen, found.outcome(chosen)),
        compared=tuple(compare(official, one, found.outcome(one)) for one in DEPARTURES),
        components=tuple(_component_fits(found, sums)),
        pillars=tuple(_pillar_fits(found, sums)),
        first_explains=first.explains if first else None,
    )


def compare(official: MethodOutcome, choice: MethodChoice, outcome: MethodOutcome | NotCombined) -> MethodCompared:
    """Hold one way against the official ranking."""
    if isinstance(outcome, NotCombined):
        return MethodCompared(choice, None, outcome)
    both = [unit for unit in official.ranks if unit in outcome.ranks]
    shifts = {unit: abs(outcome.ranks[unit] - official.ranks[unit]) for unit in both}
    most = max(shifts, key=lambda unit: (shifts[unit], unit), default="")
    return MethodCompared(
        choice, outcome, None,
        agreement=rank_correlation(
            [Fraction(official.scores[unit]) for unit in both], [Fraction(outcome.scores[unit]) for unit in both]
        ),
        mean_shift=Fraction(sum(shifts.values()), len(shifts)) if shifts else None,
        largest_shift=shifts[most] if most else 0,
        most_moved=most if most and shifts[most] else "",
    )  # fmt: skip


class _Sums:
    """What components bring to each unit, in points: each, of every pillar, of the whole."""

    def __init__(self, found: Audit) -> None:
        self.pillar_of = pillars_of(found.card)
        self.parts = {
            code: [value * found.points[code] for value in filled(column)] for code, column in found.columns.items()
        }
        self.inside = {
            node.code: [code for code in found.columns if self.pillar_of[code] == node.code]
            for node in found.card.pillars
        }
        self.pillars = {
            code: _added([self.parts[one] for one in codes]) for code, codes in self.inside.items() if codes
        }
        self.whole = _added(list(self.parts.values()))


def _added(columns: Sequence[Sequence[Fraction]]) -> list[Fraction]:
    return [total(values) for values in zip(*columns, strict=True)]


def _without(whole: Sequence[Fraction], part: Sequence[Fraction]) -> list[Fraction]:
    return [a - b for a, b in zip(whole, part, strict=True)]


def _component_fits(found: Audit, sums: _Sums) -> Iterable[ComponentFit]:
    for one in found.card.components:
        if one.code not in found.columns:
            continue
        pillar, column, part = sums.pillar_of[one.code], filled(found.columns[one.code]), sums.parts[one.code]
        yield ComponentFit(
            one.code, one.name, pillar,
            to_pillar=correlation(column, _without(sums.pillars[pillar], part)) if pillar in sums.pillars else None,
            to_whole=correlation(column, _without(sums.whole, part)),
        )  # fmt: skip


def _pillar_fits(found: Audit, sums: _Sums) -> Iterable[PillarFit]:
    for node in found.card.pillars:
        if node.code not in sums.pillars:
            continue
        own = sums.pillars[node.code]
        yield PillarFit(
            code=node.code, name=node.name, components=len(sums.inside[node.code]),
            alpha=cronbach([filled(found.columns[code]) for code in sums.inside[node.code]]),
            to_whole=correlation(own, _without(sums.whole, own)),
            to_others={other: correlation(own, column) for other, column in sums.pillars.items() if other != node.code},
        )  # fmt: skip


def pillars_of(card: ScorecardDefinition) -> dict[str, str]:
    """Return the pillar above each component, by code."""
    above = {node.code: node.parent for node in card.nodes}
    return {one.code: _top(one, above) for one in card.components}


def _top(component: Component, above: Mapping[str, str]) -> str:
    code = component.parent
    while above.get(code):
        code = above[code]
    return code


def cronbach(columns: Sequence[Sequence[Fraction]]) -> Decimal | None:
    """Return Cronbach's alpha over standardised components that vary, None with fewer than two.

    n r̄ / (1 + (n − 1) r̄), r̄ the mean of their correlations.
    """
    varying = [column for column in columns if len(column) > 1 and moment(column, 2)]
    count = len(varying)
    if count < 2:
        return None
    matrix = correlations(varying)
    with localcontext(prec=DIGITS):
        pairs = [matrix[row][place] for row in range(count) for place in range(row)]
        between = sum(pairs, Decimal(0)) / len(pairs)
        under = 1 + (count - 1) * between
        return count * between / under if under else None


__all__ = ["DEPARTURES", "Audit", "audit", "compare", "cronbach", "pillars_of", "places"]
