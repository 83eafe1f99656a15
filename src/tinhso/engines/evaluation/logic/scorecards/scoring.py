"""Answers become points, points become a share of what could be had, shares become ranks; all exact.

1. A shape turns an answer into a share of the component's points, 0 to 1.
2. A component that does not apply or is not due is left out: its points are shared by the others.
3. The unit's share is points had over points that could be had; of every node alike.
4. Ranks are made of exact shares before any rounding; equal shares share a place and the next one is left free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from tinhso.engines.evaluation.contracts.scorecards import (
    LEFT_OUT,
    Absence,
    Answer,
    Component,
    ScorecardDefinition,
    Shape,
    UnitScore,
)
from tinhso.engines.evaluation.errors import AnswerNotUsable

Answers = Mapping[str, Answer]
NO_ANSWER = Answer(absence=Absence.NOT_REPORTED)


def share_of(component: Component, answer: Answer) -> Fraction | None:
    """Return the share of a component's points that an answer earns, None where it is left out.

    Raises:
        AnswerNotUsable (EVA-010): the answer does not fit the shape, or is no possible value.
    """
    if component.shape is Shape.NOT_SCORED or answer.absence in LEFT_OUT:
        return None
    if answer.absence is not None:
        return Fraction(0)
    if component.shape is Shape.GRADED:
        if answer.grade not in component.grades:
            raise AnswerNotUsable(component=component.code, answer=answer.grade)
        return component.grades[answer.grade]
    if answer.value is None:
        raise AnswerNotUsable(component=component.code, answer=answer.grade)
    return _SHARES[component.shape](component, answer.value)


def _yes_no(component: Component, value: Fraction) -> Fraction:
    return _one_of(component, value, (0, 1))


def _halves(component: Component, value: Fraction) -> Fraction:
    return _one_of(component, value, (0, 1, 2)) / 2


def _one_of(component: Component, value: Fraction, possible: Sequence[int]) -> Fraction:
    if value not in possible:
        raise AnswerNotUsable(component=component.code, answer=str(value))
    return value


def _ratio(component: Component, value: Fraction) -> Fraction:
    if value < 0:
        raise AnswerNotUsable(component=component.code, answer=str(value))
    return min(value, Fraction(1))


def _to_target(component: Component, value: Fraction) -> Fraction:
    return _ratio(component, value / Fraction(component.high or 1))


def _goalposts(component: Component, value: Fraction) -> Fraction:
    low, high = Fraction(component.low or 0), Fraction(component.high or 0)
    return min(max((value - low) / (high - low), Fraction(0)), Fraction(1))


def _formula(component: Component, value: Fraction) -> Fraction:
    return min(max(value / 100, Fraction(0)), Fraction(1))


_SHARES = {
    Shape.YES_NO: _yes_no,
    Shape.HALVES: _halves,
    Shape.RATIO: _ratio,
    Shape.TO_TARGET: _to_target,
    Shape.GOALPOSTS: _goalposts,
    Shape.FORMULA: _formula,
}


def score_unit(card: ScorecardDefinition, unit: str, answers: Answers) -> UnitScore:
    """Score one unit; a component without an answer was not reported."""
    given = {one.code: answers.get(one.code, NO_ANSWER) for one in card.components}
    shares = {one.code: share_of(one, given[one.code]) for one in card.components}
    return score_shares(card, unit, shares, any(one.absence is Absence.NOT_DUE for one in given.values()))


def score_shares(
    card: ScorecardDefinition, unit: str, shares: Mapping[str, Fraction | None], is_provisional: bool
) -> UnitScore:
    """Score one unit of which the share of every component is known; None where a component is left out."""
    return UnitScore(
        unit=unit,
        share=_share(card.components, shares) or Fraction(0),
        shares=shares,
        by_node={node.code: _share(_below(card, node.code), shares) for node in card.nodes},
        is_provisional=is_provisional,
    )


def _share(components: Iterable[Component], shares: Mapping[str, Fraction | None]) -> Fraction | None:
    """Points had over points that could be had; None where every component is left out."""
    had = could = Fraction(0)
    for one in components:
        share = shares[one.code]
        if share is not None:
            had, could = had + share * one.points, could + one.points
    return had / could if could else None


def _below(card: ScorecardDefinition, code: str) -> list[Component]:
    inside = {code}
    for node in card.nodes:  # parents stand before what is below them
        if node.parent in inside:
            inside.add(node.code)
    return [one for one in card.components if one.parent in inside]


def score_units(card: ScorecardDefinition, answers: Mapping[str, Answers]) -> list[UnitScore]:
    """Score and rank units, best first; among equals by code, sharing their place."""
    return rank_scores(score_unit(card, unit, given) for unit, given in answers.items())


def rank_scores(scored: Iterable[UnitScore]) -> list[UnitScore]:
    """Rank units by their exact shares, best first; among equals by code, sharing their place."""
    by_code = sorted(scored, key=lambda one: one.unit)
    ranks = ranks_of({one.unit: one.share for one in by_code})
    return sorted((replace(one, rank=ranks[one.unit]) for one in by_code), key=lambda one: one.rank)


def ranks_of(shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Return the place of each: one more than how many are better."""
    places: dict[Fraction, int] = {}
    for place, share in enumerate(sorted(shares.values(), reverse=True), start=1):
        places.setdefault(share, place)
    return {unit: places[share] for unit, share in shares.items()}


def pillar_ranks(card: ScorecardDefinition, scored: Sequence[UnitScore]) -> dict[str, dict[str, int]]:
    """Return the places of each pillar, by unit."""
    return {
        node.code: ranks_of({one.unit: share for one in scored if (share := one.by_node[node.code]) is not None})
        for node in card.pillars
    }


def cluster_ranks(clusters: Mapping[str, str], scored: Sequence[UnitScore]) -> dict[str, int]:
    """Return each unit's place among those of its cluster."""
    found: dict[str, int] = {}
    for cluster in Counter(clusters.values()):
        found |= ranks_of({one.unit: one.share for one in scored if clusters[one.unit] == cluster})
    return found


def steps_up(card: ScorecardDefinition, scored: Sequence[UnitScore], unit: str) -> list[tuple[Component, Fraction]]:
    """What would move a unit up: components with points still to be had, those that win most first.

    Returns:
        (component, how much the unit's share would grow with its full points).
    """
    own = next(one for one in scored if one.unit == unit)
    could = sum((one.points for one in card.components if own.shares[one.code] is not None), Fraction(0))
    found = []
    for one in card.components:
        share = own.shares[one.code]
        if share is not None and share < 1 and could:
            found.append((one, (1 - share) * one.points / could))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].code))
