"""Program: make the empty tables that tests copy, once for a state of the migrations, before anybody waits for them.

With DATABASE_URL they become the template database of that server; else the file of SQLite under var/, which is also
put into TINHSO_HOME. Migrating takes a quarter of a minute of a processor, most of it in drawing Django's models again.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from tests.schema_cache import keep_file, kept_file, kept_template, one_at_a_time


def make_file(place: Path) -> None:
    """Let the database of the home folder have its tables: a copy of those kept, or made now and kept."""
    if kept_file().exists():
        shutil.copy(kept_file(), place)
        return
    migrate()
    keep_file(place)


def make_template() -> None:
    """Make the server's template database, under its name only when it is whole."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept_template()])
        if cursor.fetchone():
            return
        cursor.execute(f'CREATE DATABASE "unfinished_{kept_template()}"')
    server = connection.settings_dict["NAME"]
    connect_to(f"unfinished_{kept_template()}")
    migrate()
    connect_to(server)
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "unfinished_{kept_template()}" RENAME TO "{kept_template()}"')


def connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def migrate() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)
    connection.close()


if __name__ == "__main__":
    django.setup()
    with one_at_a_time():
        make_template() if connection.vendor == "postgresql" else make_file(Path(connection.settings_dict["NAME"]))
