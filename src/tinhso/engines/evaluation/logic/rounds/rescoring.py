"""One component of a closed round scored by another version's rule, or why it cannot be.

1. An unchanged rule keeps the share that was counted.
2. A figure is asked as it was known when the round was closed.
3. An answer that was counted as it was claimed is scored by the new rule.
4. Where the appraiser gave other points than the unit claimed, the answer is what those points mean under the old rule;
   at full or no points a value beyond the bound means the same, so nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from tinhso.engines.evaluation.contracts.rounds import NotRescored
from tinhso.engines.evaluation.contracts.scorecards import Absence, Answer, Component, Shape
from tinhso.engines.evaluation.errors import AnswerNotUsable
from tinhso.engines.evaluation.logic.rounds.standing import FIGURE, Counted
from tinhso.engines.evaluation.logic.scorecards.answer_text import kept_answer
from tinhso.engines.evaluation.logic.scorecards.fed import FedAnswer
from tinhso.engines.evaluation.logic.scorecards.scoring import share_of
from tinhso.engines.evaluation.round_models import SelfAnswer

Share = Fraction | None
Rescored = Share | NotRescored


def same_rule(old: Component, new: Component) -> bool:
    """Say whether two versions of a component turn answers into shares alike, whatever else they say."""
    said = replace(
        old, name=new.name, points=new.points, evidence=new.evidence, self_days_before=new.self_days_before,
        appraise_days_before=new.appraise_days_before,
    )  # fmt: skip
    return said == new


def rescore(
    old: Component | None, new: Component, counted: Counted | None, row: SelfAnswer | None, fed: FedAnswer | None
) -> Rescored:
    """Return the share of a component under its new rule: None where it was left out by the same rule.

    Args:
        old, counted, row: its old rule, what counted then, and the unit's last answer; None where there was none.
        fed: what its figure said when the round was closed.
    """
    if old is not None and counted is not None and same_rule(old, new):
        return counted.share
    if new.shape is Shape.NOT_SCORED:
        return None
    if fed is not None:
        was_fed = counted is not None and counted.source == FIGURE
        if fed.period is None or (fed.answer.absence is Absence.NOT_REPORTED and not was_fed):
            return NotRescored.NO_FIGURE
        return share_of(new, fed.answer)
    if old is None or counted is None:
        return NotRescored.NEW
    if counted.source == FIGURE:
        return NotRescored.BY_FIGURE
    if old.shape is not new.shape:
        return NotRescored.OTHER_SHAPE
    return _answered(old, new, counted, row)


def _answered(old: Component, new: Component, counted: Counted, row: SelfAnswer | None) -> Rescored:
    answer = kept_answer(old, row.answer, row.absence) if row else None
    if answer is None:
        return NotRescored.NO_ANSWER
    if share_of(old, answer) != counted.share:
        answer = meant_by(old, counted.share)
    if answer is None:
        return NotRescored.CUT
    try:
        return share_of(new, answer)
    except AnswerNotUsable:
        return NotRescored.NOT_IN_RULE


def meant_by(component: Component, share: Share) -> Answer | None:
    """Return the answer that a share of the points means under a rule, None where it means more than one thing.

    The grade with just that share; between two bounds the value there.
    """
    if share is None:
        return Answer(absence=Absence.NOT_APPLICABLE)
    if component.shape is Shape.GRADED:
        grades = [grade for grade, found in component.grades.items() if found == share]
        return Answer(grade=grades[0]) if len(grades) == 1 else None
    if component.shape is Shape.TO_TARGET:
        return Answer(value=share * Fraction(component.high or 1)) if share < 1 else None
    if component.shape is Shape.GOALPOSTS:
        low, high = Fraction(component.low or 0), Fraction(component.high or 0)
        return Answer(value=low + share * (high - low)) if 0 < share < 1 else None
    return None


def count_open(found: Mapping[str, Mapping[str, Rescored]]) -> dict[str, dict[NotRescored, int]]:
    """Return how many units each component cannot be scored for, by why."""
    counts: dict[str, dict[NotRescored, int]] = {}
    for by_code in found.values():
        for code, one in by_code.items():
            if isinstance(one, NotRescored):
                whys = counts.setdefault(code, {})
                whys[one] = whys.get(one, 0) + 1
    return counts
