"""The public verbs of the trust engine: record what was done, seal it, prove it, check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tinhso.engines.trust.contracts import EventSpec, FigureRoot
from tinhso.engines.trust.logic.append_only import AppendOnly
from tinhso.engines.trust.logic.clock import now, use_clock
from tinhso.engines.trust.logic.commitments import commit_text, new_salt
from tinhso.engines.trust.logic.merkle import leaf_hash, root_of_hashes
from tinhso.engines.trust.logic.recording import record_many

__all__ = [
    "AppendOnly",
    "commit_text",
    "figure_root",
    "new_salt",
    "now",
    "record",
    "record_many",
    "use_clock",
]


def record(
    *,
    kind: str,
    subject: str,
    actor: str,
    at: datetime | None = None,
    public: Mapping[str, Any] | None = None,
    reason: str = "",
    evidence: str = "",
    figures: FigureRoot | None = None,
    salt: bytes | None = None,
    notes: Mapping[int, str] | None = None,
) -> int:
    """Write one event in the caller's transaction; arguments as in `contracts.EventSpec`.

    Returns:
        The event id that dated rows carry.

    Raises:
        RecordOutsideTransaction: TRU-001, no transaction is open.
        MalformedEvent: TRU-002, the event could not be read back or proven.
    """
    spec = EventSpec(kind, subject, actor, at, public, reason, evidence, figures, salt, notes or {})
    return record_many([spec])[0]


def figure_root(leaves: Sequence[bytes]) -> FigureRoot:
    """Return the root over an event's figure leaves (canonical JSON bytes, in `line_no` order, at least one)."""
    return FigureRoot(root_of_hashes([leaf_hash(leaf) for leaf in leaves]), len(leaves))
