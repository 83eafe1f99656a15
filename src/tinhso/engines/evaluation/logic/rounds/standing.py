"""What stands in a round: each component's answer, what was appraised, and the share that counts.

1. A component with an indicator counts by its figure.
2. One that people answer counts by its appraisal; points that agree with the claim count as exactly as it was claimed.
3. Sent but not appraised yet counts by the claim and the score is provisional; not sent counts as not reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tinhso.engines.evaluation.contracts.scorecards import Absence, Component, Shape, UnitScore
from tinhso.engines.evaluation.logic.rounds.appraising import DECIMALS, claimed, is_fresh, own_points
from tinhso.engines.evaluation.logic.rounds.book import Entry, RoundBook
from tinhso.engines.evaluation.logic.scorecards.fed import FedAnswer
from tinhso.engines.evaluation.logic.scorecards.scoring import score_shares, share_of
from tinhso.engines.evaluation.round_models import Appraisal, SelfAnswer
from tinhso.kernel.quantities import from_scaled

FIGURE, APPRAISED, CLAIMED, NOBODY = "figure", "appraised", "claimed", "nobody"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a component counts for a unit: its share, None where left out; where it comes from; why nothing is there."""

    share: Fraction | None
    source: str
    absence: str = ""


def count_component(
    component: Component, fed: FedAnswer | None, answer: SelfAnswer | None, appraisal: Appraisal | None, was_sent: bool
) -> Counted:
    """Return what a component counts."""
    if component.shape is Shape.NOT_SCORED:
        return Counted(None, NOBODY)
    if fed is not None:
        return Counted(share_of(component, fed.answer), FIGURE, str(fed.answer.absence or ""))
    if appraisal is not None and is_fresh(appraisal, answer):
        return _appraised(component, answer, appraisal)
    if not was_sent or answer is None or not (answer.answer or answer.absence):
        return Counted(Fraction(0), NOBODY, str(Absence.NOT_REPORTED))
    own = own_points(component, answer)
    return Counted(None if own is None else own / component.points, CLAIMED, answer.absence)


def _appraised(component: Component, answer: SelfAnswer | None, appraisal: Appraisal) -> Counted:
    if appraisal.points is None:
        return Counted(None, APPRAISED, str(Absence.NOT_APPLICABLE))
    own, points = own_points(component, answer), from_scaled(appraisal.points, DECIMALS)
    if own is not None and points == claimed(own):
        return Counted(own / component.points, APPRAISED, answer.absence if answer else "")
    return Counted(Fraction(points) / component.points, APPRAISED)


def count_unit(
    book: RoundBook,
    entry: Entry,
    fed: Mapping[str, FedAnswer],
    answers: Mapping[str, SelfAnswer],
    appraisals: Mapping[str, Appraisal],
) -> dict[str, Counted]:
    """Return what every component counts for a unit."""
    return {
        one.code: count_component(
            one, fed.get(one.code), answers.get(one.code), appraisals.get(one.code), entry.was_sent
        )
        for one in book.card.components
    }


def score_counted(book: RoundBook, unit: str, counted: Mapping[str, Counted]) -> UnitScore:
    """Score a unit by what its components count; provisional while something is claimed only or not due."""
    provisional = any(one.source == CLAIMED or one.absence == Absence.NOT_DUE for one in counted.values())
    return score_shares(book.card, unit, {code: one.share for code, one in counted.items()}, provisional)
