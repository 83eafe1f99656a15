"""Writes the figures of a compared sheet: hashing and staging outside the write lock, one statement inside it.

Entries are written in the order of their keys, whatever the order of the file: the key's index then grows at its end.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import compress, count, repeat
from typing import Any

from tinhso.engines.indicators.contracts import DefinitionView, Missing
from tinhso.engines.indicators.logic.importing.comparing import Comparer, Comparison, Verdict
from tinhso.engines.indicators.logic.ledger import leaves
from tinhso.engines.indicators.logic.ledger.guard import guard_writing
from tinhso.engines.indicators.logic.ledger.insertion import Row
from tinhso.engines.indicators.logic.ledger.staging import Insert, staged_entries
from tinhso.engines.indicators.logic.ledger.transitions import next_entries, presence
from tinhso.engines.indicators.logic.periods import period_ids
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventSpec, FigureRoot, note_field


class LockedMeanwhile(Exception):
    """A period was locked between the comparison and the write: compare again."""


@dataclass
class Storer:
    """The entries of one event, gone through twice: once to hash them, once to insert them."""

    comparer: Comparer
    comparison: Comparison
    order: array[int]
    salt: bytes = field(default_factory=trust.new_salt)
    notes: dict[int, str] = field(default_factory=dict)
    commitments: dict[int, bytes] = field(default_factory=dict)
    lines: int = 0

    @classmethod
    def of(cls, comparer: Comparer, comparison: Comparison, keys: array[int]) -> Storer:
        """Put the rows that change something into the order of their keys."""
        changes = bytes(verdict in (Verdict.NEW, Verdict.CORRECTED) for verdict in range(len(Verdict)))
        changing = compress(range(len(keys)), comparison.verdicts.translate(changes.ljust(256, b"\0")))
        return cls(comparer, comparison, array("q", sorted(changing, key=keys.__getitem__)))

    def hash(self) -> FigureRoot:
        """Make every leaf and return their root; memory holds the hashes only."""
        return trust.figure_root(leaves.LeafStream(self._leaves(), lambda: self.lines))

    def staged(self) -> AbstractContextManager[Insert]:
        """Make the entries ready outside the write lock; `store` takes what this gives."""
        return staged_entries(self._rows, len(self.comparer.places.places))

    def store(
        self, kind: str, subject: str, actor: str, public: Mapping[str, Any], root: FigureRoot, insert: Insert
    ) -> int:
        """Record the event and insert the entries, in the caller's transaction.

        Raises:
            LockedMeanwhile: a period was locked since the comparison. IntegrityError: a key was written since.
        """
        guard_writing()
        ids = period_ids({place.period for place in self.comparer.places.places})
        if self.comparer.locked_now({period.code: number for period, number in ids.items()}) != self.comparison.locked:
            raise LockedMeanwhile
        event_id = trust.record_many(
            [
                EventSpec(
                    kind=kind,
                    subject=subject,
                    actor=actor,
                    public=public,
                    reason=self.comparer.reason,
                    figures=root,
                    salt=self.salt,
                    notes=self.notes,
                )
            ]
        )[0]
        by_place = [ids[place.period] for place in self.comparer.places.places]
        insert(event_id, by_place)
        return event_id

    def _runs(self) -> Iterator[_Run]:
        """Yield what is written, one indicator in one period after the other."""
        sheet, first = self.comparer.sheet, 0
        place_of = sheet.places.__getitem__
        while first < len(self.order):
            place = place_of(self.order[first])
            end = bisect_right(self.order, place, first, key=place_of)
            yield self._run(place, self.order[first:end])
            first = end

    def _run(self, place: int, positions: array[int]) -> _Run:
        sheet, standing = self.comparer.sheet, self.comparison.standing
        columns = (sheet.units, sheet.values, sheet.splits, sheet.operators, sheet.missing, sheet.statuses)
        units, values, *same = ([*map(column.__getitem__, positions)] for column in columns)
        kinds = [set(column) for column in same]
        usual = (
            all(len(kind) == 1 for kind in kinds)
            and kinds[2] == {0}
            and (not standing or standing.keys().isdisjoint(positions))
            and (not sheet.notes or sheet.notes.keys().isdisjoint(positions))
        )
        return _Run(place, positions, units, values, same, tuple(kind.pop() for kind in kinds) if usual else None)

    def _entries_of(self, position: int) -> list[tuple[Any, ...]]:
        """The entries of one row: number, value, operator, missing, status, source, definition, deltas.

        Of a change of status, the second entry says the new state.
        """
        return list(next_entries(self.comparison.standing.get(position), self.comparer.state(position), ""))

    def _leaves(self) -> Iterator[bytes]:
        """Make the leaves. Those of new figures without a note, the usual ones, are joined from ready parts."""
        makers, standing, texts = _Parts.of(self.comparer), self.comparison.standing, self.comparer.sheet.notes
        line_no = 0
        for run in self._runs():
            if run.state is not None:
                yield from _usual_leaves(makers, run, run.state)
                line_no += len(run.units)
                continue
            for position, unit, value, *state in run.rows():
                if position in standing or position in texts:
                    for entry in self._entries_of(position):
                        yield self._leaf(makers, position, line_no, entry)
                        line_no += 1
                    continue
                begin, decimals = makers.begin(run.place, *state)
                said = b"null}" if state[2] else b'"%b"}' % leaves.decimal_text(value, decimals).encode()
                yield begin + makers.unit_bytes[unit] + said
                line_no += 1
        self.lines = line_no

    def _leaf(self, makers: _Parts, position: int, line_no: int, entry: tuple[Any, ...]) -> bytes:
        """One leaf the long way; keeps the note's commitment."""
        entry_no, value, operator, missing, status, source, definition, _, _ = entry
        sheet = self.comparer.sheet
        text = sheet.notes.get(position)
        if text is not None and missing != Missing.MOVED:
            self.notes[line_no] = text
            self.commitments[line_no] = trust.commit_text(self.salt, note_field(line_no), text)
        said = None if value is None else leaves.decimal_text(value, makers.versions[definition].decimals)
        return leaves.leaf_bytes(
            makers.heads[definition],
            makers.units[sheet.units[position]],
            makers.periods[sheet.places[position]],
            makers.splits[sheet.splits[position]],
            entry_no,
            said,
            leaves.state_parts(operator, missing, status, source),
            self.commitments.get(line_no),
        )

    def _rows(self, event_id: int | None, period_ids_of_places: Sequence[int]) -> Iterator[Row]:
        scenario, commitments, places = self.comparer.scenario, self.commitments, self.comparer.places
        standing, source = self.comparison.standing, self.comparer.source
        of_place = [
            (place.definition.indicator_id, place.definition.id, period_ids_of_places[index])
            for index, place in enumerate(places.places)
        ]
        units, splits = [unit.id for unit in places.units], places.splits
        line_no = 0
        for run in self._runs():
            indicator, definition, period = of_place[run.place]
            if run.state is not None:
                split, operator, missing, status = run.state
                # New figures: their deltas are themselves and their answers.
                yield from zip(
                    repeat(event_id), count(line_no), repeat(indicator), repeat(definition),
                    map(units.__getitem__, run.units), repeat(period), repeat(splits[split]), repeat(scenario),
                    repeat(""), repeat(1), run.values, repeat(operator), repeat(missing), repeat(status),
                    repeat(source), run.values, repeat(1), repeat(None), repeat(None),
                )  # fmt: skip
                line_no += len(run.units)
                continue
            for position, unit, value, split, operator, missing, status in run.rows():
                if position in standing:
                    for entry_no, *state, used, value_delta, presence_delta in self._entries_of(position):
                        yield (
                            event_id, line_no, indicator, used, units[unit], period, splits[split], scenario, "",
                            entry_no, *state, value_delta, presence_delta, commitments.get(line_no), None,
                        )  # fmt: skip
                        line_no += 1
                    continue
                said, answered = (None, presence(missing, "")) if missing else (value, 1)
                yield (
                    event_id, line_no, indicator, definition, units[unit], period, splits[split], scenario, "", 1, said,
                    operator, missing, status, source, value, answered, commitments.get(line_no), None,
                )  # fmt: skip
                line_no += 1


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows of one indicator in one period, in the order in which they are written.

    Attributes:
        same: split, operator, missing code and status of each row.
        state: these four where all rows have the same and each is a new figure without a note; else None.
    """

    place: int
    positions: Sequence[int]
    units: Sequence[int]
    values: Sequence[int]
    same: Sequence[Sequence[int]]
    state: tuple[int, ...] | None

    def rows(self) -> Iterator[tuple[int, ...]]:
        """Yield (position, unit, value, split, operator, missing, status)."""
        yield from zip(self.positions, self.units, self.values, *self.same, strict=True)


def _usual_leaves(makers: _Parts, run: _Run, state: tuple[int, ...]) -> Iterable[bytes]:
    begin, decimals = makers.begin(run.place, *state)
    units = map(makers.unit_bytes.__getitem__, run.units)
    if not decimals:
        return [b'%b%b"%d"}' % (begin, unit, value) for unit, value in zip(units, run.values, strict=True)]
    if min(run.values) < 0:
        texts = [leaves.decimal_text(value, decimals).encode() for value in run.values]
        return [b'%b%b"%b"}' % (begin, unit, text) for unit, text in zip(units, texts, strict=True)]
    scale, form = 10**decimals, b'%%b%%b"%%d.%%0%dd"}' % decimals
    return [form % (begin, unit, value // scale, value % scale) for unit, value in zip(units, run.values, strict=True)]


@dataclass
class _Parts:
    """The constant parts of leaves, by place, unit, split and state; `unit_bytes` ends where the value begins."""

    comparer: Comparer
    versions: Mapping[int, DefinitionView]
    heads: Mapping[int, tuple[str, str]]
    units: Sequence[str]
    unit_bytes: Sequence[bytes]
    periods: Sequence[str]
    splits: Sequence[tuple[str, str, str]]
    _begun: dict[tuple[int, int, int, int, int], tuple[bytes, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, comparer: Comparer) -> _Parts:
        places = comparer.places
        versions = {view.id: view for views in places.versions.values() for view in views}
        units = [leaves.unit_part(unit.code, unit.valid_from) for unit in places.units]
        return cls(
            comparer,
            versions,
            {view.id: leaves.indicator_parts(view.code, view.version, view.decimals) for view in versions.values()},
            units,
            [unit.encode() + leaves.VALUE_PART for unit in units],
            [leaves.period_part(place.period.code) for place in places.places],
            [leaves.key_parts(split, comparer.scenario, "") for split in places.splits],
        )

    def begin(self, place: int, split: int, operator: int, missing: int, status: int) -> tuple[bytes, int]:
        """Everything before the unit of a new figure's leaf, and the decimals of its value."""
        key = (place, split, operator, missing, status)
        found = self._begun.get(key)
        if found is None:
            definition = self.comparer.places.places[place].definition
            state = leaves.state_parts(operator, missing, status, self.comparer.source)
            parts = (self.heads[definition.id], self.periods[place], self.splits[split], state)
            found = self._begun[key] = leaves.new_figure_parts(*parts), definition.decimals
        return found
