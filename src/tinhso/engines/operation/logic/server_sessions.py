"""Who else works at a server of PostgreSQL with this program's account: mostly what a run that was killed left there.

The server goes on with a statement whose program is gone, and `psql` with a script whose starter is gone.
"""

from __future__ import annotations

import time

from django.db.backends.base.base import BaseDatabaseWrapper

LONGEST_WAIT_SECONDS = 30.0
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_AT_WORK = " AND state <> 'idle'"


def others_after_waiting(database: BaseDatabaseWrapper, *, idle_too: bool) -> int:
    """Wait until nobody else is there, and return how many still are after a while: 0 when this program is alone.

    Args:
        idle_too: also those who are only connected count, who may begin at any moment.
    """
    end = time.monotonic() + LONGEST_WAIT_SECONDS
    while (others := _count(database, _OTHERS if idle_too else _OTHERS + _AT_WORK)) and time.monotonic() <= end:
        time.sleep(0.2)
    return others


def _count(database: BaseDatabaseWrapper, statement: str) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees its first look for ever
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
