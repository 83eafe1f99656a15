"""When a device says something was typed while it had no network: a claim, kept beside the server's own time."""

from __future__ import annotations

from datetime import datetime

from tinhso.kernel.clock import read_moment


def read_claim(text: object) -> datetime | None:
    """Read an ISO time with its zone; anything else is no claim, for it must never keep a figure from being saved."""
    if not isinstance(text, str):
        return None
    try:
        named = datetime.fromisoformat(text).tzinfo is not None
        return read_moment(text) if named else None
    except ValueError:
        return None
