"""All figures one board needs, asked for together: a constant number of cube queries whatever the number of cards.

1. the last periods of every indicator, restated to today's units, so that a line does not break at a reorganisation;
2. the same period last year and the previous period over exactly the units that have answered now ("so cùng x đơn vị");
3. the plan of the period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import CURRENT, FigureQuery, FigureRow, FigureTable, Time
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, Scenario
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.sending import Sending, sending_of
from tinhso.kernel.periods import Period, last_closed_period, period_of

RECENT_PERIODS = 24


class BoardFigures:
    """Figures of the board's unit for the period chosen; nothing is asked before a card needs it."""

    def __init__(self, choice: Choice, codes: Iterable[str]) -> None:
        self.choice = choice
        self.codes = tuple(sorted(set(codes)))

    @cached_property
    def definitions(self) -> dict[str, DefinitionView]:
        """Definitions valid on the period's last day, by code."""
        return {one.code: one for one in indicators.definitions(on=self.choice.period.end)}

    @cached_property
    def sending(self) -> Sending | None:
        """Who has sent, for the request the board follows."""
        return sending_of(self.choice)

    def definition(self, code: str) -> DefinitionView:
        """The definition of a code, or a refusal that names it."""
        return self.definitions.get(code) or indicators.definition(code, on=self.choice.period.end)

    def period_for(self, code: str) -> Period:
        """The period of the indicator's own scheme that was last closed when the chosen one ended."""
        scheme, chosen = self.definition(code).scheme, self.choice.period
        if scheme == chosen.scheme:
            return chosen
        last = last_closed_period(chosen.end, scheme)
        # A period that ends together with the chosen one is closed for this board too.
        ending = period_of(chosen.end, scheme)
        return ending if ending.end == chosen.end else last

    def recent(self, code: str) -> list[tuple[Period, FigureRow | None]]:
        """The last periods up to the chosen one, oldest first, restated to today's units."""
        table = self._recent_tables[self.definition(code).scheme]
        return [(period, self._row(table, code, period)) for period in table.query.periods]

    def now(self, code: str) -> FigureRow | None:
        """The chosen period's row in the structure the reader chose."""
        table = self._now_tables[self.definition(code).scheme]
        return self._row(table, code, table.query.periods[0])

    def same_units_last_year(self, code: str) -> FigureRow | None:
        """Last year's figure over the units that have answered for the chosen period."""
        table = self._last_year_tables[self.definition(code).scheme]
        return self._row(table, code, table.query.periods[0])

    def same_units_previous(self, code: str) -> FigureRow | None:
        """The previous period's figure over the units that have answered for the chosen period."""
        table = self._previous_tables[self.definition(code).scheme]
        return self._row(table, code, table.query.periods[0])

    def plan(self, code: str) -> FigureRow | None:
        """The plan recorded for the chosen period."""
        table = self._plan_tables[self.definition(code).scheme]
        return self._row(table, code, table.query.periods[0])

    def _row(self, table: FigureTable, code: str, period: Period) -> FigureRow | None:
        # Restated rows stand under the unit of today, rows as reported under the unit of the time.
        rows = [row for row in table if row.indicator == code and row.period == period]
        return next((row for row in rows if row.unit_id == self.choice.unit.id), rows[0] if len(rows) == 1 else None)

    @cached_property
    def _schemes(self) -> dict[str, tuple[str, ...]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for code in self.codes:
            groups[self.definition(code).scheme].append(code)
        return {scheme: tuple(codes) for scheme, codes in groups.items()}

    def _ask(self, codes: tuple[str, ...], periods: tuple[Period, ...], **more: object) -> FigureTable:
        choice = self.choice
        return cube.query(
            FigureQuery(
                indicators=codes,
                periods=periods,
                level=choice.unit.level,
                within=frozenset({choice.unit.id}),
                rights=choice.rights,
                as_of=choice.as_of,
                **{"structure": choice.structure, **more},  # type: ignore[arg-type]
            )
        )

    @cached_property
    def _recent_tables(self) -> dict[str, FigureTable]:
        tables = {}
        for scheme, codes in self._schemes.items():
            last = self.period_for(codes[0])
            periods = tuple(last.shifted(-back) for back in range(RECENT_PERIODS - 1, -1, -1))
            tables[scheme] = self._ask(codes, periods, structure=CURRENT)
        return tables

    @cached_property
    def _now_tables(self) -> dict[str, FigureTable]:
        return {scheme: self._ask(codes, (self.period_for(codes[0]),)) for scheme, codes in self._schemes.items()}

    @cached_property
    def _last_year_tables(self) -> dict[str, FigureTable]:
        return {
            scheme: self._ask(
                codes, (period,), structure=CURRENT, time=Time.SAME_PERIOD_LAST_YEAR, same_units_as=period
            )
            for scheme, codes in self._schemes.items()
            for period in (self.period_for(codes[0]),)
        }

    @cached_property
    def _previous_tables(self) -> dict[str, FigureTable]:
        return {
            scheme: self._ask(codes, (period.previous(),), structure=CURRENT, same_units_as=period)
            for scheme, codes in self._schemes.items()
            for period in (self.period_for(codes[0]),)
        }

    @cached_property
    def _plan_tables(self) -> dict[str, FigureTable]:
        return {
            scheme: self._ask(codes, (self.period_for(codes[0]),), scenario=Scenario.PLAN)
            for scheme, codes in self._schemes.items()
        }
