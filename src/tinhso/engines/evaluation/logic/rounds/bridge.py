"""Old figures re-scored under another version of their scorecard, with the bridge from the old points to the new.

1. Every component is scored by the other version's rule from what was known when the round was closed (`rescoring`).
2. What the old round cannot answer is left out, as what is not due is, and counted with why: the new points are
   provisional.
3. Each component's part is what it brings to the new points less what it brought to the old; parts add up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tinhso.engines.evaluation.contracts import Text
from tinhso.engines.evaluation.contracts.round_errors import FiguresOutOfReach
from tinhso.engines.evaluation.contracts.rounds import NotRescored, RoundView
from tinhso.engines.evaluation.contracts.scorecards import ScorecardDefinition, UnitScore
from tinhso.engines.evaluation.errors import UnknownScorecard
from tinhso.engines.evaluation.logic.packages.scorecard_files import scorecard_of
from tinhso.engines.evaluation.logic.rounds.book import find_book
from tinhso.engines.evaluation.logic.rounds.closing import frozen_counts, known_at_closing, whole_of
from tinhso.engines.evaluation.logic.rounds.pages import read_round
from tinhso.engines.evaluation.logic.rounds.rescoring import Rescored, count_open, rescore
from tinhso.engines.evaluation.logic.rounds.results import require_closed, require_whole
from tinhso.engines.evaluation.logic.rounds.standing import Counted
from tinhso.engines.evaluation.logic.scorecards.fed import FedAnswer, fed_answers, reaches_all
from tinhso.engines.evaluation.logic.scorecards.scoring import rank_scores, score_shares
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
    """A round re-scored; `unanswered`: for how many units a component could not be scored, by why."""

    round: RoundView
    card: ScorecardDefinition
    versions: tuple[int, ...]
    lines: tuple[BridgeLine, ...]
    names: Mapping[str, Text]
    unanswered: Mapping[str, Mapping[NotRescored, int]]


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
    fed = fed_answers(card, book.period, units, rights, *known_at_closing(book))
    counted, answers = frozen_counts(book), answers_of(number)
    found = {
        entry.unit.code: _rescored(book.card, card, counted[entry.id], answers.get(entry.id, {}), fed[entry.unit.code])
        for entry in book.entries
    }
    old = {one.unit.code: one.score for one in table.lines}
    new = {
        unit: score_shares(card, unit, {code: _share(one) for code, one in by_code.items()}, True)
        for unit, by_code in found.items()
    }
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
        unanswered=count_open(found),
    )


def _share(one: Rescored) -> Fraction | None:
    return None if isinstance(one, NotRescored) else one


def _rescored(
    before: ScorecardDefinition,
    card: ScorecardDefinition,
    counted: Mapping[str, Counted],
    answers: Mapping[str, SelfAnswer],
    fed: Mapping[str, FedAnswer],
) -> dict[str, Rescored]:
    was = {one.code: one for one in before.components}
    return {
        one.code: rescore(was.get(one.code), one, counted.get(one.code), answers.get(one.code), fed.get(one.code))
        for one in card.components
    }


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
