"""What an import changes: repeated keys, locked periods, equal figures, corrections with and without a reason."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice

from tinhso.engines.indicators.contracts import (
    CorrectionNeedsReason,
    FigureKey,
    FigureState,
    KeyTwice,
    Missing,
    PeriodLocked,
    Rejection,
)
from tinhso.engines.indicators.logic.importing.columns import Layout
from tinhso.engines.indicators.logic.importing.faults import Fault
from tinhso.engines.indicators.logic.importing.places import Places
from tinhso.engines.indicators.logic.importing.sheet import Sheet
from tinhso.engines.indicators.logic.ledger.leaves import decimal_text
from tinhso.engines.indicators.logic.ledger.transitions import Standing
from tinhso.engines.indicators.queries.locks import locked_units
from tinhso.engines.indicators.queries.states import pairs_with_entries, states_of_keys

_KEYS_A_READ = 50_000
_ROWS_NAMED = 10


class Verdict(IntEnum):
    """What becomes of a row."""

    NEW = 0
    UNCHANGED = 1
    CORRECTED = 2
    REFUSED = 3


@dataclass
class Comparison:
    """The verdict on every position of a sheet, and the standing states that corrections build on."""

    verdicts: bytearray
    standing: dict[int, Standing] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    locked: set[tuple[int, int, int]] = field(default_factory=set)

    def count(self, verdict: Verdict) -> int:
        """Return how many rows have a verdict."""
        return self.verdicts.count(verdict)


@dataclass
class Comparer:
    """Compares a sheet with the ledger as it stands now.

    Attributes:
        source: the source kind that new states will have.
        reason: the reason given for all corrections, empty when each needs its own note.
    """

    sheet: Sheet
    places: Places
    layout: Layout
    scenario: int
    source: int
    reason: str

    def compare(self, keys: array[int]) -> Comparison:
        """Return the verdicts; nothing is read for indicators and periods that have no figures yet."""
        result = Comparison(bytearray(len(self.sheet)))
        self._refuse_repeated(keys, result)
        period_ids = self.places.period_ids()
        self._compare_standing(period_ids, result)
        self._refuse_locked(period_ids, result)
        return result

    def state(self, position: int) -> FigureState:
        """Return the state that a row asks for."""
        sheet = self.sheet
        missing = sheet.missing[position]
        value = None if missing else sheet.values[position]
        definition_id = self.places.places[sheet.places[position]].definition.id
        return FigureState(
            value, sheet.operators[position], missing, sheet.statuses[position], self.source, definition_id
        )

    def _refuse_repeated(self, keys: array[int], result: Comparison) -> None:
        repeated = self.sheet.repeated(keys)
        if not repeated:
            return
        faults = {key: Fault("", KeyTwice(rows=_told(rows))) for key, rows in repeated.items()}
        for position, key in enumerate(keys):
            if key in faults:
                self._refuse(position, faults[key], result)
        refused = dict.fromkeys(self.sheet.refused_keys)
        result.rejections += [faults[key].at(row) for key, row in refused if key in faults]

    def _compare_standing(self, period_ids: dict[str, int], result: Comparison) -> None:
        """Compare the rows whose indicator and period have figures, some ten thousand keys at a time."""
        ids = [(place.definition.indicator_id, period_ids.get(place.period.code)) for place in self.places.places]
        written = pairs_with_entries([(indicator, period) for indicator, period in ids if period is not None])
        touched = {index for index, pair in enumerate(ids) if pair in written}
        positions = (
            position
            for position, place in enumerate(self.sheet.places)
            if place in touched and result.verdicts[position] != Verdict.REFUSED
        )
        while chunk := list(islice(positions, _KEYS_A_READ)):
            by_key = {self._key(position, ids): position for position in chunk}
            for key, state in states_of_keys(by_key):
                self._compare_one(by_key[key], Standing(*state[2:]), result)

    def _key(self, position: int, ids: list[tuple[int, int | None]]) -> FigureKey:
        sheet = self.sheet
        indicator_id, period_id = ids[sheet.places[position]]
        assert period_id is not None
        unit_id = self.places.units[sheet.units[position]].id
        return FigureKey(indicator_id, unit_id, period_id, self.places.splits[sheet.splits[position]], self.scenario)

    def _compare_one(self, position: int, old: Standing, result: Comparison) -> None:
        if self._is_equal(position, old):
            result.verdicts[position] = Verdict.UNCHANGED
        elif not (self.reason or self.sheet.notes.get(position)):
            decimals = self.places.places[self.sheet.places[position]].definition.decimals
            given = _said(self.state(position), decimals)
            self._refuse(
                position, Fault("note", CorrectionNeedsReason(stored=_said(old, decimals), given=given)), result
            )
        else:
            result.verdicts[position] = Verdict.CORRECTED
            result.standing[position] = old

    def _is_equal(self, position: int, old: Standing) -> bool:
        """Say whether a row repeats what stands; a column that is absent is not compared."""
        sheet, layout = self.sheet, self.layout
        missing = sheet.missing[position]
        return (
            old.missing == missing
            and (bool(missing) or old.value == sheet.values[position])
            and (not layout.has("operator") or old.operator == sheet.operators[position])
            and (not layout.has("status") or old.status == sheet.statuses[position])
        )

    def locked_now(self, period_ids: dict[str, int]) -> set[tuple[int, int, int]]:
        """Return what is locked of the sheet's indicators and periods; one query."""
        return locked_units({place.definition.indicator_id for place in self.places.places}, set(period_ids.values()))

    def _refuse_locked(self, period_ids: dict[str, int], result: Comparison) -> None:
        locked = result.locked = self.locked_now(period_ids)
        if not locked:
            return
        for position in self._changing(result):
            place = self.places.places[self.sheet.places[position]]
            unit = self.places.units[self.sheet.units[position]]
            period_id = period_ids.get(place.period.code)
            if (place.definition.indicator_id, period_id, unit.id) in locked:
                error = PeriodLocked(indicator=place.definition.code, period=place.period.code, unit=unit.code)
                self._refuse(position, Fault("period", error), result)

    def _changing(self, result: Comparison) -> Iterator[int]:
        for position, verdict in enumerate(result.verdicts):
            if verdict in (Verdict.NEW, Verdict.CORRECTED):
                yield position

    def _refuse(self, position: int, fault: Fault, result: Comparison) -> None:
        result.verdicts[position] = Verdict.REFUSED
        result.standing.pop(position, None)
        result.rejections.append(fault.at(self.sheet.rows[position]))


def _said(state: Standing | FigureState, decimals: int) -> str:
    if state.value is None:
        return Missing(state.missing).code
    return decimal_text(state.value, decimals)


def _told(rows: list[int]) -> str:
    """Name the rows of one key; of many the first and the last, for every one of them carries this text."""
    shown = [*rows[: _ROWS_NAMED - 1], "…", rows[-1]] if len(rows) > _ROWS_NAMED else rows
    return ", ".join(map(str, shown))
