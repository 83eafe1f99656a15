"""A scorecard that answers itself from figures: scores, ranks, how sure they are, what moves a unit.

The answers are figures of the ledger, each with its origin; components that people answer are listed, not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.evaluation.contracts.scorecards import (
    Absence,
    Answer,
    Component,
    RankRange,
    ScorecardDefinition,
    Shape,
    UnitScore,
)
from tinhso.engines.evaluation.errors import NothingToScore
from tinhso.engines.evaluation.logic.scorecards.bundle import make_bundle, table_csv
from tinhso.engines.evaluation.logic.scorecards.loading import find_scorecard
from tinhso.engines.evaluation.logic.scorecards.scoring import Answers, score_units, steps_up
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, Kind, Missing
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.kernel.periods import Period, last_closed_period, parse_period

PERCENT = 100


@dataclass(frozen=True, slots=True)
class RankLine:
    """One unit of the table."""

    unit: UnitView
    score: UnitScore
    range: RankRange
    not_apart: int


@dataclass(frozen=True, slots=True)
class RankPage:
    """The result of a scorecard for a period."""

    card: ScorecardDefinition
    period: Period
    lines: tuple[RankLine, ...]
    deciding: tuple[tuple[Component, float], ...]
    answers: Mapping[str, Answers] = field(repr=False)
    stored: Mapping[str, Any] = field(repr=False)

    def line(self, unit: str) -> RankLine | None:
        """The line of one unit."""
        return next((one for one in self.lines if one.unit.code == unit), None)


def answers_itself(card: ScorecardDefinition) -> bool:
    """Say whether every component that is scored has an indicator."""
    return all(one.indicator for one in card.components if one.shape is not Shape.NOT_SCORED)


def read_period(card: ScorecardDefinition, text: str, today: date) -> Period:
    """The period asked for, or the last one whose data are closed. Raises the kernel's errors of periods."""
    return parse_period(text) if text else last_closed_period(today, card.scheme)


def compute_ranking(code: str, period_text: str, today: date, rights: Rights) -> RankPage:
    """Score and rank every unit of a scorecard's level.

    Raises:
        UnknownScorecard (EVA-011), NothingToScore (EVA-012)
    """
    from tinhso.engines.evaluation.logic.scorecards import uncertainty  # loaded late: NumPy is a tenth of every start

    card, stored = find_scorecard(code, today)
    period = read_period(card, period_text, today)
    views, answers = _answers(card, period, rights)
    if not answers:
        raise NothingToScore(scorecard=code, period=period.code)
    scored = score_units(card, answers)
    ranks = uncertainty.simulate(card, scored)
    ranges, apart = uncertainty.ranges_of(scored, ranks), uncertainty.not_told_apart(scored, ranks)
    components = {one.code: one for one in card.components}
    return RankPage(
        card=card,
        period=period,
        lines=tuple(RankLine(views[one.unit], one, ranges[one.unit], len(apart[one.unit])) for one in scored),
        deciding=tuple((components[name], moved) for name, moved in uncertainty.deciding_components(card, scored)),
        answers=answers,
        stored=stored,
    )


def _answers(
    card: ScorecardDefinition, period: Period, rights: Rights
) -> tuple[dict[str, UnitView], dict[str, Answers]]:
    """The figures that answer the components, of every unit the reader reaches (constant queries)."""
    within = orgs.unit_by_code(card.unit, period.end)
    units = {unit.code: unit for unit in orgs.units_on(card.level, period.end, within=within.id)}
    asked = {one.indicator: one for one in card.components if one.indicator}
    if not asked or not answers_itself(card):
        return units, {}
    views = {view.code: view for view in indicators.definition_versions(set(asked))}
    unit_ids = frozenset(unit.id for unit in units.values())
    if not all(_reaches_all(view, unit_ids, rights) for view in views.values()):
        return units, {}  # half of the figures would make wrong places
    table = cube.query(
        FigureQuery(
            indicators=tuple(sorted(asked)),
            periods=(period,),
            level=card.level,
            rights=rights,
            within=unit_ids,
        )
    )
    found: dict[str, dict[str, Answer]] = {}
    for row in table:
        if row.unit_code not in units:
            continue
        component = asked[row.indicator]
        in_percent = views[row.indicator].kind is Kind.RATIO and component.shape is Shape.RATIO
        found.setdefault(row.unit_code, {})[component.code] = _answer(row, in_percent)
    return units, dict(found)


def _reaches_all(view: DefinitionView, unit_ids: frozenset[int], rights: Rights) -> bool:
    reached = rights.scope(Action.SEE_FIGURES).reach(view.audience)
    return reached is None or unit_ids <= reached


def _answer(row: Any, in_percent: bool) -> Answer:
    if row.numerator is None or row.denominator is None:
        absences = {
            Missing.NOT_DUE: Absence.NOT_DUE,
            Missing.NOT_APPLICABLE: Absence.NOT_APPLICABLE,
            Missing.REFUSED: Absence.REFUSED,
        }
        return Answer(absence=absences.get(row.missing, Absence.NOT_REPORTED))
    value = Fraction(row.numerator, row.denominator)
    return Answer(value=value / PERCENT if in_percent else value)


def ranking_csv(page: RankPage) -> bytes:
    """The table as CSV, the same bytes as in the bundle."""
    return table_csv(page.card, [one.score for one in page.lines])


def ranking_bundle(page: RankPage) -> bytes:
    """The public bundle of a ranking."""
    about = {"period": page.period.code}
    return make_bundle(page.card, page.stored, page.answers, [one.score for one in page.lines], about)


def unit_steps(page: RankPage, unit: str) -> list[tuple[Component, Fraction]]:
    """What would move a unit up."""
    return steps_up(page.card, [one.score for one in page.lines], unit)
