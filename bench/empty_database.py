"""An empty, migrated SQLite database in a folder that goes away afterwards, for benchmarks within this process."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def empty_database() -> Iterator[None]:
    """Set Django up on it; once in a process."""
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as home:
        os.environ |= {"TINHSO_HOME": home, "DJANGO_SETTINGS_MODULE": "tinhso.site.settings", "TINHSO_NOW": ""}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield
