"""The rights of the application's role on PostgreSQL, where tables belong to another role that only migrates.

The triggers refuse a change by anybody; these rights refuse it to the application even before, and keep it from
dropping the triggers, since only an owner can.
"""

from __future__ import annotations

from django.db import connection

from tinhso.engines.trust.logic.verifying.guards import append_only_operations


def application_grants(role: str) -> list[str]:
    """Return the SQL that the owner of the tables runs after every migration.

    Args:
        role: name of the application's role.
    """
    name = connection.ops.quote_name(role)
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
    ]
    for operation in append_only_operations():
        taken = "UPDATE, TRUNCATE" if operation.erasable else "UPDATE, DELETE, TRUNCATE"
        statements.append(f"REVOKE {taken} ON {operation.table} FROM {name}")
    return statements
