"""The public verbs of the trust engine: record what was done, seal it, prove it, check it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tinhso.engines.trust.contracts import EventSpec, FigurePath, FigureRoot
from tinhso.engines.trust.logic.append_only import AppendOnly
from tinhso.engines.trust.logic.clock import now, use_clock
from tinhso.engines.trust.logic.commitments import commit_text, new_salt
from tinhso.engines.trust.logic.erasure import erase_texts
from tinhso.engines.trust.logic.grants import application_grants
from tinhso.engines.trust.logic.key_chain import key_chain
from tinhso.engines.trust.logic.key_custody import key_custody
from tinhso.engines.trust.logic.keys import key_file, verifier_key
from tinhso.engines.trust.logic.leases import HeldLease, lease
from tinhso.engines.trust.logic.merkle import leaf_hash, root_of_stream, verify_consistency, verify_inclusion
from tinhso.engines.trust.logic.outbox import (
    deliver,
    failing_deliveries,
    outbox_state,
    publish,
    publish_many,
    retry_deliveries,
    subscribe,
    unsubscribe,
    waiting_deliveries,
)
from tinhso.engines.trust.logic.proofs import (
    ShownDefinition,
    combine_figure_proof,
    consistency_proof,
    event_proof,
    event_proofs,
    figure_paths,
    figure_proof_document,
    inclusion_proof,
)
from tinhso.engines.trust.logic.recording import record_many, reserve_event
from tinhso.engines.trust.logic.rotation import replace_lost_key, rotate_key
from tinhso.engines.trust.logic.row_commitments import (
    Commitments,
    CommittedRow,
    RowCheck,
    check_rows,
    check_sealed_rows,
    commit_rows,
    register_row_source,
)
from tinhso.engines.trust.logic.sealer import seal, seal_all
from tinhso.engines.trust.logic.verifying import register_projection_check, verify_log
from tinhso.engines.trust.logic.versions import keep_versions
from tinhso.engines.trust.logic.witnessing import (
    keep_cosignatures,
    known_witnesses,
    latest_cosignature,
    witness_request,
)
from tinhso.engines.trust.queries import (
    checkpoint_as_of,
    checkpoint_of_size,
    checkpoint_sealing,
    checkpoints,
    erasures,
    event,
    event_views,
    events,
    figure_roots,
    kept_texts,
    latest_checkpoint,
    logged_kinds,
    sealing_state,
    texts,
    texts_of,
)

__all__ = [
    "AppendOnly",
    "Commitments",
    "CommittedRow",
    "HeldLease",
    "RowCheck",
    "ShownDefinition",
    "application_grants",
    "check_rows",
    "check_sealed_rows",
    "checkpoint_as_of",
    "checkpoint_of_size",
    "checkpoint_sealing",
    "checkpoints",
    "combine_figure_proof",
    "commit_rows",
    "commit_text",
    "consistency_proof",
    "deliver",
    "erase_texts",
    "erasures",
    "event",
    "event_proof",
    "event_proofs",
    "event_views",
    "events",
    "failing_deliveries",
    "figure_path",
    "figure_paths",
    "figure_proof_document",
    "figure_root",
    "figure_roots",
    "inclusion_proof",
    "keep_cosignatures",
    "keep_versions",
    "kept_texts",
    "key_chain",
    "key_custody",
    "key_file",
    "known_witnesses",
    "latest_checkpoint",
    "latest_cosignature",
    "leaf_hash",
    "lease",
    "logged_kinds",
    "new_salt",
    "now",
    "outbox_state",
    "publish",
    "publish_many",
    "record",
    "record_many",
    "register_projection_check",
    "register_row_source",
    "replace_lost_key",
    "reserve_event",
    "retry_deliveries",
    "rotate_key",
    "seal",
    "seal_all",
    "sealing_state",
    "subscribe",
    "texts",
    "texts_of",
    "unsubscribe",
    "use_clock",
    "verifier_key",
    "verify_consistency",
    "verify_inclusion",
    "verify_log",
    "waiting_deliveries",
    "witness_request",
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
    rows: Mapping[str, Any] | None = None,
    event_id: int | None = None,
) -> int:
    """Write one event in the caller's transaction; arguments as in `contracts.EventSpec`.

    Returns:
        The event id that dated rows carry.

    Raises:
        As `record_many`.
    """
    spec = EventSpec(kind, subject, actor, at, public, reason, evidence, figures, salt, notes or {}, rows, event_id)
    return record_many([spec])[0]


def figure_root(leaves: Iterable[bytes]) -> FigureRoot:
    """Return the root over an event's figure leaves (canonical JSON bytes, in `line_no` order, at least one).

    Goes through the leaves once and keeps little of them: a generator of a million is welcome.
    """
    return FigureRoot(*root_of_stream(leaves))


def figure_path(leaves: Sequence[bytes], index: int) -> FigurePath:
    """Return the way from one figure leaf to its event's root; `figure_paths` does many at once."""
    return figure_paths(leaves, [index])[index]
