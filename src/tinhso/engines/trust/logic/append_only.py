"""A migration operation: triggers that make a table append-only on SQLite and on PostgreSQL.

SQLite rebuilds a table for many schema changes and drops its triggers with the old one: a migration that alters an
append-only table repeats the operation afterwards (`verify_log` names every trigger that is missing).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

POSTGRESQL_BODY = """
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END """
_POSTGRESQL_FUNCTION = (
    f"CREATE OR REPLACE FUNCTION tinhso_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $${POSTGRESQL_BODY}$$"
)


class AppendOnly(Operation):
    """Refuse UPDATE and DELETE (on PostgreSQL also TRUNCATE) on one table; the database raises IntegrityError.

    Args:
        table: name of the table in the database, e.g. `trust_event`.
        erasable: rows may be deleted whole (texts about people, erased by law) but never changed.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, erasable: bool = False) -> None:
        self.table = table
        self.erasable = erasable

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in Django's picture of the models: triggers are invisible to it."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Create the triggers, replacing older ones of the same name."""
        vendor = schema_editor.connection.vendor
        for statement in self.drop_statements(vendor) + self.create_statements(vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Remove the triggers."""
        for statement in self.drop_statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """Say what the operation does, for `migrate` and `sqlmigrate`."""
        return f"Refuse {' and '.join(self._refused('sqlite'))} on {self.table}"

    def triggers(self, vendor: str) -> dict[str, str]:
        """Return name and SQL of each trigger that must stand on the table, on `sqlite` or `postgresql`."""
        return {
            f"{self.table}_no_{change.lower()}": self._trigger(f"{self.table}_no_{change.lower()}", change, vendor)
            for change in self._refused(vendor)
        }

    def create_statements(self, vendor: str) -> list[str]:
        """Return the SQL that creates the triggers."""
        needed = [] if vendor == "sqlite" else [_POSTGRESQL_FUNCTION]
        return needed + list(self.triggers(vendor).values())

    def drop_statements(self, vendor: str) -> list[str]:
        """Return the SQL that removes the triggers (for going backwards, and for emptying a test database)."""
        place = "" if vendor == "sqlite" else f" ON {self.table}"
        return [f"DROP TRIGGER IF EXISTS {name}{place}" for name in self.triggers(vendor)]

    def _trigger(self, name: str, change: str, vendor: str) -> str:
        if vendor == "sqlite":
            return (
                f"CREATE TRIGGER {name} BEFORE {change} ON {self.table} "
                f"BEGIN SELECT RAISE(ABORT, '{self.table} is append-only: {change} is refused'); END"
            )
        # By statement: also a change that would touch no row is refused, and the cost does not grow with rows.
        return (
            f"CREATE TRIGGER {name} BEFORE {change} ON {self.table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION tinhso_refuse_change()"
        )

    def _refused(self, vendor: str) -> list[str]:
        changes = ["UPDATE"] if self.erasable else ["UPDATE", "DELETE"]
        return changes if vendor == "sqlite" or self.erasable else [*changes, "TRUNCATE"]
