"""The days of components within a round, as opening it gave them: checked, and each where it is due."""

from __future__ import annotations

from datetime import date, timedelta

from tinhso.engines.evaluation.contracts.round_errors import RoundNotUsable
from tinhso.engines.evaluation.contracts.rounds import WITH_THE_ROUND, NewRound, OwnDays
from tinhso.engines.evaluation.contracts.scorecards import Component, ScorecardDefinition


def own_days(card: ScorecardDefinition, asked: NewRound, today: date) -> dict[str, OwnDays]:
    """Return the days of every component that has its own, by code.

    What was given for the component or the nearest node above it counts, else what the scorecard says before the
    round's days. A day that is the round's is none of its own.

    Raises:
        RoundNotUsable (EVA-014): a code nobody answers, a day in the past or after the round's, an appraisal due first.
    """
    known = {above for one in card.components_of_people for above in _upwards(one.code)}
    for code in asked.days:
        if code not in known:
            raise RoundNotUsable(
                problem_vi=f"“{code}” không phải tiêu chí phải trả lời, nên không có hạn riêng.",
                problem_en=f"“{code}” is nothing that is answered: it has no day of its own.",
            )
    found = {one.code: _days_of(one, asked) for one in card.components_of_people}
    for code, days in found.items():
        _check(code, days, asked, today)
    return {code: days for code, days in found.items() if days != WITH_THE_ROUND}


def _days_of(one: Component, asked: NewRound) -> OwnDays:
    given = [asked.days[code] for code in _upwards(one.code) if code in asked.days]
    self_due = next((days.self_due_on for days in given if days.self_due_on), None)
    appraise_due = next((days.appraise_due_on for days in given if days.appraise_due_on), None)
    answer_by = self_due or asked.self_due_on - timedelta(days=one.self_days_before)
    appraise_by = appraise_due or asked.appraise_due_on - timedelta(days=one.appraise_days_before)
    return OwnDays(
        None if answer_by == asked.self_due_on else answer_by,
        None if appraise_by == asked.appraise_due_on else appraise_by,
    )


def _check(code: str, days: OwnDays, asked: NewRound, today: date) -> None:
    answer_by = days.self_due_on or asked.self_due_on
    appraise_by = days.appraise_due_on or asked.appraise_due_on
    if not today <= answer_by <= asked.self_due_on or not answer_by <= appraise_by <= asked.appraise_due_on:
        said = f"{answer_by:%d/%m/%Y}, {appraise_by:%d/%m/%Y}"
        raise RoundNotUsable(
            problem_vi=f"Hạn riêng của tiêu chí {code} ({said}) phải từ hôm nay, tự chấm trước rồi thẩm định, không "
            "sau hạn chung của đợt.",
            problem_en=f"The days of component {code} ({said}) must not lie in the past, self-scoring comes before "
            "appraisal, and neither after the round's.",
        )


def _upwards(code: str) -> list[str]:
    """The code itself, then what stands above it."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
