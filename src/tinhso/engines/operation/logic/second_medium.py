"""The second medium of this installation: shipping as one of its processes, and how far it reaches."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from tinhso.engines.operation.logic.durable_files import read_json
from tinhso.engines.operation.logic.journal.shipping import STATE, Shipper
from tinhso.engines.operation.logic.places import database_file, state_folder

# The lag that the server measures goes blank when all is quiet and stands still when the receiver does; then what was
# not flushed there, and since when the receiver has said nothing, tell.
_RECEIVERS = (
    "SELECT count(*), COALESCE(min(EXTRACT(EPOCH FROM CASE WHEN flush_lsn < pg_current_wal_flush_lsn() "
    "THEN GREATEST(COALESCE(flush_lag, interval '0'), now() - reply_time) ELSE interval '0' END)), 0) "
    "FROM pg_stat_replication WHERE state = 'streaming'"
)


def ships_to_a_second_medium() -> bool:
    """Whether this installation ships by itself: SQLite with TINHSO_SECOND_MEDIUM (PostgreSQL has tools of its own)."""
    return bool(settings.TINHSO_SECOND_MEDIUM) and connection.vendor == "sqlite"


def ship() -> None:
    """One round of shipping; call it again and again.

    Raises:
        OSError: the medium cannot be written; a later round ships what is missing.
    """
    _shipper().round()


def finish_shipping() -> None:
    """Ship the last commits when the others have stopped."""
    _shipper().finish()


def lag_seconds() -> float | None:
    """How far the second medium is behind; None where there is none, or nothing has reached it yet."""
    if connection.vendor == "postgresql":
        receivers, lag = receivers_and_lag()
        return lag if receivers else None
    kept = read_json(state_folder() / STATE) if settings.TINHSO_SECOND_MEDIUM else None
    if not kept or not kept.get("covered_at"):
        return None
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(kept["covered_at"])).total_seconds())


def receivers_and_lag() -> tuple[int, float]:
    """PostgreSQL: how many receive its log, and by how many seconds the best of them is behind."""
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVERS)
        receivers, lag = cursor.fetchone()
    return int(receivers), float(lag)


@cache
def _shipper() -> Shipper:
    medium: Path | None = settings.TINHSO_SECOND_MEDIUM
    if medium is None:
        raise RuntimeError("no second medium is set: ask ships_to_a_second_medium() first")
    return Shipper(database_file(), medium)
