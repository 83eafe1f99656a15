"""Whether the tables are those of this version. Reading the graph of migrations takes a second of each start."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tinhso.engines.operation.contracts import NotUpgraded


def is_migrated() -> bool:
    """Say whether every migration that lies here was applied."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return all(
        (config.label, file.stem) in applied
        for config in apps.get_app_configs()
        for file in Path(config.path, "migrations").glob("[0-9]*.py")
    )


def refuse_unless_upgraded() -> None:
    """Refuse to serve a province from tables of another version: migrating them is an upgrade, with its backup.

    Raises:
        NotUpgraded: OPE-014, in production only.
    """
    if settings.TINHSO_MODE == "production" and not is_migrated():
        raise NotUpgraded()
