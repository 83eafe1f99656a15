"""What the trust engine promises to others: frozen values and errors; no Django here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tinhso.kernel.errors import TinhSoError

ACTOR, REASON, EVIDENCE = "actor", "reason", "evidence"


def note_field(line_no: int) -> str:
    """Return the name under which the note of one figure of an event is committed to and kept."""
    return f"note:{line_no}"


@dataclass(frozen=True, slots=True)
class FigureRoot:
    """The root of the tree over an event's figure leaves, and how many leaves there are (at least one)."""

    root: bytes
    count: int


@dataclass(frozen=True, slots=True)
class EventSpec:
    """One act to be logged.

    Attributes:
        kind: what was done, `<engine>.<past participle>`, e.g. `reporting.submitted`.
        subject: what it was done to, `<engine>.<thing>:<id>`.
        actor: opaque text: `user:<username>`, `token:<name>` or `system:<name>`; kept beside the log, committed to.
        at: aware moment of the act; None means now. Kept to the second.
        public: JSON without floats that stands readable in the log for ever; nothing about a person belongs in it.
        reason, evidence: texts the event commits to; empty means none.
        figures: the root over the event's figures when it has any.
        salt: the salt of the commitments when the caller had to commit before recording (notes of figures).
        notes: note of a figure by its line number; their commitments stand in the figures' leaves.
    """

    kind: str
    subject: str
    actor: str
    at: datetime | None = None
    public: Mapping[str, Any] | None = None
    reason: str = ""
    evidence: str = ""
    figures: FigureRoot | None = None
    salt: bytes | None = None
    notes: Mapping[int, str] = field(default_factory=dict)


class RecordOutsideTransaction(TinhSoError):
    """An act and its event must become known together or not at all."""

    code = "TRU-001"
    status = 500
    title_vi, title_en = "Ghi nhật ký ngoài giao dịch", "Event recorded outside a transaction"
    message_vi = "Sự kiện “{kind}” được ghi ngoài giao dịch; hãy gọi record bên trong transaction.atomic()."
    message_en = "Event “{kind}” was recorded outside a transaction; call record inside transaction.atomic()."


class MalformedEvent(TinhSoError):
    """An event that could not be read back or proven must not be written."""

    code = "TRU-002"
    status = 500
    title_vi, title_en = "Sự kiện sai dạng", "Malformed event"
    message_vi = "Sự kiện “{kind}” không ghi được: {problem}."
    message_en = "Event “{kind}” cannot be recorded: {problem}."
