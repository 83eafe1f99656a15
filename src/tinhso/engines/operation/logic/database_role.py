"""The role that the service uses on PostgreSQL: it does its whole work and cannot change or unguard a ledger.

Tables belong to the role that migrates. A password is never part of it: an argument could be read by anybody on the
machine, and a printed statement would stand in a history.
"""

from __future__ import annotations

from django.db import connection, transaction

from tinhso.engines.operation.contracts import RoleRefused
from tinhso.engines.trust import api as trust


def role_statements(role: str) -> list[str]:
    """Return the SQL that the owner of the tables runs, for a role that may exist already.

    Raises:
        RoleRefused (OPE-013): not PostgreSQL, or the role is the owner's own or may do anything.
    """
    _require_another(role)
    name = connection.ops.quote_name(role)
    made = [] if _attributes(role) is not None else [f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"]
    # What the role was given before, such as everything by an older version's grants, goes first.
    return [*made, f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}", *trust.application_grants(role)]


def limit_role(role: str) -> list[str]:
    """Run these statements in one transaction and return them.

    Raises:
        RoleRefused (OPE-013).
    """
    with transaction.atomic():
        statements = role_statements(role)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    return statements


def _require_another(role: str) -> None:
    """Refuse a role whose rights no statement could take: the owner of the tables, or one that may do anything."""
    if connection.vendor != "postgresql":
        raise RoleRefused(role=role, problem="SQLite")
    is_above_rights = _attributes(role)
    if is_above_rights:
        raise RoleRefused(role=role, problem="SUPERUSER")
    if is_above_rights is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(tablename) FROM pg_tables "
            "WHERE schemaname = 'public' AND pg_has_role(%s, tableowner, 'MEMBER')",
            [role],
        )
        (owned,) = cursor.fetchone()
    if owned:
        raise RoleRefused(role=role, problem=f"OWNER, {owned}")


def _attributes(role: str) -> bool | None:
    """Whether the role is above every right; None where there is no such role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        found = cursor.fetchone()
    return None if found is None else bool(found[0])
