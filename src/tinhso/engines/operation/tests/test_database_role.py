"""The role that the service uses on PostgreSQL: made, limited, and told apart by `doctor` from one that may do more."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from tinhso.engines.operation import api
from tinhso.engines.operation.contracts import Finding, HealthState, RoleRefused
from tinhso.engines.operation.logic.checks.database import check_ledger_rights
from tinhso.engines.trust.testing import record_some

pytestmark = pytest.mark.django_db
ROLE = "tinhso_web_test"
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def checked_as_role() -> Finding:
    with transaction.atomic():
        execute(f"SET LOCAL ROLE {ROLE}")
        found = check_ledger_rights()
        execute("RESET ROLE")
    return found


@on_postgresql
def test_a_role_that_could_do_everything_is_limited_and_still_works() -> None:
    execute(f"CREATE ROLE {ROLE} LOGIN")
    execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}")
    assert checked_as_role().state is HealthState.WARN

    printed = api.role_statements(ROLE)
    assert checked_as_role().state is HealthState.WARN
    assert api.limit_role(ROLE) == printed

    assert checked_as_role().state is HealthState.GOOD
    execute(f"SET LOCAL ROLE {ROLE}")
    record_some(1)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        execute("UPDATE trust_event SET kind = kind")
    execute("RESET ROLE")


@on_postgresql
def test_a_role_that_is_missing_is_made_without_a_password_and_without_more_rights() -> None:
    api.limit_role(ROLE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolpassword FROM pg_authid WHERE rolname = %s",
            [ROLE],
        )
        assert cursor.fetchone() == (True, False, False, False, None)
    # Again, as after every upgrade.
    api.limit_role(ROLE)


@on_postgresql
def test_a_role_whose_rights_cannot_be_taken_is_refused() -> None:
    execute(f"CREATE ROLE {ROLE} SUPERUSER")
    with pytest.raises(RoleRefused, match="SUPERUSER"):
        api.limit_role(ROLE)
    execute(f"ALTER ROLE {ROLE} NOSUPERUSER")
    execute(f"ALTER TABLE trust_event OWNER TO {ROLE}")
    with pytest.raises(RoleRefused, match="OWNER, trust_event"):
        api.limit_role(ROLE)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="there it is done")
def test_sqlite_says_that_it_has_no_roles() -> None:
    with pytest.raises(RoleRefused, match="SQLite"):
        api.role_statements(ROLE)
