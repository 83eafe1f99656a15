"""Writing figures that were decided: batches, acceptances, locks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from tinhso.engines.indicators.contracts import (
    BatchResult,
    BatchSpec,
    FigureKey,
)
from tinhso.engines.indicators.logic import locking
from tinhso.engines.indicators.logic.ledger import writing


def write_batches(specs: Sequence[BatchSpec]) -> list[BatchResult]:
    """Write figures, one event a batch, all or nothing, in a number of queries that does not grow with the batches.

    Batches stand on one another in their order: the second may correct a figure of the first. A write that says what
    stands already makes no entry. A write in another status makes two (out of the old, into the new).

    Args:
        specs: the acts in the order in which they became known; `FigureWrite.state` None withdraws a figure.

    Returns:
        One result a batch; a batch whose writes are all unchanged still has its event.

    Raises:
        ConcurrentCorrection (IND-011): somebody wrote one of the keys meanwhile; nothing was written, read and retry.
        PeriodLocked (IND-009): and the batch is no `correction`. CorrectionWithoutReason (IND-023).
        FigureError: another rule of `docs/reference/figures.md` is broken (IND-001 to IND-024). WrongScheme (KER-004).
    """
    return writing.write_batches(specs)


def promote(
    keys: Sequence[FigureKey],
    *,
    actor: str,
    subject: str,
    event_kind: str = "indicators.promoted",
    reason: str = "",
    evidence: str = "",
    public: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> BatchResult:
    """Make provisional figures official as they stand: two consecutive entries a key, under one event.

    Raises:
        NothingToPromote (IND-016): a key has no figure. PeriodLocked (IND-009).
    """
    spec = BatchSpec(
        event_kind, subject, actor, promotes=tuple(keys), reason=reason, evidence=evidence, public=public or {}, at=at
    )
    return write_batches([spec])[0]


def lock(
    indicator_ids: Collection[int],
    period_id: int,
    unit_ids: Collection[int],
    *,
    actor: str,
    subject: str = "",
    reason: str = "",
    event_id: int | None = None,
) -> int | None:
    """Close a period for these indicators and units: only corrections may change their figures.

    Args:
        subject: who holds the lock (a request); unlocking lifts only the locks of the same subject.
        event_id: the caller's own event, in the same transaction; None records `indicators.locked`.

    Returns:
        The event, None when everything was locked already.
    """
    place = subject or f"indicators.period:{period_id}"
    return locking.set_lock(
        True, indicator_ids, period_id, unit_ids, actor=actor, subject=place, reason=reason, event_id=event_id
    )


def unlock(
    indicator_ids: Collection[int],
    period_id: int,
    unit_ids: Collection[int],
    *,
    actor: str,
    subject: str = "",
    reason: str = "",
    event_id: int | None = None,
) -> int | None:
    """Reopen a period; arguments and answer as `lock`."""
    place = subject or f"indicators.period:{period_id}"
    return locking.set_lock(
        False, indicator_ids, period_id, unit_ids, actor=actor, subject=place, reason=reason, event_id=event_id
    )
