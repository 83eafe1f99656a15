"""All figures one page needs, asked for together: a number of questions that grows with schemes, not with units.

1. The last periods of all indicators, carried to the units shown, so that a line does not break at a reorganisation;
   the chosen period is the last of them: card, sentence, chart and table read one row.
2. Of an indicator that still misses units: now, the previous period and the same period last year over exactly the
   units that have answered ("so cùng x đơn vị").
3. Of an indicator shown beside its plan: the plan of the period.
4. A plan that several cards speak of: judged once.

An indicator that cannot be answered fails alone, when its card asks for it.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, FigureRow, FigureTable
from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.evaluation.contracts import UnknownPlan
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, Scenario
from tinhso.engines.insight.contracts import CardFailed, Choice
from tinhso.engines.insight.logic.board.sending import Sending, sending_of
from tinhso.engines.insight.logic.defined import definition_in
from tinhso.engines.orgs.contracts import Action
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, last_closed_period, period_of

log = logging.getLogger(__name__)
RECENT_PERIODS = 24
Answers = dict[str, FigureTable | TinhSoError]


class BoardFigures:
    """Figures of the board's unit for the period chosen; nothing is asked before a card needs it."""

    def __init__(self, choice: Choice, codes: Iterable[str]) -> None:
        self.choice = choice
        self.codes = tuple(sorted(code for code in set(codes) if self.shows(code)))
        self._alone: dict[tuple[str, str], FigureTable | TinhSoError] = {}
        self._plans: dict[str, evaluation.PlanPage | None] = {}

    @cached_property
    def definitions(self) -> dict[str, DefinitionView]:
        """Definitions in force on the period's last day, by code."""
        return {one.code: one for one in indicators.definitions(on=self.choice.period.end, as_of=self.choice.tree_size)}

    @cached_property
    def sending(self) -> Sending | None:
        """Who has sent, for the request the board follows; None for readers who may not see the whole of it."""
        return sending_of(self.choice)

    def judged_plan(self, code: str) -> evaluation.PlanPage | None:
        """A plan judged on the day the board looks at, once for all its cards; None where the reader may not see it."""
        if code not in self._plans:
            moment = evaluation.Moment(in_vietnam(self.choice.moment).date(), self.choice.as_of, self.choice.tree_size)
            try:
                self._plans[code] = evaluation.compute_plan(code, moment, self.choice.rights)
            except UnknownPlan:
                self._plans[code] = None
        return self._plans[code]

    def shows(self, code: str) -> bool:
        """Whether the reader may see the board's figure of an indicator; what does not exist is let through to fail."""
        definition = self.definitions.get(code)
        if definition is None:
            return True
        return self.choice.rights.may(Action.SEE_FIGURES, self.choice.unit.id, definition.audience)

    def definition(self, code: str) -> DefinitionView:
        """The definition of a code, or a refusal that names it."""
        return self.definitions.get(code) or definition_in(code, self.choice.period, self.choice.tree_size)

    def period_for(self, code: str) -> Period:
        """The period of the indicator's own scheme that was last closed when the chosen one ended."""
        return self._period_in(self.definition(code).scheme)

    def recent(self, code: str) -> list[tuple[Period, FigureRow | None]]:
        """The last periods up to the chosen one, oldest first, carried to the units shown."""
        last = self.period_for(code)
        table = _or_raise(self._recent.get(code))
        periods = [last.shifted(-back) for back in range(RECENT_PERIODS - 1, -1, -1)]
        return [(period, table.row(code, self.choice.unit.id, period)) for period in periods]

    def now(self, code: str) -> FigureRow | None:
        """The chosen period's row."""
        return self.at(code, self.period_for(code))

    def at(self, code: str, period: Period) -> FigureRow | None:
        """One of the last periods' rows."""
        return _or_raise(self._recent.get(code)).row(code, self.choice.unit.id, period)

    def same_units(self, code: str, period: Period) -> FigureRow | None:
        """A row (now, the previous or the same period last year) over the units that have answered for the chosen one.

        Adjustment lines are left out on both sides: they belong to no reporting unit.
        """
        last = self.period_for(code)
        periods = tuple({last, last.previous(), last.same_period_last_year()})
        table = self._table_of("same_units", code, self._question((code,), periods, same_units_as=last))
        return table.row(code, self.choice.unit.id, period)

    def plan(self, code: str) -> FigureRow | None:
        """The plan recorded for the chosen period."""
        period = self.period_for(code)
        table = self._table_of("plan", code, self._question((code,), (period,), scenario=Scenario.PLAN))
        return table.row(code, self.choice.unit.id, period)

    def _period_in(self, scheme: str) -> Period:
        chosen = self.choice.period
        if scheme == chosen.scheme:
            return chosen
        # A period that ends together with the chosen one is closed for this board too.
        ending = period_of(chosen.end, scheme)
        return ending if ending.end == chosen.end else last_closed_period(chosen.end, scheme)

    def _question(
        self,
        codes: tuple[str, ...],
        periods: tuple[Period, ...],
        scenario: Scenario = Scenario.ACTUAL,
        same_units_as: Period | None = None,
    ) -> FigureQuery:
        choice = self.choice
        return FigureQuery(
            indicators=codes,
            periods=periods,
            level=choice.unit.level,
            within=frozenset({choice.unit.id}),
            rights=choice.rights,
            structure=choice.restated_to,
            as_of=choice.tree_size,
            scenario=scenario,
            same_units_as=same_units_as,
        )

    @cached_property
    def _recent(self) -> Answers:
        """All indicators of a scheme together; where that fails, one by one, and each failure kept."""
        schemes: dict[str, list[str]] = defaultdict(list)
        for code in self.codes:
            if code in self.definitions:
                schemes[self.definitions[code].scheme].append(code)
        found: Answers = {}
        for scheme, codes in schemes.items():
            last = self._period_in(scheme)
            periods = tuple(last.shifted(-back) for back in range(RECENT_PERIODS))
            together = _asked(self._question(tuple(codes), periods))
            alone = isinstance(together, TinhSoError) and len(codes) > 1
            found |= {code: _asked(self._question((code,), periods)) if alone else together for code in codes}
        return found

    def _table_of(self, kind: str, code: str, question: FigureQuery) -> FigureTable:
        """Ask for one indicator, once."""
        if (kind, code) not in self._alone:
            self._alone[kind, code] = _asked(question)
        return _or_raise(self._alone[kind, code])


def _or_raise(answer: FigureTable | TinhSoError | None) -> FigureTable:
    if answer is None or isinstance(answer, TinhSoError):
        raise answer or CardFailed()
    return answer


def _asked(question: FigureQuery) -> FigureTable | TinhSoError:
    try:
        return cube.query(question)
    except TinhSoError as error:
        return error
    except Exception:
        log.exception("the cube failed on %s", ", ".join(question.indicators))
        return CardFailed()
