"""Keeps "locked" true while figures are being written: a lock waits for writers, writers wait for a lock.

SQLite has one writer at a time. On PostgreSQL two transactions could each see the state before the other: a figure
would slip into a period that was being locked. Writers hold a shared advisory lock, locking takes the exclusive one.
"""

from __future__ import annotations

from django.db import connection

_GUARD = 0x54494E48_4C4F434B  # "TINHLOCK"


def guard_writing() -> None:
    """Hold back locking until the caller's transaction ends."""
    _advisory("pg_advisory_xact_lock_shared")


def guard_locking() -> None:
    """Wait for writers, and hold back new ones until the caller's transaction ends."""
    _advisory("pg_advisory_xact_lock")


def _advisory(function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [_GUARD])
