"""From SQLite to PostgreSQL: every row, as it stands, in one transaction of the target.

1. The target is migrated and must hold nothing that a migration did not put there; such rows make way for ours.
2. Tables are copied by COPY, read in one transaction of the source: references are checked at the end of the
   target's transaction, so no order of tables can be wrong. Triggers refuse changes, not new rows, and stay.
3. Sequences go on after the largest key, counts are compared, and the whole log is checked in the target.

Ended at any moment it is begun again: the target holds nothing until its one transaction is there, and a target that
holds exactly our rows (ended before the check) is checked and taken.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tinhso.engines.operation.contracts import MoveRefused
from tinhso.engines.operation.logic.server_sessions import others_after_waiting

TARGET = "move_target"
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, and what the check in the new place says (empty: everything holds)."""

    tables: int
    rows: int
    problem: str


def move_to(address: str, target_settings: dict[str, Any]) -> Moved:
    """Copy this installation's database into an empty one of PostgreSQL; the source is not changed.

    Args:
        address: DATABASE_URL of the target.
        target_settings: the same as Django's settings of a database.

    Raises:
        MoveRefused (OPE-009): this is not SQLite, the target is not PostgreSQL, or it holds rows.
    """
    if connection.vendor != "sqlite" or "postgresql" not in target_settings["ENGINE"]:
        raise MoveRefused(problem=f"{connection.vendor} → {target_settings['ENGINE'].rsplit('.', 1)[-1]}")
    connections.settings[TARGET] = {**connections.settings["default"], **target_settings, "OPTIONS": {}}
    try:
        if others := others_after_waiting(connections[TARGET], idle_too=True):
            raise MoveRefused(problem=f"pg_stat_activity: {others}")
        _in_target(address, "manage", "migrate", "--verbosity", "0")
        rows = _copy(connections[TARGET])
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]
    return Moved(len(rows), sum(rows.values()), _in_target(address, "ledger", "verify", may_fail=True))


def _copy(target: BaseDatabaseWrapper) -> dict[str, int]:
    tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with transaction.atomic(), transaction.atomic(using=TARGET):
        if before := _copied_before(tables):
            return before
        _make_way(tables)
        moved = {model._meta.db_table: _copy_table(model, target) for model in tables}
        for model in tables:
            _continue_sequence(model, target)
        for model in tables:
            there = model._base_manager.using(TARGET).count()
            if there != moved[model._meta.db_table]:
                raise MoveRefused(problem=f"{model._meta.db_table}: {moved[model._meta.db_table]} ≠ {there}")
    return moved


def _copied_before(tables: Iterable[type[models.Model]]) -> dict[str, int]:
    """How many rows each table has where the target holds exactly ours; empty where it does not, or nothing was done.

    A move that was ended between its transaction and the check of the log was not acknowledged; it is finished.
    """
    counts = {}
    for model in tables:
        count = model._base_manager.using(TARGET).count()
        if count != model._base_manager.count():
            return {}
        counts[model._meta.db_table] = count
    if any(_sum_of_rows(model, "default") != _sum_of_rows(model, TARGET) for model in tables):
        return {}
    return counts


def _sum_of_rows(model: type[models.Model], using: str) -> int:
    """A sum over the rows' hashes: the two databases order texts differently."""
    named = [field.attname for field in model._meta.local_concrete_fields if field.column]
    rows = model._base_manager.using(using).values_list(*named).iterator(_BATCH)
    return sum(int.from_bytes(sha256(_written(row)).digest(), "big") for row in rows)


def _written(row: tuple[Any, ...]) -> bytes:
    # PostgreSQL keeps the keys of documents in an order of its own.
    plain = [bytes(value) if isinstance(value, memoryview) else value for value in row]
    return json.dumps(plain, default=repr, sort_keys=True, ensure_ascii=False).encode()


def _make_way(tables: Iterable[type[models.Model]]) -> None:
    """Remove what migrations wrote (kinds of content, permissions); refuse anything else that is there."""
    own = {"django_content_type", "auth_permission"}
    for model in tables:
        if model._meta.db_table not in own and model._base_manager.using(TARGET).exists():
            raise MoveRefused(problem=f"{model._meta.db_table} ≠ 0")
    for label in ("auth.Permission", "contenttypes.ContentType"):
        apps.get_model(label)._base_manager.using(TARGET).all().delete()


def _copy_table(model: type[models.Model], target: BaseDatabaseWrapper) -> int:
    fields = [field for field in model._meta.local_concrete_fields if field.column]
    columns = ", ".join(target.ops.quote_name(str(field.column)) for field in fields)
    statement = f"COPY {target.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN"
    count = 0
    with target.cursor() as cursor, cursor.copy(statement) as copy:
        for row in _rows(model, fields):
            copy.write_row(row)
            count += 1
    return count


def _rows(model: type[models.Model], fields: list[models.Field[Any, Any]]) -> Iterator[list[Any]]:
    from psycopg.types.json import Jsonb

    # Values through the model's fields: moments, truth values, bytes and documents as Python has them.
    named = [field.attname for field in fields]
    as_json = [isinstance(field, models.JSONField) for field in fields]
    for row in model._base_manager.order_by("pk").values_list(*named).iterator(_BATCH):
        yield [Jsonb(value) if is_json else value for value, is_json in zip(row, as_json, strict=True)]


def _continue_sequence(model: type[models.Model], target: BaseDatabaseWrapper) -> None:
    key = model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField | models.SmallAutoField):
        return
    table, column = target.ops.quote_name(model._meta.db_table), target.ops.quote_name(str(key.column))
    with target.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), max({column})) FROM {table} HAVING max({column}) > 0",
            [table, key.column],
        )


def _in_target(address: str, *words: str, may_fail: bool = False) -> str:
    """Run a command of the product against the target; return what it complained of, empty where nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "tinhso.site.command_line", *words],
        env={**os.environ, "DATABASE_URL": address}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not done.returncode:
        return ""
    said = (done.stderr.strip() or done.stdout.strip() or json.dumps(words))[-500:]
    if may_fail:
        return said
    raise MoveRefused(problem=said)
