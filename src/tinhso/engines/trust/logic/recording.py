"""Writes events: payload, salt, texts and the mark that they wait to be sealed, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tinhso.engines.trust.contracts import (
    ACTOR,
    EVIDENCE,
    REASON,
    EventSpec,
    MalformedEvent,
    RecordOutsideTransaction,
    note_field,
)
from tinhso.engines.trust.logic.clock import now
from tinhso.engines.trust.logic.commitments import commit_text, new_salt
from tinhso.engines.trust.models import Event, Pending, Salt, Text
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.clock import as_utc

PAYLOAD_VERSION = 1
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An event ready to be inserted, with what stands beside the log."""

    row: Event
    salt: bytes
    texts: Mapping[str, str]


def record_many(specs: Sequence[EventSpec]) -> list[int]:
    """Write events with their salts, texts and pending marks in a constant number of queries per 5,000 events.

    Args:
        specs: the acts, in the order in which they became known.

    Returns:
        Their event ids, ascending, in the same order.

    Raises:
        RecordOutsideTransaction: TRU-001, no transaction is open.
        MalformedEvent: TRU-002, an event could not be read back or proven.
        NotCanonical: KER-045, `public` holds something that has no one byte form, such as a float.
        NaiveDatetime: KER-040, `at` has no time zone.
    """
    if specs and not connection.in_atomic_block:
        raise RecordOutsideTransaction(kind=specs[0].kind)
    moment = now()
    event_ids: list[int] = []
    for first in range(0, len(specs), _BATCH):
        event_ids += _insert([_prepare(spec, moment) for spec in specs[first : first + _BATCH]])
    return event_ids


def reserve_event() -> int:
    """Take the id of an event that is recorded later in this transaction, once its rows can be committed to.

    Raises:
        RecordOutsideTransaction: TRU-001.
    """
    if not connection.in_atomic_block:
        raise RecordOutsideTransaction(kind="reserve")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence('trust_event', 'id'))")
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'trust_event' RETURNING seq")
        found = cursor.fetchone()
        if found is None:  # SQLite keeps no count before the first row
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('trust_event', 1) RETURNING seq")
            found = cursor.fetchone()
    return int(found[0])


def payload_of(spec: EventSpec, at: datetime, salt: bytes, texts: Mapping[str, str]) -> bytes:
    """Return the canonical payload of an event: what its leaf hashes."""
    document: dict[str, Any] = {
        "v": PAYLOAD_VERSION,
        "kind": spec.kind,
        "subject": spec.subject,
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "figures": spec.figures.count if spec.figures else 0,
        "public": dict(spec.public or {}),
    }
    for name in (ACTOR, REASON, EVIDENCE):
        if name in texts:
            document[name] = commit_text(salt, name, texts[name]).hex()
    if spec.figures:
        document["figures_root"] = spec.figures.root.hex()
    if spec.rows is not None:
        document["rows"] = dict(spec.rows)
    return canonical_json(document)


def _prepare(spec: EventSpec, moment: datetime) -> _Prepared:
    _check(spec)
    at = as_utc(spec.at or moment).replace(microsecond=0)
    salt = spec.salt or new_salt()
    texts = {ACTOR: spec.actor, REASON: spec.reason, EVIDENCE: spec.evidence}
    texts = {name: text for name, text in texts.items() if text}
    row = Event(
        id=spec.event_id,
        kind=spec.kind,
        subject=spec.subject,
        at=at,
        payload=payload_of(spec, at, salt, texts).decode(),
        figures_root=spec.figures.root if spec.figures else None,
        figure_count=spec.figures.count if spec.figures else 0,
    )
    notes = {note_field(line_no): text for line_no, text in spec.notes.items()}
    return _Prepared(row, salt, texts | notes)


def _check(spec: EventSpec) -> None:
    """Refuse what could not be proven later; the message is for developers, callers build specs, people do not."""
    problem = ""
    if not (spec.kind and spec.subject and spec.actor):
        problem = "kind, subject and actor are needed"
    elif spec.notes and spec.salt is None:
        problem = "notes are committed to in figure leaves, so their salt must be given"
    elif spec.figures and (spec.figures.count < 1 or len(spec.figures.root) != 32):
        problem = "a figure root needs at least one leaf and 32 bytes"
    if problem:
        raise MalformedEvent(kind=spec.kind, problem=problem)


def _insert(prepared: list[_Prepared]) -> list[int]:
    rows = Event.objects.bulk_create([one.row for one in prepared])
    Salt.objects.bulk_create([Salt(event=row, salt=one.salt) for row, one in zip(rows, prepared, strict=True)])
    Text.objects.bulk_create(
        [
            Text(event=row, field=name, text=text)
            for row, one in zip(rows, prepared, strict=True)
            for name, text in one.texts.items()
        ]
    )
    Pending.objects.bulk_create([Pending(event=row) for row in rows])
    return [row.pk for row in rows]
