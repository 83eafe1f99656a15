"""A scorecard that answers itself from figures: scores, ranks, how sure they are, what moves a unit.

The answers are figures of the ledger, each with its origin; components that people answer are listed, not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from tinhso.engines.evaluation.contracts.scorecards import (
    Component,
    RankRange,
    ScorecardDefinition,
    Shape,
    UnitScore,
)
from tinhso.engines.evaluation.errors import NothingToScore
from tinhso.engines.evaluation.logic.scorecards.bundle import Published, given_answers, make_bundle, table_csv
from tinhso.engines.evaluation.logic.scorecards.fed import fed_answers, fed_components, reaches_all
from tinhso.engines.evaluation.logic.scorecards.loading import find_scorecard
from tinhso.engines.evaluation.logic.scorecards.scoring import Answers, score_units, steps_up
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.kernel.periods import Period, last_closed_period, parse_period


@dataclass(frozen=True, slots=True)
class RankLine:
    """One unit of the table."""

    unit: UnitView
    score: UnitScore
    range: RankRange
    not_apart: int


@dataclass(frozen=True, slots=True)
class RankPage:
    """The result of a scorecard for a period; `apart` are the units that each cannot be told apart from."""

    card: ScorecardDefinition
    period: Period
    lines: tuple[RankLine, ...]
    deciding: tuple[tuple[Component, float], ...]
    apart: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, Answers] = field(repr=False)
    stored: Mapping[str, Any] = field(repr=False)

    def line(self, unit: str) -> RankLine | None:
        """The line of one unit."""
        return next((one for one in self.lines if one.unit.code == unit), None)


def answers_itself(card: ScorecardDefinition) -> bool:
    """Say whether every component that is scored has an indicator."""
    return all(one.figures for one in card.components if one.shape is not Shape.NOT_SCORED)


def read_period(card: ScorecardDefinition, text: str, today: date) -> Period:
    """The period asked for, or the last one whose data are closed. Raises the kernel's errors of periods."""
    return parse_period(text) if text else last_closed_period(today, card.scheme)


def compute_ranking(code: str, period_text: str, today: date, rights: Rights) -> RankPage:
    """Score and rank every unit of a scorecard's level.

    Raises:
        UnknownScorecard (EVA-011), NothingToScore (EVA-012)
    """
    from tinhso.engines.evaluation.logic.scorecards import uncertainty  # loaded late: NumPy is a tenth of every start

    found = score_card(code, period_text, today, rights)
    card, scored, views = found.card, found.scored, found.views
    ranks = uncertainty.simulate(card, scored)
    ranges, apart = uncertainty.ranges_of(scored, ranks), uncertainty.not_told_apart(scored, ranks)
    components = {one.code: one for one in card.components}
    return RankPage(
        card=card,
        period=found.period,
        lines=tuple(RankLine(views[one.unit], one, ranges[one.unit], len(apart[one.unit])) for one in scored),
        deciding=tuple((components[name], moved) for name, moved in uncertainty.deciding_components(card, scored)),
        apart=apart,
        answers=found.answers,
        stored=found.stored,
    )


@dataclass(frozen=True, slots=True)
class ScoredCard:
    """A scorecard of a period with what every unit answers and scores, best first."""

    card: ScorecardDefinition
    stored: Mapping[str, Any] = field(repr=False)
    period: Period
    views: Mapping[str, UnitView] = field(repr=False)
    answers: Mapping[str, Answers] = field(repr=False)
    scored: list[UnitScore] = field(repr=False)


def score_card(code: str, period_text: str, today: date, rights: Rights) -> ScoredCard:
    """Score and rank every unit of a scorecard's level by its figures. Raises as `compute_ranking`."""
    card, stored = find_scorecard(code, today)
    period = read_period(card, period_text, today)
    views, answers = _answers(card, period, rights, today)
    if not answers:
        raise NothingToScore(scorecard=code, period=period.code)
    return ScoredCard(card, stored, period, views, answers, score_units(card, answers))


def _answers(
    card: ScorecardDefinition, period: Period, rights: Rights, today: date
) -> tuple[dict[str, UnitView], dict[str, Answers]]:
    """The figures that answer the components, of every unit the reader reaches (constant queries)."""
    within = orgs.unit_by_code(card.unit, period.end)
    reporting = orgs.units_reporting(card.level, period, additive=False, within=within.id, by=period.end)
    units = {unit.code: unit for unit in reporting}
    ids = {code: unit.id for code, unit in units.items()}
    if not fed_components(card) or not answers_itself(card) or not reaches_all(card, ids.values(), rights):
        return units, {}  # half of the figures would make wrong places
    fed = fed_answers(card, period, ids, rights, today)
    return units, {
        unit: {code: one.answer for code, one in found.items()}
        for unit, found in fed.items()
        if any(one.period is not None for one in found.values())
    }


def ranking_csv(page: RankPage) -> bytes:
    """The table as CSV, the same bytes as in the bundle."""
    clusters = {unit: cluster for unit, (_name, cluster) in _names(page).items()}
    return table_csv(page.card, [one.score for one in page.lines], clusters)


def ranking_bundle(page: RankPage) -> bytes:
    """The public bundle of a ranking."""
    return make_bundle(
        Published(
            card=page.card,
            stored=page.stored,
            scored=[one.score for one in page.lines],
            names=_names(page),
            given={unit: given_answers(found) for unit, found in page.answers.items()},
            about={"period": page.period.code},
        )
    )


def _names(page: RankPage) -> dict[str, tuple[str, str]]:
    ordered = sorted((one.unit for one in page.lines), key=lambda unit: unit.code)
    return {unit.code: (unit.name("vi"), page.card.cluster_of(unit.type_vi)) for unit in ordered}


def unit_steps(page: RankPage, unit: str) -> list[tuple[Component, Fraction]]:
    """What would move a unit up."""
    return steps_up(page.card, [one.score for one in page.lines], unit)
