"""Let a test's connection to PostgreSQL keep its prepared statements, as a connection of the product does for hours.

psycopg forgets every statement after a rollback, and all but the last hundred. Where each test ends in a rollback
nothing was met often enough to be prepared, and the server planned every question anew: a quarter of its time. What
a statement is prepared for may have changed only where tables did, and after that it is still forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg._preparing import Prepare, PrepareManager

ENOUGH = 2000
CHANGES_OF_TABLES = (b"DROP", b"ALTER", b"DISCARD ALL", b"DEALLOCATE ALL")


def keep_plans_over_rollbacks() -> None:
    """From here on no rollback makes a connection of this process forget."""
    assert hasattr(PrepareManager, "_should_discard"), "this psycopg decides elsewhere what to forget"
    PrepareManager._should_discard = _tables_changed  # type: ignore[method-assign]
    PrepareManager.prepared_max = ENOUGH


def _tables_changed(manager: PrepareManager, prep: Prepare, results: Sequence[Any]) -> bool:
    said = [result.command_status or b"" for result in results]
    return any(word.startswith(CHANGES_OF_TABLES) for word in said) and manager.clear()
