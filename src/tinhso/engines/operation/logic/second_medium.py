"""The second medium of this installation: shipping as one of its processes, and how far it reaches."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from tinhso.engines.operation.logic.journal.shipping import Shipper
from tinhso.engines.operation.logic.places import database_file


def ships_to_a_second_medium() -> bool:
    """Whether this installation ships by itself: SQLite with TINHSO_SECOND_MEDIUM (PostgreSQL has tools of its own)."""
    return bool(settings.TINHSO_SECOND_MEDIUM) and connection.vendor == "sqlite"


def ship() -> None:
    """One round of shipping; call it again and again.

    Raises:
        OSError: the medium cannot be written; a later round ships what is missing.
    """
    _shipper().round()


def finish_shipping() -> None:
    """Ship the last commits when the others have stopped."""
    _shipper().finish()


@cache
def _shipper() -> Shipper:
    medium: Path | None = settings.TINHSO_SECOND_MEDIUM
    if medium is None:
        raise RuntimeError("no second medium is set: ask ships_to_a_second_medium() first")
    return Shipper(database_file(), medium)
