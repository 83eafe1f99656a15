"""When a device says something was typed while it had no network: a claim, kept beside the server's own time."""

from __future__ import annotations

from datetime import datetime


def read_claim(text: object) -> datetime | None:
    """Read an ISO time with its zone; anything else is no claim, for it must never keep a figure from being saved."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
