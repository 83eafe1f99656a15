"""Checks that the triggers which keep tables append-only still stand, with the text they were made with."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tinhso.engines.trust.contracts import Fault
from tinhso.engines.trust.logic.append_only import POSTGRESQL_BODY, AppendOnly

_STANDING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    # A disabled trigger (tgenabled D, or R for replicas only) guards nothing.
    "postgresql": (
        "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
    ),
}


def append_only_operations() -> list[AppendOnly]:
    """Return the operation of every append-only table, from the migrations applied to this database."""
    loader = MigrationLoader(connection)
    operations: dict[str, AppendOnly] = {}
    for name in loader.applied_migrations:
        if migration := loader.disk_migrations.get(name):
            found = [operation for operation in migration.operations if isinstance(operation, AppendOnly)]
            operations |= {operation.table: operation for operation in found}
    return [operations[table] for table in sorted(operations)]


def check_triggers() -> Iterator[Fault]:
    """Name every trigger that is missing, switched off or replaced by another text."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[vendor])
        standing = dict(cursor.fetchall())
    for operation in append_only_operations():
        for name, statement in operation.triggers(vendor).items():
            expected = statement if vendor == "sqlite" else POSTGRESQL_BODY
            if name not in standing:
                yield Fault(operation.table, name, "mất trigger chống sửa, xoá", "the append-only trigger is missing")
            elif standing[name] != expected:
                yield Fault(operation.table, name, "trigger chống sửa, xoá đã bị thay", "the trigger was replaced")
