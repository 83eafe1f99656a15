"""Old figures re-scored under another version of their scorecard, with the bridge from the old points to the new.

1. A component whose rule is unchanged keeps the share that was counted when the round was closed.
2. Where the rule changed, the figure is asked again, or the answer that stood is scored by the new rule.
3. What the old round cannot answer is left out, as what is not due is, and named: the new points are provisional.
4. Each component's part is what it brings to the new points less what it brought to the old; parts add up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from tinhso.engines.evaluation.contracts import Text
from tinhso.engines.evaluation.contracts.round_errors import FiguresOutOfReach
from tinhso.engines.evaluation.contracts.rounds import RoundView
from tinhso.engines.evaluation.contracts.scorecards import Component, ScorecardDefinition, UnitScore
from tinhso.engines.evaluation.errors import AnswerNotUsable, UnknownScorecard
from tinhso.engines.evaluation.logic.packages.scorecard_files import scorecard_of
from tinhso.engines.evaluation.logic.plans.moments import read_moment
from tinhso.engines.evaluation.logic.rounds.book import find_book
from tinhso.engines.evaluation.logic.rounds.closing import frozen_counts, whole_of
from tinhso.engines.evaluation.logic.rounds.pages import read_round
from tinhso.engines.evaluation.logic.rounds.results import require_closed, require_whole
from tinhso.engines.evaluation.logic.rounds.standing import FIGURE, Counted
from tinhso.engines.evaluation.logic.scorecards.answer_text import kept_answer
from tinhso.engines.evaluation.logic.scorecards.fed import FedAnswer, fed_answers, reaches_all
from tinhso.engines.evaluation.logic.scorecards.scoring import rank_scores, score_shares, share_of
from tinhso.engines.evaluation.queries import scorecard_versions_of
from tinhso.engines.evaluation.round_models import SelfAnswer
from tinhso.engines.evaluation.round_queries import answers_of
from tinhso.engines.orgs.contracts import Rights, UnitView

Shares = Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """A unit's points then and under the other version; `parts`: what each component changes, nothing where nothing."""

    unit: UnitView
    old: Fraction
    new: Fraction
    old_rank: int
    new_rank: int
    parts: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class BridgePage:
    """A round re-scored; `unanswered`: components of the other version that it could not answer for some unit."""

    round: RoundView
    card: ScorecardDefinition
    versions: tuple[int, ...]
    lines: tuple[BridgeLine, ...]
    names: Mapping[str, Text]
    unanswered: Mapping[str, int]


def compute_bridge(number: int, version: int | None, rights: Rights) -> BridgePage:
    """Score a closed round by another version of its scorecard, the last one where none is named.

    Raises:
        UnknownRound (EVA-013), FiguresOutOfReach (EVA-027), WrongRoundState (EVA-015): the round is not closed;
        UnknownScorecard (EVA-011): no such version
    """
    book = find_book(number, rights)
    require_whole(book)
    table = read_round(number, rights)
    require_closed(table.round, "chấm lại theo phiên bản khác", "re-score by another version")
    others = {row.version: row for row in scorecard_versions_of(book.card.code) if row.version != book.card.version}
    chosen = others.get(version if version is not None else max(others, default=0))
    if chosen is None:
        raise UnknownScorecard(scorecard=f"{book.card.code}:{version or ''}")
    card = scorecard_of(chosen.definition)
    units = {entry.unit.code: entry.unit_id for entry in book.entries}
    if not reaches_all(card, units.values(), rights):
        raise FiguresOutOfReach()
    fed = fed_answers(card, book.period, units, rights, read_moment("").on)
    counted, answers = frozen_counts(book), answers_of(number)
    old = {one.unit.code: one.score for one in table.lines}
    new = {
        entry.unit.code: score_shares(
            card, entry.unit.code,
            _shares(book.card, card, counted[entry.id], answers.get(entry.id, {}), fed[entry.unit.code]), True,
        )
        for entry in book.entries
    }  # fmt: skip
    old_ranks = {one.unit: one.rank for one in rank_scores(old.values())}
    views = {entry.unit.code: entry.unit for entry in book.entries}
    return BridgePage(
        round=table.round,
        card=card,
        versions=tuple(sorted(others)),
        lines=tuple(
            _line(views[one.unit], book.card, old[one.unit], card, one, old_ranks) for one in rank_scores(new.values())
        ),
        names={one.code: one.name for one in (*book.card.components, *card.components)},
        unanswered={
            one.code: missing
            for one in card.components
            if (missing := sum(_is_open(one, book.card, score.shares, old[unit].shares) for unit, score in new.items()))
        },
    )


def _is_open(one: Component, before: ScorecardDefinition, shares: Shares, old: Shares) -> bool:
    """Left out now without having been left out by the same rule."""
    kept = any(same_rule(was, one) for was in before.components if was.code == one.code)
    return bool(one.points) and shares[one.code] is None and not (kept and old[one.code] is None)


def same_rule(old: Component, new: Component) -> bool:
    """Say whether two versions of a component turn answers into shares alike, whatever their points and names."""
    return replace(old, name=new.name, points=new.points) == new


def _shares(
    before: ScorecardDefinition,
    card: ScorecardDefinition,
    counted: Mapping[str, Counted],
    answers: Mapping[str, SelfAnswer],
    fed: Mapping[str, FedAnswer],
) -> dict[str, Fraction | None]:
    was = {one.code: one for one in before.components}
    found: dict[str, Fraction | None] = {}
    for one in card.components:
        old = was.get(one.code)
        if old is not None and same_rule(old, one):
            found[one.code] = counted[one.code].share
        elif one.code in fed:
            found[one.code] = share_of(one, fed[one.code].answer)
        else:
            found[one.code] = _answered(old, one, counted, answers) if old is not None else None
    return found


def _answered(
    old: Component, new: Component, counted: Mapping[str, Counted], answers: Mapping[str, SelfAnswer]
) -> Fraction | None:
    """Score the answer that stood by the new rule; None where it did not stand, or does not fit."""
    row, counts = answers.get(old.code), counted[old.code]
    if row is None or counts.source == FIGURE or old.shape != new.shape:
        return None
    answer = kept_answer(old, row.answer, row.absence)
    try:
        return share_of(new, answer) if answer is not None and share_of(old, answer) == counts.share else None
    except AnswerNotUsable:
        return None


def brought(card: ScorecardDefinition, shares: Shares) -> dict[str, Fraction]:
    """Return what each component brings to a unit's points; together they are its points."""
    could = sum((one.points for one in card.components if shares[one.code] is not None), Fraction(0))
    if not could:
        return {}
    return {
        one.code: share * one.points / could * whole_of(card)
        for one in card.components
        if (share := shares[one.code]) is not None
    }


def _line(
    unit: UnitView,
    before: ScorecardDefinition,
    old: UnitScore,
    card: ScorecardDefinition,
    new: UnitScore,
    old_ranks: Mapping[str, int],
) -> BridgeLine:
    then, now = brought(before, old.shares), brought(card, new.shares)
    parts = {code: now.get(code, Fraction(0)) - then.get(code, Fraction(0)) for code in {**then, **now}}
    return BridgeLine(
        unit, old.share * whole_of(before), new.share * whole_of(card), old_ranks[new.unit], new.rank,
        {code: part for code, part in parts.items() if part},
    )  # fmt: skip
