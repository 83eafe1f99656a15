"""Writes the figures of a compared sheet: hashing outside the write lock, one bulk insert inside it.

Entries are written in the order of their keys, whatever the order of the file: the key's index then grows at its end.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tinhso.engines.indicators.contracts import Missing
from tinhso.engines.indicators.logic.importing.comparing import Comparer, Comparison, Verdict
from tinhso.engines.indicators.logic.ledger import leaves
from tinhso.engines.indicators.logic.ledger.guard import guard_writing
from tinhso.engines.indicators.logic.ledger.insertion import Row, insert_entries
from tinhso.engines.indicators.logic.ledger.transitions import next_entries, presence
from tinhso.engines.indicators.logic.periods import period_ids
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventSpec, FigureRoot, note_field


class LockedMeanwhile(Exception):
    """A period was locked between the comparison and the write: compare again."""


# Position, place, unit, split, then the entry: definition, number, value, operator, missing, status, source, deltas.
Line = tuple[int, int, int, int, int, int, int | None, int, int, int, int, int, int]


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
        verdicts = comparison.verdicts
        changing = [position for position in range(len(keys)) if verdicts[position] in (Verdict.NEW, Verdict.CORRECTED)]
        changing.sort(key=keys.__getitem__)
        return cls(comparer, comparison, array("q", changing))

    def hash(self) -> FigureRoot:
        """Make every leaf and return their root; memory holds the hashes only."""
        return trust.figure_root(leaves.LeafStream(self._leaves(), lambda: self.lines))

    def store(self, kind: str, subject: str, actor: str, public: Mapping[str, Any], root: FigureRoot) -> int:
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
        insert_entries(self._rows(event_id, by_place))
        return event_id

    def _entries(self) -> Iterator[Line]:
        """Yield every entry in order; of a change of status, the second entry says the new state."""
        sheet, standing, source = self.comparer.sheet, self.comparison.standing, self.comparer.source
        definition_ids = [place.definition.id for place in self.comparer.places.places]
        columns = (
            sheet.places,
            sheet.units,
            sheet.splits,
            sheet.values,
            sheet.operators,
            sheet.missing,
            sheet.statuses,
        )
        rows = zip(self.order, *(map(column.__getitem__, self.order) for column in columns), strict=True)
        for position, place, unit, split, value, operator, missing, status in rows:
            if position in standing:
                for entry in next_entries(standing[position], self.comparer.state(position), ""):
                    entry_no, *state, definition_id, value_delta, presence_delta = entry
                    yield position, place, unit, split, definition_id, entry_no, *state, value_delta, presence_delta
                continue
            # A new figure, the usual case: its deltas are itself and its answer.
            said, answered = (None, presence(missing, "")) if missing else (value, 1)
            yield (
                position, place, unit, split, definition_ids[place], 1, said, operator, missing, status, source, value,
                answered,
            )  # fmt: skip

    def _leaves(self) -> Iterator[bytes]:
        places, texts = self.comparer.places, self.comparer.sheet.notes
        versions = {view.id: view for views in places.versions.values() for view in views}
        heads = {view.id: leaves.indicator_parts(view.code, view.version, view.decimals) for view in versions.values()}
        units = [leaves.unit_part(unit.code, unit.valid_from) for unit in places.units]
        periods = [leaves.period_part(place.period.code) for place in places.places]
        splits = [leaves.key_parts(split, self.comparer.scenario, "") for split in places.splits]
        line_no = -1
        for line_no, line in enumerate(self._entries()):
            (position, place, unit, split, definition, entry_no, value, operator, missing, status, source, _, _) = line
            if position in texts and missing != Missing.MOVED:
                self.notes[line_no] = texts[position]
                self.commitments[line_no] = trust.commit_text(self.salt, note_field(line_no), texts[position])
            said = None if value is None else leaves.decimal_text(value, versions[definition].decimals)
            state = leaves.state_parts(operator, missing, status, source)
            note = self.commitments.get(line_no)
            yield leaves.leaf_bytes(
                heads[definition], units[unit], periods[place], splits[split], entry_no, said, state, note
            )
        self.lines = line_no + 1

    def _rows(self, event_id: int, period_ids_of_places: list[int]) -> Iterator[Row]:
        scenario, commitments, places = self.comparer.scenario, self.commitments, self.comparer.places
        indicators = [place.definition.indicator_id for place in places.places]
        units = [unit.id for unit in places.units]
        for line_no, line in enumerate(self._entries()):
            (_, place, unit, split, definition, *entry) = line
            yield (
                event_id, line_no, indicators[place], definition, units[unit], period_ids_of_places[place],
                places.splits[split], scenario, "", *entry, commitments.get(line_no), None,
            )  # fmt: skip
