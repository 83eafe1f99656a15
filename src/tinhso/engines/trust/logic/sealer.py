"""The sealer: numbers committed events without gaps, appends their leaves and signs a checkpoint.

1. Under the lease, read what waits, by event id. An event with a smaller id that commits later simply waits for the
   next round: order is what the sealer gives, not when a row was stamped.
2. Record one more event that commits to the rows those events wrote (`row_commitments.py`), where there are any.
3. Outside any transaction: hash, grow the tree, sign.
4. In one short transaction: leaves, nodes, checkpoint, and the pending marks go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import ROWS_KIND, CheckpointView, ClockWentBack, EventSpec
from tinhso.engines.trust.logic.clock import now
from tinhso.engines.trust.logic.demonstration import keep_alive
from tinhso.engines.trust.logic.keys import load_sealer_key
from tinhso.engines.trust.logic.leases import HeldLease, lease
from tinhso.engines.trust.logic.merkle import leaf_hash
from tinhso.engines.trust.logic.notes import Statement, sign_statement
from tinhso.engines.trust.logic.recording import record_many
from tinhso.engines.trust.logic.row_commitments import rows_of_events
from tinhso.engines.trust.logic.tree import NodeName, fold, grow, nodes_of_range
from tinhso.engines.trust.models import Checkpoint, Leaf, Node, Pending

LEASE_NAME, LEASE_SECONDS = "sealer", 60
DEFAULT_LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class _Round:
    """Everything one round of sealing writes."""

    leaves: list[Leaf]
    nodes: dict[NodeName, bytes]
    checkpoint: CheckpointView


def seal(limit: int = DEFAULT_LIMIT) -> CheckpointView | None:
    """Seal what waits, at most `limit` events, under one new checkpoint.

    Returns:
        The checkpoint, None when nothing waited.

    Raises:
        LeaseTaken: TRU-011, another process is sealing.
        ClockWentBack: TRU-010, the clock shows an earlier moment than the last checkpoint.
        KeyMissing, KeyOpenToOthers, UnreadableKey, KeyOfAnotherLog, SealedByAnotherKey: TRU-003, 004, 005, 008, 020.
    """
    keep_alive()
    if not Pending.objects.exists():
        return None
    with lease(LEASE_NAME, LEASE_SECONDS) as held:
        return seal_round(held, limit)


def seal_round(held: HeldLease, limit: int = DEFAULT_LIMIT) -> CheckpointView | None:
    """Do as `seal` for whoever holds the lease already."""
    _refuse_backward_clock(queries.latest_checkpoint(), now())
    waiting = _with_rows(queries.pending_payloads(limit))
    return _commit(_prepare(waiting), held) if waiting else None


def seal_all() -> CheckpointView | None:
    """Seal until nothing waits; return the last checkpoint of the log, None when it is empty."""
    while seal() is not None:
        pass
    return queries.latest_checkpoint()


def _with_rows(waiting: Sequence[queries.WaitingEvent]) -> Sequence[queries.WaitingEvent]:
    """Add the event that commits to the rows of these events; a round that is broken off commits to them again."""
    rows = rows_of_events(waiting)
    if not rows:
        return waiting
    with transaction.atomic():
        spec = EventSpec(ROWS_KIND, "trust.log", "system:sealer", rows=rows)
        event_id = record_many([spec])[0]
    return [*waiting, *queries.waiting_events([event_id])]


def _prepare(waiting: Sequence[queries.WaitingEvent]) -> _Round:
    last = queries.latest_checkpoint()
    size, sequence = (last.tree_size, last.last_sequence) if last else (0, 0)
    moment = now()
    _refuse_backward_clock(last, moment)
    leaves = []
    for offset, event in enumerate(waiting):
        hashed = leaf_hash(event.payload.encode())
        leaves.append(Leaf(leaf_index=size + offset, event_id=event.id, first_sequence=sequence + 1, leaf_hash=hashed))
        sequence += 1 + event.figure_count
    peaks = queries.node_hashes(nodes_of_range(0, size))
    nodes = grow(size, peaks, [bytes(leaf.leaf_hash) for leaf in leaves])
    known = peaks | nodes
    size += len(leaves)
    root = fold([known[name] for name in nodes_of_range(0, size)])
    statement = Statement(settings.TINHSO_LOG_ORIGIN, size, root, moment, sequence)
    note = sign_statement(statement, load_sealer_key())
    return _Round(leaves, nodes, CheckpointView(size, root, sequence, moment, note))


def _refuse_backward_clock(last: CheckpointView | None, moment: datetime) -> None:
    """Refuse to seal at an earlier moment than before (TRU-010), also before anything more is recorded."""
    if last and moment < last.sealed_at:
        raise ClockWentBack(now=moment.isoformat(), last=last.sealed_at.isoformat())


def _commit(done: _Round, held: HeldLease) -> CheckpointView:
    checkpoint = done.checkpoint
    with transaction.atomic():
        # The fence: whoever lost the lease while hashing writes nothing. The primary keys would refuse it as well.
        held.renew()
        Leaf.objects.bulk_create(done.leaves)
        Node.objects.bulk_create(
            [Node(level=level, position=position, hash=hashed) for (level, position), hashed in done.nodes.items()]
        )
        Checkpoint.objects.create(
            tree_size=checkpoint.tree_size,
            root_hash=checkpoint.root_hash,
            last_sequence=checkpoint.last_sequence,
            sealed_at=checkpoint.sealed_at,
            note=checkpoint.note,
        )
        queries.delete_pending([leaf.event_id for leaf in done.leaves])
    return checkpoint
