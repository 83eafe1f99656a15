"""The newest figure a unit has of each indicator, as the ledger holds it, and what is computed from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, FigureRow
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    CurrentState,
    DefinitionView,
    FigureKey,
    Missing,
    Scenario,
    SourceKind,
    Status,
)
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.kernel.formulas import codes, from_json
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator, from_scaled

# What a unit reported within this time answers for it; older figures are looked up only where there is none.
RECENT_DAYS = 400
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """The newest figure of one indicator (of one part of it, where it is split).

    Attributes:
        entry_id: of the ledger; 0 where the figure is computed.
    """

    definition: DefinitionView
    dims: str
    period: Period
    value: Decimal | None
    operator: Operator
    missing: Missing
    status: Status | None
    source: SourceKind
    entry_id: int

    @property
    def name(self) -> Name:
        return self.definition.code, self.dims


def newest_figures(unit: UnitView, today: date, rights: Rights) -> dict[Name, OwnFigure]:
    """Return the newest figure of everything the reader may see of a unit, by indicator and dimensions.

    Five queries and one question to the cube for each kind of period, whatever the number of indicators.
    """
    versions = [
        one for one in indicators.definition_versions() if rights.may(Action.SEE_FIGURES, unit.id, one.audience)
    ]
    stored = [one for one in versions if one.formula is None]
    periods = indicators.periods_by_id()
    recent = {key for key, period in periods.items() if (today - period.end).days <= RECENT_DAYS}
    found = _stored(unit, stored, {key: periods[key] for key in recent})
    silent = [one for one in stored if one.code not in {code for code, _ in found}]
    found |= _stored(unit, silent, {key: period for key, period in periods.items() if key not in recent})
    return found | _computed(unit, _in_force(versions, today), found, rights)


def _in_force(versions: Sequence[DefinitionView], day: date) -> dict[str, DefinitionView]:
    ordered = sorted(versions, key=lambda one: (one.valid_from, one.version))
    return {one.code: one for one in ordered if one.valid_from <= day}


def _stored(unit: UnitView, versions: Sequence[DefinitionView], periods: Mapping[int, Period]) -> dict[Name, OwnFigure]:
    by_id = {one.id: one for one in versions}
    if not by_id or not periods:
        return {}
    states = indicators.current_states({one.indicator_id for one in versions}, periods, [unit.id], lines=[""])
    newest: dict[tuple[int, str], tuple[FigureKey, CurrentState]] = {}
    for key, state in states.items():
        # A figure of a version that the reader may not see is not there for them, whatever its neighbours are.
        if state.definition_id not in by_id or key.scenario != Scenario.ACTUAL:
            continue
        if state.missing in (Missing.NONE, Missing.NOT_APPLICABLE):
            before = newest.get((key.indicator_id, key.dims))
            if before is None or periods[before[0].period_id].end < periods[key.period_id].end:
                newest[key.indicator_id, key.dims] = key, state
    found = {}
    for (_indicator_id, dims), (key, state) in newest.items():
        period, definition = periods[key.period_id], by_id[state.definition_id]
        found[definition.code, dims] = OwnFigure(
            definition, dims, period,
            None if state.value is None else from_scaled(state.value, definition.decimals),
            Operator(state.operator), Missing(state.missing), Status(state.status), SourceKind(state.source),
            state.entry_id,
        )  # fmt: skip
    return found


def _computed(
    unit: UnitView, definitions: Mapping[str, DefinitionView], stored: Mapping[Name, OwnFigure], rights: Rights
) -> dict[Name, OwnFigure]:
    """What follows from the unit's own figures, of the newest period that all of its parts have."""
    asked: dict[str, dict[str, Period]] = {}
    for one in definitions.values():
        period = _period_of(one, stored)
        if period is not None and one.scheme == period.scheme:
            asked.setdefault(period.scheme, {})[one.code] = period
    found = {}
    for wanted in asked.values():
        question = FigureQuery(
            tuple(sorted(wanted)), tuple(sorted(set(wanted.values()), key=lambda one: one.end)), unit.level, rights,
            within=frozenset({unit.id}),
        )  # fmt: skip
        table = cube.query(question)
        for code, period in wanted.items():
            row = table.row(code, unit.id, period)
            if row is not None and row.value is not None:
                found[code, ""] = _row(definitions[code], period, row)
    return found


def _period_of(definition: DefinitionView, stored: Mapping[Name, OwnFigure]) -> Period | None:
    if definition.formula is None:
        return None
    parts: Collection[str] = codes(from_json(definition.formula))
    periods = [stored[code, ""].period for code in parts if (code, "") in stored]
    return min(periods, key=lambda one: one.end) if periods and len(periods) == len(set(parts)) else None


def _row(definition: DefinitionView, period: Period, row: FigureRow) -> OwnFigure:
    return OwnFigure(
        definition, "", period, row.value, row.operator, row.missing, row.status, SourceKind.COMPUTED, 0
    )  # fmt: skip
