"""A migration operation: check a table's references once per statement instead of once per row (PostgreSQL).

PostgreSQL checks a foreign key with one query per row and column: five of them slow a bulk insert into the ledger from
133,000 to 32,000 rows a second. The ledger is append-only and so is nearly everything it points at, so the same promise
is kept by one anti-join per statement over the inserted rows, and by refusing to delete a referenced row where the
target is not append-only. SQLite checks foreign keys cheaply and keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

_DROP_FOREIGN_KEYS = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = '{table}'::regclass LOOP
        EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', name);
    END LOOP;
END $$
"""
_CHECK_INSERTED = """
CREATE OR REPLACE FUNCTION {table}_check_references() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {conditions} THEN
        RAISE EXCEPTION '{table}: a row refers to something that does not exist'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$
"""
_MISSING_TARGET = (
    "EXISTS (SELECT 1 FROM (SELECT DISTINCT {column} AS id FROM inserted) AS named "
    "WHERE NOT EXISTS (SELECT 1 FROM {target} AS target WHERE target.id = named.id))"
)
_REFUSE_DELETE = """
CREATE OR REPLACE FUNCTION {table}_keep_{target}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM {table} WHERE {column} = OLD.id) THEN
        RAISE EXCEPTION '{target}: row % is referred to by {table}', OLD.id USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""


@dataclass(frozen=True)
class Reference:
    """A column that names a row of another table; `append_only` targets cannot lose rows by themselves."""

    column: str
    target: str
    append_only: bool = True


class SetwiseReferences(Operation):
    """Replace the foreign keys of a table by checks per statement on PostgreSQL; change nothing on SQLite."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, references: Sequence[Reference]) -> None:
        self.table = table
        self.references = tuple(references)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in Django's picture of the models: the relations stay."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Drop the foreign keys and create the checks."""
        if schema_editor.connection.vendor == "postgresql":
            for statement in self.statements():
                schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Leave the checks in place: the migration before this one drops the table with them."""

    def describe(self) -> str:
        """Say what the operation does, for `migrate` and `sqlmigrate`."""
        return f"Check the references of {self.table} once per statement"

    def statements(self) -> list[str]:
        """Return the SQL for PostgreSQL."""
        table = self.table
        conditions = " OR ".join(
            _MISSING_TARGET.format(column=reference.column, target=reference.target) for reference in self.references
        )
        return [
            _DROP_FOREIGN_KEYS.format(table=table),
            _CHECK_INSERTED.format(table=table, conditions=conditions),
            f"CREATE TRIGGER {table}_references AFTER INSERT ON {table} REFERENCING NEW TABLE AS inserted "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_check_references()",
            *self._guards(),
        ]

    def _guards(self) -> list[str]:
        guards: list[str] = []
        for reference in self.references:
            if not reference.append_only:
                names = {"table": self.table, "target": reference.target, "column": reference.column}
                guards.append(_REFUSE_DELETE.format(**names))
                guards.append(
                    "CREATE TRIGGER {table}_keeps BEFORE DELETE OR UPDATE OF id ON {target} "
                    "FOR EACH ROW EXECUTE FUNCTION {table}_keep_{target}()".format(**names)
                )
        return guards
