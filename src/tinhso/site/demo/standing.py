"""How a database stands to the demonstration: empty, built, half built, or somebody's own; and starting over."""

from __future__ import annotations

import shutil
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from tinhso.engines.trust import api as trust

STARTED, BUILT = "site.demo_started", "site.demo_built"
LEFT_BEHIND: Final = ("cube", "demonstration-clock.json", "keys/one-stop.token", "one-stop-waiting.json")
"""What a demonstration leaves beside its database, under TINHSO_HOME."""


class Standing(StrEnum):
    EMPTY = "empty"
    BUILT = "built"
    HALF_BUILT = "half_built"
    FOREIGN = "foreign"  # it holds events of somebody's own work: never touched


def standing() -> Standing:
    """Say how the migrated database stands."""
    if trust.events(kind=BUILT):
        return Standing.BUILT
    if trust.events(kind=STARTED):
        return Standing.HALF_BUILT
    checkpoint = trust.latest_checkpoint()
    return Standing.EMPTY if checkpoint is None and not trust.events() else Standing.FOREIGN


def start_over() -> None:
    """Throw a half-built demonstration away and make an empty database in its place.

    The log refuses deletions row by row, as it must; here the whole database goes.
    """
    connections.close_all()
    if connection.vendor == "sqlite":
        name = Path(settings.DATABASES["default"]["NAME"])
        for file in (name, name.with_name(f"{name.name}-wal"), name.with_name(f"{name.name}-shm")):
            file.unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    for left in LEFT_BEHIND:
        place = Path(settings.TINHSO_HOME) / left
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
    call_command("migrate", verbosity=0)
