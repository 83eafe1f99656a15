"""Steps of the tables, each with the note that it was done in one transaction.

The library notes a step that has something to finish at its end (an index of a foreign key) only after the transaction
of its tables: whoever is killed in between finds the tables made and the step unnoted, and can never begin again.
"""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor


def apply_steps() -> None:
    """Bring the tables to this version; what is killed midway goes on with the step it was at."""
    executor = MigrationExecutor(connection)
    for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        # SQLite changes tables only where it compares no references, and it cannot stop that inside a transaction.
        with connection.constraint_checks_disabled(), transaction.atomic():
            call_command("migrate", step.app_label, step.name, verbosity=0)
    call_command("migrate", verbosity=0)
