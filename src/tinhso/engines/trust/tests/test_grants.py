"""The application's role on PostgreSQL does its whole work and has no right to change the log."""

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction

from tinhso.engines.trust import api
from tinhso.engines.trust.testing import record_some, seal_now, without_projection_checks

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
]


@pytest.fixture
def as_application() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE tinhso_app_test NOLOGIN")
        for statement in api.application_grants("tinhso_app_test"):
            cursor.execute(statement)
        cursor.execute("SET LOCAL ROLE tinhso_app_test")
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("as_application")
def test_the_role_records_seals_proves_erases_and_verifies() -> None:
    ids = record_some(3, reason="lý do")
    assert seal_now().tree_size == 3
    assert api.event_proof(ids[0])["leaf_index"] == 0
    api.erase_texts(ids[0], ["reason"], "Quyết định 12", "user:office")
    seal_now()
    with without_projection_checks():
        assert api.verify_log() == []


@pytest.mark.usefixtures("as_application")
@pytest.mark.parametrize("table", ["trust_event", "trust_leaf", "trust_node", "trust_checkpoint"])
def test_the_role_may_not_change_delete_or_unguard_the_log(table: str) -> None:
    for statement in (
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"DROP TRIGGER {table}_no_update ON {table}",
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
    ):
        with (
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
