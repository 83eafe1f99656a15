"""Writes the figures of a compared sheet: hashing outside the write lock, one bulk insert inside it.

Entries are written in the order of their keys, whatever the order of the file: the key's index then grows at its end.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tinhso.engines.indicators.logic.importing.comparing import Comparer, Comparison, Verdict
from tinhso.engines.indicators.logic.ledger import leaves
from tinhso.engines.indicators.logic.ledger.guard import guard_writing
from tinhso.engines.indicators.logic.ledger.insertion import Row, insert_entries
from tinhso.engines.indicators.logic.ledger.transitions import NextEntry, first_entry, next_entries
from tinhso.engines.indicators.logic.periods import period_ids
from tinhso.engines.indicators.queries.locks import locked_units
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventSpec, FigureRoot, note_field


class LockedMeanwhile(Exception):
    """A period was locked between the comparison and the write: compare again."""


@dataclass
class Storer:
    """The entries of one event, gone through twice: once to hash them, once to insert them."""

    comparer: Comparer
    comparison: Comparison
    order: list[int]
    salt: bytes = field(default_factory=trust.new_salt)
    notes: dict[int, str] = field(default_factory=dict)
    commitments: dict[int, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, comparer: Comparer, comparison: Comparison, keys: array[int]) -> Storer:
        """Put the rows that change something into the order of their keys."""
        verdicts = comparison.verdicts
        changing = [position for position in range(len(keys)) if verdicts[position] in (Verdict.NEW, Verdict.CORRECTED)]
        changing.sort(key=keys.__getitem__)
        return cls(comparer, comparison, changing)

    def hash(self) -> FigureRoot:
        """Make every leaf and return their root; memory holds the hashes only."""
        return trust.figure_root(leaves.LeafStream(self._leaves()))

    def store(self, kind: str, subject: str, actor: str, public: Mapping[str, Any], root: FigureRoot) -> int:
        """Record the event and insert the entries, in the caller's transaction.

        Raises:
            LockedMeanwhile: a period was locked since the comparison. IntegrityError: a key was written since.
        """
        guard_writing()
        ids = period_ids({place.period for place in self.comparer.places.places})
        self._refuse_new_locks(set(ids.values()))
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

    def _refuse_new_locks(self, ids: set[int]) -> None:
        places = self.comparer.places
        locked = locked_units({place.definition.indicator_id for place in places.places}, ids)
        if locked:
            again = self.comparer.compare(self.comparer.sheet.keys())
            if again.verdicts != self.comparison.verdicts:
                raise LockedMeanwhile

    def _entries(self) -> Iterator[tuple[int, int, int, int, NextEntry, bool]]:
        """Yield every entry in order: position, place, unit, split, entry, and whether it says the new state."""
        sheet, standing = self.comparer.sheet, self.comparison.standing
        definition_ids = [place.definition.id for place in self.comparer.places.places]
        source = self.comparer.source
        for position in self.order:
            place, unit, split = sheet.places[position], sheet.units[position], sheet.splits[position]
            if position in standing:
                entries = next_entries(standing[position], self.comparer.state(position), "")
                for entry in entries:
                    yield position, place, unit, split, entry, entry is entries[-1]
                continue
            missing = sheet.missing[position]
            value = None if missing else sheet.values[position]
            operator, status = sheet.operators[position], sheet.statuses[position]
            entry = first_entry(value, operator, missing, status, source, definition_ids[place], "")
            yield position, place, unit, split, entry, True

    def _leaves(self) -> Iterator[bytes]:
        places, texts = self.comparer.places, self.comparer.sheet.notes
        versions = {view.id: view for views in places.versions.values() for view in views}
        units = [leaves.unit_part(unit.code, unit.valid_from) for unit in places.units]
        periods = [leaves.period_part(place.period.code) for place in places.places]
        splits = [leaves.key_parts(split, self.comparer.scenario, "") for split in places.splits]
        heads = {view.id: leaves.indicator_parts(view.code, view.version, view.decimals) for view in versions.values()}
        decimals = {view.id: view.decimals for view in versions.values()}
        for line_no, (position, place, unit, split, entry, is_new) in enumerate(self._entries()):
            if is_new and position in texts:
                self.notes[line_no] = texts[position]
                self.commitments[line_no] = trust.commit_text(self.salt, note_field(line_no), texts[position])
            value = None if entry.value is None else leaves.decimal_text(entry.value, decimals[entry.definition_id])
            state = leaves.state_parts(entry.operator, entry.missing, entry.status, entry.source)
            yield leaves.leaf_bytes(
                heads[entry.definition_id],
                units[unit],
                periods[place],
                splits[split],
                entry.entry_no,
                value,
                state,
                self.commitments.get(line_no),
            )

    def _rows(self, event_id: int, period_ids_of_places: list[int]) -> Iterator[Row]:
        scenario, commitments, places = self.comparer.scenario, self.commitments, self.comparer.places
        indicators = [place.definition.indicator_id for place in places.places]
        units = [unit.id for unit in places.units]
        for line_no, (_, place, unit, split, entry, _) in enumerate(self._entries()):
            (entry_no, value, operator, missing, status, source, definition, value_delta, presence_delta) = entry
            yield (
                event_id, line_no, indicators[place], definition, units[unit], period_ids_of_places[place],
                places.splits[split], scenario, "", entry_no, value, operator, missing, status, source, value_delta,
                presence_delta, commitments.get(line_no), None,
            )  # fmt: skip
