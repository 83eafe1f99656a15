"""The shorter periods that a form's figures follow from: the months behind a quarter, asked for once for all forms.

A quarter of an indicator that is reported by the month is never typed: it is there as soon as its months are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import CurrentState, DefinitionView, FigureKey, TimeRule
from tinhso.kernel.periods import IndivisiblePeriod, Period, UnknownScheme


@dataclass(frozen=True)
class PartsOfYear:
    """Answers of the ledger for shorter periods, and the ids of those that somebody ever spoke of."""

    period_ids: dict[Period, int] = field(default_factory=dict)
    states: dict[FigureKey, CurrentState] = field(default_factory=dict)

    def periods_within(
        self, period: Period, scheme: str, year_to_date: bool = False
    ) -> list[tuple[Period, int | None]]:
        """The periods of a finer scheme that make up a period (or its year so far), with their ids."""
        wholes = period.year_to_date() if year_to_date and not period.is_span else (period,)
        return [(part, self.period_ids.get(part)) for whole in wholes for part in parts_of_period(whole, scheme)]


NO_PARTS = PartsOfYear()


def parts_of_period(period: Period, scheme: str) -> tuple[Period, ...]:
    """The periods of another scheme that exactly make up this one; none where they do not."""
    family, _, frequency = scheme.partition(".")
    if period.is_span or family != period.family:
        return ()
    try:
        return period.children(frequency)
    except (IndivisiblePeriod, UnknownScheme):
        return ()


def follows_from_parts(definition: DefinitionView, scheme: str, period: Period) -> bool:
    """Whether an indicator's figure of this period follows from the shorter periods it is reported by."""
    if definition.scheme == scheme or definition.time_rule is TimeRule.NONE:
        return False
    return bool(parts_of_period(period, definition.scheme))


def load_parts(
    versions: Sequence[DefinitionView], periods: Collection[Period], unit_ids: Collection[int]
) -> PartsOfYear:
    """Load what derived figures of these periods follow from: two queries, none where nothing is derived."""
    wanted: set[Period] = set()
    indicator_ids: set[int] = set()
    for definition in versions:
        for period in periods:
            if definition.formula is None and definition.scheme != period.scheme and not period.is_span:
                wanted.update(
                    part for whole in period.year_to_date() for part in parts_of_period(whole, definition.scheme)
                )
                indicator_ids.add(definition.indicator_id)
    if not wanted:
        return NO_PARTS
    registered = {period: period_id for period_id, period in indicators.periods_by_id().items() if period in wanted}
    return PartsOfYear(registered, indicators.current_states(indicator_ids, registered.values(), unit_ids, lines=[""]))
