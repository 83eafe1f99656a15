"""The audit of methods of a round's result, and of a scorecard that answers itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tinhso.engines.evaluation.contracts.methods import MethodChoice, MethodsAudit
from tinhso.engines.evaluation.contracts.scorecards import ScorecardDefinition
from tinhso.engines.evaluation.logic.methods.auditing import audit
from tinhso.engines.evaluation.logic.rounds.book import find_book
from tinhso.engines.evaluation.logic.rounds.pages import read_round
from tinhso.engines.evaluation.logic.rounds.results import require_whole
from tinhso.engines.evaluation.logic.scorecards.pages import score_card
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class MethodsPage:
    """A result held against other methods; units by code."""

    card: ScorecardDefinition
    period: Period
    units: Mapping[str, UnitView] = field(repr=False)
    audit: MethodsAudit = field(repr=False)


def audit_round(number: int, chosen: MethodChoice, rights: Rights) -> MethodsPage:
    """Hold the result of a round against other methods. Raises UnknownRound (EVA-013), FiguresOutOfReach (EVA-027)."""
    require_whole(find_book(number, rights))
    table = read_round(number, rights)
    card = table.round.card
    units = {one.unit.code: one.unit for one in table.lines}
    return MethodsPage(card, table.round.period, units, audit(card, [one.score for one in table.lines], chosen))


def audit_scorecard(code: str, period: str, today: date, chosen: MethodChoice, rights: Rights) -> MethodsPage:
    """Hold the ranking of a scorecard that answers itself against other methods.

    Raises:
        UnknownScorecard (EVA-011), NothingToScore (EVA-012)
    """
    found = score_card(code, period, today, rights)
    return MethodsPage(found.card, found.period, found.views, audit(found.card, found.scored, chosen))
