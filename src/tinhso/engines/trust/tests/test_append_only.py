"""Append-only tables refuse change on both databases; tests can still empty them."""

import pytest
from django.db import IntegrityError, connection, transaction

from tinhso.engines.trust import api
from tinhso.engines.trust.logic.append_only import AppendOnly
from tinhso.engines.trust.logic.verifying.guards import append_only_operations
from tinhso.engines.trust.models import Event, Text
from tinhso.engines.trust.testing import record_some, tamper, undone

pytestmark = pytest.mark.django_db

CHANGES = {
    "trust_event": "kind = 'x'",
    "trust_leaf": "first_sequence = first_sequence + 1000",
    "trust_node": "level = level + 100",
    "trust_checkpoint": "last_sequence = 0",
}


def refuse(sql: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", CHANGES)
def test_a_row_of_the_log_can_be_neither_changed_nor_deleted(table: str) -> None:
    record_some(2)
    api.seal_all()
    refuse(f"UPDATE {table} SET {CHANGES[table]}")
    refuse(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ["trust_salt", "trust_text"])
def test_a_text_can_be_deleted_whole_but_never_changed(table: str) -> None:
    record_some(1)
    refuse(f"UPDATE {table} SET event_id = event_id")
    with undone(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        assert cursor.rowcount == 1


@pytest.mark.parametrize("table", CHANGES)
def test_postgresql_refuses_to_truncate(table: str) -> None:
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor, pytest.raises(Exception, match="syntax"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table}")
        return
    # Deferred foreign keys of this transaction would otherwise be the reason of the refusal.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refuse(f"TRUNCATE {table} CASCADE")


def test_the_orm_is_refused_as_well() -> None:
    (event_id,) = record_some(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(id=event_id).update(kind="x")


def test_going_backwards_removes_the_triggers_and_forwards_brings_them_back() -> None:
    record_some(1)
    operation = AppendOnly("trust_event")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in operation.drop_statements(connection.vendor):
            cursor.execute(statement)
        cursor.execute("UPDATE trust_event SET kind = kind")
        assert cursor.rowcount == 1
        for statement in operation.create_statements(connection.vendor):
            cursor.execute(statement)
    refuse("UPDATE trust_event SET kind = 'x'")


def test_every_table_of_the_log_is_known_to_the_check() -> None:
    known = {operation.table: operation.erasable for operation in append_only_operations()}
    assert known.items() >= (dict.fromkeys(CHANGES, False) | {"trust_salt": True, "trust_text": True}).items()


def test_tampering_in_a_test_gets_past_the_triggers_and_leaves_them_standing() -> None:
    (event_id,) = record_some(1)
    assert tamper("UPDATE trust_event SET kind = 'x' WHERE id = %s", [event_id]) == 1
    assert Event.objects.get(id=event_id).kind == "x"
    refuse("UPDATE trust_event SET kind = 'y'")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_that_commits_starts_with_an_empty_log(time: str) -> None:
    assert not Event.objects.exists()
    record_some(3)
    assert Text.objects.count() == 3
