"""Closes and reopens periods; who may is decided above."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from tinhso.engines.indicators.logic.ledger.guard import guard_locking
from tinhso.engines.indicators.models import Lock
from tinhso.engines.indicators.queries.locks import locked_units
from tinhso.engines.trust import api as trust


def set_lock(
    locked: bool,
    indicator_ids: Collection[int],
    period_id: int,
    unit_ids: Collection[int],
    *,
    actor: str,
    subject: str,
    reason: str = "",
    event_id: int | None = None,
) -> int | None:
    """Lock or unlock indicators × one period × units for one locker, the subject; see `api.lock`."""
    with transaction.atomic():
        guard_locking()
        standing = locked_units(indicator_ids, [period_id], unit_ids, by=subject)
        wanted = [(indicator, unit) for indicator in indicator_ids for unit in unit_ids]
        changed = [(one, unit) for one, unit in wanted if ((one, period_id, unit) in standing) != locked]
        if not changed:
            return None
        if event_id is None:
            event_id = trust.record(
                kind="indicators.locked" if locked else "indicators.unlocked",
                subject=subject,
                actor=actor,
                reason=reason,
                public={"locks": len(changed)},
            )
        Lock.objects.bulk_create(
            Lock(indicator_id=one, period_id=period_id, unit_id=unit, locker=subject, locked=locked, event_id=event_id)
            for one, unit in changed
        )
        return event_id
