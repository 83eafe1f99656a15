"""Checks of one event: its payload against its columns, its texts against its commitments."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import ACTOR, EVIDENCE, REASON, Fault, Finding, Remark
from tinhso.engines.trust.logic.commitments import commit_with_key, field_key
from tinhso.engines.trust.models import Event
from tinhso.kernel.canonical import canonical_json

_COMMITTED = (ACTOR, REASON, EVIDENCE)


def figure_count_of(event: Event) -> int:
    """Return how many sequence numbers its figures take, from the payload where it can be read."""
    document = read_payload(event)
    count = document.get("figures") if document else None
    return count if isinstance(count, int) else event.figure_count


def read_payload(event: Event) -> dict[str, Any] | None:
    """Return the payload as a document, None when it is not one canonical JSON object."""
    try:
        document = json.loads(event.payload)
    except ValueError:
        return None
    if not isinstance(document, dict) or canonical_json(document) != event.payload.encode():
        return None
    return document


def check_columns(event: Event) -> Iterator[Fault]:
    """Compare the columns that readers use with the payload that was hashed."""
    document = read_payload(event)
    if document is None:
        yield _event_fault(event, "payload không phải JSON chuẩn", "the payload is not canonical JSON")
        return
    root = bytes(event.figures_root).hex() if event.figures_root is not None else None
    pairs: dict[str, tuple[object, object]] = {
        "kind": (event.kind, document.get("kind")),
        "subject": (event.subject, document.get("subject")),
        "at": (event.at, _moment(document.get("at"))),
        "figure_count": (event.figure_count, document.get("figures")),
        "figures_root": (root, document.get("figures_root")),
    }
    for column, (stored, hashed) in pairs.items():
        if stored != hashed:
            yield _event_fault(
                event,
                f"cột {column} ghi {stored}, nội dung đã băm ghi {hashed}",
                f"column {column} says {stored}, the hashed payload says {hashed}",
            )


def check_texts(events: Sequence[Event]) -> Iterator[Finding]:
    """Open every commitment of these events with the texts and salts that are kept beside the log."""
    kept: dict[int, dict[str, queries.KeptText]] = defaultdict(dict)
    for text in queries.kept_texts([event.pk for event in events]):
        kept[text.event_id][text.field] = text
    missing: list[tuple[int, str]] = []
    for event in events:
        document = read_payload(event)
        if document is None:  # named by check_columns
            continue
        committed = {field: document[field] for field in _COMMITTED if field in document}
        missing += [(event.pk, field) for field in committed if field not in kept[event.pk]]
        yield from _check_kept(committed, kept[event.pk])
    yield from _explain_missing(missing)


def opened_commitment(text: queries.KeptText) -> bytes | None:
    """Return the commitment a kept text leads to, None when neither salt nor key is left."""
    key = text.key or (field_key(text.salt, text.field) if text.salt else None)
    return commit_with_key(key, text.text) if key else None


def _check_kept(committed: Mapping[str, str], kept: Mapping[str, queries.KeptText]) -> Iterator[Fault]:
    for field, text in kept.items():
        row = f"{text.event_id}/{field}"
        opened = opened_commitment(text)
        if opened is None:
            yield Fault("trust_salt", str(text.event_id), "mất muối của sự kiện", "the event's salt is gone")
        elif field.startswith("note:"):
            continue  # committed to in a figure's leaf, checked where figures are re-hashed
        elif field not in committed:
            yield Fault("trust_text", row, "sự kiện không cam kết nội dung này", "the event commits to no such text")
        elif opened.hex() != committed[field]:
            yield Fault(
                "trust_text",
                row,
                "nội dung hoặc muối khác với cam kết của sự kiện",
                "the text or its salt differs from the event's commitment",
            )


def _explain_missing(missing: Sequence[tuple[int, str]]) -> Iterator[Finding]:
    if not missing:
        return
    erased = queries.erasures({event_id for event_id, _ in missing})
    for event_id, field in missing:
        row = f"{event_id}/{field}"
        why = erased.get(event_id, {}).get(field)
        if why is None:
            yield Fault("trust_text", row, "mất nội dung mà không có quyết định xoá", "the text is gone, no decision")
        else:
            yield Remark(
                "trust_text",
                row,
                f"đã xoá theo {why.decision} (sự kiện {why.event_id})",
                f"erased by {why.decision} (event {why.event_id})",
            )


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


def _event_fault(event: Event, what_vi: str, what_en: str) -> Fault:
    return Fault("trust_event", str(event.pk), what_vi, what_en)
