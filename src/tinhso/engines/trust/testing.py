"""What other modules' tests need of the log: shortcuts to record, and ways past the triggers.

A test that proves that altered rows are found has to alter them, and Django empties tables after a test that commits;
the triggers refuse both. Nothing here is for the product.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

from tinhso.engines.trust.contracts import CheckpointView, EventSpec
from tinhso.engines.trust.logic.append_only import AppendOnly
from tinhso.engines.trust.logic.recording import record_many
from tinhso.engines.trust.logic.sealer import seal_all
from tinhso.engines.trust.logic.verifying import whole_log
from tinhso.engines.trust.logic.verifying.guards import append_only_operations

_patched: list[Any] = []


def event_spec(number: int = 1, **changes: Any) -> EventSpec:
    """Return a spec of an unremarkable event; changes are fields of `EventSpec`."""
    plain: dict[str, Any] = {"kind": "test.done", "subject": f"test.thing:{number}", "actor": "system:test"}
    return EventSpec(**(plain | changes))


def record_some(count: int, **changes: Any) -> list[int]:
    """Record so many unremarkable events in a transaction of their own; return their ids."""
    with transaction.atomic():
        return record_many([event_spec(number, **changes) for number in range(count)])


def seal_now() -> CheckpointView:
    """Seal everything that waits and return the last checkpoint; something must have been recorded."""
    sealed = seal_all()
    assert sealed is not None, "nothing was ever recorded"
    return sealed


@contextmanager
def append_only_lifted(named_in: str = "") -> Iterator[None]:
    """Let rows of append-only tables be changed and deleted within the block (PostgreSQL: needs a superuser).

    Args:
        named_in: a statement; only tables that it names are meant (SQLite: dropping all triggers takes longer).
    """
    with connection.cursor() as cursor:
        _set_guards(cursor, standing=False, named_in=named_in)
        try:
            yield
        finally:
            _set_guards(cursor, standing=True, named_in=named_in)


def tamper(sql: str, parameters: Sequence[Any] = ()) -> int:
    """Change the database behind the product's back; return how many rows were touched."""
    with append_only_lifted(sql), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


@contextmanager
def undone() -> Iterator[None]:
    """Undo at the end of the block what was done in it, triggers included."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def without_projection_checks() -> Iterator[None]:
    """Let `verify_log` check the log alone: events of such tests carry figure roots without figures."""
    kept = whole_log._projection_checks
    whole_log._projection_checks = {}
    try:
        yield
    finally:
        whole_log._projection_checks = kept


def let_tests_flush() -> None:
    """Let Django empty append-only tables after tests that commit; call once, in a conftest."""
    case: Any = TransactionTestCase  # the hook is not part of Django's declared interface
    teardown = case._fixture_teardown
    if case in _patched:
        return

    def past_triggers(self: TransactionTestCase) -> None:
        with append_only_lifted():
            teardown(self)

    case._fixture_teardown = past_triggers
    _patched.append(case)


def _set_guards(cursor: Any, *, standing: bool, named_in: str) -> None:
    if connection.vendor == "postgresql":
        cursor.execute(f"SET session_replication_role = {'DEFAULT' if standing else 'replica'}")
        return
    for operation in _guards():
        if named_in and operation.table not in named_in:
            continue
        for statement in operation.create_statements("sqlite") if standing else operation.drop_statements("sqlite"):
            cursor.execute(statement)


@cache
def _guards() -> list[AppendOnly]:
    # Reading all migrations takes a while; they do not change within a test run.
    return append_only_operations()
