"""Follows every key from its first entry to its last: no gaps, true deltas, statuses changed in pairs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from tinhso.engines.indicators.contracts import EntryView, Missing
from tinhso.engines.indicators.logic.ledger.transitions import presence
from tinhso.engines.indicators.queries.entries import entries_in_order, entries_with_foreign_definition
from tinhso.engines.trust.contracts import Fault, Finding

KEY_ORDER = ("indicator_id", "period_id", "unit_id", "dims", "scenario", "line", "entry_no")


def check_key_chains() -> Iterator[Finding]:
    """Go through all entries key by key; memory stays flat."""
    for _, chain in groupby(entries_in_order(*KEY_ORDER), key=attrgetter("key")):
        before: EntryView | None = None
        for entry in chain:
            yield from check_step(before, entry)
            before = entry
        if before is not None and before.missing is Missing.MOVED:
            yield _fault(before, "lấy ra khỏi trạng thái mà không ghi vào đâu", "was taken out and put nowhere")


def check_versions_of_entries() -> Iterator[Finding]:
    """Find entries that name a version of another indicator; a leaf tells only the version's number and decimals."""
    for entry_id, code in entries_with_foreign_definition():
        yield Fault(
            "indicators_entry",
            str(entry_id),
            f"phiên bản định nghĩa là của chỉ tiêu khác, “{code}”",
            f"its version is of another indicator, “{code}”",
        )


def check_step(before: EntryView | None, entry: EntryView) -> Iterator[Finding]:
    """Check one entry against the one before it of the same key."""
    if entry.entry_no != (before.entry_no if before else 0) + 1:
        last = before.entry_no if before else 0
        yield _fault(entry, f"số thứ tự {entry.entry_no} sau {last}", f"entry_no {entry.entry_no} follows {last}")
    elif not _status_follows(before, entry):
        yield _fault(entry, "đổi trạng thái không thành cặp", "its status changes without the pair of entries")
    value, present = _deltas(before, entry)
    if (entry.value_delta, entry.presence_delta) != (value, present):
        yield _fault(
            entry,
            f"chênh lệch ghi {entry.value_delta} và {entry.presence_delta}, tính lại được {value} và {present}",
            f"its deltas are {entry.value_delta} and {entry.presence_delta}, recomputed {value} and {present}",
        )


def _status_follows(before: EntryView | None, entry: EntryView) -> bool:
    if before is None:
        return entry.missing is not Missing.MOVED
    if before.missing is Missing.MOVED:
        consecutive = (before.event_id, before.line_no + 1) == (entry.event_id, entry.line_no)
        return consecutive and before.status != entry.status and entry.missing is not Missing.MOVED
    return before.status == entry.status


def _deltas(before: EntryView | None, entry: EntryView) -> tuple[int, int]:
    old_value = (before.value or 0) if before else 0
    old_presence = presence(before.missing, entry.key.line) if before else 0
    return (entry.value or 0) - old_value, presence(entry.missing, entry.key.line) - old_presence


def _fault(entry: EntryView, what_vi: str, what_en: str) -> Fault:
    return Fault("indicators_entry", str(entry.id), what_vi, what_en)
