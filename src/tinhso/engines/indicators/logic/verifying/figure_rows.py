"""Re-hashes the entries of every event against the root the event committed to, and opens the notes of figures.

A root says that one of the rows below it was changed, not which. Where the event has several, the row whose own
difference no longer fits is named (a touched value), else the event with its lines; the check of whole keys
(`key_chains.py`) says more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from tinhso.engines.indicators.contracts import EntryView
from tinhso.engines.indicators.logic.ledger.leaves import LeafStream, figure_leaf
from tinhso.engines.indicators.queries.entries import entries_in_order, entries_with_false_difference
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import Fault, FigureRoot, Finding, note_field

_TABLE = "indicators_entry"
_NOTES_AT_ONCE = 1_000
_NAMED_ROWS = 10


def check_figure_rows() -> Iterator[Finding]:
    """Go through all entries event by event, beside the roots of the log; memory stays flat."""
    roots = trust.figure_roots()
    expected = next(roots, None)
    notes = _Notes()
    for event_id, entries in groupby(entries_in_order("event_id", "line_no"), key=attrgetter("event_id")):
        while expected and expected[0] < event_id:
            yield _lost(*expected)
            expected = next(roots, None)
        if expected is None or expected[0] != event_id:
            yield _orphans(event_id, entries)
            continue
        yield from _check_event(event_id, entries, expected[1], notes)
        expected = next(roots, None)
    while expected:
        yield _lost(*expected)
        expected = next(roots, None)
    yield from notes.check()


def _check_event(event_id: int, entries: Iterable[EntryView], root: FigureRoot, notes: _Notes) -> Iterator[Finding]:
    lines: list[int] = []
    first_id = 0

    def leaves() -> Iterator[bytes]:
        nonlocal first_id
        for entry in entries:
            first_id = first_id or entry.id
            lines.append(entry.line_no)
            notes.expect(entry)
            yield figure_leaf(entry)

    found = trust.figure_root(LeafStream(leaves(), lambda: len(lines)))
    if lines != list(range(root.count)):
        yield Fault(
            _TABLE,
            f"event {event_id}",
            f"sự kiện có {root.count} dòng số liệu, trong sổ có {len(lines)} dòng hoặc sai thứ tự",
            f"the event has {root.count} lines, the ledger has {len(lines)}, or out of order",
        )
    elif found.root != root.root:
        touched = [first_id] if root.count == 1 else entries_with_false_difference(event_id, _NAMED_ROWS)
        for row in [str(one) for one in touched] or [f"event {event_id}, lines 0–{root.count - 1}"]:
            yield Fault(
                _TABLE,
                row,
                f"số liệu khác với gốc mà sự kiện {event_id} đã cam kết",
                f"the figures differ from the root that event {event_id} committed to",
            )
    if notes.are_many:
        yield from notes.check()


def _lost(event_id: int, root: FigureRoot) -> Fault:
    return Fault(
        _TABLE,
        f"event {event_id}",
        f"mất {root.count} dòng số liệu của sự kiện",
        f"the {root.count} lines of the event are missing",
    )


def _orphans(event_id: int, entries: Iterable[EntryView]) -> Fault:
    ids = [entry.id for entry in entries]
    return Fault(
        _TABLE,
        str(ids[0]),
        f"{len(ids)} dòng số liệu mang sự kiện {event_id}, sự kiện đó không cam kết số liệu nào",
        f"{len(ids)} lines name event {event_id}, which committed to no figures",
    )


class _Notes:
    """Commitments to notes seen in entries, opened with the kept texts some hundred events at a time."""

    def __init__(self) -> None:
        self._expected: dict[tuple[int, str], tuple[int, bytes]] = {}

    @property
    def are_many(self) -> bool:
        return len(self._expected) >= _NOTES_AT_ONCE

    def expect(self, entry: EntryView) -> None:
        """Remember an entry's commitment."""
        if entry.note_commitment is not None:
            self._expected[entry.event_id, note_field(entry.line_no)] = entry.id, entry.note_commitment

    def check(self) -> Iterator[Finding]:
        """Open what was remembered, and forget it."""
        if not self._expected:
            return
        event_ids = {event_id for event_id, _ in self._expected}
        for kept in trust.kept_texts(event_ids):
            entry_id, commitment = self._expected.pop((kept.event_id, kept.field), (0, b""))
            if entry_id and _opened(kept.key, kept.salt, kept.field, kept.text) != commitment:
                yield Fault(
                    "trust_text",
                    f"{kept.event_id}/{kept.field}",
                    f"ghi chú khác với cam kết của dòng số liệu {entry_id}",
                    f"the note differs from the commitment of entry {entry_id}",
                )
        erased = trust.erasures({event_id for event_id, _ in self._expected})
        for (event_id, field), (entry_id, _) in self._expected.items():
            if field not in erased.get(event_id, {}):
                yield Fault(
                    "trust_text",
                    f"{event_id}/{field}",
                    f"mất ghi chú của dòng số liệu {entry_id}, không có quyết định xóa",
                    f"the note of entry {entry_id} is gone without a decision to erase it",
                )
        self._expected.clear()


def _opened(key: bytes | None, salt: bytes | None, field: str, text: str) -> bytes | None:
    if key:
        return hashlib.sha256(key + text.encode()).digest()
    return trust.commit_text(salt, field, text) if salt else None
